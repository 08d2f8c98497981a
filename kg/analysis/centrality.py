"""What stands in the middle of the network, and which parts it falls into."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TypeVar

import networkx as nx

N = TypeVar("N", bound=Hashable)

SEED = 20_24
PIVOT_EDGES = 4_000_000
"""Edges that the shortest paths of the betweenness may walk: some seconds."""


@dataclass(frozen=True, slots=True)
class Centrality:
    """How central a node is: its neighbours, its share of shortest paths (0 to 1), its PageRank (all sum to 1)."""

    degree: int
    betweenness: float
    pagerank: float


def centralities(graph: nx.Graph[str], *, pivot_edges: int = PIVOT_EDGES) -> tuple[dict[str, Centrality], int]:
    """Return the centrality of every node, and from how many nodes the betweenness was counted.

    Args:
        graph: Any undirected graph; edges weigh alike.
        pivot_edges: The betweenness (Brandes 2001) is counted from all nodes while that walks fewer edges than
            this, else from a sample of nodes (Brandes & Pich 2007) drawn from a fixed seed.
    """
    if not len(graph):
        return {}, 0
    pivots = min(len(graph), max(1, pivot_edges // max(1, graph.number_of_edges())))
    between = nx.betweenness_centrality(graph, k=None if pivots == len(graph) else pivots, seed=SEED)
    ranks = nx.pagerank(graph, weight=None)
    found = {node: Centrality(graph.degree(node), between[node], ranks[node]) for node in graph}
    return found, pivots


def communities(graph: nx.Graph[N], *, weight: str | None = "weight", resolution: float = 1.0) -> list[list[N]]:
    """Return the communities of the graph (Louvain: Blondel et al. 2008), the largest first, from a fixed seed.

    Each lists its nodes in the graph's order; the graph's order and edges decide alone, not the names of the nodes.

    Args:
        graph: Any undirected graph.
        weight: The edge attribute that says how strong a tie is; an edge without it counts 1.
        resolution: Below 1 for larger communities, above for smaller ones.
    """
    nodes = list(graph)
    # Sets of strings come in another order in every process; those of small whole numbers do not.
    numbered = nx.convert_node_labels_to_integers(graph, ordering="default")
    found = nx.community.louvain_communities(numbered, weight=weight, resolution=resolution, seed=SEED)
    parts = sorted((sorted(part) for part in found), key=lambda part: (-len(part), part[0]))
    return [[nodes[number] for number in part] for part in parts]
