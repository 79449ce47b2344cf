"""How far the closing of a large run is, for whoever looks at its page meanwhile.

It lies in a file beside the releases: closing is one transaction, of which no other connection sees anything before its
end, and the page may be served by another process than the one that closes.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from surveyapp.services.unit import Unit

Progress = Callable[[int, int], None]
"""Called with (done, of) while envelopes are opened."""

TOLD_FROM = 2000
"""Envelopes; fewer are opened before anybody looks."""
GIVEN_UP = 180.0
"""Seconds without a word after which a closing is taken to have died with its process: nothing has happened then."""


@dataclass(frozen=True, slots=True)
class Underway:
    """Envelopes opened, of all."""

    done: int
    of: int


def _path(releases: Path, run_id: uuid.UUID) -> Path:
    return releases / f".{run_id}.closing"


def tell(releases: Path, run_id: uuid.UUID, done: int, of: int) -> None:
    """Say how far it is. A reader finds the numbers before or these, never half of them."""
    releases.mkdir(parents=True, exist_ok=True)
    path = _path(releases, run_id)
    beside = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    beside.write_text(f"{done} {of}", encoding="ascii")
    beside.replace(path)


@contextmanager
def telling(releases: Path, run_id: uuid.UUID, also: Progress | None = None) -> Iterator[Progress]:
    """What to call after each batch of envelopes; at the end of the block nothing is underway any more."""

    def told(done: int, of: int) -> None:
        if of >= TOLD_FROM:
            tell(releases, run_id, done, of)
        if also is not None:
            also(done, of)

    try:
        yield told
    finally:
        forget(releases, run_id)


def forget(releases: Path, run_id: uuid.UUID) -> None:
    """Nothing is underway any more."""
    _path(releases, run_id).unlink(missing_ok=True)


def underway(unit: Unit, run_id: uuid.UUID) -> Underway | None:
    """How far the closing of a run is; None where nobody closes it. Tells less than the run's page; checks no actor."""
    path = _path(unit.releases, run_id)
    try:
        if time.time() - path.stat().st_mtime > GIVEN_UP:
            return None
        done, of = path.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return None
    return Underway(int(done), int(of))
