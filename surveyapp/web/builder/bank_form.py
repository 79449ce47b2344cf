"""A shared list or indicator as a form, and back, with what is wrong at each of its cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from surveyapp.definition.lists import DIRECTIONS, LANGUAGES, MISSING
from surveyapp.definition.reader import CODE, DOTTED, INTEGER, NUMBER
from surveyapp.definition.scales import POLARITIES, SIDES, Step, as_side, mistakes
from surveyapp.definition.writing.changes import slug
from surveyapp.definition.writing.folder import Part
from surveyapp.definition.writing.nodes import Data
from surveyapp.services.bank_entries import KEY_LIMIT
from surveyapp.web.builder.outline import items_of
from surveyapp.web.shared.words import words
from surveyapp.wording.mistakes import MISTAKES

SPARE = 2
"""Empty lines offered for further answers."""

MOST_LINES = 120
LONGEST = 300
ENDS = ("low", "high")
DEEDS = ("up", "down", "remove", "more")

Posted = MultiDict[str, str]

Texts = Mapping[str, str]
"""language → text."""

Wrong = dict[str, str]
"""Id of a field → what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Line:
    """An answer of a list, as fields."""

    number: int
    code: str = ""
    value: str = ""
    counts: str = ""
    """What it counts as on the scale: "low", "high" or "" for neither."""
    missing: str = ""
    exclusive: bool = False
    other: bool = False
    texts: Texts = field(default_factory=lambda: MappingProxyType({}))

    @property
    def empty(self) -> bool:
        """Whether nothing was written into it."""
        marks = self.code, self.value, self.counts, self.missing, self.exclusive, self.other
        return not (any(marks) or any(self.texts.values()))


@dataclass(frozen=True, slots=True)
class Fields:
    """A list or an indicator, as fields; a list has a polarity, lines and ends, an indicator a scale, a direction, a
    meaning."""

    key: str
    lines: Sequence[Line] = ()
    polarity: str = ""
    ends: Mapping[str, Texts] = field(default_factory=lambda: MappingProxyType({}))
    """"low" and "high" → texts at the ends of the scale."""
    scale: str = ""
    direction: str = "none"
    meaning: Texts = field(default_factory=lambda: MappingProxyType({}))


def fields_of(kind: str, key: str, data: Part) -> Fields:
    """The fields of what a file says."""
    if kind == "indicator":
        own = next((item for item in items_of(data.get("indicators")) if isinstance(item, dict)), {})
        return Fields(
            key,
            scale=_shown(own.get("scale")),
            direction=_shown(own.get("direction")) or "none",
            meaning=_texts(own.get("meaning")),
        )
    lines = [
        Line(
            number,
            _shown(item.get("code")),
            _shown(item.get("value")),
            _shown(item.get("counts")),
            _shown(item.get("missing")),
            item.get("exclusive") is True,
            item.get("other") is True,
            _texts(item.get("texts")),
        )
        for number, item in enumerate(items_of(data.get("options")), 1)
        if isinstance(item, dict)
    ]
    return Fields(key, _with_spare(lines), _shown(data.get("polarity")), {end: _texts(data.get(end)) for end in ENDS})


def posted_fields(kind: str, key: str, posted: Posted) -> Fields:
    """The fields as they were sent, moved as the pressed button says."""
    if kind == "indicator":
        return Fields(
            key,
            scale=posted.get("scale", ""),
            direction=posted.get("direction", "none"),
            meaning={each: _clean(posted.get(f"meaning-{each}", "")) for each in LANGUAGES},
        )
    lines = [line for number in _numbers(posted) if not (line := _line(posted, number)).empty]
    ends = {end: {each: _clean(posted.get(f"{end}-{each}", "")) for each in LANGUAGES} for end in ENDS}
    return Fields(key, _with_spare(_moved(lines, posted.get("go", ""))), posted.get("polarity", ""), ends)


