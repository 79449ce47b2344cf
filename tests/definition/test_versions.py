"""Versions: documents, hashes, freezing for a run, local questions."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.definition.document import (
    from_document,
    question_from_document,
    question_to_document,
    structure_document,
    to_document,
)
from surveyapp.definition.kinds import KINDS
from surveyapp.definition.model import (
    Check,
    FewerInvited,
    Indicator,
    MemberKinds,
    Option,
    OptionList,
    Question,
    Questionnaire,
    Row,
    Section,
)
from surveyapp.definition.schema import indicators_schema, schema
from surveyapp.definition.tree import Answer, Binary, Call, Choices, Expression, Literal, Number, Unary, Value
from surveyapp.definition.versions import (
    PlanRow,
    VersionError,
    freeze,
    structure_hash,
    texts_hash,
    with_local_questions,
)
from tests.samples import broken

Sample = Callable[[str], Questionnaire]
SAMPLES = Path(__file__).parents[1] / "surveys"

words = st.text(alphabet="abcdefgh_", min_size=1, max_size=8)
texts = st.text(max_size=20)
numbers = st.floats(-1e6, 1e6)
answers = (
    st.builds(Answer, words) | st.builds(Answer, words, words) | st.builds(lambda q: Answer(q, this_row=True), words)
)
literals = st.builds(Literal, texts | numbers | st.booleans())
nodes = st.recursive(
    literals
    | answers
    | st.builds(Number, answers)
    | st.builds(Value, answers, st.dictionaries(words, numbers, max_size=3))
    | st.builds(Call, st.sampled_from(["count", "answered"]), answers)
    | st.builds(lambda items: Choices(tuple(items)), st.lists(literals, min_size=1, max_size=3)),
    lambda below: (
        st.builds(Unary, st.sampled_from(["not", "-"]), below)
        | st.builds(Binary, st.sampled_from(["and", "or", "==", "<", "in", "+", "/"]), below, below)
    ),
    max_leaves=5,
)
expressions = st.builds(Expression, texts, nodes)
options = st.builds(
    Option,
    words,
    texts,
    st.none() | numbers,
    st.sampled_from([None, "dont_know", "not_applicable"]),
    st.booleans(),
    st.booleans(),
)
option_lists = st.builds(lambda name, found: OptionList(name, tuple(found)), texts, st.lists(options, max_size=3))
questions = st.builds(
    Question,
    words,
    st.sampled_from(sorted(KINDS)),
    st.none() | option_lists,
    st.lists(st.builds(Row, words, texts, st.none() | expressions), max_size=2).map(tuple),
    texts,
    st.dictionaries(words, texts | st.integers(-5, 5) | st.booleans(), max_size=2),
    st.sampled_from(["fixed", "alphabetical", "random"]),
    texts,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.none() | expressions,
    st.none() | expressions,
    st.none() | expressions,
    st.lists(st.builds(Check, expressions, texts), max_size=2).map(tuple),
    st.none() | expressions,
    st.none() | st.builds(FewerInvited, st.integers(2, 50), option_lists),
    st.none() | st.builds(MemberKinds, st.integers(3, 9), words),
)
questionnaires = st.builds(
    lambda key, found, wording: Questionnaire(
        key,
        ("lv", "en"),
        tuple(found),
        {"lv": wording, "en": {}},
        (Indicator("a.b", "scale", "up"),),
    ),
    words,
    st.lists(
        st.builds(
            lambda i, q, c: Section(i, tuple(q), c), words, st.lists(questions, max_size=2), st.none() | expressions
        ),
        max_size=2,
    ),
    st.dictionaries(words, texts, max_size=3),
)


@settings(deadline=None)
@given(questionnaires)
def test_document_round_trip(questionnaire: Questionnaire) -> None:
    document = json.loads(json.dumps(to_document(questionnaire)))
    again = from_document(document)
    assert again == questionnaire
    assert structure_hash(again) == structure_hash(questionnaire)
    assert texts_hash(again) == texts_hash(questionnaire)


@pytest.mark.parametrize("name", sorted(path.name for path in (SAMPLES / "valid").iterdir()))
def test_samples_round_trip(name: str, sample: Sample) -> None:
    questionnaire = sample(name)
    assert from_document(json.loads(json.dumps(to_document(questionnaire)))) == questionnaire
    for question in questionnaire.questions:
        assert question_from_document(json.loads(json.dumps(question_to_document(question)))) == question


def test_foreign_documents_are_refused(year_end: Questionnaire) -> None:
    document = to_document(year_end)
    question = ("sections", 0, "questions", 0)
    copies: list[Any] = [
        None,
        [],
        {},
        broken(document, "format", value=99),
        broken(document, "texts", value={}),
        broken(document, "languages", value=["lv"]),
        broken(document, "key", value=3),
        broken(document, "sections", value="x"),
        broken(document, *question, "kind", value="telepathy"),
        broken(document, *question, "order", value="backwards"),
        broken(document, *question, "settings", value={"max": []}),
        broken(document, *question, "options", "options", 0, "missing", value="x"),
        broken(document, "indicators", 0, "direction", value="sideways"),
        broken(document, "sections", 0, "questions", 2, "rows_shown_if", "tree", value=["eval"]),
        broken(document, "sections", 7, "questions", 0, "fewer_invited", "than", value="20"),
    ]
    for copy in copies:
        with pytest.raises(ValueError, match=r"\w"):
            from_document(copy)


def test_structure_hash_ignores_wording_and_spelling(year_end: Questionnaire) -> None:
    reworded = dataclasses.replace(
        year_end,
        languages=("lv", "en"),
        texts={"lv": {**year_end.texts["lv"], "question.overall.text": "Cits teksts?"}, "en": year_end.texts["en"]},
    )
    assert structure_hash(reworded) == structure_hash(year_end)
    assert texts_hash(reworded) != texts_hash(year_end)
    document = json.dumps(to_document(year_end))
    respelled = from_document(
        json.loads(document.replace("applied in ['yes', 'partly']", "applied in ['yes','partly']"))
    )
    assert respelled != year_end
    assert structure_hash(respelled) == structure_hash(year_end)


def test_structure_hash_sees_every_part(year_end: Questionnaire) -> None:
    document = structure_document(year_end)
    first = ("sections", 0, "questions", 0)
    whole = to_document(year_end)
    assert document["key"] == "year-end"
    changed = [
        broken(whole, *first, "options", "options", 0, "code", value="never"),
        broken(whole, *first, "options", "options", 0, "value", value=1),
        broken(whole, *first, "rows", 0, "code", value="talks"),
        broken(whole, *first, "indicator", value=""),
        broken(whole, "sections", 1, "questions", 3, "settings", "max", value=3),
        broken(whole, "sections", 1, "questions", 0, "show_if", "tree", value=["literal", True]),
    ]
    hashes = {structure_hash(from_document(copy)) for copy in changed}
    assert len(hashes) == len(changed)
    assert structure_hash(year_end) not in hashes


def test_freeze_fills_the_plan(year_end: Questionnaire) -> None:
    rows = [PlanRow("a1", {"lv": "Seminārs", "ru": "Семинар"}), PlanRow("a2", {"en": "Trip"}), PlanRow("a3", "12.03.")]
    frozen = freeze(year_end, plan_rows=rows, invited=30)
    activities = frozen.question("activities")
    assert activities.asked
    assert [row.code for row in activities.rows] == ["a1", "a2", "a3"]
    labels = [
        frozen.row_label(activities, code, language) for code in ("a1", "a2", "a3") for language in ("lv", "ru", "lt")
    ]
    assert labels == ["Seminārs", "Семинар", "Seminārs", "Trip", "Trip", "Trip", "12.03.", "12.03.", "12.03."]
    assert structure_hash(frozen) != structure_hash(freeze(year_end, plan_rows=rows[:2], invited=30))
    assert from_document(json.loads(json.dumps(to_document(frozen)))) == frozen


def test_freeze_without_activities_does_not_ask(year_end: Questionnaire) -> None:
    assert not freeze(year_end, invited=30).question("activities").asked


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([PlanRow("a", "x"), PlanRow("a", "y")], "duplicate_row"),
        ([PlanRow("A b", "x")], "bad_row"),
        ([PlanRow(f"a{place}", "x") for place in range(13)], "too_many_rows"),
    ],
)
def test_freeze_refuses_rows(rows: list[PlanRow], code: str, year_end: Questionnaire) -> None:
    with pytest.raises(VersionError) as caught:
        freeze(year_end, plan_rows=rows)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("invited", "anonymous", "bands"), [(19, True, 2), (None, True, 2), (20, True, 4), (19, False, 4)]
)
def test_experience_has_two_bands_under_twenty(
    invited: int | None, anonymous: bool, bands: int, year_end: Questionnaire
) -> None:
    options = freeze(year_end, invited=invited, anonymous=anonymous).question("experience").options
    assert options is not None
    assert len(options.codes) == bands


@pytest.mark.parametrize(
    ("counts", "offered"),
    [
        ({"primary": 5, "basic": 4, "gymnasium": 3}, ("primary", "basic", "gymnasium")),
        ({"primary": 5, "basic": 4, "gymnasium": 3, "other": 3}, ("primary", "basic", "gymnasium", "other")),
        ({"primary": 5, "basic": 2, "gymnasium": 1}, ("primary", "other")),
        # One person alone in "other" would be known: the smallest offered kind joins.
        ({"primary": 6, "basic": 4, "gymnasium": 1}, ("primary", "other")),
        ({"primary": 6, "basic": 4, "museum": 1}, ("primary", "other")),
        ({"primary": 9, "basic": 1}, None),
        ({"primary": 9}, None),
        ({"primary": 2, "basic": 2, "gymnasium": 2}, None),
        ({}, None),
        (None, None),
    ],
)
def test_institution_kinds_are_merged(
    counts: dict[str, int] | None, offered: tuple[str, ...] | None, sample: Sample
) -> None:
    question = freeze(sample("member-kinds"), member_kinds=counts).question("place")
    assert question.asked is (offered is not None)
    if offered is not None:
        assert question.options is not None
        assert question.options.codes == offered


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["primary", "basic", "gymnasium", "other", "museum"]), st.integers(0, 8)))
def test_no_offered_kind_has_fewer_than_three(sample: Sample, counts: dict[str, int]) -> None:
    question = freeze(sample("member-kinds"), member_kinds=counts).question("place")
    if question.asked and question.options is not None:
        offered = [code for code in question.options.codes if code != "other"]
        rest = sum(counts.values()) - sum(counts.get(code, 0) for code in offered)
        assert all(counts.get(code, 0) >= 3 for code in offered)
        assert rest == 0 or rest >= 3
        assert ("other" in question.options.codes) is (rest > 0)


def test_named_mode_keeps_all_kinds(sample: Sample) -> None:
    options = freeze(sample("member-kinds"), anonymous=False).question("place").options
    assert options is not None
    assert options.codes == ("primary", "basic", "gymnasium", "other")


def local(identity: str, **fields: Any) -> Question:
    return Question(identity, "short-text", **fields)


def test_local_questions_come_before_the_last_section(year_end: Questionnaire) -> None:
    own = {"lv": {"section.local.title": "Mūsu jautājumi", "question.extra.text": "Vēl?"}, "de": {"x": "y"}}
    more = with_local_questions(year_end, [local("extra")], own)
    assert [section.id for section in more.sections][-2:] == ["local", "about"]
    assert more.question("extra").local
    assert more.text("question.extra.text", "ru") == "Vēl?"
    assert "de" not in more.texts
    again = with_local_questions(more, [local("extra2")], {"ru": {"question.extra2.text": "Ещё?"}})
    assert [question.id for question in again.section("local").questions] == ["extra", "extra2"]
    assert again.text("question.extra2.text", "lv") == "Ещё?"


@pytest.mark.parametrize(
    ("questions", "own", "code"),
    [
        ([local(f"x{place}") for place in range(6)], {}, "too_many_local_questions"),
        ([local("overall")], {}, "duplicate_question"),
        ([local("x"), local("x")], {}, "duplicate_question"),
        ([local("x", core=True)], {}, "core_question"),
        ([local("x", indicator="a.b")], {}, "core_question"),
        ([local("x")], {"lv": {"section.local.title": "T"}}, "missing_text"),
        ([local("x")], {"lv": {"question.x.text": "T"}}, "missing_text"),
    ],
)
def test_local_questions_refused(
    questions: list[Question], own: dict[str, dict[str, str]], code: str, year_end: Questionnaire
) -> None:
    with pytest.raises(VersionError) as caught:
        with_local_questions(year_end, questions, own)
    assert caught.value.code == code


def test_schema_knows_every_kind_and_key() -> None:
    found: Any = schema()
    assert json.loads(json.dumps(found)) == found
    for name, kind in KINDS.items():
        properties = found["$defs"][name]["properties"]
        assert properties["kind"] == {"const": name}
        assert set(kind.settings) <= set(properties)
        assert found["$defs"][name]["additionalProperties"] is False
    assert "rows_shown_if" in found["$defs"]["matrix"]["properties"]
    assert "rows" not in found["$defs"]["single"]["properties"]
    assert set(found["$defs"]["question"]["oneOf"][0]) == {"$ref"}
    assert indicators_schema()["required"] == ["indicators"]
