"""Components: labelled, unique, linked, escaped; every kind of question can be drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, render_template, render_template_string
from flask_babel import Babel
from flask_wtf import FlaskForm
from lxml import html
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired

from surveyapp.definition.kinds import KINDS
from surveyapp.web.shared import assets
from surveyapp.web.shared.chart_pages import chart_page
from tests.web.shared.chart_samples import samples
from tests.web.shared.question_samples import State, asked

WEB = Path(assets.__file__).resolve().parents[1]


@pytest.fixture
def templates() -> Iterator[Flask]:
    """The templates alone, without database and sign-in."""
    app = Flask("page", template_folder=WEB / "templates", static_folder=WEB / "static")
    app.config.update(SECRET_KEY="for tests", WTF_CSRF_ENABLED=False)
    Babel(app, default_locale="en")
    app.jinja_env.globals.update(asset_url=assets.asset_url, csrf_token=lambda: "token")
    with app.test_request_context():
        yield app


def draw(question: SimpleNamespace, state: State) -> html.HtmlElement:
    source = '{% from "components/questions.html" import question %}{{ question(q, state) }}'
    return html.fromstring(render_template_string(source, q=question, state=state))


def problems_of(tree: html.HtmlElement) -> list[str]:
    """Ids given twice, references to nothing, fields without a label."""
    ids = tree.xpath("//@id")
    found = [f"twice: {name}" for name in set(ids) if ids.count(name) > 1]
    for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
        for names in tree.xpath(f"//@{attribute}"):
            found += [f"{attribute} to nothing: {name}" for name in names.split() if name not in ids]
    for field in tree.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        if not tree.xpath("//label[@for=$id]", id=field.get("id") or ""):
            found.append(f"no label: {field.get('name')}")
    return found


@pytest.mark.usefixtures("templates")
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_drawn_with_labels_and_unique_ids(kind: str) -> None:
    tree = draw(asked(kind), State())
    assert "What did you think?" in tree.text_content()
    assert problems_of(tree) == []


@pytest.mark.usefixtures("templates")
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_fields_have_the_names_the_kind_reads(kind: str) -> None:
    """Every field's id or the id of its first choice is its name, so that an error summary finds it."""
    tree = draw(asked(kind), State())
    names = set(tree.xpath("//input[not(@type='hidden')]/@name | //select/@name | //textarea/@name"))
    assert all(name == "q-q1" or name.startswith("q-q1-") for name in names)
    assert names <= set(tree.xpath("//@id"))


@pytest.mark.usefixtures("templates")
def test_answers_come_back() -> None:
    state = State((("q-q1", "other"), ("q-q1-other", "a book table")))
    tree = draw(asked("single"), state)
    assert tree.xpath("//input[@checked]/@value") == ["other"]
    assert tree.xpath("//input[@name='q-q1-other']/@value") == ["a book table"]
    assert (
        draw(asked("long-text"), State((("q-q1", "two\nlines"),))).xpath("//textarea")[0].text.strip() == "two\nlines"
    )


@pytest.mark.usefixtures("templates")
def test_texts_are_escaped() -> None:
    tree = draw(asked("single", text="<script>alert(1)</script>"), State())
    assert not tree.xpath("//script | //b")
    assert "<script>alert(1)</script>" in tree.text_content()


@pytest.mark.usefixtures("templates")
def test_an_error_is_said_at_its_field() -> None:
    tree = draw(asked("number"), State(errors={"q-q1": "Write a whole number."}))
    described = tree.xpath("//input/@aria-describedby")[0].split()
    assert described == ["q-q1-hint", "q-q1-error"]
    assert "Write a whole number." in tree.xpath("//*[@id='q-q1-error']")[0].text_content()


class PlaceForm(FlaskForm):  # type: ignore[misc] # Flask-WTF ships no types
    """One field of each type that the staff's pages use."""

    name = StringField("Name", validators=[InputRequired("Write the name")])
    what = TextAreaField("What was done")
    kind = SelectField("Kind", default="a", choices=[SelectChoice("a", "A"), SelectChoice("b", "B")])
    audience = RadioField(
        "For whom",
        choices=[SelectChoice("p", "Pupils"), SelectChoice("t", "Teachers")],
        validators=[InputRequired("Choose")],
    )
    agreed = BooleanField("Agreed")


@pytest.mark.usefixtures("templates")
def test_a_form_links_its_errors_to_its_fields() -> None:
    form = PlaceForm(formdata=None)
    assert not form.validate()
    tree = html.fromstring(
        render_template_string(
            '{% from "components/forms.html" import form_errors, form_field %}<div>{{ form_errors(form) }}'
            "{% for field in form %}{{ form_field(field, hint='A hint') }}{% endfor %}</div>",
            form=form,
        )
    )
    assert problems_of(tree) == []
    assert tree.xpath("//*[@role='alert']//a/@href") == ["#name", "#audience-0"]
    assert set(tree.xpath("//*[@role='alert']//a/@href")) <= {f"#{name}" for name in tree.xpath("//@id")}
    assert tree.xpath("//input[@name='name']/@aria-invalid") == ["true"]


@pytest.mark.usefixtures("templates")
def test_charts_stand_with_title_sentence_and_table() -> None:
    pages = [chart_page(spec) for spec in samples()]
    source = (
        '{% from "components/figures.html" import chart %}<main>'
        "{% for page in pages %}{{ chart(page, '/methods#counts') }}{% endfor %}</main>"
    )
    tree = html.fromstring(render_template_string(source, pages=pages))
    assert problems_of(tree) == []
    assert len(tree.xpath("//figure")) == len(pages)
    for figure in tree.xpath("//figure"):
        assert figure.xpath(".//*[@role='img']/@aria-labelledby")
        assert figure.xpath(".//details//table/caption")
        assert figure.xpath(".//script/@type") == ["application/json"]
    assert not tree.xpath("//@style")


@pytest.mark.usefixtures("templates")
@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 500])
def test_every_error_has_a_page_that_says_what_to_do(status: int) -> None:
    languages = [SimpleNamespace(code="lv", name="Latviešu", url="/lv", current=True)]
    shell = SimpleNamespace(title="The year", language="lv", languages=languages, theme="auto", home_url="/")
    tree = html.fromstring(render_template(f"errors/{status}.html", status=status, shell=shell))
    assert tree.xpath("//h1")[0].text_content().strip() in tree.xpath("//title")[0].text_content()
    assert len(tree.xpath("//main//p[@class='lede']")[0].text_content().strip()) > 30
    assert tree.get("lang") == "lv"


def test_an_asset_that_was_not_built_says_what_to_run(templates: Flask) -> None:
    assert assets.asset_url("staff.css").startswith("/static/staff-")
    with pytest.raises(assets.AssetsNotBuilt, match="make build"):
        assets.asset_url("nothing.css")
