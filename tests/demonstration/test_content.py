"""The hand-written demonstration content: enough of it, in the right words and letters, and refused when wrong."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from surveyapp.demonstration.content import (
    DIRECTIONS,
    FORMS,
    INSTITUTION_KINDS,
    LANGUAGES,
    DemonstrationContent,
    load_content,
)
from surveyapp.demonstration.reading import ContentError

CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
LATIN = re.compile("[a-z]", re.IGNORECASE)
LETTERS = {
    "lv": "abcčdeēfgģhiījkķlļmnņoprsštuūvzžaā",
    "lt": "aąbcčdeęėfghiįyjklmnoprsštuųūvzž",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "en": "abcdefghijklmnopqrstuvwxyz",
}
OWN_LETTERS = {"lv": "āčēģīķļņšūž", "lt": "ąčęėįšųūž", "ru": "ёщыэю", "en": ""}
WRONG_QUOTES = {"lv": '"“«»', "lt": '"”«»', "ru": '"“”„', "en": '"„«»'}
FOREIGN = ("LIBIS", "MOBIS", "Koha", "Skolu ALISE")


@pytest.fixture(scope="module")
def content() -> DemonstrationContent:
    return load_content()


def prose(content: DemonstrationContent, language: str) -> Iterator[str]:
    spoken = content.languages[language]
    plans = spoken.plans
    yield from (proposal.text for proposal in spoken.proposals)
    for texts in (spoken.good_practice, spoken.comments, spoken.applied_examples):
        yield from texts
    for texts in (plans.goals, plans.tasks, plans.priorities, plans.months, plans.responsible):
        yield from (re.sub(r"\{\w+\}", "", text) for text in texts)
    yield from (topic.topic for topic in (*plans.opening, *plans.activities, *plans.closing))
    yield from plans.places.values()
    yield from plans.not_done.values()
    for partner in spoken.partners:
        yield from (partner.name, partner.done_together)
    for recommendation in spoken.recommendations:
        yield from (recommendation.text, recommendation.outcome)
    for card in spoken.practice_cards:
        yield from (card.title, card.story, card.advice, card.institution, card.author)
    for pool in (spoken.women, spoken.men):
        yield from (*pool.given, *pool.family)
    for association in content.associations:
        yield association.names[language]
        if association.language == language:
            yield from (association.leader.post, association.approval_body, *association.venues.values())
            yield from (institution.name for institution in association.institutions)


@pytest.mark.parametrize(("language", "proposals"), [("lv", 55), ("lt", 40), ("ru", 45), ("en", 30)])
def test_every_language_has_enough_to_say(content: DemonstrationContent, language: str, proposals: int) -> None:
    spoken = content.languages[language]
    assert len(spoken.proposals) >= proposals
    assert len(spoken.good_practice) >= 16
    assert len(spoken.comments) >= 15
    assert len(spoken.applied_examples) >= 10
    assert len(spoken.plans.goals) >= 10
    assert len(spoken.plans.tasks) >= 16
    assert len(spoken.plans.priorities) >= 12
    assert len(spoken.plans.activities) >= 45
    assert len(spoken.partners) >= 12
    assert len(spoken.recommendations) >= 6
    assert len(spoken.practice_cards) >= 3


def test_the_content_as_a_whole(content: DemonstrationContent) -> None:
    assert sum(len(spoken.proposals) for spoken in content.languages.values()) >= 170
    assert sum(len(spoken.recommendations) for spoken in content.languages.values()) >= 24
    assert sum(len(spoken.practice_cards) for spoken in content.languages.values()) >= 12
    assert Counter(a.language for a in content.associations) == {"lv": 5, "lt": 4, "ru": 2, "en": 1}
    sizes = [association.size for association in content.associations]
    assert (min(sizes), max(sizes)) == (7, 48)
    assert {association.part for association in content.associations} == {part.key for part in content.region.parts}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_twice(content: DemonstrationContent, language: str) -> None:
    spoken = content.languages[language]
    texts = [proposal.text for proposal in spoken.proposals]
    texts += [*spoken.good_practice, *spoken.comments, *spoken.applied_examples]
    texts += [*spoken.plans.goals, *spoken.plans.tasks, *spoken.plans.priorities]
    texts += [topic.topic for topic in (*spoken.plans.opening, *spoken.plans.activities, *spoken.plans.closing)]
    texts += [card.story for card in spoken.practice_cards]
    assert [text for text, times in Counter(text.casefold() for text in texts).items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_use_the_letters_and_quotes_of_their_language(content: DemonstrationContent, language: str) -> None:
    other_script = LATIN if language == "ru" else CYRILLIC
    texts = list(prose(content, language))
    for text in texts:
        bare = text
        for name in FOREIGN:
            bare = bare.replace(name, "")
        assert not other_script.search(bare), text
        assert not set(WRONG_QUOTES[language]) & set(text), text
        assert "  " not in text, text
    written = set("".join(texts).casefold())
    assert set(OWN_LETTERS[language]) <= written


@pytest.mark.parametrize("language", LANGUAGES)
def test_proposals_are_written_with_no_letter_of_another_language(content: DemonstrationContent, language: str) -> None:
    spoken = content.languages[language]
    texts = [*(proposal.text for proposal in spoken.proposals), *spoken.good_practice, *spoken.comments]
    for text in texts:
        bare = text
        for name in FOREIGN:
            bare = bare.replace(name, "")
        assert {letter for letter in bare.casefold() if letter.isalpha()} <= set(LETTERS[language]), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_finished(content: DemonstrationContent, language: str) -> None:
    spoken = content.languages[language]
    texts = [*(proposal.text for proposal in spoken.proposals), *spoken.good_practice, *spoken.comments]
    texts += [*spoken.applied_examples, *spoken.plans.goals, *spoken.plans.tasks]
    texts += [recommendation.outcome for recommendation in spoken.recommendations]
    assert [text for text in texts if text[-1] not in ".!?”“»"] == []
    assert [text for text in texts if not (text[0].isupper() or text[0] in "„«“")] == []
    for text in spoken.good_practice:
        assert 2 <= len(re.findall(r"[.!?](?: |$)", text)) <= 4, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_wishes_recur_in_other_words_so_that_they_can_be_grouped(content: DemonstrationContent, language: str) -> None:
    themes = Counter(proposal.theme for proposal in content.languages[language].proposals)
    assert len(themes) >= 14
    assert sum(times >= 2 for times in themes.values()) >= 8
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", theme) for theme in themes)
    assert set(themes) <= {proposal.theme for proposal in content.languages["lv"].proposals}


@pytest.mark.parametrize("language", LANGUAGES)
def test_proposals_come_with_and_without_a_direction(content: DemonstrationContent, language: str) -> None:
    directions = {proposal.direction for proposal in content.languages[language].proposals}
    assert None in directions
    assert len(directions) >= 9
    assert directions - {None} <= set(DIRECTIONS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_activity_topics_span_forms_audiences_and_ways_of_dating(content: DemonstrationContent, language: str) -> None:
    topics = content.languages[language].plans.activities
    every = (*topics, *content.languages[language].plans.opening, *content.languages[language].plans.closing)
    assert {topic.form for topic in every} == set(FORMS)
    assert {topic.audience for topic in topics} == {"pupils", "teachers"}
    assert {topic.precision for topic in topics} == {"day", "span", "month", "quarter", "season", "year", "unknown"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_recommendations_tell_what_became_of_them(content: DemonstrationContent, language: str) -> None:
    recommendations = content.languages[language].recommendations
    assert {recommendation.status for recommendation in recommendations} == {"done", "in_progress", "declined"}
    assert {recommendation.school_year for recommendation in recommendations} == {"2023/2024", "2024/2025"}


def test_names_are_given_once_and_agree_in_gender(content: DemonstrationContent) -> None:
    names = [name for association in content.associations for name in association.names.values()]
    assert [name for name, times in Counter(names).items() if times > 1] == []
    institutions = [entry.name for association in content.associations for entry in association.institutions]
    assert [name for name, times in Counter(institutions).items() if times > 1] == []
    endings = {"lv": ("a", "e"), "lt": ("ė",), "ru": ("а", "ая")}
    for language, feminine in endings.items():
        spoken = content.languages[language]
        assert [name for name in spoken.women.family if not name.endswith(feminine)] == []
        assert len(spoken.women.given) * len(spoken.women.family) > 500
    assert [name for name in content.languages["lv"].men.family if not name.endswith("s") and name[-1] != "š"] == []
    assert [name for name in content.languages["lt"].men.family if not name.endswith(("s", "a"))] == []
    assert [name for name in content.languages["ru"].men.family if name.endswith(("а", "ая"))] == []


def test_institutions_are_of_every_kind(content: DemonstrationContent) -> None:
    for association in content.associations:
        assert len({institution.kind for institution in association.institutions}) >= 5
        assert len(association.institutions) >= association.size
    assert {i.kind for a in content.associations for i in a.institutions} == set(INSTITUTION_KINDS)


def test_mail_goes_nowhere(content: DemonstrationContent) -> None:
    addresses = [association.leader.email for association in content.associations]
    addresses += [card.email for spoken in content.languages.values() for card in spoken.practice_cards]
    addresses.append(content.region.contact_email)
    assert len(set(addresses)) == len(addresses)
    assert [address for address in addresses if not re.fullmatch(r"[a-z]+\.[a-z]+@[a-z]+\.example", address)] == []


def test_practice_cards_come_from_member_institutions(content: DemonstrationContent) -> None:
    for language, spoken in content.languages.items():
        known = {i.name for a in content.associations if a.language == language for i in a.institutions}
        assert [card.institution for card in spoken.practice_cards if card.institution not in known] == []


def test_an_unknown_association_is_refused(content: DemonstrationContent) -> None:
    assert content.association("vizgrava").size == 7
    with pytest.raises(KeyError):
        content.association("nowhere")


def test_the_content_folder_holds_data_only() -> None:
    folder = Path(str(files("surveyapp.demonstration") / "content"))
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} == {".yaml"}


@pytest.fixture
def damaged(tmp_path: Path) -> Callable[[str, Callable[[dict], None]], Path]:  # type: ignore[type-arg]
    def damage(file: str, change: Callable[[dict], None]) -> Path:  # type: ignore[type-arg]
        folder = tmp_path / "content"
        shutil.copytree(Path(str(files("surveyapp.demonstration") / "content")), folder)
        value = yaml.safe_load((folder / file).read_text(encoding="utf-8"))
        change(value)
        (folder / file).write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")
        return folder

    return damage


@pytest.mark.parametrize(
    ("file", "change", "reason"),
    [
        ("lv/proposals.yaml", lambda it: it["ai"].append({"magic": "Teksts."}), "ai[5]: 'magic' is not one of"),
        ("lv/proposals.yaml", lambda it: it["ai"].append(it["ai"][-1]), "stands twice"),
        ("lv/proposals.yaml", lambda it: it["ai"].append("  "), "a text is expected"),
        ("lt/voices.yaml", lambda it: it.pop("comments"), "the key 'comments' is missing"),
        ("lt/voices.yaml", lambda it: it.update(comments="Ačiū."), "comments: a list is expected"),
        ("lt/names.yaml", lambda it: it.update(women=[]), "women: a mapping is expected"),
        ("ru/plans.yaml", lambda it: it["activities"]["course"][0].pop(), "direction, month, period"),
        ("ru/plans.yaml", lambda it: it["closing"].update(course=it["activities"]["course"]), "stands twice"),
        (
            "ru/plans.yaml",
            lambda it: it["activities"].update(ball=it["closing"]["festive_seminar"]),
            "'ball' is not one",
        ),
        ("ru/plans.yaml", lambda it: it["activities"]["course"][0].__setitem__(1, 13), "a whole number from 1 to 12"),
        ("ru/plans.yaml", lambda it: it["opening"]["working_meeting"][0].__setitem__(2, "month"), "a day is expected"),
        ("en/shared.yaml", lambda it: it["recommendations"][0].update(status="lost"), "'lost' is not one of done"),
        ("associations/vizgrava.yaml", lambda it: it.update(size=8), "7 are too few for 8 members"),
        ("associations/vizgrava.yaml", lambda it: it.update(part="moon"), "'moon' is not one of"),
        ("associations/vizgrava.yaml", lambda it: it["institutions"].update(circus=["Cirks"]), "'circus' is not one"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(
    damaged: Callable[..., Path], file: str, change: Callable[[object], None], reason: str
) -> None:
    folder = damaged(file, change)
    with pytest.raises(ContentError) as refused:
        load_content(folder)
    assert refused.value.source == file
    assert reason in refused.value.reason


def test_a_file_which_is_missing_or_no_yaml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"region\.yaml: cannot be read"):
        load_content(tmp_path)
    (tmp_path / "region.yaml").write_text("names: [", encoding="utf-8")
    with pytest.raises(ContentError, match=r"region\.yaml: cannot be read"):
        load_content(tmp_path)
