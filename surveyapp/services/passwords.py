"""Hashing a password as sign-in expects it, for accounts made outside of its pages."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher


def hash_password(password: str) -> str:
    """An argon2id hash with a salt of its own.

    Sign-in reads passwords in the form NFKD, so that a letter with an accent is the same on every keyboard.
    """
    return PasswordHasher().hash(unicodedata.normalize("NFKD", password))
