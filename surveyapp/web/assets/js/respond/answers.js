// What the form holds, as canonical answers: {question: value}; an unanswered question is absent. The names of the fields
// are those of surveyapp/definition/kinds.

import { readDay } from "./days.js";
import { readNumber } from "./numerals.js";

const language = () => document.documentElement.lang;

/** The number in a field of an allocation, 0 where there is none. */
export function amount(field) {
  return Number(readNumber(field.value.replace(/%$/, ""), language()) ?? 0);
}

/** The answer to one question of the page, or null. */
export function readAnswer(wrapper) {
  const id = wrapper.dataset.question;
  const stem = `q-${id}`;
  const fields = [...wrapper.querySelectorAll("input, select, textarea")];
  const one = (name) => value(fields.filter((field) => field.name === name));
  switch (wrapper.dataset.kind) {
    case "multiple":
      return orNull(fields.filter((field) => field.name === stem && field.checked).map((field) => field.value));
    case "matrix":
    case "semantic-differential":
      return rows(wrapper, stem, fields);
    case "activity-rating":
      return activities(wrapper, stem, fields);
    case "number":
      return readNumber(one(stem) ?? "", language());
    case "date":
      return readDay(one(stem) ?? "", language());
    case "ranking":
      return orNull(
        fields.filter((field) => field.value).sort((a, b) => a.value - b.value).map((field) => field.name.slice(stem.length + 1)),
      );
    case "proposals":
      return orNull(fields.filter((field) => field.name.endsWith("-text") && field.value.trim()).map((field) => ({ text: field.value.trim() })));
    case "allocation":
      return orNull(Object.fromEntries(fields.filter((field) => amount(field)).map((field) => [field.name.slice(stem.length + 1), amount(field)])));
    case "period":
      return orNull(Object.fromEntries(["start", "end"].map((part) => [part, readDay(one(`${stem}-${part}`) ?? "", language())]).filter(([, day]) => day)));
    case "best-worst":
      return fields.some((field) => field.checked) ? [] : null;
    default:
      return one(stem);
  }
}

function value(fields) {
  const field = fields.find((each) => (each.type === "radio" || each.type === "checkbox" ? each.checked : each.value.trim()));
  return field ? field.value.trim() : null;
}

function rows(wrapper, stem, fields) {
  const answer = {};
  for (const row of wrapper.querySelectorAll("[data-row]")) {
    const chosen = fields.filter((field) => field.name === `${stem}-${row.dataset.row}` && field.checked);
    if (chosen.length) answer[row.dataset.row] = chosen[0].type === "checkbox" ? chosen.map((field) => field.value) : chosen[0].value;
  }
  return orNull(answer);
}

function activities(wrapper, stem, fields) {
  const answer = {};
  for (const { dataset } of wrapper.querySelectorAll("[data-row]")) {
    const rating = value(fields.filter((field) => field.name === `${stem}-${dataset.row}-rating`));
    const attended = value(fields.filter((field) => field.name === `${stem}-${dataset.row}`));
    if (rating) answer[dataset.row] = { attended: true, rating };
    else if (attended) answer[dataset.row] = { attended: true };
  }
  const none = value(fields.filter((field) => field.name === `${stem}-none`));
  return none && !Object.keys(answer).length ? {} : orNull(answer);
}

function orNull(found) {
  return (Array.isArray(found) ? found.length : Object.keys(found).length) ? found : null;
}
