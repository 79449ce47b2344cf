"""Translating a draft: the state of every text, saving, and files for translators."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from surveyapp.definition.model import Question
from surveyapp.definition.writing.document import own_keys
from surveyapp.definition.writing.folder import Folder
from surveyapp.definition.writing.states import Mark, State, fingerprint, place_of, state_of, states_after
from surveyapp.documents.workbook_xlsx import workbook_xlsx
from surveyapp.interchange.translations import Text, UnreadableTranslations, from_file, to_po
from surveyapp.services.access import Actor
from surveyapp.services.draft_content import Content
from surveyapp.services.drafting import DraftView, change_content, open_draft
from surveyapp.services.errors import NotFound, invalid
from surveyapp.services.unit import Unit
from surveyapp.wording.sheets import SheetView, WorkbookView

BUTTON_LENGTH = 28
"""Longer words do not fit on a button of a phone."""

LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Row:
    """One text of a questionnaire beside its source."""

    key: str
    source: str
    text: str
    state: State
    button: bool
    """It stands on a button: it should be short."""

    @property
    def too_long(self) -> bool:
        """Longer than fits on a button."""
        return self.button and len(self.text or self.source) > BUTTON_LENGTH


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a language is."""

    language: str
    total: int
    missing: int
    stale: int
    verified: int

    @property
    def percent(self) -> int:
        """Texts that are there and up to date, of a hundred."""
        return (self.total - self.missing - self.stale) * 100 // self.total if self.total else 100


def rows_of(view: DraftView, language: str) -> tuple[Row, ...]:
    """Every text of a draft that has a source, in the order of the questionnaire. ``NotFound``: no such language."""
    folder = view.folder()
    if language not in folder.languages[1:] or view.questionnaire is None:
        raise NotFound("language")
    buttons = {key for question in view.questionnaire.questions for key in _buttons(question)}
    marks = view.content.states.get(language, {})
    made = []
    for key in own_keys(view.questionnaire):
        source = folder.text(folder.languages[0], key)
        if source:
            text = folder.text(language, key)
            made.append(Row(key, source, text, state_of(source, text, marks.get(place_of(key))), key in buttons))
    return tuple(made)


def progress_of(view: DraftView) -> tuple[Progress, ...]:
    """How far each language but the source is."""
    if view.questionnaire is None:
        return ()
    made = []
    for language in view.folder().languages[1:]:
        states = [row.state for row in rows_of(view, language)]
        counted = {state: states.count(state) for state in ("missing", "stale", "verified")}
        made.append(Progress(language, len(states), counted["missing"], counted["stale"], counted["verified"]))
    return tuple(made)


def save(
    unit: Unit,
    actor: Actor,
    draft_id: uuid.UUID,
    revision: int,
    language: str,
    texts: Mapping[str, str],
    verified: frozenset[str],
) -> int:
    """Keep translations; a text that was sent as it is, though its source changed, counts as looked at.

    ``verified`` are keys which had a second look.
    """
    view = open_draft(unit, actor, draft_id)
    known = {row.key: row for row in rows_of(view, language)}
    wanted = {key: text.strip()[:LONGEST] for key, text in texts.items() if key in known}

    def edit(content: Content) -> Content:
        return _with(content, language, {key: (text, None) for key, text in wanted.items()}, verified)

    return change_content(
        unit,
        actor,
        draft_id,
        revision,
        "translated",
        edit,
        lambda folder: [folder.text(language, key) for key in sorted(wanted)],
    )


def export(unit: Unit, actor: Actor, draft_id: uuid.UUID, language: str, form: str, words: Mapping[str, str]) -> bytes:
    """The texts of a language for a translator: "po" or "xlsx".

    ``words`` are the headings of the sheet ("source", "translation", "note", "key") and the notes by state.
    """
    view = open_draft(unit, actor, draft_id)
    texts = [Text(row.key, row.source, row.text, words.get(row.state, "")) for row in rows_of(view, language)]
    if form == "po":
        return to_po(texts, language)
    headers = (words["source"], words["translation"], words["note"], words["key"])
    title = view.folder().text(view.folder().languages[0], "title") or str(view.folder().structure.get("key", ""))
    # Keys stand in plain sight and no cell is locked: nothing comes between a translator and the file.
    rows = tuple((each.source, each.text, each.note, each.key) for each in texts)
    return workbook_xlsx(WorkbookView(language, title, (SheetView(language, title, headers, rows),)))


def take_in(unit: Unit, actor: Actor, draft_id: uuid.UUID, revision: int, language: str, data: bytes) -> int:
    """Translations out of a translator's file; how many. ``Invalid`` (file) for one that cannot be read.

    A text made from an older source is taken in and counts as stale.
    """
    view = open_draft(unit, actor, draft_id)
    known = [row.key for row in rows_of(view, language)]
    try:
        found = from_file(data, known)
    except UnreadableTranslations as error:
        raise invalid("file", "not_translations") from error
    wanted = {each.key: (each.text[:LONGEST], each.source) for each in found}
    folder = view.folder()
    changed = sum(folder.text(language, key) != text for key, (text, _) in wanted.items())
    change_content(
        unit,
        actor,
        draft_id,
        revision,
        "translated",
        lambda content: _with(content, language, wanted, frozenset()),
        lambda folder: folder.texts.get(language),
    )
    return changed


def _with(
    content: Content, language: str, texts: Mapping[str, tuple[str, str | None]], verified: frozenset[str]
) -> Content:
    """Content with texts of a language, each with the source it was made from (None: what the source is now)."""
    before, folder = Folder(content.files), Folder(content.files)
    for key, (text, _) in texts.items():
        folder.set_text(language, key, text)
    states = states_after(before, folder, content.states)
    marks = states.setdefault(language, {})
    for key, (text, made_from) in texts.items():
        if text:
            source = folder.text(folder.languages[0], key)
            same = made_from is None or made_from.split() == source.split()
            of = fingerprint(source if same or made_from is None else made_from)
            marks[place_of(key)] = Mark(of, key in verified)
    return Content(MappingProxyType(folder.files()), states)


def _buttons(question: Question) -> list[str]:
    """Keys of texts that stand on buttons: steps of scales, the words at their ends, columns of tables."""
    keys: list[str] = []
    short = question.kind in ("rating", "matrix") or question.settings.get("display") == "buttons"
    if short and question.options is not None:
        keys += [option.text_key for option in question.options.options]
    if question.kind in ("rating", "best-worst", "activity-rating"):
        keys += [question.text_key("low"), question.text_key("high")]
    return keys
