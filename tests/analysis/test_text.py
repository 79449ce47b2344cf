"""Words: search, context, similar texts, draft groups, distinctive terms, agreement of coders."""

from __future__ import annotations

import pytest

from surveyapp.analysis.agreement import cohen_kappa, krippendorff_alpha, word_for
from surveyapp.analysis.distinctive import distinctive_terms, enrichment, log_odds
from surveyapp.analysis.meanings import synonym_table
from surveyapp.analysis.similarity import draft_groups, similar_texts, terms
from surveyapp.analysis.text_search import fold, keyword_in_context, search


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ģirts ĶĻŅ", "girts kln"),
        ("ŽEMAITĖ ąčęėįšųūž", "zemaite aceeisuuz"),
        ("Ёлка и чай", "елка и чай"),
        ("Straße", "strasse"),
        ("e\u0301", "e"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


TEXTS = [
    "Vairāk semināru par lasīšanas veicināšanu!",
    "Reikėtų seminarų apie skaitymo skatinimą.",
    "Хотелось бы семинаров о чтении, ещё – поездок.",
    "More seminars on reading promotion, please.",
    "Pieredzes apmaiņas brauciens uz Cēsīm",
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("seminārs", (0, 1, 3)),
        ("СЕМИНАР", (2,)),
        ("еще", (2,)),
        ("lasisanas seminars", (0,)),
        ("cesim", (4,)),
        ("", (0, 1, 2, 3, 4)),
        ("nav", ()),
    ],
)
def test_search_in_four_languages(query: str, found: tuple[int, ...]) -> None:
    assert search(TEXTS, query) == found


def test_without_inflection_words_must_begin_alike() -> None:
    assert search(TEXTS, "seminārs", inflected=False) == (3,)


def test_keyword_in_context() -> None:
    text = "viens divi trīs četri pieci seši septiņi, GRĀMATAS; astoņi deviņi"
    (hit,) = keyword_in_context(["nekas", text], "grāmata")
    assert (hit.text, hit.before, hit.hit, hit.after) == (
        1,
        "divi trīs četri pieci seši septiņi,",
        "GRĀMATAS",
        "; astoņi deviņi",
    )
    (phrase,) = keyword_in_context(TEXTS, "reading promotion", words=1)
    assert (phrase.before, phrase.hit, phrase.after) == ("on", "reading promotion", ", please")
    assert keyword_in_context(TEXTS, "promotion reading") == ()
    assert keyword_in_context(TEXTS, " ") == ()


LATVIAN = [
    "Vēlos vairāk praktisku nodarbību par digitālajiem rīkiem",
    "Praktiskas nodarbības digitālo rīku lietošanā",
    "Braucienu uz citu novadu bibliotēkām",
    "Pieredzes apmaiņas brauciens uz kaimiņu novadu",
    "Autortiesību jautājumi",
]
RUSSIAN = ["Семинар о цифровых инструментах", "Провести семинары: цифровые инструменты", "Поездка в другой город"]


def test_stop_words_and_prefixes() -> None:
    assert terms("Vairāk semināru bibliotēkās par lasīšanu", "lv") == ["#training", "#reading"]
    assert terms("Gadgets", "en", synonym_table("broom, gadget", "en")) == ["broom"]


def test_draft_groups() -> None:
    groups = draft_groups(LATVIAN, "lv")
    assert (0, 1) in groups
    assert (2, 3) in groups
    assert sorted(place for group in groups for place in group) == [0, 1, 2, 3, 4]
    assert draft_groups(RUSSIAN, "ru") == ((0, 1), (2,))


def test_groups_of_nothing_one_and_alike() -> None:
    assert draft_groups([], "lv") == ()
    assert draft_groups(["Seminārs"], "lv") == ((0,),)
    assert draft_groups(["", "!", "Seminārs"], "lv") == ((0,), (1,), (2,))
    assert draft_groups(["Seminārs", "seminārs", "Semināri"], "lv") == ((0, 1, 2),)
    with pytest.raises(ValueError, match="at most"):
        draft_groups(["x"] * 4001, "lv")


