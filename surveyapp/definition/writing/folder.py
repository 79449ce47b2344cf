"""The files of a questionnaire under change: structure and texts as plain data, written back with their comments."""

from __future__ import annotations

import copy
from collections.abc import Mapping as MappingOf
from typing import cast

from surveyapp.definition.errors import DefinitionError, DefinitionErrors
from surveyapp.definition.kinds.base import clean
from surveyapp.definition.loading import STRUCTURE
from surveyapp.definition.source import Mapping, Problems, parse
from surveyapp.definition.writing.emit import write
from surveyapp.definition.writing.nodes import Data, merged, to_data
from surveyapp.definition.writing.sheet import Sheet, read_sheet

Files = MappingOf[str, str]
"""Name → text: "questionnaire.yaml", "texts/<language>.yaml", "lists/<name>.yaml", "indicators.yaml"."""

Part = dict[str, Data]

STRUCTURE_KEYS = ("key", "languages", "sections")
SECTION_KEYS = ("id", "show_if", "questions")
TEXT_KEYS = ("title", "intro", "sections", "questions")


class Folder:
    """A questionnaire's files, opened for change. `files()` gives them back; what was not touched is as it was.

    Raises DefinitionErrors where a file cannot be read, or has not the shape of sections, questions and texts: such
    files are mended as text first.
    """

    def __init__(self, files: Files) -> None:
        self._files = dict(files)
        self.structure = self._open(STRUCTURE)
        self.texts: dict[str, Part] = {
            name.removeprefix("texts/").removesuffix(".yaml"): self._open(name)
            for name in self._files
            if name.startswith("texts/")
        }
        self._before = copy.deepcopy((self.structure, self.texts))
        self._check_shape()

    def _open(self, name: str) -> Part:
        problems = Problems()
        top = parse(self._files[name].encode("utf-8", "surrogatepass"), name, problems)
        if top is None or problems.errors:
            raise DefinitionErrors(problems.errors)
        return cast(Part, to_data(top))

    def _check_shape(self) -> None:
        wrong = self.structure.get("sections", [])
        good = isinstance(wrong, list) and all(
            isinstance(section, dict)
            and isinstance(section.get("id"), str)
            and isinstance(section.get("questions", []), list)
            and all(
                isinstance(question, dict) and isinstance(question.get("id"), str) and "kind" in question
                for question in cast("list[Data]", section.get("questions", []))
            )
            for section in wrong
        )
        if not good or not isinstance(self.structure.get("languages", []), list):
            hint = "write `languages: […]` and `sections:` with `- id: …` and `questions:`"
            raise DefinitionErrors([DefinitionError(STRUCTURE, 1, 1, "bad_shape", "this is no questionnaire", hint)])

    def files(self) -> dict[str, str]:
        """All files, with what was changed."""
        structure_before, texts_before = self._before
        made = dict(self._files)
        if self.structure != structure_before:
            made[STRUCTURE] = self._written(STRUCTURE, self.structure, STRUCTURE_KEYS)
        for language in self.languages:
            name = f"texts/{language}.yaml"
            own = self.texts.setdefault(language, {})
            self._order_texts(own)
            if name not in made or own != texts_before.get(language):
                made[name] = self._written(name, own, TEXT_KEYS)
        for language in set(self.texts) - set(self.languages):
            made.pop(f"texts/{language}.yaml", None)
        return made

    def _written(self, name: str, data: Part, order: tuple[str, ...]) -> str:
        # Comments are looked for only where they have to be written again.
        found = read_sheet(self._files[name], name, Problems()) if name in self._files else None
        sheet = found if found is not None else Sheet(Mapping(0, 0))
        top = merged(sheet.top, data, order)
        assert isinstance(top, Mapping)
        return write(Sheet(top, sheet.text, sheet.end))

    def _order_texts(self, own: Part) -> None:
        """Texts in the order of what they are about, so that new ones find their place; none of what is gone."""
        questions = own.get("questions")
        if isinstance(questions, dict):
            own["questions"] = {name: questions[name] for name in self.question_ids if name in questions}
            if not own["questions"]:
                del own["questions"]
        sections = own.get("sections")
        if isinstance(sections, dict):
            ids = [str(section["id"]) for section in self.sections]
            own["sections"] = {name: sections[name] for name in ids if name in sections}
            if not own["sections"]:
                del own["sections"]

    @property
    def languages(self) -> list[str]:
        """The languages of the questionnaire, its source language first."""
        return [str(language) for language in cast("list[Data]", self.structure.get("languages", []))]

    @property
    def sections(self) -> list[Part]:
        """Sections in order, to be changed in place."""
        return cast("list[Part]", self.structure.setdefault("sections", []))

    @property
    def question_ids(self) -> list[str]:
        """Ids of all questions in order."""
        return [str(question["id"]) for section in self.sections for question in questions_of(section)]

    def section(self, section_id: str) -> Part:
        """A section; KeyError where there is none."""
        for section in self.sections:
            if section["id"] == section_id:
                return section
        raise KeyError(section_id)

    def place(self, question_id: str) -> tuple[int, int]:
        """Places of a question's section and of the question in it; KeyError where there is none."""
        for number, section in enumerate(self.sections):
            for place, question in enumerate(questions_of(section)):
                if question["id"] == question_id:
                    return number, place
        raise KeyError(question_id)

    def question(self, question_id: str) -> Part:
        """A question's data, to be changed in place; KeyError where there is none."""
        number, place = self.place(question_id)
        return questions_of(self.sections[number])[place]

    def text(self, language: str, key: str) -> str:
        """A text by its flat key, "" where it is not written."""
        at: Data = self.texts.get(language, {})
        for part in path_of(key):
            if isinstance(at, list):
                at = at[int(part) - 1] if part.isdigit() and 0 < int(part) <= len(at) else ""
            elif isinstance(at, dict):
                at = at.get(part, "")
            else:
                # A single check stands without a list.
                at = at if part == "1" else ""
        return str(at) if not isinstance(at, dict | list) else ""

    def set_text(self, language: str, key: str, text: str) -> None:
        """Write a text under its flat key, without what cannot be seen; take it out where it is empty."""
        text = clean(text)
        own = self.texts.setdefault(language, {})
        *above, last = path_of(key)
        if key.startswith("question.") and len(above) == 3 and above[-1] == "check":
            self._set_check(own, above[1], int(last), text)
            return
        at = own
        for part in above:
            below = at.get(part)
            if not isinstance(below, dict):
                if not text:
                    return
                below = at[part] = {}
            at = below
        if text:
            at[last] = text
        else:
            at.pop(last, None)

    def _set_check(self, own: Part, question_id: str, number: int, text: str) -> None:
        questions = cast(Part, own.setdefault("questions", {}))
        question = cast(Part, questions.setdefault(question_id, {}))
        found = question.get("check", [])
        messages: list[Data] = list(found) if isinstance(found, list) else [found]
        while len(messages) < number:
            messages.append("")
        messages[number - 1] = text
        while messages and messages[-1] == "":
            messages.pop()
        if messages:
            question["check"] = messages
        else:
            question.pop("check", None)

    def question_texts(self, language: str, question_id: str) -> Part:
        """All texts of a question in one language as its file has them, to be changed in place."""
        questions = cast(Part, self.texts.setdefault(language, {}).setdefault("questions", {}))
        return cast(Part, questions.setdefault(question_id, {}))


def questions_of(section: Part) -> list[Part]:
    """The questions of a section, to be changed in place."""
    return cast("list[Part]", section.setdefault("questions", []))


def path_of(key: str) -> tuple[str, ...]:
    """Where a flat key's text stands in a texts file."""
    parts = key.split(".")
    if parts[0] == "section":
        return ("sections", *parts[1:])
    if parts[0] == "question" and len(parts) > 3:
        names = {"option": "options", "row": "rows"}
        return ("questions", parts[1], names.get(parts[2], parts[2]), *parts[3:])
    if parts[0] == "question":
        return ("questions", *parts[1:])
    return tuple(parts)
