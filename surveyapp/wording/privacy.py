"""The privacy notice of a survey: who is responsible, on what ground, what for, who reads, how long, which rights.

The product's words are what the product does; an association or its region replaces those that differ there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from surveyapp.wording.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What the usual words depend on."""

    association: str
    region: str
    mode: str


TITLES: Mapping[str, Callable[[Catalogue], str]] = {
    "controller": lambda c: c.gettext("Who is responsible"),
    "basis": lambda c: c.gettext("On what ground"),
    "purpose": lambda c: c.gettext("What for"),
    "readers": lambda c: c.gettext("Who reads it"),
    "retention": lambda c: c.gettext("How long it is kept"),
    "rights": lambda c: c.gettext("Your rights"),
}
"""The parts of a notice, in order."""

PARTS = tuple(TITLES)


def usual_part(c: Catalogue, part: str, facts: NoticeFacts) -> str:
    """The product's own words for a part. KeyError for a part there is not."""
    return _USUAL[part](c, facts)


def _controller(c: Catalogue, facts: NoticeFacts) -> str:
    return c.gettext(
        "%(association)s, for its part of %(region)s. Your leader answers questions about it.",
        association=facts.association,
        region=facts.region,
    )


def _basis(c: Catalogue, facts: NoticeFacts) -> str:
    return c.gettext(
        "The task of supporting school libraries, carried out in the public interest. Answering is voluntary, and "
        "nothing follows from not answering."
    )


def _purpose(c: Catalogue, facts: NoticeFacts) -> str:
    return c.gettext(
        "To evaluate the year's consultative work and to plan the next one. Nobody's own work is judged by it."
    )


def _readers(c: Catalogue, facts: NoticeFacts) -> str:
    if facts.mode == "named":
        return c.gettext(
            "Your leader reads your answers with your name. The regional centre reads counts of the whole association."
        )
    if facts.mode == "confidential":
        return c.gettext(
            "Your leader reads counts, from five answers on, and free texts without names. The regional centre reads "
            "counts of the whole association. Whoever runs the service could connect answers with names, and has no "
            "reason to."
        )
    return c.gettext(
        "Your leader reads counts, from five answers on, and free texts without names. The regional centre reads "
        "counts of the whole association. Answers lie sealed until closing."
    )


def _retention(c: Catalogue, facts: NoticeFacts) -> str:
    if facts.mode == "anonymous":
        return c.gettext(
            "Drafts and sealed answers are deleted at closing; the mixed answers stay, to compare years, and lead to "
            "nobody. The list of those invited is kept while the association needs it."
        )
    return c.gettext(
        "Drafts are deleted at closing; answers are kept with your membership, to compare years, until you or the "
        "association have them erased."
    )


def _rights(c: Catalogue, facts: NoticeFacts) -> str:
    if facts.mode == "anonymous":
        return c.gettext(
            "Until closing you can read, change and replace your answers by your own link and, once they are sent, "
            "your receipt code. After it nobody, you included, can find them among the others. About the list of "
            "members you may ask your leader, and complain to your country's data protection authority."
        )
    if facts.mode == "confidential":
        return c.gettext(
            "You can read and change your answers until closing, by your own link and, once they are sent, your "
            "receipt code; after it ask your leader to correct or erase them, which she can do without seeing them. "
            "You may complain to your country's data protection authority."
        )
    return c.gettext(
        "You can read and change your answers until closing, by your own link and, once they are sent, your receipt "
        "code; after it ask your leader to see, correct or erase them. You may complain to your country's data "
        "protection authority."
    )


_USUAL: Mapping[str, Callable[[Catalogue, NoticeFacts], str]] = {
    "controller": _controller,
    "basis": _basis,
    "purpose": _purpose,
    "readers": _readers,
    "retention": _retention,
    "rights": _rights,
}
