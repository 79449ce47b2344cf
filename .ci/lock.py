"""Writes the lock files anew from `pyproject.toml` and says what changed.

    python .ci/lock.py                  every library in its newest release that fits
    python .ci/lock.py none             what is locked stays; only what was added or removed changes
    python .ci/lock.py NAME …           these libraries alone are renewed

The locks hold for every Python and system that the project names (markers), with hashes, without addresses.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ \\;]+)")
# The largest first: the others take its versions, so that one library has one version everywhere.
LARGEST = "requirements-dev.lock"
LOCKS = {
    LARGEST: ["pyproject.toml", "--group", "dev"],
    "requirements.lock": ["pyproject.toml"],
    "requirements-build.lock": ["--group", "build"],
    "requirements-node.lock": ["--group", "node"],
}


def pins(path: Path) -> dict[str, str]:
    """Library → its versions in a lock, several where they differ by Python."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if match := PIN.match(line):
            found.setdefault(match["name"], []).append(match["version"])
    return {name: " and ".join(sorted(versions)) for name, versions in found.items()}


def constraints() -> str:
    """The versions of the largest lock as bounds for the others; those that differ by Python are resolved alike."""
    return "".join(f"{name}=={version}\n" for name, version in pins(ROOT / LARGEST).items() if " and " not in version)


def main(wanted: list[str]) -> int:
    """Write all locks; returns the exit code of the first command that fails, else 0."""
    upgrade = ["--upgrade"] if not wanted else [] if wanted == ["none"] else [f"--upgrade-package={n}" for n in wanted]
    command = [
        sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
        "--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", *upgrade,
    ]  # fmt: skip
    for name, sources in LOCKS.items():
        before = pins(ROOT / name)
        bounds = [] if name == LARGEST else ["--constraint", "-"]
        done = subprocess.run(
            [*command, *sources, *bounds, "--output-file", name], cwd=ROOT, check=False, text=True, input=constraints()
        )
        if done.returncode:
            print(f"{name} was not written. Is the package index reachable? Do the bounds in pyproject.toml agree?")
            return done.returncode
        after = pins(ROOT / name)
        changed = [each for each in sorted({*before, *after}) if before.get(each) != after.get(each)]
        print(f"{name}: {len(after)} libraries, {len(changed)} changed")
        for each in changed:
            print(f"  {each}: {before.get(each, 'new')} → {after.get(each, 'gone')}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
