"""How a service refuses. Each error becomes one HTTP status, in one place of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from surveyapp.definition.problems import Problem
from surveyapp.store.base import DatabaseAway as DatabaseAway  # raised by every service, and no refusal of any


class ServiceError(Exception):
    """A refusal: ``code`` names it for the sentence, ``params`` holds the numbers and names the sentence needs."""

    def __init__(self, code: str, **params: str | int | float) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, str | int | float] = MappingProxyType(params)


class Forbidden(ServiceError):
    """The actor may not do this here (403)."""


class NotFound(ServiceError):
    """There is no such thing, or none that this actor may know of (404)."""


class Conflict(ServiceError):
    """It cannot be done in the present state: closed, changed by someone else, already there (409)."""


class Invalid(ServiceError):
    """The input is wrong at named fields (422, the form is shown again with the messages at the places)."""

    def __init__(self, fields: Mapping[str, Problem]) -> None:
        super().__init__("invalid")
        self.fields: Mapping[str, Problem] = MappingProxyType(dict(fields))


def invalid(field: str, code: str, **params: str | int | float) -> Invalid:
    """An ``Invalid`` about a single field."""
    return Invalid({field: Problem(question_id="", field=field, code=code, params=MappingProxyType(params))})
