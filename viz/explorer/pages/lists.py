"""The lists of what reports name: legal instruments, advisers, programmes, each ranked by how many reports name it."""

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
    """A list: its path and the key of its words, the page of its things, and how a report may name them."""

    path: str
    things: str
    relations: tuple[str, ...]


_LISTS = (
    _List("instruments", "instrument", ("cites",)),
    _List("providers", "provider", ("advises",)),
    _List("lawyers", "lawyer", ("practises",)),
    _List("programmes", "programme", ("runs", "planned", "recommended")),
)

_FROM = """FROM tally WHERE place IS ?1 AND relation = ?2 AND year IS NULL
  AND (?3 = '' OR EXISTS (SELECT 1 FROM thing WHERE id = tally.thing AND instr(zh || ' ' || lower(en), ?3)))"""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A thing, how many reports name it and of how many places."""

    thing: Thing
    reports: int
    places: int


def show(which: _List, page: Page) -> Response:
    """The things of a list, the most named first."""
    chosen = scope(page)
    relation = page.choice("relation", which.relations) or which.relations[0]
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
        kinds=kinds,
        kind=kind,
        pager=at,
        ranked=_ranked(page, (*base, kind), at),
        most=page.index.value(f"SELECT MAX(reports) {_FROM}", *base) or 0,
    )


def _ranked(page: Page, asked: tuple[object, ...], at: Pager) -> list[Ranked]:
    rows = page.index.rows(
        f"SELECT thing, reports, places {_FROM} AND (?4 = '' OR kind = ?4)"
        " ORDER BY reports DESC, places DESC, thing LIMIT ?5 OFFSET ?6",
        *(*asked, at.size, at.offset),
    )
    things = page.index.things(row["thing"] for row in rows)
    return [Ranked(things[row["thing"]], row["reports"], row["places"]) for row in rows]


ROUTES = tuple(route for which in _LISTS for route in page_routes(f"/{which.path}", partial(show, which), which.path))
