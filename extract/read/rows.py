"""Rows of cells → lines: header tables as fields, the others with their cells parted by tabs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extract.pattern_data import load_patterns
from extract.read.metadata import header_line

_SPACE = re.compile(r"\s+")
_LABEL_MARKS = re.compile(r"[\s\[\]【】:：]+")
_MOST_COLUMNS = 60
_FEWEST_KEYS = 2
_OTHER_LABEL = re.compile(r"[^\W\d][\w/（）() ]{1,9}[:：]")
_FIGURE = re.compile(r"[0-9０-９]")


def row_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table: «key：value» for each field of a header table, else one line a row, its cells with tabs.

    Cells are text of any white space; rows without text give no line.
    """
    tidy = [[_SPACE.sub(" ", cell).strip() for cell in row] for row in rows]
    if _is_header(tidy):
        return [line for row in tidy for line in _fields(row)]
    return ["\t".join(row).rstrip("\t") for row in tidy if any(row)]


class Grid:
    """A table filled cell by cell: words of a merged cell stand in each of its places, a figure in the first."""

    def __init__(self) -> None:
        """An empty table."""
        self.rows: list[list[str]] = []
        self._pending: dict[int, tuple[int, str]] = {}

    def start_row(self) -> None:
        """Begin the next row."""
        self.rows.append([])

    def add(self, text: str, columns: int = 1, rows: int = 1) -> None:
        """Put a cell of so many columns and rows where the next free place of the row is."""
        self._from_above()
        row = self.rows[-1]
        text = _SPACE.sub(" ", text).strip()
        again = "" if _FIGURE.search(text) else text
        for place in range(max(1, min(columns, _MOST_COLUMNS - len(row)))):
            if rows > 1:
                self._pending[len(row)] = (rows - 1, again)
            row.append(again if place else text)

    def end_row(self) -> None:
        """Take over what hangs down into the rest of the row; a title over all columns stands once."""
        self._from_above()
        row = self.rows[-1]
        if len(row) > 1 and len(set(row)) == 1:
            del row[1:]

    def _from_above(self) -> None:
        row = self.rows[-1]
        while len(row) in self._pending and len(row) < _MOST_COLUMNS:
            left, text = self._pending.pop(len(row))
            if left > 1:
                self._pending[len(row)] = (left - 1, text)
            row.append(text)


def _is_header(rows: Sequence[Sequence[str]]) -> bool:
    keys = [cell for row in rows for cell in row if _begins_field(cell)]
    first = [_begins_field(row[0]) for row in rows if row]
    return len(set(keys)) >= _FEWEST_KEYS and sum(first) * 2 >= len(first)


def _fields(row: Sequence[str]) -> list[str]:
    """The fields of one row; a cell that is no key belongs to the key before it."""
    lines: list[str] = []
    for cell in row:
        if _label(cell) in _keys():
            lines.append(_label(cell) + "：")
        elif _begins_field(cell) or _OTHER_LABEL.fullmatch(cell):
            lines.append(cell)
        elif cell and lines:
            lines[-1] += cell if lines[-1].endswith(("：", ":")) else " " + cell
        elif cell:
            lines.append(cell)
    return [line for line in lines if not line.endswith(("：", ":"))]


def _begins_field(cell: str) -> bool:
    """Whether a cell is a key of a header table, or a key with its value."""
    return _label(cell) in _keys() or header_line().match(cell[:40].replace(" ", "")) is not None


def _label(cell: str) -> str:
    return _LABEL_MARKS.sub("", cell) if len(cell) <= 24 else ""


@cache
def _keys() -> frozenset[str]:
    return frozenset(load_patterns("pages")["header_table"]["keys"])
