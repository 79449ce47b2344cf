"""Pages made once and filled many times."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from surveyapp.web.respond.compiled import END, START, PageCache, cut, slot, without_marks


def test_slots_are_filled_wherever_they_stand_and_stay_empty_otherwise() -> None:
    page = cut(f"<p>{slot('name')}</p>\n   <i>{slot('name')}</i><b{slot('checked a=b')}>ā</b>")
    assert page.fill({}) == "<p></p>\n<i></i><b>ā</b>".encode()
    assert page.fill({"name": b"x", "other": b"y"}) == "<p>x</p>\n<i>x</i><b>ā</b>".encode()
    assert page.fill({"checked a=b": b" checked"}) == "<p></p>\n<i></i><b checked>ā</b>".encode()


@given(st.text())
def test_what_is_filled_in_makes_no_slot_of_its_own(written: str) -> None:
    typed = f"{written}{slot('secret')}{START}"
    page = cut(f"<p>{slot('text')}</p>{slot('secret')}")
    value = str(escape(typed)).encode("utf-8", "replace")
    assert page.fill({"text": value}) == b"<p>" + value + b"</p>"


@given(st.text())
def test_texts_of_a_questionnaire_bring_no_marks(text: str) -> None:
    cleaned = without_marks(f"{START}{text}{END}")
    assert START not in cleaned
    assert END not in cleaned


def test_the_pages_used_last_are_kept() -> None:
    made: list[int] = []

    def page(number: int) -> bytes:
        def make() -> str:
            made.append(number)
            return str(number)

        return cache.get(number, make).fill({})

    cache = PageCache(kept=2)
    assert [page(number) for number in (1, 2, 1, 3, 3, 2)] == [b"1", b"2", b"1", b"3", b"3", b"2"]
    assert made in ([1, 2, 3], [1, 2, 3, 2])
    assert page(1) == b"1"
    assert made[-1] == 1
