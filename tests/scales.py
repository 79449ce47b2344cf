"""A survey that asks one question by each kind of scale, and a matrix of each; answers for any number of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from surveyapp.dataset import Release, cut, open_release
from surveyapp.definition.loading import Shelf, load_files
from surveyapp.definition.model import Questionnaire

SURVEYS = Path(__file__).parents[1] / "surveys"
LISTS: Mapping[str, str] = {
    "satisfied": "satisfaction-5",
    "important": "importance-5",
    "contact": "frequency-5",
    "used": "use-3",
    "applied": "applied-4",
}
"""Question → the list it is asked by."""
ROWS = ("consultations", "seminars", "exchange_trips", "materials")
TEXTS: Mapping[str, Mapping[str, str]] = {
    "lv": {
        "satisfied": "Cik apmierināti esat ar konsultācijām?",
        "important": "Cik svarīgas jums ir konsultācijas?",
        "contact": "Cik bieži sazināties ar citu skolu bibliotekāriem?",
        "used": "Cik reižu izmantojāt konsultācijas?",
        "applied": "Vai seminārā apgūto lietojat darbā?",
    },
    "ru": {
        "satisfied": "Насколько вы удовлетворены консультациями?",
        "important": "Насколько важны для вас консультации?",
        "contact": "Как часто вы общаетесь с библиотекарями других школ?",
        "used": "Сколько раз вы пользовались консультациями?",
        "applied": "Применяете ли вы в работе то, чему учились на семинаре?",
    },
    "en": {
        "satisfied": "How satisfied are you with consultations?",
        "important": "How important are consultations to you?",
        "contact": "How often are you in touch with librarians of other schools?",
        "used": "How many times did you use consultations?",
        "applied": "Do you use in your work what you learned at the seminar?",
    },
}


def questionnaire() -> Questionnaire:
    """Each list once as a single question and once over `ROWS`."""
    asked = [f"      - {{id: {name}, kind: single, options: {used}}}" for name, used in LISTS.items()]
    asked += [
        f"      - {{id: {name}_by, kind: matrix, options: {used}, rows: [{', '.join(ROWS)}]}}"
        for name, used in LISTS.items()
    ]
    files = {
        "questionnaire.yaml": "\n".join(
            [
                "key: scales",
                f"languages: [{', '.join(TEXTS)}]",
                "sections:",
                "  - id: only",
                "    questions:",
                *asked,
                "",
            ]
        )
    }
    services = load_texts()
    for language, words in TEXTS.items():
        rows = ", ".join(f"{row}: {services[language][row]!r}" for row in ROWS)
        lines = ["title: Scales", "sections: {only: {title: Only}}", "questions:"]
        lines += [f"  {name}: {{text: {text!r}}}" for name, text in words.items()]
        lines += [f"  {name}_by: {{text: {text!r}, rows: {{{rows}}}}}" for name, text in words.items()]
        files[f"texts/{language}.yaml"] = "\n".join([*lines, ""])
    loaded = load_files(files, Shelf(SURVEYS / "lists", SURVEYS / "indicators.yaml"))
    assert loaded.errors == (), loaded.errors
    assert loaded.questionnaire is not None
    return loaded.questionnaire


def load_texts() -> Mapping[str, Mapping[str, str]]:
    """The services' names as they ship."""
    return {
        "lv": {
            "consultations": "Konsultācijas",
            "seminars": "Semināri un kursi",
            "exchange_trips": "Pieredzes apmaiņas braucieni",
            "materials": "Metodiskie materiāli",
        },
        "ru": {
            "consultations": "Консультации",
            "seminars": "Семинары и курсы",
            "exchange_trips": "Поездки по обмену опытом",
            "materials": "Методические материалы",
        },
        "en": {
            "consultations": "Consultations",
            "seminars": "Seminars and courses",
            "exchange_trips": "Experience-exchange trips",
            "materials": "Methodical materials",
        },
    }


def shares(steps: int, place: int) -> list[int]:
    """How the answers fall, in parts of a whole; another shape for each row."""
    shapes = ([1, 1, 2, 4, 4], [2, 3, 3, 3, 1], [4, 3, 2, 2, 1], [0, 1, 1, 4, 6])
    shape = shapes[place % len(shapes)]
    return shape if steps == 5 else [shape[0] + shape[1], shape[2], shape[3] + shape[4]]


def spread(codes: Sequence[str], n: int, place: int) -> list[str]:
    """So many answers in these shares, in order."""
    parts = shares(len(codes), place)
    whole = sum(parts)
    ends = [sum(parts[: at + 1]) * n / whole for at in range(len(parts))]
    return [codes[next(at for at, end in enumerate(ends) if person < end)] for person in range(n)]


def release_of(folder: Path, n: int, invited: int, **answers: Sequence[str]) -> Release:
    """A release of so many people; *answers* gives a question's own instead of the usual shares."""
    asked = questionnaire()
    rows: list[dict[str, Any]] = [{} for _ in range(n)]
    for name in LISTS:
        options = asked.question(name).options
        assert options is not None
        real = sorted((each for each in options.options if each.missing is None), key=lambda each: each.value or 0)
        codes = [each.code for each in real]
        for person, code in enumerate(answers.get(name, spread(codes, n, 0))):
            rows[person][name] = code
        for place, row in enumerate(ROWS):
            for person, code in enumerate(spread(codes, n, place)):
                rows[person].setdefault(f"{name}_by", {})[row] = code
    return open_release(folder, cut(asked, rows, invited=invited, folder=folder, sidecar={}))
