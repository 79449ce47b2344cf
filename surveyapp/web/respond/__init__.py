"""The librarians' answering pages: by personal link, without an account, with or without scripts.

`visit` knows the link, `compiled` and `section_page` make the pages of the questionnaire, `sections` and `steps` are
the views.
"""

from __future__ import annotations

from flask import Blueprint

from surveyapp.services.errors import Conflict, DatabaseAway, NotFound
from surveyapp.web.respond import changes, corrections, entry, own_copy, receipts, sections, steps, voting, ways_in
from surveyapp.web.shared.forms import csrf

blueprint = Blueprint("respond", __name__)
# The forms of these pages check the token themselves: where it does not fit, what was typed is shown again.
csrf.exempt(blueprint)
blueprint.register_error_handler(NotFound, entry.no_link)
blueprint.register_error_handler(Conflict, entry.takes_no_answers)
blueprint.register_error_handler(DatabaseAway, entry.database_away)

RULES = (
    ("/a/<link>", "enter", entry.enter, ("GET",)),
    ("/s", "shared_code", ways_in.shared_code, ("GET", "POST")),
    ("/s/<code>", "shared", ways_in.shared, ("GET", "POST")),
    ("/p/<desk>", "paper_desk", ways_in.paper_desk, ("GET", "POST")),
    ("/answer/<uuid:run_id>/", "start", steps.start, ("GET",)),
    ("/answer/<uuid:run_id>/", "begin", steps.begin, ("POST",)),
    ("/b/<token>", "again", receipts.again, ("GET", "POST")),
    ("/answer/<uuid:run_id>/code", "note_code", receipts.note_code, ("GET",)),
    ("/answer/<uuid:run_id>/code", "unlock", receipts.unlock, ("POST",)),
    ("/answer/<uuid:run_id>/again", "ask_again", receipts.ask_again, ("POST",)),
    ("/answer/<uuid:run_id>/part/<section_id>", "section", sections.show, ("GET",)),
    ("/answer/<uuid:run_id>/part/<section_id>", "keep", sections.keep, ("POST",)),
    ("/answer/<uuid:run_id>/part/<section_id>/save", "autosave", sections.autosave, ("POST",)),
    ("/answer/<uuid:run_id>/preview", "preview", steps.preview, ("GET",)),
    ("/answer/<uuid:run_id>/preview", "send", steps.send, ("POST",)),
    ("/answer/<uuid:run_id>/receipt", "receipt", steps.receipt, ("GET",)),
    ("/answer/<uuid:run_id>/receipt", "after_receipt", steps.after_receipt, ("POST",)),
    ("/answer/<uuid:run_id>/copy", "own_copy", own_copy.as_file, ("POST",)),
    ("/answer/<uuid:run_id>/practice", "practice", steps.practice, ("GET", "POST")),
    ("/answer/<uuid:run_id>/changes", "changes", changes.changes, ("GET",)),
    ("/answer/<uuid:run_id>/correction", "correction", corrections.correction, ("GET", "POST")),
    ("/answer/<uuid:run_id>/vote", "vote", voting.vote, ("GET", "POST")),
)
for rule, name, view, methods in RULES:
    blueprint.add_url_rule(rule, name, view, methods=list(methods))
