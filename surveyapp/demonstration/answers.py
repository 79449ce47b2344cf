"""Invented answers: what the members of one association say in one year, the same at every run.

An association has a tendency (how content its members are, which services fall short), each respondent a mood of her
own; an answer is drawn around both. All questions are answered as if shown; what the form hides is left out when the
answers are sent, exactly as with a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from surveyapp.definition.model import Option, Question, Questionnaire
from surveyapp.demonstration.content import LanguageContent

SPREAD = 0.85
"""Standard deviation of an answer on a scale of five, around association and respondent."""

UNANSWERED = 0.04
DOES_NOT_KNOW = 0.05


@dataclass(frozen=True, slots=True)
class Tendency:
    """How one association leans in one year. Means are places on a scale of five."""

    satisfaction: float
    importance: float
    weak: tuple[str, ...]
    """Codes of services that are wanted and fall short."""
    busy: float
    """Share of services used, 0 to 1."""
    spread: float = SPREAD
    """0 where everyone gives the same answer."""


class Deck:
    """Texts dealt one by one, all before any comes again."""

    def __init__(self, texts: Sequence[Any], random: Random) -> None:
        self._texts = list(texts)
        random.shuffle(self._texts)
        self._next = 0

    def deal(self) -> Any:
        """The next text."""
        text = self._texts[self._next % len(self._texts)]
        self._next += 1
        return text


@dataclass(frozen=True, slots=True)
class Texts:
    """One language's texts, dealt over all associations and years."""

    proposals: Deck
    good_practice: Deck
    comments: Deck
    examples: Deck


def texts_of(content: LanguageContent, random: Random) -> Texts:
    """The decks of a language."""
    return Texts(
        Deck(content.proposals, random),
        Deck(content.good_practice, random),
        Deck(content.comments, random),
        Deck(content.applied_examples, random),
    )


def respondents(
    questionnaire: Questionnaire, tendency: Tendency, texts: Texts, kinds: Iterable[str], random: Random
) -> Iterator[Mapping[str, Any]]:
    """Canonical answers of one respondent for each kind of institution given."""
    for kind in kinds:
        yield _respondent(questionnaire, tendency, texts, kind, random)


def _respondent(
    questionnaire: Questionnaire, tendency: Tendency, texts: Texts, kind: str, random: Random
) -> Mapping[str, Any]:
    mood = random.gauss(0, tendency.spread / 2)
    answers: dict[str, Any] = {}
    for question in questionnaire.questions:
        if not question.asked or (tendency.spread and random.random() < UNANSWERED):
            continue
        value = _special(question, tendency, texts, kind, random)
        if value is None:
            value = _by_kind(question, tendency, mood, random)
        if value is not None and value not in ([], {}, ""):
            answers[question.id] = value
    return answers


def _special(question: Question, tendency: Tendency, texts: Texts, kind: str, random: Random) -> Any:
    """Questions whose answer comes from the hand-written texts or from the member list."""
    chance = random.random()
    if question.kind == "proposals":
        count = 2 if chance < 0.22 else 1 if chance < 0.7 else 0
        return [_proposal(texts, random) for _ in range(count)] or ""
    if question.id == "good_practice":
        return texts.good_practice.deal() if chance < 0.4 else ""
    if question.id == "comment":
        return texts.comments.deal() if chance < 0.28 else ""
    if question.id == "applied_example":
        return texts.examples.deal() if chance < 0.3 else ""
    if question.kind in ("short-text", "long-text"):
        return ""
    if question.id == "institution_kind" and question.options is not None:
        codes = question.options.codes
        return kind if kind in codes else "other" if "other" in codes else codes[-1]
    return None


def _proposal(texts: Texts, random: Random) -> dict[str, str]:
    proposal = texts.proposals.deal()
    given = {"id": UUID(int=random.getrandbits(128), version=4).hex, "text": proposal.text}
    return given | ({"direction": proposal.direction} if proposal.direction else {})


def _by_kind(question: Question, tendency: Tendency, mood: float, random: Random) -> Any:
    options = question.options.options if question.options else ()
    match question.kind:
        case "activity-rating":
            return _activities(question, options, tendency, mood, random)
        case "matrix":
            return {row.code: _cell(question, row.code, options, tendency, mood, random) for row in question.rows}
        case "rating":
            return _scale(options, _level(question, "", tendency) + mood, tendency.spread, random)
        case "multiple":
            return _several(question, options, random)
        case "single" | "yes-no":
            if question.options is not None and question.options.is_scale:
                return _scale(options, _level(question, "", tendency) + mood, tendency.spread, random)
            return _one(options, tendency, random)
        case _:
            return None


def _activities(
    question: Question, options: Sequence[Option], tendency: Tendency, mood: float, random: Random
) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for place, row in enumerate(question.rows):
        # Activities differ: every third one is a little better, every fourth a little worse than the rest.
        level = tendency.satisfaction + mood + (0.4 if place % 3 == 0 else 0) - (0.7 if place % 4 == 1 else 0)
        if random.random() < 0.35 + tendency.busy / 2:
            answers[row.code] = {"attended": True, "rating": _scale(options, level, tendency.spread, random)}
    return answers


def _cell(
    question: Question, row: str, options: Sequence[Option], tendency: Tendency, mood: float, random: Random
) -> str:
    if question.id == "service_use":
        real = [option for option in options if option.missing is None]
        likely = tendency.busy * (0.45 if row in tendency.weak else 1)
        step = 0 if random.random() > likely else 1 if random.random() < 0.6 else 2
        return real[min(step, len(real) - 1)].code
    return _scale(options, _level(question, row, tendency) + mood, tendency.spread, random)


def _level(question: Question, row: str, tendency: Tendency) -> float:
    weak = row in tendency.weak
    if question.id == "service_importance":
        return tendency.importance + (0.5 if weak else -0.3)
    return tendency.satisfaction - (1.1 if weak else 0)


def _scale(options: Sequence[Option], level: float, spread: float, random: Random) -> str:
    """A place on the scale near ``level`` (1 to 5, stretched to the scale's own ends), now and then "don't know"."""
    missing = [option.code for option in options if option.missing is not None]
    if missing and spread and random.random() < DOES_NOT_KNOW:
        return random.choice(missing)
    places = sorted((option.value, option.code) for option in options if option.value is not None)
    if not spread:
        return places[-1][1]
    low, high = places[0][0], places[-1][0]
    wished = low + (random.gauss(level, spread) - 1) / 4 * (high - low)
    return min(places, key=lambda place: abs(place[0] - wished))[1]


def _several(question: Question, options: Sequence[Option], random: Random) -> list[str]:
    plain = [option.code for option in options if not (option.exclusive or option.other or option.missing)]
    most = min(question.integer("max", 3), len(plain))
    weights = [1 / (place + 1.5) for place in range(len(plain))]
    chosen: set[str] = set()
    for _ in range(random.randint(1, most) if most else 0):
        chosen.update(random.choices(plain, weights))
    return [code for code in plain if code in chosen]


def _one(options: Sequence[Option], tendency: Tendency, random: Random) -> str:
    plain = [option.code for option in options if not option.other]
    if not tendency.spread:
        return plain[0]
    return random.choices(plain, [1 / (place + 1) for place in range(len(plain))])[0]
