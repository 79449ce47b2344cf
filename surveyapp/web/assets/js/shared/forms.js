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

/** A button beside a field that copies it, and says so. */
export function watchCopies() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const words = button.textContent;
    const field = document.getElementById(button.dataset.copy);
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      field.select();
      // Without https a browser offers the old way only.
      if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
      else document.execCommand("copy");
      button.textContent = button.dataset.copied;
      setTimeout(() => (button.textContent = words), 2500);
    });
  }
}
