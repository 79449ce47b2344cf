"""A server whose clock the test turns on, so that two school years pass in two minutes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from werkzeug.serving import make_server

from surveyapp.app import create_app
from surveyapp.config import Config
from tests.e2e.server import Site, command, free_port


class Clock:
    """The moment it is for the product."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def turn_to(self, year: int, month: int, day: int) -> None:
        """Noon of a later day; clocks do not go back."""
        later = datetime(year, month, day, 12, tzinfo=UTC)
        assert later > self.moment
        self.moment = later


@contextmanager
def serving_by(clock: Clock, folder: Path, *init: str) -> Iterator[Site]:
    """An empty installation made by ``surveyapp init``, served from this process by the clock."""
    port = free_port()
    site = Site(
        f"http://127.0.0.1:{port}",
        {"SURVEYAPP_INSTANCE": str(folder / "instance"), "SURVEYAPP_URL": f"http://127.0.0.1:{port}"},
        folder / "server.log",
    )
    command(site.environment, "init", *init)
    app = create_app(Config.from_environment(site.environment), now=clock)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
