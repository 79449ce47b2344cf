"""Beginning: an empty installation gets its region and its first admin."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import func, select

from surveyapp.services.access import Actor, require_admin
from surveyapp.services.accounts import AccountInput, HashPassword, create_account
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, invalid
from surveyapp.services.questionnaires import take_in_bundled
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from surveyapp.store.regions import LANGUAGES, Region


def is_empty(unit: Unit) -> bool:
    """Whether nobody has an account yet."""
    return unit.session.scalar(select(func.count()).select_from(User)) == 0


def begin(
    unit: Unit,
    actor: Actor,
    region_names: Mapping[str, str],
    time_zone: str,
    admin: AccountInput,
    hash_password: HashPassword,
) -> tuple[uuid.UUID, uuid.UUID]:
    """Make the region and the first admin, and take in the questionnaires that ship; return the two ids.

    ``region_names`` holds a name in at least one language. ``Conflict`` where accounts exist already, ``Invalid`` for
    a name or account that cannot be.
    """
    require_admin(actor)
    if not is_empty(unit):
        raise Conflict("already_begun")
    names = {language: name.strip() for language, name in region_names.items() if name.strip()}
    if not names:
        raise invalid("region", "required")
    if not set(names) <= set(LANGUAGES):
        raise invalid("region", "unknown_choice")
    # Before the account: an installation that was interrupted has none, and can be begun again.
    take_in_bundled(unit)
    user_id = create_account(unit, actor, admin, hash_password)
    with unit.transaction() as session:
        region = Region(names=names, time_zone=time_zone)
        session.add(region)
        session.flush()
        record(session, actor, "region_made", "region", str(region.id))
        return region.id, user_id
