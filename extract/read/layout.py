"""Glyphs with their places on pages → running text: what PDF and OFD files have in common.

Coordinates are in any unit, x to the right, y downwards; all thresholds are in ems, the width of a Chinese character.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extract.marks import union
from extract.read.columns import Block, Row, Segment, blocks, cells
from extract.read.origins import Marked, label

_SAME_LINE = 0.4
_SPACE = 0.13
_SEGMENT_GAP = 0.75
_SHADOW = 0.2
_FIRST_WIDE = 0x2E80

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
    """The glyphs of one page in any order."""

    width: float
    height: float
    glyphs: Sequence[Glyph]


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


def text_of(pages: Sequence[Page]) -> Marked:
    """The running text of the pages in reading order, without page numbers and repeated headers and footers.

    Wrapped lines are joined, the cells of a table's row are parted by tabs; each page's start is marked.
    """
    rows = [_rows(page) for page in pages]
    kept = _without_margins(pages, rows)
    columns = [(number, block) for number, page_rows in enumerate(kept) for block in blocks(page_rows)]
    edges = [_extent(block) for _, block in columns if len(block) >= _FEWEST_ROWS]
    return _joined(
        [
            line
            for number, block in columns
            for line in _lines(number, block, _edges_of(block, edges, pages[number].width))
        ]
    )


def _rows(page: Page) -> list[Row]:
    """The rows of a page from top to bottom, each with its segments from left to right."""
    groups: list[list[Glyph]] = []
    for glyph in sorted(page.glyphs, key=lambda glyph: (glyph.base, glyph.left)):
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
    pieces = [glyphs[0].text]
    for last, glyph in pairwise(glyphs):
        if glyph.left - last.right > _SPACE * size:
            pieces.append(" ")
        pieces.append(glyph.text)
    return Segment("".join(pieces), glyphs[0].left, max(glyph.right for glyph in glyphs))


def _without_margins(pages: Sequence[Page], rows: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """The rows of each page without page numbers and what stands at the same place of many pages."""
    keys = [
        {key: row for row in _edges(page_rows) for key in _keys(row, number, page.height)}
        for number, (page, page_rows) in enumerate(zip(pages, rows, strict=True))
    ]
    seen = Counter(key for page_keys in keys for key in page_keys)
    least = max(2, math.ceil(_LEAST_REPEATED * len(pages)))
    kept = []
    for page, page_rows, page_keys in zip(pages, rows, keys, strict=True):
        repeated = {id(row) for key, row in page_keys.items() if seen[key] >= least}
        outermost = [page_rows[0], page_rows[-1]] if page_rows else []
        numbers = {id(row) for row in outermost if _is_number_in_margin(row, page)}
        kept.append([row for row in page_rows if id(row) not in repeated | numbers and not _is_page_number(row)])
    return kept


def _edges(rows: Sequence[Row]) -> list[Row]:
    return [*rows[:_EDGE_ROWS], *rows[max(_EDGE_ROWS, len(rows) - _EDGE_ROWS) :]]


def _keys(row: Row, page: int, height: float) -> set[tuple[str, int]]:
    """What makes two rows of different pages the same header: their words, and their height to one per cent.

    Short numbers, or the first of them, may be the page's and grow with it.
    """
    percent = round(100 * row.base / height) if height else 0

    def relative(match: re.Match[str]) -> str:
        return f"#{int(match[0]) - page}"

    texts = (row.text, _SHORT_NUMBER.sub(relative, row.text), _SHORT_NUMBER.sub(relative, row.text, count=1))
    return {(text, percent) for text in texts}


def _is_number_in_margin(row: Row, page: Page) -> bool:
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
        yield _Line(text, page, row.base, row.size, indent, space_left, leading, index == 0)


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
    if "\t" in last.text or "\t" in line.text:
        return False
    if last.space_left > _FULL or line.indent > _INDENT:
        return False
    if abs(last.size - line.size) > _OTHER_SIZE * last.size:
        return False
    if not line.first_of_block and line.base - last.base > _LEADING * line.leading:
        return False
    is_new = _FINAL.search(last.text) is not None and union("outline", "mark").match(line.text[:12]) is not None
    return not is_new
