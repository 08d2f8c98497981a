"""What reports name: a legal instrument, an adviser, a lawyer, a programme, a case; and which reports name it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pyoxigraph as ox
from starlette.responses import Response

from ontology.prefixes import PREFIXES
from viz.explorer.index.read import Thing
from viz.explorer.pages.clients import clientele
from viz.explorer.pages.page import Page, page_routes
from viz.explorer.pages.paging import Pager, pager
from viz.explorer.pages.phrasing import kind_label
from viz.explorer.pages.scope import Scope, placed, scope, year

_PAGES = ("instrument", "provider", "lawyer", "programme", "case")
_FACTS = tuple(
    PREFIXES[prefix] + name
    for prefix, name in (
        ("dcterms", "title"),
        ("skos", "altLabel"),
        ("dcterms", "issued"),
        ("dcterms", "modified"),
        ("fz", "inForce"),
        ("fz", "repealed"),
        ("dcterms", "isReplacedBy"),
        ("dcterms", "replaces"),
        ("fz", "caseNumber"),
    )
)
_ISSUED, _MODIFIED, _IN_FORCE = (
    PREFIXES["dcterms"] + "issued",
    PREFIXES["dcterms"] + "modified",
    PREFIXES["fz"] + "inForce",
)
_WHICH = """FROM mention LEFT JOIN place ON place.id = mention.place
  WHERE mention.thing = ?1 AND (?2 IS NULL OR mention.year = ?2) AND (?3 IS NULL OR place.province = ?3)
  AND (?4 = '' OR mention.relation = ?4)"""
# Which rows they are is told by the index alone, however far down the list they stand.
_MENTIONS = f"""SELECT place, year, report, relation, start, end, times, articles FROM mention
  WHERE rowid IN (SELECT mention.rowid {_WHICH} ORDER BY mention.place NULLS LAST, mention.year DESC, mention.relation,
    mention.report LIMIT ?5 OFFSET ?6)
  ORDER BY place NULLS LAST, year DESC, relation, report"""
_TALLIES = """SELECT relation, place, year, reports, places FROM tally
  WHERE thing = ? AND (relation = '' OR place IS NULL) ORDER BY year, reports DESC, place, relation"""
_PARTNERS = """SELECT mention.report, mention.thing FROM mention JOIN thing ON thing.id = mention.thing
  WHERE thing.within = ? AND mention.relation = 'practises' AND mention.report IN ({marks})"""


@dataclass(frozen=True, slots=True)
class Row:
    """A report that names the thing: whose, of which year, where in it first, how many times, with which articles."""

    line: tuple[Thing, ...]
    report: Thing
    year: int | None
    relation: str
    start: int
    end: int
    times: int
    articles: tuple[str, ...]
    people: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """How many reports, of how many places, name the thing: in all, by year and by province."""

    reports: int
    places: int
    by_year: list[Any]
    by_province: list[tuple[Thing, int, int]]
    relations: list[Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """What the graph says of the thing itself: `name` is a key of the words, each value a text or a thing."""

    name: str
    texts: tuple[str, ...] = ()
    things: tuple[Thing, ...] = field(default=())


def show(kind: str, page: Page) -> Response:
    """The thing that the address names."""
    slug = page.request.path_params["slug"]
    thing = page.index.find(kind, slug)
    if thing is None:
        raise page.missing(slug)
    chosen, in_year = scope(page), year(page)
    sums = _sums(page, thing)
    relation = page.choice("relation", tuple(row["relation"] for row in sums.relations))
    asked = (thing.id, in_year, chosen.place, relation)
    total = page.index.value(f"SELECT COUNT(*) {_WHICH}", *asked)
    at = pager(page, total)
    return page.render(
        "named.html",
        kind_label=kind_label,
        thing=thing,
        facts=_facts(page, thing),
        within=page.index.things([thing.within]).get(thing.within or 0),
        members=_members(page, thing),
        clientele=clientele(page, thing) if kind == "provider" else None,
        sums=sums,
        scope=chosen,
        year=in_year,
        relation=relation,
        pager=at,
        rows=_rows(page, thing, asked, at),
        options=_options(chosen, sums),
    )


def _options(chosen: Scope, sums: Sums) -> tuple[Thing, ...]:
    """The provinces that the list can be narrowed to."""
    found = tuple(province for province, _, _ in sums.by_province)
    return found if chosen.province is None or chosen.province in found else (*found, chosen.province)


def _sums(page: Page, thing: Thing) -> Sums:
    rows = page.index.rows(_TALLIES, thing.id)
    whole = next((row for row in rows if (row["relation"], row["place"], row["year"]) == ("", None, None)), None)
    provinces = page.index.things(row["place"] for row in rows)
    return Sums(
        reports=whole["reports"] if whole else 0,
        places=whole["places"] if whole else 0,
        by_year=[row for row in rows if row["year"] is not None],
        by_province=[(provinces[row["place"]], row["reports"], row["places"]) for row in rows if row["place"]],
        relations=[row for row in rows if row["relation"]],
    )


def _rows(page: Page, thing: Thing, asked: tuple[object, ...], at: Pager) -> list[Row]:
    rows = page.index.rows(_MENTIONS, *asked, at.size, at.offset)
    lines = placed(page, {row["place"] for row in rows if row["place"] is not None})
    reports = page.index.things(row["report"] for row in rows)
    people = _people(page, thing, [row["report"] for row in rows])
    return [
        Row(
            lines.get(row["place"], ()),
            reports[row["report"]],
            row["year"],
            row["relation"],
            row["start"],
            row["end"],
            row["times"],
            tuple(row["articles"].splitlines()),
            tuple(people.get(row["report"], ())),
        )
        for row in rows
    ]


def _people(page: Page, thing: Thing, reports: list[int]) -> dict[int, list[Thing]]:
    """The lawyers of a firm that each report names."""
    if thing.page != "provider" or not reports:
        return {}
    rows = page.index.rows(_PARTNERS.format(marks=",".join("?" * len(reports))), thing.id, *reports)
    things = page.index.things(row["thing"] for row in rows)
    found: dict[int, list[Thing]] = {}
    for row in rows:
        if things[row["thing"]] not in found.setdefault(row["report"], []):
            found[row["report"]].append(things[row["thing"]])
    return found


def _members(page: Page, thing: Thing) -> list[Thing]:
    """The lawyers of a firm, the most named first."""
    if thing.page != "provider":
        return []
    rows = page.index.rows(
        "SELECT * FROM thing WHERE within = ? AND page = 'lawyer' ORDER BY weight DESC, zh LIMIT 200", thing.id
    )
    return [Thing(*row) for row in rows]


def _facts(page: Page, thing: Thing) -> list[Fact]:
    values: dict[str, set[str]] = {}
    links: dict[str, set[str]] = {}
    for quad in page.snapshot.store.quads_for_pattern(ox.NamedNode(thing.iri), None, None):
        name = quad.predicate.value
        if isinstance(quad.object, ox.Literal) and quad.object.value != thing.zh:
            values.setdefault(name, set()).add(quad.object.value)
        elif isinstance(quad.object, ox.NamedNode):
            links.setdefault(name, set()).add(quad.object.value)
    # The register's last known day may be that of adoption or entry into force: then nothing was amended.
    values[_MODIFIED] = values.get(_MODIFIED, set()) - values.get(_ISSUED, set()) - values.get(_IN_FORCE, set())
    found = []
    for name in _FACTS:
        local = name.replace("#", "/").rsplit("/", 1)[-1]
        things = tuple(page.index.by_iri(links.get(name, ())).values())
        if values.get(name) or things:
            found.append(Fact(local, tuple(sorted(values.get(name, ()))), things))
    return found


ROUTES = tuple(route for kind in _PAGES for route in page_routes(f"/{kind}/{{slug:path}}", partial(show, kind), kind))
