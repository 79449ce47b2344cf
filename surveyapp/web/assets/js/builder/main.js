// The builder's pages: fetched only where there is one.
import { watchActivities, watchChoices, watchTotals } from "../respond/pieces.js";
import { watchVisibility } from "../respond/visibility.js";
import { watchLogic } from "./logic.js";
import { watchOutline } from "./outline.js";
import { watchQuestion } from "./question.js";

watchOutline();
watchQuestion();
watchLogic();
for (const form of document.querySelectorAll("form[data-answers-form]")) {
  watchChoices(form);
  watchActivities(form);
  watchTotals(form);
  watchVisibility(form);
}
// Undo and redo by the keys one expects, where no text is being written.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.target.closest?.("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  const name = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : "";
  const button = name && document.querySelector(`[data-key="${name}"]:not(:disabled)`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
