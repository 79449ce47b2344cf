"""The regional centre's pages: associations side by side, what is compared, and what is not there at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from lxml import html

from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from surveyapp.store.evaluations import Evaluation
from tests.leaders import World, make_world
from tests.rounds import COMMENTS, Place, add_association, hold_round, hold_shared_round, open_round
from tests.web.leader.conftest import checked, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]


@dataclass(frozen=True, slots=True)
class Centre:
    """The regional centre's browser, with associations of 3, 6, 9 and 12 answers, one open and one without a survey."""

    client: FlaskClient
    world: World
    places: dict[str, Place]

    def path(self, page: str) -> str:
        mark = "&" if "?" in page else "?"
        return f"/region/{self.world.region_id}/{page}{mark}period={self.world.period_id}"

    def get(self, page: str, status: int = 200) -> html.HtmlElement:
        return checked(self.client.get(self.path(page)), status)


SIZES = {"Čiekurnieki": (16, 3), "Ciemupe": (10, 6), "Dzirnavas": (20, 9), "Zvaniņi": (16, 12)}


@pytest.fixture
def centre(
    client: FlaskClient,
    new_unit: NewUnit,
    make_user: Callable[..., User],
    sign_in: Callable[[FlaskClient, User], None],
) -> Centre:
    with new_unit() as unit:
        world = make_world(unit)
        places = {}
        for name, (invited, answered) in SIZES.items():
            place = places[name] = add_association(unit, world.region_id, name)
            at = (place.leader, place.association_id, world.period_id)
            hold_round(unit, *at, invited=invited, answered=answered)
        places["Vēja kalns"] = add_association(unit, world.region_id, "Vēja kalns")
        opened = places["Vēja kalns"]
        open_round(unit, opened.leader, opened.association_id, world.period_id, invited=7)
    sign_in(client, make_user("regional_centre", region_id=world.region_id))
    client.set_cookie("language", "en")
    return Centre(client, world, places)


def rows(page: html.HtmlElement) -> dict[str, str]:
    return {text_of(row.find("th")): text_of(row) for row in page.iterfind(".//table[@class]//tbody/tr")}


def test_associations_stand_in_the_readers_alphabet_with_their_year(centre: Centre) -> None:
    table = rows(centre.get(""))

    assert list(table)[1:] == ["Čiekurnieki", "Ciemupe", "Dzirnavas", "Vēja kalns", "Zvaniņi"]
    assert "3 of 16" in table["Čiekurnieki"]
    assert "too few" in table["Čiekurnieki"]
    assert "9 of 12" in table["Zvaniņi"]
    assert "10 to 13 of 16 members" in table["Zvaniņi"]
    assert "good" in table["Zvaniņi"]
    assert "shown after closing" in table["Vēja kalns"]
    assert "open" in table["Vēja kalns"]
    assert "no survey" in table["Bērzkalve School Librarians"]
    centre.client.set_cookie("language", "lv")
    in_latvian = rows(html.fromstring(centre.client.get(centre.path("")).text))
    assert list(in_latvian)[1:3] == ["Ciemupe", "Čiekurnieki"]


def test_an_indicator_is_compared_with_its_limits_told(centre: Centre) -> None:
    figures = {f.get("id"): text_of(f) for f in centre.get("indicators").iterfind(".//figure")}

    overall = figures["chart-overall-satisfaction"]
    # 3 of 16 is too few, 9 of 20 is shown and not compared; 6 + 9 + 12 answers are in the total.
    assert "of 27 together, in 3 of 6 associations" in overall
    assert "1 association has too few answers" in overall
    assert "In 1 association fewer than half answered" in overall
    assert "no association stands out for certain" in overall


def test_rows_of_an_indicator_are_chosen_by_the_address(centre: Centre) -> None:
    page = centre.get("indicators?indicator=service.satisfaction")

    assert len(page.findall(".//figure")) == 8
    assert len(page.findall(".//nav[@class='tabs']//a[@aria-current='page']")) == 1
    importance = text_of(centre.get("indicators?indicator=service.importance").find(".//figure"))
    assert "neither better nor worse" in importance
    centre.get("indicators?indicator=no.such", status=404)


def test_one_association_stands_beside_the_region(centre: Centre) -> None:
    page = centre.get(f"association/{centre.places['Zvaniņi'].association_id}")

    assert "12 of 16 answered" in text_of(page)
    titles = [text_of(figure.find(".//h2")) for figure in page.iterfind(".//figure")]
    assert titles[0] == "“Zvaniņi” beside the region"
    assert len(set(titles)) == len(titles) == 3
    assert not [title for title in titles if "important" in title]
    assert "Unmet needs" in text_of(page)
    assert "among the three greatest:" in text_of(page)
    assert "once the leader has handed it in" in text_of(page)


def test_one_link_for_all_is_told_and_not_compared(centre: Centre, new_unit: NewUnit) -> None:
    with new_unit() as unit:
        place = add_association(unit, centre.world.region_id, "Alksnene")
        hold_shared_round(unit, place, centre.world.period_id, answered=7)

    assert "7 answered one link for all: it is not known how many it reached" in rows(centre.get(""))["Alksnene"]
    page = text_of(centre.get(f"association/{place.association_id}"))
    assert "7 answered" in page
    assert "not known how many were invited" in page
    overall = text_of(centre.get("indicators").get_element_by_id("chart-overall-satisfaction"))
    assert "1 association answered without a list of members; it is shown and not compared." in overall
    picture = centre.client.get(centre.path("chart/participation.png"))
    assert picture.data.startswith(b"\x89PNG")


