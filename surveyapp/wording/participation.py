"""How many took part, in words, where not every number may be told."""

from __future__ import annotations

from surveyapp.analysis.participation import Told
from surveyapp.wording.catalogue import Catalogue
from surveyapp.wording.numbers import k_of_n, whole
from surveyapp.wording.sentences import response_rate


def answered(c: Catalogue, told: Told, invited: int | None) -> str:
    """ "12 of 16 answered", "5 or fewer of 16 answered", "15 or more of 20 answered", or that it is told later."""
    if told.exact:
        return response_rate(c, told.low, invited)
    if told.low and invited is not None:
        return c.gettext("%(count)s or more of %(total)s answered", count=whole(c, told.low), total=whole(c, invited))
    if told.low:
        return c.gettext("%(count)s or more answered", count=whole(c, told.low))
    if invited is None:
        return c.gettext("%(count)s or fewer answered", count=whole(c, told.high))
    if told.high < invited:
        return c.gettext("%(count)s or fewer of %(total)s answered", count=whole(c, told.high), total=whole(c, invited))
    return c.gettext("After closing you see how many of %(total)s have answered", total=whole(c, invited))


def of_invited(c: Catalogue, told: Told, invited: int | None) -> str:
    """The same in a cell: "12 of 16", "5 or fewer of 16", "15 or more of 20", "shown after closing"."""
    if told.exact:
        return whole(c, told.low) if invited is None else k_of_n(c, told.low, invited)
    if told.low and invited is not None:
        return c.gettext("%(count)s or more of %(total)s", count=whole(c, told.low), total=whole(c, invited))
    if told.low:
        return c.gettext("%(count)s or more", count=whole(c, told.low))
    if invited is None:
        return c.gettext("%(count)s or fewer", count=whole(c, told.high))
    if told.high < invited:
        return c.gettext("%(count)s or fewer of %(total)s", count=whole(c, told.high), total=whole(c, invited))
    return c.gettext("shown after closing")
