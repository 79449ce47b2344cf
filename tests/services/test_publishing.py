"""Publishing, versions, new wording for running surveys, translations, own questions, the bank."""

from __future__ import annotations

import io
import uuid
import zipfile
from datetime import timedelta
from functools import partial

import pytest

from surveyapp.definition.errors import DefinitionErrors
from surveyapp.definition.versions import structure_hash
from surveyapp.definition.writing import changes
from surveyapp.definition.writing.folder import Folder
from surveyapp.services import bank, bank_entries, draft_sources, drafting, publishing, surveys, translating
from surveyapp.services.access import SYSTEM
from surveyapp.services.draft_sources import Upload
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.local_questions import own_questions_draft
from surveyapp.services.modes import Mode
from surveyapp.services.questionnaires import Owner, VersionView, folder_files, newest_of
from surveyapp.services.unit import Unit
from tests.towns import NOW, Town


@pytest.fixture
def town(unit: Unit) -> Town:
    return Town(unit)


@pytest.fixture
def owner(town: Town) -> Owner:
    return Owner(association_id=town.id)


def small(town: Town, owner: Owner) -> uuid.UUID:
    """A draft with one question in two languages, ready to be published."""
    draft = draft_sources.begin_blank(town.unit, town.leader, owner, "Mūsu gads", ["lv", "en"])

    def fill(folder: Folder) -> None:
        name = changes.add_question(folder, "part_1", "single", "Kas patika?")
        folder.question(name)["options"] = ["stunda", "saruna"]
        for language, words in (
            ("lv", ("Mūsu gads", "Kas patika?", "Stunda", "Saruna")),
            ("en", ("Our year", "What?", "A", "B")),
        ):
            folder.set_text(language, "title", words[0])
            folder.set_text(language, "section.part_1.title", words[0])
            folder.set_text(language, f"question.{name}.text", words[1])
            folder.set_text(language, f"question.{name}.option.stunda", words[2])
            folder.set_text(language, f"question.{name}.option.saruna", words[3])

    drafting.change(town.unit, town.leader, draft, 1, "x", fill)
    return draft


def edit(town: Town, draft: uuid.UUID, deed: object) -> None:
    revision = drafting.open_draft(town.unit, town.leader, draft).revision
    drafting.change(town.unit, town.leader, draft, revision, "x", deed)  # type: ignore[arg-type] # a lambda of a test


def publish(town: Town, draft: uuid.UUID) -> VersionView:
    view = drafting.open_draft(town.unit, town.leader, draft)
    assert view.loaded.errors == ()
    return publishing.publish_draft(town.unit, town.leader, draft, view.revision)


def test_an_incomplete_draft_is_not_published(town: Town, owner: Owner) -> None:
    draft = draft_sources.begin_blank(town.unit, town.leader, owner, "Mūsu gads", ["lv"])
    with pytest.raises(Conflict, match="draft_incomplete"):
        publishing.publish_draft(town.unit, town.leader, draft, 1)
    with pytest.raises(drafting.DraftChanged):
        publishing.publish_draft(town.unit, town.leader, draft, 7)


def test_versions_follow_one_another(town: Town, owner: Owner) -> None:
    draft = small(town, owner)
    first = publish(town, draft)
    assert publish(town, draft).id == first.id
    edit(town, draft, lambda folder: folder.set_text("lv", "question.kas_patika.text", "Kas jums patika?"))
    found = publishing.publication(town.unit, drafting.open_draft(town.unit, town.leader, draft))
    assert [change.code for change in found.changes] == ["reworded"]
    assert not found.structural
    second = publish(town, draft)
    assert (second.number, second.structure_hash) == (2, first.structure_hash)
    edit(town, draft, lambda folder: folder.question("kas_patika").update(options=["stunda"]))
    edit(town, draft, lambda f: [f.set_text(x, "question.kas_patika.option.saruna", "") for x in ("lv", "en")])
    third = publish(town, draft)
    codes = {change.code: change for change in publishing.compare(town.unit, town.leader, first.id, third.id)}
    assert codes["option_removed"].params["in_use"] == 0
    assert [each.number for each in newest_of(town.unit, town.leader, owner)] == [3]


