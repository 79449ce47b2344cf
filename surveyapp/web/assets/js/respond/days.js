// Days as people write them: the same reading as surveyapp/definition/kinds/days.py, held to the same list.
const MONTHS = [
  "jan(uary)?|janv(ar(is|i|a|im|u))?|saus(is|io|i|yje)?|янв(ар(ь|я|е))?|i",
  "feb(ruary)?|febr(uar(is|i|a|im|u))?|vas(ar(is|io|i|yje))?|февр?|феврал(ь|я|е)|ii",
  "mar(ch)?|mart(s|a|am|u)?|kov(as|o|a|e)?|мар(т|та|те)?|iii",
  "apr(il)?|april(is|i|a|im|u)|bal(and(is|zio|i|yje))?|апр(ел(ь|я|е))?|iv",
  "may|maij(s|a|am|u)?|geg(uz(e|es|eje))?|ма(и|я|е)|v",
  "june?|junij(s|a|am|u)|birz(el(is|io|i|yje))?|июн(ь|я|е)?|vi",
  "july?|julij(s|a|am|u)|liep(a|os|oje)?|июл(ь|я|е)?|vii",
  "aug(ust)?|august(s|a|am|u)|rugp(ju(tis|cio|ti|tyje))?|авг(уст(а|е)?)?|viii",
  "sept?|september|septembr(is|i|a|im|u)|rugs(ej(is|o|i|yje))?|сент?|сентябр(ь|я|е)|ix",
  "oct(ober)?|okt(obr(is|i|a|im|u))?|spal(is|io|i|yje)?|окт(ябр(ь|я|е))?|x",
  "nov(ember)?|novembr(is|i|a|im|u)|lapkr(i(tis|cio|ti|tyje))?|ноя(б(р(ь|я|е))?)?|xi",
  "dec(ember)?|decembr(is|i|a|im|u)|gruod(is|zio|i|yje)?|дек(абр(ь|я|е))?|xii",
].map((names) => new RegExp(`^(?:${names})$`));
const FILLERS = /^(?:g|gad(s|a|u|am)|m|met(u|ai|ais)|d|dien(a|os|ai|u)|datums|of|the|st|nd|rd|th|г|год(а|у|е)?|го|ое|числа|y)$/;
const THREE = /^(\d{1,4})( ?[-./] ?| )(\d{1,2})( ?[-./] ?| )(\d{1,4})$/;
const WORDS = /\d+|\p{L}+/gu;
const BETWEEN = /^[\s.,'\u2019/-]*$/;
const AROUND = /(\d)[\s.,]*(?:г|года?|g|gads|gada|m|d)?[\s.,]*$/;

/** The day a text names to a reader of this language, as "2026-03-05", or null where there is none or more than one. */
export function readDay(text, language) {
  const folded = fold(text);
  if (/^\d{8}$/.test(folded)) {
    return one([compact(folded.slice(0, 4), folded.slice(4, 6), folded.slice(6)), compact(folded.slice(4), folded.slice(2, 4), folded.slice(0, 2))]);
  }
  const found = THREE.exec(folded.replace(AROUND, "$1"));
  if (found && found[2].trim() === found[4].trim()) {
    return ordered(found[1], Number(found[3]), found[5], found[2].trim() === "-" || !["lv", "ru", "en"].includes(language));
  }
  const words = folded.match(WORDS) ?? [];
  if (!BETWEEN.test(folded.replace(WORDS, ""))) return null;
  const numbers = words.filter((word) => /^\d+$/.test(word));
  const names = words.filter((word) => !numbers.includes(word));
  const months = names.map(month).filter(Boolean);
  if (months.length !== 1 || numbers.length !== 2 || !names.every((name) => month(name) || FILLERS.test(name))) return null;
  return ordered(numbers[0], months[0], numbers[1], !["lv", "ru", "en"].includes(language));
}

function fold(text) {
  const plain = text.toLowerCase().normalize("NFKD").replace(/\p{Mn}/gu, "");
  return plain.replace(/\s+/g, " ").replace(/[\u2010-\u2015\u2212]/g, "-").trim();
}

function ordered(first, middle, last, yearFirstToo) {
  if (first.length === 4 && last.length <= 2) return one([[Number(first), middle, Number(last)]]);
  if (last.length === 4 && first.length <= 2) return one([[Number(last), middle, Number(first)]]);
  const readings = [];
  if (first.length <= 2 && last.length === 2) readings.push([century(last), middle, Number(first)]);
  if (yearFirstToo && first.length === 2 && last.length <= 2) readings.push([century(first), middle, Number(last)]);
  return one(readings);
}

function month(name) {
  return MONTHS.findIndex((pattern) => pattern.test(name)) + 1;
}

function century(figures) {
  return Number(figures) + (Number(figures) >= 69 ? 1900 : 2000);
}

function compact(year, middle, day) {
  return [["19", "20"].includes(year.slice(0, 2)) ? Number(year) : 0, Number(middle), Number(day)];
}

function one(readings) {
  const days = new Set();
  for (const [year, middle, day] of readings) {
    const found = new Date(Date.UTC(2000, middle - 1, day));
    found.setUTCFullYear(year, middle - 1, day);
    if (year > 0 && found.getUTCFullYear() === year && found.getUTCMonth() === middle - 1 && found.getUTCDate() === day) {
      days.add(`${String(year).padStart(4, "0")}-${String(middle).padStart(2, "0")}-${String(day).padStart(2, "0")}`);
    }
  }
  return days.size === 1 ? [...days][0] : null;
}
