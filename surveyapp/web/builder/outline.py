"""A draft as its pages show it: parts and questions in order, and what is still missing at each."""

from __future__ import annotations

import bisect
from dataclasses import dataclass

from surveyapp.definition.errors import DefinitionError
from surveyapp.definition.kinds import KINDS
from surveyapp.definition.source import Mapping, Problems, Sequence
from surveyapp.definition.writing.folder import Folder, Part, questions_of
from surveyapp.definition.writing.nodes import Data
from surveyapp.definition.writing.sheet import read_sheet
from surveyapp.services.drafting import DraftView
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.words import words
from surveyapp.wording.differences import language_name
from surveyapp.wording.mistakes import mistake_sentence


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing or wrong: a sentence, and the question or part it is about."""

    sentence: str
    question_id: str = ""
    section_id: str = ""
    language: str = ""
    """Set where it is about a text."""
    title: str = ""
    """What the question or part is called, its name in the files where it has no text yet."""


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in the outline."""

    id: str
    number: int
    kind: str
    text: str
    required: bool
    core: bool
    locked: bool
    conditional: bool
    lacks: int


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A part in the outline."""

    id: str
    title: str
    conditional: bool
    questions: tuple[QuestionLine, ...]
    lacks: int


def draft_title(view: DraftView) -> str:
    """The title in the page's language, else the first that is written."""
    folder = view.folder() if not view.loaded.questionnaire else None
    if view.loaded.questionnaire is not None:
        found = view.loaded.questionnaire.text("title", page_language())
        if found:
            return found
        folder = view.folder()
    assert folder is not None
    return next(filter(None, (folder.text(each, "title") for each in folder.languages)), "…")


def outline_of(view: DraftView, folder: Folder) -> tuple[SectionLine, ...]:
    """Parts and questions in order."""
    lacks = lacks_of(view)
    by_question: dict[str, int] = {}
    by_section: dict[str, int] = {}
    for lack in lacks:
        if lack.question_id:
            by_question[lack.question_id] = by_question.get(lack.question_id, 0) + 1
        elif lack.section_id:
            by_section[lack.section_id] = by_section.get(lack.section_id, 0) + 1
    made = []
    number = 0
    for section in folder.sections:
        lines = []
        for question in questions_of(section):
            number += 1
            name = str(question["id"])
            lines.append(_line(view, folder, question, number, by_question.get(name, 0)))
        name = str(section["id"])
        title = text_of(folder, f"section.{name}.title")
        made.append(SectionLine(name, title or name, "show_if" in section, tuple(lines), by_section.get(name, 0)))
    return tuple(made)


def _line(view: DraftView, folder: Folder, question: Part, number: int, lacks: int) -> QuestionLine:
    name = str(question["id"])
    return QuestionLine(
        name,
        number,
        str(question.get("kind", "")),
        text_of(folder, f"question.{name}.text"),
        question.get("required") is True,
        question.get("core") is True,
        name in view.locked,
        "show_if" in question,
        lacks,
    )


def text_of(folder: Folder, key: str) -> str:
    """A text in the page's language where it is written in it, else in the source language, else in any."""
    languages = [page_language(), *folder.languages]
    return next(filter(None, (folder.text(each, key) for each in languages if each in folder.languages)), "")


def lacks_of(view: DraftView) -> tuple[Lack, ...]:
    """What is still missing for publishing, in the order of the questionnaire."""
    if not view.loaded.errors:
        return ()
    faulty = {error.file for error in view.loaded.errors}
    places = {name: _places(name, text) for name, text in view.content.files.items() if name in faulty}
    folder = view.folder()
    c = words()
    found: dict[Lack, None] = {}
    for error in view.loaded.errors:
        question, section = _owner(places, error)
        language = error.file.removeprefix("texts/").removesuffix(".yaml") if error.file.startswith("texts/") else ""
        sentence = mistake_sentence(c, error)
        if language:
            sentence = c.gettext(
                "%(language)s: %(sentence)s", language=language_name(c, language).capitalize(), sentence=sentence
            )
        key = f"question.{question}.text" if question else f"section.{section}.title"
        found[Lack(sentence, question, section, language, text_of(folder, key) or question or section)] = None
    lacks = list(found)
    folder_order = {name: place for place, name in enumerate(folder.question_ids)}
    return tuple(sorted(lacks, key=lambda lack: (folder_order.get(lack.question_id, -1), lack.language)))


