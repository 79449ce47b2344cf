"""A generator of load with little of its own: HTTP/1.1 over raw streams, one connection per respondent.

Each turn is one complete answer: the form page is fetched, its token taken, the filled form sent, and the answer of the
server read. Only what the server acknowledged with a redirect counts.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote_plus

TOKEN = re.compile(rb'name="csrf_token"[^>]*?value="([^"]+)"')
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
COOKIE = re.compile(rb"set-cookie: ([^=]+=[^;]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Respondent:
    """One who answers: the page, the cookies brought along, and the body without its token."""

    path: str
    cookies: str
    body: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one stretch of load gave."""

    acknowledged: int
    refused: int
    seconds: float
    latencies: tuple[float, ...]
    """Seconds per complete answer, sorted."""

    @property
    def per_second(self) -> float:
        """Complete answers per second."""
        return self.acknowledged / self.seconds

    def percentile(self, share: float) -> float:
        """Seconds within which this share of the answers was complete."""
        return self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))]


class Connection:
    """A connection that is kept open, and opened anew where the server closes it."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def request(self, head: str, body: bytes = b"") -> tuple[int, bytes, bytes]:
        """Send a request; status, head and body of the answer."""
        if self.streams is None:
            self.streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self.streams
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        writer.write(f"{head}Host: {self.host}\r\n{length}\r\n".encode("ascii") + body)
        found = await reader.readuntil(b"\r\n\r\n")
        size = LENGTH.search(found)
        content = await reader.readexactly(int(size[1])) if size else b""
        return int(found[9:12]), found, content

    async def close(self) -> None:
        """Close it."""
        if self.streams is not None:
            self.streams[1].close()
            await self.streams[1].wait_closed()


async def answer(connection: Connection, respondent: Respondent) -> bool:
    """One complete answer; whether the server acknowledged it."""
    status, head, page = await connection.request(f"GET {respondent.path} HTTP/1.1\r\nCookie: {respondent.cookies}\r\n")
    token = TOKEN.search(page)
    if status != 200 or token is None:
        return False
    cookies = "; ".join([respondent.cookies, *(found.decode("ascii") for found in COOKIE.findall(head))])
    body = f"csrf_token={quote_plus(token[1].decode('ascii'))}&{respondent.body}".encode("ascii")
    status, head, _ = await connection.request(
        f"POST {respondent.path} HTTP/1.1\r\nCookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\n",
        body,
    )
    return status in (302, 303) and b"/part/" not in head  # there the page shows what has to be mended


async def _stretch(
    port: int, respondents: Iterator[Respondent], concurrency: int, goes_on: Callable[[], bool]
) -> Outcome:
    latencies: list[float] = []
    refused = 0

    async def go() -> None:
        nonlocal refused
        connection = Connection("127.0.0.1", port)
        while goes_on():
            respondent = next(respondents, None)
            if respondent is None:
                break
            began = time.perf_counter()
            if await answer(connection, respondent):
                latencies.append(time.perf_counter() - began)
            else:
                refused += 1
        await connection.close()

    began = time.perf_counter()
    await asyncio.gather(*(go() for _ in range(concurrency)))
    return Outcome(len(latencies), refused, time.perf_counter() - began, tuple(sorted(latencies)))


def load(port: int, respondents: Iterator[Respondent], concurrency: int, seconds: float) -> Outcome:
    """Let respondents answer for some seconds, so many at a time."""
    end = time.perf_counter() + seconds
    return asyncio.run(_stretch(port, respondents, concurrency, lambda: time.perf_counter() < end))


def all_at_once(port: int, respondents: list[Respondent]) -> Outcome:
    """Let all answer at the same time, each on a connection of its own."""
    return asyncio.run(_stretch(port, iter(respondents), len(respondents), lambda: True))


@dataclass(frozen=True, slots=True)
class Interrupted:
    """What became of those who answered while the server was killed."""

    acknowledged: tuple[Respondent, ...]
    unanswered: tuple[Respondent, ...]
    """Sent or about to be sent; what became of it the respondent does not know."""
    refused: tuple[Respondent, ...]


async def _until_gone(
    port: int, respondents: Iterator[Respondent], concurrency: int, warm: Callable[[], None]
) -> Interrupted:
    acknowledged: list[Respondent] = []
    unanswered: list[Respondent] = []
    refused: list[Respondent] = []

    async def go() -> None:
        connection = Connection("127.0.0.1", port)
        for respondent in respondents:
            try:
                if not await answer(connection, respondent):
                    refused.append(respondent)
                    continue
                acknowledged.append(respondent)
                if len(acknowledged) == 1:
                    warm()
            except (OSError, asyncio.IncompleteReadError):
                unanswered.append(respondent)
                break
        with suppress(OSError):
            await connection.close()

    await asyncio.gather(*(go() for _ in range(concurrency)))
    return Interrupted(tuple(acknowledged), tuple(unanswered), tuple(refused))


def until_gone(port: int, respondents: Iterator[Respondent], concurrency: int, warm: Callable[[], None]) -> Interrupted:
    """Let respondents answer, so many at a time, until the server is gone or nobody is left.

    ``warm`` is called when the first answer is acknowledged.
    """
    return asyncio.run(_until_gone(port, respondents, concurrency, warm))