def test_synonyms_join_what_letters_do_not() -> None:
    texts = ["Talka Tartu", "Sakopšana Helsinkos"]
    assert len(draft_groups(texts, "lv")) == 2
    assert len(draft_groups(texts, "lv", synonyms=synonym_table("talka, sakopšana", "lv"))) == 1


def test_similar_texts() -> None:
    found = similar_texts(LATVIAN, 0)
    assert found[0].text == 1
    assert len(found) <= 3
    assert all(0 < similar.similarity <= 1 for similar in found)
    assert similar_texts(["viens", "ябс"], 0) == ()
    with pytest.raises(IndexError):
        similar_texts(LATVIAN, 9)


def test_distinctive_reference_values() -> None:
    assert enrichment(5, 12, 2, 48) == pytest.approx(0.002430, abs=5e-7)
    assert log_odds(6, 60, 3, 240, 50, 1.5) == pytest.approx((1.535205, 2.574617), abs=1e-6)


def test_respondents_are_counted_not_occurrences() -> None:
    inside = [["trip", "trip", "trip", "law"], ["trip"], ["trip", "book"], ["law"]]
    outside = [["book"], ["book", "law"], ["book"], ["trip"], ["book"]]
    (term,) = distinctive_terms(inside, outside)
    assert (term.term, term.inside, term.inside_n, term.outside, term.outside_n) == ("trip", 3, 4, 1, 5)
    assert term.z > 0
    assert distinctive_terms([["one"]] * 3, [])[0].p == 1


RELIABILITY: list[list[int | None]] = [
    [1, 1, None, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [None, 5, 5, 5],
    [None, None, 1, 1],
    [None, None, 3, None],
]


def test_krippendorff_alpha_of_the_published_example() -> None:
    assert krippendorff_alpha(RELIABILITY) == pytest.approx(0.743, abs=5e-4)
    assert krippendorff_alpha(RELIABILITY, "ordinal") == pytest.approx(0.815, abs=5e-4)
    assert krippendorff_alpha(RELIABILITY, "interval") == pytest.approx(0.849, abs=5e-4)


def test_alpha_at_its_edges() -> None:
    assert krippendorff_alpha([["a", None]]) is None
    assert krippendorff_alpha([["a", "a"], ["a", "a"]]) == 1
    assert [word_for(a) for a in (0.8, 0.7, 0.5)] == ["reliable", "tentative", "unreliable"]


def test_kappa_meets_known_values() -> None:
    grants = [[1, 1]] * 20 + [[1, 0]] * 5 + [[0, 1]] * 10 + [[0, 0]] * 15
    assert cohen_kappa(grants) == pytest.approx(0.4)  # po .7, pe .5
    votes = [[1, 1]] * 25 + [[1, 0]] * 35 + [[0, 1]] * 5 + [[0, 0]] * 35
    assert cohen_kappa(votes) == pytest.approx(0.2593, abs=5e-5)  # po .6, pe .46
    assert cohen_kappa([["a", "a"], ["b", "b"], ["c", "c"], ["c", "b"]]) == pytest.approx(7 / 11)  # po 3/4, pe 5/16


def test_kappa_is_of_pairs_of_coders_and_leaves_out_what_only_one_coded() -> None:
    assert cohen_kappa([[1, 1], [0, 0], [1, None]]) == 1
    assert cohen_kappa([[1, None], [None, 0]]) is None
    assert cohen_kappa([[1, 1], [1, 1]]) is None  # nothing but one code: chance alone agrees always
    assert cohen_kappa([]) is None
    three = [[1, 1, 0], [0, 0, 0], [1, 1, 1], [0, 0, 1]]
    pairs = [cohen_kappa([[unit[a], unit[b]] for unit in three]) for a, b in ((0, 1), (0, 2), (1, 2))]
    assert cohen_kappa(three) == pytest.approx(sum(kappa for kappa in pairs if kappa is not None) / 3)
