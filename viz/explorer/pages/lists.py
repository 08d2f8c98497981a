"""The lists of what reports name: legal instruments, advisers, programmes, each ranked by how many reports name it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

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

_FROM = """FROM tally JOIN thing ON thing.id = tally.thing
  WHERE tally.place IS ? AND tally.relation = ? AND thing.page = ? AND instr(thing.zh || ' ' || lower(thing.en), ?)"""


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
    base = (chosen.place, relation, which.things, words)
    kinds = page.index.rows(f"SELECT thing.kind, COUNT(*) AS n {_FROM} GROUP BY 1 ORDER BY 2 DESC", *base)
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
        ranked=list(_ranked(_rows(page, base, kind, at))),
        most=page.index.value(f"SELECT MAX(reports) {_FROM}", *base) or 0,
    )


def _rows(page: Page, base: tuple[object, ...], kind: str, at: Pager) -> list[Any]:
    return page.index.rows(
        f"SELECT thing.*, tally.reports, tally.places {_FROM} AND (? = '' OR thing.kind = ?)"
        " ORDER BY tally.reports DESC, tally.places DESC, thing.zh, thing.id LIMIT ? OFFSET ?",
        *(*base, kind, kind, at.size, at.offset),
    )


def _ranked(rows: Iterable[Any]) -> Iterable[Ranked]:
    for row in rows:
        *thing, reports, places = row
        yield Ranked(Thing(*thing), reports, places)


ROUTES = tuple(route for which in _LISTS for route in page_routes(f"/{which.path}", partial(show, which), which.path))