def is_deed(go: str) -> bool:
    """Whether a button moves lines only, so that nothing is kept yet."""
    return go.partition(":")[0] in DEEDS


def focus_after(go: str) -> str:
    """The button which has the focus after a line was moved: the same one, at the line's new place."""
    deed, _colon, number = go.partition(":")
    if deed not in ("up", "down") or not INTEGER.fullmatch(number):
        return go
    return f"{deed}:{int(number) + (1 if deed == 'down' else -1)}"


def coded(fields: Fields) -> Fields:
    """The fields with a code at every line that has none: its place on the scale, else out of its first text."""
    taken = {line.code for line in fields.lines if line.code}
    lines = []
    for line in fields.lines:
        if not line.code and not line.empty:
            wanted = line.value if INTEGER.fullmatch(line.value) and CODE.fullmatch(line.value) else ""
            text = next(filter(None, line.texts.values()), "")
            wanted = wanted or slug(text, separator="-", words=3) or f"a{line.number}"
            code, number = wanted, 2
            while code in taken:
                code, number = f"{wanted}-{number}", number + 1
            taken.add(code)
            line = replace(line, code=code)
        lines.append(line)
    return replace(fields, lines=lines)


def data_with(kind: str, fields: Fields, before: Part) -> Part:
    """What a file says with these fields in it. They have no mistakes."""
    if kind == "indicator":
        own: Part = {"id": fields.key}
        if fields.scale:
            own["scale"] = fields.scale
        own["direction"] = fields.direction
        own["meaning"] = _filled(fields.meaning)
        return {**before, "indicators": [own]}
    made = dict(before)
    made.pop("polarity", None)
    if fields.polarity:
        made["polarity"] = fields.polarity
    for end in ENDS:
        made.pop(end, None)
        if texts := _filled(fields.ends[end]):
            made[end] = texts
    made["options"] = [_option(line) for line in fields.lines if not line.empty]
    return made


def mistakes_of(kind: str, fields: Fields, lists: Mapping[str, str], taken: Sequence[str] = ()) -> Wrong:
    """What is wrong, by the id of the field. `taken` are names a new one may not have."""
    wrong: Wrong = {}
    pattern = CODE if kind == "list" else DOTTED
    if not pattern.fullmatch(fields.key) or len(fields.key) > KEY_LIMIT:
        wrong["key"] = _("Give it a name of small Latin letters, digits and signs such as - between them.")
    elif fields.key in taken:
        wrong["key"] = _("There is one of this name already.")
    if kind == "indicator":
        if not any(fields.meaning.values()):
            wrong[f"meaning-{LANGUAGES[0]}"] = _("Say what it measures, in one language at least.")
        if fields.scale and fields.scale not in lists:
            wrong["scale"] = _("There is no such list.")
        if fields.direction not in DIRECTIONS:
            wrong["direction"] = _("Choose one of the three.")
        return wrong
    written = [line for line in fields.lines if not line.empty]
    scale = any(line.value for line in written)
    codes: set[str] = set()
    for line in written:
        wrong |= {f"line-{line.number}-{cell}": sentence for cell, sentence in _line_mistakes(line, codes, scale)}
        codes.add(line.code)
    if len([line for line in written if not line.missing]) < 2:
        spare = next((line for line in fields.lines if line.empty), fields.lines[-1])
        wrong.setdefault(f"line-{spare.number}-text-{LANGUAGES[0]}", _("A list needs two answers at least."))
    return wrong or dict(_scale_mistakes(fields, written))


