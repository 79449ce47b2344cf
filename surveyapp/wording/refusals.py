"""Sentences for what services refuse in staff's forms: members, surveys, accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from surveyapp.definition.problems import Param
from surveyapp.wording.catalogue import Catalogue
from surveyapp.wording.labels import INSTITUTION_KINDS, label

REFUSALS: Mapping[str, Callable[[Catalogue, Mapping[str, Param]], str]] = {
    "code_mistyped": lambda c, p: c.gettext(
        "This is no code of a receipt: twelve letters and digits, like K7QM-3XPA-R5TD. "
        "Compare it once more, or leave the field empty."
    ),
    "no_codes_before": lambda c, p: c.gettext(
        "Last year’s survey gave no codes. You get one after sending; leave the field empty."
    ),
    "not_an_email": lambda c, p: c.gettext("This is not an e-mail address."),
    "name_missing": lambda c, p: c.gettext("The name is missing."),
    "institution_missing": lambda c, p: c.gettext("The institution is missing."),
    "kind_unknown": lambda c, p: c.gettext(
        "“%(text)s” is not a kind of institution that is known here.", text=p["text"]
    ),
    "language_unknown": lambda c, p: c.gettext("“%(text)s” is none of the four languages.", text=p["text"]),
    "address_of_member": lambda c, p: c.gettext(
        "%(name)s already has this e-mail address. If they share a mailbox, tick the box below. If one has taken over "
        "from the other, first mark on the members page who has left.",
        name=p["name"],
    ),
    "kind_of_the_region": lambda c, p: c.gettext(
        "On the region’s list this institution is “%(kind)s”. Choose that kind. If it is wrong, ask the regional "
        "centre to change it.",
        kind=label(c, INSTITUTION_KINDS, str(p["kind"])),
    ),
    "institution_listed": lambda c, p: c.gettext("Another institution on the list already has this name."),
    "too_many_rows": lambda c, p: c.ngettext(
        "At most %(max)s line can be taken in at once.",
        "At most %(max)s lines can be taken in at once.",
        int(p["max"]),
        max=p["max"],
    ),
    "no_name_column": lambda c, p: c.gettext("Say which column holds the names."),
    "no_institution_column": lambda c, p: c.gettext("Say which column holds the institutions."),
    "nothing_to_take_in": lambda c, p: c.gettext("There is nothing new in this table."),
    "no_members": lambda c, p: c.gettext("There are no members to invite yet."),
    "no_such_background": lambda c, p: c.gettext(
        "This questionnaire does not ask that about its members. Choose one of the answers offered."
    ),
    "date_in_the_past": lambda c, p: c.gettext("This day has passed."),
    "after_last_day": lambda c, p: c.gettext("This is after the last day of the survey."),
    "before_last_day": lambda c, p: c.gettext("This is before the last day for answers online."),
    "shared_only_anonymous": lambda c, p: c.gettext("With one link for all, answers can only be anonymous."),
    "answers_too_long": lambda c, p: c.gettext("Together the texts are too long. Please shorten one of them."),
    "choose_readers": lambda c, p: c.gettext("Please choose who may read the card."),
    "password_too_short": lambda c, p: c.gettext("The password is too short."),
    "unknown_placeholder": lambda c, p: c.gettext("“%(text)s” is not a word that is filled in.", text=p["text"]),
    "correction_does_not_fit": lambda c, p: c.gettext(
        "This does not fit what else was answered; please ask the member about the questions around it."
    ),
    "code_taken": lambda c, p: c.gettext("There is a code of this name already."),
    "no_such_form": lambda c, p: c.gettext("No paper form of this survey has this number. Please compare it again."),
    "remark_required": lambda c, p: c.gettext("Say why it is returned: here, or at one of the parts."),
    "too_many_charts": lambda c, p: c.ngettext(
        "A part can have at most %(max)s chart.", "A part can have at most %(max)s charts.", int(p["max"]), max=p["max"]
    ),
    "file_empty": lambda c, p: c.gettext("Choose a file first."),
    "file_too_large": lambda c, p: c.gettext("The file is larger than %(max)s MB.", max=p["max"]),
    "file_not_signed": lambda c, p: c.gettext(
        "This is no signed document. Choose an EDOC, ASICE, ADOC or PDF file; its content counts, not its name."
    ),
    "file_damaged": lambda c, p: c.gettext("The file is damaged or not whole. Sign or download it anew."),
}
