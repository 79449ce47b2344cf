"""The build hook of the wheel: style sheets, scripts and compiled catalogues go in beside the code.

An editable install (`make run`, `make test`) builds nothing: there the Makefile does, with stamps.
"""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLED = ("surveys", "migrations")
"""Folders at the top of the tree that the wheel carries under `surveyapp/_bundled/` (see `surveyapp/bundled.py`)."""


class BuildHook(BuildHookInterface):  # type: ignore[type-arg] # hatchling leaves its configuration type open
    """Builds the front end and compiles the catalogues before the files of a wheel are collected."""

    def dependencies(self) -> list[str]:
        """Ask for a node of our own where the machine has no npm and nothing was built yet."""
        if shutil.which("npm") or self._manifest.exists():
            return []
        pyproject = tomllib.loads((self._root / "pyproject.toml").read_text(encoding="utf-8"))
        return list(pyproject["dependency-groups"]["node"])

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is missing and add the bundled folders; nothing for an editable install."""
        if version == "editable":
            return
        self._build_assets()
        for catalogue in (self._root / "surveyapp" / "translations").glob("*/LC_MESSAGES/*.po"):
            _compile(catalogue)
        for folder in BUNDLED:
            build_data["force_include"][str(self._root / folder)] = f"surveyapp/_bundled/{folder}"

    @property
    def _root(self) -> Path:
        return Path(self.root)

    @property
    def _manifest(self) -> Path:
        return self._root / "surveyapp" / "web" / "static" / "manifest.json"

    def _build_assets(self) -> None:
        sources = [path for path in (self._root / "surveyapp" / "web" / "assets").rglob("*") if path.is_file()]
        newest = max(path.stat().st_mtime for path in [*sources, self._root / "package-lock.json"])
        if self._manifest.exists() and self._manifest.stat().st_mtime >= newest:
            return
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("The front end is not built and there is no npm: run `make build`, then build the wheel")
        subprocess.run([npm, "ci", "--ignore-scripts", "--silent"], cwd=self._root, check=True)  # noqa: S603 # fixed words
        subprocess.run([npm, "run", "--silent", "build"], cwd=self._root, check=True)  # noqa: S603 # fixed words


def _compile(catalogue: Path) -> None:
    """Write the `.mo` beside a `.po`; fuzzy messages stay out, as everywhere."""
    with catalogue.open("rb") as source:
        messages = read_po(source)
    with catalogue.with_suffix(".mo").open("wb") as target:
        write_mo(target, messages)
