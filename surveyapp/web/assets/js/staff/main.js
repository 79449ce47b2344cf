// The script of the staff's pages. Charts and the builder bring parts of their own, loaded where they are needed.
import { focusSummary, watchCopies, watchCounters } from "../shared/forms.js";
import { watchRepeats } from "../respond/pieces.js";
import { guardForms, watchNavigation } from "./pieces.js";

document.documentElement.classList.add("js");
watchNavigation();
watchCopies();
watchCounters();
watchRepeats(document);
guardForms();
focusSummary();
if (document.body.classList.contains("builder")) import("../builder/main.js");
if (document.querySelector(".chart-plot")) import("./charts.js").then(({ drawCharts }) => drawCharts());
const written = document.querySelector("[data-editor-form]");
if (written) import("./editor.js").then(({ startEditor }) => startEditor(written));
