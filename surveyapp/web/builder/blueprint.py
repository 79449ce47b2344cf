"""The builder's blueprint, whose draft a page is about, and what happens when two people change the same thing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.definition.errors import DefinitionErrors
from surveyapp.services.draft_content import CoreLocked
from surveyapp.services.drafting import DraftChanged, DraftView, open_draft
from surveyapp.services.errors import Conflict
from surveyapp.services.questionnaires import Owner
from surveyapp.web.builder.outline import draft_title
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit

blueprint = Blueprint("builder", __name__, url_prefix="/questionnaires")

PAGES = frozenset(f"builder.{name}" for name in ("question", "section", "settings", "text", "logic", "translation"))
"""Pages which show what they change, so that one can go and see what is there now."""

P = ParamSpec("P")
View = Callable[Concatenate[uuid.UUID, P], ResponseReturnValue]


def home_url(owner: Owner) -> str:
    """The list of an owner's questionnaires."""
    if owner.association_id is not None:
        return url_for("builder.association", association_id=owner.association_id)
    return url_for("builder.region", region_id=owner.region_id)


def owner_values(owner: Owner) -> dict[str, str]:
    """Fields which say whose a new questionnaire is."""
    if owner.association_id is not None:
        return {"association": str(owner.association_id)}
    return {"region": str(owner.region_id)}


def current_draft(draft_id: uuid.UUID) -> DraftView:
    """The draft of this request."""
    return open_draft(current_unit(), current_actor(), draft_id)


def seen_revision() -> int:
    """The revision the form was made from; 0 for a damaged one, which is no revision."""
    value = request.form.get("revision", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def builder_view(view: View[P]) -> View[P]:
    """A page for leaders and regional centres; says what was refused on the draft's own pages."""

    @wraps(view)
    def guarded(draft_id: uuid.UUID, *args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        try:
            return view(draft_id, *args, **kwargs)
        except DraftChanged as refusal:
            return changed_page(refusal.view)
        except DefinitionErrors:
            flash(_("This questionnaire has to be mended as text first."), "caution")
            return redirect(url_for("builder.text", draft_id=draft_id))
        except CoreLocked:
            flash(_("This question belongs to the region's core: it is asked alike everywhere and stays."), "caution")
            return redirect(url_for("builder.draft", draft_id=draft_id))
        except Conflict as refusal:
            sentence = _refusals().get(refusal.code)
            if sentence is None:
                raise
            flash(sentence, "caution")
            return redirect(url_for("builder.draft", draft_id=draft_id))

    return cast("View[P]", requires("leader", "regional_centre")(guarded))


def _refusals() -> dict[str, str]:
    return {
        "nothing_to_undo": _("There is nothing to undo."),
        "nothing_to_redo": _("There is nothing to do again."),
        "draft_too_large": _("The questionnaire is larger than it can be."),
        "draft_incomplete": _("It cannot be published yet: the list below says what is missing."),
    }


def changed_page(view: DraftView) -> ResponseReturnValue:
    """Both versions: what was sent, and what is there now. Nothing was written."""
    quiet = {"csrf_token", "revision"}
    sent = [(name, value) for name, value in request.form.items(multi=True) if name not in quiet]
    yours = [(name, value) for name, value in sent if value.strip() and name != "go"]
    return (
        render_template(
            "builder/changed.html",
            draft=view,
            title=draft_title(view),
            sent=sent,
            yours=yours,
            address=request.path,
            now_url=request.path if _is_page() else url_for("builder.draft", draft_id=view.id),
        ),
        409,
    )


def _is_page() -> bool:
    return request.endpoint in PAGES


def page(template: str, view: DraftView, **context: Any) -> str:
    """A page of a draft, with what stands above all of them."""
    title, home = draft_title(view), home_url(view.owner)
    return render_template(template, draft=view, draft_title=title, home_url=home, **context)
