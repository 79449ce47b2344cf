"""Charts of every kind, with small groups and long words in them."""

from __future__ import annotations

from datetime import date

import pytest

from surveyapp.analysis.charts import (
    Bar,
    BarCounts,
    Chart,
    Dot,
    DotIntervals,
    Frame,
    ImportancePerformance,
    LegendEntry,
    NeedBar,
    Needs,
    Panel,
    Participation,
    ParticipationBar,
    Point,
    ScaleBars,
    ScalePiece,
    ScaleRow,
    SmallMultiples,
    Table,
)
from surveyapp.evaluation.blocks import Heading, Items, Paragraph
from surveyapp.evaluation.blocks import Table as TextTable
from surveyapp.evaluation.evaluation import (
    AssociationFacts,
    Edit,
    Evaluation,
    LeaderFacts,
    PracticeExample,
    PreparedFacts,
    Sources,
    evaluation_from,
)
from surveyapp.evaluation.proposals import ProposalGroup
from surveyapp.evaluation.recommendations import Recommendation, RecommendationStatus
from surveyapp.evaluation.rich import Span
from surveyapp.planning.model import Activity, Audience, Partner, Plan
from surveyapp.planning.periods import read_period
from surveyapp.planning.years import SchoolYear

SCALE = (
    ("1 – ļoti slikti", "low", "strong"),
    ("2 – slikti", "low", "soft"),
    ("3 – viduvēji", "neutral", "soft"),
    ("4 – labi", "high", "soft"),
    ("5 – ļoti labi", "high", "strong"),
)


def frame(key: str, title: str, summary: str) -> Frame:
    return Frame(
        key=key,
        title=title,
        summary=summary,
        n=12,
        population=16,
        footer="Atbildējuši 12 no 16. Intervāls: cik no visiem 16, ja klusējošie līdzinās tiem, kas atbildēja.",
        method="counts",
        table=Table(("label", "count"), (("Konsultācijas", 9),)),
    )


def diverging_row(label: str, counts: tuple[int, int, int, int, int]) -> ScaleRow:
    pieces = tuple(
        ScalePiece(step[0], count, step[1], step[2])  # type: ignore[arg-type]
        for step, count in zip(SCALE, counts, strict=True)
    )
    return ScaleRow(label, pieces, sum(counts), f"{counts[3] + counts[4]} no {sum(counts)}")


ROWS = (
    diverging_row("Konsultācijas", (0, 1, 2, 5, 4)),
    diverging_row("Bibliotēkas apmeklējumi un praktiskā palīdzība", (1, 3, 2, 3, 2)),
    diverging_row("Pieredzes apmaiņas braucieni", (0, 0, 0, 2, 10)),
)
LEGEND = tuple(LegendEntry(*step) for step in SCALE)  # type: ignore[arg-type]


