"""Tables of which each cell stands on a line of its own, as pasting from a word processor leaves them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extract.pattern_data import load_patterns
from extract.text.marks import number
from extract.text.table_cells import cell_patterns
from extract.text.table_lines import Cell, Row, Table, captions_above, filled_lines

_MOST_COLUMNS = 10
_FEWEST_COLUMNS = 2
_FEWEST_ROWS = 2

# The lines that a cell of each kind of column can take, by their shapes. A remark takes a small number, which could
# be the next row's, only where no row would begin without it.
_TAKES = {
    "serial": "[sn]",
    "group": "t?",
    "item": "t{1,2}?",
    "unit": "u?",
    "figure": "[nfd]?",
    "other": "[td]?",
    "remark": "(?:[tfd]t?)?n??",
}


def stacked_tables(text: str, extra: tuple[Path, ...] = ()) -> Iterator[Table]:
    """The tables of a folded text, in order, whose headings and cells each stand on a line of their own.

    Their columns are told by the words of the headings: one that names what is counted and one of figures at least.
    Each has two rows or more; a row has a cell for each column, an empty one where a line is missing. Rows without
    all their figures are left out.
    """
    patterns = cell_patterns(extra)
    lines = filled_lines(text)
    figures = [index for index, line in enumerate(lines) if patterns.heads_figures(line.text)]
    shapes = "".join(patterns.shape(line.text) for line in lines) if figures else ""
    index = 0
    while (ahead := bisect_left(figures, index)) < len(figures):
        index = max(index, figures[ahead] - _MOST_COLUMNS + 1)
        kinds, rows, after = _rows(lines, shapes, index, extra)
        if not kinds:
            index += 1
            continue
        heads = tuple(lines[index : index + len(kinds)])
        yield Table((heads, *rows), captions_above(lines, index))
        index = after


def _rows(
    lines: Sequence[Cell], shapes: str, index: int, extra: tuple[Path, ...]
) -> tuple[tuple[str, ...], list[Row], int]:
    """The columns and rows of the table whose headings begin at a line, and the line after it; no columns for none.

    The first item (行政处罚（件）) can look like a heading: there are as many headings as rows follow.
    """
    kinds = columns([line.text for line in lines[index : index + _MOST_COLUMNS]], extra)
    while len(kinds) >= _FEWEST_COLUMNS:
        rows, after = _Stack(lines, shapes, kinds).rows(index + len(kinds))
        if len(rows) >= _FEWEST_ROWS:
            return kinds, rows, after
        kinds = columns([line.text for line in lines[index : index + len(kinds) - 1]], extra)
    return (), [], index


def columns(headings: Sequence[str], extra: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """The kinds of the columns that the first of some lines are the headings of; none where they are no table's."""
    kinds: list[str] = []
    for heading in headings:
        kind = cell_patterns(extra).column(heading)
        if not kind:
            break
        kinds.append(kind)
    items = [place for place, kind in enumerate(kinds) if kind == "item"]
    single = all(kinds.count(kind) < 2 for kind in ("serial", "unit", "remark"))
    if len(items) not in (1, 2) or "figure" not in kinds or not single:
        return ()
    if len(items) > 1:
        kinds[items[0]] = "group"
    return tuple(kinds)


@dataclass(frozen=True, slots=True)
class _Stack:
    """The lines of a text with their shapes, read as rows of some kinds of columns."""

    lines: Sequence[Cell]
    shapes: str
    kinds: tuple[str, ...]

    def rows(self, first: int) -> tuple[list[Row], int]:
        """The rows from a line on, and the line after the last."""
        rows: list[Row] = []
        at, serial = first, 0
        while match := self._row(at):
            told = self._serial(match)
            if serial and told != serial + 1:
                break
            at, serial = match.end(), told
            cells = [self._cell(*match.span(column + 1), match.start()) for column in range(len(self.kinds))]
            if all(cell.text for cell, kind in zip(cells, self.kinds, strict=True) if kind == "figure"):
                rows.append(tuple(cells))
        return rows, at

    def _row(self, at: int) -> re.Match[str] | None:
        """The row at a line: the next row shows where it ends, else it ends with its figures."""
        followed, last = _row_patterns(self.kinds)
        row = followed.match(self.shapes, at)
        if row and "serial" in self.kinds:
            following = followed.match(self.shapes, row.end()) or last.match(self.shapes, row.end())
            row = row if following and self._serial(following) == self._serial(row) + 1 else None
        return row or last.match(self.shapes, at)

    def _serial(self, row: re.Match[str]) -> int:
        """The number of a row; 0 where rows have none."""
        if "serial" not in self.kinds:
            return 0
        cell = self.lines[row.start(self.kinds.index("serial") + 1)]
        return number(cell.text.strip(load_patterns("tables")["stacked"]["serial_marks"]))

    def _cell(self, start: int, end: int, row: int) -> Cell:
        """The cell that some lines make up; where there are none, an empty one behind the row's last."""
        lines = self.lines[start:end]
        if lines:
            return Cell("".join(line.text for line in lines), lines[0].start, lines[-1].end)
        place = self.lines[start - 1].end if start > row else self.lines[row].start
        return Cell("", place, place)


@cache
def _row_patterns(kinds: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A row that another follows, and the last one, of which nothing shows whether the next line is its remark.

    The next row shows by its serial number and the text behind it, where rows have one, else by all its cells.
    """
    takes = [f"({_TAKES[kind]})" for kind in kinds]
    last = "".join({"remark": "()", "figure": "([nfd])"}.get(kind, f"({_TAKES[kind]})") for kind in kinds)
    opening = "".join(_TAKES[kind] for kind in kinds[: kinds.index("serial") + 1]) + "t" if "serial" in kinds else last
    return re.compile(f"{''.join(takes)}(?={opening})"), re.compile(last)
