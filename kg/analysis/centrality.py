"""What stands in the middle of the network, and which parts it falls into."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TypeVar

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy import sparse

N = TypeVar("N", bound=Hashable)

SEED = 20_24
PIVOT_EDGES = 4_000_000
"""Edges that the shortest paths of the betweenness may walk: some seconds."""
_SMALL = 300
"""Of so many nodes the betweenness is counted by matrices, some fifty times as fast as by walking."""


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
    between = betweenness(graph) if pivots == len(graph) else nx.betweenness_centrality(graph, k=pivots, seed=SEED)
    ranks = nx.pagerank(graph, weight=None)
    found = {node: Centrality(graph.degree(node), between[node], ranks[node]) for node in graph}
    return found, pivots


def betweenness(graph: nx.Graph[N]) -> dict[N, float]:
    """Return of every node the share of the shortest paths between two others that run through it, from 0 to 1.

    The betweenness of Freeman (1977), as `networkx.betweenness_centrality` has it; small graphs are counted by the
    recursion of Brandes (2001) from all nodes at once. Edges weigh alike, loops do not count.
    """
    count = len(graph)
    if count > _SMALL:
        return dict(nx.betweenness_centrality(graph))
    if count < 3:
        return dict.fromkeys(graph, 0.0)
    adjacent = nx.to_scipy_sparse_array(graph, weight=None, dtype=np.float64, format="csr")
    between = _through(adjacent).sum(axis=1) / ((count - 1) * (count - 2))
    return dict(zip(graph, between.tolist(), strict=True))


def _through(adjacent: sparse.csr_array) -> npt.NDArray[np.float64]:
    """Return how many shortest paths from each source (column) run through each node (row), parted among equal ones."""
    paths = np.eye(adjacent.shape[0])
    distance = np.where(paths > 0, 0, -1)
    edge, steps = paths, 0
    while edge.any():
        steps += 1
        edge = (adjacent @ edge) * (distance < 0)
        distance[edge > 0] = steps
        paths = paths + edge
    through = np.zeros_like(paths)
    for step in range(steps - 1, 1, -1):
        shares = np.divide(1 + through, paths, out=np.zeros_like(paths), where=distance == step)
        through += (adjacent @ shares) * paths * (distance == step - 1)
    return through


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
