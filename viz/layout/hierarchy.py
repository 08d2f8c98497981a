"""By the hierarchy of places: townships on a circle, what they lie in outside it, what they share inside.

An anchored map (Misue 2006, Drawing bipartite graphs as anchored maps): each law, programme and firm stands in the
middle of the places that have it, so that what all share is in the centre and what is one place's own is near it.
"""

from __future__ import annotations

import networkx as nx
import numpy as np

from viz.layout.spread import SPACING, Flags, Points, in_order, pushed_apart
from viz.style import load_style

LEVELS = ("Village", "Township", "County", "Prefecture", "Province")
_BETWEEN_RINGS = 2.2 * SPACING
_ROUNDS = 8
_INWARD = 0.82
"""Where on the way from the centre to a township its own things stand."""


def hierarchy_layout(graph: nx.MultiDiGraph[str]) -> Points:
    """Return the positions of the nodes, one row each in the graph's order."""
    nodes = list(graph)
    numbers = {node: number for number, node in enumerate(nodes)}
    points = np.zeros((len(nodes), 2))
    placed = np.zeros(len(nodes), dtype=bool)
    angles = _angles(graph)
    inside = len(nodes) - len(angles)
    radius = max(SPACING * (inside * 0.55) ** 0.5 * 1.25, 3 * SPACING)
    for ring in _rings(graph, angles):
        at = [numbers[place] for place in ring]
        turned, radii = _on_ring(np.array([angles[place] for place in ring]), radius)
        points[at] = np.column_stack([np.cos(turned), -np.sin(turned)]) * radii[:, None]
        placed[at] = True
        radius = float(radii.max()) + _BETWEEN_RINGS
    if inside:
        _fill_in(graph, numbers, points, placed)
    return points


def places_in_order(graph: nx.MultiDiGraph[str]) -> list[str]:
    """Return all places, each followed by those in it, in order of IRI: that of the official codes."""
    kinds = {kind.name for kind in load_style().kinds if kind.group == "places"}
    places = sorted(node for node, facts in graph.nodes(data="facts") if facts.kind in kinds)
    above = {one: other for one, other, relation in graph.edges(keys=True) if relation == "within"}
    children: dict[str | None, list[str]] = {}
    for place in places:
        children.setdefault(above.get(place), []).append(place)
    order: list[str] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        place = waiting.pop()
        order.append(place)
        waiting.extend(reversed(children.get(place, [])))
    return [*order, *sorted(set(places) - set(order))]


def _angles(graph: nx.MultiDiGraph[str]) -> dict[str, float]:
    """Return the angle of each place: the lowest evenly round the circle, each other in the middle of its own."""
    order = places_in_order(graph)
    above = {one: other for one, other, relation in graph.edges(keys=True) if relation == "within"}
    inner = set(above.values())
    lowest = [place for place in order if place not in inner]
    # Each county's townships stand a little apart from the next county's.
    turns = np.cumsum([1.0 if above.get(place) == above.get(before) else 1.6 for before, place in _pairs(lowest)])
    spans: dict[str, list[float]] = {}
    angles: dict[str, float] = {}
    for place, turn in zip(lowest, turns, strict=True):
        angles[place] = np.pi / 2 - 2 * np.pi * turn / max(turns[-1], 1.0)
        higher = above.get(place)
        while higher is not None and len(spans.setdefault(higher, [])) < len(graph):
            spans[higher].append(angles[place])
            higher = above.get(higher)
    return {**angles, **{place: (min(span) + max(span)) / 2 for place, span in spans.items()}}


def _pairs(places: list[str]) -> list[tuple[str, str]]:
    return list(zip([places[-1], *places[:-1]], places, strict=True)) if places else []


def _rings(graph: nx.MultiDiGraph[str], angles: dict[str, float]) -> list[list[str]]:
    """Return the places of each level, the lowest first; a place of no known level stands with the townships."""
    rings: dict[str, list[str]] = {level: [] for level in LEVELS}
    for place in angles:
        kind = graph.nodes[place]["facts"].kind
        rings[kind if kind in rings else "Township"].append(place)
    return [ring for ring in rings.values() if ring]


def _on_ring(angles: Points, radius: float) -> tuple[Points, Points]:
    """Return angles and radii: on one circle where it has room, else on several, each wider than the last."""
    room = 2 * np.pi * radius / SPACING
    circles = 1
    while circles * (room + np.pi * (circles - 1)) < len(angles):
        circles += 1
    gap = 2 * np.pi / max(len(angles) * 1.0001, 2 * np.pi * radius * circles / (1.3 * SPACING))
    turned = in_order(angles, gap)
    rank = np.empty(len(angles), dtype=int)
    rank[np.argsort(turned, kind="stable")] = np.arange(len(angles))
    return turned, radius + (rank % circles) * SPACING


def _fill_in(graph: nx.MultiDiGraph[str], numbers: dict[str, int], points: Points, placed: Flags) -> None:
    """Put every other node in the middle of its neighbours, inside the circle of the lowest places."""
    limit = float(np.linalg.norm(points[placed], axis=1).min(initial=np.inf)) - SPACING
    simple = nx.Graph(graph)
    ties = nx.to_scipy_sparse_array(simple, nodelist=list(numbers), weight=None, format="csr")
    known = placed.astype(float)
    for _ in range(_ROUNDS):
        reached = ties @ known
        middles = (ties @ (points * known[:, None])) / np.maximum(reached, 1.0)[:, None]
        free = ~placed & (reached > 0)
        points[free] = middles[free] * _INWARD
        known[free] = 1.0
    points[:] = pushed_apart(points, movable=~placed)
    reach = float(np.linalg.norm(points[~placed], axis=1).max())
    points[~placed] *= min(1.0, limit / reach) if reach else 1.0
