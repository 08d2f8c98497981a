"""Places side by side: chosen indicators as a table, as lines over the years, and as comma-separated values."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from starlette.responses import RedirectResponse, Response

from kg.spreadsheets import as_text
from viz.explorer.index.names import match
from viz.explorer.index.read import Thing
from viz.explorer.pages.comparing import own_line, years_option
from viz.explorer.pages.figures import Key
from viz.explorer.pages.page import Page, page_routes
from viz.explorer.pages.phrasing import amount, role
from viz.explorer.pages.scope import placed, year

_PLACES, _INDICATORS, _AT_FIRST, _FOUND = 12, 24, 8, 12
_CANDIDATES = """SELECT thing.* FROM name_fts JOIN name ON name.id = name_fts.rowid JOIN thing ON thing.id = name.thing
  WHERE name_fts MATCH ? AND thing.page = 'place' AND thing.weight > 0
  GROUP BY thing.id ORDER BY MIN(LENGTH(name.text)), thing.weight DESC, thing.slug LIMIT ?"""
_KEYS = """SELECT indicator, unit, COUNT(DISTINCT place) AS places, COUNT(*) AS n FROM figure
  WHERE headline = 1 AND place IN ({marks}) GROUP BY 1, 2 ORDER BY places DESC, n DESC, indicator, unit"""
_HEADLINES = """SELECT place, indicator, unit, year, value, comparator, role, measured, report, start, end FROM figure
  WHERE headline = 1 AND place IN ({marks}) AND indicator IN ({others}) ORDER BY place, indicator, unit, year"""
_COLUMNS = ("code", "place", "above", "indicator", "unit", "year", "value", "comparator", "role", "measured", "report")


@dataclass(frozen=True, slots=True)
class Cell:
    """A place's figure, in words, and where it is said."""

    written: str
    measured: str
    report: Thing
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator in one unit: a cell for each place (None where there is none), and a chart over the years."""

    indicator: Thing
    unit: Thing | None
    cells: tuple[Cell | None, ...]
    chart: dict[str, object] | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address chooses: places, the indicators of theirs that can be chosen, and those that are."""

    places: tuple[Thing, ...]
    keys: tuple[Key, ...]
    offered: tuple[Thing, ...]
    chosen: tuple[Thing, ...]


def show(page: Page) -> Response:
    """The table that the parameters `places` (codes) and `indicators` (names), separated by commas, ask for."""
    if any(len(page.request.query_params.getlist(name)) > 1 for name in ("places", "indicators")):
        return RedirectResponse(_tidy(page), 303)
    choice = _choice(page)
    rows = _headlines(page, choice)
    years = sorted({row["year"] for row in rows if row["year"]})
    asked = year(page)
    at = asked if asked in years else _fullest(rows)
    asked_name = page.request.query_params.get("find", "").strip()[:100]
    found = _candidates(page, asked_name, choice)
    return page.render(
        "compare.html",
        choice=choice,
        lines=_lines(page, choice, rows, at),
        above=placed(page, {place.id for place in (*choice.places, *found)}),
        years=years,
        year=at,
        find=asked_name,
        found=found,
        full=len(choice.places) >= _PLACES,
        themes=_themes(page, choice),
        codes=[place.slug for place in choice.places],
        names=[thing.slug for thing in choice.chosen],
    )