def _scale_mistakes(fields: Fields, written: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """What is wrong with what the list says of its scale; its lines have no mistakes."""
    if fields.polarity and fields.polarity not in POLARITIES:
        yield "polarity", _sentence("bad_polarity")
        return
    outside = [line for line in written if line.counts and not line.value]
    yield from ((f"line-{line.number}-counts", _sentence("side_outside")) for line in outside)
    placed = [line for line in written if line.value and not line.missing]
    steps = [Step(line.code, float(line.value), as_side(line.counts)) for line in placed]
    numbers = {line.code: line.number for line in placed}
    for found in mistakes(fields.polarity, bool(placed), steps):
        yield f"line-{numbers[found.at]}-counts" if found.at else "polarity", _sentence(found.code)


def _sentence(code: str) -> str:
    return MISTAKES[code](words(), "")


def _line_mistakes(line: Line, codes: set[str], scale: bool) -> Iterator[tuple[str, str]]:
    if not CODE.fullmatch(line.code):
        yield "code", _("A code is made of small Latin letters, digits, - and _.")
    elif line.code in codes:
        yield "code", _("This code stands at another answer already.")
    if line.counts and line.counts not in SIDES:
        yield "counts", _sentence("bad_side")
    if line.missing and line.missing not in MISSING:
        yield "missing", _("Choose one of the three.")
    if line.value and not NUMBER.fullmatch(line.value):
        yield "value", _("Write a number, for example 3.")
    elif line.value and line.missing:
        yield "value", _("An answer outside the scale has no place on it.")
    elif scale and not line.value and not line.missing:
        yield "value", _("The other answers have a place on the scale: give this one a place too, or put it outside.")
    if not any(line.texts.values()):
        yield f"text-{LANGUAGES[0]}", _("Write what is read, in one language at least.")


def _option(line: Line) -> Part:
    made: Part = {"code": line.code}
    if line.value:
        number = float(line.value)
        made["value"] = int(number) if number == int(number) else number
    if line.counts:
        made["counts"] = line.counts
    if line.missing:
        made["missing"] = line.missing
    for name in ("exclusive", "other"):
        if getattr(line, name):
            made[name] = True
    made["texts"] = _filled(line.texts)
    return made


def _line(posted: Posted, number: int) -> Line:
    stem = f"line-{number}"
    return Line(
        number,
        posted.get(f"{stem}-code", "").strip(),
        posted.get(f"{stem}-value", "").strip().replace(",", "."),
        posted.get(f"{stem}-counts", ""),
        posted.get(f"{stem}-missing", ""),
        f"{stem}-exclusive" in posted,
        f"{stem}-other" in posted,
        {each: _clean(posted.get(f"{stem}-text-{each}", "")) for each in LANGUAGES},
    )


def _numbers(posted: Posted) -> list[int]:
    """Numbers of the lines in the order in which they stood on the page."""
    found = []
    for name in posted:
        head, _dash, number = name.removesuffix("-code").partition("-")
        if head == "line" and name.endswith("-code") and number.isascii() and number.isdigit() and len(number) < 5:
            found.append(int(number))
    return found[:MOST_LINES]


def _moved(lines: list[Line], go: str) -> list[Line]:
    deed, _colon, number = go.partition(":")
    place = next((place for place, line in enumerate(lines) if str(line.number) == number), None)
    if place is None or deed not in DEEDS:
        return lines
    line = lines.pop(place)
    if deed == "up":
        lines.insert(max(place - 1, 0), line)
    elif deed == "down":
        lines.insert(place + 1, line)
    return lines


def _with_spare(lines: Sequence[Line]) -> list[Line]:
    numbered = [replace(line, number=number) for number, line in enumerate(lines, 1)]
    return [*numbered, *(Line(len(numbered) + more) for more in range(1, SPARE + 1))]


def _texts(value: Data | None) -> Texts:
    found = value if isinstance(value, dict) else {}
    return {each: _shown(found.get(each)) for each in LANGUAGES}


def _filled(texts: Texts) -> Part:
    return {language: text for language, text in texts.items() if text}


def _shown(value: Data | None) -> str:
    return "" if value is None or isinstance(value, list | dict | bool) else str(value)


def _clean(text: str) -> str:
    return " ".join(text.split())[:LONGEST]
