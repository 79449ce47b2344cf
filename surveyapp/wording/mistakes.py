"""A sentence for every mistake in a questionnaire's files, for the builder; the command line speaks English."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from surveyapp.definition.errors import DefinitionError
from surveyapp.wording.catalogue import Catalogue

Sentence = Callable[[Catalogue, str], str]


def mistake_sentence(c: Catalogue, error: DefinitionError) -> str:
    """What is wrong, and what to write where that is one word. A code without a sentence is refused (KeyError)."""
    named = MISSING_TEXTS.get(error.what) if error.code == "missing_text" else None
    what = MISTAKES[error.code](c, named(c) if named else error.params.get("subject", ""))
    suggestion = error.params.get("suggestion", "")
    if error.code in SUGGESTING and suggestion:
        return c.gettext("%(sentence)s Perhaps “%(word)s” is meant.", sentence=what, word=suggestion)
    return what


MISSING_TEXTS: Mapping[str, Callable[[Catalogue], str]] = {
    "`options` is missing": lambda c: c.gettext("Answers"),
    "`rows` is missing": lambda c: c.gettext("Rows"),
}
"""Whole groups of texts, whose keys in the files are English words: told in the language of the page."""

SUGGESTING = frozenset(
    {
        "unknown_key",
        "unknown_kind",
        "unknown_list",
        "unknown_indicator",
        "unknown_option",
        "unknown_question",
        "unknown_row",
        "unknown_language",
        "wrong_scale",
        "bad_word",
        "bad_order",
        "bad_pipe",
    }
)

MISTAKES: Mapping[str, Sentence] = {
    "missing_text": lambda c, s: c.gettext("A text is missing: %(name)s.", name=s),
    "missing_key": lambda c, s: (
        c.gettext("Something is missing: %(name)s.", name=s) if s else c.gettext("A core question needs an indicator.")
    ),
    "no_options": lambda c, s: c.gettext("There are no answers to choose from."),
    "no_sections": lambda c, s: c.gettext("There is no part yet."),
    "unknown_key": lambda c, s: c.gettext("“%(name)s” does not belong here.", name=s),
    "unknown_kind": lambda c, s: c.gettext("There is no kind of question “%(name)s”.", name=s),
    "unknown_list": lambda c, s: c.gettext("There is no list “%(name)s”.", name=s),
    "unknown_indicator": lambda c, s: c.gettext("There is no indicator “%(name)s”.", name=s),
    "unknown_option": lambda c, s: c.gettext("“%(name)s” has no such answer.", name=s),
    "unknown_question": lambda c, s: c.gettext("There is no question “%(name)s”.", name=s),
    "unknown_row": lambda c, s: c.gettext("“%(name)s” has no such row.", name=s),
    "unknown_language": lambda c, s: c.gettext("“%(name)s” is no language here.", name=s),
    "wrong_scale": lambda c, s: c.gettext("The indicator “%(name)s” needs another scale.", name=s),
    "bad_word": lambda c, s: c.gettext("“%(name)s” cannot have this value.", name=s),
    "bad_order": lambda c, s: c.gettext("This is no order of answers."),
    "bad_pipe": lambda c, s: c.gettext("The answer to “%(name)s” cannot be quoted here.", name=s),
    "bad_plural": lambda c, s: c.gettext("Behind a number, “%(name)s” needs more or fewer forms of a word.", name=s),
    "bad_settings": lambda c, s: (
        c.gettext("The settings of this question contradict each other: %(name)s.", name=s)
        if s
        else c.gettext("The settings of this question do not fit together.")
    ),
    "bad_missing": lambda c, s: c.gettext("An answer outside the scale is “don't know” or “not applicable”."),
    "bad_polarity": lambda c, s: c.gettext("The kind of scale is bipolar, unipolar, frequency or ordered."),
    "bad_side": lambda c, s: c.gettext("An answer counts as low, as high or as neither."),
    "side_outside": lambda c, s: c.gettext("Only an answer with a place on the scale counts as low or high."),
    "two_polarities": lambda c, s: c.gettext("The list says already what kind of scale its answers are."),
    "no_polarity": lambda c, s: c.gettext(
        "Choose what kind of scale the answers are, and say which count as low and as high."
    ),
    "no_scale": lambda c, s: c.gettext("These answers are no scale: give each a place on it, or choose no kind."),
    "no_low": lambda c, s: c.gettext("Say which answers count as low."),
    "no_high": lambda c, s: c.gettext("Say which answers count as high."),
    "sides_mixed": lambda c, s: c.gettext("The lowest answers count as low and the highest as high, without a gap."),
    "never_alone": lambda c, s: c.gettext("Of a frequency the lowest answer alone, “never”, counts as low."),
    "bad_direction": lambda c, s: c.gettext("The direction of an indicator is up, down or none."),
    "bad_code": lambda c, s: c.gettext("“%(name)s” cannot be a code: small Latin letters, digits and _ only.", name=s),
    "bad_shape": lambda c, s: c.gettext("This file has not the shape of a questionnaire."),
    "refers_forward": lambda c, s: c.gettext(
        "“%(name)s” comes later: only earlier answers can be asked about.", name=s
    ),
    "never_met": lambda c, s: c.gettext("This condition can never be met, so the question would never be seen."),
    "expression_type": lambda c, s: (
        c.gettext("These two cannot be compared: %(name)s.", name=s)
        if s
        else c.gettext("A condition compares an answer with a value.")
    ),
    "expression_sign": lambda c, s: (
        c.gettext("The condition cannot be read here: %(name)s.", name=s)
        if s
        else c.gettext("The condition cannot be read.")
    ),
    "expression_too_long": lambda c, s: c.gettext("The condition is too long."),
    "expression_too_deep": lambda c, s: c.gettext("The condition has too many brackets within each other."),
    "duplicate_id": lambda c, s: c.gettext("The name “%(name)s” is used twice.", name=s),
    "duplicate_code": lambda c, s: c.gettext("The code “%(name)s” is used twice.", name=s),
    "duplicate_key": lambda c, s: c.gettext("“%(name)s” stands twice.", name=s),
    "duplicate_language": lambda c, s: c.gettext("The language “%(name)s” stands twice.", name=s),
    "duplicate_indicator": lambda c, s: c.gettext("Two questions have the indicator “%(name)s”.", name=s),
    "two_lists": lambda c, s: c.gettext("A question has either a scale or a list of answers."),
    "not_a_word": lambda c, s: (
        c.gettext("One value is needed here: %(name)s.", name=s) if s else c.gettext("One value is needed here.")
    ),
    "not_a_flag": lambda c, s: c.gettext("“%(name)s” is either true or false.", name=s),
    "not_a_number": lambda c, s: c.gettext("“%(name)s” takes a number.", name=s),
    "out_of_bounds": lambda c, s: c.gettext("The number is out of bounds: %(name)s.", name=s),
    "not_a_date": lambda c, s: c.gettext("“%(name)s” is no date.", name=s),
    "not_a_list": lambda c, s: c.gettext("“%(name)s” takes a list.", name=s),
    "not_a_mapping": lambda c, s: c.gettext("Lines of the form “key: value” are needed here."),
    "not_a_section": lambda c, s: c.gettext("This is no part of a questionnaire."),
    "not_a_question": lambda c, s: c.gettext("This is no question."),
    "not_an_option": lambda c, s: c.gettext("This is no answer."),
    "not_an_indicator": lambda c, s: c.gettext("This is no indicator."),
    "yaml_boolean": lambda c, s: c.gettext("“%(name)s” has to stand in quotation marks.", name=s),
    "yaml_number": lambda c, s: c.gettext("“%(name)s” has to stand in quotation marks.", name=s),
    "yaml": lambda c, s: c.gettext("The file cannot be read here: check indentation, colons and quotation marks."),
    "key": lambda c, s: c.gettext("A key must be one word."),
    "no_file": lambda c, s: c.gettext("A file is missing."),
    "too_large": lambda c, s: c.gettext("The file is too large."),
    "not_utf8": lambda c, s: c.gettext("The file is not saved as UTF-8."),
    "hidden_character": lambda c, s: c.gettext("A character that cannot be seen stands here."),
    "documents": lambda c, s: c.gettext("A second document begins here."),
    "anchor": lambda c, s: c.gettext("Anchors and aliases are not used here."),
    "tag": lambda c, s: c.gettext("Tags are not used here."),
    "too_deep": lambda c, s: c.gettext("The file is nested too deep, or too long."),
}
