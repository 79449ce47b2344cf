// Reads vectors from standard input and writes what the browser's script reads in each.
import { readFileSync } from "node:fs";
import { readDay } from "../../../surveyapp/web/assets/js/respond/days.js";
import { readNumber } from "../../../surveyapp/web/assets/js/respond/numerals.js";

const { days, numbers } = JSON.parse(readFileSync(0, "utf8"));
const read = (reader) => ({ text, language }) => reader(text, language);
process.stdout.write(JSON.stringify({ days: days.map(read(readDay)), numbers: numbers.map(read(readNumber)) }));
