"""Shapes plans come in: merged and continued cells, headings inside tables, combined columns, several tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from surveyapp.bundled import bundled_path
from surveyapp.interchange.plan_papers import PlanPaper, read_plan_paper
from tests.interchange.papers import ABOVE, LEFT, docx_of, xlsx_of


def read(content: bytes | str, name: str = "plan.txt") -> dict[str, Any]:
    data = content.encode() if isinstance(content, str) else content
    return read_plan_paper(bundled_path("surveys"), PlanPaper(data, name)).as_json()


def topics(found: dict[str, Any]) -> list[str]:
    return [row["topic"] for row in found["activities"]]


def column(found: dict[str, Any], name: str) -> list[Any]:
    return [row[name] for row in found["activities"]]


@dataclass(frozen=True)
class Shape:
    """A paper, with what some columns of its activities should hold, and what should be unplaced."""

    content: bytes | str
    expected: dict[str, list[Any]]
    unplaced: tuple[str, ...] = ()
    name: str = "plan.txt"


TITLE = "Bērzupes skolu bibliotekāru darba plāns 2026./2027. m. g."
HEAD_LV = ("Nr.", "Pasākums", "Laiks", "Vieta", "Atbildīgais")

SHAPES = {
    "direction rows merged across the table": Shape(
        docx_of(
            [
                TITLE,
                [
                    HEAD_LV,
                    ("Profesionālā pilnveide", LEFT, LEFT, LEFT, LEFT),
                    ("1.", "Kursi par katalogu", "2026. gada oktobris", "Bērzupe", "A. Kļava"),
                    ("2. Sadarbība ar muzeju", LEFT, LEFT, LEFT, LEFT),
                    ("2.", "Diskusija", "janvāris", "Muzejs", "A. Kļava"),
                ],
            ]
        ),
        {"direction": ["professional_development", "cooperation"], "form": ["course", "discussion"]},
        name="plan.docx",
    ),
    "cells merged downwards are repeated, a merged topic is one activity": Shape(
        docx_of(
            [
                TITLE,
                [
                    ("Virziens", "Tēma", "Datums", "Vieta", "Atbildīgais"),
                    ("Konsultācijas", "Uzskaite", "10.10.2026.", "Bērzupe", "A. Kļava"),
                    (ABOVE, "Novecojušu grāmatu atlase", "14.11.2026.", ABOVE, ABOVE),
                    ("Lasīšanas akcija", "Lasām kopā", "3.03.2027.", "Skolas", "M. Liepa"),
                    (ABOVE, ABOVE, "4.03.2027.", "Pilsēta", "B. Vītola"),
                ],
            ]
        ),
        {
            "direction": ["consultations", "consultations", "projects"],
            "topic": ["Uzskaite", "Novecojušu grāmatu atlase", "Lasām kopā"],
            "place": ["Bērzupe", "Bērzupe", "Skolas Pilsēta"],
            "start": ["2026-10-10", "2026-11-14", "2027-03-03"],
            "end": ["2026-10-10", "2026-11-14", "2027-03-04"],
            "responsible": [["A. Kļava"], ["A. Kļava"], ["M. Liepa", "B. Vītola"]],
        },
        name="plan.docx",
    ),
    "a row without a number goes on with the one above": Shape(
        "Eil. Nr.\tVeikla\tData\tVieta\tAtsakingi asmenys\n"
        "1.\tSusitikimas su\t2026 m. spalio\tGluosnių\tR. Pušienė\n"
        "\trašytoju\t19 d.\tbiblioteka\tJ. Eglė\n"
        "2.\tParoda\t2026 m. gruodis\tMuziejus\tJ. Eglė\n",
        {
            "topic": ["Susitikimas su rašytoju", "Paroda"],
            "period_text": ["2026 m. spalio 19 d.", "2026 m. gruodis"],
            "start": ["2026-10-19", "2026-12-01"],
            "responsible": [["R. Pušienė", "J. Eglė"], ["J. Eglė"]],
        },
    ),
    "a row without a number but with a date of its own stands for itself": Shape(
        "Nr.\tTemats\tDatums\tVieta\n1.\tDziesmu diena\t5.10.2026.\tSkola\n\tLasījumi\t12.10.2026.\tParks\n",
        {"topic": ["Dziesmu diena", "Lasījumi"], "start": ["2026-10-05", "2026-10-12"]},
    ),
    "no number anywhere: every row is an activity": Shape(
        "Nr.\tTemats\tDatums\tVieta\n\tDziesmu diena\t\tSkola\n\tLasījumi\t12.10.2026.\tParks\n",
        {"topic": ["Dziesmu diena", "Lasījumi"]},
    ),
    "time and place in one column, number of people": Shape(
        "Darbības virzieni\tVeiktais darbs\tLaiks, vieta\tDalībnieku skaits\n"
        "Sanāksmes\t1. Plānošana. 2. Jaunumi.\t10.09.2026., Bērzupes novada dome\t19\n"
        "\tPieredzes stāsti\tRīga, 12. – 16.10. 2026.\tap 20 cilvēki\n"
        "Lasītāju diena\tTikšanās ar autoru\t2027. gada maijs, Bērzupe\tviss 5. klašu kolektīvs\n",
        {
            "direction": ["Sanāksmes", "Sanāksmes", "Lasītāju diena"],
            "form": ["working_meeting", "working_meeting", None],
            "period_text": ["10.09.2026.", "12. – 16.10. 2026.", "2027. gada maijs"],
            "place": ["Bērzupes novada dome", "Rīga", "Bērzupe"],
            "participants": [19, 20, "viss 5. klašu kolektīvs"],
        },
    ),
    "a numbered list in a cell beside as many dates is as many activities": Shape(
        docx_of(
            [
                [
                    ("Мероприятие", "Дата", "Ответственный"),
                    ("1. Открытие года\n2. Неделя книги", "05.09.2026\n19.10.2026", "Лугова Е.П."),
                    ("1. Отчёты\n2. Планы", "май 2027 г.", "Лугова Е.П."),
                ]
            ]
        ),
        {
            "topic": ["Открытие года", "Неделя книги", "1. Отчёты 2. Планы"],
            "start": ["2026-09-05", "2026-10-19", "2027-05-01"],
        },
        name="plan.docx",
    ),
    "the header stands on two rows and is repeated on the next page": Shape(
        docx_of(
            [
                [
                    ("№", "Содержание работы", "Проведение", LEFT, "Исполнитель"),
                    (ABOVE, ABOVE, "Срок", "Место", ABOVE),
                    ("1", "Выставка книг", "октябрь 2026", "Школа № 1", "Сомова К.Л."),
                    ("№", "Содержание работы", "Проведение", LEFT, "Исполнитель"),
                    (ABOVE, ABOVE, "Срок", "Место", ABOVE),
                    ("2", "Неделя чтения", "март 2027", "Школа № 2", "Сомова К.Л."),
                ]
            ]
        ),
        {"topic": ["Выставка книг", "Неделя чтения"], "place": ["Школа № 1", "Школа № 2"]},
        name="plan.docx",
    ),
    "months as rows over the table": Shape(
        "No.\tActivity\tPlace\tWho\n"
        "OCTOBER 2026\n1\tReading week\tAll libraries\tA. Reed\nNOVEMBER 2026\n2\tBook table\tTown hall\tA. Reed\n",
        {"topic": ["Reading week", "Book table"], "start": ["2026-10-01", "2026-11-01"], "direction": [None, None]},
    ),
    "a month column filled once for several rows": Shape(
        "План работы на 2026/2027 учебный год\nМесяц\tСодержание\tУчастники\tОтветственные\n"
        "Сентябрь\tПланирование\t15 чел.\tЛугова Е.П.\n\tЗаказ учебников\t\tСомова К.Л.\n"
        "Май\tИтоги года\tвсе\tЛугова Е.П.\n",
        {
            "start": ["2026-09-01", "2026-09-01", "2027-05-01"],
            "participants": [15, None, "все"],
        },
    ),
    "a cell torn by its own line breaks": Shape(
        "Nr.\tPasākums\tLaiks\tAtbildīgie\n1.\tLekcija vecākiem\npar lasīšanu\t15.10.2026.\tI. Ozola,\nA. Bērza\n"
        "2.\tKonkurss\t3.11.2026.\tI. Ozola\n",
        {
            "topic": ["Lekcija vecākiem par lasīšanu", "Konkurss"],
            "responsible": [["I. Ozola", "A. Bērza"], ["I. Ozola"]],
        },
    ),
    "rows copied from a spreadsheet, with quoted line breaks": Shape(
        'No.\tEvent\tDate\tVenue\n1\t"Open day\nfor parents"\t3 October 2026\tSchool\n'
        '2\t"Words" quiz\tMay 2027\tHall\n',
        {"topic": ["Open day for parents", '"Words" quiz'], "start": ["2026-10-03", "2027-05-01"]},
    ),
    "no header was copied": Shape(
        docx_of(
            [
                "Veiklos planas 2026–2027 m. m.",
                [
                    ("1", "Apskritojo stalo pokalbis apie skaitymą", "2026 m. spalis", "Gluosniai", "R. Pušienė"),
                    ("2", "Kelionė į knygų mugę", "2027 m. vasario mėn.", "Pušynas", "J. Eglė"),
                ],
            ]
        ),
        {
            "topic": ["Apskritojo stalo pokalbis apie skaitymą", "Kelionė į knygų mugę"],
            "place": ["Gluosniai", "Pušynas"],
            "responsible": [["R. Pušienė"], ["J. Eglė"]],
        },
        name="plan.docx",
    ),
    "the date before the topic, columns nobody asked for, tasks beside": Shape(
        "Data\tUždavinys\tPriemonė\tAtsakingas\tLaukiamas rezultatas\n"
        "2026-10-02\tSkatinti skaitymą\tSkaitymo valanda\tJ. Eglė\t30 dalyvių\n"
        "2026-11-05\tSkatinti skaitymą\tPaskaita\tJ. Eglė\t–\n",
        {"topic": ["Skaitymo valanda", "Paskaita"], "start": ["2026-10-02", "2026-11-05"]},
        ("Laukiamas rezultatas: 30 dalyvių",),
    ),
    "a workbook with merged headings, real dates and a title": Shape(
        xlsx_of(
            [
                ("Hazelford librarians: plan for 2026/2027",),
                (),
                ("No.", "Direction", "Form of work", "Topic", "Date", "Place", "Responsible", "Participants"),
                (1, "Consultations", "Group consultation", "Cataloguing", 46300, "Hazelford", "A. Reed", 16),
                (2, "Best practice", "Study excursion", "To the printers", "May 2027", "", "B. Finch", "all"),
            ],
            ["A1:H1"],
        ),
        {
            "direction": ["consultations", "best_practice"],
            "form": ["group_consultation", "study_excursion"],
            "participants": [16, "all"],
        },
        name="plan.xlsx",
    ),
    "two tables with captions that name directions": Shape(
        "План работы РМО библиотекарей на 2026/2027 учебный год\n\n1. Организационная работа\n"
        "Мероприятие\tСрок\tОтветственный\nЗаседание\tсентябрь\tЛугова Е.П.\n\n2. Методическая помощь\n"
        "Мероприятие\tСрок\tОтветственный\nВыезды в школы\tв течение года\tСомова К.Л.\n",
        {"direction": ["coordination", "practical_help"], "topic": ["Заседание", "Выезды в школы"]},
    ),
    "for pupils and for teachers": Shape(
        "Pasākums\tLaiks\tVieta\nAktivitātes izglītojamiem\t\t\nGrāmatu svētki\tmaijs 2027\tParks\n",
        {"topic": ["Grāmatu svētki"], "direction": ["Aktivitātes izglītojamiem"]},
    ),
    "unknown words of direction and form are kept": Shape(
        "Darbības virziens\tDarba forma\tTemats\tLaiks\nDārzkopība\tLasāmteltis\tRunājam\t2026. gada oktobrī\n",
        {"direction": ["Dārzkopība"], "form": ["Lasāmteltis"]},
    ),
    "a heading with nothing below it is not lost": Shape(
        docx_of([[("Activity", "When", "Where"), ("Seminar", "May 2027", "Hall"), ("To be continued", LEFT, LEFT)]]),
        {"topic": ["Seminar"]},
        ("To be continued",),
        name="plan.docx",
    ),
    "columns numbered under the header": Shape(
        "Nr.\tPasākums\tLaiks\tVieta\n1\t2\t3\t4\n1.\tSanāksme\t10.10.2026.\tSkola\n",
        {"topic": ["Sanāksme"]},
    ),
    "a day that does not exist keeps its words": Shape(
        "Activity\tDate\nField seminar\t31 February 2027\nLecture\t2027-13-45\nVisit\tsoon\n",
        {
            "start": [None, None, None],
            "precision": ["unknown"] * 3,
            "period_text": ["31 February 2027", "2027-13-45", "soon"],
        },
    ),
    "Roman numbers as directions among Arabic ones": Shape(
        "№\tМероприятие\tСроки\tОтветственный\nI.\tОбмен опытом\t\t\n1.\tОткрытый урок\tапрель 2027\tСомова К.Л.\n",
        {"direction": ["best_practice"], "topic": ["Открытый урок"]},
    ),
    "goal and tasks in a table of their own": Shape(
        docx_of(
            [
                [("Tikslas", "Skaityti drauge"), ("Uždaviniai", "1. Kviesti tėvus\n2. Lankyti bibliotekas")],
                [("Veikla", "Data", "Vieta"), ("Skaitymas", "2026 m. spalis", "Skveras")],
            ]
        ),
        {"topic": ["Skaitymas"]},
        name="plan.docx",
    ),
    "rows come in the order of the paper, participants in words": Shape(
        "Veikla,Laikas,Dalyviai\nKnygų mugė,2027-02-20,visos mokyklos\nViktorina,2026 m. gruodžio 3 d.,40\n",
        {"topic": ["Knygų mugė", "Viktorina"], "participants": ["visos mokyklos", 40]},
        name="planas.csv",
    ),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_shape_is_understood(shape: Shape) -> None:
    found = read(shape.content, shape.name)
    for name, values in shape.expected.items():
        assert column(found, name) == values
    assert tuple(found["unplaced"]) == shape.unplaced


def test_goal_and_tasks_of_a_layout_table() -> None:
    found = read(SHAPES["goal and tasks in a table of their own"].content, "plan.docx")
    assert found["goal"] == "Skaityti drauge"
    assert found["tasks"] == ["Kviesti tėvus", "Lankyti bibliotekas"]


def test_tasks_beside_activities_are_tasks_of_the_plan_once() -> None:
    found = read(SHAPES["the date before the topic, columns nobody asked for, tasks beside"].content)
    assert found["tasks"] == ["Skatinti skaitymą"]


VISITS_AND_EXPERIENCE = {
    "ru": (
        (
            "План работы МО школьных библиотекарей на 2026/2027 учебный год\n"
            "Мероприятие\tСроки\tОтветственный\nСеминар\tоктябрь 2026 г.\tЛугова Е.П.\n\n"
            "Посещение учреждений\nЦель посещения\tШколы\nПомощь в учёте фонда\tСШ № 1, СШ № 7\n\n"
            "Изучение передового опыта\nТема\tЦель\tАвтор опыта\tЭтап\tФорма обобщения\n"
            "Семейное чтение\tРаспространить опыт\tСомова К.Л.\tвторой\tОткрытый урок\n"
        ),
        ("Помощь в учёте фонда", ["СШ № 1", "СШ № 7"]),
        ("Семейное чтение", "Распространить опыт", "Сомова К.Л.", "второй", "Открытый урок"),
    ),
    "lv": (
        (
            "Pasākums\tLaiks\tVieta\nSeminārs\t2026. gada oktobris\tBērzupe\n\n"
            "Iestāžu apmeklējumi\nMērķis\tSkolas\nKrājuma uzskaite\tBērzupes pamatskola; Ozolu skola\n\n"
            "Labākās pieredzes izpēte\nTēma\tMērķis\tAutors\tPosms\tApkopojuma forma\n"
            "Lasīšanas stunda\tApkopot pieredzi\tM. Liepa\tpirmais\tRaksts\n"
        ),
        ("Krājuma uzskaite", ["Bērzupes pamatskola", "Ozolu skola"]),
        ("Lasīšanas stunda", "Apkopot pieredzi", "M. Liepa", "pirmais", "Raksts"),
    ),
    "lt": (
        (
            "Veikla\tData\tVieta\nSeminaras\t2026 m. spalis\tGluosniai\n\n"
            "Mokyklų lankymas\nTikslas\tMokyklos\nFondo tvarkymas\tGluosnių mokykla, Pušyno gimnazija\n\n"
            "Gerosios patirties tyrimas\nTema\tTikslas\tAutorius\tEtapas\tApibendrinimo forma\n"
            "Skaitymo pamoka\tKaupti patirtį\tJ. Eglė\tantras\tPranešimas\n"
        ),
        ("Fondo tvarkymas", ["Gluosnių mokykla", "Pušyno gimnazija"]),
        ("Skaitymo pamoka", "Kaupti patirtį", "J. Eglė", "antras", "Pranešimas"),
    ),
    "en": (
        (
            "Activity\tDate\tPlace\nSeminar\tOctober 2026\tHazelford\n\n"
            "Visits to institutions\nPurpose\tSchools\nStocktaking\tHazelford School\n\n"
            "Study of advanced experience\nTopic\tAim\tAuthor\tStage\tForm in which it is summed up\n"
            "Reading hour\tTo pass it on\tB. Finch\tsecond\tArticle\n"
        ),
        ("Stocktaking", ["Hazelford School"]),
        ("Reading hour", "To pass it on", "B. Finch", "second", "Article"),
    ),
}


@pytest.mark.parametrize("language", VISITS_AND_EXPERIENCE)
def test_visits_and_the_study_of_experience(language: str) -> None:
    text, visit, experience = VISITS_AND_EXPERIENCE[language]
    found = read(text)
    assert len(found["activities"]) == 1
    assert [(row["purpose"], row["schools"]) for row in found["visits"]] == [visit]
    assert [tuple(row.values()) for row in found["experience"]] == [experience]
    assert found["unplaced"] == []


def test_without_a_year_in_the_title_the_dates_tell_it() -> None:
    found = read("Activity\tDate\tPlace\nLecture\t3 October 2026\tHall\nMeeting\tMay\tHall\n")
    assert found["school_year"] == "2026/2027"
    assert column(found, "start") == ["2026-10-03", "2027-05-01"]


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("Darba plāns 2026. gadam", "2026"),
        ("Metodinio būrelio 2026 metų veiklos planas", "2026"),
        ("План работы на 2026 год", "2026"),
        ("Work plan for 2026", "2026"),
        ("Darba plāns 2026./27. m. g.", "2026/2027"),
        ("Veiklos planas 2026-2027 mokslo metams", "2026/2027"),
    ],
)
def test_years_of_titles(title: str, year: str) -> None:
    assert read(f"{title}\nTemats\tLaiks\tVieta\nSeminārs\tmarts\tSkola\n")["school_year"] == year
