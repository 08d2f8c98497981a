"""Rows of a page → its blocks in reading order: columns one after the other, tables row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

_NARROWEST_GUTTER = 1.0
_MOST_CROSSING = 0.4
_FEWEST_ROWS = 4
_WIDE = 0.7
_LEAST_WIDE = 0.5
_FEWEST_TABLE_ROWS = 2
_STEPS = 400


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a row without a wide gap."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on one baseline, from left to right; `size` is the width of a Chinese character."""

    base: float
    size: float
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """All segments, parted by one space."""
        return " ".join(segment.text for segment in self.segments)


Block = list[Row]


def blocks(rows: Sequence[Row]) -> Iterator[Block]:
    """The rows of a page (from top to bottom) in blocks of one column each, in reading order."""
    gutter = _gutter(rows)
    if gutter is None:
        if rows:
            yield list(rows)
        return
    for crosses, group in groupby(rows, key=lambda row: _crosses(row, gutter)):
        band = list(group)
        left, right = _halves(band, gutter)
        if crosses or not (_is_prose(left) and _is_prose(right)):
            yield band
        else:
            yield from blocks(left)
            yield from blocks(right)


def cells(block: Block) -> list[str]:
    """The text of each row: cells parted by tabs in a table, elsewhere wide gaps by as many spaces."""
    texts: list[str] = []
    for several, group in groupby(block, key=lambda row: len(row.segments) > 1):
        rows = list(group)
        is_table = several and len(rows) >= _FEWEST_TABLE_ROWS and max(len(row.segments) for row in rows) < 30
        texts.extend("\t".join(s.text for s in row.segments) if is_table else _spaced(row) for row in rows)
    return texts


def _spaced(row: Row) -> str:
    pieces = [row.segments[0].text]
    for last, segment in pairwise(row.segments):
        pieces.append(" " * max(2, min(40, round(2 * (segment.left - last.right) / row.size))))
        pieces.append(segment.text)
    return "".join(pieces)


def _gutter(rows: Sequence[Row]) -> tuple[float, float] | None:
    """The widest strip in the middle that few rows cross, where there is one."""
    if len(rows) < _FEWEST_ROWS:
        return None
    left = min(row.segments[0].left for row in rows)
    right = max(row.segments[-1].right for row in rows)
    step = (right - left) / _STEPS
    if step <= 0:
        return None
    crossing = _crossing(rows, left, step)
    most = _MOST_CROSSING * len(rows)
    strips: list[tuple[int, int]] = []
    start = None
    for index in range(_STEPS // 6, _STEPS - _STEPS // 6 + 1):
        free = crossing[index] <= most
        if free and start is None:
            start = index
        if not free and start is not None:
            strips.append((start, index))
            start = None
    wide = [
        (first * step + left, last * step + left)
        for first, last in strips
        if (last - first) * step >= _NARROWEST_GUTTER * min(row.size for row in rows)
    ]
    return max(wide, key=lambda strip: strip[1] - strip[0], default=None)


def _crossing(rows: Sequence[Row], left: float, step: float) -> list[int]:
    """How many rows have ink at each step of the way across the page."""
    changes = [0] * (_STEPS + 2)
    for row in rows:
        for segment in row.segments:
            changes[int((segment.left - left) / step)] += 1
            changes[min(_STEPS, int((segment.right - left) / step)) + 1] -= 1
    total, counts = 0, []
    for change in changes:
        total += change
        counts.append(total)
    return counts


def _crosses(row: Row, gutter: tuple[float, float]) -> bool:
    middle = sum(gutter) / 2
    return any(segment.left < middle < segment.right for segment in row.segments)


def _halves(rows: Sequence[Row], gutter: tuple[float, float]) -> tuple[Block, Block]:
    middle = sum(gutter) / 2
    halves: tuple[Block, Block] = ([], [])
    for row in rows:
        for half, is_left in zip(halves, (True, False), strict=True):
            segments = tuple(segment for segment in row.segments if (segment.right <= middle) == is_left)
            if segments:
                half.append(Row(row.base, row.size, segments))
    return halves


def _is_prose(rows: Block) -> bool:
    """Whether these rows are a column of running text: enough of them, and most as wide as can be."""
    if len(rows) < _FEWEST_ROWS:
        return False
    left = min(row.segments[0].left for row in rows)
    right = max(row.segments[-1].right for row in rows)
    wide = sum(row.segments[-1].right - row.segments[0].left >= _WIDE * (right - left) for row in rows)
    return wide >= _LEAST_WIDE * len(rows) and right - left >= 8 * rows[0].size
