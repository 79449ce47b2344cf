// The conditions of a questionnaire, evaluated as the server does it (surveyapp/definition/evaluate.py), in three-valued
// logic: null is unknown, hides, and does not fail. The trees are those of tree_json.py; both sides are held to the same
// vectors (tests/definition/expression_vectors.json).

/** Whether a condition is certainly met. */
export function holds(tree, answers, row = null) {
  return evaluate(tree, answers, row) === true;
}

/** The outcome of a tree over canonical answers: true, false, a number, a text, a list, or null for unknown. */
export function evaluate(node, answers, row = null) {
  const [name, ...parts] = node;
  switch (name) {
    case "literal":
      return parts[0];
    case "choices":
      return null;
    case "answer":
    case "answer-of-row":
      return plain(lookUp(node, answers, row));
    case "number":
      return number(lookUp(parts[0], answers, row));
    case "value": {
      const code = lookUp(parts[0], answers, row);
      return typeof code === "string" && Object.hasOwn(parts[1], code) ? parts[1][code] : null;
    }
    case "answered":
      return lookUp(parts[0], answers, row) !== null;
    case "count": {
      const found = lookUp(parts[0], answers, row);
      if (Array.isArray(found)) return found.length;
      return isMapping(found) ? Object.keys(found).length : null;
    }
    case "not": {
      const operand = evaluate(parts[0], answers, row);
      return operand === null ? null : !operand;
    }
    case "negative": {
      const operand = evaluate(parts[0], answers, row);
      return typeof operand === "number" ? -operand : null;
    }
    case "and":
    case "or":
      return connective(name, parts, answers, row);
    case "in":
      return member(parts, answers, row);
    default:
      return compare(name, evaluate(parts[0], answers, row), evaluate(parts[1], answers, row));
  }
}

/** Ids of the questions a tree looks at. */
export function questionsIn(node, found = new Set()) {
  if (node[0] === "answer" || node[0] === "answer-of-row") found.add(node[1]);
  else if (node[0] !== "literal" && node[0] !== "choices") {
    for (const part of node.slice(1)) if (Array.isArray(part)) questionsIn(part, found);
  }
  return found;
}

function lookUp([name, question, ofRow], answers, row) {
  const found = Object.hasOwn(answers, question) ? answers[question] : null;
  const wanted = name === "answer-of-row" ? row : ofRow ?? null;
  if (wanted === null) return name === "answer-of-row" ? null : found;
  return isMapping(found) && Object.hasOwn(found, wanted) ? found[wanted] : null;
}

function plain(found) {
  return typeof found === "number" || typeof found === "string" || Array.isArray(found) ? found : null;
}

// What Python's float reads of a canonical decimal string; JavaScript would also read "" and "0x10".
function number(text) {
  if (typeof text !== "string" || !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

function connective(name, [first, second], answers, row) {
  const decides = name === "or";
  const left = evaluate(first, answers, row);
  if (left === decides) return decides;
  const right = evaluate(second, answers, row);
  if (right === decides) return decides;
  return left === null || right === null ? null : !decides;
}

function member([first, second], answers, row) {
  const left = evaluate(first, answers, row);
  if (left === null) return null;
  if (second[0] === "choices") return second.slice(1).includes(left);
  const several = evaluate(second, answers, row);
  return Array.isArray(several) ? several.includes(left) : null;
}

function compare(operator, left, right) {
  if (left === null || right === null) return null;
  if (operator === "==") return same(left, right);
  if (operator === "!=") return !same(left, right);
  if (typeof left === "number" && typeof right === "number") return arithmetic(operator, left, right);
  if (typeof left === "string" && typeof right === "string") return ordered(operator, byCodePoint(left, right));
  return null;
}

function arithmetic(operator, left, right) {
  const result = { "+": left + right, "-": left - right, "*": left * right, "/": right ? left / right : NaN }[operator];
  if (result === undefined) return ordered(operator, Math.sign(left - right));
  return Number.isFinite(result) ? result : null;
}

function ordered(operator, sign) {
  return { "<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0 }[operator] ?? null;
}

function same(left, right) {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, place) => item === right[place]);
  }
  return left === right;
}

// Python compares texts by code point, JavaScript by UTF-16 unit.
function byCodePoint(left, right) {
  const [a, b] = [Array.from(left), Array.from(right)];
  for (let place = 0; place < Math.min(a.length, b.length); place += 1) {
    if (a[place] !== b[place]) return Math.sign(a[place].codePointAt(0) - b[place].codePointAt(0));
  }
  return Math.sign(a.length - b.length);
}

function isMapping(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
