"""Rows of a table whose cells only white space parts: each cell on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extract.text.fold import fold
from extract.text.table_cells import Shape, cell_patterns

_GAPS = (re.compile(" {2,}"), re.compile(" +"))
_SENTENCE_MARK = re.compile("[。！？；]")
_FEWEST_COLUMNS = 3
_LONGEST_ROW = 200


def cells_apart(lines: Iterable[str]) -> Iterator[str]:
    """The lines, those of tables under headings that are known cut into their cells.

    A table ends with the first line, empty ones aside, that has no figure behind its first cell.
    """
    gap: re.Pattern[str] | None = None
    for line in lines:
        row = line.strip()
        if " " not in row or "\t" in row or len(row) > _LONGEST_ROW:
            gap = gap if not row else None
            yield line
            continue
        gap = _gap(row) or (gap if gap and _is_row(gap.split(row)) else None)
        yield from gap.split(row) if gap else [line]


def _gap(row: str) -> re.Pattern[str] | None:
    """What parts the headings of a table in a line; None where the line holds none."""
    return next((gap for gap in _GAPS if _are_headings(gap.split(row))), None)


def _are_headings(cells: list[str]) -> bool:
    if len(cells) < _FEWEST_COLUMNS:
        return False
    kinds = [cell_patterns().column(fold(cell)) for cell in cells]
    return all(kinds) and "item" in kinds and "figure" in kinds


def _is_row(cells: list[str]) -> bool:
    shapes = [cell_patterns().shape(fold(cell)) for cell in cells]
    figures = {Shape.SMALL_NUMBER, Shape.FIGURE, Shape.NO_FIGURE}
    return not figures.isdisjoint(shapes[1:]) and not any(_SENTENCE_MARK.search(cell) for cell in cells)
