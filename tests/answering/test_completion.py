"""Completion, preview, piping, the time needed and the order of options."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from surveyapp.answering.completion import complete
from surveyapp.answering.ordering import alphabetical, ordered_options
from surveyapp.answering.piping import answer_text, pipe
from surveyapp.answering.preview import Counted, Written, preview
from surveyapp.answering.progress import minutes_estimate
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.versions import PlanRow, freeze

Sample = Callable[[str], Questionnaire]
IDEA = {"id": "0" * 32, "text": "More trips", "direction": "b"}


def test_hidden_answers_are_not_sent(sample: Sample) -> None:
    draft = {"source": "green", "shown": "Because", "unknown": "x", "source.other": "y"}
    sent = complete(sample("show-if"), draft)
    assert (dict(sent.answers), sent.problems) == ({"source": "green"}, ())


def test_proposals_go_their_own_way(sample: Sample) -> None:
    sent = complete(sample("every-kind"), {"one": "red", "ideas": [IDEA, {"id": "1" * 32, "text": "Fewer forms"}]})
    assert dict(sent.answers) == {"one": "red"}
    assert [(each.id, each.text, each.direction) for each in sent.proposals] == [
        ("0" * 32, "More trips", "b"),
        ("1" * 32, "Fewer forms", ""),
    ]


def test_everything_is_checked_again(sample: Sample) -> None:
    bad = {"one": "crimson", "several": "red", "amount": "5000", "ideas": [{"text": "x"}], "rated": "5"}
    sent = complete(sample("every-kind"), bad)
    assert [each.question_id for each in sent.problems] == ["one", "several", "amount", "ideas"]
    assert dict(sent.answers) == {"rated": "5"}
    assert sent.proposals == ()
    assert [each.code for each in complete(sample("require"), {}).problems] == ["required"]
    assert [each.code for each in complete(sample("check"), {"visits": "1", "useful": "2"}).problems] == [
        "check_failed"
    ]
    long = {"one": "other", "one.other": "x" * 201}
    assert [each.code for each in complete(sample("every-kind"), long).problems] == ["too_long"]


def test_hidden_calculated_values_are_sent(sample: Sample) -> None:
    sent = complete(sample("every-kind"), {"amount": "2", "several": ["red"]})
    assert sent.answers["total"] == "5"


def test_empty_questionnaire_may_be_sent(year_end: Questionnaire) -> None:
    sent = complete(year_end, {})
    assert (dict(sent.answers), sent.proposals, sent.problems) == ({}, (), ())


def test_preview_shows_counts_texts_and_what_stays_hidden(year_end: Questionnaire) -> None:
    frozen = freeze(year_end, plan_rows=[PlanRow("a1", "Trip"), PlanRow("a2", "Talk")], invited=30)
    answers = {
        "service_use": {"meetings": "none"},
        "activities": {"a1": {"attended": True, "rating": "4"}},
        "topics": ["reading", "other"],
        "topics.other": "Comics",
        "overall": "5",
        "comment": "Thank you",
        "proposals": [{"id": "0" * 32, "text": "More trips"}],
        "applied_example": "hidden",
    }
    found = preview(frozen, answers)
    assert found.counted == (
        Counted("service_use", "meetings", "none"),
        Counted("activities", "", "a1"),
        Counted("activities", "a1", "4"),
        Counted("topics", "", "reading"),
        Counted("topics", "", "other"),
        Counted("overall", "", "5"),
    )
    assert found.written == (Written("topics", "Comics"), Written("comment", "Thank you"))
    assert [proposal.text for proposal in found.proposals] == ["More trips"]
    assert "member" in found.hidden
    assert preview(frozen, answers, "named").hidden == ()


def test_preview_tells_that_no_activity_was_attended(sample: Sample) -> None:
    questionnaire = sample("every-kind")
    asked = next(each for each in questionnaire.questions if each.settings.get("offer_none"))
    assert preview(questionnaire, {asked.id: {}}).none == (asked.id,)
    assert preview(questionnaire, {}).none == ()


def test_piping(sample: Sample) -> None:
    questionnaire = sample("piping")
    text = questionnaire.text("question.why.text", "en")
    assert pipe(questionnaire, text, {"colour": "red"}, "en") == "Why Label red?"
    assert pipe(questionnaire, text, {}, "en") == "Why …?"
    assert (
        pipe(questionnaire, text, {"colour": "other", "colour.other": "{colour} {why}"}, "en") == "Why {colour} {why}?"
    )
    assert pipe(questionnaire, "{nobody} {Colour}", {}, "en") == "{nobody} {Colour}"


@pytest.mark.parametrize(
    ("name", "value", "language", "text"),
    [
        ("several", ["red", "blue"], "en", "Label red, Label blue"),
        ("amount", "3.5", "lv", "3,5"),
        ("amount", "3.5", "en", "3.5"),
        ("day", "2026-05-04", "ru", "04.05.2026"),
        ("day", "2026-05-04", "lt", "2026-05-04"),
        ("line", "<b>", "en", "<b>"),
        ("total", "7", "en", "7"),
        ("one", None, "en", "…"),
    ],
)
def test_answers_in_words(name: str, value: object, language: str, text: str, sample: Sample) -> None:
    questionnaire = sample("every-kind")
    answers = {} if value is None else {name: value}
    assert answer_text(questionnaire, questionnaire.question(name), answers, language) == text


def test_labels_in_the_language_with_fallback(sample: Sample) -> None:
    questionnaire = sample("two-languages")
    colour = questionnaire.question("colour")
    assert answer_text(questionnaire, colour, {"colour": "red"}, "lv") == "Vārds red"
    assert answer_text(questionnaire, colour, {"colour": "red"}, "ru") == "Label red"


def test_estimate_grows_with_what_is_asked(year_end: Questionnaire) -> None:
    short = minutes_estimate(freeze(year_end, invited=30))
    long = minutes_estimate(freeze(year_end, plan_rows=[PlanRow(f"a{n}", "A seminar") for n in range(12)], invited=30))
    assert short < long
    assert minutes_estimate(year_end) != minutes_estimate(year_end, "en")


def test_random_order_is_one_respondents_own(sample: Sample) -> None:
    questionnaire = sample("random-order")
    question = questionnaire.question("shuffled")
    orders = {
        seed: [option.code for option in ordered_options(questionnaire, question, "en", seed)]
        for seed in "abcdefghijkl"
    }
    assert orders["a"] == [option.code for option in ordered_options(questionnaire, question, "lv", "a")]
    assert len({tuple(order) for order in orders.values()}) > 1
    assert all(
        order[-2:] == ["other", "none"] and set(order[:3]) == {"red", "green", "blue"} for order in orders.values()
    )


def test_alphabetical_and_fixed_order(sample: Sample) -> None:
    questionnaire = sample("own-options")
    codes = [option.code for option in ordered_options(questionnaire, questionnaire.question("own"), "en", "x")]
    assert codes == ["a", "b", "no"]
    fixed = sample("show-if")
    assert ordered_options(fixed, fixed.question("source"), "en", "x")[0].code == "red"
    assert ordered_options(fixed, fixed.question("shown"), "en", "x") == ()


def test_alphabets() -> None:
    for language, words in (
        ("lv", ["apa", "cits", "čaula", "dots", "šis", "tas", "zars", "žurka"]),
        ("lt", ["abc", "cukrus", "čia", "saulė", "šalis", "žodis"]),
        ("ru", ["ель", "ёлка", "жук"]),
        ("en", ["Apple", "banana", "Cherry"]),
    ):
        mixed = [*words[1:], words[0]]
        assert sorted(mixed, key=lambda word: alphabetical(word, language)) == words


@pytest.mark.parametrize(
    ("language", "words"),
    {
        "en": {"1": "visit", "0": "visits", "2": "visits", "21": "visits", "1.5": "visits"},
        "lv": {"1": "diena", "21": "diena", "2": "dienas", "11": "dienu", "10": "dienu", "2.5": "dienas", "0": "dienu"},
        "lt": {"1": "diena", "31": "diena", "9": "dienos", "12": "dienų", "20": "dienų", "111": "dienų"},
        "ru": {"1": "день", "21": "день", "3": "дня", "24": "дня", "5": "дней", "11": "дней", "0": "дней"},
    }.items(),
)
def test_a_word_fits_the_number_before_it(language: str, words: dict[str, str], sample: Sample) -> None:
    questionnaire = sample("plurals")
    text = questionnaire.text("question.why.text", language)
    for number, word in words.items():
        assert pipe(questionnaire, text, {"visits": number}, language).endswith(f" {word}?"), number
    assert pipe(questionnaire, text, {}, language).endswith(f"… {list(words.values())[-1]}?")
