"""Who is linked to whom, as the index tells it: reports link places to what they name, the rest belongs together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from viz.explorer.index.read import Index, Thing

PAGES = ("place", "provider", "lawyer", "instrument", "programme", "case")
"""The pages of the things that can be nodes."""

WITHIN, WORKS = "within", "works"
"""The links that no mention makes: a place lies in another, a lawyer works at a firm."""

_KEPT = 200
_ALLOWED = "(?2 IS NULL OR year = ?2) AND relation != 'village'"
_INSIDE = """(?3 IS NULL OR EXISTS (SELECT 1 FROM place AS p WHERE p.id = mention.place
  AND ?3 IN (p.province, p.prefecture, p.county, p.township)))"""
_NAMED = f"""SELECT node, relation, times, weight, kind FROM (SELECT thing AS node, relation, SUM(times) AS times
  FROM mention WHERE place = ?1 AND {_ALLOWED} AND {_INSIDE} GROUP BY 1, 2) JOIN thing ON thing.id = node
  ORDER BY times DESC, weight DESC, node"""
_NAMING_RELATIONS = {
    "provider": ("advises",),
    "lawyer": ("practises",),
    "instrument": ("cites",),
    "programme": ("runs", "planned", "recommended"),
    "case": ("case",),
}
# Thousands of places may name a thing. They are added up in the order of the index, so that SQLite need not sort
# them; of each relation only the first leave it, then how many places there are of each kind.
_NAMING = f"""WITH naming AS MATERIALIZED (SELECT found.*, weight, kind FROM (SELECT place AS node, {{sums}}
    FROM mention WHERE thing = ?1 AND {_ALLOWED} AND {_INSIDE} GROUP BY place) AS found
    JOIN thing ON thing.id = node WHERE NOT INSTR(?4, ' ' || kind || ' '))
  {{firsts}} SELECT NULL AS node, NULL AS relation, COUNT(*) AS times, 0 AS weight, kind FROM naming GROUP BY kind"""
_SUM = """SUM(times) FILTER (WHERE relation = '{0}') AS "{0}" """
_FIRSTS = f"""SELECT * FROM (SELECT node, '{{0}}' AS relation, "{{0}}" AS times, weight, kind FROM naming
  WHERE "{{0}}" NOTNULL ORDER BY times DESC, weight DESC, node LIMIT {_KEPT}) UNION ALL """
_PARTS = "SELECT other.id AS node, ?2 AS relation, 1 AS times, other.weight, other.kind FROM "
_ABOVE = _PARTS + "place JOIN thing AS other ON other.id = place.above WHERE place.id = ?1"
_BELOW = (
    f"{_PARTS} place JOIN thing AS other ON other.id = place.id WHERE place.above = ?1 AND other.weight > 0"
    " ORDER BY other.weight DESC, other.id"
)
_FIRM = _PARTS + "thing JOIN thing AS other ON other.id = thing.within WHERE thing.id = ?1"
_STAFF = (
    f"{_PARTS} thing AS other WHERE other.within = ?1 AND other.page = 'lawyer' ORDER BY other.weight DESC, other.id"
)
_AMONG = """SELECT place AS source, thing AS target, relation, SUM(times) AS times, GROUP_CONCAT(DISTINCT year) AS years
  FROM mention WHERE place IN (SELECT value FROM json_each(?1)) AND +thing IN (SELECT value FROM json_each(?1))
  AND (?2 IS NULL OR year = ?2) AND relation != 'village' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
_UPWARDS = """SELECT id AS source, above AS target FROM place
  WHERE id IN (SELECT value FROM json_each(?1)) AND +above IN (SELECT value FROM json_each(?1)) ORDER BY 1"""
