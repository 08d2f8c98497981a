"""One side of the graph alone: townships tied by the laws they share, firms by the clients they share."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from kg.analysis.affiliations import side
from kg.analysis.pairs import WORK, Numbers, membership, strongest


@dataclass(frozen=True, slots=True)
class Projection:
    """A weighted graph of one side, and what was left out to keep it bounded.

    `graph` has an edge for each pair that shares something, with `weight` the number of shared neighbours;
    `left_out` are the neighbours too common to compare by, commonest first; `pairs_left_out` counts the weakest pairs.
    """

    graph: nx.Graph[str]
    left_out: tuple[str, ...]
    pairs_left_out: int


def project(graph: nx.Graph[str], onto: int, *, pairs: int = 100_000, work: int = WORK) -> Projection:
    """Return the projection of the bipartite graph onto its townships (0) or its things (1).

    Args:
        graph: As `affiliations` reads it.
        onto: The side that stays.
        pairs: How many edges at most, those of most shared neighbours.
        work: How many pairs may be compared; beyond it the commonest neighbours are left out.
    """
    nodes, through = side(graph, onto), side(graph, 1 - onto)
    projected: nx.Graph[str] = nx.Graph()
    projected.add_nodes_from((node, graph.nodes[node]) for node in nodes)
    if not nodes:
        return Projection(projected, (), 0)
    found = strongest(membership(graph, nodes, through), _shared, keep=pairs, work=work)
    for one, other, shared in zip(found.one, found.other, found.shared, strict=True):
        projected.add_edge(nodes[one], nodes[other], weight=int(shared))
    left_out = tuple(through[column] for column in found.common)
    return Projection(projected, left_out, found.total - len(found.one))


def _shared(shared: Numbers, _one: Numbers, _other: Numbers) -> Numbers:
    return shared
