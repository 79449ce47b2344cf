"""Opening zipped office files and their XML, which strangers may have made to do harm.

Refused before anything large is unpacked: more entries, more bytes or a higher ratio than a paper of this kind can
have. XML with a document type is refused too, since entities and outside files can only come through one.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from surveyapp.planning.reading.paper import PaperRefused

MOST_ENTRIES = 2000
MOST_BYTES = 60_000_000
"""All entries together, unpacked; pictures of a plan stay well under it."""
MOST_XML_BYTES = 15_000_000
HIGHEST_RATIO = 150
SMALL = 1_000_000
"""Below this a high ratio is harmless: empty tables pack very well."""


class Package:
    """An office file whose directory has been looked through. ``read`` and ``events`` unpack one entry at a time."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise PaperRefused("damaged") from error
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
            raise PaperRefused("unpacks_too_large")
        for entry in entries:
            if entry.file_size > SMALL and entry.file_size > HIGHEST_RATIO * max(1, entry.compress_size):
                raise PaperRefused("unpacks_too_large")
        self.names = frozenset(entry.filename for entry in entries)

    def read(self, name: str) -> bytes:
        """An entry unpacked, at most as large as XML of a plan can be."""
        try:
            with self._zip.open(name) as stream:
                content = stream.read(MOST_XML_BYTES + 1)
        except KeyError as error:
            raise PaperRefused("damaged") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise PaperRefused("damaged") from error
        if len(content) > MOST_XML_BYTES:
            raise PaperRefused("unpacks_too_large")
        return content

    def xml(self, name: str) -> Any:
        """The root element of an XML entry."""
        root = None
        for _, element in self.events(name, ("end",)):
            root = element  # the last to end is the outermost
        if root is None:
            raise PaperRefused("damaged")
        return root

    def events(self, name: str, events: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        """The elements of an XML entry as they are read, so that a reader can stop at what is too much."""
        content = self.read(name)
        context = etree.iterparse(
            io.BytesIO(content),
            events=("start", *(event for event in events if event != "start")),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
        )
        checked = False
        try:
            for event, element in context:
                if not checked:
                    checked = True
                    if element.getroottree().docinfo.internalDTD is not None:
                        raise PaperRefused("unsafe_xml")
                if event in events:
                    yield event, element
        except etree.XMLSyntaxError as error:
            raise PaperRefused("damaged") from error
