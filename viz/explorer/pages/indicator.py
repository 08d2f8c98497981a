"""An indicator: how its figures are spread over townships, the highest, the lowest, those far outside; and the list."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from starlette.responses import Response

from viz.explorer.index.read import Thing
from viz.explorer.pages.page import Page, page_routes
from viz.explorer.pages.phrasing import amount, is_share
from viz.explorer.pages.scope import Scope, placed, scope, year
from viz.explorer.pages.spread import Bin, fences, histogram
from viz.explorer.templating import number

_ENDS = 15
_OUTLIERS = 50
_FIGURES = """FROM figure JOIN place ON place.id = figure.place
  WHERE figure.headline = 1 AND figure.indicator = ?1 AND figure.unit IS ?2 AND figure.year = ?3
  AND place.township NOTNULL AND (?4 IS NULL OR place.province = ?4)"""
_COLUMNS = (
    "SELECT figure.place, figure.report, figure.start, figure.end, figure.value, figure.comparator, figure.measured"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A township's figure: the line of places that names it, the amount in words, and where it is said."""

    line: tuple[Thing, ...]
    amount: str
    measured: str
    report: Thing
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Ends:
    """The highest figures, the lowest, and those far outside."""

    top: list[Figure]
    bottom: list[Figure]
    far: list[Figure]


def listing(page: Page) -> Response:
    """All indicators that reports give figures of, by theme."""
    rows = page.index.rows(
        "SELECT * FROM thing WHERE page = 'indicator' AND weight > 0 ORDER BY within, weight DESC, slug"
    )
    things = [Thing(*row) for row in rows]
    themes = page.index.things(thing.within for thing in things)
    groups = [
        (themes.get(theme or 0), list(members)) for theme, members in groupby(things, key=lambda thing: thing.within)
    ]
    groups.sort(key=lambda group: -max(thing.weight for thing in group[1]))
    return page.render("indicators.html", groups=groups, most=max((thing.weight for thing in things), default=0))


def show(page: Page) -> Response:
    """The indicator that the address names, in one unit and one year."""
    slug = page.request.path_params["slug"]
    thing = page.index.find("indicator", slug)
    if thing is None:
        raise page.missing(slug)
    chosen = scope(page)
    units = page.index.rows(
        "SELECT unit, SUM(n) AS n FROM summary WHERE place IS ? AND indicator = ? GROUP BY unit ORDER BY n DESC, unit",
        *(chosen.place, thing.id),
    )
    named = page.index.things(row["unit"] for row in units)
    asked = page.request.query_params.get("unit", "")
    unit = next((row["unit"] for row in units if row["unit"] in named and named[row["unit"]].slug == asked), None)
    unit = unit if unit is not None or not units else units[0]["unit"]
    by_year = page.index.rows(
        "SELECT * FROM summary WHERE place IS ? AND indicator = ? AND unit IS ? ORDER BY year",
        *(chosen.place, thing.id, unit),
    )
    at = _at(page, by_year)
    values = _values(page, thing, unit, at, chosen)
    return page.render(
        "indicator.html",
        thing=thing,
        theme=page.index.things([thing.within]).get(thing.within or 0),
        scope=chosen,
        units=[(named.get(row["unit"]), row["n"]) for row in units],
        unit=named.get(unit) if unit is not None else None,
        by_year=by_year,
        year=at,
        count=len(values),
        bins=_shown(histogram(values, shares=is_share(named.get(unit or 0))), values),
        provinces=_provinces(page, thing, unit, at),
        boxes=_boxes(page, by_year),
        ends=_ends(page, (thing.id, unit, at, chosen.place), next((r for r in by_year if r["year"] == at), None)),
    )


def _at(page: Page, by_year: Sequence[Any]) -> int | None:
    """The year asked for if it has figures, else the newest of those that have nearly as many as any."""
    asked = year(page)
    if any(row["year"] == asked for row in by_year):
        return asked
    most = max((row["n"] for row in by_year), default=0)
    return max((row["year"] for row in by_year if 2 * row["n"] >= most), default=None)


