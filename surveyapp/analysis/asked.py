"""Was the same thing asked? What associations read must be the same words, or a translation that somebody verified.

One indicator on one scale is not enough: an association may have put a question in other words, and a translation
nobody looked at twice may ask something else. Either is shown and not compared, and the page says what differs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from surveyapp.dataset.structure import ReleaseQuestion, Structure

Bar = Literal["other_words", "translation"]
"""Why a value is shown and not compared."""


@dataclass(frozen=True, slots=True)
class Reading:
    """In which language an association reads its questionnaire, and which questions' translations nobody verified."""

    language: str = ""
    """"" for the source language."""
    unverified: frozenset[str] = frozenset()
    """Ids of questions."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an association's members read of one item."""

    language: str
    words: tuple[str, ...]
    """Question, row, answers in the order of the scale."""
    verified: bool
    """True in the source language, which nobody translated."""

    @property
    def text(self) -> str:
        """Question and row, as a page names what was asked."""
        return ": ".join(part for part in self.words[:2] if part)


def asked_of(structure: Structure, question: ReleaseQuestion, row: str, reading: Reading) -> Asked:
    """What was read of an item in the association's language, or in the source language where there is no other."""
    source = structure.languages[0]
    language = reading.language if reading.language in structure.languages else source
    labels = structure.labels(language)
    ends = tuple(labels.end(question.id, f"{at}{end}") for at in ("", f"{row}.") for end in ("low", "high"))
    words = (
        labels.question(question.id),
        labels.row(question.id, row) if row else "",
        *(labels.option(question.id, option.code) for option in question.options),
        *ends,
    )
    return Asked(
        language,
        tuple(" ".join(each.split()) for each in words),
        language == source or question.id not in reading.unverified,
    )


@dataclass(frozen=True, slots=True)
class Agreed:
    """Who is compared and who is not."""

    bars: Mapping[str, Bar]
    """By association: why it is not."""
    reference: Mapping[str, str]
    """By language: what is asked there by those who are compared."""


def agree(asked: Mapping[str, Asked]) -> Agreed:
    """Bar whoever read other words than most in its language, and translations that are not verified.

    Where several wordings of a language are as common, the one of the association whose id comes first counts. Where
    all read one language nothing has to be translated, so nothing has to be verified.
    """
    languages: dict[str, list[str]] = {}
    for association in sorted(asked):
        languages.setdefault(asked[association].language, []).append(association)
    bars: dict[str, Bar] = {}
    reference: dict[str, str] = {}
    for language, associations in languages.items():
        usual, _times = Counter(asked[association].words for association in associations).most_common(1)[0]
        for association in associations:
            if asked[association].words != usual:
                bars[association] = "other_words"
            elif len(languages) > 1 and not asked[association].verified:
                bars[association] = "translation"
            else:
                reference[language] = asked[association].text
    return Agreed(bars, reference)
