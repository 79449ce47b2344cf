"""The worker: a queue that repeats what is to be done, until it is stopped.

What must not be lost lies in the database (outbox, runs); the queue only says when to look. So a worker that is
killed loses nothing: the next one looks again. Where it lies is one setting: a SQLite file of the instance folder, or
Redis.
"""

from __future__ import annotations

import logging

from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from huey.serializer import SignedSerializer
from redis.exceptions import RedisError

from surveyapp.config import Config
from surveyapp.jobs.closing import close_overdue
from surveyapp.jobs.mail import send_mails
from surveyapp.services.applying import apply_corrections, waiting_runs
from surveyapp.services.cleaning import clean, sweep
from surveyapp.services.closing import mend_releases
from surveyapp.services.database import open_unit
from surveyapp.services.outbox import take_up_interrupted
from surveyapp.services.reminders import queue_due

logger = logging.getLogger(__name__)


class QueueAway(Exception):
    """The queue's Redis cannot be used; the message says why."""


def _empty_queue(config: Config) -> Huey:
    """A queue without tasks. In Redis, which others may use too, it is named by the installation, and its messages are
    signed: they are Python objects."""
    if config.redis_url is None:
        return SqliteHuey("surveyapp", filename=str(config.instance / "queue.sqlite"), fsync=True)
    key = config.key("queue").hex()
    return RedisHuey(f"surveyapp-{key[:12]}", url=config.redis_url, serializer=SignedSerializer(secret=key[12:]))


def make_queue(config: Config) -> Huey:
    """The queue, with what is repeated: mails and cleaning every minute, reminders and closing every five, confirmed
    corrections every ten, once an hour what open surveys threw away, and once a night the releases are looked
    through."""
    queue = _empty_queue(config)

    def mails() -> None:
        with open_unit(config) as unit:
            sent, failed = send_mails(unit, config.mail)
        if sent or failed:
            logger.info("mails: %s sent, %s failed", sent, failed)

    def closing() -> None:
        with open_unit(config) as unit:
            closed = close_overdue(unit)
        if closed:
            logger.info("runs closed: %s", closed)

    def reminders() -> None:
        with open_unit(config) as unit:
            queued = queue_due(unit)
        if queued:
            logger.info("reminders queued: %s", queued)

    def corrections() -> None:
        with open_unit(config) as unit:
            applied = [run_id for run_id in waiting_runs(unit) if apply_corrections(unit, run_id)]
        if applied:
            logger.info("runs whose confirmed corrections were applied: %s", len(applied))

    def releases() -> None:
        with open_unit(config) as unit:
            mended = mend_releases(unit)
        if mended:
            logger.warning("releases that were damaged, cut again: %s", mended)

    def cleaning() -> None:
        with open_unit(config) as unit:
            clean(unit)

    def sweeping() -> None:
        with open_unit(config) as unit:
            sweep(unit)

    periodic = (
        (mails, crontab(minute="*")),
        (reminders, crontab(minute="*/5")),
        (closing, crontab(minute="*/5")),
        (cleaning, crontab(minute="*")),
        (sweeping, crontab(minute="17")),
        (corrections, crontab(minute="*/10")),
        (releases, crontab(hour="3", minute="30")),
    )
    for task, every in periodic:
        queue.periodic_task(every, name=task.__name__)(queue.lock_task(task.__name__)(task))
    return queue


def work(config: Config) -> None:
    """Work until stopped. ``QueueAway`` where the queue cannot be opened; one that goes away later is waited for."""
    queue = make_queue(config)
    try:
        queue.flush_locks()
    except RedisError as error:
        raise QueueAway(str(error)) from error
    with open_unit(config) as unit:
        take_up_interrupted(unit)
    Consumer(queue, workers=1, periodic=True).run()
