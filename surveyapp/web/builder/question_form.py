"""One question as a form, and back. Nothing is refused here: what is wrong is told afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from surveyapp.definition.kinds import KINDS, Kind, SettingRule
from surveyapp.definition.model import PLAN_ACTIVITIES
from surveyapp.definition.reader import CODE, NUMBER
from surveyapp.definition.writing.changes import free_name, slug
from surveyapp.definition.writing.folder import Folder, Part
from surveyapp.definition.writing.nodes import Data
from surveyapp.web.builder.outline import items_of

OWN = "own"
SPARE = 2
"""Empty lines offered for further answers."""

MOST_LINES = 60
LONGEST = 5000

Posted = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """An answer or a row of the question's own, as fields."""

    number: int
    code: str
    labels: Mapping[str, str]
    """Language → text; for rows between two words, language and end: "lv.low"."""
    value: str = ""
    counts: str = ""
    missing: str = ""
    exclusive: bool = False
    other: bool = False


@dataclass(frozen=True, slots=True)
class SettingField:
    """A setting of the kind, as a field."""

    name: str
    rule: SettingRule
    value: str


@dataclass(frozen=True, slots=True)
class QuestionFields:
    """All fields of a question."""

    id: str
    kind: Kind
    languages: Sequence[str]
    texts: Mapping[str, Mapping[str, str]]
    """language → part ("text", "help" …) → text."""
    list_name: str
    polarity: str
    lines: Sequence[Line]
    rows_from: str
    rows: Sequence[Line]
    ends: bool
    """Whether a row stands between two words."""
    settings: Sequence[SettingField]
    order: str
    required: bool
    core: bool
    indicator: str
    calculate: str


def fields_of(folder: Folder, question_id: str, spare: int = SPARE) -> QuestionFields:
    """A question's fields as they are kept; KeyError where there is no such question or kind."""
    question = folder.question(question_id)
    kind = KINDS[str(question["kind"])]
    languages = folder.languages
    options = question.get("scale", question.get("options"))
    rows = question.get("rows")
    ends = kind.name == "semantic-differential"
    stem = f"question.{question_id}"
    return QuestionFields(
        question_id,
        kind,
        languages,
        {
            language: {part: folder.text(language, f"{stem}.{part}") for part in ("text", "help", *kind.texts)}
            for language in languages
        },
        options if isinstance(options, str) else ("" if options is None and kind.default_list else OWN),
        str(question.get("polarity", "")),
        [*_lines(folder, items_of(options), f"{stem}.option", ("",)), *_blank(len(items_of(options)), spare)],
        rows if isinstance(rows, str) else OWN,
        [
            *_lines(folder, items_of(rows), f"{stem}.row", ("low", "high") if ends else ("",)),
            *_blank(len(items_of(rows)), spare),
        ],
        ends,
        [SettingField(name, rule, _shown(question.get(name))) for name, rule in kind.settings.items()],
        str(question.get("order", "fixed")),
        question.get("required") is True,
        question.get("core") is True,
        str(question.get("indicator", "")),
        str(question.get("calculate", "")),
    )


def _lines(folder: Folder, items: list[Data], stem: str, ends: tuple[str, ...]) -> Iterator[Line]:
    for number, item in enumerate(items, 1):
        part = item if isinstance(item, dict) else {"code": item}
        code = _shown(part.get("code"))
        labels = {
            f"{language}.{end}" if end else language: folder.text(
                language, f"{stem}.{code}" + (f".{end}" if end else "")
            )
            for language in folder.languages
            for end in ends
        }
        yield Line(
            number,
            code,
            labels,
            _shown(part.get("value")),
            str(part.get("counts", "")),
            str(part.get("missing", "")),
            part.get("exclusive") is True,
            part.get("other") is True,
        )


def _blank(after: int, spare: int) -> list[Line]:
    return [Line(after + number, "", {}) for number in range(1, spare + 1)]


def _shown(value: Data | None) -> str:
    if value is None or isinstance(value, list | dict):
        return ""
    if isinstance(value, bool):
        return "true" if value else ""
    return str(value)


def write(folder: Folder, question_id: str, posted: Posted) -> None:
    """Lay a sent form into the draft. Logic is not part of the form and stays."""
    question = folder.question(question_id)
    kind = KINDS[str(question["kind"])]
    for language in folder.languages:
        for part in ("text", "help", *kind.texts):
            if f"text-{language}-{part}" in posted:
                text = _clean(posted[f"text-{language}-{part}"], lines=part != "other")
                folder.set_text(language, f"question.{question_id}.{part}", text)
    if kind.options_need != "no":
        _write_options(folder, question, kind, posted)
    if kind.rows_need != "no":
        _write_rows(folder, question, kind, posted)
    for name, rule in kind.settings.items():
        if f"set-{name}" in posted or rule.type == "flag":
            _put(question, name, _setting(rule, posted.get(f"set-{name}", "")))
    if kind.options_need != "no" and "order" in posted:
        _put(question, "order", posted["order"] if posted["order"] != "fixed" else "")
    _put(question, "required", "required" in posted)
    if "indicator" in posted:
        _put(question, "indicator", posted["indicator"])
    if "core_shown" in posted:
        _put(question, "core", "core" in posted)
    if kind.name == "calculated" and "calculate" in posted:
        question["calculate"] = posted["calculate"].strip()


