"""A small questionnaire with every kind a release can hold, and answers to it."""

from __future__ import annotations

from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any

from surveyapp.dataset import Release, cut, open_release
from surveyapp.definition.model import Indicator, Option, OptionList, Question, Questionnaire, Row, Section
from surveyapp.definition.tree import Answer, Binary, Expression, Literal

USE = OptionList("use", (Option("none", "o.none", 0.0), Option("some", "o.some", 1.0), Option("often", "o.often", 2.0)))
SCALE = tuple(Option(str(value), f"o.{value}", float(value)) for value in range(1, 6))
QUALITY = OptionList("quality-5", SCALE)
IMPORTANCE = OptionList("importance-5", (*SCALE, Option("dk", "o.dk", missing="dont_know")))
SERVICES = tuple(Row(code, f"row.services.{code}") for code in ("consultations", "meetings", "seminars", "trips"))
ACTIVITIES = (Row("a1", "row.plan.a1"), Row("a2", "row.plan.a2"))


def _options(*codes: str) -> OptionList:
    return OptionList("", tuple(Option(code, f"o.{code}") for code in codes))


def _when(row: str | None, operator: str) -> Expression:
    answer = Answer("service_use", row=row) if row else Answer("service_use", this_row=True)
    return Expression("", Binary(operator, answer, Literal("none")))


def questionnaire() -> Questionnaire:
    """Three sections: services, work, about."""
    services = (
        Question("service_use", "matrix", USE, SERVICES, indicator="service.use", core=True),
        Question("service_importance", "matrix", IMPORTANCE, SERVICES, indicator="service.importance", core=True),
        Question(
            "service_satisfaction",
            "matrix",
            QUALITY,
            SERVICES,
            indicator="service.satisfaction",
            core=True,
            rows_shown_if=_when(None, "!="),
        ),
    )
    work = (
        Question(
            "consult_access",
            "rating",
            QUALITY,
            indicator="consultation.access",
            core=True,
            show_if=_when("consultations", "!="),
        ),
        Question("barrier", "multiple", _options("time", "distance"), show_if=_when("consultations", "==")),
        Question("activities", "activity-rating", QUALITY, ACTIVITIES),
        Question(
            "topics",
            "multiple",
            OptionList(
                "",
                (
                    *_options("reading", "catalogue", "law").options,
                    Option("unsure", "o.unsure", missing="dont_know", exclusive=True),
                    Option("other", "o.other", other=True),
                ),
            ),
        ),
        Question("proposals", "proposals"),
        Question("hours", "number"),
        Question("priorities", "ranking", _options("a", "b", "c", "d", "e")),
        Question("money", "allocation", _options("books", "rooms")),
        Question("pairs", "best-worst", _options("a", "b", "c", "d", "e")),
        Question("overall", "rating", QUALITY, indicator="overall.satisfaction", core=True),
        Question("comment", "long-text"),
    )
    about = (
        Question("experience", "single", _options("short", "middle", "long")),
        Question("institution_kind", "single", _options("primary", "secondary", "gymnasium")),
    )
    texts = {
        "title": "Sample",
        "section.work.title": "Work",
        "question.overall.text": "All in all?",
        "row.services.meetings": "Meetings",
        "o.5": "very good",
        "list.quality-5.high": "good end",
    }
    return Questionnaire(
        "sample",
        ("en", "lv"),
        (Section("services", services), Section("work", work), Section("about", about)),
        MappingProxyType({"en": texts, "lv": {"title": "Paraugs", "o.5": "ļoti labi"}}),
        (Indicator("overall.satisfaction", "quality-5", "up"), Indicator("consultation.access", "quality-5", "up")),
    )


def answers(random: Random) -> dict[str, Any]:
    """One respondent who leaves some things out and never answers what she is not shown."""
    row: dict[str, Any] = {}

    def maybe(question: str, value: Any, share: float = 0.9) -> None:
        if random.random() < share:
            row[question] = value

    use = {service.code: random.choice(["none", "some", "often"]) for service in SERVICES if random.random() < 0.95}
    maybe("service_use", use, 1.0 if use else 0.0)
    maybe("service_importance", {s.code: random.choice(["2", "3", "4", "5", "5", "dk"]) for s in SERVICES})
    used = [code for code, often in use.items() if often != "none"]
    if used:
        maybe("service_satisfaction", {code: random.choice("12345") for code in used})
    if use.get("consultations", "none") != "none":
        maybe("consult_access", random.choice("2345"))
    elif "consultations" in use:
        maybe("barrier", random.choice([["time"], ["distance"], ["time", "distance"]]))
    attended = {
        activity.code: {"attended": True, "rating": random.choice("345")}
        if random.random() < 0.8
        else {"attended": True}
        for activity in ACTIVITIES
        if random.random() < 0.6
    }
    maybe("activities", attended, 1.0 if attended else 0.0)
    maybe("topics", random.choice([["reading"], ["catalogue", "law"], ["unsure"], ["law", "other"]]))
    if "other" in row.get("topics", []):
        row["topics.other"] = "drāma"
    maybe("hours", random.choice(["2", "3.5", "0"]))
    maybe("priorities", random.sample(["a", "b", "c", "d", "e"], 4))
    maybe("money", {"books": 60, "rooms": 40})
    maybe("overall", random.choice("23455"))
    maybe("comment", random.choice(["labi", "viss kārtībā", "спасибо"]), 0.4)
    maybe("experience", random.choice(["short", "middle", "long"]), 0.95)
    maybe("institution_kind", random.choice(["primary", "secondary", "gymnasium"]), 0.95)
    return row


def many(count: int, seed: int = 7) -> list[dict[str, Any]]:
    """Answers of so many respondents, the same for the same seed."""
    random = Random(seed)
    return [answers(random) for _ in range(count)]


def release_with(folder: Path, rows: list[dict[str, Any]], invited: int | None = 40) -> Release:
    """These answers cut into a release and opened."""
    return open_release(folder, cut(questionnaire(), rows, invited=invited, folder=folder, sidecar={}))
