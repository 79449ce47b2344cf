"""What stands around every page: title, navigation, languages, who is signed in.

Templates find it as ``shell`` (see `Shell`), beside ``page_language`` and ``asset_url``. Navigation shows what the
actor may enter and what is registered: an audience that comes later appears in it by its endpoint.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _

from surveyapp.config import LANGUAGES
from surveyapp.services.access import Actor
from surveyapp.services.roles import RoleName
from surveyapp.web.shared.assets import asset_url
from surveyapp.web.shared.language import NAMES, page_language
from surveyapp.web.shared.unit import current_actor


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """One language of the switch, by its own name."""

    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page."""

    title: str
    here: str
    """The address of the page. Forms name it, so that a place in the page (`#question`) does not stay in it."""
    language: str
    languages: tuple[LanguageChoice, ...]
    theme: str
    """"light", "dark", or "auto" for the system's wish."""
    home_url: str
    nav: tuple[NavItem, ...]
    user_name: str | None
    """None for a visitor."""
    sign_in_url: str
    sign_out_url: str | None
    password_url: str | None
    """Where one changes one's password; None for a visitor."""
    footer: str | None


def _leader_entries() -> tuple[tuple[str, str], ...]:
    return (
        ("leader.home", _("This year")),
        ("leader.plan", _("Plan")),
        ("leader.members", _("Members")),
        ("leader.survey", _("Survey")),
        ("builder.association", _("Questionnaires")),
        ("leader.results", _("Results")),
        ("leader.proposals", _("Proposals")),
        ("leader.inputs", _("Inputs")),
        ("leader.recommendations", _("Recommendations")),
        ("leader.evaluation", _("Evaluation")),
    )


def _region_entries() -> tuple[tuple[str, str], ...]:
    return (
        ("region.home", _("Associations")),
        ("region.indicators", _("Indicators")),
        ("region.practice", _("Practice shelf")),
        ("region.institutions", _("Institutions")),
        ("region.privacy", _("Privacy notice")),
        ("builder.region", _("Questionnaires")),
    )


def _admin_entries() -> tuple[tuple[str, str], ...]:
    return (
        ("admin.people", _("People")),
        ("admin.associations", _("Associations")),
        ("admin.settings", _("Settings")),
        ("admin.audit", _("Audit")),
    )


_WITHIN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "leader.plan": ("leader.pulse",),
        "leader.results": (
            "leader.arrange",
            "leader.change",
            "leader.corrections",
            "leader.methods",
            "leader.publish",
            "leader.segments",
            "leader.texts",
        ),
        "leader.proposals": ("leader.practice", "leader.vote"),
        "region.home": ("region.association", "region.evaluation_template"),
        "region.indicators": ("region.methods",),
        "region.practice": ("region.words",),
        "librarian.home": ("librarian.results", "librarian.methods", "librarian.answer", "librarian.confirm"),
    }
)
"""Pages that are reached from an entry without carrying its name."""


def register_shell(app: Flask) -> None:
    """Give every template ``shell``, ``page_language`` and ``asset_url``."""
    app.jinja_env.globals["asset_url"] = asset_url

    @app.context_processor
    def frame() -> dict[str, Any]:
        return {"shell": build_shell(current_actor()), "page_language": page_language()}


def build_shell(actor: Actor) -> Shell:
    """The frame of the page being made, for this actor."""
    language = page_language()
    signed_in = actor.user_id is not None
    theme = request.cookies.get("theme", "auto")
    return Shell(
        title=_("School librarians\u2019 year"),
        here=_here(),
        language=language,
        languages=tuple(LanguageChoice(code, NAMES[code], _language_url(code), code == language) for code in LANGUAGES),
        theme=theme if theme in ("light", "dark") else "auto",
        home_url=url_for("auth.start"),
        nav=tuple(_navigation(actor)) if signed_in else (),
        user_name=actor.name if signed_in else None,
        sign_in_url=url_for("security.login"),
        sign_out_url=url_for("security.logout") if signed_in else None,
        password_url=url_for("security.change_password") if signed_in else None,
        footer=None,
    )


def home_of(actor: Actor) -> str | None:
    """Where an actor's day begins: the first registered home of the roles held; None where there is none."""
    return next(iter(_homes(actor)), None)


def _homes(actor: Actor) -> Iterator[str]:
    for association_id in actor.associations(RoleName.LEADER):
        yield from _address("leader.home", association_id=association_id)
    for region_id in actor.regions():
        yield from _address("region.home", region_id=region_id)
    if actor.has(RoleName.LIBRARIAN):
        yield from _address("librarian.home")
    if actor.has(RoleName.ADMIN):
        yield from _address("admin.home")


def _navigation(actor: Actor) -> Iterator[NavItem]:
    """Entries of the audience the page belongs to; of the first role held where it belongs to none."""
    audience = request.blueprint
    if audience == "builder" and "region_id" in (request.view_args or {}):
        audience = "region"
    if audience not in ("leader", "region", "librarian", "admin"):
        audience = _first_audience(actor)
    if audience == "leader":
        place = _place("association_id", actor.associations(RoleName.LEADER))
        yield from _entries(_leader_entries(), {"association_id": place, **_year()} if place else None)
    elif audience == "region":
        place = _place("region_id", actor.regions())
        yield from _entries(_region_entries(), {"region_id": place, **_year()} if place else None)
    elif audience == "admin":
        yield from _entries((("admin.home", _("Overview")), *_admin_entries()), {})
    elif audience == "librarian":
        yield from _entries((("librarian.home", _("My year")),), {})


def _first_audience(actor: Actor) -> str | None:
    if actor.associations(RoleName.LEADER):
        return "leader"
    if actor.regions():
        return "region"
    if actor.has(RoleName.LIBRARIAN):
        return "librarian"
    return "admin" if actor.has(RoleName.ADMIN) else None


def _place(argument: str, own: tuple[uuid.UUID, ...]) -> uuid.UUID | None:
    """The association or region the page is about, else the actor's first."""
    named = (request.view_args or {}).get(argument)
    return named if named is not None else next(iter(own), None)


def _year() -> dict[str, uuid.UUID]:
    """The year chosen on this page, which the next one keeps; nothing where none or a damaged one is named."""
    try:
        return {"period": uuid.UUID(request.args["period"])} if "period" in request.args else {}
    except ValueError:
        return {}


def _entries(entries: tuple[tuple[str, str], ...], values: Mapping[str, Any] | None) -> Iterator[NavItem]:
    if values is None:
        return
    for endpoint, label in entries:
        for url in _address(endpoint, **values):
            yield NavItem(label, url, current=_is_current(endpoint))


def _is_current(endpoint: str) -> bool:
    """Pages below an entry carry its name (``leader.plan_row`` belongs to ``leader.plan``) or stand in `_WITHIN`."""
    here = request.endpoint or ""
    # All pages of the builder belong to the one entry that leads there.
    if endpoint.startswith("builder."):
        return here.startswith("builder.")
    return any(here == page or here.startswith(f"{page}_") for page in (endpoint, *_WITHIN.get(endpoint, ())))


def _address(endpoint: str, **values: Any) -> Iterator[str]:
    """The address of an endpoint, or nothing where it is not registered."""
    if endpoint in current_app.view_functions:
        yield url_for(endpoint, **values)


def _here() -> str:
    return f"{request.script_root}{request.full_path.removesuffix('?')}"


def _language_url(code: str) -> str:
    """The switch; from a page that was posted there is no way back, so it leads to the start."""
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    return url_for("shared.choose_language", language=code, next=here)