def test_a_running_survey_takes_new_words_and_a_language_but_no_new_questions(town: Town, owner: Owner) -> None:
    draft = small(town, owner)
    first = publish(town, draft)
    run = publishing.begin_run(town.unit, town.leader, town.id, town.period.id, first.id)
    assert publishing.begin_run(town.unit, town.leader, town.id, town.period.id, first.id) == run
    surveys.open_run(town.unit, town.leader, run, mode=Mode.ANONYMOUS, closes_at=NOW + timedelta(days=9))
    before = surveys.preview_form(town.unit, town.leader, run)

    def russian(folder: Folder) -> None:
        changes.set_languages(folder, ["lv", "en", "ru"])
        for key in ("title", "section.part_1.title", "question.kas_patika.text"):
            folder.set_text("ru", key, "Что понравилось?")
        for code in ("stunda", "saruna"):
            folder.set_text("ru", f"question.kas_patika.option.{code}", code)

    edit(town, draft, russian)
    second = publish(town, draft)
    waiting = publishing.surveys_to_advance(town.unit, town.leader, second.id)
    assert [(each.run_id, each.added_languages) for each in waiting] == [(run, ("ru",))]
    publishing.advance_texts(town.unit, town.leader, run, second.id)
    after = surveys.preview_form(town.unit, town.leader, run)
    assert after.languages == ("lv", "en", "ru")
    assert after.text("question.kas_patika.text", "ru") == "Что понравилось?"
    assert structure_hash(after) == structure_hash(before)
    assert publishing.surveys_to_advance(town.unit, town.leader, second.id) == ()
    edit(town, draft, lambda folder: folder.question("kas_patika").update(required=True))
    third = publish(town, draft)
    assert publishing.surveys_to_advance(town.unit, town.leader, third.id) == ()
    with pytest.raises(Conflict, match="structure_differs"):
        publishing.advance_texts(town.unit, town.leader, run, third.id)
    edit(town, draft, lambda folder: folder.question("kas_patika").update(options=["stunda"]))
    removed = publishing.publication(town.unit, drafting.open_draft(town.unit, town.leader, draft))
    assert {change.params.get("in_use") for change in removed.changes if change.code == "option_removed"} == {1}


def test_translations_know_what_became_of_their_source(town: Town, owner: Owner) -> None:
    unit, leader = town.unit, town.leader
    draft = small(town, owner)

    def state(key: str = "question.kas_patika.text") -> str:
        rows = translating.rows_of(drafting.open_draft(unit, leader, draft), "en")
        return next(row.state for row in rows if row.key == key)

    assert state() == "translated"
    edit(town, draft, lambda folder: folder.set_text("lv", "question.kas_patika.text", "Kas nepatika?"))
    assert state() == "stale"
    assert translating.progress_of(drafting.open_draft(unit, leader, draft))[0].stale == 1
    po = translating.export(unit, leader, draft, "en", "po", {})
    assert 'msgctxt "question.kas_patika.text"' in po.decode()
    revision = drafting.open_draft(unit, leader, draft).revision
    changed = po.replace(b'msgstr "What?"', b'msgstr "What not?"')
    assert translating.take_in(unit, leader, draft, revision, "en", changed) == 1
    assert state() == "translated"
    revision = drafting.open_draft(unit, leader, draft).revision
    key = "question.kas_patika.text"
    translating.save(unit, leader, draft, revision, "en", {key: "What not?"}, frozenset({key}))
    assert state() == "verified"
    edit(town, draft, lambda folder: folder.set_text("en", key, ""))
    assert state() == "missing"
    words = {"source": "Source", "translation": "Translation", "note": "State", "key": "Key"}
    xlsx = translating.export(unit, leader, draft, "en", "xlsx", words)
    revision = drafting.open_draft(unit, leader, draft).revision
    assert translating.take_in(unit, leader, draft, revision, "en", xlsx) == 0
    edit(town, draft, lambda folder: folder.set_text("en", "title", ""))
    revision = drafting.open_draft(unit, leader, draft).revision
    assert translating.take_in(unit, leader, draft, revision, "en", xlsx) == 1
    assert drafting.open_draft(unit, leader, draft).folder().text("en", "title") == "Our year"
    for wrong in (b"", b"nonsense", b"PK\x03\x04nonsense"):
        if wrong != b"":
            with pytest.raises(Invalid):
                translating.take_in(unit, leader, draft, revision + 1, "en", wrong)
    with pytest.raises(NotFound):
        translating.rows_of(drafting.open_draft(unit, leader, draft), "lv")


