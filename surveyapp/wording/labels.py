"""Names of codes: roles, statuses, modes, kinds of institutions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from surveyapp.wording.catalogue import Catalogue

Labels = Mapping[str, Callable[[Catalogue], str]]

ROLES: Labels = {
    "librarian": lambda c: c.pgettext("role", "Librarian"),
    "leader": lambda c: c.pgettext("role", "Leader"),
    "regional_centre": lambda c: c.pgettext("role", "Regional centre"),
    "admin": lambda c: c.pgettext("role", "Administrator"),
}

MODES: Labels = {
    "anonymous": lambda c: c.pgettext("mode", "Anonymous: nobody can connect answers with a person"),
    "confidential": lambda c: c.pgettext("mode", "Confidential: answers are linked, but no reader sees by whom"),
    "named": lambda c: c.pgettext("mode", "Named: the leader sees who gave each answer"),
}

RUN_STATUSES: Labels = {
    "draft": lambda c: c.pgettext("survey status", "Being prepared"),
    "open": lambda c: c.pgettext("survey status", "Open for answers"),
    "closed": lambda c: c.pgettext("survey status", "Closed"),
}

PROPOSAL_STATUSES: Labels = {
    "new": lambda c: c.pgettext("proposal status", "New"),
    "grouped": lambda c: c.pgettext("proposal status", "Grouped"),
    "shortlisted": lambda c: c.pgettext("proposal status", "Shortlisted"),
    "accepted": lambda c: c.pgettext("proposal status", "Accepted"),
    "merged": lambda c: c.pgettext("proposal status", "Merged with another"),
    "later": lambda c: c.pgettext("proposal status", "Later"),
    "declined": lambda c: c.pgettext("proposal status", "Declined"),
}

RECOMMENDATION_STATUSES: Labels = {
    "draft": lambda c: c.pgettext("recommendation status", "Draft"),
    "accepted": lambda c: c.pgettext("recommendation status", "Accepted"),
    "in_progress": lambda c: c.pgettext("recommendation status", "In progress"),
    "done": lambda c: c.pgettext("recommendation status", "Done"),
    "later": lambda c: c.pgettext("recommendation status", "Later"),
    "declined": lambda c: c.pgettext("recommendation status", "Declined"),
}

PRECISIONS: Labels = {
    "day": lambda c: c.pgettext("precision of a period", "one day"),
    "span": lambda c: c.pgettext("precision of a period", "several days"),
    "month": lambda c: c.pgettext("precision of a period", "a month"),
    "quarter": lambda c: c.pgettext("precision of a period", "a quarter"),
    "season": lambda c: c.pgettext("precision of a period", "several months"),
    "year": lambda c: c.pgettext("precision of a period", "all year"),
    "recurring": lambda c: c.pgettext("precision of a period", "repeated"),
    "unknown": lambda c: c.pgettext("precision of a period", "not understood"),
}

PERIOD_PROBLEMS: Labels = {
    "empty": lambda c: c.gettext("No period is given."),
    "not_understood": lambda c: c.gettext("These words were not understood as a period; they are kept as written."),
    "no_year": lambda c: c.gettext("The year is missing."),
    "no_such_day": lambda c: c.gettext("There is no such day in the calendar."),
    "ends_before_start": lambda c: c.gettext("The period ends before it begins."),
}

AUDIENCES: Labels = {
    "pupils": lambda c: c.pgettext("audience", "For pupils"),
    "teachers": lambda c: c.pgettext("audience", "For teachers and librarians"),
}

INSTITUTION_KINDS: Labels = {
    "primary": lambda c: c.pgettext("institution kind", "Primary school"),
    "basic": lambda c: c.pgettext("institution kind", "Basic school"),
    "secondary": lambda c: c.pgettext("institution kind", "Secondary school"),
    "gymnasium": lambda c: c.pgettext("institution kind", "Gymnasium"),
    "vocational": lambda c: c.pgettext("institution kind", "Vocational school"),
    "special": lambda c: c.pgettext("institution kind", "Special or boarding school"),
    "other": lambda c: c.pgettext("institution kind", "Other institution"),
}

STATUS_ERRORS: Labels = {
    "reason_required": lambda c: c.gettext("Please give a reason: whoever proposed it will read it."),
    "no_such_step": lambda c: c.gettext("This status cannot follow the present one."),
    "percent_out_of_range": lambda c: c.gettext("Please give a percentage from 0 to 100."),
}


def label(c: Catalogue, labels: Labels, code: str) -> str:
    """The name of *code*. A code the table does not have is a mistake of the program and is refused (KeyError)."""
    return labels[code](c)
