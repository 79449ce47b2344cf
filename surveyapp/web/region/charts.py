"""Chart specifications of the regional centre's pages, in the language of the page.

Associations stand in the alphabet of that language; there is no league table.
"""

from __future__ import annotations

from collections.abc import Sequence

from surveyapp.analysis.charts import (
    Cell,
    Chart,
    Dot,
    DotIntervals,
    Frame,
    Participation,
    ParticipationBar,
    Table,
)
from surveyapp.analysis.compare import ShrunkenShare, overlap_bar
from surveyapp.analysis.disclosure import Withheld
from surveyapp.analysis.participation import Told
from surveyapp.analysis.region import RegionIndicator, RegionTotal, RegionValue
from surveyapp.services.regions import AssociationYear, RegionYear
from surveyapp.web.shared.answers import high_label
from surveyapp.web.shared.words import words
from surveyapp.wording import numbers, sentences
from surveyapp.wording import participation as participation_words
from surveyapp.wording.charts import footer
from surveyapp.wording.region import region_estimate
from surveyapp.wording.sorting import sorted_by

NORMAL_95 = 1.959964
PERCENT = 100


def in_order(year: RegionYear) -> list[AssociationYear]:
    """The associations in the alphabet of the page's language."""
    language = words().language
    return sorted_by(year.associations, lambda row: row.name(language), language)


def together(rows: Sequence[AssociationYear]) -> tuple[Told, int | None]:
    """(answered, invited) of several associations; invited is None where one of them has no list of members."""
    invited = [row.invited for row in rows]
    answered = Told(sum(row.told.low for row in rows), sum(row.told.high for row in rows))
    return answered, None if None in invited else sum(n for n in invited if n is not None)


def participation(year: RegionYear) -> Chart:
    """Who answered, association by association."""
    c = words()
    rows = [row for row in in_order(year) if row.status is not None and row.status != "draft"]
    answered, invited = together(rows)
    return Participation(
        Frame(
            "participation",
            participation_words.answered(c, answered, invited),
            c.ngettext(
                "In %(count)s association with a survey this year.",
                "In %(count)s associations with a survey this year.",
                len(rows),
                count=numbers.whole(c, len(rows)),
            ),
            answered.low,
            invited,
            footer(c, answered.low, invited, "participation") if answered.exact else "",
            "participation",
            Table(
                ("label", "answered", "invited", "share"),
                tuple(
                    (
                        row.name(c.language),
                        row.answered if row.told.exact else None,
                        row.invited,
                        row.answered / row.invited if row.invited and row.told.exact else None,
                    )
                    for row in rows
                ),
            ),
        ),
        tuple(
            ParticipationBar(
                row.name(c.language),
                row.answered,
                row.invited,
                "emphasis",
                participation_words.answered(c, row.told, None)
                if row.invited is None
                else participation_words.of_invited(c, row.told, row.invited),
            )
            for row in rows
        ),
        max((row.invited or row.answered for row in rows), default=1),
        c.gettext("Answered"),
        c.gettext("Invited"),
    )


def indicator(year: RegionYear, found: RegionIndicator) -> Chart:
    """One core indicator over the associations: values drawn towards the common one, with their intervals."""
    c = words()
    values = {value.association: value for value in found.values}
    shares = _shares(found)
    dots = []
    for row in in_order(year):
        key = str(row.id)
        dots.append(_dot(row.name(c.language), values.get(key), shares.get(key)))
    compared = len(shares)
    pooled = found.pooled
    answers = _high_answers(year, found)
    return DotIntervals(
        Frame(
            key_of(found),
            indicator_title(year, found),
            _joined([_total(found, answers), *_reading(year, found)]),
            found.total.n if isinstance(found.total, RegionTotal) else 0,
            found.total.population if isinstance(found.total, RegionTotal) else None,
            c.ngettext(
                "%(count)s association compared; the thick bars of two that differ do not overlap",
                "%(count)s associations compared; the thick bars of two that differ do not overlap",
                compared,
                count=numbers.whole(c, compared),
            )
            if compared
            else _not_compared(found),
            "compare",
            _table(year, found, shares),
        ),
        tuple(dots),
        0,
        PERCENT,
        c.gettext("%% who answered %(answers)s", answers=answers),
        pooled.mean * PERCENT if pooled is not None else None,
        c.gettext("typical") if pooled is not None else "",
    )


def _not_compared(found: RegionIndicator) -> str:
    c = words()
    if found.direction == "none":
        return c.gettext("Shares as they were given: here more is neither better nor worse, so nothing is compared")
    return c.gettext("Shares as they were given; two associations are needed to compare")


def key_of(found: RegionIndicator) -> str:
    """Fit for an id and a file name."""
    variant = str(found.variant) if found.variant > 1 else ""
    return "-".join(part for part in (found.indicator, found.row, variant) if part).replace(".", "-")


