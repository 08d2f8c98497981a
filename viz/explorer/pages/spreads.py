"""The figures of the townships of an area in one year: for each indicator and unit how they are spread."""

from __future__ import annotations

from dataclasses import dataclass

from viz.explorer.index.read import Thing
from viz.explorer.pages.figures import REST, Key, Theme, chart_address, themes
from viz.explorer.pages.page import Page
from viz.explorer.pages.phrasing import amount

_SPREADS = """SELECT own.indicator, own.unit, own.n, own.least, own.lower, own.median, own.upper, own.most,
    other.median AS other
  FROM summary AS own LEFT JOIN summary AS other ON other.place IS ?2 AND other.indicator = own.indicator
    AND other.unit IS own.unit AND other.year = own.year
  WHERE own.place IS ?1 AND own.year = ?3"""


_VALUES = ("least", "lower", "median", "upper", "most", "other")


@dataclass(frozen=True, slots=True)
class Spread:
    """One indicator in one unit: how many townships have it, and their values as written.

    `other` is the median above, `chart` the address of its charts.
    """

    indicator: Thing
    unit: Thing | None
    n: int
    chart: str
    least: str
    lower: str
    median: str
    upper: str
    most: str
    other: str

    @property
    def key(self) -> Key:
        """What the row is about, by ids."""
        return self.indicator.id, self.unit.id if self.unit else None


def spreads_of(page: Page, place: Thing | None, above: Thing | None, year: int) -> list[Theme[Spread]]:
    """Return the spreads of a place's townships (None: of all) beside the medians of a place above it."""
    rows = page.index.rows(_SPREADS, place.id if place else None, above.id if above else None, year)
    things = page.index.things({row[name] for row in rows for name in ("indicator", "unit")})
    here = page.here(indicator=None, unit=None)
    found = []
    for row in rows:
        indicator, unit = things.get(row["indicator"]), things.get(row["unit"] or 0)
        if indicator is not None and indicator.slug != REST:
            written = {name: _written(page, row[name], unit) for name in _VALUES}
            found.append(Spread(indicator, unit, row["n"], chart_address(here, indicator, unit), **written))
    return themes(page.index, found)


def _written(page: Page, value: float | None, unit: Thing | None) -> str:
    return "" if value is None else amount(page.language, value, "", unit)
