"""Every page and file in Russian is in Cyrillic letters; what is not is a name, somebody's text, or a sentence missed.

A sentence that never went through the catalogues stays English in every language, and no test of the catalogues can
know it. Here the pages that a leader, a centre, a librarian and an administrator reach by links, and the files behind
them, are read in Russian.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from flask import Flask
from lxml import etree, html
from sqlalchemy import select

from surveyapp.demonstration.loading import load
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from surveyapp.store.regions import Association

ROOT = Path(__file__).resolve().parents[2]
WORD = re.compile(r"[A-Za-zĀ-ž]{2,}")
ADDRESS = re.compile(
    r"\S+@\S*|@?[\w.]+\.example|(?:https?://|surveyapp:)\S+|(?:[\w-]+/)+[\w.*-]*|#?\b[0-9a-f]{8,}\b|"
    r"\b[\w-]+\.(?:yaml|docx|xlsx|csv|html|pdf|png|svg|txt|md|ics)\b|\b[a-z]+(?:[-._][a-z0-9]+)+\b|"
    r"(?<=– )directions\b"
)
"""Addresses, files, and the codes of lists and indicators, which are the same in all languages."""
SHOWN = ("aria-label", "title", "alt", "placeholder", "data-label", "aria-description")
EVERYWHERE = frozenset(
    {
        *("surveyapp", "Redis", "SQLite", "PostgreSQL", "SMTP", "UTC", "Europe", "Riga", "Vilnius", "Admin", "https"),
        *("DOCX", "PDF", "XLSX", "CSV", "PNG", "SVG", "HTML", "ODT", "ODS", "JSON", "YAML", "iCalendar", "zip", "QR"),
        *("EDOC", "ASICE", "ADOC", "PAGE", "NUMPAGES", "PAV", "Word", "image", "svg", "xml", "directions"),
        *("Latviešu", "Lietuvių", "English", "RU"),
    }
)
"""Names: of the product and what it works with, formats and their fields, a method, languages in themselves."""
ELSEWHERE = re.compile(
    r"/sign-out|/language/|[?&](language|lang)=(lv|lt|en)|^/region/.*evaluation|/static/|\.(pdf|png)(\?|$)"
)
"""Addresses not followed: pages and documents that are in another language by what they are, and pictures."""
MOST_PAGES = 110
"""Pages looked at for each role."""
ALIKE = 2
"""Of addresses that differ by a number alone, so many are looked at."""


def written_by_people() -> set[str]:
    """Words of what people wrote: the demonstration, and questionnaires in their other languages."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "surveyapp" / "demonstration").rglob("*.yaml")]
    texts += [path.read_text(encoding="utf-8") for path in (ROOT / "surveys").rglob("l[vt].yaml")]
    return {word for text in texts for word in WORD.findall(text)}


def visible(page: html.HtmlElement) -> Iterator[str]:
    """Texts and labels of a page that are in the language of the page."""
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "code", "kbd", "pre", "textarea"):
            continue
        if any(
            (parent.get("lang") or "ru") != "ru" or parent.tag in ("code", "pre")
            for parent in [element, *element.iterancestors()]
        ):
            if element.tail:
                yield element.tail
            continue
        yield from (element.get(name, "") for name in SHOWN)
        yield from (text for text in (element.text, element.tail) if text)


def texts_of(content: bytes, kind: str) -> Iterator[str]:
    """What stands in a file that was taken away."""
    if "html" in kind or "svg" in kind:
        yield from visible(html.fromstring(content))
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if re.search(r"(sharedStrings|word/document|word/(header|footer)\d*|xl/workbook)\.xml$", name):
                    yield from (str(text) for text in etree.fromstring(archive.read(name)).itertext())
    elif kind.startswith(("text/csv", "text/plain")):
        yield content.decode("utf-8-sig")


def shape(address: str) -> str:
    """The address without what differs between two of a kind."""
    parts = urlsplit(address)
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "*", parts.path)
    return path + "?" + "&".join(sorted(each.partition("=")[0] for each in parts.query.split("&")))


def _works_in(user: User, associations: set[uuid.UUID]) -> bool:
    """Whether an account belongs to one of these associations, or to a region or the whole."""
    return any(grant.association_id is None or grant.association_id in associations for grant in user.grants)


@pytest.mark.slow
def test_every_page_and_file_is_in_its_language(
    app: Flask, new_unit: Callable[[], AbstractContextManager[Unit]]
) -> None:
    with new_unit() as unit:
        load(unit)
        with unit.transaction() as session:
            russian = set(session.scalars(select(Association.id).where(Association.language == "ru")))
            users = session.scalars(select(User)).all()
            for user in users:
                user.language, user.demonstration = "ru", False
            tokens = [user.fs_uniquifier for user in users if _works_in(user, russian)]
    assert len(tokens) >= 3
    allowed = EVERYWHERE | written_by_people()
    strange: defaultdict[str, list[str]] = defaultdict(list)
    looked_at = 0
    for token in tokens:
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
        waiting, seen, alike = deque(["/"]), {"/"}, defaultdict[str, int](int)
        pages = 0
        while waiting and pages < MOST_PAGES:
            address = waiting.popleft()
            answer = client.get(address, follow_redirects=True)
            assert answer.status_code < 500, address
            pages += 1
            kind = answer.content_type or ""
            for text in texts_of(answer.data, kind):
                for word in WORD.findall(ADDRESS.sub(" ", text)):
                    if word not in allowed:
                        strange[word].append(f"{address}: {text.strip()[:80]}")
            if "html" not in kind or answer.headers.get("Content-Disposition", "").startswith("attachment"):
                continue
            for link in html.fromstring(answer.data).iter("a"):
                found = urldefrag(urljoin(answer.request.path, link.get("href", ""))).url
                if found.startswith("/") and found not in seen and not ELSEWHERE.search(found):
                    seen.add(found)
                    alike[shape(found)] += 1
                    if alike[shape(found)] <= ALIKE:
                        waiting.append(found)
        looked_at += pages
    assert looked_at > 150
    assert not strange, "\n".join(f"{word}: {places[0]}" for word, places in sorted(strange.items()))