def indicator_title(year: RegionYear, found: RegionIndicator) -> str:
    """What is measured, and whether anyone stands out for certain."""
    c = words()
    name = year.indicator_label(c.language, found.indicator, found.row)
    if found.row:
        whole = year.indicator_label(c.language, found.indicator)
        name = c.gettext("%(indicator)s: %(row)s", indicator=whole, row=name)
    shares = _shares(found)
    top = [key for key, share in shares.items() if share.flag == "top"]
    bottom = [key for key, share in shares.items() if share.flag == "bottom"]
    if len(shares) < 2:
        return name
    if top:
        return c.gettext("%(indicator)s – highest in “%(name)s”", indicator=name, name=_name(year, top[0]))
    if bottom:
        return c.gettext("%(indicator)s – lowest in “%(name)s”", indicator=name, name=_name(year, bottom[0]))
    return c.gettext("%(indicator)s – no association stands out for certain", indicator=name)


def _name(year: RegionYear, key: str) -> str:
    return next(row.name(words().language) for row in year.associations if str(row.id) == key)


def _shares(found: RegionIndicator) -> dict[str, ShrunkenShare]:
    if found.pooled is None:
        return {}
    return dict(zip(found.compared, found.pooled.shares, strict=True))


def _dot(label: str, value: RegionValue | None, share: ShrunkenShare | None) -> Dot:
    c = words()
    if value is None:
        return Dot(label, None, note=c.gettext("no results"))
    if isinstance(value.item, Withheld):
        return Dot(label, None, note=c.gettext("too few answers"))
    if value.high is None or not value.high.n:
        return Dot(label, None, note=c.gettext("no answers"))
    said = numbers.k_of_n(c, value.high.k, value.high.n)
    if share is None:
        raw = value.high.k / value.high.n * PERCENT
        if value.badge is None or value.bar is not None:
            return Dot(label, None, note=c.gettext("%(counted)s, not compared", counted=said))
        return Dot(label, raw, role="muted", note=said)
    low, high = share.interval.low, share.interval.high
    overlap = overlap_bar(share.value, (high - low) / (2 * NORMAL_95))
    return Dot(
        label,
        share.value * PERCENT,
        low * PERCENT,
        high * PERCENT,
        max(0.0, overlap.low) * PERCENT,
        min(1.0, overlap.high) * PERCENT,
        note=said,
    )


def _high_answers(year: RegionYear, found: RegionIndicator) -> str:
    """The answers that count as high on this scale."""
    c = words()
    for value in found.values:
        if not isinstance(value.item, Withheld) and value.association in year.structures:
            return high_label(year.structures[value.association].labels(c.language), value.item)
    return c.gettext("one of the highest answers")


def _total(found: RegionIndicator, answers: str) -> str:
    """The region's total, which covers only what is shown of each association, and says so."""
    c = words()
    total = found.total
    if isinstance(total, Withheld):
        return sentences.withheld(c, total)
    said = c.ngettext(
        "%(answers)s: %(counted)s together, in %(covered)s of %(of)s association.",
        "%(answers)s: %(counted)s together, in %(covered)s of %(of)s associations.",
        total.of,
        answers=answers,
        counted=numbers.k_of_n(c, total.k, total.n),
        covered=numbers.whole(c, len(total.covered)),
        of=numbers.whole(c, total.of),
    )
    return _joined([said, *region_estimate(c, total)])


def _reading(year: RegionYear, found: RegionIndicator) -> list[str]:
    """What is left out of the comparison and why."""
    c = words()
    said = []
    few = sum(isinstance(value.item, Withheld) for value in found.values)
    if few:
        said.append(
            c.ngettext(
                "%(count)s association has too few answers to be shown and is not in the total.",
                "%(count)s associations have too few answers to be shown and are not in the total.",
                few,
                count=numbers.whole(c, few),
            )
        )
    listed = {str(row.id) for row in year.associations if row.invited is not None}
    said.extend(_other_words(year, found))
    plain = [v.association for v in found.values if v.badge is None and not isinstance(v.item, Withheld)]
    low, open_to_all = sum(key in listed for key in plain), sum(key not in listed for key in plain)
    if low:
        said.append(
            c.ngettext(
                "In %(count)s association fewer than half answered this; it is shown and not compared.",
                "In %(count)s associations fewer than half answered this; they are shown and not compared.",
                low,
                count=numbers.whole(c, low),
            )
        )
    if open_to_all:
        said.append(
            c.ngettext(
                "%(count)s association answered without a list of members; it is shown and not compared.",
                "%(count)s associations answered without a list of members; they are shown and not compared.",
                open_to_all,
                count=numbers.whole(c, open_to_all),
            )
        )
    return said


