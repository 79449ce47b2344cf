// Dragging questions in the outline. The buttons beside every question do the same, so that nothing needs a mouse; this
// script sends the very form they belong to.
import Sortable from "sortablejs";

export function watchOutline() {
  const form = document.querySelector("form[data-outline]");
  if (!form) return;
  const deed = form.querySelector("[data-outline-deed]");
  for (const list of form.querySelectorAll("[data-section]")) {
    Sortable.create(list, {
      group: "questions",
      handle: ".outline-grip",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      onEnd: ({ item, to, newIndex, from, oldIndex }) => {
        if (to === from && newIndex === oldIndex) return;
        deed.disabled = false;
        deed.value = `place:${item.dataset.questionId}:${to.dataset.section}:${newIndex}`;
        form.submit();
      },
    });
  }
}
