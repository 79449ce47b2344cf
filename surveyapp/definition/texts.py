"""Reading the texts of one language, and noting which are missing.

title: …
intro: …
sections: {consultations: {title: …, intro: …}}
questions:
  consult_access: {text: …, help: …, low: …, high: …}
  sphere: {text: …, options: {culture: …}, rows: {speed: …, tone: {low: …, high: …}}, check: [first message, …]}
"""

from __future__ import annotations

import re
from collections.abc import Collection

from surveyapp.definition.kinds import kind_of
from surveyapp.definition.model import Question, Section
from surveyapp.definition.plurals import FORMS, forms_needed
from surveyapp.definition.reader import Fields
from surveyapp.definition.source import Mapping, Node, Problems, Scalar, Sequence
from surveyapp.definition.tokens import nearest

PIPE = re.compile(r"\{([a-z][a-z0-9_]*)(\|[^{}]*)?\}")
"""A quoted answer: "{visits}"; or the word that fits a number: "{visits|visit|visits}"."""

PIPED_TYPES = ("choice", "set", "number", "text", "date")


class TextReader:
    """Reads one language's file against the structure."""

    def __init__(
        self,
        file: str,
        problems: Problems,
        sections: tuple[Section, ...],
        ids: Collection[str] = (),
        language: str = "en",
    ) -> None:
        self.language = language
        self.file = file
        self.problems = problems
        self.sections = sections
        self.ids = ids
        """Ids of all questions written down, those among them which could not be read."""
        self.questions = {question.id: question for section in sections for question in section.questions}
        self.places = {identity: place for place, identity in enumerate(self.questions)}
        self.texts: dict[str, str] = {}

    def read(self, top: Mapping) -> dict[str, str]:
        """Flat key → text."""
        fields = self._fields(top, ("title", "intro", "sections", "questions"), "a texts file")
        self._take(fields, "title", "title", 0, needed=True)
        self._take(fields, "intro", "intro", 0)
        self._sections(fields)
        questions = fields.mapping("questions")
        node = questions if questions is not None else top
        if questions is not None:
            self._known(questions, [*self.questions, *self.ids], "question")
        for question in self.questions.values():
            own = questions.get(question.id) if questions is not None else None
            if isinstance(own, Mapping):
                self._question(own, question)
            else:
                what = f"the question `{question.id}` has no texts"
                self.problems.add(self.file, own or node, "missing_text", what, f"write `{question.id}: {{text: …}}`")
        return self.texts

    def _sections(self, fields: Fields) -> None:
        node = fields.mapping("sections")
        if node is not None:
            self._known(node, [section.id for section in self.sections], "section")
        for section in self.sections:
            own = node.get(section.id) if node is not None else None
            if not isinstance(own, Mapping):
                what = f"the section `{section.id}` has no texts"
                self.problems.add(self.file, own or node or fields.node, "missing_text", what, "write its `title`")
                continue
            inner = self._fields(own, ("title", "intro"), "a section")
            place = self.places[section.questions[0].id] if section.questions else 0
            self._take(inner, "title", f"section.{section.id}.title", place, needed=True)
            self._take(inner, "intro", f"section.{section.id}.intro", place)

    def _question(self, node: Mapping, question: Question) -> None:
        kind = kind_of(question)
        own_options = question.options is not None and question.options.id == "" and kind.options_need != "no"
        own_rows = bool(question.rows) and not question.rows_from
        keys = ["text", "help", *kind.texts]
        keys += ["options"] * own_options + ["rows"] * own_rows + ["check"] * bool(question.checks)
        fields = self._fields(node, keys, f"the question `{question.id}`")
        place = self.places[question.id]
        for part in ("text", "help", *kind.texts):
            self._take(fields, part, question.text_key(part), place, needed=part == "text")
        if own_options and question.options is not None:
            self._labels(fields, "options", {option.code: option.text_key for option in question.options.options})
        if own_rows:
            pairs = kind.name == "semantic-differential"
            self._labels(fields, "rows", {row.code: row.text_key for row in question.rows}, pairs=pairs)
        if question.checks:
            self._checks(fields, question)

    def _labels(self, fields: Fields, key: str, wanted: dict[str, str], *, pairs: bool = False) -> None:
        node = fields.mapping(key)
        if node is None:
            fields.wrong(
                None, "missing_text", f"`{key}` is missing", f"write `{key}: {{{next(iter(wanted), 'code')}: …}}`"
            )
            return
        self._known(node, list(wanted), key.removesuffix("s"))
        inner = Fields(node, self.file, self.problems, [name.value for name, _ in node.pairs], key)
        for code, flat in wanted.items():
            own = node.get(code)
            if not pairs:
                self._take(inner, code, flat, 0, needed=True)
            elif isinstance(own, Mapping):
                ends = self._fields(own, ("low", "high"), "a row")
                for end in ("low", "high"):
                    self._take(ends, end, f"{flat}.{end}", 0, needed=True)
                self.texts[flat] = f"{self.texts.get(f'{flat}.low', '')} – {self.texts.get(f'{flat}.high', '')}"
            else:
                inner.wrong(
                    own, "missing_text", f"`{code}` needs two opposites", f"write `{code}: {{low: …, high: …}}`"
                )

    def _checks(self, fields: Fields, question: Question) -> None:
        node = fields.node.get("check")
        nodes: list[Node] = node.items if isinstance(node, Sequence) else [node] if node is not None else []
        for place, check in enumerate(question.checks):
            own = nodes[place] if place < len(nodes) else None
            if isinstance(own, Scalar) and own.value.strip():
                self.texts[check.text_key] = own.value.strip()
                self._pipes(fields, own, self.places[question.id] + 1)
            else:
                fields.wrong(own, "missing_text", f"check {place + 1} has no message", "write `check: …`")

    def _take(self, fields: Fields, key: str, flat: str, place: int, *, needed: bool = False) -> None:
        node = fields.word(key)
        text = node.value.strip() if node is not None else ""
        if text and node is not None:
            self.texts[flat] = text
            self._pipes(fields, node, place)
        elif needed and not isinstance(fields.node.get(key), Mapping | Sequence):
            fields.wrong(node, "missing_text", f"`{key}` has no text", f"write `{key}: …`")

    def _pipes(self, fields: Fields, node: Scalar, place: int) -> None:
        """Note names in braces which are no earlier question that can be quoted."""
        for found in PIPE.finditer(node.value):
            question = self.questions.get(found[1])
            if question is None:
                what, hint = f"there is no question `{found[1]}`", nearest(found[1], list(self.questions))
            elif self.places[question.id] >= place:
                what, hint = f"`{found[1]}` is not answered before this text", "quote an earlier question"
            elif kind_of(question).value_type not in PIPED_TYPES:
                what, hint = f"the answer to `{found[1]}` cannot be quoted", "quote a choice, number, date or text"
            elif found[2] and kind_of(question).value_type != "number":
                what, hint = f"`{found[1]}` is no number", "write forms of a word behind a number only"
            elif found[2] and found[2].count("|") != forms_needed(self.language):
                hint = f"write one form for each of: {FORMS[self.language]}"
                what = f"`{self.language}` has {forms_needed(self.language)} forms of a word behind a number"
                fields.wrong(node, "bad_plural", what, hint, found.start() if node.value == node.value.strip() else 0)
                continue
            else:
                continue
            fields.wrong(node, "bad_pipe", what, hint, found.start() if node.value == node.value.strip() else 0)

    def _known(self, node: Mapping, known: list[str], what: str) -> None:
        for key, _ in node.pairs:
            if key.value not in known:
                self.problems.add(
                    self.file, key, "unknown_key", f"there is no {what} `{key.value}`", nearest(key.value, known)
                )

    def _fields(self, node: Mapping, allowed: tuple[str, ...] | list[str], owner: str) -> Fields:
        return Fields(node, self.file, self.problems, allowed, owner)
