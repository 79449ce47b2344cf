"""What happens in each association of the demonstration, year by year: how many answer, how content they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from surveyapp.demonstration.answers import Tendency

SURVEYED: Final = ("2023/2024", "2024/2025", "2025/2026")
"""School years with a survey; the last of them is the one being reported now."""


@dataclass(frozen=True, slots=True)
class Story:
    """One association: answers per surveyed year, its tendency, and how far the present year has come."""

    answered: tuple[int, int, int]
    satisfaction: float
    weak: tuple[str, ...]
    busy: float
    state: str = "closed"
    """State of the present year's run: closed, open or draft."""
    mode: str = "anonymous"
    unanimous: bool = False
    year_codes: bool = False
    """Whether receipts carry a code, which all members keep."""

    def tendency(self, year: int) -> Tendency:
        """The tendency in a surveyed year (0 to 2): a little better each year, and the weak services change."""
        spread = 0.0 if self.unanimous and year == len(SURVEYED) - 1 else 0.85
        shift = year % len(self.weak)
        return Tendency(
            satisfaction=min(self.satisfaction + 0.12 * year, 4.8),
            importance=4.1,
            weak=self.weak[shift:] + self.weak[:shift] if year else self.weak[:1],
            busy=self.busy,
            spread=spread,
        )


STORIES: Final[Mapping[str, Story]] = MappingProxyType(
    {
        "azuolmare": Story((15, 24, 30), 3.6, ("library_visits", "meetings"), 0.6, year_codes=True),
        "berzkalve": Story((19, 24, 29), 4.1, ("exchange_trips", "materials"), 0.75),
        "brindlemere": Story((6, 7, 8), 4.0, ("seminars", "exchange_trips"), 0.7, state="draft"),
        "gintavare": Story((8, 11, 14), 3.3, ("consultations", "news"), 0.5),
        "lipozersk": Story((7, 8, 9), 3.9, ("materials", "library_visits"), 0.7),
        "mezlauce": Story((10, 11, 12), 3.9, ("exchange_trips", "library_visits"), 0.7),
        "olkhograd": Story((9, 11, 12), 3.7, ("library_visits", "seminars"), 0.6, state="open"),
        "smilgvale": Story((7, 9, 13), 4.3, ("campaigns", "exchange_trips"), 0.8),
        "sudrabgriva": Story((13, 15, 9), 3.8, ("seminars", "library_visits"), 0.65, state="open", year_codes=True),
        "udrsala": Story((7, 8, 9), 4.2, ("meetings", "exchange_trips"), 0.85, unanimous=True),
        "vizgrava": Story((5, 5, 3), 3.5, ("library_visits", "consultations"), 0.6),
        "zvirgzduva": Story((5, 7, 8), 4.0, ("exchange_trips", "materials"), 0.75, mode="confidential"),
    }
)
"""Of 7 to 48 members; vizgrava has too few answers this year, in udrsala all agree."""
