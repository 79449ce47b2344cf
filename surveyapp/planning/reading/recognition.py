"""Directions and forms of work by the words people use for them, in four languages.

A label of the coded list itself is recognised first; after it stems, since words come in any case form. The codes are
those of ``surveys/lists/directions.yaml`` and ``forms-of-work.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from surveyapp.planning.reading.paper import one_line

# More particular forms stand before the general ones they contain.
FORM_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "consultation_day": r"konsultāciju dien|konsultacijų dien|д(?:ень|ни) консультац|consultation day",
        "individual_consultation": r"individuāl\w+ konsult|individuali\w* konsult|индивидуальн\w+ консульт"
        r"|individual consult",
        "group_consultation": r"grup\w+ konsult|grupin\w+ konsult|группов\w+ консульт|group consult",
        "field_seminar": r"izbraukuma semin|išvažiuojam\w+ semin|выездн\w+ семин|field semin",
        "exchange_seminar": r"pieredzes (?:ap)?maiņas semin|patirties \w+ semin|семинар\w* по обмену опытом"
        r"|experience.exchange semin",
        "training_seminar": r"mācību semin|apmācību semin|mokom\w+ semin|обучающ\w+ семин|учебн\w+ семин"
        r"|training semin",
        "information_seminar": r"informatīv\w+ semin|informacin\w+ semin|информацион\w+ семин|information semin",
        "hybrid_seminar": r"hibrīdsemin|hibrīda? semin|hibridin\w+ semin|семинар\w* в смешанном"
        r"|гибридн\w+ семин|hybrid semin",
        "festive_seminar": r"svētku semin|šventin\w+ semin|праздничн\w+ семин|festive semin",
        "closing_seminar": r"noslēguma semin|baigiam\w+ semin|заключительн\w+ семин|итогов\w+ семин"
        r"|end.of.season semin|closing semin",
        "seminar": r"\w{0,6}semin[āa]r|\w{0,6}семинар",
        "field_meeting": r"izbraukuma (?:sanāksm|sēd)|išvažiuojam\w+ (?:susirink|posėd)|выездн\w+ (?:совещ"
        r"|заседан|собран)|field meeting",
        "exchange_meeting": r"pieredzes (?:apmaiņas )?(?:sanāksm|tikšan)|patirties \w+ susitikim"
        r"|встреч\w+ по обмену опытом"
        r"|experience.exchange meeting",
        "information_meeting": r"informatīv\w+(?: un izglītojoš\w+)? (?:sanāksm|sapulc)"
        r"|informacin\w+ (?:susirink|pasitar)"
        r"|информацион\w+ (?:совещ|собран|заседан)|information meeting",
        "round_table": r"apaļ\w+ gald|apskrit\w+ stal|кругл\w+ стол|round.?table",
        "lecture_series": r"lekciju cikl|lektorij|paskaitų cikl|цикл лекц|лектори|lecture series|series of lectures",
        "lecture": r"(?:video)?lekcij|paskait|лекци|lectur",
        "conference": r"konferenc|конференц|conferenc",
        "library_visit": r"(?:skol\w+ )?bibliotēk\w+ apmeklē|apsilankym\w+ bibliotek|bibliotek\w+ (?:lankym|apžiūr)"
        r"|посещени\w+ (?:\w+ )?библиотек|library visit|visits? to (?:\w+ )?librar",
        "mutual_visits": r"savstarpēj\w+ apmeklē|взаимопосещ|взаимн\w+ посещ|tarpusavio (?:apsilank|lankym)"
        r"|visiting one another",
        "methodical_day": r"metodisk\w+ dien|metodin\w+ (?:\w+ )?dien|методическ\w+ д(?:ень|ни|ня)|methodical day",
        "exchange_trip": r"pieredzes apmaiņas (?:brauc|eksk|izbrauk)|patirties \w+ (?:išvyk|kelion)"
        r"|поездк\w+ по обмену опытом"
        r"|experience.exchange trip",
        "methodical_visit": r"metodisk\w+ (?:brauc|vizīt|izbrauk)|metodin\w+ (?:\w+ )?išvyk"
        r"|методическ\w+ (?:выезд|поездк|визит)"
        r"|methodical visit",
        "study_excursion": r"ekskursij|экскурси|išvyk|excursion|study trip",
        "individual_lesson": r"individuāl\w+ nodarb|individual\w+ užsiėm|индивидуальн\w+ занят|individual lesson",
        "practical_class": r"praktisk\w+ nodarb|praktikum|praktin\w+ užsiėm|практическ\w+ занят|практикум"
        r"|мастер.?класс|workshop"
        r"|meistarklas|(?:radoš\w+ )?darbnīc|dirbtuv|practical class",
        "course": r"kurs(?:i|us|iem|os|s)?\b|(?:tālākizglītības|profesionālās pilnveides) (?:kurs|programm)"
        r"|kursai|kursų|mokymai|mokymų"
        r"|курсы|курсов|курс\b|courses?\b",
        "discussion": r"diskusij|domu apmaiņ|дискусси|обсуждени|discussion|debate",
        "website": r"mājas ?lap|tīmekļviet|svetain|сайт|website|web ?site",
        "mailing_list": r"e-past\w* (?:kop|list)|adresātu sarakst|рассылк|mailing list|e-?mail list|chat group"
        r"|el\. ?pašto|e-?pasta grup|susirašinėjimo grup|чат\b|(?:whatsapp|messenger|viber|facebook) (?:gr|kop)",
        "contest": r"\w{0,12}konkurs|конкурс|contest|competition",
        "book_table": r"grāmatu gald|knygų stal|книжн\w+ стол|book table",
        "working_meeting": r"sanāksm|sēd(?:e|es|i|ē)\b|sapulc|darba grup|susirinkim|posėd|pasitarim|заседан"
        r"|совещан|собрани|meeting",
    }
)

DIRECTION_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "projects": r"projekt|akcij|проект|акци|projects?|campaign",
        "best_practice": r"(?:labā|labāk|pozitīvā)\w* (?:\w+ )?(?:praks|pieredz)|pieredzes (?:apmaiņ|populariz"
        r"|izplat)|gerosios patirt"
        r"|patirties (?:sklaid|main)|gerąja patirt|(?:передов|успешн|лучш)\w+ (?:\w+ )?(?:опыт|практик)"
        r"|обмен\w* опытом"
        r"|best practice|good practice|exchange of experience",
        "professional_development": r"profesionāl\w+ (?:\w+ )?(?:pilnveid|izaugsm|kompetenc|attīst)"
        r"|tālākizglītīb|kvalifik|profesin\w+ (?:\w+ )?"
        r"(?:tobul|kompetenc|augim)|kompetencij\w+ (?:tobul|ugdym|plėtr)|повышени\w+ (?:\w+ )?квалиф"
        r"|профессиональн\w+ (?:\w+ )?(?:развит|рост|компетен|мастерств)|professional (?:development|growth"
        r"|learning)|further education",
        "plans_and_reports": r"(?:plān|pārskat|atskai|statisti)\w+ .*(?:analīz|apkopo|sagatav|iesnieg)|pārskat\w*$"
        r"|ataskait|statistik|отч[её]т|статистик"
        r"|reports?\b",
        "supervision": r"pārraudzīb|priežiūr|курировани|надзор|контрол|supervis",
        "cooperation": r"sadarbīb|bendradarbiav|partneryst|сотруднич|взаимодейств|cooperat|partnership",
        "coordination": r"koordin|organizatorisk|organizacin|координац|организацион|coordinat|organi[sz]ational",
        "consultations": r"konsult|консульт|consult",
        "practical_help": r"(?:praktisk|metodisk)\w+ palīdz|metodisk\w+ atbalst|(?:praktin|metodin)\w+ pagalb"
        r"|(?:практическ|методическ)\w+ (?:\w+ )?помощ|practical help|practical support|methodical help",
        "documents": r"normatīv|норматив|norminių|norminiai|normative|regulation",
        "materials": r"(?:metodisk\w+ )?materiāl|metodin\w+ (?:medžiag|priemon|rekomend)"
        r"|методическ\w+ (?:материал|рекоменд|разработ|пособ)"
        r"|materials?\b|instruction",
        "publicity": r"publicit|popularizē|viešinim|įvaizd|популяриз|освещени|реклам|publicity|promotion"
        r"|public relations",
        "information": r"informācij|informatīv\w+ darb|informacij\w* (?:sklaid|apykait)|informacin\w+ veikl"
        r"|информацион|обмен\w* информац"
        r"|information",
        "initiative": r"iniciatīv|attīstīb|iniciatyv|plėtr|инициатив|развити|initiative",
    }
)
_FORMS = {code: re.compile(rf"\b(?:{words})", re.IGNORECASE) for code, words in FORM_WORDS.items()}
_DIRECTIONS = {code: re.compile(rf"\b(?:{words})", re.IGNORECASE) for code, words in DIRECTION_WORDS.items()}
_PUPILS = re.compile(
    r"\b(?:izglītojam(?:ajiem|o|iem)|skolēn(?:iem|u)\b|audzēkņiem|mokiniams|moksleiviams|"
    r"(?:для|с) (?:учащи|учени|школьник|дет)\w+|for (?:pupils|students|children))",
    re.IGNORECASE,
)
_TITLE = re.compile('[„“"«”:–—(]| - ')
_BEGINNING = 90


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Labels of the coded lists in every language: label, in lower case → code."""

    directions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    forms: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def direction(self, words: str) -> str | None:
        """The code of a direction of work written in *words*; None where they are none we know."""
        plain = _plain(words)
        if plain in self.directions:
            return self.directions[plain]
        return next((code for code, stems in _DIRECTIONS.items() if stems.search(plain)), None)

    def form(self, words: str) -> str | None:
        """The code of the form of work that *words* name first; None where they name none."""
        plain = _plain(words)
        if plain in self.forms:
            return self.forms[plain]
        found = [
            (match.start(), place, code)
            for place, (code, stems) in enumerate(_FORMS.items())
            if (match := stems.search(plain))
        ]
        return min(found)[2] if found else None

    def form_of_topic(self, topic: str) -> str | None:
        """The form that a topic begins with: "Seminar "…"" is a seminar; what is inside a title in quotation marks, or
        comes late in a long sentence, says what the event is about and not what it is."""
        before = _TITLE.split(one_line(topic).lstrip("0123456789.) "), maxsplit=1)[0]
        return self.form(before[:_BEGINNING])


def for_pupils(words: str) -> bool:
    """Whether words such as a heading or the participants say that an activity is for pupils."""
    return _PUPILS.search(words) is not None


def _plain(words: str) -> str:
    return one_line(words).casefold().replace("’", "'").strip(" .:;–-")
