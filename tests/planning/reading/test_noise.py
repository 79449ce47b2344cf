"""Whatever stands in a table, every word of it is found again, and reading ends."""

from __future__ import annotations

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from surveyapp.planning.reading.cells import count_of, list_items, people, split_period
from surveyapp.planning.reading.paper import Cell, Paper, PaperRefused, Paragraph, Table
from surveyapp.planning.reading.reader import read_plan
from surveyapp.planning.reading.recognition import Vocabulary

HEADER = ("Nr.", "Pasākums", "Laiks", "Vieta", "Atbildīgais", "Piezīmes")
WORD = st.sampled_from(
    ["Seminārs", "Bērzupe", "oktobris", "2026. gada maijs", "I. Zvirbule", "12.10.2026.",
     "1.", "–", "skolas", "APSTIPRINĀTS", "konsultācijas", "II", "(", "„", "un", "Priekšlikumi"]
)  # fmt: skip
TEXT = st.lists(WORD, max_size=4).map(" ".join)
CELL = st.builds(Cell, TEXT, st.sampled_from((1, 1, 1, 1, 2, 5)), st.sampled_from((False, False, False, True)))
ROWS = st.lists(st.lists(CELL, min_size=1, max_size=7).map(tuple), max_size=8).map(tuple)
LINES = st.lists(st.one_of(TEXT, st.sampled_from(("Mērķis:", "Uzdevumi"))).map(Paragraph), max_size=6)
LETTERS = re.compile(r"[^\W_]+")


def words_of(text: str) -> set[str]:
    return set(LETTERS.findall(text))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(LINES, ROWS, LINES)
def test_no_word_is_lost(above: list[Paragraph], rows: tuple[tuple[Cell, ...], ...], below: list[Paragraph]) -> None:
    table = Table((tuple(Cell(name) for name in HEADER), *rows))
    assume(any(cell.text and not cell.continues for row in rows for cell in row))
    try:
        read = read_plan(Paper((*above, table, *below)), Vocabulary())
    except PaperRefused:
        return  # nothing but headings in the table
    found = words_of(str(read.as_json())) | words_of(str(read))
    given_words = words_of(" ".join(cell.text for row in rows for cell in row if not cell.continues))
    given_words |= words_of(" ".join(line.text for line in (*above, *below)))
    # Numbers of rows and lists, joining words and names of sections say where things stand; they are no content.
    structure = {"1", "I", "II", "un", "Mērķis", "Uzdevumi"}
    structure |= words_of("oktobris 2026. gada maijs 12.10.2026.")  # a period over rows which have their own
    header = {word for name in HEADER for word in words_of(name)}
    codes = {"konsultācijas", "Seminārs"}  # as a direction or form of work they become a code
    assert given_words - found <= structure | header | codes


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.text(alphabet="abcĀšжИ.,;0123456789 \n–-/(„", max_size=60))
def test_cells_keep_their_letters(text: str) -> None:
    letters = [letter for letter in text if letter.isalpha()]
    # "un", "ir", "и", "and" between names join them; a marker before the first name numbers it.
    assert set("".join(people(text))) >= {letter for letter in letters if letter in "Āšж"}
    period, rest = split_period(text)
    assert sorted(letter for letter in period + rest if letter.isalpha()) == sorted(letters)
    number = count_of(text)
    assert number is None or isinstance(number, int | str)
    assert all(item.strip() for item in list_items(text.split("\n")))