@pytest.fixture
def charts() -> tuple[Chart, ...]:
    """One of each kind."""
    return (
        Needs(
            frame("needs", "Biežāk nekā citi neapmierināti paliek bibliotēku apmeklējumi", "Septiņiem no divpadsmit."),
            (
                NeedBar("Bibliotēkas apmeklējumi un praktiskā palīdzība", 4, 3, 12, note="7 no 12 · skaidri"),
                NeedBar("Konsultācijas", 2, 3, 12, note="5 no 12 · iespējams"),
                NeedBar("Ziņas un normatīvie dokumenti", 1, 0, 11, note="1 no 11"),
            ),
            "nav apmierināti",
            "nav saņēmuši",
            12,
        ),
        ScaleBars(
            frame("satisfaction", "Visaugstāk vērtēti pieredzes apmaiņas braucieni", "Divpadsmit no divpadsmit."),
            ROWS,
            LEGEND,
            12,
        ),
        BarCounts(
            frame("topics", "Septiņi no divpadsmit grib mācīties par lasītveicināšanu", "Tēmas nākamajam gadam."),
            (
                Bar("Lasītveicināšana un grāmatu apskati jaunākajām klasēm", 7, 8, 11, note="7 no 12"),
                Bar("Mākslīgais intelekts", 5, 5, 9, note="5 no 12"),
                Bar("Autortiesības", 1, 1, 4, "muted", "1 no 12"),
            ),
            16,
        ),
        Participation(
            frame("participation", "Atbildējuši 12 no 16", "Atbildētība pa apvienībām."),
            (
                ParticipationBar("Austrumu apvienība", 12, 16, note="12 no 16 (75 %)"),
                ParticipationBar("Ezeru apvienība", 4, 14, "muted", note="4 no 14 (29 %)"),
            ),
            16,
            "atbildējuši",
            "uzaicināti",
        ),
        DotIntervals(
            frame("caterpillar", "Apvienības atšķiras maz", "Vidējie ar intervāliem."),
            (
                Dot("Austrumu apvienība", 4.1, 3.7, 4.5, 3.9, 4.3, note="9 no 12"),
                Dot("Ezeru apvienība", None, note="mazāk nekā piecas atbildes"),
                Dot("Mežu apvienība", 3.4, 3.0, 3.8, 3.2, 3.6, "low", "5 no 11"),
            ),
            1.0,
            5.0,
            "Vidējais vērtējums (1–5)",
            3.9,
            "pārtrauktā līnija: reģiona vidējais 3,9",
        ),
        SmallMultiples(
            frame("panels", "Pa pieredzes grupām", "Divas grupas."),
            (Panel("Līdz pieciem gadiem", (), "mazāk nekā piecas atbildes"), Panel("Vairāk nekā pieci gadi", ROWS)),
            LEGEND,
            12,
        ),
        ImportancePerformance(
            frame("ipa", "Apmeklējumi ir svarīgi, bet vērtēti zemāk", "Svarīgums un apmierinātība."),
            (
                Point("Konsultācijas", 4.6, 4.1, 12),
                Point("Apmeklējumi", 4.4, 3.1, 11, "low"),
                Point("Braucieni", 3.7, 4.8, 12),
            ),
            "Svarīgums",
            "Apmierinātība",
        ),
    )


YEAR = SchoolYear(2026)


def held(name: str, topic: str, period: str, place: str, participants: int | str, *, pupils: bool = False) -> Activity:
    return Activity(
        id=name,
        topic=topic,
        period=read_period(period, YEAR),
        audience=Audience.PUPILS if pupils else Audience.TEACHERS,
        direction="experience" if name.endswith("0") else "consultations",
        place=place,
        done=True,
        participants=participants if isinstance(participants, int) else None,
        participants_words=participants if isinstance(participants, str) else "",
    )


