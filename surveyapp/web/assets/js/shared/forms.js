// What forms of both audiences share.

/** The summary of what is wrong is read first. */
export function focusSummary() {
  document.querySelector("[data-focus]")?.focus();
}

/** "Characters left: 120"; said aloud only near the end. */
export function watchCounters(root = document) {
  for (const words of root.querySelectorAll("[data-counter]")) {
    const field = document.getElementById(words.dataset.counter);
    if (!field) continue;
    const update = () => {
      const left = field.maxLength - field.value.length;
      words.textContent = words.dataset.text.replace("{count}", left);
      if (left <= 20) words.setAttribute("aria-live", "polite");
      else words.removeAttribute("aria-live");
    };
    field.addEventListener("input", update);
    update();
  }
}
