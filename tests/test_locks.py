"""The lock files: each names a whole set, and installing one gives that set whatever has been released since."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
INSTALL = ROOT / ".ci" / "install-lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ASKED = {
    "requirements.lock": PROJECT["project"]["dependencies"],
    "requirements-dev.lock": [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]],
    "requirements-build.lock": PROJECT["dependency-groups"]["build"],
    "requirements-node.lock": PROJECT["dependency-groups"]["node"],
}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {"linux": "Linux", "darwin": "Darwin"}


def pinned(lock: str) -> list[Requirement]:
    """The lines of a lock without their hashes."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (re.sub(r"--hash=\S+", "", line).strip() for line in text.splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def environment(python: str, system: str, extra: str = "") -> dict[str, str]:
    """What markers are asked about, for a Python of a system."""
    return {
        "implementation_name": "cpython", "implementation_version": f"{python}.5", "os_name": "posix",
        "platform_machine": "x86_64", "platform_python_implementation": "CPython", "platform_release": "",
        "platform_system": SYSTEMS[system], "platform_version": "", "python_full_version": f"{python}.5",
        "python_version": python, "sys_platform": system, "extra": extra,
    }  # fmt: skip


def required(name: str, extras: frozenset[str], python: str, system: str) -> Iterator[Requirement]:
    """What an installed library asks for, with these extras; nothing of one that is not installed on this machine."""
    try:
        texts = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for requirement in map(Requirement, texts):
        marker = requirement.marker
        if marker is None or any(marker.evaluate(environment(python, system, extra)) for extra in ("", *extras)):
            yield requirement


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", ASKED)
def test_a_lock_is_closed(lock: str, python: str, system: str) -> None:
    versions = {
        canonicalize_name(pin.name): next(iter(pin.specifier)).version
        for pin in pinned(lock)
        if pin.marker is None or pin.marker.evaluate(environment(python, system))
    }
    waiting = [(Requirement(text), "pyproject.toml") for text in ASKED[lock]]
    seen: set[tuple[str, frozenset[str]]] = set()
    open_ends = []
    while waiting:
        requirement, asker = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in versions or not requirement.specifier.contains(versions[name], prereleases=True):
            open_ends.append(f"{asker} asks for {requirement}; the lock has {versions.get(name, 'none')}")
            continue
        key = (name, frozenset(requirement.extras))
        if key not in seen:
            seen.add(key)
            waiting += [(each, name) for each in required(name, key[1], python, system)]
    assert not open_ends
    assert len(seen) >= len(ASKED[lock])


def test_one_library_has_one_version_in_all_locks() -> None:
    largest = {str(pin) for pin in pinned("requirements-dev.lock")}
    by_name = {pin.name for pin in pinned("requirements-dev.lock")}
    for lock in ("requirements.lock", "requirements-build.lock"):
        others = {str(pin) for pin in pinned(lock) if pin.name in by_name}
        assert {each.partition(";")[0] for each in others} <= {each.partition(";")[0] for each in largest}


@pytest.mark.parametrize("lock", ASKED)
def test_a_lock_names_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text


# --- Installing, beside an index that has moved on ---


class Index:
    """A small package index in a folder, as pip reads it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hashes: dict[str, str] = {}

    def release(self, name: str, version: str, requires: Sequence[str] = (), extras: Sequence[str] = ()) -> None:
        """Put a wheel of one empty module there."""
        place = self.folder / name
        place.mkdir(parents=True, exist_ok=True)
        info = f"{name}-{version}.dist-info"
        about = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
        about += [f"Provides-Extra: {extra}" for extra in extras]
        about += [f"Requires-Dist: {each}" for each in requires]
        files = {
            f"{name}.py": f"version = {version!r}\n",
            f"{info}/METADATA": "\n".join(about) + "\n",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        digests = {
            path: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()) for path, text in files.items()
        }
        files[f"{info}/RECORD"] = "".join(
            f"{path},sha256={digests[path].rstrip(b'=').decode()},{len(text.encode())}\n"
            for path, text in files.items()
        )
        wheel = place / f"{name}-{version}-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            for path, text in files.items():
                archive.writestr(path, text)
        self.hashes[f"{name}=={version}"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
        links = "".join(f'<a href="{each.name}">{each.name}</a>\n' for each in sorted(place.glob("*.whl")))
        (place / "index.html").write_text(f"<!doctype html><html><body>\n{links}</body></html>\n", encoding="utf-8")

    def lock(self, path: Path, *names: str) -> Path:
        """A lock file that pins these."""
        path.write_text("".join(f"{each} --hash=sha256:{self.hashes[each]}\n" for each in names), encoding="utf-8")
        return path


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """``bread`` asks for ``flour`` with an extra, and of each there is a newer release than the locked one."""
    index = Index(tmp_path / "index")
    for version in ("1.0", "2.0"):
        index.release("bread", version, ["flour[fine]>=1.0"])
        index.release("flour", version, ['mill>=1.0; extra == "fine"'], ["fine"])
        index.release("mill", version)
    return index


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """The Python of an empty environment."""
    folder = tmp_path / "environment"
    venv.create(folder, with_pip=True)
    return folder / "bin" / "python"


def settings(index: Index) -> dict[str, str]:
    """pip's settings: this index and no other."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return {**kept, "PIP_INDEX_URL": index.folder.as_uri(), "PIP_CONFIG_FILE": os.devnull}


def test_a_lock_installs_the_same_after_newer_releases(index: Index, python: Path, tmp_path: Path) -> None:
    lock = index.lock(tmp_path / "whole.lock", "bread==1.0", "flour==1.0", "mill==1.0")
    done = subprocess.run([INSTALL, python, lock], env=settings(index), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    said = subprocess.check_output(
        [python, "-c", "import bread, flour, mill; print(bread.version, flour.version, mill.version)"]
    )
    assert said.split() == [b"1.0", b"1.0", b"1.0"]


def test_a_lock_that_is_not_whole_is_refused_with_the_name(index: Index, python: Path, tmp_path: Path) -> None:
    lock = index.lock(tmp_path / "gap.lock", "bread==1.0", "mill==1.0")
    done = subprocess.run([INSTALL, python, lock], env=settings(index), capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "flour" in done.stdout + done.stderr


def test_a_file_that_was_changed_is_refused(index: Index, python: Path, tmp_path: Path) -> None:
    lock = index.lock(tmp_path / "whole.lock", "bread==1.0", "flour==1.0", "mill==1.0")
    index.release("mill", "1.0", ["bread"])
    done = subprocess.run([INSTALL, python, lock], env=settings(index), capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "HASH" in (done.stdout + done.stderr).upper()


def test_every_install_of_the_makefile_goes_this_way() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    installed = re.findall(r"\.ci/install-lock \$\(BIN\)/python (\S+\.lock)", makefile)
    assert sorted(installed) == sorted(ASKED)
    assert "--require-hashes" not in makefile
    assert not re.findall(r"pip\)? install(?!.*--no-deps)", makefile, re.IGNORECASE)


def test_the_python_that_runs_is_one_that_the_project_names() -> None:
    named = [line.rpartition(" ")[2] for line in PROJECT["project"]["classifiers"] if ":: Python :: 3." in line]
    assert tuple(named) == PYTHONS
    assert f"{sys.version_info.major}.{sys.version_info.minor}" in named
