// Navigation on a phone, copying a link, a warning before typed text is lost.

export function watchNavigation() {
  const button = document.querySelector(".nav-toggle");
  button?.addEventListener("click", () => button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true")));
}

export function watchCopies() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const words = button.textContent;
    const field = document.getElementById(button.dataset.copy);
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      field.select();
      await navigator.clipboard.writeText(field.value);
      button.textContent = button.dataset.copied;
      setTimeout(() => (button.textContent = words), 2500);
    });
  }
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
