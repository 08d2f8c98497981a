"""The network page: who is linked to whom, from a few nodes outwards; paths, filters, and the view as a file."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import Response

from viz.explorer.index.read import Index, Thing
from viz.explorer.network.address import joined, key_of, things_called
from viz.explorer.network.facts import facts_of
from viz.explorer.network.files import STATEMENTS, graphml, view_turtle
from viz.explorer.network.links import PAGES, Filter
from viz.explorer.network.measures import Measures
from viz.explorer.network.paths import Ways, shortest
from viz.explorer.network.view import NODES, View, make_view
from viz.explorer.pages.network_drawing import COLOURS, SIZES, NodeLinks, community_mark, drawing, looks
from viz.explorer.pages.page import Page, page_routes
from viz.explorer.pages.scope import Scope, scope, year
from viz.explorer.pages.search import Found, described, hits, where
from viz.explorer.templating import kind_label
from viz.style import load_style

_DEEPEST = 3
_FOUND, _DOORS = 8, 8
_MANY = 400
_LONGEST = 100
_CENTRAL = 10
_FILES = {"graphml": "application/graphml+xml", "ttl": "text/turtle; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for. `to`: the end of the paths that begin at the first of `about`."""

    about: tuple[Thing, ...]
    opened: tuple[Thing, ...]
    without: tuple[Thing, ...]
    to: Thing | None
    chosen: Thing | None
    unknown: tuple[str, ...]
    hidden: tuple[str, ...]
    scope: Scope
    year: int | None
    depth: int

    @property
    def filter(self) -> Filter:
        """What narrows the view."""
        return Filter(self.year, self.scope.place, self.hidden)


def _asked(page: Page) -> Asked:
    given = {name: page.request.query_params.get(name, "") for name in ("about", "open", "without", "to", "node")}
    named = {name: things_called(page.index, written) for name, written in given.items()}
    hidden = set(page.request.query_params.get("hide", "").split())
    return Asked(
        about=tuple(named["about"][0]),
        opened=tuple(named["open"][0]),
        without=tuple(named["without"][0]),
        to=next(iter(named["to"][0]), None),
        chosen=next(iter(named["node"][0]), None),
        unknown=tuple(named["about"][1] + named["to"][1]),
        hidden=tuple(kind.name for kind in load_style().kinds if kind.name in hidden),
        scope=scope(page),
        year=year(page),
        depth=page.number("depth", 1, _DEEPEST) or 1,
    )


def show(page: Page) -> Response:
    """The view that the address asks for, or, if it names no node, the doors to some."""
    asked = _asked(page)
    view, ways = _view(page.index, asked)
    chosen = asked.chosen if asked.chosen in view.nodes else next(iter(view.nodes), None)
    how, kinds = looks(page, view), _kinds(view, asked)
    find = page.request.query_params.get("find", "").strip()[:_LONGEST]
    return page.render(
        "network.html",
        asked=asked,
        view=view,
        ways=_told(page.index, ways),
        passed_over=ways is not None and ways.partial,
        most=NODES,
        kind_label=kind_label,
        key_of=key_of,
        joined=joined,
        chosen=chosen,
        where=where(page.index, chosen) if chosen else (),
        facts=facts_of(page.index, page.snapshot.store, chosen, view.links, view.nodes, asked.year) if chosen else [],
        kinds=kinds,
        shapes={kind.name: kind.shape for kind in load_style().kinds},
        how=how,
        links=NodeLinks(page, how, asked.opened),
        colours=COLOURS,
        sizes=SIZES,
        community_mark=community_mark,
        coloured=len(load_style().palette.colours),
        central=_central(view, how.measures),
        years=_years(page.index),
        find=find,
        found=_found(page.index, find or " ".join(asked.unknown)),
        doors=_doors(page.index) if not asked.about else [],
        drawing=drawing(page, view, ways, chosen, how, kinds),
    )


