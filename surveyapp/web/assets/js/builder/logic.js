// Conditions in words: only the comparisons and answers that go with the chosen question are offered.

const CODES = ["is", "not", "has", "lacks", "least", "most"];

export function watchLogic() {
  for (const term of document.querySelectorAll("form[data-logic] [data-term]")) watchTerm(term);
}

function watchTerm(term) {
  const subject = term.querySelector("[data-term-subject]");
  const comparison = term.querySelector("[data-term-comparison]");
  const codes = term.querySelector("[data-term-codes]");
  const value = term.querySelector("[data-term-value]");
  const groups = [...codes.querySelectorAll("optgroup")];
  const update = () => {
    const chosen = subject.selectedOptions[0];
    const fitting = (chosen?.dataset.comparisons ?? "").split(" ");
    for (const option of comparison.options) option.hidden = option.disabled = subject.value !== "" && !fitting.includes(option.value);
    if (comparison.selectedOptions[0]?.disabled) comparison.value = fitting[0] ?? "is";
    for (const group of groups) group.hidden = group.disabled = group.dataset.of !== subject.value;
    const select = codes.querySelector("select");
    if (select.selectedOptions[0]?.closest("optgroup")?.disabled) select.value = "";
    const closed = groups.some((group) => !group.disabled) && CODES.includes(comparison.value);
    const open = !closed && !["answered", "unanswered"].includes(comparison.value);
    codes.hidden = subject.value === "" || !closed;
    value.hidden = subject.value === "" || !open;
    comparison.closest(".field").hidden = subject.value === "";
  };
  subject.addEventListener("change", update);
  comparison.addEventListener("change", update);
  update();
}
