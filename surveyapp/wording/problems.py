"""A sentence for every problem an answer or a form can have, saying what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from babel.numbers import format_decimal

from surveyapp.definition.problems import Param, Problem
from surveyapp.wording.catalogue import Catalogue
from surveyapp.wording.dates import day, short_day
from surveyapp.wording.refusals import REFUSALS

Params = Mapping[str, Param]


def problem_sentence(c: Catalogue, problem: Problem, text: Callable[[str], str] | None = None) -> str:
    """The sentence for *problem*.

    *text* looks up the questionnaire's own texts, for checks with a message of their own. A code without a sentence
    is a mistake of the program and is refused (KeyError).
    """
    if problem.code == "check_failed":
        own = text(str(problem.params["text_key"])) if text else ""
        return own or c.gettext("Please check this answer: it does not fit your other answers.")
    sentence = SENTENCES.get(problem.code) or REFUSALS[problem.code]
    return sentence(c, problem.params)


def figure(c: Catalogue, value: Param) -> str:
    """A number as the language writes it, with the decimals it has."""
    return str(format_decimal(Decimal(str(value)), format="#,##0.#########", locale=c.locale))


def _day(c: Catalogue, value: Param) -> str:
    return day(c, date.fromisoformat(str(value)))


def example_day(c: Catalogue) -> str:
    """A date as the language writes it short, to show how."""
    return short_day(c, date(2026, 3, 12))


def _number(params: Params, name: str) -> int:
    return int(params[name])


SENTENCES: Mapping[str, Callable[[Catalogue, Params], str]] = {
    "required": lambda c, p: c.gettext("Please answer this question."),
    "unknown_choice": lambda c, p: c.gettext("Please choose one of the answers on the page."),
    "too_many_choices": lambda c, p: c.ngettext(
        "Please choose at most %(max)s answer.",
        "Please choose at most %(max)s answers.",
        _number(p, "max"),
        max=p["max"],
    ),
    "too_few_choices": lambda c, p: c.ngettext(
        "Please choose at least %(min)s answer.",
        "Please choose at least %(min)s answers.",
        _number(p, "min"),
        min=p["min"],
    ),
    "exclusive_choice": lambda c, p: c.gettext("This answer cannot stand together with others. Keep either one."),
    "not_a_number": lambda c, p: c.gettext("Please write a number, in figures."),
    "number_in_two_ways": lambda c, p: c.gettext(
        "This can be read in two ways: %(whole)s, or %(parts)s. "
        "Please write thousands without a sign between them, and decimals as in %(example)s.",
        whole=p["whole"],
        parts=figure(c, p["parts"]),
        example=figure(c, "3.5"),
    ),
    "below_minimum": lambda c, p: c.gettext("The smallest number possible is %(min)s.", min=figure(c, p["min"])),
    "above_maximum": lambda c, p: c.gettext("The largest number possible is %(max)s.", max=figure(c, p["max"])),
    "too_many_decimals": lambda c, p: (
        c.ngettext(
            "Please write at most %(max)s decimal.",
            "Please write at most %(max)s decimals.",
            _number(p, "max"),
            max=p["max"],
        )
        if _number(p, "max")
        else c.gettext("Please write a whole number.")
    ),
    "too_long": lambda c, p: c.ngettext(
        "At most %(max)s character fits here; your text has %(length)s.",
        "At most %(max)s characters fit here; your text has %(length)s.",
        _number(p, "max"),
        max=p["max"],
        length=p["length"],
    ),
    "not_a_date": lambda c, p: c.gettext(
        "There is no such date. Please write day, month and year, for example %(example)s.", example=example_day(c)
    ),
    "date_without_year": lambda c, p: c.gettext(
        "Please add the year, for example %(example)s.", example=example_day(c)
    ),
    "date_in_two_ways": lambda c, p: c.gettext(
        "This can be read in two ways: %(first)s, or %(second)s. Please write the year in four figures.",
        first=_day(c, p["first"]),
        second=_day(c, p["second"]),
    ),
    "before_earliest": lambda c, p: c.gettext("The earliest date possible is %(day)s.", day=_day(c, p["earliest"])),
    "after_latest": lambda c, p: c.gettext("The latest date possible is %(day)s.", day=_day(c, p["latest"])),
    "period_incomplete": lambda c, p: c.gettext("Please give both the first and the last day."),
    "period_reversed": lambda c, p: c.gettext("The last day is before the first. Please exchange them."),
    "wrong_total": lambda c, p: c.gettext(
        "The numbers should make %(total)s together; now they make %(given)s.", total=p["total"], given=p["given"]
    ),
    "ranked_twice": lambda c, p: c.gettext("Place %(rank)s is given twice. Please give each place once.", **_plain(p)),
    "ranks_skipped": lambda c, p: c.gettext("Place %(rank)s is missing. Please leave no place out.", **_plain(p)),
    "best_is_worst": lambda c, p: c.gettext("The best and the worst cannot be the same. Please choose two."),
    "other_not_ticked": lambda c, p: c.gettext(
        "You chose another answer and wrote something here too. Please choose this answer, or delete the text."
    ),
    "answered_twice": lambda c, p: c.gettext(
        "You answered this differently on another page or device. Please choose which answer to keep."
    ),
    "no_room_for_both": lambda c, p: c.ngettext(
        "There is room for %(max)s proposal. To keep this one, delete another and choose again.",
        "There is room for %(max)s proposals. To keep this one, delete another and choose again.",
        _number(p, "max"),
        max=p["max"],
    ),
    "malformed": lambda c, p: c.gettext("This answer did not arrive in one piece. Please give it again."),
}


def _plain(params: Params) -> dict[str, Param]:
    return dict(params)
