"""The figures of a place as a table: a row for each indicator and unit, a cell for each year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from viz.explorer.index.read import Index, Thing
from viz.explorer.pages.page import Page
from viz.explorer.pages.phrasing import amount

_OF_PLACE = """SELECT indicator, unit, year, report, start, end, value, comparator, role, measured, share, headline
  FROM figure WHERE place = ? ORDER BY indicator, unit, year, headline DESC, report, start"""
_SUMMARIES = """SELECT indicator, unit, year, n, median FROM summary
  WHERE place IS ? AND year IN (SELECT value FROM json_each(?))"""
_NOT_DONE = ("Plans", "Suggestions")

Key = tuple[int, int | None]
"""An indicator and a unit, by their ids."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with where its words stand. `planned`: it is a plan's or a wish's; `share`: it is a part of another."""

    value: float
    written: str
    measured: str
    report: Thing
    start: int
    end: int
    planned: bool
    share: bool
    headline: bool


@dataclass(slots=True)
class Row:
    """What is said of one indicator in one unit. `norms` are the medians of places above, as written, by their ids."""

    indicator: Thing
    unit: Thing | None
    cells: dict[int, list[Figure]] = field(default_factory=lambda: defaultdict(list))
    norms: dict[int | None, tuple[str, int]] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """What the row is about, by ids."""
        return self.indicator.id, self.unit.id if self.unit else None

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
    things = page.index.things({row[name] for row in found for name in ("indicator", "unit", "report")})
    rows: dict[Key, Row] = {}
    for one in found:
        key = one["indicator"], one["unit"]
        if one["report"] not in things or one["indicator"] not in things or one["year"] is None:
            continue
        row = rows.setdefault(key, Row(things[key[0]], things.get(key[1] or 0)))
        row.cells[one["year"]].append(_figure(page, one, row.unit, things[one["report"]]))
    years = sorted({one["year"] for one in found if one["headline"]})
    _add_norms(page, rows, years, norms)
    return Table(years, themes(page.index, rows.values()))


def _figure(page: Page, row: Mapping[str, object], unit: Thing | None, report: Thing) -> Figure:
    value = float(str(row["value"]))
    return Figure(
        value=value,
        written=amount(page.language, value, str(row["comparator"]), unit),
        measured=str(row["measured"]),
        report=report,
        start=int(str(row["start"])),
        end=int(str(row["end"])),
        planned=row["role"] in _NOT_DONE,
        share=bool(row["share"]),
        headline=bool(row["headline"]),
    )


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
    return sorted(found, key=lambda theme: (theme.thing is None or theme.thing.slug.endswith("other"), _rank(theme)))


def _order(row: About) -> tuple[int, int, int]:
    return -row.indicator.weight, row.indicator.id, row.unit.id if row.unit else 0


def _rank(theme: Theme[R]) -> tuple[int, str]:
    return -max(row.indicator.weight for row in theme.rows), theme.thing.slug if theme.thing else ""
