"""ForceAtlas2 (Jacomy, Venturini, Heymann & Bastian 2014, https://doi.org/10.1371/journal.pone.0098679).

Up to `LARGE` nodes as networkx has it, which compares every node with every other. Above, the same forces with the
repulsion taken off a grid (particle–mesh: Hockney & Eastwood, Computer Simulation Using Particles, 1988): masses are
spread over the cells, one fast Fourier transform gives the field of all of them, and each node reads it where it
stands. Time and memory then grow with nodes + edges + cells. What the grid blurs, pushing apart mends.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
from scipy import fft, sparse

from viz.layout.spread import Points, gathered, levelled, pushed_apart, scaled

SEED = 20_24
LARGE = 600
"""Up to so many nodes every node is compared with every other."""
STRONG = ("within", "practisesAt", "hasLegalAdviser")
_REPULSION, _GRAVITY = 3.0, 0.6
_ROUNDS, _ROUNDS_BY_PAIRS = 150, 120


def force_layout(graph: nx.MultiDiGraph[str]) -> Points:
    """Return the positions of the nodes, one row each in the graph's order, from a fixed seed."""
    if len(graph) < 2:
        return np.zeros((len(graph), 2))
    simple = weighted(graph)
    points = _by_pairs(simple) if len(graph) <= LARGE else _by_grid(simple)
    points = levelled(np.nan_to_num(points))
    return pushed_apart(scaled(gathered(_together(simple, points))))


def weighted(graph: nx.MultiDiGraph[str]) -> nx.Graph[str]:
    """Return the graph without directions and parallel edges, the strength of a tie as its weight."""
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(graph)
    for source, target, relation in graph.edges(keys=True):
        strength = 2.0 if relation in STRONG else 1.0
        before = simple.get_edge_data(source, target, {"weight": 0.0})["weight"]
        simple.add_edge(source, target, weight=min(before + strength, 3.0))
    return simple


def _by_pairs(simple: nx.Graph[str]) -> Points:
    found = nx.forceatlas2_layout(
        simple, max_iter=_ROUNDS_BY_PAIRS, scaling_ratio=_REPULSION, gravity=_GRAVITY, seed=SEED, weight="weight"
    )
    return np.array([found[node] for node in simple], dtype=float)


def _by_grid(simple: nx.Graph[str]) -> Points:
    ties = sparse.csr_array(nx.to_scipy_sparse_array(simple, weight="weight", format="csr"))
    mass = np.diff(ties.indptr) + 1.0
    pulls = np.asarray(ties.sum(axis=1)).ravel()[:, None]
    grid, pace = Grid(128 if len(simple) < 5000 else 256), _Pace()
    points: Points = np.random.default_rng(SEED).standard_normal((len(simple), 2)) * len(simple) ** 0.5
    before = np.zeros_like(points)
    for _ in range(_ROUNDS):
        away = np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9)
        push = _REPULSION * grid.field(points, mass) - _GRAVITY * points / away
        forces = mass[:, None] * push + ties @ points - pulls * points
        points += forces * pace.factor(forces, before, mass)[:, None]
        before = forces
    return points


class Grid:
    """The field of masses that push each other off with 1/distance, on a square of cells round them."""

    def __init__(self, cells: int) -> None:
        """Make the kernels of a grid of `cells` by `cells`."""
        self.cells = cells
        axis = fft.fftfreq(2 * cells, 1 / (2 * cells))
        x, y = np.meshgrid(axis, axis, indexing="ij")
        squared = x * x + y * y
        squared[0, 0] = np.inf  # nothing pushes itself
        self.kernels = [fft.rfft2(x / squared), fft.rfft2(y / squared)]

    def field(self, points: Points, mass: Points) -> Points:
        """Return the push on a unit of mass at each point; padded to twice the cells, so that it does not wrap."""
        cells, twice = self.cells, (2 * self.cells, 2 * self.cells)
        low = points.min(axis=0)
        size = max(float(np.ptp(points, axis=0).max()), 1e-9) / (cells - 2)
        place = (points - low) / size
        cell = place.astype(np.intp)
        part = place - cell
        corners = []
        for right in (0, 1):
            for up in (0, 1):
                share = np.abs(1 - right - part[:, 0]) * np.abs(1 - up - part[:, 1])
                corners.append(((cell[:, 0] + right) * cells + cell[:, 1] + up, share))
        density = sum(np.bincount(at, share * mass, cells * cells) for at, share in corners)
        spectrum = fft.rfft2(np.reshape(density, (cells, cells)), s=twice)
        fields = [fft.irfft2(spectrum * kernel, s=twice)[:cells, :cells].ravel() for kernel in self.kernels]
        return np.column_stack([sum(one[at] * share for at, share in corners) for one in fields]) / size


@dataclass
class _Pace:
    """How far nodes move in a round: the global and local speeds of the paper, with its own constants."""

    speed: float = 1.0
    efficiency: float = 1.0

    def factor(self, forces: Points, before: Points, mass: Points) -> Points:
        """Return what each node's force is multiplied by: less for those that swing to and fro."""
        swings = mass * np.linalg.norm(forces - before, axis=1)
        swing = max(float(swings.sum()), 1e-9)
        traction = max(float((mass * np.linalg.norm(forces + before, axis=1)).sum()) / 2, 1e-9)
        nodes = len(forces)
        usual = 0.05 * nodes**0.5
        tolerance = max(usual**0.5, min(10.0, usual * traction / nodes**2))
        if swing / traction > 2.0:
            self.efficiency *= 0.5 if self.efficiency > 0.05 else 1.0
            tolerance = max(tolerance, 1.0)
        target = tolerance * self.efficiency * traction / swing
        if swing > tolerance * traction:
            self.efficiency *= 0.7 if self.efficiency > 0.05 else 1.0
        elif self.speed < 1000:
            self.efficiency *= 1.3
        self.speed += min(target - self.speed, 0.5 * self.speed)
        factor: Points = self.speed / (1.0 + np.sqrt(self.speed * swings))
        return factor


def _together(simple: nx.Graph[str], points: Points) -> Points:
    """Return the points with the small components brought to the rim of the largest: nothing else holds them."""
    numbers = {node: number for number, node in enumerate(simple)}
    parts = [np.array(sorted(numbers[node] for node in part)) for part in nx.connected_components(simple)]
    parts.sort(key=lambda part: (-len(part), part[0]))
    middle = points[parts[0]].mean(axis=0)
    rim = float(np.percentile(np.linalg.norm(points[parts[0]] - middle, axis=1), 98))
    moved = points.copy()
    for number, part in enumerate(parts[1:]):
        centre = points[part].mean(axis=0)
        own = float(np.linalg.norm(points[part] - centre, axis=1).max(initial=0.0))
        outward = centre - middle
        away = max(float(np.linalg.norm(outward)), 1e-9)
        wanted = rim * (1.05 + 0.05 * (number % 4)) + own
        moved[part] += outward / away * (min(away, wanted) - away)
    return moved
