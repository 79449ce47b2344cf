"""What the audit trail's codes mean, in words."""

from __future__ import annotations

from flask_babel import gettext as _


def action_of(code: str) -> str:
    """The name of an action; the code itself for one of an older version."""
    names: dict[str, str] = {
        "account_made": _("made an account"),
        "account_closed": _("closed an account"),
        "account_opened": _("opened an account again"),
        "grant_given": _("gave a role"),
        "grant_taken": _("took a role away"),
        "region_made": _("made a region"),
        "association_made": _("made an association"),
        "association_changed": _("changed an association"),
        "survey_announced": _("announced a survey of the region"),
        "member_added": _("added a member"),
        "members_added": _("added members"),
        "member_changed": _("corrected a member"),
        "member_left": _("ended a membership"),
        "members_invited": _("invited late members"),
        "plan_saved": _("saved the plan"),
        "activity_removed": _("took an activity out of the plan"),
        "run_started": _("prepared a survey"),
        "run_opened": _("opened a survey"),
        "run_extended": _("changed the last day of a survey"),
        "run_discarded": _("took back a prepared survey"),
        "run_closed": _("closed a survey"),
        "invitation_cancelled": _("took an invitation back"),
        "reminders_queued": _("sent reminders"),
        "proposals_grouped": _("grouped proposals"),
        "proposals_decided": _("decided about proposals"),
        "proposals_declined": _("declined proposals"),
        "proposal_group_deleted": _("dissolved a group of proposals"),
        "proposal_masked": _("masked a proposal"),
        "proposals_step_undone": _("undid a step on the board of proposals"),
        "changes_told": _("told the members what their proposals changed"),
        "vote_opened": _("opened a vote on proposals"),
        "vote_closed": _("closed a vote on proposals"),
        "vote_taken_back": _("took a vote on proposals back"),
        "vote_explained": _("explained a choice other than the vote’s"),
        "recommendation_made": _("made a recommendation"),
        "recommendation_changed": _("changed a recommendation"),
        "recommendation_deleted": _("deleted a recommendation"),
        "recommendation_planned": _("made a recommendation an activity of the plan"),
        "finding_dismissed": _("put a finding aside"),
        "evaluation_saved": _("saved a part of the evaluation"),
        "evaluation_handed_in": _("handed in the evaluation"),
    }
    return names.get(code, code)
