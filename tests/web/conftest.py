"""Pages are tested on SQLite; what differs between databases is tested with the services."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.fixture
def database_url(new_database: Callable[[str], str]) -> str:
    """A fresh migrated SQLite database."""
    return new_database("sqlite")
