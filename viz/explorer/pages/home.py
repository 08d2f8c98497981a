"""The first page: what is in the graph, and the doors to all other pages."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from viz.explorer.index.read import Index, Thing
from viz.explorer.pages.coverage import Coverage, coverage
from viz.explorer.pages.page import Page, page_routes

_NAMED = "SELECT COUNT(*) FROM thing WHERE page = ? AND weight > 0"
_TOP = """SELECT thing, reports, places FROM tally WHERE place IS NULL AND relation = ? AND year IS NULL
  ORDER BY places DESC, reports DESC, thing LIMIT ?"""
_TOP_INDICATORS = """SELECT id, weight, 0 FROM thing WHERE page = 'indicator' AND slug != 'other' AND weight > 0
  ORDER BY weight DESC, id LIMIT ?"""
_EXAMPLE = """SELECT id FROM thing WHERE page = 'place' AND kind = 'Township' AND weight > 0
  ORDER BY weight DESC, id LIMIT 1"""
_SHOWN = 5

# The lists that the page opens: page of the things, the list's path, the relation by which they are ranked.
_LISTS = (
    ("provider", "/providers", "advises"),
    ("instrument", "/instruments", "cites"),
    ("programme", "/programmes", "runs"),
    ("indicator", "/indicators", ""),
)
_TOOLS = ("/compare", "/network", "/sparql", "/issues")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A kind of things: how many there are, and those that most townships name, each with the number of these."""

    page: str
    path: str
    count: int
    top: list[tuple[Thing, int]]


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in the graph."""

    counts: dict[str, int]
    coverage: Coverage
    shelves: list[Shelf]
    examples: list[Thing]


def contents(index: Index) -> Contents:
    """Return what is in the graph."""
    covered = coverage(index, None)
    counts = {"reports": covered.total} | {name: int(index.meta[name]) for name in ("figures", "mentions", "issues")}
    shelves = [_shelf(index, *one) for one in _LISTS]
    township = index.things([index.value(_EXAMPLE)])
    examples = [*township.values(), *(shelf.top[0][0] for shelf in shelves if shelf.top)]
    return Contents(counts, covered, shelves, examples)


def _shelf(index: Index, page: str, path: str, relation: str) -> Shelf:
    rows = index.rows(_TOP, relation, _SHOWN) if relation else index.rows(_TOP_INDICATORS, _SHOWN)
    things = index.things(row[0] for row in rows)
    top = [(things[row[0]], row["places"] if relation else row[1]) for row in rows]
    return Shelf(page, path, int(index.value(_NAMED, page)), top)


def home(page: Page) -> Response:
    """The first page."""
    found = contents(page.index)
    return page.render("home.html", contents=found, coverage=found.coverage, tools=_TOOLS)


ROUTES = page_routes("/", home, "home")
