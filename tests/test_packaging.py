"""The wheel: built once, it holds the code, the built front end, the compiled catalogues, surveys and migrations."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel as pip would build it, with the tools that are here."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "-q", "-w", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)
    (built,) = folder.glob("surveyapp-*.whl")
    return zipfile.ZipFile(built)


def test_it_holds_what_the_manifest_names(wheel: zipfile.ZipFile) -> None:
    manifest = json.loads(wheel.read("surveyapp/web/static/manifest.json"))
    assert {"staff.css", "staff.js", "respond.css", "respond.js"} <= set(manifest)
    assert {f"surveyapp/web/static/{name}" for name in manifest.values()} <= set(wheel.namelist())


def test_it_holds_every_template(wheel: zipfile.ZipFile) -> None:
    templates = {path.relative_to(ROOT).as_posix() for path in (ROOT / "surveyapp").rglob("templates/**/*.html")}
    assert templates
    assert templates <= set(wheel.namelist())


def test_it_holds_compiled_catalogues_for_every_language(wheel: zipfile.ZipFile) -> None:
    for language in ("lv", "lt", "ru", "en"):
        assert wheel.read(f"surveyapp/translations/{language}/LC_MESSAGES/messages.mo")


def test_surveys_and_migrations_go_with_it(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    for folder in ("surveys", "migrations"):
        files = [path for path in (ROOT / folder).rglob("*") if path.suffix in (".yaml", ".py", ".mako")]
        assert files
        assert {f"surveyapp/_bundled/{path.relative_to(ROOT).as_posix()}" for path in files} <= names


def test_it_leaves_behind_what_only_a_checkout_needs(wheel: zipfile.ZipFile) -> None:
    strays = [
        name for name in wheel.namelist() if name.startswith("tests/") or "/assets/" in name or name.endswith(".po")
    ]
    assert strays == []


def test_the_command_is_called_surveyapp(wheel: zipfile.ZipFile) -> None:
    (entries,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert b"surveyapp = surveyapp.cli:main" in wheel.read(entries)
