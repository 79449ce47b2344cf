"""Words for months, seasons, quarters and repetition in plans written in Latvian, Lithuanian, Russian and English.

Words come in any case form, so months are known by their stems; a stem that would also catch an ordinary word
(Lithuanian *vasaris*, February, beside *vasara*, summer) lists its forms instead.
"""

from __future__ import annotations

import re

MONTH_PATTERNS: tuple[str, ...] = (
    r"janvār\w*|janv|sausi[os]\w*|sausį|saus|январ\w*|янв|january|jan",
    r"februār\w*|febr?|vasari[osu]\w*|vasarį|vas|феврал\w*|фев|february",
    r"mart[sāaiu]m?|mart|kov[aąeou]s?|март\w*|мар|march|mar",
    r"aprīl\w*|apr|baland[iž]\w*|bal|апрел\w*|апр|april",
    r"maij\w*|geguž\w*|geg|ма[йяею]|may",
    r"jūnij\w*|jūn|birželi\w*|birželį|birž|июн\w*|june|jun",
    r"jūlij\w*|jūl|liep[aąoe]s?|июл\w*|july|jul",
    r"au?gust[sāau]?|aug|rugpjū\w*|rugp|август\w*|авг|august",
    r"septembr\w*|sept?|rugsėj\w*|rugs|сентябр\w*|сент?|september",
    r"oktobr\w*|okt|spali[aosu]\w*|spalį|spal|октябр\w*|окт|october|oct",
    r"novembr\w*|nov|lapkri\w*|lapkr|ноябр\w*|нояб?|november",
    r"decembr\w*|dec|gruod\w*|декабр\w*|дек|december",
)
MONTH_WORD = re.compile("|".join(f"(?P<m{number}>{words})" for number, words in enumerate(MONTH_PATTERNS, start=1)))

# Named by the month each season begins in.
SEASON_WORD = re.compile(
    r"(?P<s12>ziem\w*|žiem\w*|зим\w*|winter)|(?P<s3>pavasar\w*|весн\w*|spring)"
    r"|(?P<s6>vasar[aāąuoe]s?|лет[оаеу]м?|summer)|(?P<s9>ruden\w*|ruduo|осен\w*|autumn|fall)"
)

QUARTER_WORD = re.compile(r"ceturks\w*|cet|ketv|ketvirt(?:is|į|yje|io)|квартал\w*|кв|quarters?|q")
HALF_WORD = re.compile(r"pusgad\w*|pusmet\w*|semestr\w*|полугоди\w*|семестр\w*|half|semester|term")
DAY_WORD = re.compile(r"d|dien\w*|число|числа")
YEAR_WORD = re.compile(r"gad[suaāi]m?|g|m|met[aųu]\w*|mācību|mokslo|г|гг|год\w*|уч|учебн\w*|year|school|academic")
FILLER_WORD = re.compile(
    r"m[ėe]n|mėnes\w*|mēnes\w*|месяц\w*|мес|month\w*|th|st|nd|rd|of|the|in|on|no|с|со|nuo|from|в|во|й|го|е|ая"
)
LINK_WORD = re.compile(r"līdz|iki|по|до|to|till|until|through|un|ir|и|and|vai|ar|arba|или|or")

ORDINAL_WORD = re.compile(
    r"(?P<o1>pirm\w+|перв\w+|first)|(?P<o2>otr\w+|antr\w+|втор\w+|second)|(?P<o3>treš\w+|treči\w+|трет\w+|third)"
    r"|(?P<o4>ceturt\w+|ketvirt(?:as|ą|ame|ajame)|четв[её]рт\w+|fourth)"
)
WEEK_OF_MONTH = re.compile(
    r"(?:\b(?:\d|i{1,3}|iv|(?:pirm|otr|treš|ceturt|pēdēj|antr|treči|ketvirt|paskutin|перв|втор|трет|четв[её]рт|последн)\w+"
    r"|first|second|third|fourth|last)[.\s]*(?:-?(?:я|ю|й|oji|ąją|st|nd|rd|th)\b)?\s*)"
    r"(?:nedēļ\w*|sav(?:ait\w*|\.)|недел\w*|week)(?:\s+of)?\b"
)
"""The second week of a month: which days it has nobody agrees upon, so that it is read as the month."""

