"""Finding things by name, pinyin or code: suggestions while one types, and the page of results."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import JSONResponse, Response

from viz.explorer.index.names import match
from viz.explorer.index.read import Index, Thing
from viz.explorer.pages.page import Page, page_routes
from viz.explorer.pages.paging import pager
from viz.explorer.templating import kind_label

PAGES = ("place", "provider", "lawyer", "instrument", "programme", "indicator", "case", "report")
_LONGEST = 100
_FEW = 300
_MANY = 2000
_SUGGESTED = 10
_HITS = """SELECT name.thing, name.text, thing.page, thing.weight
  FROM (SELECT rowid FROM name_fts WHERE name_fts MATCH ? LIMIT ?) AS hit
  JOIN name ON name.id = hit.rowid JOIN thing ON thing.id = name.thing"""


@dataclass(frozen=True, slots=True)
class Hit:
    """The id of a thing and the page that shows it, how many reports name it, and the name that fits."""

    thing: int
    page: str
    weight: int
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """A thing, the name by which it was found where that is not its own, and where or whose it is."""

    thing: Thing
    also: str
    where: tuple[Thing, ...]
    year: int | None = None


def hits(index: Index, asked: str, page: str, most: int) -> list[Hit]:
    """Return the things whose names fit, the best first; at most those of `most` names."""
    query = match(asked[:_LONGEST], page)
    if not query:
        return []
    try:
        rows = index.rows(_HITS, query, most)
    except sqlite3.OperationalError:
        return []
    wanted = asked.strip().lower()
    best: dict[int, tuple[int, Hit]] = {}
    for number, text, shown, weight in rows:
        close = _closeness(text, wanted)
        if number not in best or close < best[number][0]:
            best[number] = close, Hit(number, shown, weight, text)
    return [hit for _, hit in sorted(best.values(), key=_order)]


def _closeness(name: str, wanted: str) -> int:
    """How far a name is from what was asked: the same, begins with it, holds it."""
    name = name.lower()
    return 0 if name == wanted else 1 if name.startswith(wanted) else 2


def _order(found: tuple[int, Hit]) -> tuple[bool, bool, bool, int, int]:
    """What is called just so comes first, then what reports name; reports themselves come after other things."""
    close, hit = found
    return close > 0, hit.weight == 0, hit.page == "report", close, -hit.weight


def described(index: Index, some: Sequence[Hit]) -> list[Found]:
    """Return things with where they are: places with those above them, others with what they belong to."""
    reports = [hit.thing for hit in some if hit.page == "report"]
    years = {row["id"]: row["year"] for row in index.rows(_YEARS, index.json(reports))} if reports else {}
    things = index.things(hit.thing for hit in some)
    shown = [(things[hit.thing], hit.name) for hit in some]
    return [
        Found(thing, name if name not in (thing.zh, thing.en) else "", where(index, thing), years.get(thing.id))
        for thing, name in shown
    ]


_YEARS = "SELECT id, year FROM report WHERE id IN (SELECT value FROM json_each(?))"


def where(index: Index, thing: Thing) -> tuple[Thing, ...]:
    """Return where a place is, the outermost first; what or whom another thing belongs to."""
    if thing.page == "place":
        return tuple(index.above(thing.id))
    if thing.within is None or thing.page in ("indicator", "programme"):
        return ()
    within = index.things([thing.within]).get(thing.within)
    if within is None:
        return ()
    return (*index.above(within.id), within) if within.page == "place" else (within,)


def suggest(page: Page) -> Response:
    """What one has typed may mean, as JSON."""
    asked = page.request.query_params.get("q", "")
    found = described(page.index, hits(page.index, asked, "", _FEW)[:_SUGGESTED])
    return JSONResponse(
        [
            {
                "name": one.thing.label(page.language),
                "lang": one.thing.tongue(page.language),
                "kind": one.thing.kind,
                "what": kind_label(one.thing.kind, page.language),
                "where": " ".join([*(place.zh for place in one.where), *([str(one.year)] if one.year else [])]),
                "also": one.also,
                "href": page.url(one.thing.path),
            }
            for one in found
        ],
        headers={"Cache-Control": "max-age=60"},
    )


def search(page: Page) -> Response:
    """All that fits what was asked."""
    asked = page.request.query_params.get("q", "")[:_LONGEST]
    of = page.choice("of", PAGES)
    everything = hits(page.index, asked, "", _MANY)
    counts = Counter(hit.page for hit in everything)
    found = hits(page.index, asked, of, _MANY) if of else everything
    at = pager(page, len(found), 30)
    return page.render(
        "search.html",
        asked=asked,
        of=of,
        chips=[(_chip(page, name, counts), page.here(of=name, page=None), of == name) for name in ("", *PAGES)
               if not name or counts[name] or of == name],
        found=described(page.index, found[at.offset : at.offset + at.size]),
        pager=at,
        many=len(found) >= _MANY,
    )  # fmt: skip


def _chip(page: Page, name: str, counts: Counter[str]) -> str:
    count = counts[name] if name else counts.total()
    return f"{page.t(f'search.of_{name}' if name else 'search.all')} {count:,}"


ROUTES = (*page_routes("/search", search, "search"), *page_routes("/suggest", suggest, "suggest", bare=False))
