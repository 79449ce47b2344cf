// Small helps of the form: limits on choices, answers that exclude the others, boxes that come one by one, sums.

import { amount } from "./answers.js";

/** "Choose at most two": further boxes are off until one is cleared; "none of these" clears the others. */
export function watchChoices(form) {
  for (const group of form.querySelectorAll('[data-kind="multiple"]')) {
    const boxes = [...group.querySelectorAll('input[type="checkbox"]')];
    const limit = Number(group.querySelector("[data-limit]")?.dataset.limit ?? 0);
    const update = (event) => {
      const box = event?.target;
      if (box?.checked) {
        const alone = "exclusive" in box.dataset;
        for (const other of boxes) if (other !== box && (alone || "exclusive" in other.dataset)) other.checked = false;
      }
      if (!limit) return;
      const full = boxes.filter((each) => each.checked).length >= limit;
      for (const each of boxes) each.disabled = full && !each.checked && !("exclusive" in each.dataset);
    };
    group.addEventListener("change", update);
    update();
  }
}

/** The text of "other" lives and goes with its choice: it comes back when the choice does. */
export function watchOthers(form) {
  for (const text of form.querySelectorAll("[data-other]")) {
    const group = text.closest("[data-question]");
    const chosen = () =>
      [...group.querySelectorAll("select, input:checked")].some((field) => field !== text && field.value === text.dataset.other);
    let written = text.value;
    group.addEventListener("change", ({ target }) => {
      if (target === text) return;
      if (!chosen()) {
        written = text.value || written;
        text.value = "";
      } else if (!text.value) text.value = written;
    });
    text.addEventListener("input", () => {
      const select = group.querySelector("select");
      if (select && text.value) select.value = text.dataset.other;
    });
  }
}

/** "None of these" under the activities clears the ticks, and a tick clears it. */
export function watchActivities(form) {
  for (const group of form.querySelectorAll('[data-kind="activity-rating"]')) {
    const none = group.querySelector(`[name="q-${group.dataset.question}-none"]`);
    if (!none) continue;
    group.addEventListener("change", ({ target }) => {
      if (target === none && none.checked) {
        for (const field of group.querySelectorAll("input")) if (field !== none) field.checked = false;
      } else if (target.checked) none.checked = false;
    });
  }
}

/** Shows the filled boxes and one more; a button brings the next, another empties one. */
export function watchRepeats(root) {
  for (const list of root.querySelectorAll("[data-repeat]")) {
    const items = [...list.querySelectorAll("[data-repeat-item]")];
    const add = list.querySelector("[data-repeat-add]");
    const text = (item) => item.querySelector("textarea, input:not([type=hidden])");
    const filled = (item) => text(item).value.trim() !== "" || item.querySelector("[aria-invalid], .error") !== null;
    items.forEach((item, place) => (item.hidden = place > 0 && !filled(item)));
    const update = () => {
      add.hidden = items.every((item) => !item.hidden);
      for (const item of items) item.querySelector("[data-repeat-remove]").hidden = items.filter((each) => !each.hidden).length < 2;
    };
    add.addEventListener("click", () => {
      const next = items.find((item) => item.hidden);
      next.hidden = false;
      update();
      text(next).focus();
    });
    list.addEventListener("click", ({ target }) => {
      const item = target.closest("[data-repeat-remove]")?.closest("[data-repeat-item]");
      if (!item) return;
      for (const field of item.querySelectorAll("input:not([type=hidden]), select, textarea")) field.value = "";
      item.hidden = true;
      update();
      text(item).dispatchEvent(new Event("input", { bubbles: true }));
      const rest = items.filter((each) => !each.hidden);
      (rest.length ? text(rest[rest.length - 1]) : add).focus();
    });
    update();
  }
}

/** "Given out: 80 of 100". */
export function watchTotals(form) {
  for (const list of form.querySelectorAll("[data-total]")) {
    const words = list.querySelector("[data-total-text]");
    const update = () => {
      const sum = [...list.querySelectorAll("input")].reduce((total, field) => total + amount(field), 0);
      words.textContent = words.dataset.totalText.replace("{sum}", sum).replace("{total}", list.dataset.total);
    };
    list.addEventListener("input", update);
    update();
  }
}