Places = tuple[list[int], list[tuple[str, str]]]
"""Lines at which questions and parts begin, and which these are: (question, part)."""


def _places(name: str, text: str) -> Places:
    sheet = read_sheet(text, name, Problems())
    starts: list[tuple[int, tuple[str, str]]] = []
    if sheet is not None and name == "questionnaire.yaml":
        _structure_places(sheet.top, starts)
    elif sheet is not None and name.startswith("texts/"):
        for key, kind in (("sections", 1), ("questions", 0)):
            node = sheet.top.get(key)
            pairs = node.pairs if isinstance(node, Mapping) else ()
            starts += [(inner.line, ("", inner.value) if kind else (inner.value, "")) for inner, _ in pairs]
    starts.sort()
    return [line for line, _ in starts], [place for _, place in starts]


def _structure_places(top: Mapping, starts: list[tuple[int, tuple[str, str]]]) -> None:
    sections = top.get("sections")
    for section in sections.items if isinstance(sections, Sequence) else ():
        if not isinstance(section, Mapping):
            continue
        section_id = getattr(section.get("id"), "value", "")
        starts.append((section.line, ("", section_id)))
        questions = section.get("questions")
        starts += [
            (question.line, (getattr(question.get("id"), "value", ""), section_id))
            for question in (questions.items if isinstance(questions, Sequence) else ())
            if isinstance(question, Mapping)
        ]


def _owner(places: dict[str, Places], error: DefinitionError) -> tuple[str, str]:
    lines, owners = places.get(error.file, ([], []))
    at = bisect.bisect_right(lines, error.line) - 1
    if error.code == "missing_text" and error.file.startswith("texts/") and error.params.get("subject"):
        # A question without any text is told at the head of the file's questions, by its name.
        named = error.params["subject"]
        if "has no texts" in error.what:
            return (named, "") if error.what.startswith("the question") else ("", named)
    return owners[at] if at >= 0 else ("", "")


def kind_labels() -> dict[str, tuple[str, str]]:
    """Every kind of question: its name, and when it is the right one."""
    c = words()
    labels = {
        "single": (c.gettext("One answer"), c.gettext("One of several answers, perhaps with “other”.")),
        "multiple": (c.gettext("Several answers"), c.gettext("Tick what applies; a greatest number may be set.")),
        "rating": (c.gettext("Rating"), c.gettext("One step of a scale, from poor to good.")),
        "matrix": (c.gettext("Table of ratings"), c.gettext("The same answers for several rows.")),
        "ranking": (c.gettext("Ranking"), c.gettext("Put a few things in order.")),
        "number": (c.gettext("Number"), c.gettext("How many, how often.")),
        "short-text": (c.gettext("Short text"), c.gettext("A word or a line.")),
        "long-text": (c.gettext("Long text"), c.gettext("A few sentences in one's own words.")),
        "date": (c.gettext("Date"), c.gettext("One day.")),
        "period": (c.gettext("Period"), c.gettext("A first and a last day.")),
        "yes-no": (c.gettext("Yes or no"), c.gettext("The shortest question there is.")),
        "allocation": (c.gettext("Sharing points"), c.gettext("Give out a hundred points among a few things.")),
        "best-worst": (
            c.gettext("Best and worst"),
            c.gettext("Of a few things at a time, the most and the least important."),
        ),
        "semantic-differential": (
            c.gettext("Between two words"),
            c.gettext("A place between two opposites, row by row."),
        ),
        "activity-rating": (
            c.gettext("Activities of the plan"),
            c.gettext("Tick what one took part in and rate only that."),
        ),
        "proposals": (c.gettext("Proposals"), c.gettext("Several proposals, each in a field of its own.")),
        "statement": (c.gettext("Text without a question"), c.gettext("An explanation between questions.")),
        "calculated": (c.gettext("Calculated value"), c.gettext("Counted from other answers, seen or unseen.")),
    }
    assert set(labels) == set(KINDS)
    return labels


def items_of(value: Data | None) -> list[Data]:
    """The items of a list, none of anything else."""
    return value if isinstance(value, list) else []