def download(page: Page) -> Response:
    """The view as GraphML or as Turtle."""
    form = page.request.path_params["form"]
    if form not in _FILES:
        raise HTTPException(404, form)
    asked = _asked(page)
    view, _ = _view(page.index, asked)
    made = graphml(view) if form == "graphml" else _turtle(page, view, asked.year)
    headers = {"Content-Disposition": f'attachment; filename="fazhi-network.{form}"'}
    return Response(made, media_type=_FILES[form], headers=headers)


def _turtle(page: Page, view: View, year: int | None) -> str:
    """The view as Turtle; a comment says so where it has not all statements."""
    made, whole = view_turtle(page.index, page.snapshot.store, view, year)
    return made if whole else f"# {page.t('network.turtle_cut', n=STATEMENTS)}\n{made}"


def _view(index: Index, asked: Asked) -> tuple[View, Ways | None]:
    """The view, and the ways if any are asked for: then these are what it starts with."""
    without = [thing.id for thing in asked.without]
    if asked.to is None or not asked.about or asked.to == asked.about[0]:
        view = make_view(index, asked.about, asked.opened, depth=asked.depth, asked=asked.filter, without=without)
        return view, None
    ways = shortest(index, asked.about[0].id, asked.to.id, asked.filter)
    things = index.things(node for way in ways.ways for node in way)
    start = [things[node] for way in ways.ways for node in way] or [asked.about[0], asked.to]
    view = make_view(index, start, asked.opened, depth=0, asked=asked.filter, without=without)
    return view, ways


def _told(index: Index, ways: Ways | None) -> list[list[Thing]] | None:
    if ways is None:
        return None
    things = index.things(node for way in ways.ways for node in way)
    return [[things[node] for node in way] for way in ways.ways]


def _kinds(view: View, asked: Asked) -> list[tuple[str, int, bool]]:
    """The kinds that are shown or hidden, in the order of the legend: name, nodes shown, whether it is hidden."""
    counts: dict[str, int] = {}
    for thing in view.nodes:
        counts[thing.kind] = counts.get(thing.kind, 0) + 1
    order = [kind.name for kind in load_style().kinds]
    known = [name for name in order if name in counts or name in asked.hidden]
    others = sorted(name for name in counts if name not in order)
    return [(name, counts.get(name, 0), name in asked.hidden) for name in (*known, *others)]


def _central(view: View, measures: Measures | None) -> list[tuple[str, list[tuple[int, Thing]]]]:
    """The most central nodes with their ranks: of those that are opened, which rank high by it, and of the others."""
    ranked = list(enumerate(measures.ranked, 1)) if measures else []
    opened = set(view.opened)
    return [
        ("network.central_opened", [one for one in ranked if one[1] in opened][:_CENTRAL]),
        ("network.central_others", [one for one in ranked if one[1] not in opened][:_CENTRAL]),
    ]


def _years(index: Index) -> list[int]:
    sql = """SELECT DISTINCT year FROM place JOIN coverage ON coverage.place = place.id
      WHERE above IS NULL AND year NOTNULL ORDER BY year"""
    return [row["year"] for row in index.rows(sql)]


def _found(index: Index, find: str) -> list[Found]:
    """The things called so that can be nodes."""
    some = [hit for hit in hits(index, find, "", _MANY) if hit.page in PAGES and hit.weight]
    return described(index, some[:_FOUND])


def _doors(index: Index) -> list[tuple[str, list[Thing]]]:
    """What one may start from: the most named of some pages."""
    sql = "SELECT * FROM thing WHERE page = ? ORDER BY weight DESC, id LIMIT ?"
    pages = (("doors.providers", "provider"), ("doors.instruments", "instrument"), ("doors.programmes", "programme"))
    found = [(text, [Thing(*row) for row in index.rows(sql, page, _DOORS)]) for text, page in pages]
    counties = """SELECT * FROM thing WHERE page = 'place' AND kind = 'County' AND weight > 0
      ORDER BY weight DESC, id LIMIT ?"""
    return [("doors.places", [Thing(*row) for row in index.rows(counties, _DOORS)]), *found]


ROUTES = (
    *page_routes("/network.{form}", download, "network-file", bare=False),
    *page_routes("/network", show, "network"),
)
