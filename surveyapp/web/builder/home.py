"""The questionnaires of an association or a region: drafts, published ones, beginning a new one."""

from __future__ import annotations

import uuid

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.config import LANGUAGES
from surveyapp.definition.errors import DefinitionErrors
from surveyapp.definition.problems import Problem
from surveyapp.services import draft_sources, drafting, publishing, questionnaires
from surveyapp.services.access import Actor, require_leader, require_region
from surveyapp.services.associations import desk
from surveyapp.services.draft_sources import Upload
from surveyapp.services.errors import Invalid, NotFound
from surveyapp.services.questionnaires import SHARED, Owner, VersionView
from surveyapp.services.unit import Unit
from surveyapp.web.builder.blueprint import blueprint, owner_values
from surveyapp.web.shared.language import NAMES, page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording.mistakes import mistake_sentence
from surveyapp.wording.problems import problem_sentence
from surveyapp.wording.sorting import sorted_by

MOST_MISTAKES = 40


@blueprint.get("/association/<uuid:association_id>/")
@requires("leader")
def association(association_id: uuid.UUID) -> ResponseReturnValue:
    """The questionnaires of an association, for its leader."""
    return _page(Owner(association_id=association_id))


@blueprint.get("/region/<uuid:region_id>/")
@requires("regional_centre")
def region(region_id: uuid.UUID) -> ResponseReturnValue:
    """The questionnaires of a region, for its regional centre."""
    return _page(Owner(region_id=region_id))


def owner_name(unit: Unit, actor: Actor, owner: Owner) -> str:
    """What the association or region is called."""
    if owner.association_id is not None:
        return require_leader(unit, actor, owner.association_id).name(page_language())
    assert owner.region_id is not None
    names = require_region(unit, actor, owner.region_id).names
    return str(names.get(page_language()) or next(iter(names.values())))


def _page(
    owner: Owner, errors: dict[str, str] | None = None, mistakes: tuple[str, ...] = (), status: int = 200
) -> ResponseReturnValue:
    unit, actor = current_unit(), current_actor()
    name = owner_name(unit, actor, owner)
    copies = draft_sources.copies_of(unit, actor, owner)
    language = page_language()
    choices = [(str(each.id), _named(each, language)) for each in copies]
    period = desk(unit, actor, owner.association_id).period if owner.association_id is not None else None
    return (
        render_template(
            "builder/home.html",
            owner=owner,
            owner_name=name,
            owner_values=owner_values(owner),
            drafts=drafting.drafts_of(unit, actor, owner),
            published=[each for each in copies if each.owner == owner],
            shared=[each for each in copies if each.owner != owner],
            choices=sorted_by(choices, lambda pair: pair[1], language),
            languages=NAMES,
            period=period,
            errors=errors or {},
            mistakes=mistakes,
            posted=request.form,
        ),
        status,
    )


def _named(version: VersionView, language: str) -> str:
    """A version in the list of what one may begin with."""
    title = version.title(language)
    if version.owner.association_id is not None:
        return str(_("%(title)s (your own, version %(number)s)", title=title, number=version.number))
    if version.owner.region_id is not None:
        return str(_("%(title)s (the region's, version %(number)s)", title=title, number=version.number))
    return str(_("%(title)s (ready made)", title=title))


@blueprint.post("/begin")
@requires("leader", "regional_centre")
def begin() -> ResponseReturnValue:
    """Begin a draft, in one of four ways."""
    unit, actor, owner = current_unit(), current_actor(), posted_owner()
    go = request.form.get("go", "")
    try:
        if go == "blank":
            languages = [code for code in request.form.getlist("languages") if code in LANGUAGES]
            first = request.form.get("first_language", "")
            ordered = sorted(languages, key=lambda code: code != first)
            draft_id = draft_sources.begin_blank(unit, actor, owner, request.form.get("title", ""), ordered)
        elif go == "copy":
            draft_id = _copy(unit, actor, owner)
        else:
            uploads = [
                Upload(file.filename or "", file.stream.read())
                for file in request.files.getlist("files")
                if file.filename
            ]
            draft_id = draft_sources.begin_import(unit, actor, owner, uploads)
    except Invalid as refusal:
        unit.session.rollback()
        return _page(owner, {name: _sentence(problem) for name, problem in refusal.fields.items()}, status=422)
    except DefinitionErrors as refusal:
        unit.session.rollback()
        mistakes = tuple(
            _(
                "%(file)s, line %(line)s: %(sentence)s",
                file=error.file,
                line=error.line,
                sentence=mistake_sentence(words(), error),
            )
            for error in refusal.errors[:MOST_MISTAKES]
        )
        return _page(owner, mistakes=mistakes, status=422)
    return redirect(url_for("builder.draft", draft_id=draft_id))


def _copy(unit: Unit, actor: Actor, owner: Owner) -> uuid.UUID:
    version_id = _uuid(request.form.get("version"))
    found = next((each for each in draft_sources.copies_of(unit, actor, owner) if each.id == version_id), None)
    if found is None:
        raise NotFound("questionnaire_version")
    if found.owner == SHARED and (unit.surveys / found.key / "questionnaire.yaml").is_file():
        return draft_sources.begin_bundled(unit, actor, owner, found.key)
    return draft_sources.begin_copy(unit, actor, owner, version_id)


@blueprint.post("/ask")
@requires("leader")
def ask() -> ResponseReturnValue:
    """Prepare a survey with a published questionnaire, in the newest year of the association."""
    unit, actor, owner = current_unit(), current_actor(), posted_owner()
    if owner.association_id is None:
        raise NotFound("association")
    period = desk(unit, actor, owner.association_id).period
    run_id = publishing.begin_run(unit, actor, owner.association_id, period.id, _uuid(request.form.get("version")))
    return redirect(url_for("leader.survey", association_id=owner.association_id, period=period.id, run=run_id))


@blueprint.get("/version/<uuid:version_id>/export")
@requires("leader", "regional_centre")
def export_version(version_id: uuid.UUID) -> ResponseReturnValue:
    """A published version as files."""
    unit, actor = current_unit(), current_actor()
    view = publishing.readable_version(unit, actor, version_id)
    return zipped(view.key, questionnaires.version_files(unit, version_id))


def zipped(key: str, files: dict[str, str]) -> ResponseReturnValue:
    """Files as one archive, in a folder called by the questionnaire's key."""
    name = key or "questionnaire"
    return (
        draft_sources.archive(name, files),
        {"Content-Type": "application/zip", "Content-Disposition": f'attachment; filename="{name}.zip"'},
    )


def posted_owner() -> Owner:
    """Whose questionnaires the form is about."""
    if request.form.get("association"):
        return Owner(association_id=_uuid(request.form["association"]))
    return Owner(region_id=_uuid(request.form.get("region")))


def _uuid(value: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(value or "")
    except ValueError as error:
        raise NotFound("address") from error


def _sentence(problem: Problem) -> str:
    own = {
        "no_questionnaire_file": _("There is no questionnaire.yaml among these files."),
        "not_an_archive": _("This archive cannot be read."),
    }
    return own.get(problem.code) or problem_sentence(words(), problem)
