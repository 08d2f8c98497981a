"""How the values of an indicator are spread: steps for a histogram, and what lies far outside."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_STEPS = (1, 2, 5)
_FAR = 3.0
"""Interquartile ranges beyond the quartiles from which a value is far out (Tukey 1977)."""
_FEW = 8
"""Of fewer values than this none can be called far out."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The values from `least` up to, but not including, `most`; None where the bin is open."""

    least: float | None
    most: float | None
    count: int


def histogram(values: Sequence[float], *, shares: bool = False) -> list[Bin]:
    """Return bins over sorted values: steps of ten for `shares` of a hundred, else 1, 2, 5, 10 and so on.

    Counts of townships run over several powers of ten, so that even steps would put nearly all in one.
    """
    if not values:
        return []
    edges = [*map(float, range(10, 101, 10))] if shares and values[0] >= 0 else _ladder(values[0], values[-1])
    counts = [0] * (len(edges) + 1)
    for value in values:
        counts[bisect_right(edges, value)] += 1
    bounds = [None, *edges, None]
    return [Bin(bounds[at], bounds[at + 1], count) for at, count in enumerate(counts) if _is_inside(at, counts)]


def _ladder(least: float, most: float) -> list[float]:
    largest = max(abs(least), abs(most), 1.0)
    powers = range(math.floor(math.log10(largest)) + 1)
    ladder = [float(step * 10**power) for power in powers for step in _STEPS]
    below = [-edge for edge in reversed(ladder)] if least < 0 else []
    return [*below, *([0.0] if least < 0 else []), *ladder]


def _is_inside(at: int, counts: Sequence[int]) -> bool:
    """Whether a bin lies between the first and the last that hold anything."""
    return any(counts[: at + 1]) and any(counts[at:])


def fences(lower: float, upper: float, count: int) -> tuple[float, float]:
    """Return the values below and above which a value is far out, from the quartiles of `count` values.

    They are Tukey's outer fences on the scale log(1 + value) where nothing is negative, since counts are skewed.
    Where nothing can be called far out they are infinite.
    """
    if count < _FEW:
        return -math.inf, math.inf
    if lower < 0:
        width = _FAR * (upper - lower)
        return (lower - width, upper + width) if width else (-math.inf, math.inf)
    low, high = math.log1p(lower), math.log1p(upper)
    width = _FAR * (high - low)
    return (math.expm1(low - width), math.expm1(high + width)) if width else (-math.inf, math.inf)
