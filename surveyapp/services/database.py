"""Opening a unit of work outside the pages: for the command line, the jobs and the tests.

The pages share the session of their request instead (`surveyapp.app`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from surveyapp.bundled import bundled_path
from surveyapp.config import Config
from surveyapp.services.unit import Unit, utc_now
from surveyapp.store.base import READ_ONLY, prepare_engine


def open_engine(config: Config) -> Engine:
    """An engine that keeps what it acknowledges (see `prepare_engine`); whoever opens it disposes of it."""
    engine = create_engine(config.database_url, hide_parameters=True)
    prepare_engine(engine)
    return engine


def unit_for(config: Config, session: Session, now: Callable[[], datetime] = utc_now) -> Unit:
    """The unit of work around a session, with what the installation's settings add."""
    return Unit(
        session=session,
        secret=config.secret,
        releases=config.releases,
        surveys=bundled_path("surveys"),
        thresholds=config.thresholds,
        public_url=config.public_url,
        mails=config.mail.host is not None,
        now=now,
    )


@contextmanager
def open_unit(config: Config, *, read_only: bool = False, now: Callable[[], datetime] = utc_now) -> Iterator[Unit]:
    """A unit of work with an engine of its own, closed at the end of the block.

    ``read_only`` begins without SQLite's write lock: for commands that only look.
    """
    engine = open_engine(config)
    try:
        with Session(engine.execution_options(**{READ_ONLY: read_only})) as session:
            yield unit_for(config, session, now)
    finally:
        engine.dispose()


def is_reachable(unit: Unit) -> bool:
    """Whether the database answers; raises what the driver raises where it does not."""
    return unit.session.scalar(select(1)) == 1
