"""A leader builds a questionnaire from nothing, by keyboard only, and a librarian answers it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from surveyapp.planning.years import SchoolYear
from surveyapp.services import invitations, members, plans, structure, surveys
from surveyapp.services.access import SYSTEM
from surveyapp.services.database import open_unit
from surveyapp.services.passwords import hash_password
from surveyapp.store.accounts import Grant, RoleName, User
from surveyapp.store.regions import Region
from tests.e2e.keyboard import Keyboard
from tests.e2e.librarians import start
from tests.e2e.server import Site, serving
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.slow
PASSWORD = "four plain words here"
LEADER = "leader@keys.example"

QUESTIONS = (
    ("yes-no", "Vai apmeklējāt konsultācijas?", "Ходили ли вы на консультации?"),
    ("number", "Cik reizes?", "Сколько раз?"),
    ("rating", "Kā vērtējat konsultācijas?", "Как вы оцениваете консультации?"),
    ("single", "Kas bija noderīgākais?", "Что было полезнее всего?"),
    ("multiple", "Kas traucēja?", "Что мешало?"),
    ("matrix", "Kā vērtējat saturu?", "Как вы оцениваете содержание?"),
    ("short-text", "Kāda tēma pietrūka?", "Какой темы не хватало?"),
    ("long-text", "Ko vēl vēlaties teikt?", "Что ещё вы хотите сказать?"),
    ("date", "Kad vislabāk tikties?", "Когда лучше встретиться?"),
    ("ranking", "Kas svarīgāk?", "Что важнее?"),
    ("proposals", "Ko ierosināt?", "Что вы предлагаете?"),
    ("statement", "Paldies par atbildēm.", "Спасибо за ответы."),
)
OWN = ("Stunda", "Saruna", "Materiāli")
OWN_RUSSIAN = ("Урок", "Беседа", "Материалы")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    init = ("--region", "Pļaviņkrasta novads", "--language", "lv", "--name", "Admin", "--email", "admin@keys.example")
    with serving(tmp_path, *init, "--password", PASSWORD) as site:
        yield site


@pytest.fixture
def association(site: Site) -> uuid.UUID:
    """An association with a leader who may sign in, two members, and a year."""
    with open_unit(site.config) as unit:
        region = unit.session.query(Region).one().id
        given = structure.AssociationInput({"lv": "Pļaviņkrasta skolu bibliotekāri"}, "lv", region)
        made = structure.make_association(unit, SYSTEM, given)
        people = tuple(
            members.MemberInput(f"Vizma Ozola {n}", f"vizma{n}@keys.example", "1. skola", "basic", "lv") for n in (1, 2)
        )
        members.add_members(unit, SYSTEM, made, people)
        plans.begin_plan(unit, SYSTEM, made, SchoolYear(2026))
        with unit.transaction() as session:
            user = User(email=LEADER, name="Sarma Lauva", language="lv", password=hash_password(PASSWORD))
            user.grants.append(Grant(role=RoleName.LEADER, association_id=made))
            session.add(user)
        return made


def test_a_questionnaire_by_keyboard_only(chromium: Browser, site: Site, association: uuid.UUID) -> None:
    leader = Visitor(chromium, site.url, "lv", set())
    keys = Keyboard(leader)
    leader.go("/sign-in")
    keys.write('[name="email"]', LEADER)
    keys.write('[name="password"]', PASSWORD)
    keys.press("main form button[type=submit]")
    begin(keys)
    for number, (kind, text, _) in enumerate(QUESTIONS, 1):
        add_question(keys, kind, text, last=number == len(QUESTIONS))
    set_logic(keys)
    move_and_undo(keys)
    translate(keys)
    run = publish_and_open(keys)
    answer(chromium, site, association)
    keys.press('.breadcrumbs a')
    keys.press('main a[href*="/close"]')
    keys.press('main form[action*="/close"] button[type=submit]')
    with open_unit(site.config) as unit:
        view = surveys.runs_of(unit, SYSTEM, association)[0]
        assert str(view.id) in run
        assert (view.questionnaire_key, view.participation.answered) == ("musu-gads", 1)
    assert "Traceback" not in site.log.read_text(encoding="utf-8")


def begin(keys: Keyboard) -> None:
    """A blank questionnaire in two languages."""
    keys.press('nav a[href*="/questionnaires/association/"]')
    keys.write("#title", "Mūsu gads")
    keys.choose("#first_language", "lv")
    keys.tick('input[name="languages"][value="ru"]')
    keys.press('button[name="go"][value="blank"]')


def add_question(keys: Keyboard, kind: str, text: str, *, last: bool) -> None:
    """A question with its answers; "add another" leads to the next one."""
    if "/add" not in keys.page.url:
        keys.press('a[href*="/add"]')
    keys.write("#text", text)
    keys.radio("kind", kind)
    keys.press("main form button:not([name])")
    assert keys.page.input_value("#text-lv-text") == text
    if kind in ("single", "multiple", "ranking"):
        for number, label in enumerate(OWN[:2], 1):
            keys.write(f"#option-{number}-label-lv", label)
        keys.press('#options button[value="more"]')
        keys.write("#option-3-label-lv", OWN[2])
    if kind in ("rating", "matrix"):
        keys.choose("#list", "quality-5")
    if kind == "matrix":
        for number, label in enumerate(OWN[:2], 1):
            keys.write(f"#row-{number}-label-lv", label)
    keys.press('button[name="go"][value="back"]' if last else 'button[name="go"][value="another"]')


def set_logic(keys: Keyboard) -> None:
    """The second question only where the first is answered with yes."""
    keys.press('a[href$="/question/cik_reizes"]')
    keys.press('button[name="go"][value="logic"]')
    keys.choose("#show_if-1-subject", "vai_apmeklejat_konsultacijas")
    keys.choose("#show_if-1-code", "vai_apmeklejat_konsultacijas:yes")
    keys.press("main form .actions button:not([name])")
    assert keys.page.locator("#at-cik_reizes .badge").count() == 2  # on condition; a translation is missing


def move_and_undo(keys: Keyboard) -> None:
    """A question goes down and stays under the finger; undo brings it back."""
    order = "[...document.querySelectorAll('[data-question-id]')].map((each) => each.dataset.questionId)"
    before = keys.page.evaluate(order)
    keys.press('button[value="down:kas_traucesa"], button[value="down:kas_trauceja"]')
    after = keys.page.evaluate(order)
    assert after != before
    assert keys.page.evaluate("document.activeElement.value") == "down:kas_trauceja"
    keys.press('button[value="undo"]')
    assert keys.page.evaluate(order) == before


def translate(keys: Keyboard) -> None:
    """Russian, side by side."""
    keys.press('.tabs a[href$="/translations/"]')
    keys.press('a[href$="/translations/ru"]')
    words = {text: russian for _, text, russian in QUESTIONS} | dict(zip(OWN, OWN_RUSSIAN, strict=True))
    words["Mūsu gads"] = "Наш год"
    fields = keys.page.evaluate(
        "[...document.querySelectorAll('.translation')].map((row) =>"
        " [row.querySelector('textarea').id, row.querySelector('[lang=lv]').textContent])"
    )
    for name, source in fields:
        keys.write(f'[id="{name}"]', words[source])
    keys.press("main form .actions button")
    keys.press('.tabs a[href$="only=open"]')
    assert keys.page.locator(".translation").count() == 0


def publish_and_open(keys: Keyboard) -> str:
    """Publish, ask it this year, open the survey; the address of the survey."""
    keys.press('.tabs a[href$="/publish"]')
    keys.press("main form button")
    keys.press('main form[action$="/ask"] button')
    address = keys.page.url
    keys.press('form[action*="/open"] .actions button')
    return address


def answer(chromium: Browser, site: Site, association: uuid.UUID) -> None:
    """A librarian answers in Russian; the question that hangs on the first appears at once."""
    with open_unit(site.config) as unit:
        run = surveys.runs_of(unit, SYSTEM, association)[0]
        link = invitations.personal_link(unit, invitations.invitations_of(unit, SYSTEM, run.id)[0].id)
    librarian = Visitor(chromium, site.url, "lv", set(), phone=True)
    page = librarian.go(link)
    start(librarian)
    librarian.press('button[name="language"][value="ru"]')
    librarian.language = "ru"
    assert QUESTIONS[0][2] in page.inner_text("main")
    assert not page.locator('[data-question="cik_reizes"]').is_visible()
    librarian.tick("q-vai_apmeklejat_konsultacijas", "yes")
    assert page.locator('[data-question="cik_reizes"]').is_visible()
    librarian.fill(
        **{"q-cik_reizes": "3", "q-kada_tema_pietruka": "Чтение", "q-ko_ierosinat-1-text": "Встречаться чаще"}
    )
    librarian.tick("q-ka_vertejat_konsultacijas", "5")
    librarian.tick("q-kas_bija_noderigakais", "saruna")
    librarian.press('main button[name="go"][value="send"]')
