"""How alike townships are in what they cite, run and whom they employ, and what they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np

from kg.analysis.affiliations import side
from kg.analysis.pairs import WORK, Numbers, Score, membership, strongest


def _jaccard(shared: Numbers, one: Numbers, other: Numbers) -> Numbers:
    return shared / (one + other - shared)


def _cosine(shared: Numbers, one: Numbers, other: Numbers) -> Numbers:
    return shared / np.sqrt(one * other)


MEASURES: Mapping[str, Score] = {"jaccard": _jaccard, "cosine": _cosine}
"""Shared neighbours over all neighbours of either (Jaccard 1901); over the geometric mean of both (Salton 1983)."""


@dataclass(frozen=True, slots=True)
class Similarity:
    """Two townships, how alike they are (0 to 1), and all that they share, in the graph's order."""

    one: str
    other: str
    score: float
    shared: tuple[str, ...]


def similar(graph: nx.Graph[str], township: str, *, measure: str = "jaccard", most: int = 20) -> list[Similarity]:
    """Return the townships most like one of them, the most alike first; all its neighbours count.

    Args:
        graph: As `affiliations` reads it.
        township: An IRI; one that the graph does not have is like none.
        measure: A name of `MEASURES`.
        most: How many at most.
    """
    if township not in graph:
        return []
    own = set(graph[township])
    shared: dict[str, int] = {}
    for thing in own:
        for other in graph[thing]:
            shared[other] = shared.get(other, 0) + 1
    shared.pop(township, None)
    others = list(shared)
    sizes = np.array([graph.degree(other) for other in others], dtype=np.float64)
    counts = np.array([shared[other] for other in others], dtype=np.float64)
    scores = MEASURES[measure](counts, np.full(len(others), float(len(own))), sizes)
    order = sorted(range(len(others)), key=lambda at: (-scores[at], -counts[at], others[at]))[:most]
    return [Similarity(township, others[at], float(scores[at]), _shared(graph, township, others[at])) for at in order]


def similarities(
    graph: nx.Graph[str], *, measure: str = "jaccard", most: int = 100, work: int = WORK
) -> tuple[list[Similarity], tuple[str, ...]]:
    """Return the pairs of townships most alike, and the things too common to compare by.

    Args:
        graph: As `affiliations` reads it.
        measure: A name of `MEASURES`; it does not count the things left out, `Similarity.shared` names them all.
        most: How many pairs at most.
        work: How many pairs may be compared; beyond it the commonest things are left out.
    """
    nodes, things = side(graph, 0), side(graph, 1)
    if not nodes:
        return [], ()
    found = strongest(membership(graph, nodes, things), MEASURES[measure], keep=most, work=work)
    pairs = zip(found.one, found.other, found.score, strict=True)
    alike = [
        Similarity(nodes[one], nodes[other], float(score), _shared(graph, nodes[one], nodes[other]))
        for one, other, score in pairs
    ]
    return alike, tuple(things[column] for column in found.common)


def _shared(graph: nx.Graph[str], one: str, other: str) -> tuple[str, ...]:
    theirs = graph[other]
    return tuple(thing for thing in graph[one] if thing in theirs)
