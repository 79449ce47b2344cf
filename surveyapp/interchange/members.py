"""A table of members as people keep it: which column is which, in four languages, and what the cells say.

Columns are known by their headings, else by what stands in them; a page may map them otherwise. Nothing is refused
here: whether a name is missing or an address is none, the service says, by row and cell.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from surveyapp.interchange.files import read_file
from surveyapp.planning.reading.paper import PaperRefused, Table

Rows = tuple[tuple[str, ...], ...]

FEWEST_HEADINGS = 2
"""Cells of a first row that have to be known words before it counts as headings."""


class Column(StrEnum):
    """What a column of the table holds."""

    NAME = "name"
    FIRST_NAME = "first_name"
    SURNAME = "surname"
    EMAIL = "email"
    INSTITUTION = "institution"
    KIND = "kind"
    LANGUAGE = "language"
    NOTHING = "nothing"
    """Not taken in."""


@dataclass(frozen=True, slots=True)
class ReadMember:
    """One row of the table, with the number of its line in the table, headings counted."""

    line: int
    name: str
    email: str
    institution: str
    kind: str | None
    """A code of institution kinds; None where neither the cell nor the institution's name says."""
    kind_text: str
    """The cell as it stands, for the message where its words are not known."""
    language: str | None
    language_text: str


# Words are compared without marks, case and punctuation.
_HEADINGS: Mapping[Column, tuple[str, ...]] = {
    Column.EMAIL: (
        "e pasts",
        "epasts",
        "e pasta adrese",
        "el pastas",
        "el pasto adresas",
        "elektroninis pastas",
        "e mail",
        "email",
        "mail",
        "эл почта",
        "электронная почта",
        "почта",
        "e mail address",
    ),
    Column.NAME: (
        "vards uzvards",
        "vards un uzvards",
        "uzvards vards",
        "dalibnieks",
        "dalibniece",
        "bibliotekars",
        "bibliotekare",
        "vardas pavarde",
        "vardas ir pavarde",
        "pavarde vardas",
        "narys",
        "bibliotekininkas",
        "bibliotekininke",
        "фио",
        "ф и о",
        "имя фамилия",
        "имя и фамилия",
        "фамилия имя",
        "участник",
        "библиотекарь",
        "name and surname",
        "name surname",
        "full name",
        "name",
        "member",
        "librarian",
    ),
    Column.FIRST_NAME: ("vards", "vardas", "имя", "first name", "given name"),
    Column.SURNAME: ("uzvards", "pavarde", "фамилия", "surname", "last name", "family name"),
    Column.KIND: (
        "iestades veids",
        "skolas veids",
        "veids",
        "tips",
        "istaigos tipas",
        "mokyklos tipas",
        "tipas",
        "rusis",
        "вид учреждения",
        "тип учреждения",
        "вид",
        "тип",
        "institution kind",
        "kind",
        "type",
    ),
    Column.INSTITUTION: (
        "izglitibas iestade",
        "iestade",
        "skola",
        "darba vieta",
        "svietimo istaiga",
        "istaiga",
        "mokykla",
        "darboviete",
        "учебное заведение",
        "учреждение",
        "школа",
        "место работы",
        "institution",
        "school",
        "workplace",
    ),
    Column.LANGUAGE: ("valoda", "sazinas valoda", "kalba", "язык", "language"),
}

# The first stem found in the text decides, so that "pirmsskola" is not taken for a basic school.
_KINDS: tuple[tuple[str, str], ...] = (
    ("pirmsskol", "other"),
    ("darzel", "other"),
    ("детский сад", "other"),
    ("speciala", "special"),
    ("specialioji", "special"),
    ("internat", "special"),
    ("интернат", "special"),
    ("специальн", "special"),
    ("special", "special"),
    ("boarding", "special"),
    ("profesional", "vocational"),
    ("profesin", "vocational"),
    ("arodskol", "vocational"),
    ("tehnikum", "vocational"),
    ("профессион", "vocational"),
    ("техникум", "vocational"),
    ("училищ", "vocational"),
    ("vocational", "vocational"),
    ("progimnazij", "basic"),
    ("прогимнази", "basic"),
    ("gimnazij", "gymnasium"),
    ("гимнази", "gymnasium"),
    ("gymnasium", "gymnasium"),
    ("sakumskol", "primary"),
    ("pradin", "primary"),
    ("начальн", "primary"),
    ("primary", "primary"),
    ("pamatskol", "basic"),
    ("pagrindin", "basic"),
    ("основн", "basic"),
    ("basic", "basic"),
    ("vidusskol", "secondary"),
    ("vidurin", "secondary"),
    ("средн", "secondary"),
    ("secondary", "secondary"),
    ("cita", "other"),
    ("kita", "other"),
    ("друг", "other"),
    ("other", "other"),
)

_LANGUAGES: tuple[tuple[str, str], ...] = (
    ("latv", "lv"),
    ("латыш", "lv"),
    ("lietuv", "lt"),
    ("lithuan", "lt"),
    ("литов", "lt"),
    ("krievu", "ru"),
    ("rusu", "ru"),
    ("русск", "ru"),
    ("russian", "ru"),
    ("angl", "en"),
    ("англ", "en"),
    ("english", "en"),
)


