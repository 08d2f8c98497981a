"""Who stands in the middle of a view, and which communities it falls into: by its nodes and the links between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import networkx as nx

from kg.analysis import betweenness, communities
from viz.explorer.index.read import Thing
from viz.explorer.network.view import View

_DIGITS = 6
_KEPT = 64

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Community:
    """Nodes that are linked to each other more than to others, the most central first: that gives the name."""

    number: int
    nodes: tuple[Thing, ...]

    @property
    def size(self) -> int:
        """How many nodes it has."""
        return len(self.nodes)

    @property
    def head(self) -> Thing:
        """Its most central node."""
        return self.nodes[0]


@dataclass(frozen=True, slots=True)
class Measures:
    """Of the nodes of a view, by id: neighbours, betweenness (0 to 1), community (1 is the largest).

    `ranked` are the nodes by betweenness, the most central first; of equals those with more neighbours, then those
    that more reports name.
    """

    degree: Mapping[int, int]
    betweenness: Mapping[int, float]
    community: Mapping[int, int]
    communities: tuple[Community, ...]
    ranked: tuple[Thing, ...]


def measure(view: View) -> Measures:
    """Return the measures of a view. Nodes linked in several ways count as linked once; all links weigh alike."""
    nodes = tuple(thing.id for thing in view.nodes)
    pairs = {(min(ends), max(ends)) for ends in ((link.source, link.target) for link in view.all_links)}
    degree, between, parts = _measured(nodes, tuple(sorted(pairs)))

    def rank(thing: Thing) -> tuple[float, int, int, int]:
        return (-between[thing.id], -degree[thing.id], -thing.weight, thing.id)

    ranked = sorted(view.nodes, key=rank)
    found = [Community(number, _members(part, ranked, pairs)) for number, part in enumerate(parts, 1)]
    numbers = {thing.id: one.number for one in found for thing in one.nodes}
    return Measures(degree, between, numbers, tuple(found), tuple(ranked))


def _members(part: tuple[int, ...], ranked: list[Thing], pairs: set[tuple[int, int]]) -> tuple[Thing, ...]:
    """The nodes of a community, those with most neighbours in it first, of equals those that come first in `ranked`."""
    within = set(part)
    own = Counter(end for pair in pairs if within.issuperset(pair) for end in pair)
    return tuple(sorted((thing for thing in ranked if thing.id in within), key=lambda thing: -own[thing.id]))


@lru_cache(_KEPT)
def _measured(nodes: tuple[int, ...], pairs: Pairs) -> tuple[dict[int, int], dict[int, float], list[tuple[int, ...]]]:
    """The neighbours and betweenness of each node, and the communities; a click in a view asks for the same again."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(pairs)
    between: dict[int, float] = betweenness(graph)
    parts: list[list[int]] = communities(graph)
    rounded = {node: round(share, _DIGITS) for node, share in between.items()}
    return dict(graph.degree()), rounded, [tuple(part) for part in parts]
