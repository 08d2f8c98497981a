"""The page of a county, prefecture or province: its reports, and what those of its townships say together."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from viz.explorer.index.read import Thing
from viz.explorer.pages import comparing
from viz.explorer.pages.coverage import coverage
from viz.explorer.pages.figures import Theme
from viz.explorer.pages.page import Page
from viz.explorer.pages.place_parts import Charts, Place, asked_row, charts, own
from viz.explorer.pages.spreads import Spread, spreads_of

_IN_COUNTY = """SELECT thing, COUNT(DISTINCT report) AS reports, COUNT(DISTINCT mention.place) AS places
  FROM place JOIN mention ON mention.place = place.id WHERE place.county = ? AND relation = ?
  GROUP BY thing ORDER BY places DESC, reports DESC, thing LIMIT ?"""
_TALLY = """SELECT thing, reports, places FROM tally WHERE place IS ? AND relation = ? AND year IS NULL
  ORDER BY places DESC, reports DESC, thing LIMIT ?"""
_GRID = """SELECT report.id, report.place, year FROM report JOIN place ON place.id = report.place
  WHERE place.county = ? AND genuine AND replaced_by IS NULL AND year IS NOT NULL ORDER BY report.id"""
_TOP = 12
_YEARS = (1900, 2200)


def area(page: Page, place: Place) -> Response:
    """Return the page of a place above the townships."""
    parts = coverage(page.index, place.thing)
    asked = page.number("year", *_YEARS)
    year = asked if asked in parts.years else max(parts.years, default=None)
    above = place.above[-1] if place.above else None
    themes = spreads_of(page, place.thing, above, year) if year else []
    chosen = _chosen(page, themes)
    return page.render(
        "area.html",
        place=place,
        own=own(page, place),
        coverage=parts,
        grid=_grid(page, place) if place.thing.kind == "County" else {},
        year=year,
        themes=themes,
        above=above,
        chips=[(str(one), page.here(year=one), one == year) for one in parts.years],
        chosen=chosen,
        charts=_charts(page, place, chosen, year) if chosen and year else None,
        tops=[(relation, _top(page, place, relation)) for relation in ("advises", "cites", "runs")],
    )


def _chosen(page: Page, themes: Sequence[Theme[Spread]]) -> Spread | None:
    """The row that the charts are of: the one that the address names, else the one that most townships have."""
    rows = [row for theme in themes for row in theme.rows]
    asked = next((row for row in rows if asked_row(page, row.indicator.slug, row.unit)), None)
    known = [row for row in rows if row.indicator.slug != "other"]
    return asked or max(known or rows, key=lambda row: (row.n, row.indicator.weight), default=None)


def _charts(page: Page, place: Place, row: Spread, year: int) -> Charts:
    above = place.above[-1] if place.above else None
    lines = [
        comparing.median_line(page, place.thing, row.key),
        *comparing.quartile_lines(page, place.thing, row.key),
        comparing.median_line(page, above, row.key),
    ]
    if place.thing.kind == "County":
        ranking = comparing.ranking(page, place.thing, row.key, year)
    else:
        ranking = comparing.median_ranking(page, place.thing, row.key, year)
    return charts(page, row.indicator.label(page.language), lines, ranking)


def _grid(page: Page, place: Place) -> dict[int, dict[int, list[Thing]]]:
    """The reports of a county's townships, by township and year."""
    rows = page.index.rows(_GRID, place.thing.id)
    titles = page.index.things(row["id"] for row in rows)
    grid: dict[int, dict[int, list[Thing]]] = {}
    for row in rows:
        grid.setdefault(row["place"], {}).setdefault(row["year"], []).append(titles[row["id"]])
    return grid


def _top(page: Page, place: Place, relation: str) -> list[tuple[Thing, int, int]]:
    """What most of its townships name: thing, reports, places."""
    query = _IN_COUNTY if place.thing.kind == "County" else _TALLY
    rows = page.index.rows(query, place.thing.id, relation, _TOP)
    things = page.index.things(row["thing"] for row in rows)
    return [(things[row["thing"]], row["reports"], row["places"]) for row in rows]
