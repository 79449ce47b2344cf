"""What a change between two versions of a questionnaire means, in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from surveyapp.definition.diff import Change
from surveyapp.definition.model import Question, Questionnaire
from surveyapp.wording.catalogue import Catalogue

LANGUAGE_NAMES: Mapping[str, Callable[[Catalogue], str]] = {
    "lv": lambda c: c.gettext("Latvian"),
    "lt": lambda c: c.gettext("Lithuanian"),
    "ru": lambda c: c.gettext("Russian"),
    "en": lambda c: c.gettext("English"),
}
LOGIC: Mapping[str, Callable[[Catalogue], str]] = {
    "show_if": lambda c: c.gettext("It is shown under another condition."),
    "rows_shown_if": lambda c: c.gettext("Its rows are shown under another condition."),
    "require_if": lambda c: c.gettext("It is compulsory under another condition."),
    "calculate": lambda c: c.gettext("It is calculated in another way: earlier and later values cannot be compared."),
    "check": lambda c: c.gettext("Answers are checked in another way."),
}


def language_name(c: Catalogue, language: str) -> str:
    """The name of a language in another one."""
    return LANGUAGE_NAMES[language](c)


def change_sentence(c: Catalogue, change: Change, old: Questionnaire, new: Questionnaire) -> str:
    """What a change means for answers. A code without a sentence is refused (KeyError)."""
    return SENTENCES[change.code](_Words(c, change, old, new))


class _Words:
    """What sentences are made of: the change, and names of what it is about in the language of the page."""

    def __init__(self, c: Catalogue, change: Change, old: Questionnaire, new: Questionnaire) -> None:
        self.c, self.change, self.old, self.new = c, change, old, new

    def param(self, name: str) -> str:
        return str(self.change.params[name])

    def count(self, name: str) -> int:
        return int(self.change.params[name])

    def label(self, questionnaire: Questionnaire, code: str) -> str:
        question = self._question(questionnaire)
        return questionnaire.option_label(question, code, self.c.language) if question else code

    def row(self, questionnaire: Questionnaire, code: str) -> str:
        question = self._question(questionnaire)
        return questionnaire.row_label(question, code, self.c.language) if question else code

    def _question(self, questionnaire: Questionnaire) -> Question | None:
        return next((each for each in questionnaire.questions if each.id == self.change.question_id), None)


def _sides_changed(w: _Words) -> str:
    if w.change.breaks:
        return w.c.gettext(
            "Other answers count as high now: counts of high answers before and after cannot be compared."
        )
    return w.c.gettext("Other answers count as low now; what counts as high stays.")


def _option_removed(w: _Words) -> str:
    label = w.label(w.old, w.param("option"))
    if not w.count("in_use"):
        return w.c.gettext("The answer “%(answer)s” is gone.", answer=label)
    return w.c.ngettext(
        "The answer “%(answer)s” is gone, which was offered in %(count)s survey: shares before and after cannot be "
        "compared. What was answered stays readable.",
        "The answer “%(answer)s” is gone, which was offered in %(count)s surveys: shares before and after cannot be "
        "compared. What was answered stays readable.",
        w.count("in_use"),
        answer=label,
        count=w.count("in_use"),
    )


SENTENCES: Mapping[str, Callable[[_Words], str]] = {
    "question_added": lambda w: w.c.gettext("A new question; there is nothing to compare it with yet."),
    "question_removed": lambda w: w.c.gettext(
        "The question is gone: its series ends here. What was answered stays readable."
    ),
    "question_moved": lambda w: w.c.gettext(
        "It is in another part now: what stands before a question can colour its answers."
    ),
    "questions_reordered": lambda w: w.c.gettext(
        "Questions stand in another order: what stands before a question can colour its answers."
    ),
    "kind_changed": lambda w: w.c.gettext(
        "It is another kind of question: answers before and after cannot be compared."
    ),
    "option_added": lambda w: w.c.gettext(
        "The answer “%(answer)s” is new and draws answers from the others: shares before and after cannot be compared.",
        answer=w.label(w.new, w.param("option")),
    ),
    "option_removed": _option_removed,
    "option_value_changed": lambda w: w.c.gettext(
        "The answer “%(answer)s” has another place on the scale: means before and after cannot be compared.",
        answer=w.label(w.new, w.param("option")),
    ),
    "polarity_changed": lambda w: w.c.gettext(
        "The answers are another kind of scale now: they are drawn and summed up in another way."
    ),
    "sides_changed": _sides_changed,
    "options_reordered": lambda w: w.c.gettext(
        "The answers stand in another order; the first ones are chosen more often."
    ),
    "option_rule_changed": lambda w: w.c.gettext(
        "The answer “%(answer)s” excludes the others, or opens a field to write in, or no longer does.",
        answer=w.label(w.new, w.param("option")),
    ),
    "order_changed": lambda w: w.c.gettext(
        "The answers are put in order in another way; the first ones are chosen more often."
    ),
    "list_changed": lambda w: w.c.gettext("The answers come from another list now: see that they mean the same."),
    "row_added": lambda w: w.c.gettext("The row “%(row)s” is new.", row=w.row(w.new, w.param("row"))),
    "row_removed": lambda w: w.c.gettext(
        "The row “%(row)s” is gone: its series ends here.", row=w.row(w.old, w.param("row"))
    ),
    "row_logic_changed": lambda w: w.c.gettext(
        "The row “%(row)s” is shown under another condition.", row=w.row(w.new, w.param("row"))
    ),
    "rows_reordered": lambda w: w.c.gettext("The rows stand in another order."),
    "rows_source_changed": lambda w: w.c.gettext("The rows are taken from elsewhere now."),
    "section_logic_changed": lambda w: w.c.gettext(
        "The part “%(part)s” is shown under another condition: others than before may answer it.",
        part=w.new.text(f"section.{w.param('section')}.title", w.c.language) or w.param("section"),
    ),
    "sections_changed": lambda w: w.c.gettext("The parts are others, or stand in another order."),
    "background_changed": lambda w: w.c.gettext(
        "Small associations are asked in another way: groups before and after cannot be compared."
    ),
    "indicator_redefined": lambda w: w.c.gettext(
        "The indicator “%(indicator)s” has another scale or another direction: its series ends here.",
        indicator=w.new.text(f"indicator.{w.param('indicator')}.meaning", w.c.language) or w.param("indicator"),
    ),
    "key_changed": lambda w: w.c.gettext("It is another questionnaire now: it has another name among the files."),
    "logic_changed": lambda w: LOGIC[w.param("part")](w.c),
    "setting_changed": lambda w: w.c.gettext("The setting “%(setting)s” is another one.", setting=w.param("setting")),
    "indicator_changed": lambda w: w.c.gettext("It counts for another indicator: the series of the old one ends here."),
    "core_changed": lambda w: w.c.gettext("It belongs to the region's core now, or no longer does."),
    "required_changed": lambda w: w.c.gettext("It is compulsory now, or no longer is."),
    "reworded": lambda w: w.c.gettext(
        "Another wording in %(language)s. See that it still asks the same.",
        language=language_name(w.c, w.param("language")),
    ),
    "translation_added": lambda w: w.c.gettext(
        "A translation into %(language)s.", language=language_name(w.c, w.param("language"))
    ),
    "language_added": lambda w: w.c.gettext(
        "The questionnaire can be answered in %(language)s too.", language=language_name(w.c, w.param("language"))
    ),
    "language_removed": lambda w: w.c.gettext(
        "The questionnaire can no longer be answered in %(language)s.",
        language=language_name(w.c, w.param("language")),
    ),
}
