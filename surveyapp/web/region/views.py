"""The regional centre's pages and the files of them."""

from __future__ import annotations

import io
import uuid

from flask import Response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.analysis.charts import Chart
from surveyapp.analysis.disclosure import Withheld
from surveyapp.analysis.region import RegionIndicator
from surveyapp.documents.charts import chart_png, chart_svg
from surveyapp.documents.text import file_name
from surveyapp.documents.workbook_xlsx import workbook_xlsx
from surveyapp.services.errors import NotFound
from surveyapp.services.regions import AssociationYear, RegionYear
from surveyapp.web.region import charts
from surveyapp.web.region.blueprint import blueprint, current_year
from surveyapp.web.shared.chart_pages import chart_page, standing_alone
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.words import words
from surveyapp.wording import dates, numbers, participation, sentences
from surveyapp.wording.charts import TIERS, first_need, needs_title
from surveyapp.wording.evaluation import STATES
from surveyapp.wording.region import BADGES, STANDINGS, RegionNames, region_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SINGLE = "questions"
"""The choice of indicators that are one question each; the others are rows of one, chosen by the indicator's id."""


@blueprint.get("/")
@requires("regional_centre")
def home(region_id: uuid.UUID) -> ResponseReturnValue:
    """The associations side by side."""
    year = current_year(region_id)
    shown = [row for row in year.associations if row.status is not None and row.status != "draft"]
    answered, invited = charts.together(shown)
    return render_template(
        "region/home.html",
        year=year,
        rows=[_row(year, row) for row in charts.in_order(year)],
        answered=answered,
        invited=invited,
        opened=len(shown),
        closed=sum(row.status == "closed" for row in shown),
        handed_in=sum(row.handed_in_at is not None for row in year.associations),
    )


def _row(year: RegionYear, row: AssociationYear) -> dict[str, object]:
    """One line of the table, in words."""
    c = words()
    standing = next(each.standing for each in year.results.rows if each.association == str(row.id))
    overall, note = _overall(row)
    return {
        "association": row,
        "name": row.name(c.language),
        "rate": participation.answered(c, row.told, row.invited) if row.status else "",
        "standing": STANDINGS[standing](c) if row.status == "closed" else "",
        "badge": BADGES[row.badge](c) if row.badge else "",
        "evaluation": STATES[row.evaluation_state](c),
        "overall": overall,
        "note": note,
        "need": _need(year, row),
    }


def _overall(row: AssociationYear) -> tuple[str, str]:
    """The overall judgement as a count, with the members it may mean; or why there is none."""
    c = words()
    if isinstance(row.overall, Withheld):
        return "", sentences.withheld(c, row.overall)
    if row.overall is None or row.overall.high is None:
        return "", ""
    high = row.overall.high
    said = numbers.k_of_n(c, high.k, high.n)
    if high.interval is None or high.population is None or high.n >= high.population:
        return said, ""
    return said, numbers.members(c, high.interval, high.population)


def _need(year: RegionYear, row: AssociationYear) -> tuple[str, str, str] | None:
    """The first unmet need of an association, its count, and how sure it is that it is the greatest; None where there
    is none, or none to be shown."""
    c = words()
    if row.needs is None or not row.needs.found:
        return None
    first = row.needs.found[0]
    return (
        year.service_label(c.language, first.code),
        numbers.k_of_n(c, first.unmet.k, first.known),
        first_need(c, row.needs),
    )


@blueprint.get("/indicators")
@requires("regional_centre")
def indicators(region_id: uuid.UUID) -> ResponseReturnValue:
    """The core indicators, each over all associations. ``?indicator=`` chooses one that has rows."""
    year = current_year(region_id)
    chosen = request.args.get("indicator", SINGLE)
    groups = _groups(year)
    if groups and chosen not in groups:
        raise NotFound("indicator")
    period = year.period.id if year.period else None
    return render_template(
        "region/indicators.html",
        year=year,
        groups=[
            {
                "label": _("Overall, consultations, information")
                if name == SINGLE
                else year.indicator_label(page_language(), name),
                "url": url_for(
                    "region.indicators",
                    region_id=region_id,
                    period=period,
                    indicator=None if name == SINGLE else name,
                ),
                "current": name == chosen,
            }
            for name in groups
        ],
        pages=[chart_page(charts.indicator(year, found)) for found in groups.get(chosen, ())],
    )


