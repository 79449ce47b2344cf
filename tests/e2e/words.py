"""What the people of the walk write, in the language of their association."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Names and sentences of one walk."""

    language: str
    other: str
    """The language of the members who prefer another one than their association's."""
    region: str
    association: str
    neighbour: str
    """An association of the same region where too few answer."""
    leader: str
    centre: str
    members: str
    """Rows as they are copied out of a table."""
    other_members: str
    goal: str
    activity: str
    when: str
    place: str
    message: str
    proposals: tuple[str, str]
    wording: str
    comment: str
    practice: str
    recommendation: str
    tasks_text: str
    """What the leader writes into a part of the evaluation by hand."""


LATVIAN = Words(
    language="lv",
    other="ru",
    region="Ozolmuižas reģions",
    association="Tērveskalna skolu bibliotekāru apvienība",
    neighbour="Silmalas skolu bibliotekāru kopa",
    leader="Dzintra Mežvēvere",
    centre="Ozolmuižas reģiona bibliotēka",
    members=(
        "Vārds, uzvārds\tIestāde\tE-pasts\n"
        "Aija Zīle\tTērveskalna 1. pamatskola\taija.zile@terveskalns.example\n"
        "Baiba Ķirse\tTērveskalna 2. pamatskola\tbaiba.kirse@terveskalns.example\n"
        "Gunta Šķēle\tTērveskalna vidusskola\tgunta.skele@terveskalns.example\n"
        "Edīte Ābele\tTērveskalna ģimnāzija\n"
        "Ņina Vītola\tUpmalas pamatskola\tnina.vitola@terveskalns.example\n"
    ),
    other_members=(
        "Вера Рябинина;Школа на Заречной;vera.rjabinina@terveskalns.example\nЗоя Ельникова;Средняя школа «Бор»;"
    ),
    goal="Stiprināt lasīšanu visās novada skolās.",
    activity="Seminārs „Lasītprieks pamatskolā”",
    when="2. novembris",
    place="Tērveskalna vidusskola",
    message="Šogad jautāju arī par vizītēm skolās. Paldies, ka atbildat!",
    proposals=("Vairāk vizīšu mazajās skolās, arī rudenī", "Biežāk apmeklēt mazās skolas"),
    wording="Vizītes katrā mazajā skolā vismaz reizi gadā",
    comment="Paldies par sirsnību; gribētos vairāk laika sarunām.",
    practice="Lasīšanas rīti kopā ar bērnudārzu: ko darījām un kas no tā izauga.",
    recommendation="Plānot bibliotekāres vizīti katrā mazajā skolā līdz pavasarim.",
    tasks_text="Gada uzdevumi īstenoti: lasīšanas pasākumi notikuši visās skolās.",
)

RUSSIAN = Words(
    language="ru",
    other="lv",
    region="Заречный край",
    association="Объединение школьных библиотекарей Берёзового Яра",
    neighbour="Кружок библиотекарей Малой Ольховки",
    leader="Лидия Вересова",
    centre="Библиотека Заречного края",
    members=(
        "Имя, фамилия\tУчреждение\tЭлектронная почта\n"
        "Анна Журавлёва\tОсновная школа № 1 Берёзового Яра\tanna@berezyar.example\n"
        "Галина Щеглова\tОсновная школа № 2 Берёзового Яра\tgalina@berezyar.example\n"
        "Ирина Соловьёва\tСредняя школа Берёзового Яра\tirina@berezyar.example\n"
        "Ольга Чижова\tГимназия Берёзового Яра\n"
        "Юлия Дроздова\tШкола за рекой\tjulia@berezyar.example\n"
    ),
    other_members="Rasma Lazda;Pļaviņu ielas skola;rasma@berezyar.example\nVelga Osīte;Bērzu vidusskola;",
    goal="Укреплять чтение во всех школах края.",
    activity="Семинар «Радость чтения в младших классах»",
    when="2 ноября",
    place="Гимназия Берёзового Яра",
    message="В этом году спрашиваю и о поездках в школы. Спасибо за ответы!",
    proposals=("Больше поездок в малые школы, и осенью тоже", "Чаще приезжать в маленькие школы"),
    wording="Поездка в каждую малую школу не реже раза в год",
    comment="Спасибо за сердечность; хотелось бы больше времени на разговор.",
    practice="Утренние чтения вместе с детским садом: что мы делали и что из этого выросло.",
    recommendation="Запланировать поездку библиотекаря в каждую малую школу до весны.",
    tasks_text="Задачи года выполнены: праздники чтения прошли во всех школах.",
)

LITHUANIAN = Words(
    language="lt",
    other="ru",
    region="Šilavietės kraštas",
    association="Gluosnynės mokyklų bibliotekininkų būrelis",
    neighbour="Paežerynės bibliotekininkų draugija",
    leader="Živilė Gluosnytė",
    centre="Šilavietės krašto biblioteka",
    members=(
        "Vardas, pavardė\tĮstaiga\tEl. paštas\n"
        "Aušra Žvirblytė\tGluosnynės 1-oji pagrindinė mokykla\tausra@gluosnyne.example\n"
        "Birutė Šermukšnytė\tGluosnynės gimnazija\tbirute@gluosnyne.example\n"
        "Giedrė Ąžuolytė\tUžupės mokykla\tgiedre@gluosnyne.example\n"
        "Jūratė Čiobrelytė\tPievėnų mokykla\tjurate@gluosnyne.example\n"
        "Ūla Karklytė\tAntupės progimnazija\tula@gluosnyne.example\n"
    ),
    other_members=(
        "Вера Рябинина;Школа на Заречной;vera@gluosnyne.example\n"
        "Зоя Ельникова;Средняя школа «Бор»;zoja@gluosnyne.example"
    ),
    goal="Kad kiekvienoje mokykloje skaitymas būtų bendras reikalas.",
    activity="Seminaras „Skaitymo džiaugsmas“",
    when="2026 m. spalio 22 d.",
    place="Gluosnynės gimnazija",
    message="Šiemet klausiu ir apie apsilankymus mokyklose. Ačiū, kad atsakote!",
    proposals=("Daugiau apsilankymų mažose mokyklose, ir rudenį", "Dažniau lankyti mažas mokyklas"),
    wording="Apsilankyti kiekvienoje mažoje mokykloje bent kartą per metus",
    comment="Ačiū už širdingumą; norėtųsi daugiau laiko pokalbiams.",
    practice="Skaitymo rytmečiai kartu su darželiu: ką darėme ir kas iš to išaugo.",
    recommendation="Iki pavasario suplanuoti apsilankymą kiekvienoje mažoje mokykloje.",
    tasks_text="Metų uždaviniai įvykdyti: skaitymo šventės vyko visose mokyklose.",
)

WORDS = {"lv": LATVIAN, "lt": LITHUANIAN, "ru": RUSSIAN}
