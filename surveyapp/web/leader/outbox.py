"""The mails of a survey: what became of them, their words, reminders on days, a trial to oneself."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.services import mail_templates, mailings, reminders
from surveyapp.services.associations import Desk
from surveyapp.services.errors import Invalid, NotFound
from surveyapp.services.surveys import RunView
from surveyapp.web.leader.blueprint import blueprint, current_desk, led_run
from surveyapp.web.leader.survey_forms import MailWordsForm, RemindersForm
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.language import NAMES, page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_config, current_unit
from surveyapp.wording.mails import PLACEHOLDERS, OwnWords
from surveyapp.wording.sorting import sorted_by


def _here(desk: Desk, endpoint: str, run_id: uuid.UUID, **values: Any) -> str:
    return url_for(endpoint, association_id=desk.association.id, period=desk.period.id, run_id=run_id, **values)


def kind_names() -> dict[str, str]:
    """Kinds of mail by name."""
    return {
        "invitation": _("Invitation"),
        "reminder": _("Reminder"),
        "extension": _("More time"),
        "thanks": _("Thanks"),
        "closing": _("Closing"),
        "vote": _("Vote on proposals"),
        "changes": _("What proposals changed"),
    }


def state_names() -> dict[str, str]:
    """States of mails by name."""
    return {
        "waiting": _("waiting"),
        "sending": _("being sent"),
        "sent": _("sent"),
        "failed": _("not sent"),
        "bounced": _("came back"),
        "skipped": _("not needed any more"),
    }


@blueprint.get("/survey/<uuid:run_id>/mails")
@requires("leader")
def survey_mails(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """What became of the mails, in numbers and, where the mode allows, one by one."""
    desk = current_desk(association_id)
    return _page(desk, led_run(desk, run_id))


def _page(desk: Desk, run: RunView, form: RemindersForm | None = None, status: int = 200) -> ResponseReturnValue:
    outbox = mailings.outbox_of(current_unit(), current_actor(), run.id)
    rounds = reminders.reminders_of(current_unit(), current_actor(), run.id)
    if form is None:
        planned = [each.due_on for each in rounds if each.queued_at is None]
        form = RemindersForm(formdata=None, **{f"day_{n}": day for n, day in enumerate(planned, start=1)})
    rows = sorted_by(outbox.rows, lambda row: row.name, page_language())
    troubled = ("failed", "bounced")
    return (
        render_template(
            "leader/mails.html",
            desk=desk,
            run=run,
            outbox=outbox,
            rows=sorted(rows, key=lambda row: (row.state not in troubled, row.trial)),
            rounds=rounds,
            form=form,
            kinds=kind_names(),
            states=state_names(),
            can_send=current_config().mail.host is not None,
        ),
        status,
    )


@blueprint.post("/survey/<uuid:run_id>/mails/reminders")
@requires("leader")
def survey_mails_plan(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """Plan reminders for days."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    form = RemindersForm()
    if form.validate_on_submit():
        days = {f"day-{number}": field for number, field in enumerate(_by_day(form), start=1)}
        try:
            reminders.plan_reminders(current_unit(), current_actor(), run.id, [f.data for f in days.values()])
        except Invalid as refusal:
            show_problems(form, refusal, {name: field.name for name, field in days.items()})
        else:
            flash(_("The days of the reminders are kept."), "success")
            return redirect(_here(desk, "leader.survey_mails", run.id))
    return _page(desk, run, form, 422)


def _by_day(form: RemindersForm) -> list[Any]:
    """The fields that hold a day, each day once, in the order the service counts them."""
    fields = {field.data: field for field in form.days if field.data}
    return [fields[day] for day in sorted(fields)]


