"""Invented plans of work in four languages, and real files made of them in every format that can be read."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import docx
import xlsxwriter
from docx.table import Table

Row = Sequence[str]
ABOVE = "^"
"""In a row for `docx_of`: this cell is merged with the one above."""
LEFT = "<"
"""In a row for `docx_of`: this cell is merged with the one to its left."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A plan as lines above its table, a header with rows, and lines below; with what should be read."""

    above: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    below: tuple[str, ...]
    association: str
    goal: str
    tasks: tuple[str, ...]
    priorities: tuple[str, ...]
    topics: tuple[str, ...]
    periods: tuple[tuple[str | None, str | None, str], ...]
    responsible: tuple[tuple[str, ...], ...]
    forms: tuple[str | None, ...]
    unplaced: tuple[str, ...]
    year: str = "2026/2027"


PERIODS = (
    ("2026-10-12", "2026-10-16", "span"),
    ("2026-11-01", "2026-11-30", "month"),
    ("2026-09-01", "2027-08-31", "year"),
    ("2027-04-01", "2027-06-30", "quarter"),
)

SAMPLES = {
    "lv": Sample(
        above=(
            "APSTIPRINĀTS",
            "Liepkalnes novada Izglītības pārvaldē",
            "2026. gada 15. septembrī, protokols Nr. 4",
            "",
            "Liepkalnes novada skolu bibliotekāru metodiskās apvienības",
            "darba plāns 2026./2027. mācību gadam",
            "",
            "Mērķis: stiprināt skolu bibliotekāru profesionālo sadarbību.",
            "Uzdevumi:",
            "1. Iepazīt jaunākos informācijas avotus.",
            "2. Dalīties labās prakses piemēros.",
            "Prioritātes: lasītprasme; medijpratība",
            "",
            "Plānotie pasākumi",
        ),
        header=("Nr.", "Pasākums/Temats", "Norises laiks", "Vieta", "Atbildīgais"),
        rows=(
            ("1.", "Seminārs „Grāmata un ekrāns”", "12.–16.10.2026.", "Liepkalnes vidusskola", "I. Zvirbule"),
            ("2.", "Konkurss skolēniem", "2026. gada novembris", "Novada bibliotēka", "I. Zvirbule, M. Egle"),
            ("3.", "Individuālas konsultācijas", "Visu gadu", "attālināti", "M. Egle"),
            ("4.", "Ekskursija uz Bērzupi", "2027. gada II ceturksnis", "Bērzupe", "I. Zvirbule"),
        ),
        below=("Sagatavoja: I. Zvirbule",),
        association="Liepkalnes novada skolu bibliotekāru metodiskās apvienības",
        goal="stiprināt skolu bibliotekāru profesionālo sadarbību.",
        tasks=("Iepazīt jaunākos informācijas avotus.", "Dalīties labās prakses piemēros."),
        priorities=("lasītprasme", "medijpratība"),
        topics=(
            "Seminārs „Grāmata un ekrāns”",
            "Konkurss skolēniem",
            "Individuālas konsultācijas",
            "Ekskursija uz Bērzupi",
        ),
        periods=PERIODS,
        responsible=(("I. Zvirbule",), ("I. Zvirbule", "M. Egle"), ("M. Egle",), ("I. Zvirbule",)),
        forms=("seminar", "contest", "individual_consultation", "study_excursion"),
        unplaced=(
            "APSTIPRINĀTS",
            "Liepkalnes novada Izglītības pārvaldē",
            "2026. gada 15. septembrī, protokols Nr. 4",
            "Sagatavoja: I. Zvirbule",
        ),
    ),
    "lt": Sample(
        above=(
            "PATVIRTINTA",
            "Alksnynės švietimo centro direktoriaus",
            "2026 m. rugsėjo 14 d. įsakymu Nr. V-52",
            "",
            "ALKSNYNĖS RAJONO MOKYKLŲ BIBLIOTEKININKŲ METODINIO RATELIO",
            "VEIKLOS PLANAS 2026–2027 M. M.",
            "",
            "Tikslas – telkti bibliotekininkus bendrai veiklai.",
            "Uždaviniai: tobulinti skaitmeninius įgūdžius; skleisti naujoves mokyklose.",
            "Prioritetai",
            "– skaitymo skatinimas",
            "– bendradarbiavimas su mokytojais",
            "",
            "Planuojamos veiklos:",
        ),
        header=("Eil. Nr.", "Veiklos pavadinimas", "Data", "Vieta", "Atsakingas"),
        rows=(
            ("1", "Metodinė diena „Biblioteka be sienų“", "2026 m. spalio 12–16 d.", "Alksnynė", "R. Pušienė"),
            ("2", "Seminaras apie katalogą", "2026 m. lapkričio mėn.", "Gimnazija", "R. Pušienė J. Eglė"),
            ("3", "Naujienų sklaida", "Visus metus", "El. paštu", "J. Eglė"),
            ("4", "Išvyka į leidyklą", "2027 m. II ketv.", "Pušynas", "R. Pušienė"),
        ),
        below=("PRITARTA", "Metodinio ratelio posėdžio protokolu Nr. 1"),
        association="ALKSNYNĖS RAJONO MOKYKLŲ BIBLIOTEKININKŲ METODINIO RATELIO",
        goal="telkti bibliotekininkus bendrai veiklai.",
        tasks=("tobulinti skaitmeninius įgūdžius", "skleisti naujoves mokyklose."),
        priorities=("skaitymo skatinimas", "bendradarbiavimas su mokytojais"),
        topics=(
            "Metodinė diena „Biblioteka be sienų“",
            "Seminaras apie katalogą",
            "Naujienų sklaida",
            "Išvyka į leidyklą",
        ),
        periods=PERIODS,
        responsible=(("R. Pušienė",), ("R. Pušienė", "J. Eglė"), ("J. Eglė",), ("R. Pušienė",)),
        forms=("methodical_day", "seminar", None, "study_excursion"),
        unplaced=(
            "PATVIRTINTA",
            "Alksnynės švietimo centro direktoriaus",
            "2026 m. rugsėjo 14 d. įsakymu Nr. V-52",
            "PRITARTA",
            "Metodinio ratelio posėdžio protokolu Nr. 1",
        ),
    ),
    "ru": Sample(
        above=(
            "УТВЕРЖДАЮ",
            "Директор методического центра города Речинска",
            "«10» сентября 2026 г.",
            "",
            "ПЛАН РАБОТЫ",
            "методического объединения школьных библиотекарей города Речинска",
            "на 2026-2027 учебный год",
            "",
            "Цель: повышение мастерства школьных библиотекарей.",
            "Задачи:",
            "- изучать новые формы работы с читателями;",
            "- помогать молодым коллегам.",
            "Приоритетные направления:",
            "1) сохранность фонда",
            "2) информационная культура",
            "",
            "Основные мероприятия",
        ),
        header=("№", "Мероприятие", "Сроки", "Место", "Ответственный"),
        rows=(
            ("1", "Заседание МО", "12-16 октября 2026 г.", "Школа № 3", "Лугова Е.П."),
            ("2", "Семинар «Электронный каталог»", "ноябрь 2026 г.", "Школа № 5", "Лугова Е.П., Сомова К.Л."),
            ("3", "Помощь молодым библиотекарям", "В течение года", "по школам", "Сомова К.Л."),
            ("4", "Круглый стол", "II квартал 2027 г.", "Методический центр", "Лугова Е.П."),
        ),
        below=("Руководитель МО Е. П. Лугова",),
        association="методического объединения школьных библиотекарей города Речинска",
        goal="повышение мастерства школьных библиотекарей.",
        tasks=("изучать новые формы работы с читателями", "помогать молодым коллегам."),
        priorities=("сохранность фонда", "информационная культура"),
        topics=("Заседание МО", "Семинар «Электронный каталог»", "Помощь молодым библиотекарям", "Круглый стол"),
        periods=PERIODS,
        responsible=(("Лугова Е.П.",), ("Лугова Е.П.", "Сомова К.Л."), ("Сомова К.Л.",), ("Лугова Е.П.",)),
        forms=("working_meeting", "seminar", None, "round_table"),
        unplaced=(
            "УТВЕРЖДАЮ",
            "Директор методического центра города Речинска",
            "«10» сентября 2026 г.",
            "Руководитель МО Е. П. Лугова",
        ),
    ),
    "en": Sample(
        above=(
            "Work plan of the Hazelford School Librarians' Association",
            "for the school year 2026/2027",
            "",
            "Goal: to work together more often.",
            "Tasks:",
            "• meet in every library once",
            "• help newcomers",
            "Priorities: reading; media literacy",
            "",
            "Activities",
        ),
        header=("No.", "Activity", "When", "Where", "Responsible"),
        rows=(
            ("1", "Training seminar on catalogues", "12–16 October 2026", "Town hall", "A. Reed"),
            ("2", "Book contest", "November 2026", "Hazelford library", "A. Reed and B. Finch"),
            ("3", "Advice by telephone", "throughout the school year", "", "B. Finch"),
            ("4", "Round table", "Q2 2027", "Riverside", "A. Reed"),
        ),
        below=("Prepared by A. Reed",),
        association="Hazelford School Librarians' Association",
        goal="to work together more often.",
        tasks=("meet in every library once", "help newcomers"),
        priorities=("reading", "media literacy"),
        topics=("Training seminar on catalogues", "Book contest", "Advice by telephone", "Round table"),
        periods=PERIODS,
        responsible=(("A. Reed",), ("A. Reed", "B. Finch"), ("B. Finch",), ("A. Reed",)),
        forms=("training_seminar", "contest", None, "round_table"),
        unplaced=("Prepared by A. Reed",),
    ),
}


