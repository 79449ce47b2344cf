"""The floor: what a form with thirty fields costs in Flask and Flask-WTF when nothing is done but one INSERT.

No accounts, languages, layout, drafts, sealing or invitations. Durable like the product: write-ahead log, synchronous.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from dataclasses import dataclass
from typing import Any

import psycopg
from flask import Flask, redirect, render_template_string, request
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import IntegerField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from benchmarks.thirty import QUESTIONS

PAGE = """<!doctype html><html lang="en"><title>Thirty questions</title><h1>About the year</h1>
<form method="post">{{ form.csrf_token }}{% for field in form if field.name != "csrf_token" %}
<fieldset><legend>{{ field.label }}</legend>{{ field() }}{% for error in field.errors %}<p>{{ error }}</p>{% endfor %}
</fieldset>{% endfor %}<button>Send</button></form></html>"""


class TickBoxes(SelectMultipleField):
    """Several boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _field(kind: str, text: str, options: list[tuple[str, str]]) -> Any:
    if kind in ("single", "rating"):
        return RadioField(text, choices=options, validators=[Optional()])
    if kind == "multiple":
        return TickBoxes(text, choices=options)
    if kind == "number":
        return IntegerField(text, validators=[Optional(), NumberRange(0, 60)])
    return TextAreaField(text, validators=[Optional(), Length(max=1000)])


ThirtyForm = type(
    "ThirtyForm",
    (FlaskForm,),
    {f"q-{name}".replace("-", "_"): _field(kind, text, options) for name, kind, text, options in QUESTIONS},
)
TABLE = "CREATE TABLE IF NOT EXISTS answer (id {key}, answers TEXT NOT NULL)"
INSERT = "INSERT INTO answer (answers) VALUES ({place})"


@dataclass(frozen=True, slots=True)
class Store:
    """A durable connection to the floor's own database, SQLite or PostgreSQL."""

    connection: Any
    insert: str


def connect() -> Store:
    """The database that BARE_APP_DATABASE names: a file, or the address of a PostgreSQL database."""
    address = os.environ["BARE_APP_DATABASE"]
    if address.startswith("postgresql"):
        server = psycopg.connect(address.replace("+psycopg", "", 1), autocommit=True)
        server.execute(TABLE.format(key="BIGSERIAL PRIMARY KEY"))
        return Store(server, INSERT.format(place="%s"))
    connection = sqlite3.connect(address, timeout=30, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(TABLE.format(key="INTEGER PRIMARY KEY"))
    return Store(connection, INSERT.format(place="?"))


def create_app() -> Flask:
    """The bare application."""
    app = Flask(__name__)
    app.secret_key = "a key for measuring"
    CSRFProtect(app)
    kept = threading.local()

    @app.route("/", methods=["GET", "POST"])
    def form() -> Any:
        found = ThirtyForm()
        if not found.validate_on_submit():
            return render_template_string(PAGE, form=found), 422 if request.method == "POST" else 200
        if not hasattr(kept, "store"):
            kept.store = connect()
        answers = {name: value for name, value in found.data.items() if name != "csrf_token"}
        kept.store.connection.execute(kept.store.insert, (json.dumps(answers),))
        return redirect("/thanks", 303)

    return app
