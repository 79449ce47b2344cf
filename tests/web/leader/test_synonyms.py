"""Words that mean the same, on the leader's page."""

from __future__ import annotations

from tests.web.leader.conftest import Browser, text_of


def test_words_are_written_kept_and_shown_again(window: Browser) -> None:
    page = window.get("proposals/words")
    assert len(page.xpath("//form//textarea")) == 4

    answer = window.send("proposals/words", {"lv": "ekskursija, brauciens\n\n", "lt": "", "ru": "", "en": ""})

    assert "The words are saved" in text_of(answer)
    (kept,) = window.get("proposals/words").xpath("//textarea[@name='lv']")
    assert (kept.text or "").strip() == "ekskursija, brauciens"


def test_a_table_too_long_is_refused_where_it_stands(window: Browser) -> None:
    page = window.send("proposals/words", {"lv": "a" * 8001}, status=422)
    assert page.xpath("//textarea[@name='lv' and @aria-invalid='true']")
