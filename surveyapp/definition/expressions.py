"""The short expressions of `show_if`, `require_if`, `check` and `calculate`: from text to a typed tree.

Grammar, loosest first: `or` · `and` · `not` · one comparison (`== != < <= > >= in`, `not in`) · `+ -` · `* /` · unary
minus · a number, a 'text', true, false, ['a', 'b'], `question`, `question.row`, `question['row']`, `question[row]` (the
row at hand), `count(question)`, `answered(question)`, (…). Types are checked while parsing, against the questions in
scope; there are no names besides their ids, no loops, no regular expressions, and depth and size are bounded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal as OneOf

from surveyapp.definition.kinds import kind_of
from surveyapp.definition.model import Question
from surveyapp.definition.tokens import ExpressionError, Token, nearest, tokens_of
from surveyapp.definition.tree import Answer, Binary, Call, Choices, Expression, Literal, Number, Unary
from surveyapp.definition.typed import Typed, compare, member, number, want_bool

MOST_CHARACTERS = 1000
MOST_DEPTH = 32
MOST_NODES = 300


COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
WORDS = ("and", "or", "not", "in", "true", "false", "count", "answered", "row")


def parse_expression(
    text: str,
    questions: Mapping[str, Question],
    *,
    result: OneOf["bool", "number"] = "bool",
    rows: Question | None = None,
    later: Collection[str] = (),
) -> Expression:
    """Parse an expression over these questions.

    `later` are ids which exist, in scope or not, for a better message. `rows` is the question whose rows are at
    hand in `rows_shown_if`, which makes `other_question[row]` meaningful.
    Refuses with ExpressionError: unknown ids, codes and rows, wrong types, and anything too long or too deep.
    """
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(
            0, "expression_too_long", "the expression is too long", f"keep to {MOST_CHARACTERS} signs"
        )
    parser = _Parser(tokens_of(text), questions, rows, later, len(text))
    typed = parser.expression(0)
    parser.finish()
    if result == "number":
        node = number(typed).node
    else:
        want_bool(typed)
        node = typed.node
    return Expression(text, node)


class _Parser:
    """Recursive descent; each method reads one level of the grammar and returns a typed node."""

    def __init__(
        self,
        tokens: list[Token],
        questions: Mapping[str, Question],
        rows: Question | None,
        later: Collection[str],
        end: int,
    ) -> None:
        self.tokens = tokens
        self.questions = questions
        self.rows = rows
        self.later = later
        self.end = Token("end", "", end)
        self.place = 0
        self.nodes = 0

    # Reading tokens

    @property
    def now(self) -> Token:
        return self.tokens[self.place] if self.place < len(self.tokens) else self.end

    def take(self, *texts: str) -> Token | None:
        token = self.now
        if token.kind in ("sign", "name") and token.text in texts:
            self.place += 1
            return token
        return None

    def want(self, text: str) -> None:
        if self.take(text) is None:
            found = f"`{self.now.text}`" if self.now.text else "the end"
            raise ExpressionError(
                self.now.at, "expression_sign", f"`{text}` is missing before {found}", f"write `{text}`"
            )

    def finish(self) -> None:
        if self.now.kind != "end":
            raise ExpressionError(
                self.now.at,
                "expression_sign",
                f"`{self.now.text}` does not belong here",
                "join conditions with `and` or `or`",
            )

    def made(self, typed: Typed) -> Typed:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise ExpressionError(
                typed.at, "expression_too_long", "the expression has too many parts", "make it shorter"
            )
        return typed

    # The grammar

    def expression(self, depth: int) -> Typed:
        if depth > MOST_DEPTH:
            raise ExpressionError(self.now.at, "expression_too_deep", "brackets are nested too deep", "make it simpler")
        left = self.conjunction(depth)
        while token := self.take("or"):
            left = self.logical(token, left, self.conjunction(depth))
        return left

    def conjunction(self, depth: int) -> Typed:
        left = self.negation(depth)
        while token := self.take("and"):
            left = self.logical(token, left, self.negation(depth))
        return left

    def logical(self, token: Token, left: Typed, right: Typed) -> Typed:
        want_bool(left)
        want_bool(right)
        return self.made(Typed(Binary(token.text, left.node, right.node), "bool", left.at))

    def negation(self, depth: int) -> Typed:
        if depth > MOST_DEPTH:
            raise ExpressionError(self.now.at, "expression_too_deep", "`not` is nested too deep", "make it simpler")
        if token := self.take("not"):
            operand = self.negation(depth + 1)
            want_bool(operand)
            return self.made(Typed(Unary("not", operand.node), "bool", token.at))
        return self.comparison(depth)

    def comparison(self, depth: int) -> Typed:
        left = self.sum(depth)
        if token := self.take(*COMPARISONS):
            return self.made(compare(token, left, self.sum(depth)))
        if token := self.take("in"):
            return self.made(member(token, left, self.sum(depth), negated=False))
        following = self.tokens[self.place + 1 : self.place + 2]
        if self.now.text == "not" and following and following[0].text == "in":
            token = self.now
            self.place += 2
            return self.made(member(token, left, self.sum(depth), negated=True))
        return left

    def sum(self, depth: int) -> Typed:
        left = self.product(depth)
        while token := self.take("+", "-"):
            left = self.arithmetic(token, left, self.product(depth))
        return left

    def product(self, depth: int) -> Typed:
        left = self.negative(depth)
        while token := self.take("*", "/"):
            left = self.arithmetic(token, left, self.negative(depth))
        return left

    def arithmetic(self, token: Token, left: Typed, right: Typed) -> Typed:
        node = Binary(token.text, number(left).node, number(right).node)
        return self.made(Typed(node, "number", left.at))

    def negative(self, depth: int) -> Typed:
        if depth > MOST_DEPTH:
            raise ExpressionError(
                self.now.at, "expression_too_deep", "minus signs are nested too deep", "make it simpler"
            )
        if token := self.take("-"):
            operand = number(self.negative(depth + 1))
            return self.made(Typed(Unary("-", operand.node), "number", token.at))
        return self.primary(depth)

    def primary(self, depth: int) -> Typed:
        token = self.now
        self.place += 1
        if token.kind == "number":
            return self.made(Typed(Literal(float(token.text)), "number", token.at))
        if token.kind == "text":
            return self.made(Typed(Literal(token.text[1:-1]), "text", token.at))
        if token.text == "(":
            inner = self.expression(depth + 1)
            self.want(")")
            return inner
        if token.text == "[":
            return self.choices(token)
        if token.text in ("true", "false"):
            return self.made(Typed(Literal(token.text == "true"), "bool", token.at))
        if token.text in ("count", "answered"):
            return self.call(token)
        if token.kind == "name" and token.text not in WORDS:
            return self.answer(token)
        found = f"`{token.text}` does not belong here" if token.text else "the expression ends too early"
        raise ExpressionError(token.at, "expression_sign", found, "write a question's id, a number or a 'text'")

    def choices(self, opening: Token) -> Typed:
        items: list[Literal] = []
        while not self.take("]"):
            if items:
                self.want(",")
            token = self.now
            if token.kind not in ("text", "number"):
                raise ExpressionError(
                    token.at, "expression_sign", "a list holds 'texts' or numbers", "write ['a', 'b']"
                )
            self.place += 1
            items.append(Literal(token.text[1:-1] if token.kind == "text" else float(token.text)))
        if not items:
            raise ExpressionError(opening.at, "expression_sign", "the list is empty", "write ['a', 'b']")
        return self.made(Typed(Choices(tuple(items)), "list", opening.at))

    def call(self, token: Token) -> Typed:
        self.want("(")
        name = self.now
        if name.kind != "name" or name.text in WORDS:
            raise ExpressionError(
                name.at, "expression_sign", f"{token.text}() takes a question", f"write {token.text}(question_id)"
            )
        self.place += 1
        answer, typed = self.reference(name)
        self.want(")")
        if token.text == "answered":
            return self.made(Typed(Call("answered", answer), "bool", token.at))
        question = self.questions[answer.question]
        countable = typed.type == "codes" or (
            typed.type == "whole" and kind_of(question).value_type in ("rows", "activities", "amounts", "list")
        )
        if not countable:
            raise ExpressionError(
                name.at,
                "expression_type",
                f"`{name.text}` cannot be counted",
                "count() takes a question with several choices, rows or proposals; use answered()",
            )
        return self.made(Typed(Call("count", answer), "number", token.at))

    def answer(self, token: Token) -> Typed:
        _, typed = self.reference(token)
        if typed.type == "whole":
            hint = "use count() or answered()"
            if kind_of(self.questions[token.text]).value_type in ("rows", "row_sets", "amounts"):
                hint = f"name a row: `{token.text}.row`"
            raise ExpressionError(token.at, "expression_type", f"`{token.text}` has no single answer", hint)
        return self.made(typed)

    def reference(self, token: Token) -> tuple[Answer, Typed]:
        question = self.questions.get(token.text)
        if question is None and token.text in self.later:
            raise ExpressionError(
                token.at,
                "refers_forward",
                f"`{token.text}` does not come before this question",
                "move that question up, or ask about an earlier one",
            )
        if question is None:
            raise ExpressionError(
                token.at,
                "unknown_question",
                f"there is no question `{token.text}`",
                nearest(token.text, self.questions),
            )
        value_type = kind_of(question).value_type
        row, this_row = self.row_part(question)
        answer = Answer(question.id, row, this_row)
        if row is not None or this_row:
            if value_type == "amounts":
                return answer, Typed(answer, "number", token.at)
            if value_type == "rows" and question.settings.get("several") is True:
                return answer, Typed(answer, "codes", token.at, question)
            return answer, Typed(answer, "code", token.at, question)
        if value_type == "number":
            return answer, Typed(Number(answer), "number", token.at)
        if value_type == "choice":
            return answer, Typed(answer, "code", token.at, question)
        if value_type == "set":
            return answer, Typed(answer, "codes", token.at, question)
        if value_type == "text":
            return answer, Typed(answer, "text", token.at)
        if value_type == "date":
            return answer, Typed(answer, "date", token.at)
        return answer, Typed(answer, "whole", token.at, question)

    def row_part(self, question: Question) -> tuple[str | None, bool]:
        at = self.now.at
        if self.take("."):
            token = self.now
            self.place += 1
            if token.kind not in ("name", "number"):
                raise ExpressionError(token.at, "unknown_row", "a row's code is missing", "write `question.row`")
            code = token.text
        elif self.take("["):
            token = self.now
            self.place += 1
            self.want("]")
            if token.text == "row":
                self.check_rows_at_hand(question, token)
                return None, True
            if token.kind != "text":
                raise ExpressionError(token.at, "unknown_row", "a row's code is missing", "write `question['row']`")
            code = token.text[1:-1]
        else:
            return None, False
        value_type = kind_of(question).value_type
        if value_type == "rows":
            known = [row.code for row in question.rows]
        elif value_type == "amounts" and question.options is not None:
            known = list(question.options.codes)
        else:
            raise ExpressionError(at, "expression_type", f"`{question.id}` has no rows", f"write `{question.id}`")
        if code not in known:
            raise ExpressionError(token.at, "unknown_row", f"`{question.id}` has no row `{code}`", nearest(code, known))
        return code, False

    def check_rows_at_hand(self, question: Question, token: Token) -> None:
        if self.rows is None:
            raise ExpressionError(
                token.at, "expression_type", "`[row]` stands only in `rows_shown_if`", "name a row: `question.row`"
            )
        if kind_of(question).value_type != "rows":
            raise ExpressionError(token.at, "expression_type", f"`{question.id}` has no rows", f"write `{question.id}`")
        known = {row.code for row in question.rows}
        lacking = [row.code for row in self.rows.rows if row.code not in known]
        if lacking:
            raise ExpressionError(
                token.at,
                "unknown_row",
                f"`{question.id}` has no row `{lacking[0]}`",
                "give both questions the same rows",
            )
