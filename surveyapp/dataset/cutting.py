"""Cutting a release: answers in, an immutable file named by its content out."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from surveyapp.dataset.batches import Answers
from surveyapp.dataset.coding import Coded, encode
from surveyapp.dataset.release import DamagedRelease, Release, data_path, sidecar_path, verify
from surveyapp.dataset.structure import FORMAT, PAIR, Structure, state_key, structure_of, to_json
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.versions import structure_hash, texts_hash


def cut(
    questionnaire: Questionnaire,
    rows: Iterable[Answers | str],
    *,
    invited: int | None,
    folder: Path,
    sidecar: Mapping[str, Any],
    pairs: Sequence[str | None] | None = None,
) -> str:
    """Write the release of these rows and return its id, the hash of structure, N and sorted rows.

    Each row holds one respondent's canonical answers, as a mapping or as its JSON. `sidecar` is what is to be known of
    the run (association, period, mode, date), as JSON values; it is not part of the name. `pairs` holds for each row an
    opaque key that equals the key of the same respondent's row in another year, or None. A release that is there and
    whole is left alone; a damaged one is replaced. Files appear whole or not at all, data before sidecar, so that two
    processes cutting at once leave one release. Raises `UnreadableAnswer` for rows that do not fit the questionnaire.
    """
    structure = structure_of(questionnaire)
    coded = encode(questionnaire, structure, rows, pairs)
    return keep(questionnaire, coded, invited=invited, folder=folder, sidecar=sidecar)


def keep(
    questionnaire: Questionnaire, coded: Coded, *, invited: int | None, folder: Path, sidecar: Mapping[str, Any]
) -> str:
    """Write the release of rows that are coded already, as `cut` does."""
    structure = structure_of(questionnaire)
    meaning = structure_hash(questionnaire)
    release_id = _name(meaning, invited, coded)
    with contextlib.suppress(DamagedRelease):
        verify(folder, release_id)
        return release_id
    data = _arrow(structure, coded)
    folder.mkdir(parents=True, exist_ok=True)
    _write(data_path(folder, release_id), data)
    document = {
        "format": FORMAT,
        "id": release_id,
        "n": coded.n,
        "invited": invited,
        "bytes": data.size,
        "sha256": hashlib.sha256(data).hexdigest(),
        "written": data_path(folder, release_id).stat().st_mtime_ns,
        "structure_hash": meaning,
        "texts_hash": texts_hash(questionnaire),
        "run": dict(sidecar),
        "structure": to_json(structure),
    }
    _write(sidecar_path(folder, release_id), json.dumps(document, ensure_ascii=False, sort_keys=True).encode())
    return release_id


def uncut(
    questionnaire: Questionnaire, rows: Iterable[Answers | str], pairs: Sequence[str | None] | None = None
) -> Release:
    """What a release of these rows would hold, in the order they are given and in memory alone.

    For comparing two states of the same answers respondent by respondent before one of them is cut: nothing of it may
    be shown or kept.
    """
    structure = structure_of(questionnaire)
    table = pa.Table.from_batches([_batch(structure, encode(questionnaire, structure, rows, pairs, as_given=True))])
    return Release("", None, structure, structure_hash(questionnaire), texts_hash(questionnaire), {}, table)


def _name(meaning: str, invited: int | None, coded: Coded) -> str:
    return hashlib.sha256(f"{FORMAT}\n{meaning}\n{invited}\n{coded.n}\n{coded.fingerprint}\n".encode()).hexdigest()


def _arrow(structure: Structure, coded: Coded) -> pa.Buffer:
    """One record batch in Arrow's file format, uncompressed, so that it can be mapped."""
    batch = _batch(structure, coded)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue()


def _batch(structure: Structure, coded: Coded) -> pa.RecordBatch:
    arrays: dict[str, pa.Array] = {}
    for key, column in structure.columns.items():
        if column.type == "codes":
            arrays[key] = pa.array(coded.codes[key], type=pa.uint8())
            continue
        arrays[state_key(key)] = pa.array(coded.states[key], type=pa.uint8())
        if column.type == "number":
            arrays[key] = pa.array(coded.numbers[key], type=pa.float64())
        else:
            arrays[key] = coded.texts[key]
    if coded.pairs is not None:
        arrays[PAIR] = coded.pairs
    # A batch without columns has no rows either; the number of responses is kept by a column of its own.
    arrays["#"] = pa.array(np.zeros(coded.n, dtype=np.uint8))
    return pa.record_batch(list(arrays.values()), names=list(arrays))


def _write(path: Path, content: bytes | pa.Buffer) -> None:
    """Write a file whole: beside its place, to disk, then into its place."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
