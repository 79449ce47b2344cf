"""Tables of synonyms, edited by associations and by their regions; drafted groups of proposals go by them.

A line holds words of one meaning, with commas between them; the first stands for the others. A word is known by its
first five letters, so that one line serves all its forms. What an association writes goes before its region's.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.analysis.meanings import Phrase, Term, synonym_table
from surveyapp.services.access import Actor, require_leader, require_region
from surveyapp.services.audit import record
from surveyapp.services.plans import refuse_long
from surveyapp.services.unit import Unit
from surveyapp.store.regions import LANGUAGES, Association, Region
from surveyapp.store.synonyms import SynonymTable

LINES = 8000


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What is edited, by language, and what the region says beside it (empty on the region's own page)."""

    own: Mapping[str, str]
    of_region: Mapping[str, str]


def synonyms_of(unit: Unit, actor: Actor, association_id: uuid.UUID) -> Synonyms:
    """An association's tables, for its leader. ``NotFound``, ``Forbidden``."""
    association = require_leader(unit, actor, association_id)
    above = [_lines(unit.session, region_id=region) for region in _regions(unit.session, association.region_id)]
    return Synonyms(
        _lines(unit.session, association_id=association_id),
        MappingProxyType({code: "\n".join(filter(None, (each.get(code, "") for each in above))) for code in LANGUAGES}),
    )


def synonyms_of_region(unit: Unit, actor: Actor, region_id: uuid.UUID) -> Synonyms:
    """A region's tables, for its regional centre. ``NotFound``, ``Forbidden``."""
    require_region(unit, actor, region_id)
    return Synonyms(_lines(unit.session, region_id=region_id), MappingProxyType({}))


def save_synonyms(unit: Unit, actor: Actor, association_id: uuid.UUID, lines: Mapping[str, str]) -> None:
    """Save an association's tables by language. ``Invalid`` for one too long, else as ``synonyms_of``."""
    require_leader(unit, actor, association_id)
    _check(lines)
    with unit.transaction() as session:
        _save(session, lines, association_id=association_id)
        record(session, actor, "synonyms_saved", "association", str(association_id))


def save_synonyms_of_region(unit: Unit, actor: Actor, region_id: uuid.UUID, lines: Mapping[str, str]) -> None:
    """Save a region's tables by language. ``Invalid`` for one too long, else as ``synonyms_of_region``."""
    require_region(unit, actor, region_id)
    _check(lines)
    with unit.transaction() as session:
        _save(session, lines, region_id=region_id)
        record(session, actor, "synonyms_saved", "region", str(region_id))


def synonyms_for(session: Session, association: Association) -> Mapping[str, Mapping[Phrase, Term]]:
    """By language, which word stands for which, the association's own before its region's. Checks no actor."""
    found: dict[str, dict[Phrase, Term]] = {code: {} for code in LANGUAGES}
    sources = [_lines(session, region_id=region) for region in reversed(_regions(session, association.region_id))]
    for source in (*sources, _lines(session, association_id=association.id)):
        for code, text in source.items():
            found[code] |= synonym_table(text, code)
    return MappingProxyType(found)


def _regions(session: Session, region_id: uuid.UUID | None) -> list[uuid.UUID]:
    """A region and those it lies in, the nearest first."""
    found: list[uuid.UUID] = []
    while region_id is not None and region_id not in found:
        found.append(region_id)
        region_id = session.get_one(Region, region_id).parent_id
    return found


def _lines(
    session: Session, *, association_id: uuid.UUID | None = None, region_id: uuid.UUID | None = None
) -> Mapping[str, str]:
    return MappingProxyType({row.language: row.lines for row in _rows(session, association_id, region_id)})


def _rows(session: Session, association_id: uuid.UUID | None, region_id: uuid.UUID | None) -> list[SynonymTable]:
    owner = SynonymTable.association_id == association_id if association_id else SynonymTable.region_id == region_id
    return list(session.scalars(select(SynonymTable).where(owner)))


def _check(lines: Mapping[str, str]) -> None:
    refuse_long({code: (text, LINES) for code, text in lines.items()})


def _save(
    session: Session,
    lines: Mapping[str, str],
    *,
    association_id: uuid.UUID | None = None,
    region_id: uuid.UUID | None = None,
) -> None:
    stored = {row.language: row for row in _rows(session, association_id, region_id)}
    for code in LANGUAGES:
        text = "\n".join(line.strip() for line in lines.get(code, "").splitlines() if line.strip())
        if code in stored:
            stored[code].lines = text
        elif text:
            session.add(SynonymTable(association_id=association_id, region_id=region_id, language=code, lines=text))
