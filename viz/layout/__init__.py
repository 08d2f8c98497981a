"""Positions of the nodes, computed before the page is written: the page never moves by itself.

Three arrangements: by force, by the hierarchy of places, and as a bipartite drawing of townships and what they have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import networkx as nx
import numpy as np

from viz.layout.bipartite import bipartite_layout
from viz.layout.force import force_layout
from viz.layout.hierarchy import hierarchy_layout
from viz.layout.saved import LayoutError, Positions, read_positions, write_positions
from viz.layout.spread import SPACING, Points

__all__ = ["ARRANGEMENTS", "SPACING", "LayoutError", "Positions", "lay_out", "read_positions", "write_positions"]

ARRANGEMENTS: Mapping[str, Callable[[nx.MultiDiGraph[str]], Points]] = {
    "force": force_layout,
    "hierarchy": hierarchy_layout,
    "bipartite": bipartite_layout,
}
"""Graph of at least one node → a row of canvas units for each node, in the graph's order."""


def lay_out(
    graph: nx.MultiDiGraph[str], arrange: str = "force", *, saved: Positions | None = None
) -> dict[str, tuple[int, int]]:
    """Return the position of every node in whole canvas units, the same on every run.

    Args:
        graph: The network; its nodes have `facts`.
        arrange: A name of `ARRANGEMENTS`.
        saved: Positions to keep; only nodes that it does not have are placed, beside their neighbours.
    """
    known = {node: saved[node] for node in graph if saved and node in saved}
    if len(known) == len(graph):
        return known
    if known:
        return _place_beside(graph, known)
    points = ARRANGEMENTS[arrange](graph)
    return {node: (round(float(x)), round(float(y))) for node, (x, y) in zip(graph, points, strict=True)}


def _place_beside(graph: nx.MultiDiGraph[str], known: Positions) -> dict[str, tuple[int, int]]:
    """Return the saved positions, and each other node beside the middle of its neighbours, on a widening spiral."""
    placed = dict(known)
    everywhere = np.mean(list(known.values()), axis=0)
    for order, node in enumerate(node for node in graph if node not in known):
        beside = [placed[other] for other in sorted(nx.all_neighbors(graph, node)) if other in placed]
        middle = np.mean(beside, axis=0) if beside else everywhere
        angle, away = order * 2.39996, SPACING * (1 + (order % 7) / 7)
        placed[node] = (round(float(middle[0] + away * np.cos(angle))), round(float(middle[1] + away * np.sin(angle))))
    return {node: placed[node] for node in graph}
