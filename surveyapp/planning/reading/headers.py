"""Which column of a table is what, by the names people give columns in Latvian, Lithuanian, Russian and English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from surveyapp.planning.periods import Precision, read_period
from surveyapp.planning.reading.paper import one_line


class Role(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    DIRECTION = "direction"
    FORM = "form"
    TASK = "task"  # the task an activity serves; a topic where no other column is one
    TOPIC = "topic"
    PERIOD = "period"
    PLACE = "place"
    PERIOD_PLACE = "period_place"  # both in one column
    PERIOD_RESPONSIBLE = "period_responsible"
    RESPONSIBLE = "responsible"
    PARTICIPANTS = "participants"
    SCHOOLS = "schools"
    AIM = "aim"
    AUTHOR = "author"
    STAGE = "stage"
    SUMMARY = "summary"  # the form in which experience is summed up
    NOTES = "notes"


_NUMBER = re.compile(
    r"(?:(?:eil\w*|kārt\w*|kart\w*|p)\.?\s*)?(?:nr|npk|n|no|num|numurs|numeris|number|номер|№)\.?"
    r"(?:\s*(?:p\.?\s*[/.]?\s*k|п\.?\s*[/.]?\s*п|eil|k)\.?)?|p\.?\s*k\.?|#|п\.?\s*/\s*п\.?|nr\.?\s*p\.?\s*k\.?"
)

_WORDS: Mapping[Role, re.Pattern[str]] = MappingProxyType(
    {
        role: re.compile(rf"\b(?:{words})", re.IGNORECASE)
        for role, words in {
            Role.PERIOD: r"laik[sau]\b|laikas|laiku|laikā\b|laiki\b|datum|termiņ|kad\b|mēnes|periods|periodas"
            r"|izpildes laik|data\b|datos\b"
            r"|termin|kada\b|mėnuo|mėnes|laikotarp|срок|дат[аы]\b|врем[яе]|месяц|период|когда|when\b|dates?\b"
            r"|times?\b"
            r"|period\b|months?\b|deadline|schedule|timing",
            Role.PLACE: r"viet[auā]|kur\b|мест[оа]\b|где\b|where\b|places?\b|venue|locations?\b|adres",
            Role.RESPONSIBLE: r"atbild|izpildīt|organizētāj|organizator|vadītāj|pasniedzēj|lektor|atsak"
            r"|vykdytoj|vadov|pranešėj"
            r"|ответств|исполнител|организатор|кто\b|руководител|ведущ|responsib|organi[sz]er|who\b|in charge"
            r"|persons?\b"
            r"|lecturer|led by|leader|contact",
            Role.PARTICIPANTS: r"dalībniek|skait[sa]?\b|skaičius|mērķauditor|mērķgrup|auditor|kam\b|kiem\b"
            r"|dalyvi|участник|колич|кол-во|how many|cik\b|kiek\b|сколько"
            r"|число|аудитор|для кого|кому\b|participant|attend|audience|number of|for whom|target",
            Role.AUTHOR: r"autor|автор|author|pieredzes (?:autor|nesēj)|носител",
            Role.STAGE: r"posm|stadij|etap|этап|стади|stage|phase",
            Role.SUMMARY: r"(?:форм\w+|вид) (?:обобщ|подвед|представл)|(?:apkopo|apkopoj|kopsavilk|prezent"
            r"|izplat)\w* (?:form|veid)"
            r"|apibendrin\w* (?:form|būd)|forma,? kādā|(?:form|way) (?:of|in which).*sum|summ",
            Role.DIRECTION: r"(?:darb\w+ )?virzien|joma\b|jomas\b|sritis|srit[yi]s|krypt|prioritet|направлени"
            r"|раздел|direction|areas?\b|field",
            Role.FORM: r"form[aāuos]s?\b|veid[sia]?\b|метод\b|форм[аы]\b|вид\b|виды\b|forms?\b|types?\b|format"
            r"|kinds?\b|būd[as]s?\b|metodes",
            Role.TASK: r"uzdevum|uždavin|задач|tasks?\b|objective",
            Role.AIM: r"mērķ[isi]|tiksl|цел[ьи]\b|aims?\b|goals?\b|purpose",
            Role.TOPIC: r"pasākum|temat|tēm[aāu]|nosaukum|satur[sa]|veicam|veikt|darb[isau]?\b|darbīb|aktivitā"
            r"|veikl|pavadinim"
            r"|ką\b|ko dara|tem[aoų]s?\b|turin|priemon|rengin|darbai|darbų|мероприят|тем[аы]\b|тематик|содержан|назван"
            r"|наименован|деятельн"
            r"|вопрос|работ|событи|activit|events?\b|topics?\b|titles?\b|subjects?\b|what\b|names?\b|content"
            r"|work|theme",
            Role.SCHOOLS: r"skol|iestād|mokykl|įstaig|школ|учрежден|учебн\w+ заведен|schools?\b|institution"
            r"|librar(?:y|ies)\b|bibliotēk|bibliotek(?:a|os|ų)\b|библиотек[аи]\b"
            r"|organizāc|organizac",
            Role.NOTES: r"piezīm|atzīm|izpild|rezultāt|pastab|rezultat|примечан|отметк|выполнен|результат"
            r"|notes?\b|remark|result|outcome"
            r"|done\b|finans|līdzekļ|lėš|status",
        }.items()
    }
)
_JOINED = re.compile(r"[,;/+&(]|\b(?:un|ir|bei|и|and|vai|ar|или|or)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:skait|skaič|колич|кол-во|число|number of)", re.IGNORECASE)
LONGEST_HEADER = 90
# The first of these that a name speaks of; content comes after what is said about it ("time of the event" is a time).
_ORDER = (
    Role.RESPONSIBLE, Role.PERIOD, Role.PLACE, Role.AUTHOR, Role.STAGE, Role.SUMMARY, Role.DIRECTION, Role.FORM,
    Role.AIM, Role.TASK, Role.TOPIC, Role.PARTICIPANTS, Role.SCHOOLS, Role.NOTES,
)  # fmt: skip
_CONTENT = frozenset({Role.DIRECTION, Role.FORM, Role.TOPIC, Role.TASK, Role.AIM})
_ABOUT = frozenset(set(Role) - _CONTENT - {Role.NUMBER, Role.NOTES, Role.SCHOOLS})
_WHEN_OR_WHO = frozenset({Role.PERIOD, Role.PERIOD_RESPONSIBLE, Role.RESPONSIBLE})
_VISITS = frozenset({Role.AIM, Role.SCHOOLS})


def names_months(name: str) -> bool:
    """Whether a column is said to hold months, so that a number in it is one."""
    return re.match(r"\s*(?:mēne|mėn|месяц|month)", name, re.IGNORECASE) is not None


def role_of(name: str) -> Role | None:
    """The role a column's name gives it; None where it names none we know."""
    name = one_line(name).strip(" .:*")
    if not name or len(name) > LONGEST_HEADER:
        return None
    if _NUMBER.fullmatch(name.casefold()):
        return Role.NUMBER
    said = {role for role, words in _WORDS.items() if words.search(name)}
    if _COUNTED.search(name):
        return Role.PARTICIPANTS
    if Role.PERIOD in said and Role.PLACE in said:
        return Role.PERIOD_PLACE
    if Role.PERIOD in said and Role.RESPONSIBLE in said and _JOINED.search(name):
        return Role.PERIOD_RESPONSIBLE
    if (
        Role.TOPIC in said
        and said & (_CONTENT - {Role.TOPIC})
        and said <= _CONTENT | {Role.SCHOOLS}
        and _JOINED.search(name)
    ):
        return Role.TOPIC
    return next((role for role in _ORDER if role in said), None)


