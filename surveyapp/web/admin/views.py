"""Accounts, settings and the audit trail."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.services import accounts as service
from surveyapp.services.accounts import AUDIT_PAGE, AccountInput, AccountView
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.passwords import hash_password
from surveyapp.web.admin.actions import action_of, details_of
from surveyapp.web.admin.blueprint import blueprint
from surveyapp.web.admin.forms import AccountForm, GrantForm
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.language import NAMES, page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_config, current_unit
from surveyapp.web.shared.words import choices, words
from surveyapp.wording.sorting import sorted_by

NOWHERE = ""
"""The place of an admin's grant: the installation."""


def _place_choices() -> list[tuple[str, str]]:
    language = page_language()
    found = [
        (str(place.id), place.names.get(language) or next(iter(place.names.values())))
        for place in service.places(current_unit(), current_actor())
    ]
    ordered = sorted_by(found, lambda pair: pair[1], language)
    return [(NOWHERE, _("the whole installation (administrators)")), *ordered]


def _place_id(value: str | None) -> uuid.UUID | None:
    return uuid.UUID(value) if value else None


@blueprint.get("/")
@requires("admin")
def home() -> ResponseReturnValue:
    """How many accounts there are, and where to go."""
    everyone = service.accounts(current_unit(), current_actor())
    counts: dict[str, int] = {}
    for account in everyone:
        for role in {grant.role for grant in account.grants}:
            counts[role] = counts.get(role, 0) + 1
    return render_template("admin/home.html", accounts=len(everyone), counts=counts)


@blueprint.get("/people")
@requires("admin")
def people() -> ResponseReturnValue:
    """All accounts with their roles."""
    found = sorted_by(service.accounts(current_unit(), current_actor()), lambda account: account.name, page_language())
    return render_template("admin/people.html", accounts=found)


@blueprint.route("/people/new", methods=["GET", "POST"])
@requires("admin")
def people_new() -> ResponseReturnValue:
    """Make an account."""
    form = AccountForm(language=page_language())
    form.language.choices = list(NAMES.items())
    form.role.choices = choices("role")
    form.place.choices = _place_choices()
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            new = AccountInput(
                name=form.name.data or "",
                email=form.email.data or "",
                language=form.language.data,
                password=form.password.data or "",
                role=form.role.data,
                place_id=_place_id(form.place.data),
            )
            try:
                service.create_account(current_unit(), current_actor(), new, hash_password)
            except Invalid as refusal:
                show_problems(form, refusal)
            else:
                flash(_("The account of %(name)s is made.", name=new.name), "success")
                return redirect(url_for("admin.people"))
    return render_template("admin/new_account.html", form=form), status


def _account_page(user_id: uuid.UUID, form: GrantForm | None = None, status: int = 200) -> ResponseReturnValue:
    account: AccountView = service.account(current_unit(), current_actor(), user_id)
    form = form or _grant_form()
    return render_template("admin/account.html", account=account, form=form, languages=NAMES), status


def _grant_form() -> GrantForm:
    form = GrantForm()
    form.role.choices = choices("role")
    form.place.choices = _place_choices()
    return form


@blueprint.get("/people/<uuid:user_id>")
@requires("admin")
def people_account(user_id: uuid.UUID) -> ResponseReturnValue:
    """One account, its roles, and giving it another."""
    return _account_page(user_id)


@blueprint.post("/people/<uuid:user_id>/grants")
@requires("admin")
def people_grant(user_id: uuid.UUID) -> ResponseReturnValue:
    """Give a role."""
    form = _grant_form()
    if form.validate_on_submit():
        try:
            service.add_grant(current_unit(), current_actor(), user_id, form.role.data, _place_id(form.place.data))
        except Invalid as refusal:
            show_problems(form, refusal)
        except Conflict:
            form.role.errors = [_("This account has this role already.")]
        else:
            flash(_("The role is given."), "success")
            return redirect(url_for("admin.people_account", user_id=user_id))
    return _account_page(user_id, form, 422)


@blueprint.post("/people/<uuid:user_id>/grants/<uuid:grant_id>/take")
@requires("admin")
def people_take_grant(user_id: uuid.UUID, grant_id: uuid.UUID) -> ResponseReturnValue:
    """Take a role away."""
    account = service.account(current_unit(), current_actor(), user_id)
    if all(grant.id != grant_id for grant in account.grants):
        raise NotFound("grant")
    service.take_grant(current_unit(), current_actor(), grant_id)
    flash(_("The role is taken away."), "success")
    return redirect(url_for("admin.people_account", user_id=user_id))


@blueprint.post("/people/<uuid:user_id>/active")
@requires("admin")
def people_active(user_id: uuid.UUID) -> ResponseReturnValue:
    """Close an account, or open it again."""
    active = request.form.get("active") == "yes"
    service.set_active(current_unit(), current_actor(), user_id, active)
    flash(_("The account is open again.") if active else _("The account is closed."), "success")
    return redirect(url_for("admin.people_account", user_id=user_id))


@blueprint.get("/settings")
@requires("admin")
def settings() -> ResponseReturnValue:
    """What this installation is set to. Settings are given as environment variables, so they are shown, not edited."""
    config = current_config()
    database = _database(config.database_url)
    return render_template("admin/settings.html", config=config, database=database, languages=NAMES)


def _database(url: str) -> str:
    """The database by its product's name: a URL may hold a password, and says more than one wants to know."""
    return "PostgreSQL" if url.startswith("postgresql") else "SQLite"


@blueprint.get("/audit")
@requires("admin")
def audit() -> ResponseReturnValue:
    """Who did what, newest first."""
    page = max(request.args.get("page", 1, type=int), 1)
    lines, total = service.audit_trail(current_unit(), current_actor(), words(), page)
    last = max(-(-total // AUDIT_PAGE), 1)
    return render_template(
        "admin/audit.html",
        lines=lines,
        page=page,
        last=last,
        total=total,
        time_zone=current_config().time_zone,
        action_of=action_of,
        details_of=details_of,
    )
