// Navigation on a phone, a warning before typed text is lost.

export function watchNavigation() {
  const button = document.querySelector(".nav-toggle");
  button?.addEventListener("click", () => button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true")));
}

/** Forms marked data-guard ask before the page is left with changes. */
export function guardForms() {
  const forms = [...document.querySelectorAll("form[data-guard]")];
  let changed = false;
  for (const form of forms) {
    form.addEventListener("input", () => (changed = true));
    form.addEventListener("submit", () => (changed = false));
  }
  if (forms.length) addEventListener("beforeunload", (event) => changed && event.preventDefault());
}
