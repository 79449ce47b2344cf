// The form of a question: the preview follows what is typed; a shared list puts the own lines away.
const PAUSE = 250;

export function watchQuestion() {
  const form = document.querySelector("#question-form[data-preview-url]");
  if (!form) return;
  watchSources(form);
  watchPreview(form, document.querySelector("[data-preview]"));
}

function watchSources(form) {
  for (const block of form.querySelectorAll("[data-own-of]")) {
    const source = form.elements[block.dataset.ownOf];
    const update = () => (block.hidden = source.value !== "own");
    source.addEventListener("change", update);
    update();
  }
}

function watchPreview(form, frame) {
  if (!frame) return;
  let timer = 0;
  let newest = 0;
  const draw = async () => {
    const mine = ++newest;
    frame.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.previewUrl, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      // A later change may have been answered sooner.
      if (!answer.ok || mine !== newest) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const field of page.querySelectorAll("[id]")) field.id = `shown-${field.id}`;
      for (const label of page.querySelectorAll("[for]")) label.htmlFor = `shown-${label.htmlFor}`;
      for (const name of ["aria-describedby", "aria-labelledby"])
        for (const each of page.querySelectorAll(`[${name}]`))
          each.setAttribute(name, each.getAttribute(name).split(" ").map((id) => `shown-${id}`).join(" "));
      frame.replaceChildren(...page.body.childNodes);
    } catch {
      /* Without a connection the last preview stays. */
    } finally {
      if (mine === newest) frame.setAttribute("aria-busy", "false");
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(draw, PAUSE);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  draw();
}
