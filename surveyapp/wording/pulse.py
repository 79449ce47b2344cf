"""What a pulse survey says of the one activity it asks about."""

from __future__ import annotations

from surveyapp.wording.catalogue import Catalogue

LONGEST = 120
"""Signs of an activity's topic in a title; some plans write a paragraph there."""


def pulse_title(c: Catalogue, topic: str) -> str:
    """ "After “Seminar on catalogues”"."""
    return c.gettext("After “%(activity)s”", activity=_short(topic))


def pulse_intro(c: Catalogue, topic: str) -> str:
    """The first words on the form, where the topic stands whole."""
    return c.gettext(
        "A few questions to everyone who took part in “%(activity)s”. They take about two minutes.",
        activity=" ".join(topic.split()),
    )


def _short(topic: str) -> str:
    text = " ".join(topic.split())
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;.:–-") + "…"
