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
    r"(?P<s12>ziem\w*|žiem\w*|зим\w*|winter)|(?P<s3>pavasar\w*|весн\w*|весен\w*|spring)"
    r"|(?P<s6>vasar[aāąuoe]s?|vasarą|лет[оаеу]м?|летн\w*|summer)|(?P<s9>ruden\w*|rudens|ruduo|осен\w*|autumn|fall)"
)

SCHOOL_QUARTER = re.compile(
    r"\b(?:(?P<q1>1|i|перв\w+)|(?P<q2>2|ii|втор\w+)|(?P<q3>3|iii|трет\w+)|(?P<q4>4|iv|четв[её]рт(?:ая|ой|ую)))"
    r"[.\s]*(?:-?(?:я|й|ю)\b)?\s*четверт[ьи]\b"
)
"""A quarter of the school year as Russian schools count it, unlike one of the calendar year."""
SCHOOL_QUARTERS = ("september-october", "november-december", "january-march", "april-may")
QUARTER_WORD = re.compile(r"ceturks\w*|cet|ketv|ketvirt(?:is|į|yje|io)|квартал\w*|кв|quarters?|q")
HALF_WORD = re.compile(r"pusgad\w*|pusmet\w*|semestr\w*|полугоди\w*|семестр\w*|half|semester|term")
DAY_WORD = re.compile(r"d|dien\w*|число|числа")
YEAR_WORD = re.compile(r"gad[suaāi]m?|g|m|met[aųu]\w*|mācību|mokslo|г|гг|год\w*|уч|учебн\w*|year|school|academic")
FILLER_WORD = re.compile(
    r"m[ėe]n|mėnes\w*|mēnes\w*|месяц\w*|мес|month\w*|th|st|nd|rd|of|the|in|on|no|с|со|nuo|from|в|во|й|го|е|ая"
)
LINK_WORD = re.compile(r"līdz|iki|по|до|to|till|until|through|un|ir|и|and|vai|ar|arba|или|or")
RANGE = re.compile(r"-|\b(?:līdz|iki|по|до|to|till|until|through)\b")
"""What joins the two ends of a period, unlike the commas of a list."""

ORDINAL_WORD = re.compile(
    r"(?P<o1>pirm\w+|перв\w+|first)|(?P<o2>otr\w+|antr\w+|втор\w+|second)|(?P<o3>treš\w+|treči\w+|трет\w+|third)"
    r"|(?P<o4>ceturt\w+|ketvirt(?:as|ą|ame|ajame)|четв[её]рт\w+|fourth)"
)
_ORDINAL = (
    r"(?:\d|i{1,3}|iv|(?:pirm|otr|treš|ceturt|pēdēj|antr|treči|ketvirt|paskutin|перв|втор|трет|четв[её]рт|последн)\w+"
    r"|first|second|third|fourth|last)[.\s]*(?:-?(?:я|ю|й|oji|ąją|st|nd|rd|th)\b)?\s*"
)
WEEK_OF_MONTH = re.compile(
    rf"\b(?:(?:\d|i{{1,3}})\.?\s*(?:-|ir|un|и)\s*)?{_ORDINAL}(?:nedēļ\w*|sav(?:ait\w*|\.|\b)|недел\w*|нед\.|weeks?\b"
    r"|(?:pus[eēę]|pusė\w*|половин\w+)\b(?! (?:gada|metų|года)))(?:\s+of\b)?"
)
"""The second week of a month: which days it has nobody agrees upon, so that it is read as the month."""
DECADE_OF_MONTH = re.compile(
    r"\b(?:(?P<d1>1|i|pirm\w+|перв\w+|first)|(?P<d2>2|ii|otr\w+|antr\w+|втор\w+|second)"
    r"|(?P<d3>3|iii|treš\w+|treči\w+|трет\w+|third))[.\s]*(?:-?(?:я|ю|й)\b)?\s*(?:dekād\w*|dekad\w*|декад\w*)"
)
"""Ten days of a month, as plans of work in Russian count them; the third lasts to the end of the month."""
SCHOOL_TERM = re.compile(r"\b(?P<season>autumn|spring|rudens|pavasar\w*|осенн\w+|весенн\w+) (?=term|semest|семестр)")
"""The half of a school year by its season: "spring term" is its second half."""
EDGE_OF_YEAR = re.compile(
    r"\b(?:(?P<begin>(?:mācību gada|m\. ?g\.) sākum\w+|mokslo metų pradži\w+|начал\w+ (?:учебного|уч\.?) г(?:ода|\.)"
    r"|(?:beginning|start) of the school year)"
    r"|(?P<end>(?:mācību gada|m\. ?g\.) (?:beig\w+|noslēgum\w+)|mokslo metų pabaig\w+"
    r"|кон(?:ец|це|цу) (?:учебного|уч\.?) г(?:ода|\.)|end of the school year))"
)

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

