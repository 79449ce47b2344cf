"""The unit of work: what a service needs from outside, and the only place that commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveyapp.config import Thresholds
from surveyapp.services.errors import Conflict


def utc_now() -> datetime:
    """The present moment, aware."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Unit:
    """A session, the installation's secret, where releases lie, and the clock."""

    session: Session
    secret: bytes
    """The installation's secret: links and ballot box keys hang on it. Never in the database."""
    releases: Path
    surveys: Path
    """Where the bundled questionnaires lie."""
    thresholds: Thresholds = field(default_factory=Thresholds)
    """Fewest answers before something is shown."""
    public_url: str = "http://127.0.0.1:8000"
    """Address at which people reach the product, without a slash at the end."""
    mails: bool = True
    """Whether a mail server is set, so that a member's address brings a mail."""
    now: Callable[[], datetime] = field(default=utc_now)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Commit what the block did, or none of it.

        A violated constraint is a state the caller could not know of (two windows, a double click): ``Conflict``.
        """
        try:
            yield self.session
            self.session.commit()
        except IntegrityError as error:
            self.session.rollback()
            raise Conflict("changed_meanwhile") from error
        except BaseException:
            self.session.rollback()
            raise
