"""Posting a section: answers kept and taken back, problems, questions brought to light."""

from __future__ import annotations

from collections.abc import Callable

from surveyapp.answering.sections import parse_section
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.versions import PlanRow, freeze

Sample = Callable[[str], Questionnaire]


def test_answers_are_put_into_the_draft_and_taken_back(sample: Sample) -> None:
    one = sample("show-if")
    posted = parse_section(one, "only", {"q-source": ["red"], "q-shown": ["Because"]}, {"elsewhere": "x"})
    assert dict(posted.answers) == {"elsewhere": "x", "source": "red", "shown": "Because"}
    assert (posted.problems, posted.revealed) == ((), ())
    emptied = parse_section(one, "only", {"q-source": ["red"], "q-shown": [""]}, posted.answers)
    assert "shown" not in emptied.answers


def test_hiding_never_deletes(sample: Sample) -> None:
    one = sample("show-if")
    hidden = parse_section(one, "only", {"q-source": ["green"]}, {"source": "red", "shown": "Because"})
    assert dict(hidden.answers) == {"source": "green", "shown": "Because"}
    back = parse_section(one, "only", {"q-source": ["red"]}, hidden.answers)
    assert back.answers["shown"] == "Because"


def test_what_was_not_on_the_page_is_revealed(sample: Sample) -> None:
    posted = parse_section(sample("show-if"), "only", {"q-source": ["red"]}, {})
    assert posted.revealed == ("shown",)
    assert parse_section(sample("show-if"), "only", {"q-source": ["green"]}, {}).revealed == ()


def test_unchecking_takes_back(sample: Sample) -> None:
    """Tick boxes and radio buttons post nothing when empty; on a page that shows them this means no answer."""
    posted = parse_section(sample("random-order"), "only", {}, {"shuffled": ["red"]})
    assert dict(posted.answers) == {}


def test_hidden_rows_keep_their_answers(sample: Sample) -> None:
    questionnaire = sample("rows-shown-if")
    draft = {"used": {"books": "often", "films": "often"}, "liked": {"books": "5", "films": "2"}}
    raw = {"q-used-books": ["often"], "q-used-films": ["none"], "q-liked-books": ["4"]}
    posted = parse_section(questionnaire, "only", raw, draft)
    assert posted.answers["liked"] == {"films": "2", "books": "4"}
    again = parse_section(
        questionnaire, "only", {**raw, "q-used-films": ["some"], "q-liked-films": [""]}, posted.answers
    )
    assert again.answers["liked"] == {"books": "4"}


def test_problems_of_hidden_rows_and_questions_do_not_count(sample: Sample) -> None:
    raw = {"q-used-books": ["none"], "q-liked-books": ["nonsense"]}
    assert parse_section(sample("rows-shown-if"), "only", raw, {}).problems == ()
    raw = {"q-used-books": ["often"], "q-liked-books": ["nonsense"]}
    assert [each.field for each in parse_section(sample("rows-shown-if"), "only", raw, {}).problems] == [
        "q-liked-books"
    ]
    hidden = parse_section(sample("dates"), "only", {"q-start": [""], "q-later": ["nonsense"]}, {})
    assert hidden.problems == ()


def test_required(sample: Sample) -> None:
    questionnaire = sample("require")
    posted = parse_section(questionnaire, "only", {"q-compulsory": [""]}, {})
    assert [(each.question_id, each.field, each.code) for each in posted.problems] == [
        ("compulsory", "q-compulsory", "required")
    ]
    posted = parse_section(questionnaire, "only", {"q-compulsory": ["other"], "q-perhaps": [""]}, {})
    assert [(each.question_id, each.code) for each in posted.problems] == [("perhaps", "required")]


