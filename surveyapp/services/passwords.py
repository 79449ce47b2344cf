"""Passwords of accounts made or mended outside of the sign-in pages."""

from __future__ import annotations

import unicodedata
import uuid

from argon2 import PasswordHasher
from sqlalchemy import func, select

from surveyapp.services.access import Actor, require_admin
from surveyapp.services.accounts import SHORTEST_PASSWORD
from surveyapp.services.audit import record
from surveyapp.services.errors import NotFound, invalid
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User


def hash_password(password: str) -> str:
    """An argon2id hash with a salt of its own.

    Sign-in reads passwords in the form NFKD, so that a letter with an accent is the same on every keyboard.
    """
    return PasswordHasher().hash(unicodedata.normalize("NFKD", password))


def set_password(unit: Unit, actor: Actor, email: str, password: str) -> None:
    """Give an account a new password and end its sessions, for the admin.

    ``NotFound`` for an address without an account, ``Invalid`` for a password too short.
    """
    require_admin(actor)
    if len(password) < SHORTEST_PASSWORD:
        raise invalid("password", "password_too_short", min=SHORTEST_PASSWORD)
    with unit.transaction() as session:
        user = session.scalar(select(User).where(func.lower(User.email) == email.strip().lower()))
        if user is None:
            raise NotFound("account")
        user.password = hash_password(password)
        user.fs_uniquifier = uuid.uuid4().hex
        record(session, actor, "password_set", "account", str(user.id))
