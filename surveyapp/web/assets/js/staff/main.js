// The script of the staff's pages. Charts bring their own part, loaded only where there is one.
import { focusSummary, watchCounters } from "../shared/forms.js";
import { watchRepeats } from "../respond/pieces.js";
import { guardForms, watchCopies, watchNavigation } from "./pieces.js";

document.documentElement.classList.add("js");
watchNavigation();
watchCopies();
watchCounters();
watchRepeats(document);
guardForms();
focusSummary();
if (document.querySelector(".chart-plot")) import("./charts.js").then(({ drawCharts }) => drawCharts());
