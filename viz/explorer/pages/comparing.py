"""One indicator of a place against others: over the years, and among its neighbours in one year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from viz.explorer.index.read import Thing
from viz.explorer.pages.figures import Key
from viz.explorer.pages.page import Page
from viz.explorer.pages.phrasing import amount

_YEARS = """SELECT year, median, lower, upper, n FROM summary
  WHERE place IS ? AND indicator = ? AND unit IS ? ORDER BY year"""
_OWN = "SELECT year, value FROM figure WHERE place = ? AND indicator = ? AND unit IS ? AND headline = 1 ORDER BY year"
_TOWNSHIPS = """SELECT place.id AS place, value, comparator, written, report, start, end
  FROM place JOIN figure ON figure.place = place.id
  WHERE place.RANK = ? AND place.township = place.id AND indicator = ? AND unit IS ? AND year = ? AND headline = 1
  ORDER BY value DESC, place.id"""
_CHILDREN = """SELECT place.id AS place, median AS value, n FROM place JOIN summary ON summary.place = place.id
  WHERE place.above = ? AND indicator = ? AND unit IS ? AND year = ? ORDER BY median DESC, place.id"""

RANKS = ("county", "prefecture", "province")
_MOST_SHOWN = 40
_FEW = 3
_SEVERAL = 2
"""So many make a median worth showing."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A place with its value; `report`, `start`, `end` lead to the words, None for a median."""

    place: Thing
    value: float
    written: str
    report: Thing | None = None
    start: int = 0
    end: int = 0
    n: int = 0


@dataclass(frozen=True, slots=True)
class Ranking:
    """Places by value, the greatest first: those shown, the rank of the first of them, and how many there are."""

    within: Thing
    year: int
    peers: list[Peer]
    first: int
    total: int


@dataclass(frozen=True, slots=True)
class Line:
    """Values by year; `name` says whose."""

    name: str
    values: Mapping[int, float]


def own_line(page: Page, place: Thing, key: Key) -> Line:
    """Return a place's own headline figures."""
    rows = page.index.rows(_OWN, place.id, *key)
    return Line(place.label(page.language), {row["year"]: row["value"] for row in rows})


def median_line(page: Page, place: Thing | None, key: Key) -> Line:
    """Return the medians of the townships of a place, of all where it is None."""
    rows = [row for row in page.index.rows(_YEARS, place.id if place else None, *key) if row["n"] >= _SEVERAL]
    name = place.label(page.language) if place else page.t("place.everywhere")
    return Line(page.t("place.median_of", name=name), {row["year"]: row["median"] for row in rows})


def quartile_lines(page: Page, place: Thing, key: Key) -> list[Line]:
    """Return the upper and lower quartiles of the townships of a place."""
    rows = page.index.rows(_YEARS, place.id, *key)
    return [
        Line(page.t(f"place.{name}_quartile"), {row["year"]: row[name] for row in rows}) for name in ("upper", "lower")
    ]


def ranking(page: Page, within: Thing, key: Key, year: int, place: Thing | None = None) -> Ranking | None:
    """Return the townships of a place by their figures of a year; of many, those near `place` in rank."""
    rank = within.kind.lower()
    if rank not in RANKS:
        return None
    rows = page.index.rows(_TOWNSHIPS.replace("RANK", rank), within.id, *key, year)
    own = next((number for number, row in enumerate(rows) if place and row["place"] == place.id), 0)
    first = max(0, min(own - _MOST_SHOWN // 2, len(rows) - _MOST_SHOWN))
    shown = rows[first : first + _MOST_SHOWN]
    things = page.index.things({row[name] for row in shown for name in ("place", "report", "written")})
    peers = [
        Peer(
            things[row["place"]],
            row["value"],
            amount(page.language, row["value"], row["comparator"], things.get(row["written"] or 0)),
            things[row["report"]],
            row["start"],
            row["end"],
        )
        for row in shown
    ]
    return Ranking(within, year, peers, first + 1, len(rows))


def nearest_ranking(page: Page, place: Thing, above: Sequence[Thing], key: Key, year: int) -> Ranking | None:
    """Return the ranking of a township in the smallest place above it that has a few with such a figure."""
    found = None
    for within in reversed(above):
        found = ranking(page, within, key, year, place) or found
        if found is not None and found.total >= _FEW:
            return found
    return found if found and found.total >= _SEVERAL else None


def median_ranking(page: Page, within: Thing, key: Key, year: int) -> Ranking:
    """Return the parts of a place by the medians of their townships."""
    rows = page.index.rows(_CHILDREN, within.id, *key, year)
    things = page.index.things(row["place"] for row in rows)
    unit = page.index.things([key[1]]).get(key[1] or 0)
    peers = [
        Peer(things[row["place"]], row["value"], amount(page.language, row["value"], "", unit), n=row["n"])
        for row in rows
    ]
    return Ranking(within, year, peers[:_MOST_SHOWN], 1, len(peers))


def years_option(lines: Sequence[Line]) -> dict[str, object]:
    """Return a chart of lines over years; bars where there is but one or two years."""
    years = sorted({year for line in lines for year in line.values})
    kind = "line" if len(years) > 2 else "bar"
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {},
        "xAxis": {"type": "category", "data": [str(year) for year in years]},
        "yAxis": {"type": "value"},
        "series": [
            {"type": kind, "name": line.name, "data": [line.values.get(year) for year in years], "connectNulls": True}
            for line in lines
        ],
    }


def ranking_option(page: Page, ranking: Ranking, name: str, place: Thing | None = None) -> dict[str, object]:
    """Return a chart of bars, the greatest on top; that of `place` stands out."""
    peers = ranking.peers[::-1]
    mine = place.id if place else None
    data = [{"value": peer.value, "mine": peer.place.id == mine} for peer in peers]
    return {
        "tooltip": {"trigger": "item"},
        "xAxis": {"type": "value"},
        "yAxis": {"type": "category", "data": [peer.place.label(page.language) for peer in peers]},
        "series": [{"type": "bar", "name": name, "data": data}],
    }
