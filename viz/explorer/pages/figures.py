"""The figures of a place as a table: a row for each indicator and unit, a cell for each year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from viz.explorer.index.read import Index, Thing
from viz.explorer.pages.page import Page
from viz.explorer.pages.phrasing import amount

_OF_PLACE = """SELECT indicator, unit, written, year, report, start, end, value, comparator, role, measured,
    share, headline FROM figure WHERE place = ? ORDER BY indicator, unit, year, headline DESC, report, start"""
_SUMMARIES = """SELECT indicator, unit, year, n, median FROM summary
  WHERE place IS ? AND year IN (SELECT value FROM json_each(?)) AND n > 1"""
_NOT_DONE = ("Plans", "Suggestions")
REST = "other"
"""The indicator of figures that no other fits."""

Key = tuple[int, int | None]
"""An indicator and a unit, by their ids."""


@dataclass(slots=True)
class Figure:
    """A value with the address of its words. `planned`: it is a plan's or a wish's."""

    value: float
    written: str
    measured: str
    href: str
    planned: bool
    headline: bool


@dataclass(slots=True)
class Row:
    """What is said of one indicator in one unit.

    `line` has for each year of the table the headline or only figure and the other ones; `chart` is the address of its
    charts. `norms` are the medians of places above, as written, by their ids.
    """

    indicator: Thing
    unit: Thing | None
    cells: dict[int, list[Figure]] = field(default_factory=lambda: defaultdict(list))
    norms: dict[int | None, tuple[str, int]] = field(default_factory=dict)
    line: list[tuple[Figure | None, list[Figure]]] = field(default_factory=list)
    chart: str = ""

    @property
    def charted(self) -> bool:
        """Whether any year has a headline."""
        return any(main and main.headline for main, _ in self.line)

    @property
    def key(self) -> Key:
        """What the row is about, by ids."""
        return self.indicator.id, self.unit.id if self.unit else None

    @property
    def size(self) -> int:
        """How many figures there are in it."""
        return sum(map(len, self.cells.values()))

    def headline(self, year: int) -> Figure | None:
        """Return the figure that stands for a year."""
        return next((figure for figure in self.cells.get(year, ()) if figure.headline), None)


class About(Protocol):
    """A row of a table of figures."""

    @property
    def indicator(self) -> Thing:
        """The indicator that the row is about."""

    @property
    def unit(self) -> Thing | None:
        """The unit that it is in."""


R = TypeVar("R", bound=About)


@dataclass(frozen=True, slots=True)
class Theme(Generic[R]):
    """Rows under a heading; `thing` is None for indicators of no theme."""

    thing: Thing | None
    rows: list[R]

    @property
    def is_rest(self) -> bool:
        """Whether these are figures of all kinds that no indicator fits."""
        return all(row.indicator.slug == REST for row in self.rows)


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a place: the years that have any, in order, and the rows by theme."""

    years: list[int]
    themes: list[Theme[Row]]

    @property
    def rows(self) -> list[Row]:
        """All rows in their order."""
        return [row for theme in self.themes for row in theme.rows]


def figures_of(page: Page, place: Thing, norms: Sequence[int | None]) -> Table:
    """Return all figures of a place, with the medians of the places `norms` (None: of all) in each row's last year."""
    found = page.index.rows(_OF_PLACE, place.id)
    things = page.index.things({row[name] for row in found for name in ("indicator", "unit", "written", "report")})
    addresses = {row["report"]: page.url(things[row["report"]].path) for row in found}
    rows: dict[Key, Row] = {}
    for one in found:
        key = one["indicator"], one["unit"]
        if one["year"] is None:
            continue
        row = rows.setdefault(key, Row(things[key[0]], things.get(key[1] or 0)))
        row.cells[one["year"]].append(_figure(page, one, things.get(one["written"] or 0), addresses[one["report"]]))
    years = sorted({one["year"] for one in found if one["headline"] or (one["year"] and one["role"] in _NOT_DONE)})
    here = page.here(indicator=None, unit=None)
    for row in rows.values():
        row.line = [_cell(row.cells.get(year, [])) for year in years]
        row.chart = chart_address(here, row.indicator, row.unit)
    _add_norms(page, rows, years, norms)
    return Table(years, themes(page.index, rows.values()))


def _figure(page: Page, row: Any, unit: Thing | None, report: str) -> Figure:  # noqa: ANN401
    return Figure(
        value=row["value"],
        written=amount(page.language, row["value"], row["comparator"], unit),
        measured=row["measured"],
        href=f"{report}#char={row['start']},{row['end']}",
        planned=row["role"] in _NOT_DONE,
        headline=row["headline"],
    )


def _cell(figures: list[Figure]) -> tuple[Figure | None, list[Figure]]:
    """The headline, which comes first where there is one, or the only figure; and the others."""
    shown = figures and (figures[0].headline or len(figures) == 1)
    return (figures[0], figures[1:]) if shown else (None, figures)


def chart_address(here: str, indicator: Thing, unit: Thing | None) -> str:
    """Return the address of the charts of an indicator on the page with the address `here`."""
    asked = urlencode({"indicator": indicator.slug, "unit": unit.slug if unit else "-"})
    return f"{here}{'&' if '?' in here else '?'}{asked}#chart"


def _add_norms(page: Page, rows: Mapping[Key, Row], years: Sequence[int], places: Sequence[int | None]) -> None:
    """Give each row the medians of some places in the last year for which it has a headline."""
    last = {key: max((year for year in years if row.headline(year)), default=None) for key, row in rows.items()}
    wanted = page.index.json(sorted({year for year in last.values() if year}))
    for place in places:
        for one in page.index.rows(_SUMMARIES, place, wanted):
            key = one["indicator"], one["unit"]
            if key in rows and last[key] == one["year"]:
                rows[key].norms[place] = amount(page.language, one["median"], "", rows[key].unit), one["n"]


def themes(index: Index, rows: Iterable[R]) -> list[Theme[R]]:
    """Return rows under their themes: those that most reports have first, the indicator of the rest last."""
    grouped: dict[int | None, list[R]] = defaultdict(list)
    for row in rows:
        grouped[row.indicator.within].append(row)
    known = index.things(grouped)
    found = [Theme(known.get(theme or 0), sorted(some, key=_order)) for theme, some in grouped.items()]
    return sorted(found, key=lambda theme: (theme.thing is None or theme.is_rest, _rank(theme)))


def _order(row: About) -> tuple[int, int, int]:
    return -row.indicator.weight, row.indicator.id, row.unit.id if row.unit else 0


def _rank(theme: Theme[R]) -> tuple[int, str]:
    return -max(row.indicator.weight for row in theme.rows), theme.thing.slug if theme.thing else ""
