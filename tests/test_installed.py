"""The wheel of a clean clone, installed with the locked libraries into an empty environment, serves the demonstration.

Nothing of this checkout is in reach of it: neither as the folder it runs in nor on the path Python searches.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import venv
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120
"""Seconds in which the demonstration must have been made and answer."""


def tools() -> dict[str, str]:
    """The environment of a build: this environment's commands first, for a node that came with them."""
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.slow
def test_a_wheel_installed_alone_serves_the_demonstration(tmp_path: Path) -> None:
    clone, wheels, away = tmp_path / "clone", tmp_path / "wheels", tmp_path / "away"
    away.mkdir()
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(clone)], check=True)
    build = [sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "-q", "-w", str(wheels)]
    subprocess.run(build, cwd=clone, env=tools(), check=True)
    (wheel,) = wheels.glob("surveyapp-*.whl")

    venv.create(tmp_path / "environment", with_pip=True)
    python = tmp_path / "environment" / "bin" / "python"
    uncompiled = {**os.environ, "PIP_NO_COMPILE": "1"}
    subprocess.run([clone / ".ci" / "install-lock", python, clone / "requirements.lock"], env=uncompiled, check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", str(wheel)], check=True)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    environment["SURVEYAPP_INSTANCE"] = str(away / "instance")
    said = away / "said"
    with said.open("wb") as log:
        process = subprocess.Popen(
            [python.with_name("surveyapp"), "run", "--demonstration", "--port", str(port)],
            cwd=away, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        page = _first_page(f"http://127.0.0.1:{port}/sign-in", process, said)
        for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
            assert httpx.get(f"http://127.0.0.1:{port}{address}").status_code == 200
        assert "/static/" in page
        asked = [str(python), "-c", "import surveyapp; print(surveyapp.__file__)"]
        where = subprocess.check_output(asked, cwd=away, env=environment, text=True)
        assert where.startswith(str(tmp_path / "environment"))
    finally:
        process.terminate()
        process.wait()


def _first_page(address: str, process: subprocess.Popen[bytes], said: Path) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            answer = httpx.get(address)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            assert answer.status_code == 200, answer.text
            return answer.text
    raise AssertionError(said.read_text(encoding="utf-8"))