ROMAN_MONTHS = re.compile(
    r"(?:\d{4}\.?\s*(?:m|g|gad[as]|г|год\w*)?\.?\s*)?(?:(?:i|ii|iii|iv|v|vi|vii|viii|ix|x|xi|xii)\b\.?\s*(?:[-,]\s*|ir\s+|un\s+|и\s+)?)+"
    r"\s*(?P<named>mėn\w*|mēn\w*|мес\w*)?\.?\s*(?:\d{4}\.?\s*(?:m|g|gad[as]|г|год\w*)?\.?)?"
)
"""Months written with Roman numerals and nothing else beside them but a year: "X–XII", "2023 m. IX mėn."."""
ROMAN_WORD = re.compile(r"\b(?:i|ii|iii|iv|v|vi|vii|viii|ix|x|xi|xii)\b")
ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

ROMAN_NUMERALS: dict[str, int] = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

RECURRING = re.compile(
    r"\b(?:"
    r"katr[uā] (?:otro |otrajā )?(?:mēnes[iī]|nedēļ[uā])|ik mēnesi|ik nedēļu|ikmēneša"
    r"|katr\w+ (?:mēneša|nedēļas) [\w ]+|katr\w+ \w+dien\w*"
    r"|(?:\d+ )?reizi (?:divos mēnešos|mēnesī|ceturksnī|nedēļā|pusgadā|semestrī|gadā)"
    r"|\d+ ?x (?:mēnesī|gadā|nedēļā)|(?:divas|trīs|četras|\d+) reizes (?:gadā|mēnesī|ceturksnī|semestrī|pusgadā)"
    r"|(?:kas|kiekvieną) (?:du |dvi |antrą |trečią |tris |\d+ )?(?:mėn\w*|savait\w*)|kas ketvirt\w*"
    r"|kiekvien\w+ (?:mėnesio [\w ]+|\w+dien\w*)"
    r"|kartą per (?:mėnesį|ketvirtį|savaitę|pusmetį|metus)"
    r"|(?:du|tris|keturis|\d+) kart(?:us|ų|ą) per (?:metus|mėnesį|ketvirtį|pusmetį)"
    r"|ежемесячно|ежеквартально|еженедельно|кажд\w+ (?:месяц\w*|квартал|недел\w+|два месяца|второй месяц)"
    r"|кажд\w+ (?:понедельник|вторник|сред\w|четверг|пятниц\w)|по (?:понедельникам|вторникам|средам|четвергам|пятницам)"
    r"|раз(?:а)? в (?:месяц|два месяца|квартал|неделю|полугодие|год)"
    r"|monthly|quarterly|weekly|every (?:two |second |other )?(?:months?|quarters?|weeks?)"
    r"|once (?:a|every) (?:two |second )?(?:months?|quarters?|weeks?|terms?)"
    r"|every (?:mon|tues|wednes|thurs|fri)day"
    r"|(?:twice|three times|four times) a year"
    r")"
)

ALL_YEAR = re.compile(
    r"\b(?:"
    r"(?:visu|visa|viss|vis[ao]) (?:mācību )?gad\w*|(?:mācību )?gada (?:laikā|garumā|gaitā)"
    r"|regulāri|pastāvīgi|nepārtraukti"
    r"|(?:visus|ištisus|per) (?:mokslo )?metus|(?:mokslo )?metų (?:eigoje|bėgyje|laikotarpiu)"
    r"|nuolat|reguliariai|pagal poreikį"
    r"|pēc (?:vajadzības|pieprasījuma)|по (?:мере необходимости|запросам?)"
    r"|(?:в течени[еи]|на протяжении) (?:всего )?(?:учебного )?года"
    r"|весь (?:учебный )?год|круглый год|постоянно|регулярно"
    r"|(?:all|whole|entire|full) (?:the )?(?:school )?year"
    r"|all year round|(?:throughout|during) the (?:whole )?(?:school )?year"
    r"|year-round|ongoing|as needed|on request|regularly"
    r")\b"
)
