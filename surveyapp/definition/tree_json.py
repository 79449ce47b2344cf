"""The JSON form of an expression's tree: what a stored version holds and what the browser evaluates.

A node is a list: its name, then its parts. ["answer", question], ["answer", question, row],
["answer-of-row", question], ["literal", value], ["choices", value, …], ["number", answer],
["value", answer, {code: value}], ["not", node], ["negative", node], ["count", answer], ["answered", answer], and
[operator, left, right] for the binary operators.
"""

from __future__ import annotations

from types import MappingProxyType

from surveyapp.definition.tree import Answer, Binary, Call, Choices, Expression, Literal, Node, Number, Unary, Value

OPERATORS = ("and", "or", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/")
MOST_DEPTH = 400


def to_json(expression: Expression) -> dict[str, object]:
    """{"source": text, "tree": node}."""
    return {"source": expression.source, "tree": node_to_json(expression.root)}


def from_json(document: object) -> Expression:
    """The expression of a document made by `to_json`; ValueError for anything else."""
    if not isinstance(document, dict) or not isinstance(document.get("source"), str):
        raise ValueError("not an expression")
    return Expression(document["source"], node_from_json(document.get("tree")))


def node_to_json(node: Node) -> list[object]:
    """One node and what is below it."""
    if isinstance(node, Literal):
        return ["literal", node.value]
    if isinstance(node, Choices):
        return ["choices", *(item.value for item in node.items)]
    if isinstance(node, Answer):
        if node.this_row:
            return ["answer-of-row", node.question]
        return ["answer", node.question] if node.row is None else ["answer", node.question, node.row]
    if isinstance(node, Number):
        return ["number", node_to_json(node.answer)]
    if isinstance(node, Value):
        return ["value", node_to_json(node.answer), dict(node.values)]
    if isinstance(node, Unary):
        return ["not" if node.operator == "not" else "negative", node_to_json(node.operand)]
    if isinstance(node, Binary):
        return [node.operator, node_to_json(node.left), node_to_json(node.right)]
    return [node.function, node_to_json(node.argument)]


def node_from_json(document: object, depth: int = 0) -> Node:
    """One node and what is below it; ValueError for a shape that `node_to_json` does not make."""
    if not isinstance(document, list) or not document or depth > MOST_DEPTH:
        raise ValueError("not an expression")
    name, *parts = document
    if name == "literal" and len(parts) == 1:
        return _literal(parts[0])
    if name == "choices":
        return Choices(tuple(_literal(part) for part in parts))
    if name in ("answer", "answer-of-row"):
        return _answer(document)
    if name == "number" and len(parts) == 1:
        return Number(_answer(parts[0]))
    if name == "value" and len(parts) == 2 and isinstance(parts[1], dict):
        return Value(_answer(parts[0]), MappingProxyType({str(code): float(v) for code, v in parts[1].items()}))
    if name in ("not", "negative") and len(parts) == 1:
        return Unary("not" if name == "not" else "-", node_from_json(parts[0], depth + 1))
    if name in ("count", "answered") and len(parts) == 1:
        return Call(name, _answer(parts[0]))
    if name in OPERATORS and len(parts) == 2:
        return Binary(name, node_from_json(parts[0], depth + 1), node_from_json(parts[1], depth + 1))
    raise ValueError(f"no such node: {name!r}")


def _answer(document: object) -> Answer:
    if isinstance(document, list) and all(isinstance(part, str) for part in document):
        if document[0] == "answer-of-row" and len(document) == 2:
            return Answer(document[1], this_row=True)
        if document[0] == "answer" and len(document) in (2, 3):
            return Answer(*document[1:])
    raise ValueError("not an answer")


def _literal(value: object) -> Literal:
    if isinstance(value, bool | str):
        return Literal(value)
    if isinstance(value, int | float):
        return Literal(float(value))
    raise ValueError("not a literal")
