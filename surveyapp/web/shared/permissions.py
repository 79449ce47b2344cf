"""The first gate of a page: who may come in at all. The services check again, for the place in question."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from surveyapp.services.errors import Forbidden
from surveyapp.web.shared.unit import current_actor

P = ParamSpec("P")


def requires(*roles: str) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Let in whoever holds one of these roles anywhere; without roles, whoever is signed in.

        @blueprint.get("/association/<uuid:association_id>/")
        @requires("leader")
        def home(association_id: UUID) -> str: ...

    A visitor is sent to the sign-in page and comes back afterwards; anyone else is refused (`Forbidden`, 403).
    """

    def decorate(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            actor = current_actor()
            if actor.user_id is None:
                return redirect(sign_in_url())
            held = {str(scope.role) for scope in actor.scopes}
            if roles and held.isdisjoint(roles):
                raise Forbidden("role_missing")
            return view(*args, **kwargs)

        return guarded

    return decorate


def sign_in_url() -> str:
    """The sign-in page, which leads back here; a form sent in vain leads to the start instead."""
    if request.method == "GET":
        return url_for("security.login", next=request.full_path.rstrip("?"))
    return url_for("security.login")