def download(page: Page) -> Response:
    """The figures of all years as comma-separated values, with a byte order mark so that spreadsheets read Chinese."""
    choice = _choice(page)
    rows = _headlines(page, choice)
    things = page.index.things({row[name] for row in rows for name in ("place", "indicator", "unit", "report")})
    above = placed(page, {place.id for place in choice.places})
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for row in rows:
        place = things[row["place"]]
        unit = things.get(row["unit"] or 0)
        told = [one.label(page.language) for one in above[place.id][:-1]]
        writer.writerow(
            [
                place.slug,
                as_text(place.label(page.language)),
                as_text(" ".join(told)),
                as_text(things[row["indicator"]].label(page.language)),
                as_text(unit.label(page.language) if unit else ""),
                row["year"],
                f"{row['value']:.12g}",
                row["comparator"],
                as_text(role(page.language, row["role"])),
                as_text(row["measured"]),
                page.url(things[row["report"]].path, fragment=f"char={row['start']},{row['end']}"),
            ]
        )
    headers = {"Content-Disposition": 'attachment; filename="fazhi-compare.csv"'}
    return Response(out.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


def _asked(page: Page, name: str) -> list[str]:
    written = ",".join(page.request.query_params.getlist(name))
    return list(dict.fromkeys(part for part in written.split(",") if part))


def _tidy(page: Page) -> str:
    """This address with each parameter once."""
    joined = {name: ",".join(_asked(page, name)) for name in ("places", "indicators")}
    return page.here(**joined)


def _choice(page: Page) -> Choice:
    known = (page.index.find("place", slug) for slug in _asked(page, "places")[:_PLACES])
    places = tuple(place for place in known if place is not None)
    marks = ",".join("?" * len(places))
    rows = page.index.rows(_KEYS.format(marks=marks), *(place.id for place in places)) if places else []
    things = page.index.things(row["indicator"] for row in rows)
    offered = {things[row["indicator"]].slug: things[row["indicator"]] for row in rows}
    asked = [offered[slug] for slug in _asked(page, "indicators") if slug in offered][:_INDICATORS]
    usual = [thing for thing in offered.values() if thing.slug != "other"][:_AT_FIRST]
    chosen = tuple(asked or usual)
    ids = {thing.id for thing in chosen}
    keys = tuple((row["indicator"], row["unit"]) for row in rows if row["indicator"] in ids)
    return Choice(places, keys, tuple(offered.values()), chosen)


def _headlines(page: Page, choice: Choice) -> list[Any]:
    if not choice.keys:
        return []
    places = [place.id for place in choice.places]
    indicators = [thing.id for thing in choice.chosen]
    query = _HEADLINES.format(marks=",".join("?" * len(places)), others=",".join("?" * len(indicators)))
    return page.index.rows(query, *places, *indicators)


def _fullest(rows: Sequence[Any]) -> int | None:
    """The newest year of those in which most places have figures."""
    places: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        places[row["year"]].add(row["place"])
    return max(places, key=lambda one: (len(places[one]), one), default=None)


def _lines(page: Page, choice: Choice, rows: Sequence[Any], at: int | None) -> list[Line]:
    things = page.index.things({row[name] for row in rows for name in ("indicator", "unit", "report")})
    by_key: dict[Key, list[Any]] = {}
    for row in rows:
        by_key.setdefault((row["indicator"], row["unit"]), []).append(row)
    found = []
    for key in choice.keys:
        unit = things.get(key[1] or 0)
        cells = {
            row["place"]: Cell(
                amount(page.language, row["value"], row["comparator"], unit),
                row["measured"],
                things[row["report"]],
                row["start"],
                row["end"],
            )
            for row in by_key[key]
            if row["year"] == at
        }
        line = tuple(cells.get(place.id) for place in choice.places)
        found.append(Line(things[key[0]], unit, line, _chart(page, choice, key, by_key[key])))
    return found


def _chart(page: Page, choice: Choice, key: Key, rows: Sequence[Any]) -> dict[str, object] | None:
    """Lines over the years, where there is more than one year to draw."""
    if len({row["year"] for row in rows}) < 2:
        return None
    return years_option([own_line(page, place, key) for place in choice.places])


def _candidates(page: Page, asked: str, choice: Choice) -> list[Thing]:
    """Places that may be meant by a name, its pinyin or a code, best first; those chosen already are left out."""
    query = match(asked)
    by_code = page.index.find("place", asked) if asked.isdigit() else None
    rows = page.index.rows(_CANDIDATES, query, _FOUND) if query else []
    found = dict.fromkeys([*([by_code] if by_code else []), *(Thing(*row) for row in rows)])
    return [thing for thing in found if thing not in choice.places]


def _themes(page: Page, choice: Choice) -> list[tuple[Thing | None, list[Thing]]]:
    """The indicators that can be chosen, by theme."""
    ordered = sorted(choice.offered, key=lambda thing: (thing.within or 0, -thing.weight))
    themes = page.index.things(thing.within for thing in ordered)
    return [(themes.get(key or 0), list(some)) for key, some in groupby(ordered, key=lambda thing: thing.within)]


ROUTES = (*page_routes("/compare", show, "compare"), *page_routes("/compare.csv", download, "compare-csv"))
