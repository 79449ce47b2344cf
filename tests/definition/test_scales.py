"""Scales say what they are, what counts as low and as high; versions that say nothing are read by one rule."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from surveyapp.definition.diff import difference
from surveyapp.definition.document import from_document, to_document
from surveyapp.definition.loading import Shelf, load_files, load_questionnaire
from surveyapp.definition.model import Option, OptionList, Question, Questionnaire, Section
from surveyapp.definition.scales import POLARITIES, former_sides, mistakes, polarity_of, sides_of, steps_of
from surveyapp.definition.schema import schema
from surveyapp.definition.versions import structure_hash
from surveyapp.definition.writing.document import to_files
from tests.dataset.sample import questionnaire as undeclared_sample

SURVEYS = Path(__file__).parents[2] / "surveys"
SHELF = Shelf(SURVEYS / "lists", SURVEYS / "indicators.yaml")


def shipped(name: str) -> OptionList:
    asked = f"""
key: one
languages: [en]
sections:
  - id: only
    questions:
      - {{id: q, kind: single, options: {name}}}
"""
    texts = "title: One\nsections: {only: {title: Only}}\nquestions: {q: {text: What?}}\n"
    loaded = load_files({"questionnaire.yaml": asked, "texts/en.yaml": texts}, SHELF)
    assert loaded.errors == ()
    assert loaded.questionnaire is not None
    options = loaded.questionnaire.question("q").options
    assert options is not None
    return options


@pytest.mark.parametrize(
    ("name", "polarity", "low", "high"),
    [
        ("satisfaction-5", "bipolar", ["1", "2"], ["4", "5"]),
        ("quality-5", "bipolar", ["1", "2"], ["4", "5"]),
        ("importance-5", "unipolar", ["1", "2"], ["4", "5"]),
        ("usefulness-5", "unipolar", ["1", "2"], ["4", "5"]),
        ("frequency-5", "frequency", ["never"], ["monthly", "weekly"]),
        ("use-3", "frequency", ["none"], ["three_or_more"]),
        ("applied-4", "ordered", ["not_yet"], ["yes"]),
        ("followed-up-5", "ordered", ["no"], ["yes"]),
    ],
)
def test_every_scale_that_ships_says_what_it_is(name: str, polarity: str, low: list[str], high: list[str]) -> None:
    options = shipped(name)
    sides = sides_of(options)
    assert options.polarity == polarity
    assert [code for code, side in sides.items() if side == "low"] == low
    assert [code for code, side in sides.items() if side == "high"] == high
    assert not {option.code for option in options.options if option.missing} & sides.keys()


def test_no_scale_ships_without_it() -> None:
    for path in sorted((SURVEYS / "lists").glob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        scale = any("value" in option for option in document["options"])
        assert scale == ("polarity" in document), path.name


def scale(count: int, *, name: str = "", **declared: str) -> OptionList:
    """A scale of so many answers; declared as _1="low" and so on."""
    sides = {key.removeprefix("_"): side for key, side in declared.items() if key.startswith("_")}
    options = (Option(str(n), f"o.{n}", float(n), counts=sides.get(str(n))) for n in range(1, count + 1))  # type: ignore[arg-type]
    return OptionList(name, (*options, Option("dk", "o.dk", missing="dont_know")), declared.get("polarity"))  # type: ignore[arg-type]


def test_what_declares_nothing_is_read_by_the_rule_of_its_time() -> None:
    assert polarity_of(scale(5)) == "bipolar"
    assert polarity_of(scale(5, name="importance-5")) == "unipolar"
    assert polarity_of(scale(5, name="frequency-5")) == "frequency"
    # What was merged stays merged: another way of merging beside the first would tell more than either.
    assert list(sides_of(scale(5, name="frequency-5")).values()) == ["low", "low", None, "high", "high"]
    assert former_sides(4) == ("low", "low", "high", "high")
    assert former_sides(3) == ("low", None, "high")
    assert former_sides(2) == ("low", "high")
    assert former_sides(1) == (None,)
    assert polarity_of(OptionList("", (Option("a", "a"), Option("b", "b")))) is None


def test_old_versions_keep_their_hash() -> None:
    """The hashes as they were before scales declared anything."""
    assert structure_hash(undeclared_sample()).startswith("184ad6a658f59e71385f33e9")
    # The lists of this one say what held before, so it is still the same structure …
    assert structure_hash(load_questionnaire(SURVEYS / "needs-assessment")).startswith("cdb4d4e59f6165899ec083d5")
    # … while the year's survey asks how often, of which only "never" counts as low now.
    assert not structure_hash(load_questionnaire(SURVEYS / "year-end")).startswith("10b4e336a8e057ef36f7e76d")


def asked(options: OptionList) -> Questionnaire:
    texts = {"title": "T", "section.s.title": "S", "question.q.text": "Q?"}
    texts |= {f"o.{n}": f"Answer {n}" for n in (*range(1, 10), "dk")}
    return Questionnaire("k", ("en",), (Section("s", (Question("q", "rating", options),)),), {"en": texts})


def test_a_declaration_that_says_the_rule_changes_nothing_and_any_other_does() -> None:
    old = asked(scale(5))
    same = asked(scale(5, polarity="bipolar", _1="low", _2="low", _4="high", _5="high"))
    assert structure_hash(old) == structure_hash(same)
    assert difference(old, same) == ()
    fewer = asked(scale(5, polarity="bipolar", _1="low", _2="low", _5="high"))
    other = asked(scale(5, polarity="unipolar", _1="low", _2="low", _4="high", _5="high"))
    lower = asked(scale(5, polarity="bipolar", _1="low", _4="high", _5="high"))
    assert len({structure_hash(each) for each in (old, fewer, other, lower)}) == 4
    assert [(each.code, each.breaks) for each in difference(old, fewer)] == [("sides_changed", True)]
    assert [(each.code, each.breaks) for each in difference(old, lower)] == [("sides_changed", False)]
    assert [(each.code, each.breaks) for each in difference(old, other)] == [("polarity_changed", False)]


def test_a_version_keeps_what_it_declares_and_files_of_an_old_one_declare_its_meaning() -> None:
    declared = asked(scale(5, polarity="unipolar", _1="low", _4="high", _5="high"))
    again = from_document(to_document(declared))
    assert again.question("q").options == declared.question("q").options
    old = to_document(declared)
    options = old["sections"][0]["questions"][0]["options"]  # type: ignore[index]
    del options["polarity"]
    for option in options["options"]:
        option.pop("counts", None)
    read = from_document(old).question("q").options
    assert read is not None
    assert (read.polarity, polarity_of(read)) == (None, "bipolar")
    files = to_files(from_document(old))
    assert "polarity: bipolar" in files["questionnaire.yaml"]
    assert files["questionnaire.yaml"].count("counts: low") == 2


@pytest.mark.parametrize(
    ("declared", "found"),
    [
        ({}, [("no_polarity", "")]),
        ({"polarity": "bipolar", "_1": "low", "_5": "high"}, []),
        ({"polarity": "bipolar", "_1": "low"}, [("no_high", "")]),
        ({"polarity": "unipolar", "_5": "high"}, [("no_low", "")]),
        ({"polarity": "ordered", "_1": "high", "_5": "low"}, [("sides_mixed", "2"), ("sides_mixed", "5")]),
        ({"polarity": "bipolar", "_1": "low", "_3": "low", "_5": "high"}, [("sides_mixed", "3")]),
        ({"polarity": "frequency", "_1": "low", "_2": "low", "_5": "high"}, [("never_alone", "2")]),
    ],
)
def test_a_declaration_is_checked(declared: dict[str, str], found: list[tuple[str, str]]) -> None:
    options = scale(5, **declared)
    told = mistakes(options.polarity or "", options.is_scale, steps_of(options))
    assert [(each.code, each.at) for each in told] == found


LIST = """
polarity: {polarity}
options:
  - {{code: "1", value: 1, counts: {one}, texts: {{en: One}}}}
  - {{code: "2", value: 2, texts: {{en: Two}}}}
  - {{code: "3", value: 3, counts: high, texts: {{en: Three}}}}
