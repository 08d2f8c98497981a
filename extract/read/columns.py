"""Rows of a page → its blocks in reading order: columns one after the other, tables row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

_NARROWEST_GUTTER = 0.75
_CELL_GAP = 1.4
_SAME_START = 0.6
_MOST_CROSSING = 0.4
_FEWEST_ROWS = 4
_WIDE = 0.6
_LEAST_WIDE = 0.35
_FEWEST_TABLE_ROWS = 2
_MOST_WIDER = 1.25
_STEPS = 400


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a row without a wide gap; `gaps` are its narrow ones: offset in `text`, left and right edge."""

    text: str
    left: float
    right: float
    gaps: tuple[tuple[int, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on one baseline, from left to right; `size` is the width of a Chinese character.

    One that stands `alone`, the row of a table, is part of no paragraph.
    """

    base: float
    size: float
    segments: tuple[Segment, ...]
    alone: bool = False

    @property
    def text(self) -> str:
        """All segments, parted by one space."""
        return " ".join(segment.text for segment in self.segments)


Block = list[Row]


def blocks(rows: Sequence[Row]) -> Iterator[Block]:
    """The rows of a page (from top to bottom) in blocks of one column each, in reading order."""
    whole: Block = []
    for band, columns in _bands(rows):
        if not columns:
            whole.extend(band)
            continue
        if whole:
            yield whole
            whole = []
        for column in columns:
            yield from blocks(column)
    if whole:
        yield whole


def _bands(rows: Sequence[Row]) -> Iterator[tuple[Block, tuple[Block, ...]]]:
    """The rows in bands from top to bottom, each with the two columns that it is made of, where it is."""
    middle = _gutter(rows)
    if middle is None:
        yield list(rows), ()
        return
    for crosses, group in groupby(rows, key=lambda row: _crosses(row, middle)):
        band = list(group)
        halves = _halves(band, middle)
        yield band, () if crosses or not _are_columns(*halves) else halves


def cells(block: Block) -> list[str]:
    """The text of each row: cells parted by tabs in a table, elsewhere wide gaps by as many spaces."""
    texts: list[str] = []
    rows = [(row, _parts(row)) for row in block]
    for several, group in groupby(rows, key=lambda row: len(row[1]) > 1):
        run = list(group)
        if several and len(run) >= _FEWEST_TABLE_ROWS:
            texts.extend("\t".join(part.text for part in parts) for parts in _aligned(run))
        else:
            texts.extend(_spaced(row, parts) for row, parts in run)
    return texts


def _aligned(table: Sequence[tuple[Row, list[Segment]]]) -> list[list[Segment]]:
    """The cells of a table's rows: those of narrow gaps too, where a column of the fullest row begins after one."""
    fullest = max((parts for _, parts in table), key=len)
    starts = [part.left for part in fullest[1:]]
    return [_parts(row, starts) if len(parts) < len(fullest) else parts for row, parts in table]


def _parts(row: Row, starts: Sequence[float] = ()) -> list[Segment]:
    """The segments with those joined again that no wide gap parts, and none of `starts`, where columns begin."""
    near = _SAME_START * row.size
    pieces = [piece for segment in row.segments for piece in _pieces(segment, starts, near)] if starts else row.segments
    parts = [pieces[0]]
    for piece in pieces[1:]:
        last = parts[-1]
        begins = any(abs(piece.left - start) <= near for start in starts)
        if not begins and piece.left - last.right < _CELL_GAP * row.size:
            parts[-1] = Segment(f"{last.text} {piece.text}", last.left, piece.right)
        else:
            parts.append(piece)
    return parts


def _pieces(segment: Segment, starts: Sequence[float], near: float) -> list[Segment]:
    """The segment cut at those of its gaps after which a column begins."""
    pieces = []
    begin, left = 0, segment.left
    for offset, end, start in segment.gaps:
        if any(abs(start - column) <= near for column in starts):
            pieces.append(Segment(segment.text[begin:offset].strip(), left, end))
            begin, left = offset, start
    return [*pieces, Segment(segment.text[begin:].strip(), left, segment.right)]


def _spaced(row: Row, parts: Sequence[Segment]) -> str:
    pieces = [parts[0].text]
    for last, segment in pairwise(parts):
        pieces.append(" " * max(2, min(40, round(2 * (segment.left - last.right) / row.size))))
        pieces.append(segment.text)
    return "".join(pieces)


def _gutter(rows: Sequence[Row]) -> float | None:
    """The middle of the strip that fewest rows cross, where there is one away from the margins."""
    if len(rows) < _FEWEST_ROWS:
        return None
    left = min(row.segments[0].left for row in rows)
    right = max(row.segments[-1].right for row in rows)
    step = (right - left) / _STEPS
    if step <= 0:
        return None
    crossing = _crossing(rows, left, step)
    most = _MOST_CROSSING * len(rows)
    narrowest = _NARROWEST_GUTTER * min(row.size for row in rows) / step
    inner = range(_STEPS // 6, _STEPS - _STEPS // 6 + 1)
    strips = [list(run) for free, run in groupby(inner, key=lambda index: crossing[index] <= most) if free]
    wide = [strip for strip in strips if len(strip) >= narrowest]
    if not wide:
        return None
    strip = min(wide, key=lambda strip: (min(crossing[index] for index in strip), -len(strip)))
    fewest = min(crossing[index] for index in strip)
    core = [index for index in strip if crossing[index] == fewest]
    return left + step * (core[len(core) // 2] + 0.5)


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


def _crosses(row: Row, middle: float) -> bool:
    return any(segment.left < middle < segment.right for segment in row.segments)


def _halves(rows: Sequence[Row], middle: float) -> tuple[Block, Block]:
    halves: tuple[Block, Block] = ([], [])
    for row in rows:
        for half, is_left in zip(halves, (True, False), strict=True):
            segments = tuple(segment for segment in row.segments if (segment.right <= middle) == is_left)
            if segments:
                half.append(Row(row.base, row.size, segments, row.alone))
    return halves


def _are_columns(left: Block, right: Block) -> bool:
    """Whether these are two columns of running text; the last one of a text may be short."""
    if not _is_prose(left) or not right:
        return False
    start, end = left[0].segments[0].left, max(row.segments[-1].right for row in left)
    edge = min(row.segments[0].left for row in right)
    is_no_wider = max(row.segments[-1].right for row in right) - edge <= _MOST_WIDER * (end - start)
    starts_as_high = abs(right[0].base - left[0].base) <= 2 * left[0].size
    return _is_prose(right) or (is_no_wider and starts_as_high)


def _is_prose(rows: Block) -> bool:
    """Whether these rows are a column of running text: enough of them, and most as wide as can be."""
    if len(rows) < _FEWEST_ROWS:
        return False
    left = min(row.segments[0].left for row in rows)
    right = max(row.segments[-1].right for row in rows)
    wide = sum(row.segments[-1].right - row.segments[0].left >= _WIDE * (right - left) for row in rows)
    return wide >= _LEAST_WIDE * len(rows) and right - left >= 8 * rows[0].size