def _groups(year: RegionYear) -> dict[str, list[RegionIndicator]]:
    """Indicators of one question each together, then each that has rows."""
    groups: dict[str, list[RegionIndicator]] = {}
    if any(not found.row for found in year.results.indicators):
        groups[SINGLE] = []
    for found in year.results.indicators:
        groups.setdefault(found.indicator if found.row else SINGLE, []).append(found)
    return groups


@blueprint.get("/association/<uuid:association_id>")
@requires("regional_centre")
def association(region_id: uuid.UUID, association_id: uuid.UUID) -> ResponseReturnValue:
    """One association among the region's."""
    year = current_year(region_id)
    own = year.association(association_id)
    language = page_language()
    drawn = _association_charts(year, own)
    needs = own.needs.found[:3] if own.needs is not None else ()
    return render_template(
        "region/association.html",
        year=year,
        own=own,
        row=_row(year, own),
        pages=[chart_page(chart) for chart in drawn],
        few=isinstance(own.overall, Withheld) or (own.status == "closed" and not drawn),
        needs=[(year.service_label(language, need.code), need, TIERS[need.tier](words())) for need in needs],
        need_claim=_need_claim(year, own),
    )


def _need_claim(year: RegionYear, own: AssociationYear) -> str:
    """Which need is the greatest, as far as the answers say."""
    if own.needs is None or not own.needs.found:
        return ""
    return needs_title(words(), own.needs, lambda code: year.service_label(page_language(), code))


def _association_charts(year: RegionYear, own: AssociationYear) -> list[Chart]:
    """A picture of the single indicators, and one of each that has rows."""
    found = []
    for name, group in _groups(year).items():
        chart = charts.association(year, own, group, name.replace(".", "-"))
        if chart is not None:
            found.append(chart)
    return found


@blueprint.get("/region.xlsx")
@requires("regional_centre")
def home_workbook(region_id: uuid.UUID) -> ResponseReturnValue:
    """Everything the region's pages show, as a workbook."""
    year = current_year(region_id)
    if year.period is None:
        raise NotFound("period")
    c = words()
    names = RegionNames(
        year.name(c.language),
        {str(row.id): row.name(c.language) for row in year.associations},
        lambda indicator, row: _named(year, indicator, row),
        lambda code: year.service_label(c.language, code),
    )
    name = f"{year.name(c.language)}, {dates.year(c, year.period.year)}"
    content = workbook_xlsx(region_workbook(c, year.results, names, year.period.year))
    return _file(content, XLSX, file_name(name, "xlsx"))


def _named(year: RegionYear, indicator: str, row: str) -> str:
    language = page_language()
    name = year.indicator_label(language, indicator)
    if not row:
        return name
    return str(_("%(indicator)s: %(row)s", indicator=name, row=year.indicator_label(language, indicator, row)))


@blueprint.get("/chart/<key>.<kind>")
@requires("regional_centre")
def indicators_chart(region_id: uuid.UUID, key: str, kind: str) -> ResponseReturnValue:
    """A chart of the region as a picture: ``png`` or ``svg``."""
    drawers = {"png": (chart_png, "image/png"), "svg": (chart_svg, "image/svg+xml")}
    year = current_year(region_id)
    chart = _chart(year, key)
    if kind not in drawers or chart is None:
        raise NotFound("chart")
    draw, mime_type = drawers[kind]
    return _file(draw(standing_alone(chart)), mime_type, file_name(key, kind))


def _chart(year: RegionYear, key: str) -> Chart | None:
    if key == "participation":
        return charts.participation(year)
    for found in year.results.indicators:
        if charts.key_of(found) == key:
            return charts.indicator(year, found)
    return None


def _file(content: bytes, mime_type: str, name: str) -> Response:
    return send_file(io.BytesIO(content), mime_type, as_attachment=True, download_name=name)


@blueprint.get("/methods")
@requires("regional_centre")
def methods(region_id: uuid.UUID) -> ResponseReturnValue:
    """How associations are compared, in plain words."""
    return render_template("region/methods.html", year=current_year(region_id))
