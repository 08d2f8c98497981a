"""Glyphs with their places on pages → running text: what PDF and OFD files have in common.

Coordinates are in any unit, x to the right, y downwards; all thresholds are in ems, the width of a Chinese character.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from statistics import median
from typing import NamedTuple

from extract.read.columns import Block, Row, Segment, blocks, cells
from extract.read.origins import Marked, label
from extract.read.rows import Grid, row_lines
from extract.read.ruled import Rule, RuledTable, ruled_tables
from extract.text.marks import union

_SAME_LINE = 0.4
_SPACE = 0.13
_SEGMENT_GAP = 0.75
_SHADOW = 0.2
_FIRST_WIDE = 0x2E80
_SAME_RULE = 0.3
_LONGEST_CELL = 400

_FEWEST_ROWS = 8
_NARROWEST_COLUMN = 10
_EDGE_ROWS = 3
_MARGIN = 0.1
_LEAST_REPEATED = 0.3
_NUMBER_ONLY = re.compile(r"\W*\d{1,4}\W*(?:\d{1,4}\W*)?")
_SHORT_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,3}(?![0-9])")

_FULL = 2.4
_INDENT = 1.0
_LEADING = 1.4
_OTHER_SIZE = 0.12
_OFF_CENTRE = 1.0
_FAR_IN = 3.0
_TITLE_LEADING = 2.6
_FINAL = re.compile("[。！？；：.!?;:][”’\"'）)》]*$")


class Glyph(NamedTuple):
    """A character, its left and right edge, its baseline and the size of its font."""

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Page:
    """The glyphs and the ruling lines of one page in any order."""

    width: float
    height: float
    glyphs: Sequence[Glyph]
    rules: Sequence[Rule] = ()


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a page from top to bottom."""

    width: float
    height: float
    rows: list[Row]


@dataclass(slots=True)
class _Line:
    """A line of running text: where it stands, and whether it fills its column."""

    text: str
    page: int
    base: float
    size: float
    indent: float
    space_left: float
    leading: float
    alone: bool
    first_of_block: bool = False


