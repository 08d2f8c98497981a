"""How the nodes of a network look, and what the page's script draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import quote_plus

from markupsafe import Markup, escape

from viz.explorer.index.read import Thing
from viz.explorer.network.address import joined, key_of
from viz.explorer.network.measures import Measures, measure
from viz.explorer.network.paths import Ways
from viz.explorer.network.view import View
from viz.explorer.pages.page import Page
from viz.explorer.templating import kind_label
from viz.style import load_style

COLOURS, SIZES = ("kind", "community"), ("degree", "betweenness", "reports")
"""What the colour and the size of a node may tell; the first of each unless the address says otherwise."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What the colours and sizes tell; `measures` are None where neither needs any, as that takes time."""

    colour: str
    size: str
    measures: Measures | None

    @property
    def communities(self) -> Mapping[int, int]:
        """The number of each node's community, nothing unless the colours tell it."""
        return self.measures.community if self.measures and self.colour == "community" else {}

    def mark(self, thing: Thing) -> str:
        """Return the class that colours a node: of its community, or of its kind."""
        number = self.communities.get(thing.id)
        return f"kind-{thing.kind}" if number is None else community_mark(number)


class NodeLinks:
    """Links to other views: a network's page has hundreds, and templates write slowly."""

    def __init__(self, page: Page, how: Looks, opened: Sequence[Thing]) -> None:
        """Keep the addresses of this view without what the links change; `opened` is what the address opens."""
        self._page = page
        self._how = how
        self._opened = opened
        self._choose = page.here(node=None, find=None)
        self._open = page.here(open=None, node=None, find=None)

    def choose(self, thing: Thing) -> Markup:
        """Return a node's name as a link that shows it in the panel, with the mark of its kind or community."""
        href = escape(f"{self._choose}&node={quote_plus(key_of(thing))}")
        name, tongue = escape(thing.label(self._page.language)), thing.tongue(self._page.language)
        mark = f'<span class="mark {escape(self._how.mark(thing))}" aria-hidden="true"></span>'
        return Markup(f'<a class="thing" data-go href="{href}">{mark}<span lang="{tongue}">{name}</span></a>')

    def open(self, thing: Thing) -> Markup:
        """Return a link that shows a node's neighbours too."""
        wanted = quote_plus(joined((*self._opened, thing)))
        href = escape(f"{self._open}&open={wanted}&node={quote_plus(key_of(thing))}")
        told = escape(self._page.t("network.expand_of", name=thing.label(self._page.language)))
        return Markup(f'<a class="plus" data-go href="{href}" aria-label="{told}" title="{told}">\uff0b</a>')


def looks(page: Page, view: View) -> Looks:
    """Return the looks that the address asks for."""
    colour = page.choice("colour", COLOURS) or COLOURS[0]
    size = page.choice("size", SIZES) or SIZES[0]
    wanted = colour == "community" or size == "betweenness"
    return Looks(colour, size, measure(view) if wanted and view.nodes else None)


def community_mark(number: int) -> str:
    """Return the class that colours a community; the small ones share one."""
    return f"community-{number if number <= len(load_style().palette.colours) else 'other'}"


def drawing(
    page: Page, view: View, ways: Ways | None, chosen: Thing | None, how: Looks, kinds: Iterable[tuple[str, int, bool]]
) -> dict[str, object]:
    """Return what the script draws (static/graph.js), ready for JSON; `kinds` are name, nodes shown, whether hidden."""
    return {
        "chosen": key_of(chosen) if chosen else "",
        "nodes": _nodes(page, view, how),
        "links": _links(page, view, ways),
        "legend": _legend(page, how, [name for name, count, _ in kinds if count]),
    }


def _nodes(page: Page, view: View, how: Looks) -> list[dict[str, object]]:
    opened = set(view.opened) - {thing for thing, _ in view.left_out}
    sizes = _sizes(view, how)
    return [
        {
            "id": key_of(thing),
            "label": thing.label(page.language),
            "kind": thing.kind,
            "what": _what(page, thing, how),
            "shape": _shape(thing.kind),
            "opened": thing in opened,
            "look": how.mark(thing),
            **({"size": sizes[thing.id]} if sizes else {}),
        }
        for thing in view.nodes
    ]


def _what(page: Page, thing: Thing, how: Looks) -> str:
    kind, number = kind_label(thing.kind, page.language), how.communities.get(thing.id)
    return kind if number is None else f"{kind} · {page.t('network.community_n', n=number)}"


def _sizes(view: View, how: Looks) -> dict[int, float]:
    """The share that each node has of the greatest value; nothing for the degree, which the script counts itself."""
    if how.size == "degree":
        return {}
    between = how.measures.betweenness if how.measures and how.size == "betweenness" else None
    values = between or {thing.id: float(thing.weight) for thing in view.nodes}
    most = max(values.values(), default=0) or 1
    return {node: round(value / most, 4) for node, value in values.items()}


def _legend(page: Page, how: Looks, kinds: Iterable[str]) -> list[dict[str, str]]:
    """What a saved picture says of its shapes and colours; a shape has no colour of its own where these tell others."""
    found = [
        {
            "label": kind_label(kind, page.language),
            "shape": _shape(kind),
            "look": "" if how.communities else f"kind-{kind}",
        }
        for kind in kinds
    ]
    if how.measures and how.communities:
        for one in how.measures.communities[: len(load_style().palette.colours)]:
            label = f"{one.number} {one.head.label(page.language)} {one.size}"
            found.append({"label": label, "shape": "dot", "look": community_mark(one.number)})
    return found


def _shape(kind: str) -> str:
    return next((one.shape for one in load_style().kinds if one.name == kind), "dot")


def _links(page: Page, view: View, ways: Ways | None) -> list[dict[str, object]]:
    steps = {frozenset(step) for way in (ways.ways if ways else ()) for step in pairwise(way)}
    keys = {thing.id: key_of(thing) for thing in view.nodes}
    return [
        {
            "source": keys[link.source],
            "target": keys[link.target],
            "relation": link.relation,
            "label": _sentence(page, link.relation, link.years),
            "path": frozenset((link.source, link.target)) in steps,
        }
        for link in view.links
    ]


def _sentence(page: Page, relation: str, years: Sequence[int]) -> str:
    written = ", ".join(map(str, years))
    return f"{page.t(f'network.link_{relation}')} {written}".strip()