def test_an_association_adds_questions_of_its_own_to_its_run(town: Town) -> None:
    unit, leader = town.unit, town.leader
    run = surveys.start_run(unit, leader, town.id, town.period.id)
    draft = own_questions_draft(unit, leader, run, "Mūsu jautājumi")
    assert own_questions_draft(unit, leader, run, "x") == draft
    assert surveys.preview_form(unit, leader, run).questions is not None

    def add(folder: Folder, count: int) -> None:
        for number in range(count):
            changes.add_question(folder, "local", "yes-no", f"Jautājums {number}")

    edit(town, draft, partial(add, count=5))
    form = surveys.preview_form(unit, leader, run)
    assert [question.id for question in form.questions if question.local] == [
        "jautajums_0",
        *(f"jautajums_{n}" for n in range(1, 5)),
    ]
    assert form.text("section.local.title", "lv") == "Mūsu jautājumi"
    edit(town, draft, partial(add, count=1))
    with pytest.raises(Conflict, match="too_many_local_questions"):
        surveys.preview_form(unit, leader, run)
    edit(town, draft, lambda folder: changes.remove_question(folder, folder.question_ids[-1]))
    with pytest.raises(Conflict):
        publishing.publish_draft(unit, leader, draft, drafting.open_draft(unit, leader, draft).revision)
    surveys.open_run(unit, leader, run, mode=Mode.ANONYMOUS, closes_at=NOW + timedelta(days=9))
    with pytest.raises(Conflict, match="run_already_open"):
        own_questions_draft(unit, leader, run, "x")