def tabbed(sample: Sample) -> bytes:
    table = ["\t".join(row) for row in (sample.header, *sample.rows)]
    return "\n".join((*sample.above, *table, "", *sample.below)).encode()


def tabbed_torn_by_blank_lines(sample: Sample) -> bytes:
    table = ["\t".join(row) for row in (sample.header, *sample.rows[:2])]
    rest = ["\t".join(row) for row in sample.rows[2:]]
    return "\r\n".join((*sample.above, "", *table, "", *rest, "", *sample.below)).encode("utf-16")


def cell_on_each_line(sample: Sample) -> bytes:
    cells = ["\t" + cell for row in (sample.header, *sample.rows) for cell in row]
    return "\n".join((*sample.above, "", *cells, "", *sample.below)).encode()


def aligned(sample: Sample) -> bytes:
    table = (sample.header, *sample.rows)
    widths = [max(len(row[column]) for row in table) + 3 for column in range(len(sample.header))]
    lines = ["".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    return "\n".join((*sample.above, *lines, "", *sample.below)).encode()


def markdown(sample: Sample) -> bytes:
    table = ["| " + " | ".join(row) + " |" for row in (sample.header, ("---",) * 5, *sample.rows)]
    return "\n".join((*sample.above, *table, *sample.below)).encode()


def csv_semicolons(sample: Sample) -> bytes:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"' if ";" in cell or '"' in cell else cell

    rows: list[Row] = [(line, "", "", "", "") for line in sample.above]
    rows += [sample.header, *sample.rows, ("",) * 5, *((line, "", "", "", "") for line in sample.below)]
    encoding = "cp1251" if "Мероприятие" in sample.header else "cp1257"
    return "\r\n".join(";".join(map(quoted, row)) for row in rows).encode(encoding, errors="replace")


def page(sample: Sample) -> bytes:
    lines = "".join(f"<p>{html.escape(line) or '&nbsp;'}</p>" for line in sample.above)
    rows = "".join(
        "<tr>" + "".join(f"<td><p>{html.escape(cell)}</p></td>" for cell in row) + "</tr>"
        for row in (sample.header, *sample.rows)
    )
    below = "".join(f"<p>{html.escape(line)}</p>" for line in sample.below)
    return f"<html><body>{lines}<table border=1>{rows}</table>{below}</body></html>".encode()


def clipboard(sample: Sample) -> bytes:
    return b"Version:0.9\r\nStartHTML:0000000105\r\nEndHTML:0000009999\r\n" + page(sample)


def document(sample: Sample) -> bytes:
    return docx_of([*sample.above, [sample.header, *sample.rows], *sample.below])


def sheet(sample: Sample) -> bytes:
    return xlsx_of(
        [*((line,) for line in sample.above), sample.header, *sample.rows, (), *((x,) for x in sample.below)]
    )


FORMATS: dict[str, tuple[str, Callable[[Sample], bytes]]] = {
    "docx": ("plan.docx", document),
    "xlsx": ("plan.xlsx", sheet),
    "csv": ("plan.csv", csv_semicolons),
    "tabs": ("plan.txt", tabbed),
    "utf-16": ("plan.txt", tabbed_torn_by_blank_lines),
    "cells": ("plan.txt", cell_on_each_line),
    "spaces": ("plan.txt", aligned),
    "markdown": ("plan.md", markdown),
    "html": ("plan.html", page),
    "clipboard": ("", clipboard),
}


def docx_of(blocks: Sequence[str | Sequence[Row]]) -> bytes:
    """A Word document of paragraphs and tables; `ABOVE` and `LEFT` merge cells."""
    made = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            made.add_paragraph(block)
        else:
            table = made.add_table(len(block), len(block[0]))
            for number, row in enumerate(block):
                for column, text in enumerate(row):
                    if text not in (ABOVE, LEFT):
                        table.cell(number, column).text = text
            _merge(table, block)
    return saved(made)


def _merge(table: Table, rows: Sequence[Row]) -> None:
    for number, row in enumerate(rows):
        column = 0
        while column < len(row):
            last = column
            while last + 1 < len(row) and row[last + 1] == LEFT:
                last += 1
            if last > column:
                table.cell(number, column).merge(table.cell(number, last))
            if row[column] != ABOVE:
                below = number
                while below + 1 < len(rows) and rows[below + 1][column] == ABOVE:
                    below += 1
                if below > number:
                    table.cell(number, column).merge(table.cell(below, column))
            column = last + 1


def saved(made: docx.document.Document) -> bytes:
    """The bytes of a Word document."""
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def xlsx_of(rows: Sequence[Sequence[object]], merges: Sequence[str] = ()) -> bytes:
    """A workbook with one sheet; *merges* are ranges such as "A3:E3"."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    worksheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value != "":
                worksheet.write(number, column, value)
    for merge in merges:
        worksheet.merge_range(merge, None)
        column, number = ord(merge[0]) - ord("A"), int(merge[1 : merge.index(":")]) - 1
        worksheet.write(number, column, rows[number][column])
    book.close()
    return stream.getvalue()


def with_entries(content: bytes, **entries: bytes) -> bytes:
    """A zipped file with entries replaced or added; ``__`` in a name stands for a slash, the last ``_`` for a dot."""
    stream = io.BytesIO()
    names = {name.replace("__", "/")[::-1].replace("_", ".", 1)[::-1]: data for name, data in entries.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in names:
                new.writestr(entry, old.read(entry.filename))
        for name, data in names.items():
            new.writestr(name, data)
    return stream.getvalue()