@blueprint.get("/survey/<uuid:run_id>/mails/<uuid:mail_id>")
@requires("leader")
def survey_mail(association_id: uuid.UUID, run_id: uuid.UUID, mail_id: uuid.UUID) -> ResponseReturnValue:
    """A mail as it goes, to be read; a member's link is masked."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    mail = mailings.mail_of(current_unit(), current_actor(), mail_id)
    return render_template("leader/mail.html", desk=desk, run=run, mail=mail, languages=NAMES)


@blueprint.post("/survey/<uuid:run_id>/mails/<uuid:mail_id>/again")
@requires("leader")
def survey_mail_again(association_id: uuid.UUID, run_id: uuid.UUID, mail_id: uuid.UUID) -> ResponseReturnValue:
    """Send a mail once more."""
    desk = current_desk(association_id)
    mailings.send_again(current_unit(), current_actor(), mail_id)
    flash(_("The mail waits to be sent."), "success")
    return redirect(_here(desk, "leader.survey_mails", run_id))


@blueprint.post("/survey/<uuid:run_id>/mails/<uuid:mail_id>/bounced")
@requires("leader")
def survey_mail_bounced(association_id: uuid.UUID, run_id: uuid.UUID, mail_id: uuid.UUID) -> ResponseReturnValue:
    """Note that a mail came back."""
    desk = current_desk(association_id)
    mailings.record_bounce(current_unit(), current_actor(), mail_id)
    flash(_("Noted. Correct the address on the page of members, then give the member a new link."), "success")
    return redirect(_here(desk, "leader.survey_mails", run_id))


@blueprint.post("/survey/<uuid:run_id>/mails/trial")
@requires("leader")
def survey_mail_trial(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """Send a mail to oneself, or read it where nothing can be sent."""
    desk = current_desk(association_id)
    kind = request.form.get("kind", "invitation")
    mail_id = mailings.send_trial(current_unit(), current_actor(), led_run(desk, run_id).id, kind)
    if current_config().mail.host is not None:
        flash(_("The mail is on its way to your own address."), "success")
    return redirect(_here(desk, "leader.survey_mail", run_id, mail_id=mail_id))


@blueprint.route("/survey/<uuid:run_id>/mails/words/<kind>/<language>", methods=["GET", "POST"])
@requires("leader")
def survey_mail_words(association_id: uuid.UUID, run_id: uuid.UUID, kind: str, language: str) -> ResponseReturnValue:
    """The association's own subject and opening words of one kind of mail, with a preview."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    unit, actor = current_unit(), current_actor()
    wordings = mail_templates.wordings_of(unit, actor, association_id)
    current = next((each for each in wordings if (each.kind, each.language) == (kind, language)), None)
    if current is None:
        raise NotFound("mail_template")
    form = MailWordsForm(subject=current.words.subject, opening=current.words.opening)
    words, status = current.words, 200
    if form.is_submitted():
        status = 422
        if form.validate():
            typed = OwnWords(form.subject.data or "", form.opening.data or "")
            try:
                if request.form.get("go") == "preview":
                    mail_templates.check_words(typed)
                    words, status = typed, 200
                else:
                    mail_templates.set_words(unit, actor, association_id, kind, language, typed)
                    flash(_("The words are kept."), "success")
                    return redirect(_here(desk, "leader.survey_mail_words", run_id, kind=kind, language=language))
            except Invalid as refusal:
                show_problems(form, refusal)
    return (
        render_template(
            "leader/mail_words.html",
            desk=desk,
            run=run,
            form=form,
            kind=kind,
            language=language,
            own=current.own,
            usual=mailings.preview_of(unit, actor, run.id, kind, language, OwnWords()),
            preview=mailings.preview_of(unit, actor, run.id, kind, language, words),
            kinds=kind_names(),
            languages=NAMES,
            changed={(each.kind, each.language) for each in wordings if each.own},
            placeholders=PLACEHOLDERS,
        ),
        status,
    )


@blueprint.post("/survey/<uuid:run_id>/mails/words/<kind>/<language>/reset")
@requires("leader")
def survey_mail_words_reset(
    association_id: uuid.UUID, run_id: uuid.UUID, kind: str, language: str
) -> ResponseReturnValue:
    """Go back to the product's words."""
    desk = current_desk(association_id)
    mail_templates.reset_words(current_unit(), current_actor(), association_id, kind, language)
    flash(_("The usual words stand again."), "success")
    return redirect(_here(desk, "leader.survey_mail_words", run_id, kind=kind, language=language))
