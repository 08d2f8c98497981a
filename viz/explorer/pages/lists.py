"""The lists of what reports name: legal instruments, advisers, programmes, ranked by how many reports or places do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from starlette.responses import Response

from viz.explorer.index.read import Thing
from viz.explorer.pages.page import Page, page_routes
from viz.explorer.pages.paging import Pager, pager
from viz.explorer.pages.phrasing import kind_label
from viz.explorer.pages.scope import scope


@dataclass(frozen=True, slots=True)
class _List:
    """A list: its path and the key of its words, the page of its things, and how a report may name them.

    `sorts` is what it can be ranked by, the first unless the address says otherwise. Counties are counted as they are
    asked for, so that only lists of what few places name have them.
    """

    path: str
    things: str
    relations: tuple[str, ...]
    sorts: tuple[str, ...] = ("reports", "places")


_LISTS = (
    _List("instruments", "instrument", ("cites",)),
    _List("providers", "provider", ("advises",), ("reports", "places", "counties")),
    _List("lawyers", "lawyer", ("practises",), ("reports", "places", "counties")),
    _List("programmes", "programme", ("runs", "planned", "recommended")),
)

_FROM = """FROM tally WHERE place IS ?1 AND relation = ?2 AND year IS NULL
  AND (?3 = '' OR EXISTS (SELECT 1 FROM thing WHERE id = tally.thing AND instr(zh || ' ' || lower(en), ?3)))"""
_COUNTIES = """(SELECT COUNT(DISTINCT county) FROM mention JOIN place ON place.id = mention.place
  WHERE mention.thing = tally.thing AND mention.relation = ?2 AND (?1 IS NULL OR ?1 IN (province, prefecture)))"""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A thing, how many reports name it, of how many places and, where the list counts them, counties."""

    thing: Thing
    reports: int
    places: int
    counties: int | None


def show(which: _List, page: Page) -> Response:
    """The things of a list, the most named first."""
    chosen = scope(page)
    relation = page.choice("relation", which.relations) or which.relations[0]
    sort = page.choice("sort", which.sorts) or which.sorts[0]
    words = page.request.query_params.get("name", "").strip().lower()[:100]
    base = (chosen.place, relation, words)
    kinds = page.index.rows(f"SELECT kind, COUNT(*) AS n {_FROM} GROUP BY 1 ORDER BY 2 DESC", *base)
    kind = page.choice("kind", tuple(row["kind"] for row in kinds))
    total = sum(row["n"] for row in kinds if kind in ("", row["kind"]))
    at = pager(page, total)
    return page.render(
        "list.html",
        kind_label=kind_label,
        which=which,
        scope=chosen,
        relation=relation,
        words=words,
        sort=sort,
        kinds=kinds,
        kind=kind,
        pager=at,
        ranked=_ranked(page, which, sort, (*base, kind), at),
        most=page.index.value(f"SELECT MAX(reports) {_FROM}", *base) or 0,
    )


def _ranked(page: Page, which: _List, sort: str, asked: tuple[object, ...], at: Pager) -> list[Ranked]:
    order = ", ".join(f"{one} DESC" for one in dict.fromkeys((sort, "reports", "places")))
    counties = _COUNTIES if "counties" in which.sorts else "NULL"
    rows = page.index.rows(
        f"SELECT thing, reports, places, {counties} AS counties {_FROM} AND (?4 = '' OR kind = ?4)"
        f" ORDER BY {order}, thing LIMIT ?5 OFFSET ?6",
        *(*asked, at.size, at.offset),
    )
    things = page.index.things(row["thing"] for row in rows)
    return [Ranked(things[row["thing"]], row["reports"], row["places"], row["counties"]) for row in rows]


ROUTES = tuple(route for which in _LISTS for route in page_routes(f"/{which.path}", partial(show, which), which.path))
