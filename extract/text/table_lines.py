"""Tables in a text: neighbouring lines whose cells are parted by tabs or upright strokes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_SEPARATOR = re.compile(r"\t|[|｜]")
_LONGEST_ROW = 2000
_LONGEST_CAPTION = 60
_MOST_CELLS = 60


class Cell(NamedTuple):
    """A cell's text, `text[start:end]` of the document."""

    text: str
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        """Where the cell stands."""
        return self.start, self.end


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table, and the short lines before it, the nearest last."""

    rows: tuple[Row, ...]
    above: tuple[Cell, ...]


def tables(text: str) -> Iterator[Table]:
    """The tables of a folded text in order: two rows or more."""
    if not _SEPARATOR.search(text):
        return
    rows: list[Row] = []
    above: tuple[Cell, ...] = ()
    start = 0
    for line in (*text.split("\n"), ""):
        row = _cells(line, start)
        if len(row) > 1:
            rows.append(row)
        else:
            if len(rows) > 1:
                yield Table(tuple(rows), above)
            above = captions(() if rows else above, Cell(line, start, start + len(line)))
            rows = []
        start += len(line) + 1


def filled_lines(text: str) -> list[Cell]:
    """The lines of a text that are not empty, each a cell."""
    lines: list[Cell] = []
    start = 0
    for line in text.split("\n"):
        if line:
            lines.append(Cell(line, start, start + len(line)))
        start += len(line) + 1
    return lines


def captions_above(lines: Sequence[Cell], index: int) -> tuple[Cell, ...]:
    """The captions of the table that begins at a line."""
    above: tuple[Cell, ...] = ()
    for line in lines[max(0, index - 2) : index]:
        above = captions(above, line)
    return above


def captions(above: tuple[Cell, ...], line: Cell) -> tuple[Cell, ...]:
    """The short lines that can be a table's captions, once another one follows: two at most, a long line ends them."""
    return (*above[-1:], line) if 0 < len(line.text) <= _LONGEST_CAPTION else ()


def _cells(line: str, start: int) -> Row:
    if len(line) > _LONGEST_ROW or not _SEPARATOR.search(line):
        return ()
    edges = [-1, *(match.start() for match in _SEPARATOR.finditer(line)), len(line)]
    cells = [_cell(line, start, edges[i] + 1, edges[i + 1]) for i in range(min(len(edges) - 1, _MOST_CELLS))]
    return tuple(_without_frame(cells, line))


def _cell(line: str, start: int, first: int, last: int) -> Cell:
    while first < last and line[first] == " ":
        first += 1
    while first < last and line[last - 1] == " ":
        last -= 1
    return Cell(line[first:last], start + first, start + last)


def _without_frame(cells: Sequence[Cell], line: str) -> Sequence[Cell]:
    """The cells without the empty ones outside strokes that frame the row."""
    if "\t" not in line and len(cells) > 2 and not cells[0].text and not cells[-1].text:
        return cells[1:-1]
    return cells