def _other_words(year: RegionYear, found: RegionIndicator) -> list[str]:
    """Who did not read the same and is therefore not compared, with both wordings."""
    c = words()
    said = []
    for value in found.values:
        name = _name(year, value.association)
        if value.bar == "translation":
            said.append(
                c.gettext(
                    "“%(name)s” read a translation that nobody has verified: “%(asked)s”. It is shown and not "
                    "compared.",
                    name=name,
                    asked=value.asked,
                )
            )
        elif value.bar == "other_words":
            others = next(iter(found.reference.values()), "")
            said.append(
                c.gettext(
                    "“%(name)s” asked this in other words: “%(asked)s”, the others: “%(others)s”. It is shown and not "
                    "compared.",
                    name=name,
                    asked=value.asked,
                    others=others,
                )
            )
    return said


def _joined(said: list[str]) -> str:
    return " ".join(said)


def _table(year: RegionYear, found: RegionIndicator, shares: dict[str, ShrunkenShare]) -> Table:
    c = words()
    values = {value.association: value for value in found.values}
    rows: list[tuple[Cell, ...]] = []
    for row in in_order(year):
        value, share = values.get(str(row.id)), shares.get(str(row.id))
        high = value.high if value is not None else None
        rows.append(
            (
                row.name(c.language),
                high.k if high else None,
                high.n if high else None,
                high.share if high else None,
                round(share.interval.low * PERCENT) if share else None,
                round(share.interval.high * PERCENT) if share else None,
                value.place if value is not None and high else None,
            )
        )
    headers = (
        "label",
        f":{c.gettext('Highest answers')}",
        "n",
        "share",
        f":{c.gettext('Range from, %%')}",
        f":{c.gettext('Range to, %%')}",
    )
    if any(row[-1] is not None for row in rows):
        return Table((*headers, f":{c.gettext('Place among its own ratings')}"), tuple(rows))
    return Table(headers, tuple(row[:-1] for row in rows))


def beside(year: RegionYear, own: AssociationYear, found: RegionIndicator) -> tuple[Dot, Dot] | None:
    """One association's value and the region's typical one, for the page about it; None where it has none to show."""
    c = words()
    key = str(own.id)
    value = next((value for value in found.values if value.association == key), None)
    if value is None or value.high is None or not value.high.n:
        return None
    name = year.indicator_label(c.language, found.indicator, found.row)
    mine = _dot(name, value, _shares(found).get(key))
    pooled = found.pooled
    if pooled is None:
        return mine, Dot(c.gettext("the region"), None, role="muted", note=c.gettext("nothing to compare with"))
    return mine, Dot(
        c.gettext("the region"),
        pooled.mean * PERCENT,
        pooled.interval.low * PERCENT,
        pooled.interval.high * PERCENT,
        role="muted",
        note=_region_note(found.total),
    )


def _region_note(total: RegionTotal | Withheld) -> str:
    return numbers.k_of_n(words(), total.k, total.n) if isinstance(total, RegionTotal) else ""


def association(year: RegionYear, own: AssociationYear, indicators: list[RegionIndicator], key: str) -> Chart | None:
    """One association's ratings, each with the region's below it; None where it has none to show.

    What is neither better nor worse for being more is left out: it is not to be compared.
    """
    c = words()
    found = [(each, pair) for each in indicators if each.direction != "none" and (pair := beside(year, own, each))]
    if not found:
        return None
    pairs = [pair for _, pair in found]
    row = found[0][0].row
    name = own.name(c.language)
    title = c.gettext("“%(name)s” beside the region", name=name)
    if row:
        whole = year.indicator_label(c.language, found[0][0].indicator)
        title = c.gettext("%(indicator)s: “%(name)s” beside the region", indicator=whole, name=name)
    return DotIntervals(
        Frame(
            key,
            title,
            c.gettext(
                "A filled dot is the association, an open one what is typical of the region; lines are their ranges."
            ),
            own.answered,
            own.invited,
            c.gettext(
                "%(response)s; shares drawn towards what is typical, with their ranges",
                response=sentences.response_rate(c, own.answered, own.invited),
            ),
            "compare",
            Table(
                (
                    "label",
                    f":{c.gettext('Highest answers')}",
                    f":{c.gettext('Range from, %%')}",
                    f":{c.gettext('Range to, %%')}",
                    f":{c.gettext('Typical of the region, %%')}",
                ),
                tuple(
                    (mine.label, mine.note, _percent(mine.low), _percent(mine.high), _percent(typical.value))
                    for mine, typical in pairs
                ),
            ),
        ),
        tuple(dot for pair in pairs for dot in pair),
        0,
        PERCENT,
        c.gettext("%% who gave one of the highest answers"),
    )


def _percent(value: float | None) -> int | None:
    return None if value is None else round(value)
