"""Which part of how many: the total never grows and the bar never goes back, whatever is answered on the way."""

from __future__ import annotations

import itertools

import pytest

from surveyapp.answering.parts import part_of
from surveyapp.answering.walk import walk
from surveyapp.definition.model import Option, OptionList, Question, Questionnaire, Section
from surveyapp.definition.tree import Answer, Binary, Call, Expression, Literal

YES_NO = OptionList("yn", (Option("yes", "o.yes"), Option("no", "o.no")))


def when(question: str, code: str = "yes") -> Expression:
    return Expression("", Binary("==", Answer(question), Literal(code)))


def section(name: str, show_if: Expression | None = None, question_if: Expression | None = None) -> Section:
    return Section(name, (Question(f"q{name}", "single", YES_NO, show_if=question_if),), show_if=show_if)


def form(*sections: Section) -> Questionnaire:
    return Questionnaire("parts", ("en",), sections, {"en": {}})


FORMS = {
    "plain": form(section("a"), section("b"), section("c")),
    "second hangs on first": form(section("a"), section("b", when("qa")), section("c")),
    "last hangs on first": form(section("a"), section("b"), section("c"), section("d", when("qa", "no"))),
    "question hangs on first": form(section("a"), section("b", None, when("qa")), section("c")),
    "a chain": form(section("a"), section("b", when("qa")), section("c", when("qb")), section("d", when("qc"))),
    "either": form(
        section("a"), section("b"), section("c", Expression("", Binary("or", when("qa").root, when("qb").root)))
    ),
    "answered at all": form(section("a"), section("b"), section("c", Expression("", Call("answered", Answer("qb"))))),
}


@pytest.mark.parametrize("name", FORMS)
def test_the_total_never_grows_and_the_bar_never_goes_back(name: str) -> None:
    questionnaire = FORMS[name]
    for given in itertools.product(("yes", "no", None), repeat=len(questionnaire.sections)):
        answers: dict[str, object] = {}
        place, total, share = 0, 99, 0.0
        for each, code in zip(questionnaire.sections, given, strict=True):
            walked = walk(questionnaire, answers)
            if all(visible.section is not each for visible in walked.sections):
                continue
            part = part_of(questionnaire, each.id, walked)
            assert part.number == place + 1
            assert part.number <= part.total <= total
            assert part.number / part.total > share
            place, total, share = part.number, part.total, part.number / part.total
            if code is not None:
                answers[each.questions[0].id] = code
        assert place == len(walk(questionnaire, answers).sections), "no part comes unannounced"


def test_what_is_decided_is_not_counted() -> None:
    questionnaire = FORMS["last hangs on first"]
    assert part_of(questionnaire, "a", walk(questionnaire, {})).total == 4
    assert part_of(questionnaire, "b", walk(questionnaire, {"qa": "yes"})).total == 3
    assert part_of(questionnaire, "b", walk(questionnaire, {"qa": "no"})).total == 4
    # On the page itself one may still change one's mind.
    assert part_of(questionnaire, "a", walk(questionnaire, {"qa": "yes"})).total == 4


def test_a_section_off_the_way() -> None:
    questionnaire = FORMS["second hangs on first"]
    part = part_of(questionnaire, "b", walk(questionnaire, {"qa": "no"}))
    assert 1 <= part.number <= part.total
