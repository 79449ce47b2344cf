"""The browser's evaluator of conditions agrees with the server's on every shared vector."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
VECTORS: list[dict[str, Any]] = json.loads(
    (HERE.parents[1] / "definition" / "expression_vectors.json").read_text(encoding="utf-8")
)


def outcomes(vectors: list[dict[str, Any]]) -> list[Any]:
    """What the script says, run by the node of the machine or of the environment."""
    node = shutil.which("node") or str(Path(sys.executable).with_name("node"))
    done = subprocess.run(
        [node, str(HERE / "evaluate_vectors.js")],
        input=json.dumps(vectors),
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    return list(json.loads(done.stdout))


def test_both_sides_agree() -> None:
    found = outcomes(VECTORS)
    wrong = [
        (vector["source"], vector["answers"], vector["expected"], outcome)
        for vector, outcome in zip(VECTORS, found, strict=True)
        # 1 == True in Python, but not here.
        if outcome != vector["expected"] or isinstance(outcome, bool) != isinstance(vector["expected"], bool)
    ]
    assert wrong == []


def test_a_name_of_the_language_is_no_answer() -> None:
    tree = ["answered", ["answer", "constructor"]]
    of_row = ["answered", ["answer", "grid", "toString"]]
    assert outcomes([{"tree": tree, "answers": {}}, {"tree": of_row, "answers": {"grid": {}}}]) == [False, False]
