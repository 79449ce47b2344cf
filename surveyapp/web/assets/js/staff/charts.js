// Draws the charts of a page from the JSON beside them (surveyapp/web/shared/charts.py): the wide layout or the narrow
// one by the room there is, in the colours of the style sheet, anew when the system turns dark or light.
import Plotly from "plotly.js-basic-dist-min";

const NARROW = 620;
const CONFIG = { displayModeBar: false, responsive: false, staticPlot: true };

export function drawCharts() {
  const plots = [...document.querySelectorAll(".chart-plot")];
  const figures = new Map(plots.map((plot) => [plot, JSON.parse(plot.parentElement.querySelector('script[type="application/json"]').textContent)]));
  const widths = new Map();

  const draw = (plot) => {
    const width = Math.floor(plot.clientWidth);
    if (!width) return;
    widths.set(plot, width);
    const { wide, narrow } = figures.get(plot);
    const figure = coloured(width < NARROW ? narrow : wide, getComputedStyle(plot));
    Plotly.react(plot, figure.data, { ...figure.layout, width }, CONFIG);
  };

  const resized = new ResizeObserver((changes) => {
    for (const { target } of changes) if (Math.floor(target.clientWidth) !== widths.get(target)) draw(target);
  });
  const redraw = () => plots.forEach(draw);
  // Type is measured while drawing, so the family must be there first.
  document.fonts.ready.then(() => plots.forEach((plot) => resized.observe(plot)));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("print").addEventListener("change", redraw);
}

/** A copy in which every "var(--name)" is the colour it stands for here and now. */
function coloured(part, style) {
  if (typeof part === "string") {
    const name = /^var\((--[\w-]+)\)$/.exec(part)?.[1];
    return name ? style.getPropertyValue(name).trim() : part;
  }
  if (Array.isArray(part)) return part.map((each) => coloured(each, style));
  if (part === null || typeof part !== "object") return part;
  return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, coloured(each, style)]));
}