def test_the_bank_of_a_region(town: Town, owner: Owner) -> None:
    unit, region = town.unit, Owner(region_id=town.region_id)
    texts = "{lv: Jā, en: 'Yes'}"
    file = f'options:\n  - code: "a"\n    texts: {texts}\n  - code: "b"\n    texts: {texts}\n'
    bank_entries.save(unit, SYSTEM, town.region_id, "list", "our-list", file)
    bank_entries.save(unit, SYSTEM, town.region_id, "list", "our-list", file)
    bank_entries.save(unit, SYSTEM, town.region_id, "list", "our-list", file.replace('"b"', '"c"'))
    assert [each.number for each in bank_entries.states(unit, SYSTEM, town.region_id, "list", "our-list")] == [2, 1]
    assert "our-list" in bank.list_titles(bank.shelf(unit, owner), "en", {})
    with pytest.raises(DefinitionErrors):
        bank_entries.save(unit, SYSTEM, town.region_id, "list", "bad", "options: 3\n")
    with pytest.raises(Invalid):
        bank_entries.save(unit, SYSTEM, town.region_id, "list", "../bad", file)
    with pytest.raises(Forbidden):
        bank_entries.save(unit, town.leader, town.region_id, "list", "x", file)
    meaning = "indicators:\n  - id: our.joy\n    scale: quality-5\n    direction: up\n    meaning: {lv: Prieks}\n"
    bank_entries.save(unit, SYSTEM, town.region_id, "indicator", "our.joy", meaning)
    assert bank.indicator_titles(bank.shelf(unit, owner), "lv")["our.joy"] == "Prieks"
    draft = draft_sources.begin_blank(unit, SYSTEM, region, "Novads", ["lv"])
    deed = partial(changes.add_question, section_id="part_1", kind="yes-no", text="Vai bija jautri?")
    drafting.change(unit, SYSTEM, draft, 1, "x", deed)
    bank_entries.share_question(unit, SYSTEM, draft, "vai_bija_jautri")
    found = bank.search_questions(unit, town.leader, owner, "JAUTRI", "lv")
    assert [each.text("lv") for each in found] == ["Vai bija jautri?"]
    assert bank.question(unit, town.leader, owner, found[0].id).data["kind"] == "yes-no"
    consultations = bank.search_questions(unit, town.leader, owner, "consultation need", "en")
    assert any(each.data.get("indicator") == "consultation.access" for each in consultations)
    assert all("show_if" not in each.data for each in consultations)
    lines = {line.key: line for line in bank.lines(unit, SYSTEM, town.region_id, "en")}
    assert lines["quality-5"].used >= 1
    assert (lines["our-list"].own, lines["our-list"].versions, lines["quality-5"].own) == (True, 2, False)
    bank_entries.retire(unit, SYSTEM, town.region_id, "question", "vai_bija_jautri", retired=True)
    assert bank.search_questions(unit, town.leader, owner, "JAUTRI", "lv") == ()


def test_files_are_taken_in_as_a_zip_or_one_by_one(town: Town, owner: Owner) -> None:
    unit, leader = town.unit, town.leader
    files = folder_files(unit.surveys / "after-activity")
    archive = draft_sources.archive("after-activity", files)
    draft = draft_sources.begin_import(unit, leader, owner, [Upload("x.zip", archive)])
    assert dict(drafting.open_draft(unit, leader, draft).content.files) == files
    uploads = [Upload(name.rpartition("/")[2], text.encode()) for name, text in files.items()]
    draft = draft_sources.begin_import(unit, leader, owner, uploads)
    assert dict(drafting.open_draft(unit, leader, draft).content.files) == files
    bundled = draft_sources.begin_bundled(unit, leader, owner, "after-activity")
    assert drafting.open_draft(unit, leader, bundled).loaded.errors == ()
    with pytest.raises(NotFound):
        draft_sources.begin_bundled(unit, leader, owner, "../lists")


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("questionnaire.yaml", b"a: " + b"x" * 30_000_000)
    return made.getvalue()


@pytest.mark.parametrize(
    "upload",
    [
        Upload("x.zip", b"PK\x03\x04 nothing"),
        Upload("questionnaire.yaml", b"\xff\xfe"),
        Upload("questionnaire.yaml", b"sections: 3"),
        Upload("questionnaire.yaml", "key: a\u202e".encode()),
        Upload("other.txt", b"key: a"),
        Upload("bomb.zip", bomb()),
    ],
    ids=lambda upload: f"{upload.name}-{upload.data[:6]!r}",
)
def test_files_that_are_no_questionnaire_are_refused(town: Town, owner: Owner, upload: Upload) -> None:
    with pytest.raises((Invalid, DefinitionErrors)):
        draft_sources.begin_import(town.unit, town.leader, owner, [upload])


def test_another_associations_questionnaire_is_not_copied(town: Town, owner: Owner, unit: Unit) -> None:
    version = publish(town, small(town, owner))
    region = Owner(region_id=town.region_id)
    with pytest.raises(NotFound):
        draft_sources.begin_copy(unit, SYSTEM, region, version.id)
    copy = draft_sources.begin_copy(unit, town.leader, owner, version.id)
    assert drafting.open_draft(unit, town.leader, copy).loaded.errors == ()
