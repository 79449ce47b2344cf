"""Releases of any size without their respondents: random codes in the columns of a questionnaire."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from surveyapp.dataset import Structure
from surveyapp.dataset.coding import Coded
from surveyapp.dataset.cutting import keep
from surveyapp.dataset.structure import NOT_SHOWN, UNANSWERED, structure_of
from surveyapp.definition.model import Indicator, Option, OptionList, Question, Questionnaire, Section

SILENT = 0.06
"""Share of cells left out."""
TEXTS = tuple(f"We would like more of topic {number} and a visit to another library" for number in range(400))


def thirty() -> Questionnaire:
    """Thirty questions: 24 ratings, two choices about oneself, two with several answers, two texts."""
    scale = OptionList("quality-5", tuple(Option(str(v), f"o.{v}", float(v)) for v in range(1, 6)))
    own = OptionList("", tuple(Option(code, f"o.{code}") for code in ("a", "b", "c", "d", "e")))
    ratings = [Question(f"rating_{n}", "rating", scale) for n in range(23)]
    overall = Question("overall", "rating", scale, indicator="overall.satisfaction", core=True)
    several = [Question(f"several_{n}", "multiple", own) for n in range(2)]
    texts = [Question(f"text_{n}", "long-text") for n in range(2)]
    about = [Question(name, "single", own) for name in ("experience", "institution_kind")]
    return Questionnaire(
        "thirty",
        ("en",),
        (Section("all", (*ratings, overall, *several, *texts)), Section("about", tuple(about))),
        MappingProxyType({"en": MappingProxyType({"title": "Thirty questions"})}),
        (Indicator("overall.satisfaction", "quality-5", "up"),),
    )


def synthetic(questionnaire: Questionnaire, responses: int, folder: Path, invited: int | None = None) -> str:
    """Write a release of so many random responses and return its id; N is a quarter more, unless told."""
    structure = structure_of(questionnaire)
    coded = _coded(structure, responses)
    return keep(
        questionnaire,
        coded,
        invited=invited or responses + responses // 4,
        folder=folder,
        sidecar={"mode": "anonymous"},
    )


def _coded(structure: Structure, responses: int) -> Coded:
    random = np.random.default_rng(responses)
    closed = [column for column in structure.columns.values() if column.type == "codes"]
    opened = [column for column in structure.columns.values() if column.type != "codes"]
    codes = {}
    for column in closed:
        cells = random.integers(0, len(column.codes), responses, dtype=np.uint8)
        cells[random.random(responses, dtype=np.float32) < SILENT] = UNANSWERED
        if column.conditional:
            cells[random.random(responses, dtype=np.float32) < SILENT] = NOT_SHOWN
        codes[column.key] = cells
    pool = pa.array(TEXTS, pa.large_string())
    return Coded(
        responses,
        codes,
        {column.key: np.zeros(responses, dtype=np.uint8) for column in opened},
        {c.key: random.integers(0, 60, responses).astype(np.float64) for c in opened if c.type == "number"},
        {c.key: pool.take(pa.array(random.integers(0, len(TEXTS), responses))) for c in opened if c.type == "text"},
        hashlib.sha256(f"synthetic {responses}".encode()).hexdigest(),
    )