def test_of_too_few_answers_nothing_but_their_number_is_told(centre: Centre) -> None:
    page = centre.get(f"association/{centre.places['Čiekurnieki'].association_id}")

    assert "3 of 16 answered" in text_of(page)
    assert not page.findall(".//figure")
    assert "Results are shown from 5 responses" in text_of(page)


def test_no_page_of_the_region_holds_a_text_a_librarian_wrote(centre: Centre) -> None:
    pages = ["", "indicators", f"association/{centre.places['Zvaniņi'].association_id}"]
    for page in pages:
        said = text_of(centre.get(page))
        assert not [comment for comment in COMMENTS if comment in said]
        assert "izbraukuma" not in said
    workbook = zipfile.ZipFile(io.BytesIO(centre.client.get(centre.path("region.xlsx")).data))
    strings = workbook.read("xl/sharedStrings.xml").decode()
    assert "Zvaniņi" in strings
    assert not [comment for comment in COMMENTS if comment in strings]


def test_the_pictures_can_be_taken_away(centre: Centre) -> None:
    for key in ("participation", "overall-satisfaction", "service-satisfaction-meetings"):
        answer = centre.client.get(centre.path(f"chart/{key}.png"))
        assert answer.data.startswith(b"\x89PNG"), key
    assert centre.client.get(centre.path("chart/overall-satisfaction.svg")).mimetype == "image/svg+xml"
    for page in ("chart/nothing.png", "chart/participation.gif"):
        assert centre.client.get(centre.path(page)).status_code == 404


def test_an_evaluation_is_read_once_it_was_handed_in(centre: Centre, new_unit: NewUnit) -> None:
    association_id = centre.places["Zvaniņi"].association_id
    page = f"association/{association_id}"
    assert centre.client.get(centre.path(f"{page}/evaluation.docx")).status_code == 404

    with new_unit() as unit, unit.transaction() as session:
        session.add(
            Evaluation(
                association_id=association_id,
                period_id=centre.world.period_id,
                state="submitted",
                handed_in_at=datetime(2026, 6, 20, 9, tzinfo=UTC),
            )
        )

    assert "20 June 2026" in text_of(centre.get(page))
    answer = centre.client.get(centre.path(f"{page}/evaluation.docx"))
    assert zipfile.is_zipfile(io.BytesIO(answer.data))
    assert centre.client.get(centre.path(f"{page}/evaluation.odt")).status_code == 404


def test_methods_are_explained(centre: Centre) -> None:
    assert centre.get("methods").get_element_by_id("compare").find("h2") is not None


def test_a_region_without_a_year_has_a_page(
    client: FlaskClient,
    new_unit: NewUnit,
    make_user: Callable[..., User],
    sign_in: Callable[[FlaskClient, User], None],
) -> None:
    with new_unit() as unit:
        world = make_world(unit)
    sign_in(client, make_user("regional_centre", region_id=world.region_id))
    client.set_cookie("language", "en")

    for page in ("", "indicators"):
        assert "No association of the region has begun" in text_of(
            checked(client.get(f"/region/{world.region_id}/{page}"), 200)
        )


@pytest.mark.parametrize(
    "page", ["", "indicators", "region.xlsx", "chart/participation.png", "methods", "association/{association}"]
)
def test_a_region_is_for_its_regional_centre_alone(
    client: FlaskClient,
    new_unit: NewUnit,
    make_user: Callable[..., User],
    sign_in: Callable[[FlaskClient, User], None],
    page: str,
) -> None:
    with new_unit() as unit:
        world, elsewhere = make_world(unit), make_world(unit)
    address = f"/region/{world.region_id}/{page.format(association=world.association_id)}?period={world.period_id}"
    people = [
        make_user("leader", association_id=world.association_id),
        make_user("librarian", association_id=world.association_id),
        make_user("admin"),
        make_user("regional_centre", region_id=elsewhere.region_id),
    ]
    for user in people:
        sign_in(client, user)
        assert client.get(address).status_code == 403


def test_an_association_of_another_region_is_not_found(centre: Centre, new_unit: NewUnit) -> None:
    with new_unit() as unit:
        elsewhere = make_world(unit)

    assert centre.client.get(centre.path(f"association/{elsewhere.association_id}")).status_code == 404


def test_the_centre_writes_the_privacy_notice_and_sees_it_before_it_is_kept(centre: Centre, new_unit: NewUnit) -> None:
    def send(go: str) -> html.HtmlElement:
        token = centre.get("privacy?language=lt").xpath("string(//input[@name='csrf_token']/@value)")
        fields = {"csrf_token": token, "controller": "Regiono centras", "go": go}
        return checked(centre.client.post(centre.path("privacy?language=lt"), data=fields, follow_redirects=True), 200)

    def kept() -> str:
        return str(centre.get("privacy?language=lt").xpath("string(//textarea[@name='controller'])")).strip()

    assert "Regiono centras" in send("preview").xpath("string(//dl)")
    assert kept() == ""
    assert "Regiono centras" in send("keep").xpath("string(//dl)")
    assert kept() == "Regiono centras"
    assert centre.get("privacy?language=ru").xpath("string(//textarea[@name='controller'])").strip() == ""
    assert centre.client.get(centre.path("privacy?language=de")).status_code == 404
