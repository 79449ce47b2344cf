"""Addresses of the built style sheets, scripts, fonts and icon: names in, hashed addresses out.

The hash in a file's name changes with its content, so browsers may keep every file for good.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from flask import url_for

STATIC_FOLDER = Path(__file__).resolve().parents[1] / "static"


class AssetsNotBuilt(RuntimeError):
    """The front end was not built, or lacks the file asked for."""


def asset_url(name: str) -> str:
    """Return the address of a built file by its plain name, such as "staff.css".

    Raises `AssetsNotBuilt` when there is no such file; says what to run.
    """
    files = _manifest(STATIC_FOLDER)
    if name not in files:
        raise AssetsNotBuilt(f"No asset {name!r} among {', '.join(sorted(files))}: run `make build`")
    return url_for("static", filename=files[name])


@cache
def _manifest(folder: Path) -> dict[str, str]:
    """Names of the built files by plain name, read once per process."""
    path = folder / "manifest.json"
    if not path.is_file():
        raise AssetsNotBuilt(f"There is no {path}: run `make build`")
    files: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return files
