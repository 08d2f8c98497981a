"""Positions of the nodes, computed before the page is written: the page never moves by itself.

ForceAtlas2 (Jacomy, Venturini, Heymann & Bastian 2014, https://doi.org/10.1371/journal.pone.0098679) as
networkx has it, from a fixed seed; then nodes that lie on each other are pushed apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

Points = npt.NDArray[np.float64]
Positions = Mapping[str, tuple[int, int]]

SEED = 20_24
SPACING = 64.0
"""Distance in canvas units that neighbours on the page should have at least."""
LARGE = 600
"""From this many nodes on fewer rounds are run, so that the time stays within seconds."""


class LayoutError(ValueError):
    """A file of positions that is not one."""


def lay_out(graph: nx.MultiDiGraph[str], *, saved: Positions | None = None) -> dict[str, tuple[int, int]]:
    """Return the position of every node in whole canvas units, the same on every run.

    Args:
        graph: The network; parallel edges weigh more.
        saved: Positions to keep; only nodes that it does not have are placed.
    """
    known = {node: saved[node] for node in graph if saved and node in saved}
    if len(known) == len(graph):
        return known
    if known:
        return _place_beside(graph, known)
    return _from_scratch(graph)


def _from_scratch(graph: nx.MultiDiGraph[str]) -> dict[str, tuple[int, int]]:
    nodes = list(graph)
    if len(nodes) == 1:
        return {nodes[0]: (0, 0)}
    simple = _simple(graph)
    rounds = 120 if len(nodes) < LARGE else 60
    found = nx.forceatlas2_layout(simple, max_iter=rounds, scaling_ratio=3.0, gravity=0.6, seed=SEED, weight="weight")
    points = np.array([found[node] for node in nodes], dtype=float)
    points = _pushed_apart(_scaled(_gathered(_levelled(np.nan_to_num(points)))))
    return {node: (round(float(x)), round(float(y))) for node, (x, y) in zip(nodes, points, strict=True)}


def _simple(graph: nx.MultiDiGraph[str]) -> nx.Graph[str]:
    """Return the graph without directions and parallel edges, the strength of a tie as its weight."""
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(graph)
    for source, target, relation in graph.edges(keys=True):
        strength = 2.0 if relation in ("within", "practisesAt", "hasLegalAdviser") else 1.0
        before = simple.get_edge_data(source, target, {"weight": 0.0})["weight"]
        simple.add_edge(source, target, weight=min(before + strength, 3.0))
    return simple


def _levelled(points: Points) -> Points:
    """Return the points about their middle, turned so that the layout is wider than high."""
    points = points - points.mean(axis=0)
    axes: Points = np.linalg.svd(points, full_matrices=False)[2]
    axes = axes * np.where(axes[:, :1] < 0, -1.0, 1.0)
    levelled: Points = points @ axes.T
    return levelled


def _gathered(points: Points) -> Points:
    """Return the points with those far outside drawn in: a few stragglers would make all others small."""
    away = np.linalg.norm(points, axis=1)
    usual = max(float(np.percentile(away, 90)), 1e-9)
    drawn_in = usual * (1 + np.log(np.maximum(away / usual, 1.0)) / 2)
    gathered: Points = points * np.where(away > usual, drawn_in / np.maximum(away, 1e-9), 1.0)[:, None]
    return gathered


def _scaled(points: Points) -> Points:
    """Return the points so spread that the median distance to the nearest neighbour is the spacing."""
    nearest = cKDTree(points).query(points, k=2)[0][:, 1]
    typical = float(np.median(nearest))
    widest = float(np.abs(points).max()) or 1.0
    scale = SPACING / typical if typical > 1e-9 else SPACING * len(points) ** 0.5 / widest
    limit = SPACING * len(points) ** 0.5 * 1.4 / widest
    scaled: Points = points * min(scale, limit)
    return scaled


def _pushed_apart(points: Points, rounds: int = 60) -> Points:
    """Return the points with every pair at least about the spacing apart."""
    order = np.arange(len(points))
    points = points + np.column_stack([np.cos(order), np.sin(order)]) * 0.01
    for _ in range(rounds):
        pairs = cKDTree(points).query_pairs(SPACING, output_type="ndarray")
        if not len(pairs):
            break
        apart = points[pairs[:, 0]] - points[pairs[:, 1]]
        distance = np.maximum(np.linalg.norm(apart, axis=1), 1e-6)
        push = apart / distance[:, None] * ((SPACING - distance) / 2)[:, None] * 0.6
        np.add.at(points, pairs[:, 0], push)
        np.add.at(points, pairs[:, 1], -push)
    return points


def _place_beside(graph: nx.MultiDiGraph[str], known: Positions) -> dict[str, tuple[int, int]]:
    """Return the saved positions, and each other node beside the middle of its neighbours, on a widening spiral."""
    placed = dict(known)
    for order, node in enumerate(node for node in graph if node not in known):
        beside = [placed[other] for other in sorted(nx.all_neighbors(graph, node)) if other in placed]
        middle = np.mean(beside or list(known.values()), axis=0)
        angle, away = order * 2.39996, SPACING * (1 + (order % 7) / 7)
        placed[node] = (round(float(middle[0] + away * np.cos(angle))), round(float(middle[1] + away * np.sin(angle))))
    return {node: placed[node] for node in graph}


def read_positions(path: Path) -> dict[str, tuple[int, int]]:
    """Return the saved positions by IRI, {} where the file is not there yet.

    Raises:
        LayoutError: The file is not a JSON object of IRI → [x, y].
    """
    if not path.exists():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {str(node): (round(float(x)), round(float(y))) for node, (x, y) in data.items()}
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise LayoutError(f"{path} holds no positions: a JSON object of IRI → [x, y] is expected ({error})") from error


def write_positions(path: Path, positions: Positions) -> None:
    """Write positions as `read_positions` reads them, one node a line."""
    lines = [f"  {json.dumps(node, ensure_ascii=False)}: [{x}, {y}]" for node, (x, y) in sorted(positions.items())]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8", newline="\n")