"""


def told(file: str) -> list[str]:
    question = "      - {id: q, kind: rating, scale: own}"
    structure = f"key: k\nlanguages: [en]\nsections:\n  - id: s\n    questions:\n{question}\n"
    texts = "title: T\nsections: {s: {title: S}}\nquestions: {q: {text: Q?}}\n"
    loaded = load_files({"questionnaire.yaml": structure, "texts/en.yaml": texts, "lists/own.yaml": file}, SHELF)
    return [str(error) for error in loaded.errors]


def test_the_check_of_files_says_where_and_what_to_write() -> None:
    whole = LIST.format(polarity="bipolar", one="low")
    assert told(whole) == []
    (missing,) = told(whole.replace("polarity: bipolar\n", ""))
    assert missing.startswith("lists/own.yaml:2:1: a scale declares its `polarity`; write `polarity: bipolar`")
    (unknown,) = told(LIST.format(polarity="bipolr", one="low"))
    assert "`polarity` cannot be `bipolr`" in unknown
    assert "bipolar" in unknown
    side = " ".join(told(LIST.format(polarity="bipolar", one="lowest")))
    assert "own.yaml:4:35: `counts` cannot be `lowest`; write `counts: low`, `counts: high` or leave it out" in side
    (none,) = told(whole.replace(", counts: high", ""))
    assert none.startswith("lists/own.yaml:2:11: no answer counts as high; write `counts: high`")
    plain = "options:\n  - {code: a, counts: low, texts: {en: A}}\n  - {code: b, texts: {en: B}}\n"
    assert "without a place on the scale" in told(plain)[0]
    nominal = "polarity: ordered\noptions:\n  - {code: a, texts: {en: A}}\n  - {code: b, texts: {en: B}}\n"
    assert any("`polarity` belongs to a scale" in each for each in told(nominal))


def test_answers_of_a_questions_own_declare_it_too() -> None:
    def errors(question: str) -> list[str]:
        structure = f"key: k\nlanguages: [en]\nsections:\n  - id: s\n    questions:\n      - {{id: q, {question}}}\n"
        texts = "title: T\nsections: {s: {title: S}}\nquestions: {q: {text: Q?, options: {a: A, b: B}}}\n"
        return [
            str(error) for error in load_files({"questionnaire.yaml": structure, "texts/en.yaml": texts}, SHELF).errors
        ]

    own = "options: [{code: a, value: 1, counts: low}, {code: b, value: 2, counts: high}]"
    assert errors(f"kind: single, polarity: ordered, {own}") == []
    assert "a scale declares its `polarity`" in errors(f"kind: single, {own}")[0]
    assert "are no scale; remove `polarity`" in errors(f"kind: multiple, polarity: ordered, {own}")[0]
    listed = errors("kind: single, polarity: ordered, options: quality-5")
    assert any("the list `quality-5` says what its answers mean; remove `polarity`" in each for each in listed)


def test_editors_know_it() -> None:
    definitions = schema()["$defs"]
    assert isinstance(definitions, dict)
    assert definitions["rating"]["properties"]["polarity"] == {"enum": list(POLARITIES)}
    assert definitions["option"]["oneOf"][1]["properties"]["counts"] == {"enum": ["low", "high"]}
