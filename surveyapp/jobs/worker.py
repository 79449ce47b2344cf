"""The worker: a queue that repeats what is to be done, until it is stopped.

What must not be lost lies in the database (outbox, runs); the queue only says when to look. So a worker that is
killed loses nothing: the next one looks again.
"""

from __future__ import annotations

import logging

from huey import SqliteHuey, crontab
from huey.consumer import Consumer

from surveyapp.config import Config
from surveyapp.jobs.closing import close_overdue
from surveyapp.jobs.mail import send_mails
from surveyapp.services.database import open_unit
from surveyapp.services.outbox import take_up_interrupted
from surveyapp.services.reminders import queue_due

logger = logging.getLogger(__name__)


def make_queue(config: Config) -> SqliteHuey:
    """The queue in the instance folder, with what is repeated: mails every minute, reminders and closing every five."""
    queue = SqliteHuey("surveyapp", filename=str(config.instance / "queue.sqlite"), fsync=True)

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

    periodic = ((mails, crontab(minute="*")), (reminders, crontab(minute="*/5")), (closing, crontab(minute="*/5")))
    for task, every in periodic:
        queue.periodic_task(every, name=task.__name__)(queue.lock_task(task.__name__)(task))
    return queue


def work(config: Config) -> None:
    """Work until stopped."""
    queue = make_queue(config)
    with open_unit(config) as unit:
        take_up_interrupted(unit)
    queue.flush_locks()
    Consumer(queue, workers=1, periodic=True).run()
