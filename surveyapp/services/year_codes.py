"""Year over year without names: a random code on the receipt, which one may type in next year.

The code is written nowhere but into the draft, which is sealed under the link's secret and deleted at closing. What
goes into the envelope is a hash of it under a salt of the series (this association, this questionnaire), derived from
the installation's secret: whoever holds the database can neither compute a code nor try one that was found.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from surveyapp.services import codes
from surveyapp.services.codes import spell
from surveyapp.services.sealing import derive

__all__ = [
    "PAIR_BYTES",
    "SIGNS",
    "YearCode",
    "new_code",
    "pair_of_code",
    "pair_of_person",
    "read_code",
    "read_year_code",
    "spell",
    "write_year_code",
]

SIGNS = 12
"""Eleven by lot, 55 bits, and one that tells a mistyped code."""
PAIR_BYTES = 16


@dataclass(frozen=True, slots=True)
class YearCode:
    """The code of one respondent, as the draft holds it."""

    typed: str = ""
    """From an earlier year's receipt; it goes on being hers."""
    own: str = ""
    """Made at the first sending where none was typed in."""

    @property
    def value(self) -> str:
        """The code that counts; empty before sending where none was typed in."""
        return self.typed or self.own

    @property
    def shown(self) -> str:
        """As it stands on a receipt: ``K7QM-3XPA-R5TD``."""
        return spell(self.value)

    def sent(self) -> YearCode:
        """With a code, for the envelope."""
        return self if self.value else replace(self, own=new_code())


def read_year_code(draft: Mapping[str, Any]) -> YearCode:
    """What a draft holds of it."""
    kept = draft.get("code", {})
    return YearCode(kept.get("typed", ""), kept.get("own", ""))


def write_year_code(code: YearCode | None) -> dict[str, Any]:
    """What a draft keeps of it: nothing where there is nothing."""
    if code is None or not code.value:
        return {}
    return {"code": {"typed": code.typed, "own": code.own}}


def new_code() -> str:
    """A random code."""
    return codes.new_code(SIGNS)


def read_code(text: str) -> str | None:
    """A code from what was typed, small letters, blanks and look-alikes forgiven; None where it is mistyped."""
    return codes.read_code(text, SIGNS)


def pair_of_code(installation: bytes, association_id: uuid.UUID, questionnaire: str, code: str) -> bytes:
    """What is stored of a code: equal each year within one association's series of a questionnaire, 16 bytes."""
    return derive(_salt(installation, association_id, questionnaire), b"code", code.encode("ascii"), PAIR_BYTES)


def pair_of_person(installation: bytes, association_id: uuid.UUID, questionnaire: str, person_id: uuid.UUID) -> bytes:
    """The same for a member of a survey that is not anonymous, where nobody needs a code."""
    return derive(_salt(installation, association_id, questionnaire), b"person", person_id.bytes, PAIR_BYTES)


def _salt(installation: bytes, association_id: uuid.UUID, questionnaire: str) -> bytes:
    return derive(installation, b"year over year", association_id.bytes + questionnaire.encode())
