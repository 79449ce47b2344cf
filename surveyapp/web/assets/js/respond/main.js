// The script of the answering pages. Everything works without it; it saves, shows and hides, counts.
import { focusSummary, watchCopies, watchCounters } from "../shared/forms.js";
import { watchAutosave } from "./autosave.js";
import { watchActivities, watchChoices, watchOthers, watchRepeats, watchTotals } from "./pieces.js";
import { watchVisibility } from "./visibility.js";

document.documentElement.classList.add("js");
// A page that came as the answer to a form would be asked for again as a form by the browser's "back".
history.replaceState(history.state, "");
watchCounters();
watchCopies();
for (const form of document.querySelectorAll("form[data-answers-form]")) {
  watchAutosave(form);
  watchChoices(form);
  watchOthers(form);
  watchActivities(form);
  watchRepeats(form);
  watchTotals(form);
  watchVisibility(form);
}
focusSummary();