_LV_EACH = r"(?:mēnesī|ceturksnī|nedēļā|pusgadā|semestrī|(?:mācību )?gadā|m\. ?g\.)"
_LT_EACH = r"(?:mėnesį|ketvirtį|savaitę|pusmetį|semestrą|(?:mokslo )?metus)"
_RU_EACH = r"(?:месяц|квартал|неделю|полугодие|семестр|четверть|(?:учебный |уч\. ?)?год)"
_EN_EACH = r"(?:month|quarter|week|term|semester|(?:school )?year)"
RECURRING = re.compile(
    r"(?<!\w)(?:"
    # Latvian
    r"katr[uā] (?:otro |otrajā )?(?:mēnes[iī]|nedēļ[uā]|ceturks\w+|pusgad\w+|gadu|(?:darba )?dienu)"
    r"|ik (?:mēnesi|nedēļu|ceturksni|gadu|dienu)|ikmēneša|ikdien\w*|iknedēļas|ikgadēj\w*"
    r"|ik pēc (?:\d+|div\w+|trim|trīs) (?:mēneš\w+|nedēļ\w+)"
    r"|katr\w+ (?:mēneša|nedēļas) [\w. ]+|katr\w+ \w+dien\w*"
    r"|(?:(?:\d+|vienu) )?reizi (?:(?:div\w+|trijos|\d+) (?:mēnešos|nedēļās)|" + _LV_EACH + r")"
    r"|(?:vien|div|trīs)reiz "
    + _LV_EACH
    + r"|\d+ ?[x×] "
    + _LV_EACH
    + r"|(?:\d+ ?[–-] ?)?(?:divas|trīs|četras|vairākas|\d+) reizes "
    + _LV_EACH
    +
    # Lithuanian
    r"|(?:kas|kiekvieną) (?:du |dvi |antrą |trečią |tris |\d+ )?(?:mėn\w*|savait\w*|pusmet\w*|ketvirt\w*)"
    r"|kas(?:met|dien|savait\w*|mėnes\w*)\b"
    r"|kiekvien\w+ (?:mėnesio [\w ]+|\w+dien\w*)"
    r"|kartą per (?:(?:du|tris|\d+) mėnes\w+|" + _LT_EACH + r")"
    r"|(?:\d+ ?[–-] ?)?(?:du|tris|keturis|kelis|\d+) kart(?:us|ų|ą) per " + _LT_EACH +
    # Russian
    r"|ежемесячно|ежеквартально|еженедельно|ежедневно|ежегодно"
    r"|кажд\w+ (?:месяц\w*|квартал|недел\w+|четверть|полугодие|год|два месяца|второй месяц)"
    r"|(?:кажд\w+ )?(?:\w+ )?(?:понедельник|вторник|сред[аыу]|четверг|пятниц[аыу]) (?:кажд\w+ )?месяца"
    r"|кажд\w+ (?:понедельник|вторник|сред\w|четверг|пятниц\w)|по (?:понедельникам|вторникам|средам|четвергам|пятницам)"
    r"|(?:\d+ ?[–-] ?)?(?:\d+ |один |одного |два |три |не реже )?раза? в (?:(?:два|три|\d+) (?:месяца|недели)|"
    + _RU_EACH
    + r")"
    # English
    r"|monthly|bimonthly|quarterly|weekly|biweekly|fortnightly|daily|termly|annually|yearly"
    r"|(?:every|each) (?:(?:two|three|second|other|\d+) )?" + _EN_EACH + r"s?"
    r"|(?:every|each|on the)? ?(?:(?:first|second|third|fourth|last) )?(?:mon|tues|wednes|thurs|fri)day"
    r" (?:of|in) (?:each|every|the|a) month"
    r"|(?:once|twice|(?:two|three|four|\d+) times) (?:a|an|per|every|each) (?:(?:two|second|other) )?"
    + _EN_EACH
    + r"s?"
    r"|every (?:mon|tues|wednes|thurs|fri)day|(?:on )?(?:mon|tues|wednes|thurs|fri)days"
    # Days of the week in the plural: "otrdienās", "antradieniais"
    r"|(?:pirm|otr|treš|ceturt|piekt)dienās|(?:pirma|antra|trečia|ketvirta|penkta)dieniais"
    r")(?!\w)"
)

ALL_YEAR = re.compile(
    r"\b(?:"
    r"(?:visu|visa|viss|vis[ao]) (?:mācību )?gad\w*|(?:mācību )?gada (?:laikā|garumā|gaitā)"
    r"|(?:m\. ?g\.|mācību g\.) laikā|regulāri|pastāvīgi|nepārtraukti"
    r"|(?:visus|ištisus|per) (?:visus )?(?:mokslo )?metus|(?:mokslo )?metų (?:eigoje|bėgyje|laikotarpiu)"
    r"|nuolat|reguliariai|pagal poreikį"
    r"|pēc (?:vajadzības|nepieciešamības|pieprasījuma)|pagal prašym\w+"
    r"|по (?:мере (?:необходимости|поступления)|необходимости|запрос(?:ам|у)|требованию)"
    r"|(?:в теч(?:ени[еи]|\.)|на протяжении) (?:всего )?(?:учебного |уч\. ?)?г(?:ода|\.)"
    r"|весь (?:учебный |уч\. ?)?г(?:од|\.)|круглый год|постоянно|регулярно"
    r"|(?:all|whole|entire|full) (?:the )?(?:school )?year"
    r"|all year round|(?:throughout|during) the (?:whole )?(?:school )?year"
    r"|year-round|ongoing|as (?:needed|required)|on request|regularly"
    r")(?!\w)"
)
