"""Rows of cells → lines: header tables as fields, the others with their cells parted by tabs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import groupby

from extract.pattern_data import load_patterns
from extract.read.metadata import header_line
from extract.text.marks import union
from extract.text.script import in_simplified

TYPED_TAB = "\ue009"
"""A tab as someone types it, which may part cells or only make a gap; the tabs of lines part cells."""

_SPACE = re.compile(r"\s+")
_GAP = "    "
_FIGURE_CELL = re.compile(r"[0-9０-９][0-9０-９,.]*\s*[%％]?")
_LABEL_MARKS = re.compile(r"[\s\[\]【】:：]+")
_MOST_COLUMNS = 60
_FEWEST_KEYS = 2
_LONGEST_LABEL = 24
_LONGEST_KEY = 40
_OTHER_LABEL = re.compile(r"[^\W\d][\w/（）() ]{1,9}[:：]")
_FIGURE = re.compile(r"[0-9０-９]")


def row_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table: «key：value» for each field of a header table, else one line a row, its cells with tabs.

    Cells are text of any white space; rows without text give no line.
    """
    tidy = [[_SPACE.sub(" ", cell).strip() for cell in row] for row in rows]
    if _is_header(tidy):
        return [line for row in _side_by_side(tidy) for line in _fields(row)]
    return ["\t".join(row).rstrip("\t") for row in tidy if any(row)]


def with_typed_tabs(lines: Iterable[str]) -> list[str]:
    """The lines with `TYPED_TAB` as tabs where they make a table, elsewhere as a wide gap.

    Two or more lines one after the other with as many cells, some of them figures, are a table.
    """
    result: list[str] = []
    for count, group in groupby(map(_typed_cells, lines), key=len):
        run = list(group)
        is_table = count > 1 and len(run) > 1 and any(_FIGURE_CELL.fullmatch(cell) for row in run for cell in row[1:])
        result.extend(("\t" if is_table else _GAP).join(row) for row in run)
    return result


def _typed_cells(line: str) -> list[str]:
    """The cells of a line; the line alone where it has none, or is a heading or list item after its number."""
    if TYPED_TAB not in line:
        return [line]
    cells = [cell.strip() for cell in re.split(f"{TYPED_TAB}+", line.strip(TYPED_TAB + " "))]
    is_item = len(cells) == 2 and union("outline", "mark").fullmatch(cells[0])
    return [_GAP.join(cells)] if is_item else cells


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


def _side_by_side(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows; a row of keys over a row of values gives a row with each key before its value."""
    result: list[list[str]] = []
    for row in rows:
        above = result[-1] if result else []
        over = len(above) > 1 and len(above) == len(row) and all(map(is_header_key, above))
        if over and not any(map(_begins_field, row)):
            result[-1] = [cell for pair in zip(above, row, strict=True) for cell in pair]
        else:
            result.append([*row])
    return result


def _fields(row: Sequence[str]) -> list[str]:
    """The fields of one row; a cell that is no key belongs to the key before it."""
    lines: list[str] = []
    for cell in row:
        if is_header_key(cell):
            lines.append(_LABEL_MARKS.sub("", cell) + "：")
        elif _begins_field(cell) or _OTHER_LABEL.fullmatch(cell):
            lines.append(cell)
        elif cell and lines:
            lines[-1] += cell if lines[-1].endswith(("：", ":")) else " " + cell
        elif cell:
            lines.append(cell)
    return [line for line in lines if not line.endswith(("：", ":"))]


def _begins_field(cell: str) -> bool:
    """Whether a cell is a key of a header table, or a key with its value."""
    return is_header_key(cell) or _is_header_line(cell[:_LONGEST_KEY])


@lru_cache(maxsize=4096)
def _is_header_line(start: str) -> bool:
    return header_line().match(in_simplified(start.replace(" ", ""))) is not None


def is_header_key(text: str) -> bool:
    """Whether a text is the name of a header table's field and nothing else, in either script."""
    return len(text) <= _LONGEST_LABEL and _is_key(text)


@lru_cache(maxsize=4096)
def _is_key(text: str) -> bool:
    return in_simplified(_LABEL_MARKS.sub("", text)) in _keys()


@cache
def _keys() -> frozenset[str]:
    return frozenset(load_patterns("pages")["header_table"]["keys"])
