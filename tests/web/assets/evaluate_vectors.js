// Reads vectors from standard input and writes what the browser's evaluator makes of each.
import { readFileSync } from "node:fs";
import { evaluate } from "../../../surveyapp/web/assets/js/respond/expression.js";

const vectors = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(vectors.map(({ tree, answers, row }) => evaluate(tree, answers, row ?? null))));