_WORKING = """SELECT id AS source, within AS target FROM thing WHERE id IN (SELECT value FROM json_each(?1))
  AND page = 'lawyer' AND +within IN (SELECT value FROM json_each(?1)) ORDER BY 1"""


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for: a year, a place by id (places elsewhere are left out), and kinds that are not wanted."""

    year: int | None = None
    place: int | None = None
    hidden: tuple[str, ...] = ()


class Near(NamedTuple):
    """A node next to another, by one relation, which is stated so many times. A view makes thousands of them."""

    node: int
    relation: str
    times: int
    weight: int
    kind: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nodes next to one: the first by rank, each once a relation, and how many there are of each kind."""

    first: tuple[Near, ...]
    counts: Counter[str]


@dataclass(frozen=True, slots=True)
class Link:
    """An edge between two nodes that are shown; `years` are those of the reports that state it."""

    source: int
    target: int
    relation: str
    times: int
    years: tuple[int, ...]


def neighbours(index: Index, thing: Thing, asked: Filter) -> Neighbours:
    """Return what is next to a thing, the relations taking turns, in each the most stated first."""
    parts = [Near._make(row) for sql, relation in _parts(thing) for row in index.rows(sql, thing.id, relation)]
    parts = [one for one in parts if one.kind not in asked.hidden]
    near, counts = (_named if thing.page == "place" else _naming)(index, thing, asked)
    ranked: dict[str, list[Near]] = defaultdict(list)
    for one in parts + near:
        ranked[one.relation].append(one)
    kinds = Counter({one.node: one.kind for one in parts}.values())
    kinds.update(counts)
    return Neighbours(tuple(_in_turns(list(ranked.values()), _KEPT)), kinds)


def _named(index: Index, place: Thing, asked: Filter) -> tuple[list[Near], Counter[str]]:
    """What a place's reports name, and how many things of each kind."""
    rows = index.rows(_NAMED, place.id, asked.year, asked.place)
    near = [one for one in map(Near._make, rows) if one.kind not in asked.hidden]
    return near, Counter({one.node: one.kind for one in near}.values())


def _naming(index: Index, thing: Thing, asked: Filter) -> tuple[list[Near], Counter[str]]:
    """The places whose reports name a thing, those that name it most by each relation, and how many of each kind."""
    sql = _naming_sql(thing.page)
    rows = index.rows(sql, thing.id, asked.year, asked.place, f" {' '.join(asked.hidden)} ")
    near = [Near._make(row) for row in rows if row["node"] is not None]
    near.sort(key=lambda one: (-one.times, -one.weight, one.node, one.relation))
    return near, Counter({row["kind"]: row["times"] for row in rows if row["node"] is None})


@cache
def _naming_sql(page: str) -> str:
    relations = _NAMING_RELATIONS[page]
    sums = ", ".join(map(_SUM.format, relations))
    return _NAMING.format(sums=sums, firsts="".join(map(_FIRSTS.format, relations)))


def _parts(thing: Thing) -> list[tuple[str, str]]:
    if thing.page == "place":
        return [(_ABOVE, WITHIN), (_BELOW, WITHIN)]
    return {"lawyer": [(_FIRM, WORKS)], "provider": [(_STAFF, WORKS)]}.get(thing.page, [])


def _in_turns(groups: Sequence[Sequence[Near]], most: int) -> list[Near]:
    """The first of each group, then the second of each …, so that a large group does not crowd out the others."""
    ordered = sorted((place, number) for number, group in enumerate(groups) for place in range(min(len(group), most)))
    return [groups[number][place] for place, number in ordered[:most]]


def among(index: Index, nodes: Iterable[int], year: int | None) -> list[Link]:
    """Return all links between some nodes, those of one year if it is given."""
    ids = index.json(sorted(nodes))
    links = [
        Link(row["source"], row["target"], row["relation"], row["times"], _years(row["years"]))
        for row in index.rows(_AMONG, ids, year)
    ]
    for sql, relation in ((_UPWARDS, WITHIN), (_WORKING, WORKS)):
        links += [Link(row["source"], row["target"], relation, 1, ()) for row in index.rows(sql, ids)]
    return links


def _years(written: str | None) -> tuple[int, ...]:
    return tuple(sorted(int(year) for year in (written or "").split(",") if year))