@pytest.fixture
def latvian() -> Evaluation:
    """A Latvian evaluation with everything in it."""
    plan = Plan(
        id="p",
        association="a",
        year=YEAR,
        goal="Stiprināt skolu bibliotekāru sadarbību un ikdienas darba prasmes.",
        tasks=(
            "Palīdzēt jaunajiem bibliotekāriem apgūt krājuma uzskaiti un kataloģizēšanu.",
            "Iepazīt citu novadu skolu bibliotēku telpas, paradumus un lasītveicināšanas veidus.",
            "Kopīgi sagatavot stundu materiālus par informācijas meklēšanu un avotu izvērtēšanu.",
        ),
        priorities=("Lasītprasme visos mācību priekšmetos", "Droša un gudra mākslīgā intelekta lietošana"),
        priority_report=(
            "Katra bibliotēka kopā ar vienu priekšmeta skolotāju vadīja nodarbību ciklu par avotu salīdzināšanu.\n"
            "Pavasarī bibliotekāri apmainījās ar gatavajiem uzdevumiem un izmēģināja kaimiņu skolas materiālus."
        ),
        activities=(
            held(
                "a1",
                "Plāna pārrunas un jaunumi normatīvajos dokumentos",
                "10.09.2026.",
                "Bērzkalnu novada Izglītības pārvalde",
                14,
            ),
            held(
                "a10", "Pieredzes brauciens uz Ozolciema vidusskolas jauno bibliotēku", "13.10.2026.", "Ozolciems", 16
            ),
            held("a3", "Praktiska nodarbība par krājuma uzskaiti sistēmā", "2027. gada janvāris", "tiešsaistē", 11),
            held(
                "a4",
                "Lasīšanas nedēļa „Grāmata manā somā”",
                "12.–16.04.2027.",
                "novada skolu bibliotēkas",
                "5.–7. klašu skolēni no astoņām skolām",
                pupils=True,
            ),
            held(
                "a5",
                "Erudīcijas spēle par latviešu bērnu dzeju",
                "18.11.2026.",
                "Liepsalas pamatskola",
                42,
                pupils=True,
            ),
        ),
        partners=(
            Partner("Bērzkalnu novada Centrālā bibliotēka", "kopīgi semināri un starpbibliotēku abonements"),
            Partner("Izdevniecība „Zīļuks”", "tikšanās ar autoriem un jauno grāmatu apskati"),
        ),
    )
    return evaluation_from(
        Sources(
            association=AssociationFacts(
                "Bērzkalnu novada skolu bibliotekāru metodiskā apvienība",
                (("basic", 8), ("secondary", 5), ("vocational", 3)),
                16,
            ),
            year=YEAR,
            leader=LeaderFacts("Ilze Žagariņa", "novada Izglītības pārvaldes metodiķe", 14, "ilze@berzkalni.example"),
            plan=plan,
            answered=12,
            invited=16,
            examples=(
                PracticeExample("Klusā lasīšana otrdienās: bibliotekāre lasa kopā ar klasi un pārrunā izlasīto."),
                PracticeExample(
                    "„Grāmatu aptieka”: skolēni cits citam izraksta grāmatas pret garlaicību.", "Liepsalas pamatskola"
                ),
            ),
            groups=(
                ProposalGroup("g1", "Rīkot praktisku dienu par kataloģizēšanu iesācējiem.", size=5),
                ProposalGroup("g2", "Braukt pieredzes apmaiņā uz kaimiņvalsti.", size=3, position=1),
                ProposalGroup("g3", "Izveidot kopīgu mapi ar stundu materiāliem.", position=2),
            ),
            recommendations=(
                Recommendation(
                    "r1",
                    "Oktobrī rīkot praktisku dienu par kataloģizēšanu, atsevišķi iesācējiem un pieredzējušiem.",
                    owner="I. Žagariņa",
                    due_on=date(2027, 10, 30),
                    status=RecommendationStatus.ACCEPTED,
                ),
                Recommendation("r2", "Katram jaunajam bibliotekāram atrast padomdevēju."),
            ),
            prepared=PreparedFacts("Ilze Žagariņa", "metodiskās apvienības vadītāja", date(2027, 6, 14)),
        ),
        {},
    )


@pytest.fixture
def russian() -> Evaluation:
    """A Russian evaluation, half empty, with a part the leader wrote herself."""
    return evaluation_from(
        Sources(
            association=AssociationFacts(
                "Методическое объединение школьных библиотекарей Озёрного края", (("other", 7),), 9
            ),
            year=YEAR,
            leader=LeaderFacts("Вера Ельникова", "методист"),
        ),
        {
            4: Edit(
                (
                    Heading("Чтение для всех"),
                    Paragraph("Каждая библиотека провела «час тихого чтения» & обсуждение <вместо урока>."),
                    Items(("Ёлкинская школа: #show; $x^2$ и \\n", "Щучинская школа: съёмка объявления")),
                )
            )
        },
    )


@pytest.fixture
def every_shape() -> Evaluation:
    """An evaluation whose fourth part has every shape a leader can write."""
    rich: tuple[Span, ...] = (
        Span("Īpaši "),
        Span("noderīgi", bold=True),
        Span(" un "),
        Span("viegli", italic=True),
        Span(": "),
        Span("materiāli", link="https://skola.example/materiali"),
    )
    blocks = (
        Heading("Lasītprasme"),
        Heading("Pirmais pusgads", 2),
        Paragraph(rich),
        Items((rich, "otrais"), numbered=True),
        TextTable(("Kas", "Kur"), ((rich, "Liepsala"),)),
    )
    return evaluation_from(Sources(AssociationFacts("Liepsalas apvienība"), YEAR), {4: Edit(blocks)})