def _write_options(folder: Folder, question: Part, kind: Kind, posted: Posted) -> None:
    chosen = posted.get("list", OWN)
    before = question.get("scale", question.get("options"))
    if chosen != OWN:
        # A list that says the same as before keeps the word it was named under.
        question.pop("polarity", None)
        if chosen != before:
            question.pop("options", None)
            question.pop("scale", None)
            if chosen:
                question["scale" if kind.name in ("rating", "activity-rating", "matrix") else "options"] = chosen
        _drop_texts(folder, str(question["id"]), "options")
        return
    made: list[Data] = []
    labels: list[tuple[str, dict[str, str]]] = []
    for number in _numbers(posted, "option"):
        texts = {each: _clean(posted.get(f"option-{number}-label-{each}", "")) for each in folder.languages}
        code = _code(posted.get(f"option-{number}-code", ""), texts, {name for name, _ in labels}, number)
        if not code:
            continue
        part: Part = {"code": code}
        _put(part, "value", _setting(SettingRule("number"), posted.get(f"option-{number}-value", "")))
        _put(part, "counts", posted.get(f"option-{number}-counts", ""))
        _put(part, "missing", posted.get(f"option-{number}-missing", ""))
        for flag in ("exclusive", "other"):
            _put(part, flag, f"option-{number}-{flag}" in posted)
        made.append(part if len(part) > 1 else code)
        labels.append((code, texts))
    question.pop("scale", None)
    if "polarity" in posted:
        _put(question, "polarity", posted["polarity"])
    if made or kind.options_need == "yes":
        question["options"] = _moved(made, posted.get("go", ""), "option")
    else:
        question.pop("options", None)
    _put_labels(folder, str(question["id"]), "options", labels, ("",))


def _write_rows(folder: Folder, question: Part, kind: Kind, posted: Posted) -> None:
    chosen = posted.get("rows_from", OWN)
    if chosen != OWN:
        question["rows"] = chosen
        _drop_texts(folder, str(question["id"]), "rows")
        return
    ends = ("low", "high") if kind.name == "semantic-differential" else ("",)
    known = {
        str(item["code"]): item for item in items_of(question.get("rows")) if isinstance(item, dict) and "code" in item
    }
    made: list[Data] = []
    labels: list[tuple[str, dict[str, str]]] = []
    for number in _numbers(posted, "row"):
        texts = {
            name: _clean(posted.get(f"row-{number}-label-{name}", ""))
            for each in folder.languages
            for name in ([f"{each}.{end}" for end in ends] if ends[0] else [each])
        }
        code = _code(posted.get(f"row-{number}-code", ""), texts, {name for name, _ in labels}, number)
        if code:
            # A row's condition is set elsewhere and stays with it.
            made.append(known.get(posted.get(f"row-{number}-was", ""), {}) | {"code": code} if known else code)
            labels.append((code, texts))
    question["rows"] = _moved(made, posted.get("go", ""), "row")
    _put_labels(folder, str(question["id"]), "rows", labels, ends)


def _put_labels(
    folder: Folder, question_id: str, key: str, labels: list[tuple[str, dict[str, str]]], ends: tuple[str, ...]
) -> None:
    for language in folder.languages:
        own: Part = {}
        for code, texts in labels:
            if ends[0]:
                pair: Part = {end: texts[f"{language}.{end}"] for end in ends if texts.get(f"{language}.{end}")}
                if pair:
                    own[code] = pair
            elif texts.get(language):
                own[code] = texts[language]
        texts_of = folder.question_texts(language, question_id)
        if own:
            texts_of[key] = own
        else:
            texts_of.pop(key, None)


def _drop_texts(folder: Folder, question_id: str, key: str) -> None:
    for language in folder.languages:
        folder.question_texts(language, question_id).pop(key, None)


def _moved(items: list[Data], go: str, what: str) -> list[Data]:
    """The lines as a button moves them: "option-up:3", "row-remove:2"."""
    deed, _, number = go.partition(":")
    if not deed.startswith(f"{what}-") or not number.isdigit() or not 1 <= int(number) <= len(items):
        return items
    place = int(number) - 1
    item = items.pop(place)
    if deed == f"{what}-up":
        items.insert(max(place - 1, 0), item)
    elif deed == f"{what}-down":
        items.insert(place + 1, item)
    elif deed != f"{what}-remove":
        items.insert(place, item)
    return items


def _numbers(posted: Posted, what: str) -> list[int]:
    """Numbers of the lines that were sent, in the order in which they stood on the page."""
    found = []
    for name in posted:
        parts = name.split("-")
        if len(parts) == 3 and parts[0] == what and parts[2] == "code" and parts[1].isascii() and parts[1].isdigit():
            found.append(int(parts[1]))
    return found[:MOST_LINES]


def _code(given: str, texts: Mapping[str, str], taken: set[str], number: int) -> str:
    """The code of a line: as given, else out of its first text; "" for a line without anything."""
    given = given.strip()
    if given:
        return given if CODE.fullmatch(given) else (slug(given, separator="-") or given)
    text = next(filter(None, texts.values()), "")
    if not text:
        return ""
    return free_name(slug(text, separator="-", words=3), taken, f"a{number}").replace("_", "-")


def _setting(rule: SettingRule, text: str) -> Data:
    """A setting as it is written: a number where it is one, else what was typed, which loading will refuse."""
    text = text.strip()
    if rule.type == "flag":
        return bool(text)
    if rule.type in ("integer", "number"):
        plain = text.replace(",", ".")
        if NUMBER.fullmatch(plain):
            return float(plain) if "." in plain else int(plain)
    return text


def _put(part: Part, key: str, value: Data) -> None:
    if value in ("", False) and not (isinstance(value, int | float) and not isinstance(value, bool)):
        part.pop(key, None)
    else:
        part[key] = value


def _clean(text: str, *, lines: bool = False) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")[:LONGEST]
    return text.strip() if lines else " ".join(text.split())


def rows_choices(kind: Kind) -> list[str]:
    """Sources of rows which are no list: the plan, for kinds that can ask about it."""
    return [PLAN_ACTIVITIES] if kind.name in ("activity-rating", "matrix") else []