def _values(page: Page, thing: Thing, unit: int | None, at: int | None, chosen: Scope) -> list[float]:
    rows = page.index.rows(f"SELECT figure.value {_FIGURES} ORDER BY figure.value", thing.id, unit, at, chosen.place)
    return [row["value"] for row in rows]


def _shown(bins: Iterable[Bin], values: Sequence[float]) -> list[tuple[str, int]]:
    """Each bin in words with its count: «10–19», «50–<100» where values are no whole numbers, «≥ 500»."""
    whole = all(value == int(value) for value in values)
    return [(_range(one, whole=whole), one.count) for one in bins]


def _range(one: Bin, *, whole: bool) -> str:
    if one.least is None:
        return f"< {number(one.most or 0)}"
    if one.most is None:
        return f"≥ {number(one.least)}"
    if whole and one.most - one.least == 1:
        return number(one.least)
    return f"{number(one.least)}–{number(one.most - 1) if whole else '<' + number(one.most)}"


def _provinces(page: Page, thing: Thing, unit: int | None, at: int | None) -> list[tuple[Thing, Any]]:
    rows = page.index.rows(
        """SELECT summary.* FROM place JOIN summary ON summary.place = place.id WHERE place.above IS NULL
        AND summary.indicator = ? AND summary.unit IS ? AND summary.year = ? ORDER BY summary.n DESC, place.code""",
        *(thing.id, unit, at),
    )
    things = page.index.things(row["place"] for row in rows)
    return [(things[row["place"]], row) for row in rows]


def _boxes(page: Page, by_year: Sequence[Any]) -> dict[str, object]:
    """A chart of the quartiles by year. Its whiskers end at the inner fences, so that no outlier flattens the boxes."""
    boxes = [
        [
            max(row["least"], row["lower"] - 1.5 * (row["upper"] - row["lower"])),
            row["lower"],
            row["median"],
            row["upper"],
            min(row["most"], row["upper"] + 1.5 * (row["upper"] - row["lower"])),
        ]
        for row in by_year
    ]
    return {
        "grid": {"left": 8, "right": 8, "top": 16, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "item"},
        "xAxis": {"type": "category", "data": [str(row["year"]) for row in by_year]},
        "yAxis": {"type": "value"},
        "series": [{"type": "boxplot", "name": page.t("indicator.median"), "data": boxes}],
    }


def _ends(page: Page, asked: tuple[object, ...], summary: Any | None) -> Ends:  # noqa: ANN401
    """`asked` are the indicator, unit, year and province, `summary` their quartiles."""
    below, above = fences(summary["lower"], summary["upper"], summary["n"]) if summary else (-math.inf, math.inf)
    query = f"{_COLUMNS} {_FIGURES} {{far}} ORDER BY figure.value {{way}}, figure.place LIMIT ?5"
    top = page.index.rows(query.format(far="", way="DESC"), *asked, _ENDS)
    bottom = page.index.rows(query.format(far="", way="ASC"), *asked, _ENDS)
    outside = "AND (figure.value < ?6 OR figure.value > ?7)"
    far = page.index.rows(query.format(far=outside, way="DESC"), *asked, _OUTLIERS, below, above)
    told = _told(page, asked, [*top, *bottom, *far])
    return Ends(told[: len(top)], told[len(top) : len(top) + len(bottom)], told[len(top) + len(bottom) :])


def _told(page: Page, asked: tuple[object, ...], rows: Sequence[Any]) -> list[Figure]:
    lines = placed(page, {row["place"] for row in rows})
    unit = next(iter(page.index.things([cast("int | None", asked[1])]).values()), None)
    reports = page.index.things(row["report"] for row in rows)
    return [
        Figure(
            lines.get(row["place"], ()),
            amount(page.language, row["value"], row["comparator"], unit),
            row["measured"],
            reports[row["report"]],
            row["start"],
            row["end"],
        )
        for row in rows
    ]


ROUTES = (*page_routes("/indicators", listing, "indicators"), *page_routes("/indicator/{slug:path}", show, "indicator"))
