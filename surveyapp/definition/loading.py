"""Loading a questionnaire from its directory: structure, lists, indicators, texts; all mistakes at once.

<directory>/questionnaire.yaml       structure: sections, questions, logic
<directory>/texts/<language>.yaml    texts of one language
<directory>/../lists/*.yaml          shared option lists
<directory>/../indicators.yaml       indicators
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from surveyapp.definition.errors import DefinitionError, DefinitionErrors
from surveyapp.definition.lists import (
    LANGUAGES,
    Indicators,
    Lists,
    check_shared_texts,
    read_indicators,
    take_indicators,
)
from surveyapp.definition.logic import read_condition
from surveyapp.definition.model import Question, Questionnaire, Section
from surveyapp.definition.questions import QuestionReader
from surveyapp.definition.reach import Around
from surveyapp.definition.reader import ID, Fields
from surveyapp.definition.source import Mapping as SourceMapping
from surveyapp.definition.source import Node, Problems, Scalar, parse, read
from surveyapp.definition.texts import TextReader
from surveyapp.definition.tokens import nearest

STRUCTURE = "questionnaire.yaml"
TOP_KEYS = ("key", "languages", "sections")
SECTION_KEYS = ("id", "questions", "show_if")


def load_questionnaire(
    directory: Path, *, lists_dir: Path | None = None, indicators: Path | None = None
) -> Questionnaire:
    """The questionnaire of a directory.

    `lists_dir` and `indicators` default to `lists/` and `indicators.yaml` beside the directory. Raises
    DefinitionErrors with every mistake of every file, missing translations among them.
    """
    problems = Problems()
    questionnaire = _load(directory, lists_dir, indicators, problems)
    if problems.errors or questionnaire is None:
        raise DefinitionErrors(problems.errors)
    return questionnaire


def check_directory(
    directory: Path, *, lists_dir: Path | None = None, indicators: Path | None = None
) -> tuple[DefinitionError, ...]:
    """All mistakes of a questionnaire's files, none where it loads."""
    try:
        load_questionnaire(directory, lists_dir=lists_dir, indicators=indicators)
    except DefinitionErrors as found:
        return found.errors
    return ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a questionnaire held in memory finds what it shares with others: lists and indicators.

    `own_lists` (name → text of the file) stand before those of the folder; `own_indicators` are further files.
    """

    lists: Path
    indicators: Path
    own_lists: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    own_indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What could be read, and every mistake; a questionnaire with mistakes is for looking at, not for asking."""

    questionnaire: Questionnaire | None
    errors: tuple[DefinitionError, ...]


MOST_OF_A_DRAFT = 5000
"""Mistakes told of a draft, in which most texts of a new language may be missing."""


def load_files(files: Mapping[str, str], shelf: Shelf) -> Loaded:
    """The questionnaire of files in memory: "questionnaire.yaml", "texts/<language>.yaml", "lists/<name>.yaml".

    Reads on past mistakes, as far as there is anything to read. Files are named in mistakes as they are here.
    """
    problems = Problems(MOST_OF_A_DRAFT)

    def top(name: str) -> Node | None:
        if name not in files:
            problems.add(name, None, "no_file", "there is no such file", "create it")
            return None
        return parse(files[name].encode("utf-8", "surrogatepass"), name, problems)

    own = {
        name.removeprefix("lists/").removesuffix(".yaml"): text
        for name, text in files.items()
        if name.startswith("lists/")
    }
    try:
        lists = Lists(shelf.lists, problems, {**shelf.own_lists, **own})
        known = _indicators(shelf, lists, problems)
        if "indicators.yaml" in files and isinstance(found := top("indicators.yaml"), SourceMapping):
            take_indicators(known, found, "indicators.yaml", lists, problems)
        questionnaire = _assemble(top, str, lists, known, problems)
    except DefinitionErrors as found_many:
        return Loaded(None, found_many.errors)
    return Loaded(questionnaire, tuple(sorted(problems.errors)))


def _indicators(shelf: Shelf, lists: Lists, problems: Problems) -> Indicators:
    known = read_indicators(shelf.indicators, lists, problems) if shelf.indicators.exists() else Indicators()
    for place, text in enumerate(shelf.own_indicators, 1):
        name = f"indicators-{place}.yaml"
        top = parse(text.encode(), name, problems)
        if top is not None:
            take_indicators(known, top, name, lists, problems)
    return known


def _load(directory: Path, lists_dir: Path | None, indicators: Path | None, problems: Problems) -> Questionnaire | None:
    folder = lists_dir or directory.parent / "lists"
    lists = Lists(folder, problems)
    shelf = Shelf(folder, indicators or directory.parent / "indicators.yaml")

    def top(name: str) -> SourceMapping | None:
        return read(directory / name, str(directory / name), problems)

    known = _indicators(shelf, lists, problems) if (directory / STRUCTURE).exists() else Indicators()
    return _assemble(top, lambda name: str(directory / name), lists, known, problems)