@dataclass(slots=True)
class _Writer:
    """The text so far, and where its pages begin."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[tuple[int, str]] = field(default_factory=list)
    page: int = -1

    def write(self, text: str, page: int) -> None:
        if page != self.page:
            self.page = page
            self.marks.append((self.length, label("page", page + 1)))
        self.parts.append(text)
        self.length += len(text)


def text_of(pages: Iterable[Page]) -> Marked:
    """The running text of the pages in reading order, without page numbers and repeated headers and footers.

    Wrapped lines are joined, the cells of a table's row are parted by tabs; each page's start is marked.
    """
    rows = [_Rows(page.width, page.height, _page_rows(page)) for page in pages]
    kept = _without_repeated_heads(_without_margins(rows))
    columns = [(number, block) for number, page_rows in enumerate(kept) for block in blocks(page_rows)]
    edges = [_extent(block) for _, block in columns if len(block) >= _FEWEST_ROWS]
    return _joined(
        [
            line
            for number, block in columns
            for line in _lines(number, block, _edges_of(block, edges, rows[number].width))
        ]
    )


def _page_rows(page: Page) -> list[Row]:
    """The rows of a page from top to bottom, those of ruled tables with their cells parted by tabs."""
    tables, loose = _tables(page)
    held = [row for table, glyphs in tables for row in _table_rows(table, glyphs)]
    return sorted([*_rows(loose), *held], key=lambda row: row.base) if held else _rows(loose)


_Cells = dict[tuple[int, int], list[Glyph]]


def _tables(page: Page) -> tuple[list[tuple[RuledTable, _Cells]], Sequence[Glyph]]:
    """The ruled tables of a page with the glyphs in their cells, and the glyphs of no table."""
    if not page.rules or not page.glyphs:
        return [], page.glyphs
    size = median(glyph.size for glyph in page.glyphs)
    found: list[tuple[RuledTable, _Cells]] = []
    loose = page.glyphs
    for table in ruled_tables(page.rules, _SAME_RULE * size):
        inside: _Cells = {}
        outside: list[Glyph] = []
        for glyph in loose:
            cell = table.cell_at((glyph.left + glyph.right) / 2, glyph.base - glyph.size / 3)
            (outside if cell is None else inside.setdefault(cell, [])).append(glyph)
        # Longer than any cell: lines that frame running text.
        if inside and max(map(len, inside.values())) <= _LONGEST_CELL:
            found.append((table, inside))
            loose = outside
    return found, loose


def _table_rows(table: RuledTable, glyphs: _Cells) -> list[Row]:
    """The lines of a table as rows between its first and its last line."""
    grid = Grid()
    for row in range(len(table.rows) - 1):
        grid.start_row()
        for column in range(len(table.columns) - 1):
            if (row, column) in table.cells:
                height, width = table.cells[row, column]
                grid.add(_cell_text(glyphs.get((row, column), ())), width, height)
        grid.end_row()
    lines = row_lines(grid.rows)
    top, left, right = table.rows[0], table.columns[0], table.columns[-1]
    step = (table.rows[-1] - top) / (len(lines) + 1)
    size = _em([glyph for cell in glyphs.values() for glyph in cell])
    return [
        Row(top + step * (number + 1), size, (Segment(line, left, right),), alone=True)
        for number, line in enumerate(lines)
    ]


def _cell_text(glyphs: Iterable[Glyph]) -> str:
    """The text of a cell, its lines joined."""
    text = ""
    for row in _rows(glyphs):
        text += (" " if text and text[-1].isascii() and row.text[0].isascii() else "") + row.text
    return text


def _rows(glyphs: Iterable[Glyph]) -> list[Row]:
    """The rows of glyphs from top to bottom, each with its segments from left to right."""
    groups: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.base, glyph.left)):
        if groups and glyph.base - groups[-1][0].base <= _SAME_LINE * max(glyph.size, groups[-1][0].size):
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    return [row for row in map(_row, groups) if row.segments]


def _row(glyphs: Iterable[Glyph]) -> Row:
    ordered = _without_shadows(sorted(glyphs, key=lambda glyph: glyph.left))
    size = _em(ordered)
    segments: list[list[Glyph]] = []
    for glyph in ordered:
        if segments and glyph.left - segments[-1][-1].right <= _SEGMENT_GAP * size:
            segments[-1].append(glyph)
        else:
            segments.append([glyph])
    base = median(glyph.base for glyph in ordered)
    return Row(base, size, tuple(_segment(segment, size) for segment in segments))


def _em(glyphs: Sequence[Glyph]) -> float:
    """The width of a Chinese character among `glyphs`, else the size of their font."""
    wide = [glyph.right - glyph.left for glyph in glyphs if ord(glyph.text[0]) >= _FIRST_WIDE]
    return max(median(wide) if wide else median(glyph.size for glyph in glyphs), 1e-6)


def _without_shadows(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """The glyphs (from left to right) without those drawn twice to look bold."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        near = (old for old in kept[-3:] if old.text == glyph.text)
        if not any(abs(old.left - glyph.left) < _SHADOW * glyph.size for old in near):
            kept.append(glyph)
    return kept


def _segment(glyphs: Sequence[Glyph], size: float) -> Segment:
    text = glyphs[0].text
    gaps = []
    for last, glyph in pairwise(glyphs):
        if glyph.left - last.right > _SPACE * size:
            gaps.append((len(text), last.right, glyph.left))
            text += " "
        text += glyph.text
    return Segment(text, glyphs[0].left, max(glyph.right for glyph in glyphs), tuple(gaps))


def _without_margins(pages: Sequence[_Rows]) -> list[list[Row]]:
    """The rows of each page without page numbers and what stands at the same place of many pages."""
    keys = [
        {key: row for row in _edges(page.rows) for key in _keys(row, number, page.height)}
        for number, page in enumerate(pages)
    ]
    seen = Counter(key for page_keys in keys for key in page_keys)
    least = max(2, math.ceil(_LEAST_REPEATED * len(pages)))
    kept = []
    for page, page_keys in zip(pages, keys, strict=True):
        repeated = {id(row) for key, row in page_keys.items() if seen[key] >= least}
        outermost = [page.rows[0], page.rows[-1]] if page.rows else []
        numbers = {id(row) for row in outermost if _is_number_in_margin(row, page)}
        kept.append([row for row in page.rows if id(row) not in repeated | numbers and not _is_page_number(row)])
    return kept


def _without_repeated_heads(pages: Sequence[list[Row]]) -> list[list[Row]]:
    """The rows of each page; where a table goes on from the page before, its head stands once."""
    head: Row | None = None
    kept = []
    for rows in pages:
        goes_on = bool(rows) and rows[0].alone and head is not None and rows[0].text == head.text
        kept.append(rows[1:] if goes_on else rows)
        in_table = len(list(takewhile(lambda row: row.alone, reversed(rows))))
        if not (goes_on and in_table == len(rows)):
            head = rows[-in_table] if in_table else None
    return kept