def plain(text: str) -> str:
    """Lower case, without marks and punctuation: how words of headings and kinds are compared."""
    folded = unicodedata.normalize("NFD", text.casefold())
    kept = "".join(sign for sign in folded if not unicodedata.combining(sign) or sign == "\u0306")
    return " ".join(re.sub(r"[^\w\u0306]+", " ", unicodedata.normalize("NFC", kept)).split())


def read_text(text: str) -> Rows:
    """Rows of a pasted table or a CSV file: cells between tabs, semicolons or commas, whichever the table uses most."""
    lines = [line for line in text.splitlines() if line.strip()]
    counts = Counter({mark: sum(mark in line for line in lines) for mark in ("\t", ";", ",")})
    separator = "\t" if counts["\t"] else ";" if counts[";"] else ","
    rows = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
    return tuple(tuple(cell.strip() for cell in row) for row in rows)


def read_file_rows(content: bytes, name: str) -> Rows:
    """Rows of the largest table in a file: the first sheet of a workbook, a CSV file, a table in a document.

    ``PaperRefused`` says why a file cannot be read.
    """
    tables = [block for block in read_file(content, name).blocks if isinstance(block, Table)]
    if not tables:
        raise PaperRefused("no_table")
    largest = max(tables, key=lambda table: len(table.rows))
    rows = (tuple(" ".join(cell.text.split()) for cell in row) for row in largest.rows)
    return tuple(row for row in rows if any(row))


def write_text(rows: Rows) -> str:
    """Rows as text that ``read_text`` reads back, to travel with a form."""
    text = io.StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows(
        [" ".join(cell.split()) for cell in row] or [""] for row in rows
    )
    return text.getvalue()


def headings(rows: Rows) -> bool:
    """Whether the first row holds headings instead of a member."""
    if not rows or any("@" in cell for cell in rows[0]):
        return False
    return sum(_heading(cell) is not Column.NOTHING for cell in rows[0]) >= min(FEWEST_HEADINGS, len(rows[0]))


def columns_of(rows: Rows) -> tuple[Column, ...]:
    """What each column holds: by the headings where there are, else by the cells. Each but NOTHING is used once."""
    width = max((len(row) for row in rows), default=0)
    if headings(rows):
        found = [_heading(cell) for cell in rows[0]] + [Column.NOTHING] * (width - len(rows[0]))
    else:
        found = _by_content(rows, width)
    if Column.SURNAME not in found:
        # A lone "Vārds" heads whole names more often than first names without a surname anywhere.
        found = [Column.NAME if column is Column.FIRST_NAME else column for column in found]
    seen: set[Column] = set()
    for place, column in enumerate(found):
        found[place] = Column.NOTHING if column in seen else column
        seen.add(column)
    return tuple(found)


def _heading(cell: str) -> Column:
    words = plain(cell)
    for column, known in _HEADINGS.items():
        if words in known:
            return column
    around = f" {words} "
    found = (column for column, known in _HEADINGS.items() if any(f" {word} " in around for word in known))
    return next(found, Column.NOTHING)


def _by_content(rows: Rows, width: int) -> list[Column]:
    found = [Column.NOTHING] * width
    free: list[int] = []
    for place in range(width):
        cells = [row[place] for row in rows if place < len(row) and row[place]]
        if cells and sum("@" in cell for cell in cells) * 2 > len(cells):
            found[place] = Column.EMAIL
        elif cells and not all(re.fullmatch(r"[\d.)]+", cell) for cell in cells):
            free.append(place)
    for place, column in zip(free, (Column.NAME, Column.INSTITUTION), strict=False):
        found[place] = column
    return found


def kind_of(text: str) -> str | None:
    """The kind of an institution by its words in four languages, a code, or a school's name; None where none fits."""
    words = plain(text)
    return next((kind for stem, kind in _KINDS if stem in words), None)


def language_of(text: str) -> str | None:
    """The code of a language by its name or code; None where the word is not known."""
    words = plain(text)
    if words in ("lv", "lt", "ru", "en"):
        return words
    return next((code for stem, code in _LANGUAGES if stem in words), None)


def read_members(rows: Rows, columns: Sequence[Column], *, first_is_headings: bool) -> tuple[ReadMember, ...]:
    """The members of a table. Rows without any text in a used column are left out."""
    read = []
    for line, row in enumerate(rows, start=1):
        if line == 1 and first_is_headings:
            continue
        cells = {column: cell for column, cell in zip(columns, row, strict=False) if column is not Column.NOTHING}
        if not any(cells.values()):
            continue
        name = cells.get(Column.NAME) or f"{cells.get(Column.FIRST_NAME, '')} {cells.get(Column.SURNAME, '')}"
        institution = cells.get(Column.INSTITUTION, "")
        kind_text, language_text = cells.get(Column.KIND, ""), cells.get(Column.LANGUAGE, "")
        read.append(
            ReadMember(
                line=line,
                name=" ".join(name.split()),
                email=cells.get(Column.EMAIL, "").removeprefix("mailto:"),
                institution=" ".join(institution.split()),
                kind=kind_of(kind_text or institution),
                kind_text=kind_text,
                language=language_of(language_text),
                language_text=language_text,
            )
        )
    return tuple(read)
