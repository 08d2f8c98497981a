"""What the network page shows: some nodes, the nearest of their neighbours as far as a person can read, the links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from viz.explorer.index.read import Index, Thing
from viz.explorer.network.links import Filter, Link, Neighbours, among, neighbours

NODES, LINKS = 150, 500
"""More than these cannot be told apart on a screen."""

_FIRST, _MORE = 60, 40
_FEWEST = 3
_COMMON = 300
"""What more reports name than these links everything: beyond the first step nothing is reached through it."""


@dataclass(frozen=True, slots=True)
class View:
    """The nodes that are shown, in the order in which they came, and the links between them.

    `opened` are those whose neighbours are shown too; `left_out` says of each of them how many of its
    neighbours, by kind, are not; `undrawn` are the other links between the nodes, too many to be told apart.
    """

    nodes: tuple[Thing, ...]
    links: tuple[Link, ...]
    opened: tuple[Thing, ...]
    left_out: tuple[tuple[Thing, Counter[str]], ...]
    undrawn: tuple[Link, ...]

    @property
    def all_links(self) -> tuple[Link, ...]:
        """All links between the nodes, those that are shown first."""
        return self.links + self.undrawn


@dataclass(slots=True)
class _Growth:
    """A view while it grows."""

    index: Index
    asked: Filter
    without: frozenset[int]
    shown: dict[int, None] = field(default_factory=dict)
    opened: dict[int, Neighbours] = field(default_factory=dict)

    @property
    def room(self) -> int:
        return NODES - len(self.shown)

    def show(self, nodes: Iterable[int]) -> None:
        for node in nodes:
            if self.room > 0:
                self.shown.setdefault(node)

    def open(self, thing: Thing, most: int) -> list[int]:
        """Show up to `most` more of a node's neighbours; return all that are shown."""
        found = self.opened.setdefault(thing.id, neighbours(self.index, thing, self.asked))
        wanted = dict.fromkeys(near.node for near in found.first if near.node not in self.without)
        self.show([node for node in wanted if node not in self.shown][:most])
        return [node for node in wanted if node in self.shown]


def make_view(
    index: Index,
    start: Sequence[Thing],
    opened: Sequence[Thing] = (),
    *,
    depth: int = 1,
    asked: Filter | None = None,
    without: Iterable[int] = (),
) -> View:
    """Return the view of `start` and what is at most `depth` links away from it, and the neighbours of `opened`.

    It has at most `NODES` nodes. `without` are ids of nodes that are not wanted, even among `opened`.
    """
    growth = _Growth(index, asked or Filter(), frozenset(without))
    growth.show(thing.id for thing in start)
    edge = list(start)
    for step in range(depth):
        edge = _grow(growth, edge, _FIRST if step == 0 else growth.room)
        edge = sorted((thing for thing in edge if thing.weight <= _COMMON), key=lambda thing: thing.weight)
    for thing in opened:
        if thing.kind in growth.asked.hidden or thing.id in growth.without:
            continue
        growth.show([thing.id])
        growth.open(thing, _MORE)
    things = index.things(growth.shown)
    links = sorted(among(index, growth.shown, growth.asked.year), key=lambda link: _importance(growth, link))
    return View(
        tuple(things[node] for node in growth.shown if node in things),
        tuple(links[:LINKS]),
        tuple(things[node] for node in growth.opened if node in things),
        tuple(_left_out(growth, things)),
        tuple(links[LINKS:]),
    )


def _importance(growth: _Growth, link: Link) -> tuple[bool, bool, int]:
    """What to sort links by: those of opened nodes first, then what no mention makes, then the most stated."""
    opened = link.source in growth.opened or link.target in growth.opened
    return (not opened, bool(link.years), -link.times)


def _grow(growth: _Growth, edge: Sequence[Thing], room: int) -> list[Thing]:
    """Open the nodes of the edge, each with its share of the room; return the nodes that they lead to."""
    reached: dict[int, None] = {}
    share = max(_FEWEST, room // max(len(edge), 1))
    for thing in edge:
        if growth.room > 0 and thing.id not in growth.opened:
            reached |= dict.fromkeys(growth.open(thing, share))
    things = growth.index.things(reached)
    return [things[node] for node in reached if node in things and node not in growth.opened]


def _left_out(growth: _Growth, things: dict[int, Thing]) -> Iterable[tuple[Thing, Counter[str]]]:
    for node, found in growth.opened.items():
        seen = {near.node: near.kind for near in found.first if near.node in growth.shown}
        counts = found.counts - Counter(seen.values())
        if counts.total() and node in things:
            yield things[node], counts
