"""What the pages of all divisions have: their own reports, and what these name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from viz.explorer.index.read import Thing
from viz.explorer.pages import comparing
from viz.explorer.pages.page import Page

_REPORTS = "SELECT * FROM report WHERE place = ? ORDER BY year DESC, replaced_by IS NOT NULL, issued DESC, id"
_MENTIONS = """SELECT thing, year, relation, report, start, end, times FROM mention
  WHERE place = ? ORDER BY relation, thing, year, report"""
_SIBLINGS = "SELECT thing.id FROM place JOIN thing USING (id) WHERE above = ? AND weight > 0 ORDER BY code, thing.id"


@dataclass(frozen=True, slots=True)
class Place:
    """A division with its code, what it lies in (the outermost first), and how many official townships lie in it."""

    thing: Thing
    code: str
    above: Sequence[Thing]
    townships: int

    def of(self, kind: str) -> Thing | None:
        """Return the place of a rank that it lies in."""
        return next((thing for thing in self.above if thing.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Naming:
    """One report that names a thing: where first, and how many times."""

    report: Thing
    start: int
    end: int
    times: int


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a place's reports name, by year."""

    thing: Thing
    years: Mapping[int | None, Sequence[Naming]]


@dataclass(frozen=True, slots=True)
class Own:
    """A place's own reports (rows of the index, with their things), and what these name by relation."""

    reports: Sequence[tuple[Any, Thing]]
    years: Sequence[int]
    named: Mapping[str, Sequence[Named]]
    siblings: Sequence[Thing]


@dataclass(frozen=True, slots=True)
class Charts:
    """One indicator over the years, and a ranking in one year; with the options of the charts."""

    lines: Sequence[comparing.Line]
    years: Mapping[str, object]
    ranking: comparing.Ranking | None
    ranks: Mapping[str, object]


def own(page: Page, place: Place) -> Own:
    """Return what a place's own reports are and name."""
    rows = page.index.rows(_REPORTS, place.thing.id)
    titles = page.index.things(row["id"] for row in rows)
    years = sorted({row["year"] for row in rows if row["year"] is not None and row["genuine"]})
    siblings = page.index.rows(_SIBLINGS, place.thing.within)
    things = page.index.things(row["id"] for row in siblings)
    reports = [(row, titles[row["id"]]) for row in rows]
    return Own(reports, years, _named(page, place), [things[row["id"]] for row in siblings])


def _named(page: Page, place: Place) -> dict[str, list[Named]]:
    """What its reports name, by relation; what most years name comes first."""
    rows = page.index.rows(_MENTIONS, place.thing.id)
    things = page.index.things({row[name] for row in rows for name in ("thing", "report")})
    found: dict[str, dict[int, dict[int | None, list[Naming]]]] = {}
    for row in rows:
        years = found.setdefault(row["relation"], {}).setdefault(row["thing"], {})
        naming = Naming(things[row["report"]], row["start"], row["end"], row["times"])
        years.setdefault(row["year"], []).append(naming)
    return {
        relation: sorted((Named(things[one], years) for one, years in some.items()), key=_order)
        for relation, some in found.items()
    }


def _order(named: Named) -> tuple[int, int, int]:
    return -len(named.years), -named.thing.weight, named.thing.id


def charts(
    page: Page,
    name: str,
    lines: Sequence[comparing.Line],
    ranking: comparing.Ranking | None,
    place: Thing | None = None,
) -> Charts:
    """Return the charts of an indicator called `name`; in the ranking `place` stands out."""
    ranks = comparing.ranking_option(page, ranking, name, place) if ranking else {}
    return Charts(lines, comparing.years_option(lines), ranking, ranks)


def asked_row(page: Page, slug: str, unit: Thing | None) -> bool:
    """Whether the address asks for the charts of an indicator in a unit."""
    query = page.request.query_params
    return query.get("indicator", "") == slug and query.get("unit", "") in ("", unit.slug if unit else "-")
