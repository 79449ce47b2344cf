"""What the audit trail's codes and details mean, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from surveyapp.web.shared.language import NAMES
from surveyapp.web.shared.words import words
from surveyapp.wording import dates, labels

STATUSES = {**labels.RECOMMENDATION_STATUSES, **labels.PROPOSAL_STATUSES}
"""Both have the same words for the codes they share."""


def action_of(code: str) -> str:
    """The name of an action; the code itself for one of an older version."""
    names: dict[str, str] = {
        "account_made": _("made an account"),
        "account_closed": _("closed an account"),
        "account_opened": _("opened an account again"),
        "grant_given": _("gave a role"),
        "grant_taken": _("took a role away"),
        "password_set": _("set the password of an account"),
        "region_made": _("made a region"),
        "association_made": _("made an association"),
        "association_changed": _("changed an association"),
        "leader_saved": _("changed what is known of the leader"),
        "survey_announced": _("announced a survey of the region"),
        "member_added": _("added a member"),
        "members_added": _("added members"),
        "members_imported": _("read members from a table"),
        "members_import_undone": _("undid the reading of a table of members"),
        "member_changed": _("corrected a member"),
        "member_left": _("ended a membership"),
        "member_returned": _("restarted a membership"),
        "membership_confirmed": _("confirmed which member an account belongs to"),
        "institution_listed": _("added an institution to the region’s list"),
        "institution_changed": _("changed an institution on the region’s list"),
        "members_invited": _("invited late members"),
        "plan_saved": _("saved the plan"),
        "activity_removed": _("took an activity out of the plan"),
        "run_started": _("prepared a survey"),
        "run_opened": _("opened a survey"),
        "run_extended": _("changed the last day of a survey"),
        "trial_started": _("tried a survey out"),
        "texts_advanced": _("took over corrected texts into an open survey"),
        "run_closed": _("closed a survey"),
        "invitation_cancelled": _("took an invitation back"),
        "link_renewed": _("gave a member a new link; the former one and what was sent with it no longer count"),
        "link_shown": _("looked at a personal link to hand it over"),
        "reminders_planned": _("planned reminders"),
        "reminders_queued": _("sent reminders"),
        "mail_sent_again": _("sent a mail again"),
        "mail_bounced": _("noted that a mail came back"),
        "mail_words_changed": _("changed the words of a mail"),
        "mail_words_reset": _("took back the words of a mail"),
        "paper_desk_opened": _("opened a place for typing in answers on paper"),
        "paper_desk_ended": _("closed a place for typing in answers on paper"),
        "slips_printed": _("printed invitation slips"),
        "numbered_forms_printed": _("printed numbered forms"),
        "paper_closing_changed": _("changed the last day for answers on paper"),
        "privacy_notice_changed": _("changed the privacy notice"),
        "results_released": _("released results to the members"),
        "results_withdrawn": _("withdrew results from the members"),
        "correction_taken_back": _("took a correction back"),
        "corrections_applied": _("applied corrections to the results"),
        "correction_laid_aside": _("laid a correction aside"),
        "correction_confirmed": _("a member confirmed a correction"),
        "correction_refused": _("a member refused a correction"),
        "response_erased": _("erased someone’s answers"),
        "text_erased": _("erased a text from the results"),
        "code_saved": _("saved a theme of the texts"),
        "code_removed": _("removed a theme of the texts"),
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
        "finding_put_aside": _("put a finding aside"),
        "evaluation_part_saved": _("saved a part of the evaluation"),
        "evaluation_handed_in": _("handed in the evaluation"),
        "evaluation_taken_back": _("took the evaluation back"),
        "evaluation_part_restored": _("brought a part of the evaluation back as it was"),
        "evaluation_returned": _("returned an evaluation with remarks"),
        "evaluation_accepted": _("accepted an evaluation"),
        "evaluation_file_attached": _("attached the signed file of the evaluation"),
        "evaluation_file_removed": _("removed the signed file of the evaluation"),
        "evaluation_template_replaced": _("replaced the template of the evaluation"),
        "evaluation_template_given_up": _("gave up the region’s template of the evaluation"),
        "synonyms_saved": _("changed the words that mean the same"),
        "draft_begun": _("began a draft of a questionnaire"),
        "draft_deleted": _("deleted a draft of a questionnaire"),
        "questionnaire_published": _("published a questionnaire"),
        "bank_changed": _("changed an entry of the question bank"),
        "bank_offered": _("offered an entry of the question bank again"),
        "bank_retired": _("retired an entry of the question bank"),
    }
    return names.get(code, code)


def details_of(details: Mapping[str, str | int]) -> str:
    """What an event says besides, in words; what has none (of an older version) is left out."""
    return ", ".join(said for key, value in details.items() if (said := _detail(key, value)))


def _detail(key: str, value: str | int) -> str:
    if isinstance(value, int):
        return _count(key, value)
    c = words()
    tables = {"role": labels.ROLES, "mode": labels.MODES, "status": STATUSES}
    if key in tables:
        return labels.label(c, tables[key], value) if value in tables[key] else value
    if key == "language":
        return NAMES.get(value, value)
    if key == "kind":
        return _mail_kind(value)
    if key == "step":
        return action_of(value)
    if key == "closes_at":
        return dates.day(c, datetime.fromisoformat(value).date())
    return ""


def _count(key: str, value: int) -> str:
    if key in ("members", "invited"):
        return str(ngettext("%(num)s member", "%(num)s members", value))
    if key == "mails":
        return str(ngettext("%(num)s mail", "%(num)s mails", value))
    if key == "reminders":
        return str(ngettext("%(num)s reminder", "%(num)s reminders", value))
    if key in ("proposals", "options", "groups"):
        return str(ngettext("%(num)s proposal", "%(num)s proposals", value))
    if key == "ballots":
        return str(ngettext("%(num)s vote", "%(num)s votes", value))
    if key == "part":
        return str(_("part %(number)s", number=value))
    return str(_("version %(number)s", number=value)) if key in ("number", "version") else ""


def _mail_kind(kind: str) -> str:
    names: dict[str, str] = {
        "invitation": _("Invitation"),
        "reminder": _("Reminder"),
        "extension": _("More time"),
        "thanks": _("Thanks"),
        "closing": _("Closing"),
        "vote": _("Vote on proposals"),
        "changes": _("What proposals changed"),
    }
    return names.get(kind, kind)
