"""Giving points room: scaled to a common spacing, and pushed apart where they lie on each other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import isotonic_regression
from scipy.spatial import cKDTree

Points = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SPACING = 64.0
"""Distance in canvas units that neighbours on the page should have at least."""
_CROWD = 1500
"""From this many points on fewer rounds of pushing are made, so that the time stays within seconds."""


def levelled(points: Points) -> Points:
    """Return the points about their middle, turned so that the layout is wider than high."""
    points = points - points.mean(axis=0)
    axes: Points = np.linalg.svd(points, full_matrices=False)[2]
    axes = axes * np.where(axes[:, :1] < 0, -1.0, 1.0)
    levelled: Points = points @ axes.T
    return levelled


def gathered(points: Points) -> Points:
    """Return the points with those far outside drawn in: a few stragglers would make all others small."""
    away = np.linalg.norm(points, axis=1)
    usual = max(float(np.percentile(away, 90)), 1e-9)
    drawn_in = usual * (1 + np.log(np.maximum(away / usual, 1.0)) / 2)
    gathered: Points = points * np.where(away > usual, drawn_in / np.maximum(away, 1e-9), 1.0)[:, None]
    return gathered


def scaled(points: Points) -> Points:
    """Return the points so spread that the median distance to the nearest neighbour is the spacing."""
    nearest = cKDTree(points).query(points, k=2)[0][:, 1]
    typical = float(np.median(nearest))
    widest = float(np.abs(points).max()) or 1.0
    scale = SPACING / typical if typical > 1e-9 else SPACING * len(points) ** 0.5 / widest
    limit = SPACING * len(points) ** 0.5 * 1.4 / widest
    scaled: Points = points * min(scale, limit)
    return scaled


def pushed_apart(points: Points, *, movable: Flags | None = None) -> Points:
    """Return the points with every pair at least about the spacing apart; those not `movable` stay."""
    share = np.ones(len(points)) if movable is None else movable.astype(np.float64)
    order = np.arange(len(points))
    points = points + np.column_stack([np.cos(order), np.sin(order)]) * 0.01 * share[:, None]
    for _ in range(60 if len(points) <= _CROWD else 30):
        pairs = cKDTree(points).query_pairs(SPACING, output_type="ndarray")
        if not len(pairs):
            break
        apart = points[pairs[:, 0]] - points[pairs[:, 1]]
        distance = np.maximum(np.linalg.norm(apart, axis=1), 1e-6)
        push = apart / distance[:, None] * ((SPACING - distance) / 2)[:, None] * 0.6
        for axis in (0, 1):
            moved = np.bincount(pairs[:, 0], push[:, axis], len(points))
            moved -= np.bincount(pairs[:, 1], push[:, axis], len(points))
            points[:, axis] += moved * share
    return points


def in_order(wanted: npt.NDArray[np.float64], gap: float) -> npt.NDArray[np.float64]:
    """Return values at least `gap` apart, in the order of the wanted ones and as near to them as can be (1-D)."""
    order = np.argsort(wanted, kind="stable")
    steps = np.arange(len(wanted)) * gap
    placed = np.empty(len(wanted))
    placed[order] = isotonic_regression(wanted[order] - steps).x + steps
    return placed
