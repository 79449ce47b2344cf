// Numbers as people write them: the same reading as surveyapp/definition/kinds/numerals.py, held to the same list.
const DECIMAL_SIGNS = { lv: ",", lt: ",", ru: ",", en: "." };
const MINUS = /^[+] ?|^([-\u2010-\u2015\u2212]) ?/;
const BLANK = /[ \t\u00a0\u2000-\u200a\u202f'\u2019]/g;
const SPACED = /^(-?\d{1,3})((?:[ \t\u00a0\u2000-\u200a\u202f'\u2019]\d{3})+)(?=[.,]|$)/;
const SIMPLE = /^(-?)(\d*)(?:([.,])(\d*))?$/;
const GROUPED = /^(-?)(\d{1,3}(?:([.,])\d{3})(?:\3\d{3})*)(?:(?!\3)[.,](\d*))?$/;

/** The number a text names to a reader of this language, as decimal figures, or null. */
export function readNumber(text, language) {
  const signed = text.trim().replace(MINUS, (_, minus) => (minus ? "-" : ""));
  const plain = signed.replace(SPACED, (_, first, groups) => first + groups.replace(BLANK, ""));
  const grouped = GROUPED.exec(plain);
  const simple = SIMPLE.exec(plain);
  if (grouped && simple) {
    if (DECIMAL_SIGNS[language] !== grouped[3] && !simple[2].startsWith("0")) return null;
    return plain.replace(grouped[3], ".");
  }
  if (grouped) return figures(grouped[1], grouped[2].replaceAll(grouped[3], ""), grouped[4]);
  return simple && (simple[2] || simple[4]) ? figures(simple[1], simple[2], simple[4]) : null;
}

function figures(sign, whole, parts) {
  return `${sign}${whole || "0"}${parts ? `.${parts}` : ""}`;
}
