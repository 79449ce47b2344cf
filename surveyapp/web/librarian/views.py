"""A librarian's own page."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.services import account_links, librarians
from surveyapp.services.published import released_years
from surveyapp.web.librarian.blueprint import blueprint
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_config, current_unit


@blueprint.get("/")
@requires("librarian")
def home() -> ResponseReturnValue:
    """Surveys to answer, what proposals changed, what is planned."""
    unit, actor = current_unit(), current_actor()
    return render_template(
        "librarian/home.html",
        years=librarians.own_years(unit, actor),
        released=released_years(unit, actor),
        can_send=current_config().mail.host is not None,
    )


@blueprint.post("/answer/<uuid:run_id>")
@requires("librarian")
def answer(run_id: uuid.UUID) -> ResponseReturnValue:
    """Go to the form by one's own personal link, exactly as from the mail: the form does not know the account."""
    # The path alone: the site may be reached at another address than the one mails name.
    return redirect(urlsplit(librarians.own_link(current_unit(), current_actor(), run_id)).path)


@blueprint.post("/association/<uuid:association_id>/confirm")
@requires("librarian")
def confirm_ask(association_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for a link to one's own address. The answer is the same whether a member has this address or not."""
    account_links.ask_to_confirm(current_unit(), current_actor(), association_id)
    flash(_("If the list of members has the e-mail address of your account, we have sent a link to it."))
    return redirect(url_for("librarian.home"))


@blueprint.route("/confirm/<uuid:mail_id>/<code>", methods=["GET", "POST"])
@requires("librarian")
def confirm(mail_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """What a mail's link leads to: which member one's account is to stand for, and saying so."""
    unit, actor = current_unit(), current_actor()
    if request.method == "POST":
        account_links.confirm(unit, actor, mail_id, code)
        flash(_("Your surveys now appear here."), "success")
        return redirect(url_for("librarian.home"))
    asked = account_links.confirmation(unit, actor, mail_id, code)
    return render_template("librarian/confirm.html", asked=asked)
