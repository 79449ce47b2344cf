"""Changes one makes to a questionnaire: adding, moving, doubling, renaming, taking out."""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterator
from typing import cast

from surveyapp.definition.kinds import KINDS
from surveyapp.definition.texts import PIPE
from surveyapp.definition.tokens import ExpressionError, tokens_of
from surveyapp.definition.writing.folder import Folder, Part, questions_of
from surveyapp.definition.writing.nodes import Data

CONDITIONS = ("show_if", "rows_shown_if", "require_if", "calculate")
LETTERS = dict(zip("абвгдезийклмнопрстуфыэ", "abvgdezijklmnoprstufye", strict=True))
LETTERS |= {"ё": "e", "ж": "zh", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ь": ""}
LETTERS |= {"ю": "ju", "я": "ja"}
LONGEST_ID = 40


def slug(text: str, *, separator: str = "_", words: int = 4) -> str:
    """A code out of a text's first words, in small Latin letters; "" where nothing is left of them."""
    lower = "".join(LETTERS.get(sign, sign) for sign in text.lower())
    plain = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()
    found = re.findall(r"[a-z0-9]+", plain)[:words]
    return separator.join(found)[:LONGEST_ID].strip(separator)


def free_name(wanted: str, taken: set[str], fallback: str) -> str:
    """The name wanted, with a number behind it where it is taken; an id begins with a letter."""
    base = wanted if wanted[:1].isalpha() else fallback
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


def add_section(folder: Folder, title: str) -> str:
    """A new section at the end, with its title in the source language; its id."""
    taken = {str(section["id"]) for section in folder.sections}
    name = free_name(slug(title), taken, f"part_{len(taken) + 1}")
    folder.sections.append({"id": name, "questions": []})
    folder.set_text(folder.languages[0], f"section.{name}.title", title)
    return name


def remove_section(folder: Folder, section_id: str) -> None:
    """Take a section out, with its questions; KeyError where there is none."""
    folder.sections.remove(folder.section(section_id))


def move_section(folder: Folder, section_id: str, steps: int) -> None:
    """Move a section up (negative) or down, as far as there is room."""
    sections = folder.sections
    section = folder.section(section_id)
    place = sections.index(section)
    sections.pop(place)
    sections.insert(min(max(place + steps, 0), len(sections)), section)


def add_question(folder: Folder, section_id: str, kind: str, text: str = "", place: int | None = None) -> str:
    """A new question with what its kind cannot do without; its id. KeyError for an unknown section or kind."""
    found = KINDS[kind]
    questions = questions_of(folder.section(section_id))
    taken = set(folder.question_ids)
    name = free_name(slug(text), taken, f"q{len(taken) + 1}")
    question: Part = {"id": name, "kind": kind}
    if found.options_need == "yes" and not found.default_list:
        question["options"] = []
    if found.rows_need == "yes":
        question["rows"] = "plan.activities" if kind == "activity-rating" else []
    questions.insert(len(questions) if place is None else place, question)
    if text:
        folder.set_text(folder.languages[0], f"question.{name}.text", text)
    return name


def put_question(folder: Folder, section_id: str, question: Part, texts: dict[str, Part]) -> str:
    """A question from elsewhere at the end of a section, under a free id; the id."""
    name = free_name(str(question["id"]), set(folder.question_ids), "q1")
    questions_of(folder.section(section_id)).append({**copy.deepcopy(question), "id": name})
    for language in folder.languages:
        if texts.get(language):
            folder.question_texts(language, name).update(copy.deepcopy(texts[language]))
    return name


def remove_question(folder: Folder, question_id: str) -> None:
    """Take a question out; its texts go with it when the files are written. KeyError where there is none."""
    number, place = folder.place(question_id)
    questions_of(folder.sections[number]).pop(place)
    for own in folder.texts.values():
        questions = own.get("questions")
        if isinstance(questions, dict):
            questions.pop(question_id, None)


def move_question(folder: Folder, question_id: str, steps: int) -> None:
    """One step up or down; past the edge of a section into the next one."""
    number, place = folder.place(question_id)
    questions = questions_of(folder.sections[number])
    target = place + steps
    if 0 <= target < len(questions):
        questions.insert(target, questions.pop(place))
        return
    neighbour = number + (1 if steps > 0 else -1)
    if 0 <= neighbour < len(folder.sections):
        others = questions_of(folder.sections[neighbour])
        others.insert(0 if steps > 0 else len(others), questions.pop(place))


def place_question(folder: Folder, question_id: str, section_id: str, place: int) -> None:
    """Lay a question at a place of a section, counted without it. KeyError for unknown ids."""
    target = questions_of(folder.section(section_id))
    number, at = folder.place(question_id)
    question = questions_of(folder.sections[number]).pop(at)
    target.insert(min(max(place, 0), len(target)), question)


def double_question(folder: Folder, question_id: str) -> str:
    """A copy behind the question, without its indicator and core mark, which stand once; its id."""
    number, place = folder.place(question_id)
    made = copy.deepcopy(folder.question(question_id))
    name = free_name(question_id, set(folder.question_ids), question_id)
    made["id"] = name
    for key in ("indicator", "core"):
        made.pop(key, None)
    questions_of(folder.sections[number]).insert(place + 1, made)
    for own in folder.texts.values():
        questions = own.get("questions")
        if isinstance(questions, dict) and question_id in questions:
            questions[name] = copy.deepcopy(questions[question_id])
    return name


def rename_question(folder: Folder, old: str, new: str) -> None:
    """Give a question another id, in every condition and text that names it."""
    question = folder.question(old)
    question["id"] = new
    for part in [*folder.sections, *(each for section in folder.sections for each in questions_of(section))]:
        for key in CONDITIONS:
            if isinstance(part.get(key), str):
                part[key] = renamed(str(part[key]), old, new)
        checks = part.get("check")
        if isinstance(checks, str):
            part["check"] = renamed(checks, old, new)
        elif isinstance(checks, list):
            part["check"] = [renamed(str(check), old, new) for check in checks]
        for row in _rows(part):
            if isinstance(row.get("show_if"), str):
                row["show_if"] = renamed(str(row["show_if"]), old, new)
    for language, own in folder.texts.items():
        questions = own.get("questions")
        if isinstance(questions, dict) and old in questions:
            own["questions"] = {new if name == old else name: texts for name, texts in questions.items()}
        folder.texts[language] = cast(Part, _piped(own, old, new))


def renamed(expression: str, old: str, new: str) -> str:
    """An expression in which a question is called otherwise; as it was where it cannot be read."""
    try:
        tokens = tokens_of(expression)
    except ExpressionError:
        return expression
    for place in range(len(tokens) - 1, -1, -1):
        token = tokens[place]
        behind_dot = place > 0 and tokens[place - 1].text == "."
        if token.kind == "name" and token.text == old and not behind_dot:
            expression = expression[: token.at] + new + expression[token.at + len(old) :]
    return expression


def _piped(data: Data, old: str, new: str) -> Data:
    if isinstance(data, dict):
        return {key: _piped(value, old, new) for key, value in data.items()}
    if isinstance(data, list):
        return [_piped(value, old, new) for value in data]
    if isinstance(data, str):
        return PIPE.sub(lambda found: f"{{{new}{found[2] or ''}}}" if found[1] == old else found[0], data)
    return data


def _rows(question: Part) -> Iterator[Part]:
    rows = question.get("rows")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            yield row


def set_languages(folder: Folder, languages: list[str]) -> None:
    """The languages, the source language first; texts of a language taken out go with it."""
    folder.structure["languages"] = [*languages]
    for language in languages:
        folder.texts.setdefault(language, {})


def blank(key: str, languages: list[str], title: str) -> dict[str, str]:
    """The files of a new questionnaire with one section and no question."""
    structure = f"key: {key}\nlanguages: [{', '.join(languages)}]\nsections:\n  - id: part_1\n    questions: []\n"
    files = {"questionnaire.yaml": structure, **{f"texts/{language}.yaml": "{}\n" for language in languages}}
    folder = Folder(files)
    folder.set_text(languages[0], "title", title)
    folder.set_text(languages[0], "section.part_1.title", title)
    return folder.files()