def roles_of(names: Sequence[str]) -> tuple[Role | None, ...] | None:
    """The roles of a header row, column by column; None for a row that is no header.

    A header names something to do and something about it, nearly every cell of it is a name we know, and none of its
    cells is a number or a date. A role named twice belongs to its first column.
    """
    filled = [one_line(name) for name in names if name.strip()]
    if len(filled) < 2 or any(name.isdigit() for name in filled):
        return None
    read = [role_of(name) for name in names]
    if sum(role is not None for role in read) * 5 < len(filled) * 3 or any(map(_is_period, filled)):
        return None
    for place, name in enumerate(names):
        if one_line(name).strip(" ?:.").casefold() == "kas":  # "who" in Lithuanian, "what" in Latvian
            read[place] = Role.RESPONSIBLE if Role.TOPIC in read else Role.TOPIC
    if Role.TASK in read and Role.TOPIC not in read:
        read[read.index(Role.TASK)] = Role.TOPIC
    roles = tuple(None if role in read[:place] else role for place, role in enumerate(read))
    known = {role for role in roles if role}
    names_work = known & _CONTENT or (Role.SCHOOLS in known and known & _WHEN_OR_WHO)
    says_more = known & _ABOUT or known >= _VISITS
    return roles if names_work and says_more and len(known - {Role.NUMBER}) >= 2 else None


def _is_period(text: str) -> bool:
    return read_period(text).precision is not Precision.UNKNOWN
