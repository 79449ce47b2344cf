"""Shared option lists (`lists/*.yaml`) and indicators (`indicators.yaml`).

# lists/quality-5.yaml
polarity: bipolar                      # of a scale: bipolar, unipolar, frequency or ordered
low: {lv: …, lt: …, ru: …, en: …}      # labels of the scale's ends, for scales
options:
  - code: "1"
    value: 1                           # place on a scale
    counts: low                        # or high: what it counts as; the answers between count as neither
    missing: dont_know                 # or not_applicable: an answer outside the scale
    exclusive: true                    # cannot stand with another choice
    other: true                        # opens a text field
    texts: {lv: …, lt: …, ru: …, en: …}
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from surveyapp.definition.model import Indicator, Missing, Option, OptionList, Polarity, Side
from surveyapp.definition.reader import DOTTED, Fields
from surveyapp.definition.scales import POLARITIES, SIDES, mistakes, steps_of
from surveyapp.definition.source import Mapping, Node, Problems, Scalar, Sequence, parse, read
from surveyapp.definition.tokens import nearest

LANGUAGES = ("lv", "lt", "ru", "en")
OPTION_KEYS = ("code", "value", "counts", "missing", "exclusive", "other")
MISSING = ("dont_know", "not_applicable")
DIRECTIONS = ("up", "down", "none")


@dataclass(slots=True)
class SharedList:
    """A list with its texts: language → flat key → text."""

    options: OptionList
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    file: str = ""
    node: Mapping | None = None


class Lists:
    """The shared lists of a directory, each read when a question first names it.

    `own` are lists by name, as the text of their file, which stand before those of the directory.
    """

    def __init__(self, directory: Path | None, problems: Problems, own: MappingOf[str, str] | None = None) -> None:
        self.directory = directory
        self.problems = problems
        self.own = own or {}
        self.read: dict[str, SharedList | None] = {}
        shipped = directory.glob("*.yaml") if directory is not None else ()
        self.names = sorted({*(path.stem for path in shipped), *self.own})

    def get(self, name: str) -> SharedList | None:
        """The list of this name; None where there is none, or none that can be used."""
        if name not in self.read:
            self.read[name] = self._load(name) if name in self.names else None
        return self.read[name]

    def _load(self, name: str) -> SharedList | None:
        file = f"lists/{name}.yaml"
        if name in self.own or self.directory is None:
            top = parse(self.own[name].encode(), file, self.problems)
        else:
            path = self.directory / f"{name}.yaml"
            file = str(path)
            top = read(path, file, self.problems)
        if top is None:
            return None
        fields = Fields(top, file, self.problems, ("polarity", "low", "high", "options"), "a list")
        fields.need("options", "write `options:` and below it `- code: …`")
        options = read_options(fields, fields.items("options"), f"option.{name}", texts=True)
        options_list = OptionList(name, options, read_polarity(fields))
        check_scale(fields, options_list, fields.items("options"))
        found = SharedList(options_list, {}, file, top)
        for end in ("low", "high"):
            put_texts(fields, end, f"list.{name}.{end}", found.texts)
        for node in fields.items("options"):
            if isinstance(node, Mapping) and isinstance(code := node.get("code"), Scalar):
                inner = Fields(node, file, self.problems, [key.value for key, _ in node.pairs], "an option")
                if not inner.has("texts"):
                    inner.wrong(
                        None, "missing_key", "`texts` is missing", "write `texts: {lv: …, lt: …, ru: …, en: …}`"
                    )
                put_texts(inner, "texts", f"option.{name}.{code.value}", found.texts)
        return found if options else None


def read_options(fields: Fields, nodes: list[Node], prefix: str, *, texts: bool) -> tuple[Option, ...]:
    """Options out of a list's or a question's nodes; a bare word stands for `code: word`."""
    options: list[Option] = []
    for node in nodes:
        if isinstance(node, Scalar):
            code = fields.code(node, "code")
            option = Option(code, f"{prefix}.{code}")
        elif isinstance(node, Mapping):
            keys = (*OPTION_KEYS, "texts") if texts else OPTION_KEYS
            inner = Fields(node, fields.file, fields.problems, keys, "an option")
            inner.need("code", "write `code: …`")
            code = inner.code(node.get("code"), "code") if inner.has("code") else ""
            missing = inner.text("missing")
            if missing and missing not in MISSING:
                what = f"`missing` cannot be `{missing}`"
                inner.wrong(node.get("missing"), "bad_missing", what, nearest(missing, list(MISSING)))
                missing = ""
            option = Option(
                code,
                f"{prefix}.{code}",
                inner.number("value"),
                cast(Missing, missing) if missing else None,
                inner.flag("exclusive"),
                inner.flag("other"),
                _side(inner),
            )
        else:
            fields.wrong(node, "not_an_option", "this is no option", "write `- code: …`")
            continue
        if code and any(option.code == code for option in options):
            fields.wrong(
                node, "duplicate_code", f"the code `{code}` stands twice", "give each option a code of its own"
            )
        elif code:
            options.append(option)
    return tuple(options)


def _side(fields: Fields) -> Side | None:
    word = fields.text("counts")
    if word and word not in SIDES:
        what = f"`counts` cannot be `{word}`"
        fields.wrong(fields.node.get("counts"), "bad_side", what, "write `counts: low`, `counts: high` or leave it out")
        return None
    if word and not fields.has("value"):
        what = "an answer without a place on the scale counts as neither low nor high"
        fields.wrong(fields.node.get("counts"), "side_outside", what, "write `value: …` beside it, or remove `counts`")
        return None
    return word or None


def read_polarity(fields: Fields) -> Polarity | None:
    """The polarity under a list's or a question's keys, None where there is none or none that is known."""
    word = fields.text("polarity")
    if word and word not in POLARITIES:
        what = f"`polarity` cannot be `{word}`"
        fields.wrong(fields.node.get("polarity"), "bad_polarity", what, nearest(word, list(POLARITIES)))
        return None
    return word or None


SAY_POLARITY = (
    "write `polarity: bipolar` (poor to good), `unipolar` (nothing to much), `frequency` (never to often) or `ordered` "
    "(no, partly, yes), and `counts: low` or `counts: high` at the answers which count so"
)
SCALE_MISTAKES = {
    "no_polarity": ("a scale declares its `polarity`", SAY_POLARITY),
    "no_scale": (
        "`polarity` belongs to a scale",
        "give every answer that is not `missing` a `value`, or remove `polarity`",
    ),
    "no_low": ("no answer counts as low", "write `counts: low` at the lowest answers"),
    "no_high": ("no answer counts as high", "write `counts: high` at the highest answers"),
    "sides_mixed": (
        "`{at}` is out of place",
        "let the lowest answers count as low, the highest as high, and those between as neither",
    ),
    "never_alone": ("of a frequency the lowest answer alone counts as low", "remove `counts: low` at `{at}`"),
}
"""What is wrong with a declaration, and what to write."""


def check_scale(fields: Fields, options: OptionList, nodes: list[Node]) -> None:
    """Note what is wrong with what a list says of its scale, each at the answer it is about."""
    if fields.has("polarity") and options.polarity is None:
        return
    places = {
        code.value: node for node in nodes if isinstance(node, Mapping) and isinstance(code := node.get("code"), Scalar)
    }
    if not options.is_scale and not options.polarity and any(option.counts for option in options.options):
        first = next(option for option in options.options if option.counts)
        what, hint = "`counts` belongs to a scale", "give every answer that is not `missing` a `value`"
        fields.wrong(places.get(first.code), "side_outside", what, hint)
        return
    for found in mistakes(options.polarity or "", options.is_scale, steps_of(options)):
        what, hint = (text.format(at=found.at) for text in SCALE_MISTAKES[found.code])
        at = places.get(found.at) or fields.node.get("polarity")
        fields.wrong(at, found.code, what, hint)


def put_texts(fields: Fields, key: str, flat: str, texts: dict[str, dict[str, str]]) -> None:
    """Take `key: {lv: …, …}` into the texts under a flat key."""
    node = fields.mapping(key)
    if node is None:
        return
    inner = Fields(node, fields.file, fields.problems, LANGUAGES, "a text")
    for language, _ in node.pairs:
        if language.value in LANGUAGES:
            text = inner.text(language.value).strip()
            if text:
                texts.setdefault(language.value, {})[flat] = text


@dataclass(slots=True)
class Indicators:
    """All indicators with their meanings."""

    by_id: dict[str, Indicator] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


def read_indicators(path: Path, lists: Lists, problems: Problems) -> Indicators:
    """The indicators of a file."""
    found = Indicators()
    top = read(path, str(path), problems)
    if top is not None:
        take_indicators(found, top, str(path), lists, problems)
    return found


def take_indicators(found: Indicators, top: Mapping, file: str, lists: Lists, problems: Problems) -> None:
    """Add the indicators of a file to those found."""
    fields = Fields(top, file, problems, ("indicators",), "the file")
    for node in fields.items("indicators"):
        if not isinstance(node, Mapping):
            fields.wrong(node, "not_an_indicator", "this is no indicator", "write `- id: …`")
            continue
        inner = Fields(node, file, problems, ("id", "scale", "direction", "meaning"), "an indicator")
        for key in ("id", "meaning"):
            inner.need(key, f"write `{key}: …`")
        identity = inner.code(node.get("id"), "indicator", DOTTED) if inner.has("id") else ""
        scale, direction = inner.text("scale"), inner.text("direction") or "none"
        if scale and scale not in lists.names:
            inner.wrong(node.get("scale"), "unknown_list", f"there is no list `{scale}`", nearest(scale, lists.names))
        if direction not in DIRECTIONS:
            what = f"`direction` cannot be `{direction}`"
            inner.wrong(node.get("direction"), "bad_direction", what, nearest(direction, list(DIRECTIONS)))
            direction = "none"
        if identity in found.by_id:
            inner.wrong(node.get("id"), "duplicate_id", f"`{identity}` stands twice", "give it another id")
        elif identity:
            found.by_id[identity] = Indicator(identity, scale, cast(Literal["up", "down", "none"], direction))
            put_texts(inner, "meaning", f"indicator.{identity}.meaning", found.texts)


def check_shared_texts(
    texts: MappingOf[str, MappingOf[str, str]], languages: tuple[str, ...], found: SharedList, problems: Problems
) -> None:
    """Note the languages in which an option of a list in use has no text."""
    options = found.node.get("options") if found.node is not None else None
    for place, option in enumerate(found.options.options):
        node = options.items[place] if isinstance(options, Sequence) and place < len(options.items) else found.node
        for language in languages:
            if not texts.get(language, {}).get(option.text_key):
                what = f"the option `{option.code}` has no text in `{language}`"
                problems.add(found.file, node, "missing_text", what, f"write `{language}: …` in its `texts`")
