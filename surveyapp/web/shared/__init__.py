"""What all audiences share.

- `unit`: `current_unit()`, `current_actor()`, `current_config()`
- `permissions`: ``@requires("leader")``, the first gate
- `forms`: `Form`, the base of every form
- `errors`: what a refused request looks like
- `shell`: navigation and the template variable ``shell``
- `language`: the language of a page
- `security`: headers
- `logging`: what is written down of a request, and what never
- `charts`, `assets`: drawings and built files
"""

from __future__ import annotations

from flask import Blueprint, Response

from surveyapp.services.database import is_reachable
from surveyapp.web.shared.language import choose_language
from surveyapp.web.shared.unit import current_unit

shared_blueprint = Blueprint("shared", __name__)
shared_blueprint.add_url_rule("/language/<language>", view_func=choose_language, methods=["GET", "POST"])


@shared_blueprint.get("/health")
def health() -> Response:
    """Say that the product runs and its database answers; for whatever watches the machine."""
    is_reachable(current_unit())
    return Response("ok\n", mimetype="text/plain")
