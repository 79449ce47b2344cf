"""What the page for a conflict says: each refusal by its own name, so that nobody is told what did not happen."""

from __future__ import annotations

from flask_babel import gettext as _


def conflict_words(code: str) -> dict[str, str]:
    """``heading`` and ``advice`` for the code of a `Conflict`; nothing where the page's general words must do."""
    known = _texts() | _surveys() | _members() | _year()
    if code not in known:
        return {}
    heading, advice = known[code]
    return {"heading": heading, "advice": advice}


def unreadable() -> tuple[str, str]:
    """What is said, and advised, where a stored answer does not fit its question."""
    return (
        _("The answers do not fit the questionnaire"),
        _(
            "An answer in the database does not fit the question it was given to, so nothing is counted and no number"
            " is shown. Ask whoever runs the installation: “surveyapp release cut” names the question."
        ),
    )


def withheld() -> tuple[str, str]:
    """What is said, and advised, where results are not shown after answers were erased."""
    return (
        _("Results are not shown, because answers were erased"),
        _(
            "New numbers beside those that you and others have already seen would tell what was erased. Results come"
            " back once at least five answers have been erased, with the questions that everybody had answered."
            " Proposals, recommendations and the evaluation stay open to you."
        ),
    )


def _texts() -> dict[str, tuple[str, str]]:
    faster = (
        _("Somebody was faster"),
        _(
            "What you were changing has been changed in the meantime."
            " Go back, load the page anew, and make your change once more."
        ),
    )
    return {"changed_meanwhile": faster, "part_changed": faster}


def _surveys() -> dict[str, tuple[str, str]]:
    not_open = (
        _("The survey is not open"),
        _("This can be done only while answers are taken. The survey page says where the survey stands."),
    )
    return {
        "run_not_open": not_open,
        "run_not_opened": not_open,
        "run_closed": (
            _("The survey is closed"),
            _("Its answers have been opened and mixed; nothing about the asking can be changed any more."),
        ),
        "run_not_closed": (
            _("The survey is not closed yet"),
            _("Until then its answers lie sealed. Close the survey first."),
        ),
        "unreadable_answer": unreadable(),
        "results_withheld": withheld(),
        "file_of_replaced_results": (
            _("The results have changed since this file was signed"),
            _(
                "The file may hold numbers that, beside the new ones, would tell what somebody had answered."
                " Ask the leader of the association to attach a new one."
            ),
        ),
        "run_already_open": (
            _("The survey is open already"),
            _("What is decided before the opening cannot be changed now; the survey page shows what can."),
        ),
        "not_held": (
            _("It was not held"),
            _("The plan says that this activity was not held, so there is nobody to ask about it."),
        ),
        "run_exists": (
            _("There is a survey for this year already"),
            _("Open the survey page of the year to go on with it."),
        ),
        "run_is_anonymous": (
            _("The survey is anonymous"),
            _("Nobody can tell whose answers are whose, so this cannot be done with them."),
        ),
        "invitation_answered": (
            _("This member has answered already"),
            _("An invitation can be taken back only until it is answered."),
        ),
        "invitations_fixed": (
            _("Answers have come in already"),
            _(
                "In an anonymous survey no invitation is taken back after the first answer:"
                " otherwise one could find out who has answered."
            ),
        ),
        "mail_waits": (
            _("The mail is waiting already"),
            _("It goes out by itself; nothing has to be done."),
        ),
        "mail_not_sent": (
            _("The mail has not been sent"),
            _("Only a mail that was sent can come back."),
        ),
        "link_by_mail": (
            _("This member has the link by mail"),
            _("Nobody else sees it. If it is lost or was used by someone else, give the member a new link."),
        ),
        "no_personal_links": (
            _("There are no personal links now"),
            _("Slips and numbered forms are printed while the survey is open and each member has a link of her own."),
        ),
        "no_reminders_here": (
            _("Nobody can be reminded here"),
            _("The survey is closed, or one link went to all, and nobody knows who has answered."),
        ),
        "reminded_today": (
            _("A reminder went out today"),
            _("One a day is enough; try again tomorrow."),
        ),
    }


def _members() -> dict[str, tuple[str, str]]:
    return {
        "already_a_member": (
            _("This person is already a member"),
            _("Look for the name on the page of members."),
        ),
        "already_left": (
            _("This membership has ended already"),
            _("Load the page of members anew; it says since when."),
        ),
        "import_not_the_newest": (
            _("Another table was taken in since"),
            _("Only the newest can be taken back."),
        ),
        "import_in_use": (
            _("These members are in use"),
            _("Some of them have been invited to a survey, so the whole table cannot be undone."),
        ),
        "import_changed_since": (
            _("These entries have changed since"),
            _("Undoing the table would overwrite newer entries. Correct the members one by one."),
        ),
        "import_of_earlier_version": (
            _("This table cannot be undone"),
            _("An earlier version of the program added it. Correct the members one by one."),
        ),
        "confirmation_over": (
            _("This link no longer works"),
            _(
                "A link works for two days, and only while the list of members has the e-mail address of your account."
                " Ask for a new one."
            ),
        ),
        "last_admin": (
            _("This is the last administrator"),
            _("Give somebody else the role first; otherwise nobody could look after accounts."),
        ),
    }


def _year() -> dict[str, tuple[str, str]]:
    return {
        "handed_in": (
            _("The evaluation is handed in"),
            _("Its text is fixed. Take it back on the evaluation page to go on writing."),
        ),
        "evaluation_accepted": (
            _("The evaluation is accepted"),
            _("Nothing of it changes any more, unless the regional centre returns it."),
        ),
        "evaluation_changed": (
            _("The evaluation has changed meanwhile"),
            _("It was taken back, answered or handed in anew. Open it again before you answer it."),
        ),
        "proposals_not_open": (
            _("The proposals are not open yet"),
            _("They can be read once the survey is closed and enough members have answered."),
        ),
        "vote_exists": (
            _("There is a vote on this year’s proposals already"),
            _("Open the page of the vote to see how it stands."),
        ),
        "vote_closed": (
            _("The vote is closed"),
            _("Votes are counted now; none can be given or changed any more."),
        ),
        "vote_cast": (
            _("A vote was cast with this link"),
            _("It can be changed only with the receipt code."),
        ),
        "vote_open": (
            _("The vote is still open"),
            _("Until it is closed its votes lie sealed."),
        ),
        "nothing_to_tell": (
            _("There is nothing to tell yet"),
            _("Decide about a proposal or a recommendation first."),
        ),
        "nothing_to_undo": (
            _("There is nothing to undo"),
            _("The proposals lie as they came."),
        ),
        "group_is_evidence": (
            _("A recommendation rests on this group"),
            _("It cannot be dissolved while the recommendation is there."),
        ),
        "no_such_step": (
            _("This step does not follow from the present one"),
            _("Somebody may have taken it already. Load the page anew; it offers the steps that are possible."),
        ),
        "not_a_draft": (
            _("This recommendation has been decided upon"),
            _("It cannot be deleted any more; it can be declined, with a reason."),
        ),
        "already_planned": (
            _("It stands in next year’s plan already"),
            _("Open the plan of the next year to change it there."),
        ),
        "no_evidence": (
            _("No finding was chosen"),
            _("Go back and choose what the recommendation rests on, or write one of your own."),
        ),
    }
