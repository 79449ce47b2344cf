"""Opening a release: memory-mapped columns which numpy reads without a copy, shared between worker processes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import default_rng
from numpy.typing import NDArray

from surveyapp.dataset.structure import (
    FORMAT,
    PAIR,
    UNANSWERED,
    Labels,
    ReleaseColumn,
    Structure,
    from_json,
    state_key,
)

_HASHED_AT_OPENING = 4_000_000
"""Files up to so many bytes are hashed whenever they are opened; larger ones if they were touched since the cutting."""
_SIDECAR = frozenset(
    ("format", "id", "n", "invited", "bytes", "sha256", "written", "structure", "structure_hash", "texts_hash", "run")
)
SEGMENTS_BY = "segments_by"
"""In what the run said of itself: the background question that was chosen before opening, "" for none."""
_ID = re.compile(r"[0-9a-f]{64}", re.ASCII)
_CHUNK = 1 << 20


class DamagedRelease(Exception):
    """A release whose file is missing, half written or changed: it is to be cut again."""

    def __init__(self, release_id: str, reason: str) -> None:
        super().__init__(f"release {release_id[:12]}: {reason}")
        self.release_id = release_id
        self.reason = reason


class UnknownColumn(KeyError):
    """A question, column or code that the release does not have: withdrawn since, or an address that was forged."""


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """The answers of one run, or those of one segment of it (`filter`)."""

    id: str
    invited: int | None
    """N: invited and not cancelled at closing; None for a shared link."""
    structure: Structure
    structure_hash: str
    texts_hash: str
    run: Mapping[str, Any]
    """What the run said of itself when it was cut: association, period, mode, date …"""
    table: pa.Table = field(repr=False)
    places: NDArray[np.intp] | None = field(default=None, repr=False)
    """The rows of a segment, ascending; None for all."""

    @property
    def n(self) -> int:
        """Responses in this release, or in this segment of it."""
        return int(self.table.num_rows if self.places is None else len(self.places))

    def _read(self, key: str) -> NDArray[Any]:
        column = self.table.column(key)
        if column.num_chunks == 0:
            return np.zeros(0, dtype=column.type.to_pandas_dtype())
        cells: NDArray[Any] = column.chunk(0).to_numpy(zero_copy_only=True)
        return cells if self.places is None else cells.take(self.places)

    def column(self, key: str) -> ReleaseColumn:
        """What the column is. `UnknownColumn` where there is none."""
        try:
            return self.structure.columns[key]
        except KeyError as error:
            raise UnknownColumn(key) from error

    def codes(self, key: str) -> NDArray[np.uint8]:
        """Cells of a closed column, or states of a number or text column (0 is there, 254, 255): shape (n,).

        Without a filter this is the mapped file itself, read-only. `UnknownColumn` where there is none.
        """
        column = self.column(key)
        return self._read(key if column.type == "codes" else state_key(key))

    def numbers(self, key: str) -> NDArray[np.float64]:
        """Cells of a number column, NaN where there is none: shape (n,)."""
        if self.column(key).type != "number":
            raise UnknownColumn(key)
        return self._read(key)

    def texts(self, key: str, most: int | None = None) -> list[str]:
        """Texts that were written, in no order that means anything outside this column; at most so many, by lot.

        Sorted by a hash of the text with the release's id, so that the place of a text tells nothing of its row.
        """
        if self.column(key).type != "text":
            raise UnknownColumn(key)
        cells = self.table.column(key)
        inside = pc.fill_null(pc.greater(pc.binary_length(cells), 0), False).to_numpy()
        places = np.flatnonzero(inside) if self.places is None else self.places[inside[self.places]]
        if most is not None and len(places) > most:
            lot = default_rng(int(self.id[:16], 16))
            places = lot.choice(places, most, replace=False)
        written = cells.take(pa.array(places, pa.int64())).to_pylist()
        return sorted(written, key=lambda text: hashlib.sha256(f"{self.id}{key}{text}".encode()).digest())

    def days(self, key: str) -> NDArray[np.datetime64]:
        """Days of a date column that were given, in the order of the rows: shape (answered,), dtype datetime64[D].

        `UnknownColumn` for a column that holds no dates.
        """
        column = self.column(key)
        if column.type != "text" or column.measure != "date":
            raise UnknownColumn(key)
        rows = np.arange(self.table.num_rows) if self.places is None else self.places
        places = rows[self.codes(key) < UNANSWERED]
        cells = self.table.column(key).take(pa.array(places, pa.int64()))
        days: NDArray[np.datetime64] = pc.cast(cells, pa.date32()).to_numpy().astype("datetime64[D]")
        return days

    def pairs(self) -> tuple[str | None, ...]:
        """For each row the key that pairs it with the same respondent's row of another year, None for none.

        Empty where nothing pairs this release. ValueError for a segment: pairs are of whole years.
        """
        if self.places is not None:
            raise ValueError("pairs are of whole years")
        return tuple(self.table.column(PAIR).to_pylist()) if PAIR in self.table.column_names else ()

    def filter(self, key: str, code: str) -> Release:
        """The segment that gave this answer. One dimension at a time: filtering a segment again is refused.

        `UnknownColumn` for a column or code the release does not have, ValueError for a second filter.
        """
        if self.places is not None:
            raise ValueError("a release is filtered by one dimension at a time")
        column = self.column(key)
        if column.type != "codes" or code not in column.codes:
            raise UnknownColumn(f"{key}={code}")
        return replace(self, places=np.flatnonzero(self.codes(key) == np.uint8(column.codes.index(code))))

    def labels(self, language: str) -> Labels:
        """Labels in a language; the source language stands in for one the questionnaire does not have."""
        return self.structure.labels(language)


def data_path(folder: Path, release_id: str) -> Path:
    """The file with the columns."""
    return folder / f"{release_id}.arrow"


def sidecar_path(folder: Path, release_id: str) -> Path:
    """The file with structure, labels and run."""
    return folder / f"{release_id}.json"


def open_release(folder: Path, release_id: str) -> Release:
    """Open a release, in milliseconds at any size.

    `DamagedRelease` where sidecar or data are missing, cut short or changed. A file of more than 4 MB whose time of
    change is still that of the cutting is not hashed again; `verify` hashes it. ValueError for an id that is none. An
    open release stays readable while its file is replaced.
    """
    if not _ID.fullmatch(release_id):
        raise ValueError("a release's id is 64 hexadecimal digits")
    data, sidecar = data_path(folder, release_id), sidecar_path(folder, release_id)
    try:
        stamps = tuple((path.stat().st_mtime_ns, path.stat().st_size) for path in (data, sidecar))
    except OSError as error:
        raise DamagedRelease(release_id, "a file is missing") from error
    return _open(folder, release_id, stamps)


@lru_cache(maxsize=64)
def _open(folder: Path, release_id: str, stamps: tuple[tuple[int, int], ...]) -> Release:
    document = _sidecar(folder, release_id)
    data = data_path(folder, release_id)
    if stamps[0][1] != document["bytes"]:
        raise DamagedRelease(release_id, "the data file has another size")
    untouched = document["bytes"] > _HASHED_AT_OPENING and document["written"] == stamps[0][0]
    if not untouched and _hash(data) != document["sha256"]:
        raise DamagedRelease(release_id, "the data file was changed")
    try:
        structure = from_json(document["structure"])
        table = pa.ipc.open_file(pa.memory_map(str(data), "r")).read_all()
    except (KeyError, TypeError, ValueError, OSError, pa.ArrowException) as error:
        raise DamagedRelease(release_id, "the file cannot be read") from error
    if table.num_rows != document["n"]:
        raise DamagedRelease(release_id, "rows are missing")
    return Release(
        release_id,
        document["invited"],
        structure,
        document["structure_hash"],
        document["texts_hash"],
        MappingProxyType(document["run"]),
        table,
    )


def verify(folder: Path, release_id: str) -> None:
    """Hash the whole data file and compare. `DamagedRelease` where it is not what was cut."""
    document = _sidecar(folder, release_id)
    data = data_path(folder, release_id)
    if not data.is_file() or data.stat().st_size != document["bytes"] or _hash(data) != document["sha256"]:
        raise DamagedRelease(release_id, "the data file is missing or was changed")


def list_releases(folder: Path) -> tuple[str, ...]:
    """Ids of all releases in a folder that have a sidecar, sorted."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.stem for path in folder.glob("*.json") if _ID.fullmatch(path.stem)))


def remove(folder: Path, release_id: str) -> None:
    """Delete a release at once, as erasure demands; nothing happens where there is none."""
    for path in (sidecar_path(folder, release_id), data_path(folder, release_id)):
        path.unlink(missing_ok=True)
    forget()


def forget() -> None:
    """Let go of all releases this process has open."""
    _open.cache_clear()


def _sidecar(folder: Path, release_id: str) -> dict[str, Any]:
    try:
        document = json.loads(sidecar_path(folder, release_id).read_bytes())
    except (OSError, ValueError) as error:
        raise DamagedRelease(release_id, "the sidecar is missing or cannot be read") from error
    if not isinstance(document, dict) or not set(document) >= _SIDECAR or document["id"] != release_id:
        raise DamagedRelease(release_id, "the sidecar is not of this release")
    if document["format"] != FORMAT:
        raise DamagedRelease(release_id, "the release was cut by another version")
    return document


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
