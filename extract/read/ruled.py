"""Ruling lines of a page → the tables that they draw."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

_MOST_RULES = 400
_FEWEST_LINES = 2
_MOST_CELLS = 5_000


class Rule(NamedTuple):
    """A straight line, or a thin bar, along the page or down it; y goes downwards."""

    left: float
    top: float
    right: float
    bottom: float


class _Line(NamedTuple):
    """A rule by what it stands at, and from where to where it goes."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table: where its columns and rows begin and end, and for each cell (row, column) how many of both it spans."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    cells: dict[tuple[int, int], tuple[int, int]]
    owners: dict[tuple[int, int], tuple[int, int]]

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """The cell that holds a point; None outside the table."""
        if not (self.columns[0] <= x <= self.columns[-1] and self.rows[0] <= y <= self.rows[-1]):
            return None
        row = min(bisect_right(self.rows, y), len(self.rows) - 1) - 1
        column = min(bisect_right(self.columns, x), len(self.columns) - 1) - 1
        return self.owners[row, column]


def ruled_tables(rules: Sequence[Rule], near: float) -> list[RuledTable]:
    """The tables of more than one row and column that the rules draw, from top to bottom.

    Lines at most `near` apart are one line, and touch each other. A page of very many rules (a drawing) has none.
    """
    across = _merged((_Line((r.top + r.bottom) / 2, r.left, r.right) for r in rules if _is_across(r, near)), near)
    down = _merged((_Line((r.left + r.right) / 2, r.top, r.bottom) for r in rules if _is_down(r, near)), near)
    if not across or not down or max(len(across), len(down)) > _MOST_RULES:
        return []
    found = (_table(*group, near) for group in _groups(across, down, near))
    return sorted((table for table in found if table is not None), key=lambda table: (table.rows[0], table.columns[0]))


def _is_across(rule: Rule, near: float) -> bool:
    return rule.bottom - rule.top <= near < rule.right - rule.left


def _is_down(rule: Rule, near: float) -> bool:
    return rule.right - rule.left <= near < rule.bottom - rule.top


def _merged(lines: Iterator[_Line], near: float) -> list[_Line]:
    """The lines with those joined that go on from one another at the same place."""
    merged: list[_Line] = []
    for bundle in _bundles(sorted(lines), near):
        at = bundle[0].at
        for line in sorted(bundle, key=lambda line: line.start):
            if merged and merged[-1].at == at and line.start <= merged[-1].end + near:
                merged[-1] = _Line(at, merged[-1].start, max(merged[-1].end, line.end))
            else:
                merged.append(_Line(at, line.start, line.end))
    return merged


def _bundles(lines: Sequence[_Line], near: float) -> Iterator[list[_Line]]:
    """The lines (in order) in bundles that stand at the same place."""
    bundle: list[_Line] = []
    for line in lines:
        if bundle and line.at - bundle[0].at > near:
            yield bundle
            bundle = []
        bundle.append(line)
    if bundle:
        yield bundle


def _groups(across: list[_Line], down: list[_Line], near: float) -> Iterator[tuple[list[_Line], list[_Line]]]:
    """The lines that hang together by crossing or touching."""
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, one in enumerate(across):
        for j, other in enumerate(down, len(across)):
            if _meet(one, other, near):
                parent[root(j)] = root(i)
    for group in {root(index): None for index in range(len(across))}:
        yield (
            [line for index, line in enumerate(across) if root(index) == group],
            [line for index, line in enumerate(down, len(across)) if root(index) == group],
        )


def _meet(across: _Line, down: _Line, near: float) -> bool:
    return across.start - near <= down.at <= across.end + near and down.start - near <= across.at <= down.end + near


def _table(across: Sequence[_Line], down: Sequence[_Line], near: float) -> RuledTable | None:
    """The table of lines that hang together; None where they make fewer than two rows or columns."""
    if len(across) < _FEWEST_LINES or not down:
        return None
    columns = _places([*(line.at for line in down), min(a.start for a in across), max(a.end for a in across)], near)
    rows = _places([*(line.at for line in across), min(d.start for d in down), max(d.end for d in down)], near)
    if min(len(columns), len(rows)) <= _FEWEST_LINES or len(columns) * len(rows) > _MOST_CELLS:
        return None
    owners, cells = _cells(columns, rows, across, down, near)
    return RuledTable(columns, rows, cells, owners)


def _places(places: Sequence[float], near: float) -> tuple[float, ...]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > near:
            found.append(place)
    return tuple(found)


_Places = dict[tuple[int, int], tuple[int, int]]


def _cells(
    columns: Sequence[float], rows: Sequence[float], across: Sequence[_Line], down: Sequence[_Line], near: float
) -> tuple[_Places, _Places]:
    """For each field of the grid its cell, and for each cell the rows and columns that no line parts from it."""
    heights = [(top + bottom) / 2 for top, bottom in pairwise(rows)]
    widths = [(left + right) / 2 for left, right in pairwise(columns)]
    right_wall = {
        (row, column)
        for column, edge in enumerate(columns[1:])
        for row, middle in enumerate(heights)
        if any(abs(line.at - edge) <= near and line.start <= middle <= line.end for line in down)
    }
    floor = {
        (row, column)
        for row, edge in enumerate(rows[1:])
        for column, middle in enumerate(widths)
        if any(abs(line.at - edge) <= near and line.start <= middle <= line.end for line in across)
    }
    owners: _Places = {}
    cells: _Places = {}
    for row in range(len(heights)):
        for column in range(len(widths)):
            if (row, column) not in owners:
                span = _span(row, column, right_wall, floor, owners, (len(heights), len(widths)))
                cells[row, column] = span
                owners |= {
                    (row + below, column + beside): (row, column)
                    for below in range(span[0])
                    for beside in range(span[1])
                }
    return owners, cells


def _span(
    row: int,
    column: int,
    right_wall: set[tuple[int, int]],
    floor: set[tuple[int, int]],
    taken: _Places,
    size: tuple[int, int],
) -> tuple[int, int]:
    """How many rows and columns the cell that begins here spans."""
    width = 1
    while (
        column + width < size[1] and (row, column + width - 1) not in right_wall and (row, column + width) not in taken
    ):
        width += 1
    height = 1
    span = range(column, column + width)
    while row + height < size[0] and not any((row + height - 1, each) in floor for each in span):
        height += 1
    return height, width
