"""A questionnaire of two hundred questions: checking its files, opening it in the builder, previewing a change.

The floors: for checking, cutting the same files into YAML's own events; for pages, the limit one should not feel.
"""

from __future__ import annotations

import logging
import re
import statistics
import tempfile
import time
from collections.abc import Callable

import yaml

from benchmarks.results import Measured
from surveyapp.app import create_app
from surveyapp.bundled import bundled_path
from surveyapp.cli import database
from surveyapp.config import Config
from surveyapp.definition.loading import Shelf, load_files
from surveyapp.services.access import SYSTEM
from surveyapp.services.database import open_unit
from surveyapp.services.drafting import begin_draft
from surveyapp.services.questionnaires import Owner
from surveyapp.store.accounts import Grant, RoleName, User
from surveyapp.store.regions import Region
from surveyapp.web.shared.logging import configure_logging

QUESTIONS = 200
PARTS = 10
ROUNDS = 9
PAGE_LIMIT, PREVIEW_LIMIT = 1000.0, 300.0
KINDS = {
    "rating": "        scale: quality-5",
    "single": "        options: topics",
    "multiple": "        options: partners\n        max: 3",
    "number": "        max: 100",
    "long-text": "        max_length: 900",
}


def files() -> dict[str, str]:
    """A large questionnaire in two languages, every fourth question behind a condition."""
    lines, texts = ["key: large", "languages: [lv, en]", "sections:"], {"lv": ["title: T"], "en": ["title: T"]}
    parts, words = ["sections:"], ["questions:"]
    for part in range(PARTS):
        lines += [f"  - id: part_{part}", "    questions:"]
        parts.append(f"  part_{part}: {{title: Part {part}, intro: About the year.}}")
        for number in range(part * QUESTIONS // PARTS, (part + 1) * QUESTIONS // PARTS):
            kind = list(KINDS)[number % len(KINDS)]
            lines += [f"      - id: q{number}", f"        kind: {kind}", KINDS[kind]]
            if number % 4 == 3:
                lines.append(f"        show_if: answered(q{number - 1})")
            words.append(f"  q{number}: {{text: How was thing number {number}?, help: In your own words.}}")
    made = {"questionnaire.yaml": "\n".join(lines) + "\n"}
    bodies = {language: "\n".join([*own, *parts, *words]) + "\n" for language, own in texts.items()}
    return made | {f"texts/{language}.yaml": body for language, body in bodies.items()}


def measure() -> list[Measured]:
    """Milliseconds, the median of some rounds; a ratio above 1 is slower than the floor."""
    large = files()
    shelf = Shelf(bundled_path("surveys") / "lists", bundled_path("surveys") / "indicators.yaml")
    errors = load_files(large, shelf).errors
    if errors:
        raise RuntimeError(f"the questionnaire of the benchmark is faulty: {errors[:3]}")
    check = _median(lambda: load_files(large, shelf))
    floor = _median(lambda: [list(yaml.parse(text, Loader=yaml.CSafeLoader)) for text in large.values()])
    page, preview = _pages(large)
    return [
        Measured("check 200 questions", check, "ms", floor, check / floor),
        Measured("builder on 200 questions", page, "ms (limit)", PAGE_LIMIT, page / PAGE_LIMIT),
        Measured("preview after a change", preview, "ms (limit)", PREVIEW_LIMIT, preview / PREVIEW_LIMIT),
    ]


def _pages(large: dict[str, str]) -> tuple[float, float]:
    with tempfile.TemporaryDirectory(prefix="surveyapp-bench-") as name:
        config = Config.from_environment({"SURVEYAPP_INSTANCE": name, "SURVEYAPP_LANGUAGE": "en"})
        database.upgrade(config)
        with open_unit(config) as unit:
            with unit.transaction() as session:
                region = Region(names={"en": "Region"})
                session.add(region)
                session.flush()
                user = User(email="centre@bench.example", name="Centre", language="en")
                user.grants.append(Grant(role=RoleName.REGIONAL_CENTRE, region_id=region.id))
                session.add(user)
                session.flush()
                region_id, identity = region.id, user.fs_uniquifier
            draft = begin_draft(unit, SYSTEM, Owner(region_id=region_id), large)
        app = create_app(config)
        # A line for every request would stand among the figures.
        configure_logging(logging.WARNING)
        client = app.test_client()
        with client.session_transaction() as visit:
            visit["_user_id"], visit["_fresh"] = identity, True
        address = f"/questionnaires/draft/{draft}/"

        def get(path: str) -> str:
            answer = client.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status}")
            return answer.text

        page = _median(lambda: get(address))
        form = get(f"{address}question/q100")
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
        assert found is not None
        fields = {"csrf_token": found[1], "text-lv-text": "Changed?", "list": "quality-5"}

        def change() -> None:
            if client.post(f"{address}question/q100/preview", data=fields).status_code != 200:
                raise RuntimeError("the preview was refused")

        preview = _median(change)
        with app.app_context():
            app.extensions["sqlalchemy"].engine.dispose()
        return page, preview


def _median(deed: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        deed()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    for each in measure():
        print(f"{each.name}: {each.value:.0f} {each.unit}, floor {each.floor:.0f}")
