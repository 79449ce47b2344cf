// Shows and hides questions and rows at once, as the server will do it when the page is sent. Hiding deletes nothing.
// A form may carry the answers given on other pages (data-answers); a condition that looks at an answer known to nobody
// here is left as the server decided it.
import { readAnswer } from "./answers.js";
import { evaluate, questionsIn } from "./expression.js";

export function watchVisibility(form) {
  if (!form.querySelector("[data-show-if], [data-require-if]")) return;
  const elsewhere = form.dataset.answers ? JSON.parse(form.dataset.answers) : null;
  const wrappers = [...form.querySelectorAll("[data-question]")];
  const here = new Set(wrappers.map((wrapper) => wrapper.dataset.question));
  const trees = new Map();
  for (const element of form.querySelectorAll("[data-show-if]")) {
    const parsed = JSON.parse(element.dataset.showIf);
    const tree = Array.isArray(parsed) ? parsed : parsed.tree;
    if (elsewhere || [...questionsIn(tree)].every((question) => here.has(question))) trees.set(element, tree);
  }

  const required = new Map();
  for (const wrapper of form.querySelectorAll("[data-require-if]")) {
    const tree = JSON.parse(wrapper.dataset.requireIf);
    if (elsewhere || [...questionsIn(tree)].every((question) => here.has(question))) required.set(wrapper, tree);
  }

  // Who cannot see the page change is told of it; what stood there when the page came is no change.
  const line = document.querySelector("[data-change-state]");
  let before = null;
  const tell = () => {
    const shown = wrappers.filter((wrapper) => !wrapper.hidden);
    if (before && line) {
      const come = shown.filter((wrapper) => !before.has(wrapper)).map(title);
      if (come.length) line.textContent = line.dataset.come.replace("{questions}", come.join("; "));
      else if (before.size > shown.length) line.textContent = line.dataset.gone;
    }
    before = new Set(shown);
  };

  // Questions hidden only because none of their rows is shown: they come back with the first that is.
  const empty = new Set();

  const update = () => {
    const answers = { ...elsewhere };
    const mark = (wrapper) => {
      const tree = required.get(wrapper);
      if (!tree) return;
      wrapper.querySelector('[data-mark="required"]').hidden = evaluate(tree, answers) !== true;
      wrapper.querySelector('[data-mark="perhaps"]').hidden = true;
    };
    for (const id of here) delete answers[id];
    for (const wrapper of wrappers) {
      const tree = trees.get(wrapper);
      const wasEmpty = empty.delete(wrapper);
      if (tree) wrapper.hidden = evaluate(tree, answers) !== true;
      else if (wasEmpty) wrapper.hidden = false;
      if (wrapper.hidden) continue;
      mark(wrapper);
      let shown = 0;
      const rows = [...wrapper.querySelectorAll("[data-row][data-show-if]")].filter((row) => trees.has(row));
      for (const row of rows) {
        row.hidden = evaluate(trees.get(row), answers, row.dataset.row) !== true;
        shown += row.hidden ? 0 : 1;
      }
      if (rows.length && !shown && rows.length === wrapper.querySelectorAll("[data-row]").length) {
        wrapper.hidden = true;
        empty.add(wrapper);
      }
      const answer = readAnswer(wrapper);
      if (answer !== null && !wrapper.hidden) answers[wrapper.dataset.question] = visibleRows(answer, rows);
    }
    tell();
  };
  form.addEventListener("change", update);
  form.addEventListener("input", update);
  update();
}

function title(wrapper) {
  const nodes = [...(wrapper.querySelector("legend, .question-text, label")?.childNodes ?? [])];
  return nodes.filter((node) => !node.hidden).map((node) => node.textContent).join("").trim();
}

function visibleRows(answer, rows) {
  const hidden = new Set(rows.filter((row) => row.hidden).map((row) => row.dataset.row));
  if (!hidden.size) return answer;
  return Object.fromEntries(Object.entries(answer).filter(([row]) => !hidden.has(row)));
}