def _assemble(
    read_top: Callable[[str], Node | None],
    label: Callable[[str], str],
    lists: Lists,
    known: Indicators,
    problems: Problems,
) -> Questionnaire | None:
    top = read_top(STRUCTURE)
    if not isinstance(top, SourceMapping):
        return None
    file = label(STRUCTURE)
    fields = Fields(top, file, problems, TOP_KEYS, "a questionnaire")
    for key, hint in (("key", "write `key: my-survey`"), ("sections", "write `sections:`")):
        fields.need(key, hint)
    key = fields.code(top.get("key"), "key") if fields.has("key") else ""
    languages = _languages(fields)
    reader = QuestionReader(file, problems, lists, known)
    sections = _sections(fields, reader)
    if not languages:
        return None
    texts = _texts(read_top, label, languages, sections, reader, problems)
    used = {question.indicator for question in reader.done.values() if question.indicator}
    return Questionnaire(
        key,
        languages,
        sections,
        MappingProxyType({language: MappingProxyType(texts[language]) for language in languages}),
        tuple(indicator for identity, indicator in known.by_id.items() if identity in used),
    )


def _languages(fields: Fields) -> tuple[str, ...]:
    fields.need("languages", "write `languages: [lv, lt, ru, en]`, the source language first")
    languages: list[str] = []
    for node in fields.items("languages"):
        value = node.value if isinstance(node, Scalar) else ""
        if value not in LANGUAGES:
            fields.wrong(node, "unknown_language", f"`{value}` is no language here", nearest(value, list(LANGUAGES)))
        elif value in languages:
            fields.wrong(node, "duplicate_language", f"`{value}` stands twice", "remove one of them")
        else:
            languages.append(value)
    return tuple(languages)


def _sections(fields: Fields, reader: QuestionReader) -> tuple[Section, ...]:
    sections: list[Section] = []
    taken: set[str] = set()
    nodes = fields.items("sections")
    reader.announce(nodes)
    if fields.has("sections") and not nodes:
        fields.wrong(
            fields.node.get("sections"), "no_sections", "there is no section", "write `- id: …` below `sections:`"
        )
    for node in nodes:
        if not isinstance(node, SourceMapping):
            fields.wrong(node, "not_a_section", "this is no section", "write `- id: …`")
            continue
        inner = Fields(node, fields.file, fields.problems, SECTION_KEYS, "a section")
        inner.need("id", "write `id: …`")
        inner.need("questions", "write `questions:`")
        identity = inner.code(node.get("id"), "id", ID) if inner.has("id") else ""
        if identity and identity in taken:
            inner.wrong(node.get("id"), "duplicate_id", f"the section `{identity}` stands twice", "give it another id")
        taken.add(identity)
        show_if = read_condition(inner, "show_if", reader.done, later=reader.all_ids, around=Around(None, reader.parts))
        reader.within = show_if
        questions = [question for each in inner.items("questions") if (question := _question(inner, each, reader))]
        sections.append(Section(identity, tuple(questions), show_if))
    return tuple(sections)


def _question(fields: Fields, node: Node, reader: QuestionReader) -> Question | None:
    if isinstance(node, SourceMapping):
        return reader.read(node)
    fields.wrong(node, "not_a_question", "this is no question", "write `- id: …`")
    return None


def _texts(
    read_top: Callable[[str], Node | None],
    label: Callable[[str], str],
    languages: tuple[str, ...],
    sections: tuple[Section, ...],
    reader: QuestionReader,
    problems: Problems,
) -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = {}
    for language in languages:
        name = f"texts/{language}.yaml"
        top = read_top(name)
        texts[language] = {}
        if isinstance(top, SourceMapping):
            texts[language] = TextReader(label(name), problems, sections, reader.all_ids, language).read(top)
        for shared in reader.used_lists.values():
            texts[language].update(shared.texts.get(language, {}))
        texts[language].update(reader.indicators.texts.get(language, {}))
        for alias, key in reader.row_texts.items():
            if key in texts[language]:
                texts[language][alias] = texts[language][key]
    for shared in reader.used_lists.values():
        check_shared_texts(texts, languages, shared, problems)
    in_use = {f"indicator.{question.indicator}.meaning" for question in reader.done.values() if question.indicator}
    for language in languages:
        for key in [key for key in texts[language] if key.startswith("indicator.") and key not in in_use]:
            del texts[language][key]
    return texts