def _edges(rows: Sequence[Row]) -> list[Row]:
    edges = [*rows[:_EDGE_ROWS], *rows[max(_EDGE_ROWS, len(rows) - _EDGE_ROWS) :]]
    return [row for row in edges if not row.alone]


def _keys(row: Row, page: int, height: float) -> set[tuple[str, int]]:
    """What makes two rows of different pages the same header: their words, and their height to one per cent.

    Short numbers, or the first of them, may be the page's and grow with it.
    """
    percent = round(100 * row.base / height) if height else 0

    def relative(match: re.Match[str]) -> str:
        return f"#{int(match[0]) - page}"

    texts = (row.text, _SHORT_NUMBER.sub(relative, row.text), _SHORT_NUMBER.sub(relative, row.text, count=1))
    return {(text, percent) for text in texts}


def _is_number_in_margin(row: Row, page: _Rows) -> bool:
    in_margin = not page.height * _MARGIN < row.base < page.height * (1 - _MARGIN)
    return in_margin and _NUMBER_ONLY.fullmatch(row.text.strip()) is not None


def _is_page_number(row: Row) -> bool:
    return union("noise", "page_number").search(row.text.replace(" ", "")) is not None


def _extent(block: Block) -> tuple[float, float]:
    """The left and right edge of a column."""
    return min(row.segments[0].left for row in block), max(row.segments[-1].right for row in block)


def _edges_of(block: Block, edges: Sequence[tuple[float, float]], width: float) -> tuple[float, float]:
    """The edges of the column that a block stands in.

    A short block has those of the narrowest long one around it; one across the page's middle goes on to the right
    as far from the page's edge as on the left; what is too narrow for running text has no right edge.
    """
    left, right = _extent(block)
    size = block[0].size
    around = [edge for edge in edges if edge[0] <= left + size / 2 and edge[1] >= right - size / 2]
    if len(block) < _FEWEST_ROWS and around:
        wider = min(around, key=lambda edge: edge[1] - edge[0])
        left, right = min(left, wider[0]), max(right, wider[1])
    if left < width / 2 < right:
        right = max(right, width - left)
    return left, right if right - left >= _NARROWEST_COLUMN * size else math.inf


def _lines(page: int, block: Block, edges: tuple[float, float]) -> Iterator[_Line]:
    """The lines of one column between its edges."""
    left, right = edges
    steps = sorted(after.base - row.base for row, after in pairwise(block))
    leading = steps[len(steps) // 4] if steps else 0.0
    for index, (row, text) in enumerate(zip(block, cells(block), strict=True)):
        indent = (row.segments[0].left - left) / row.size
        space_left = (right - row.segments[-1].right) / row.size
        yield _Line(text, page, row.base, row.size, indent, space_left, leading, row.alone, index == 0)


def _joined(lines: Sequence[_Line]) -> Marked:
    writer = _Writer()
    last: _Line | None = None
    for line in lines:
        if last is not None:
            writer.write(_glue(last, line) if _goes_on(last, line) else "\n", last.page)
        writer.write(line.text, line.page)
        last = line
    text = "".join(writer.parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Marked(text, tuple(writer.marks))


def _glue(last: _Line, line: _Line) -> str:
    """A space between two words of Latin letters, nothing elsewhere."""
    return " " if _is_letter(last.text[-1]) and _is_letter(line.text[0]) else ""


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _goes_on(last: _Line, line: _Line) -> bool:
    """Whether `line` goes on with the paragraph of `last`: that one is full, and this one is not indented."""
    if last.alone or line.alone or "\t" in last.text or "\t" in line.text:
        return False
    if last.space_left > _FULL or abs(last.size - line.size) > _OTHER_SIZE * last.size:
        return False
    if line.indent > _INDENT:
        return _is_title_going_on(last, line)
    if not line.first_of_block and line.base - last.base > _LEADING * line.leading:
        return False
    is_new = _FINAL.search(last.text) is not None and union("outline", "mark").match(line.text[:12]) is not None
    return not is_new


def _is_title_going_on(last: _Line, line: _Line) -> bool:
    """Whether both lines are centred, the first of them full, the second further in than a paragraph begins."""
    centred = line.indent >= _FAR_IN and all(abs(each.indent - each.space_left) <= _OFF_CENTRE for each in (last, line))
    return centred and not _FINAL.search(last.text) and line.base - last.base <= _TITLE_LEADING * line.size
