"""Running text, the plain writing, and markup from anywhere: nothing dangerous is kept and no word is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.evaluation.blocks import Block, Heading, Items, Paragraph, Table, from_json, to_json
from surveyapp.evaluation.markup import read_html, write_html
from surveyapp.evaluation.rich import Span, plain, read_rich, rich, safe_link, write_rich
from surveyapp.evaluation.writing import read_text, write_text

WORD_PASTE = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p{color:red}</style></head>
<body lang=LV><!--StartFragment--><h1>Darbs<o:p></o:p></h1><h2>Rudens</h2>
<p class=MsoNormal>Teksts <b style='mso-bidi-font-weight:normal'>treknais </b>un <i>slīps</i>
<span style='font-weight:700'>arī</span> <a href="javascript:alert(1)">slikta</a> <a href="https://a.example/b">laba</a>
<o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·
<span>&nbsp;&nbsp; </span></span><![endif]>viens</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>divi</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.</span>pirmais</p>
<table class=MsoTableGrid><tr><td><p>A</p></td><td><p>B</p><p>C</p></td></tr><tr><td colspan=2>plats</td></tr></table>
<script>alert(1)</script><img src=x onerror=alert(1)><!--EndFragment--></body></html>"""


def test_what_a_word_processor_pastes_becomes_blocks() -> None:
    heading, below, paragraph, bullets, numbers, table = read_html(WORD_PASTE)
    assert (heading, below) == (Heading("Darbs"), Heading("Rudens", 2))
    assert isinstance(paragraph, Paragraph)
    assert plain(paragraph.text) == "Teksts treknais un slīps arī slikta laba"
    assert [span for span in paragraph.text if isinstance(span, Span) and not span.is_plain] == [
        Span("treknais", bold=True),
        Span("slīps", italic=True),
        Span("arī", bold=True),
        Span("laba", link="https://a.example/b"),
    ]
    assert bullets == Items(("viens", "divi"))
    assert numbers == Items(("pirmais",), numbered=True)
    assert table == Table(("A", "B C"), (("plats", ""),))


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<svg onload=alert(1)><text>x</text></svg>",
        "<iframe src='https://a.example'>x</iframe>",
        "<!-- x -->",
        "",
    ],
)
def test_what_is_no_text_leaves_nothing(markup: str) -> None:
    assert read_html(markup) == ()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//a.example",
        "https://user:secret@a.example",
        'https://a.example/"><script>',
        "https://" + "a" * 3000,
        "file:///etc/passwd",
    ],
)
def test_dangerous_addresses_are_no_links(address: str) -> None:
    assert safe_link(address) == ""
    assert read_html(f"<p><a href='{address}'>x</a></p>") == (Paragraph("x"),)
    assert "href" not in write_html(read_text(f"[x]({address})"))


def test_lists_inside_lists_follow_their_item() -> None:
    markup = "<ul><li>a<ul><li>b</li></ul>vēl</li><li>c</li></ul><ol><li>d</li></ol>"
    assert read_html(markup) == (Items(("a vēl", "b", "c")), Items(("d",), numbered=True))


def test_markup_nested_without_end_keeps_its_words() -> None:
    assert read_html("<div>" * 5000 + "x") == (Paragraph("x"),)


def test_wide_tables_are_narrowed_without_losing_a_word() -> None:
    cells = "".join(f"<td>{number}</td>" for number in range(20))
    (table,) = read_html(f"<table><tr>{cells}</tr></table>")
    assert isinstance(table, Table)
    assert len(table.headers) == 12
    assert plain(table.headers[-1]).split() == [str(number) for number in range(11, 20)]


def test_marks_are_read_and_signs_stay_signs() -> None:
    assert read_rich("**a** un *b*: [c](https://x.example/a(b))") == (
        Span("a", bold=True),
        Span(" un "),
        Span("b", italic=True),
        Span(": "),
        Span("c", link="https://x.example/a%28b%29"),
    )
    for text in ("5 * 3 * 2", "**", "a [b] c", "\\n", "[x](ftp://y)"):
        assert read_rich(text) == text


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8)
LINES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
SPANS = st.lists(
    st.builds(
        Span, LINES, st.booleans(), st.booleans(), st.sampled_from(("", "https://a.example/b?c=d", "mailto:a@b.lv"))
    ),
    min_size=1,
    max_size=4,
)
# A space between two pieces; without one, marks of neighbours can run into each other, which no plain writing can tell.
RICH = SPANS.map(lambda found: rich([piece for span in found for piece in (span, Span(" "))]))
BLOCKS: st.SearchStrategy[list[Block]] = st.lists(
    st.one_of(
        st.builds(Heading, LINES, st.sampled_from((1, 2))),
        st.builds(Paragraph, RICH),
        st.builds(Items, st.lists(RICH, min_size=1, max_size=3).map(tuple), st.booleans()),
        st.builds(
            Table,
            st.tuples(RICH, RICH),
            st.lists(st.tuples(RICH, RICH), max_size=3).map(tuple),
        ),
    ),
    max_size=4,
)


@pytest.mark.parametrize("text", ["*", "**", "* *", "a *", "* a", "*a*", "\\", "\\*"])
@pytest.mark.parametrize(("bold", "italic"), [(False, False), (False, True), (True, False), (True, True)])
def test_asterisks_of_a_text_are_no_marks(text: str, bold: bool, italic: bool) -> None:
    written = rich([Span(text, bold, italic), Span(" "), Span("b")])
    assert read_rich(write_rich(written)) == written


@settings(max_examples=60, deadline=None)
@given(RICH)
def test_what_is_typed_reads_back(text: str | tuple[Span, ...]) -> None:
    assert plain(read_rich(write_rich(text))) == plain(text)


@settings(max_examples=60, deadline=None)
@given(BLOCKS)
def test_blocks_are_stored_and_read_back(blocks: list[Block]) -> None:
    assert from_json(to_json(blocks)) == tuple(blocks)


@settings(max_examples=60, deadline=None)
@given(BLOCKS)
def test_no_word_is_lost_in_the_plain_writing(blocks: list[Block]) -> None:
    again = read_text(write_text(blocks))
    assert [type(block) for block in again] == [type(block) for block in blocks]
    assert _words(again) == _words(tuple(blocks))


def _words(blocks: tuple[Block, ...]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        match block:
            case Heading(text):
                found.append(text)
            case Paragraph(words):
                found.append(plain(words))
            case Items(items):
                found.extend(map(plain, items))
            case Table(headers, rows):
                found.extend(plain(cell) for row in (headers, *rows) for cell in row)
    return found
