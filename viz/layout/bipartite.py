"""Two sides: townships on the left in the order of their codes, what they have on the right, what they lie in outside.

The right side has a block each for advisers, programmes and instruments; within one, nodes stand at the height of the
townships that have them (the barycentre method: Sugiyama, Tagawa & Toda 1981), so that few lines cross.
"""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
import numpy as np

from viz.layout.hierarchy import places_in_order
from viz.layout.spread import SPACING, Points, in_order
from viz.style import load_style

_OUTSIDE = ("County", "Prefecture", "Province")
_WIDE = 300
"""Up to this many nodes columns stand far enough apart for names between them."""
_TALL = 2.0
"""How much higher than wide a block is."""
_BETWEEN_SIDES = 0.4
"""The space between the sides, as a share of the height."""


def bipartite_layout(graph: nx.MultiDiGraph[str]) -> Points:
    """Return the positions of the nodes, one row each in the graph's order."""
    kinds = {node: facts.kind for node, facts in graph.nodes(data="facts")}
    places = places_in_order(graph)
    left = [place for place in places if kinds[place] not in _OUTSIDE]
    blocks = _blocks(graph, kinds)
    wide = SPACING * (3.4 if len(graph) <= _WIDE else 1.0)
    right = sum(map(len, blocks))
    rows = max(1, round((max(len(left), right) * wide / SPACING * _TALL) ** 0.5))
    height = rows * SPACING
    found: dict[str, tuple[float, float]] = {}
    columns = max(1, -(-len(left) // rows))
    found.update(_grid(left, columns, 0.0, height, -wide))
    _raise_above(graph, kinds, places, found, -columns * wide)
    start = max(height * _BETWEEN_SIDES, 4 * SPACING)
    top = 0.0
    for block in blocks:
        share = height * len(block) / right
        across = max(1, -(-right // rows))
        found.update(_grid(_by_barycentre(graph, block, found), across, top, share, wide, start))
        top += share + 1.5 * SPACING
    return np.array([found[node] for node in graph]) * [1.0, 1.0]


def _blocks(graph: nx.MultiDiGraph[str], kinds: dict[str, str]) -> list[list[str]]:
    """Return the nodes that are no places, by group in the order of the legend."""
    group = {kind.name: kind.group for kind in load_style().kinds}
    blocks = {one["name"]: [node for node in graph if group[kinds[node]] == one["name"]] for one in load_style().groups}
    blocks.pop("places")
    return [block for block in blocks.values() if block]


def _grid(
    nodes: Iterable[str], columns: int, top: float, height: float, step: float, start: float = 0.0
) -> dict[str, tuple[float, float]]:
    """Return places down the rows, so that the order of the nodes is that of their heights."""
    nodes = list(nodes)
    rows = -(-len(nodes) // columns)
    down = height / max(rows, 1)
    return {
        node: (
            start + (number % columns) * step,
            top + (number // columns + 0.5 + (number % columns) / columns * 0.6) * down,
        )
        for number, node in enumerate(nodes)
    }


def _raise_above(
    graph: nx.MultiDiGraph[str],
    kinds: dict[str, str],
    places: list[str],
    found: dict[str, tuple[float, float]],
    start: float,
) -> None:
    """Put counties, prefectures and provinces in columns further out, each beside the middle of its own."""
    height = max((down for _, down in found.values()), default=0.0)
    for level in _OUTSIDE:
        ours = [place for place in places if kinds[place] == level]
        if not ours:
            continue
        columns = max(1, round(len(ours) * SPACING / max(height, SPACING)))
        wanted = np.array([_middle(graph, place, found) for place in ours])
        heights = in_order(wanted, SPACING / columns)
        start -= 2.2 * SPACING
        for rank, place in enumerate(ours):
            found[place] = (start - (rank % columns) * SPACING, float(heights[rank]))
        start -= (columns - 1) * SPACING


def _middle(graph: nx.MultiDiGraph[str], place: str, found: dict[str, tuple[float, float]]) -> float:
    below = [low for low, _, relation in graph.in_edges(place, keys=True) if relation == "within" and low in found]
    return sum(found[low][1] for low in below) / len(below) if below else 0.0


def _by_barycentre(graph: nx.MultiDiGraph[str], block: list[str], found: dict[str, tuple[float, float]]) -> list[str]:
    """Return the block's nodes by the mean height of their neighbours; those that reach none already placed last."""
    heights: dict[str, float] = {}
    for node in block:
        beside = [found[other][1] for other in nx.all_neighbors(graph, node) if other in found]
        heights[node] = sum(beside) / len(beside) if beside else float("inf")
    return sorted(block, key=lambda node: (heights[node], node))
