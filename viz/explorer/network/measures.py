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
    """Nodes that are linked to each other more than to others, those with most neighbours in it first."""

    number: int
    nodes: tuple[Thing, ...]

    @property
    def size(self) -> int:
        """How many nodes it has."""
        return len(self.nodes)

    @property
    def head(self) -> Thing:
        """The node that it is named after."""
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
    numbers = {node: number for number, part in enumerate(parts, 1) for node in part}
    own = Counter(end for pair in pairs if numbers[pair[0]] == numbers[pair[1]] for end in pair)
    members: dict[int, list[Thing]] = {number: [] for number in range(1, len(parts) + 1)}
    for thing in sorted(ranked, key=lambda thing: -own[thing.id]):
        members[numbers[thing.id]].append(thing)
    found = tuple(Community(number, tuple(some)) for number, some in members.items())
    return Measures(degree, between, numbers, found, tuple(ranked))


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
