"""What libraries say to people stands in our catalogue, word for word as the libraries ask for it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import wtforms
from babel.messages.extract import extract_from_file
from flask import Flask
from flask_security.core import _default_messages
from wtforms.validators import Length

from surveyapp.web.shared import library_messages
from surveyapp.web.shared.forms import Form

NOT_IN_USE = {
    "Invalid field name '%s'.", "Invalid IP address.", "Invalid Mac address.", "Choices cannot be None.",
    "Invalid CSRF Token.", "CSRF token missing.", "CSRF failed.", "CSRF token expired.",
}  # fmt: skip
"""Mistakes of programmers, fields we have none of, and WTForms' own tokens, which Flask-WTF replaces."""


def test_every_message_of_wtforms_is_in_our_catalogue() -> None:
    asked: set[str | tuple[str, str]] = set()
    for path in Path(wtforms.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and "gettext" in node.func.attr:
                words = [str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)]
                if words:
                    asked.add(words[0] if len(words) == 1 else (words[0], words[1]))
    assert asked - NOT_IN_USE <= set(library_messages.WTFORMS)
    assert len(asked) > 20


def test_the_marks_are_collected() -> None:
    assert library_messages.__file__
    found = {entry[1] for entry in extract_from_file("python", library_messages.__file__)}
    marked = {*library_messages.WTFORMS, *(message for message, _ in library_messages.SECURITY.values())}
    assert marked <= found


@pytest.mark.parametrize("name", library_messages.SECURITY)
def test_sign_in_speaks_our_words(app: Flask, name: str) -> None:
    assert app.config[f"SECURITY_MSG_{name}"] == library_messages.SECURITY[name]


def test_nothing_is_said_under_a_name_that_sign_in_does_not_know() -> None:
    assert set(library_messages.SECURITY) <= set(_default_messages)


def test_a_form_fills_the_numbers_in(app: Flask) -> None:
    class NameForm(Form):
        name = wtforms.StringField(validators=[Length(max=3)])

    with app.test_request_context("/", method="POST", data={"name": "Rasma"}, headers={"Accept-Language": "en"}):
        app.config["WTF_CSRF_ENABLED"] = False
        form = NameForm()
        assert not form.validate()
        assert form.name.errors == ["Field cannot be longer than 3 characters."]