def test_checks_have_messages_of_their_own(sample: Sample) -> None:
    questionnaire = sample("check")
    posted = parse_section(questionnaire, "only", {"q-visits": ["3"], "q-useful": ["4"]}, {})
    assert [(each.code, dict(each.params)) for each in posted.problems] == [
        ("check_failed", {"text_key": "question.useful.check.1"})
    ]
    assert questionnaire.text("question.useful.check.1", "en").startswith("There cannot")
    assert parse_section(questionnaire, "only", {"q-visits": ["4"], "q-useful": ["4"]}, {}).problems == ()
    assert parse_section(questionnaire, "only", {"q-visits": [""], "q-useful": ["4"]}, {}).problems == ()


def test_wrong_answers_stay_to_be_mended(sample: Sample) -> None:
    raw = {"q-shuffled": ["red", "none"]}
    posted = parse_section(sample("random-order"), "only", raw, {})
    assert [each.code for each in posted.problems] == ["exclusive_choice"]
    assert posted.answers["shuffled"] == ["red", "none"]


def test_other_text_goes_with_its_question(sample: Sample) -> None:
    one = sample("every-kind")
    posted = parse_section(one, "only", {"q-one": ["other"], "q-one-other": ["Pink"]}, {})
    assert posted.answers["one.other"] == "Pink"
    changed = parse_section(one, "only", {"q-one": ["red"], "q-one-other": ["Pink"]}, posted.answers)
    assert "one.other" not in changed.answers


def test_no_activity_attended_is_an_answer(sample: Sample) -> None:
    frozen = freeze(sample("plan-rows"), plan_rows=[PlanRow("a1", "Trip")])
    posted = parse_section(frozen, "only", {"q-activities-a1": ["yes"], "q-activities-a1-rating": ["4"]}, {})
    assert posted.answers == {"activities": {"a1": {"attended": True, "rating": "4"}}}
    none = parse_section(
        sample("every-kind"), "only", {"q-attended-none": ["yes"]}, {"attended": {"first": {"attended": True}}}
    )
    assert none.answers["attended"] == {}


def test_a_hidden_matrix_keeps_all_its_rows(sample: Sample) -> None:
    questionnaire = sample("hidden-matrix")
    draft = {"has": "yes", "parts": {"left": "1", "right": "2"}}
    hidden = parse_section(questionnaire, "only", {"q-has": ["no"]}, draft)
    assert dict(hidden.answers) == {"has": "no", "parts": {"left": "1", "right": "2"}}
    back = parse_section(questionnaire, "only", {"q-has": ["yes"]}, hidden.answers)
    assert back.answers["parts"] == {"left": "1", "right": "2"}
    assert back.revealed == ("parts",)
    taken = parse_section(questionnaire, "only", {"q-has": ["yes"], "q-parts-left": ["3"]}, draft)
    assert taken.answers["parts"] == {"left": "3"}


def test_hidden_other_text_is_kept(sample: Sample) -> None:
    questionnaire = sample("hidden-other")
    draft = {"has": "yes", "colour": "other", "colour.other": "Pink"}
    hidden = parse_section(questionnaire, "only", {"q-has": ["no"]}, draft)
    assert dict(hidden.answers) == {"has": "no", "colour": "other", "colour.other": "Pink"}


def test_a_text_beside_other_chooses_it_and_an_unticked_one_goes(sample: Sample) -> None:
    every = sample("every-kind")
    for question, chosen in (("one", "other"), ("several", ["other"])):
        alone = parse_section(every, "only", {f"q-{question}-other": ["Pink"]}, {})
        assert (alone.answers[question], alone.answers[f"{question}.other"]) == (chosen, "Pink")
        unticked = parse_section(every, "only", {f"q-{question}-other": ["Pink"]}, alone.answers)
        assert question not in unticked.answers
    beside = parse_section(every, "only", {"q-several": ["red"], "q-several-other": ["Pink"]}, {})
    assert (beside.answers["several"], beside.answers["several.other"]) == (["red", "other"], "Pink")
    asked = parse_section(every, "only", {"q-one": ["red"], "q-one-other": ["Pink"]}, {})
    assert ("one", "q-one-other", "other_not_ticked") in [(p.question_id, p.field, p.code) for p in asked.problems]
