// Dragging questions in the outline. The buttons beside every question do the same, so that nothing needs a mouse; this
// script sends the very form they belong to.
import Sortable from "sortablejs";

export function watchOutline() {
  const form = document.querySelector("form[data-outline]");
  if (!form) return;
  const deed = form.querySelector("[data-outline-deed]");
  const said = document.querySelector("[data-outline-said]");
  for (const list of form.querySelectorAll("[data-section]")) {
    Sortable.create(list, {
      group: "questions",
      handle: ".outline-grip",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      onEnd: ({ item, to, newIndex, from, oldIndex }) => {
        if (to === from && newIndex === oldIndex) return;
        if (said) {
          const title = item.querySelector("a").textContent.trim();
          said.textContent = said.dataset.said.replace("{title}", title).replace("{place}", newIndex + 1);
        }
        deed.disabled = false;
        deed.value = `place:${item.dataset.questionId}:${to.dataset.section}:${newIndex}`;
        form.submit();
      },
    });
  }
}
