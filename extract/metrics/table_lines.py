"""Tables in a text: neighbouring lines whose cells are parted by tabs, upright strokes or wide blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from extract.pattern_data import load_patterns

# Blanks that begin or end a line indent it.
_SEPARATOR = re.compile(r"\t|[|｜]|(?<=[^ \u3000\n])(?:\u3000+| {2,})(?=[^ \u3000\n])")
_BLANKS = " \u3000"
_SENTENCE_END = "。"
_LONGEST_ROW = 2000
_LONGEST_CAPTION = 60
_MOST_CELLS = 60


@dataclass(frozen=True, slots=True)
class Cell:
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
    before = Cell("", 0, 0)
    for line in _lines(text):
        row = _cells(line)
        if row and rows and _is_blank(line) != _is_blank(before):
            if len(rows) > 1:
                yield Table(tuple(rows), above)
            above = captions(() if len(rows) > 1 else above, before)
            rows = []
        if row:
            rows.append(row)
        else:
            if len(rows) > 1:
                yield Table(tuple(rows), above)
            above = captions(() if rows else above, line)
            rows = []
        before = line


def _lines(text: str) -> Iterator[Cell]:
    """The lines of a text, and an empty one behind it."""
    start = 0
    for line in (*text.split("\n"), ""):
        yield Cell(line, start, start + len(line))
        start += len(line) + 1


@cache
def _caption() -> re.Pattern[str]:
    return re.compile(load_patterns("tables")["caption"])


def _is_blank(line: Cell) -> bool:
    """Whether what parts the cells of a row is blank: a row of another table than one with marks, or its caption."""
    separator = _SEPARATOR.search(line.text)
    return bool(separator and separator[0][0] in _BLANKS)


def captions(above: tuple[Cell, ...], line: Cell) -> tuple[Cell, ...]:
    """The short lines that can be a table's captions, once another one follows: two at most, a long line ends them."""
    return (*above[-1:], line) if 0 < len(line.text) <= _LONGEST_CAPTION else ()


def _cells(line: Cell) -> Row:
    """The cells of a row, two or more; none where a line is no row."""
    text = line.text
    if len(text) > _LONGEST_ROW or not _SEPARATOR.search(text):
        return ()
    if _is_blank(line) and (_SENTENCE_END in text or _caption().match(text)):
        return ()
    cells = tuple(_without_frame([_cell(text, line.start, *part) for part in islice(_parts(text), _MOST_CELLS)], text))
    return cells if len(cells) > 1 else ()


def _parts(line: str) -> Iterator[tuple[int, int]]:
    """Where the parts between the separators of a line begin and end."""
    begin = 0
    for match in _SEPARATOR.finditer(line):
        yield begin, match.start()
        begin = match.end()
    yield begin, len(line)


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
