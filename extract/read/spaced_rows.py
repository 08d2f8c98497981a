"""Rows of a table whose cells only white space parts: each cell on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from extract.advisers.person_names import is_name
from extract.pattern_data import expand, load_patterns
from extract.text.fold import fold
from extract.text.table_cells import Shape, cell_patterns, columns_of_advisers

_GAPS = (re.compile(" {2,}"), re.compile(" +"))
_SENTENCE_MARK = re.compile("[。！？；]")
_RUNNING_MARK = re.compile("[。！？；，：]")
_FEWEST_COLUMNS = 2
_LONGEST_ROW = 200


def cells_apart(lines: Iterable[str]) -> Iterator[str]:
    """The lines, those of tables under headings that are known cut into their cells.

    A row that names a firm and its people without a heading gets tabs between its cells.
    A table of figures ends with the first line, empty ones aside, that has no figure behind its first cell, one of
    advisers with the first that has not as many cells as there are headings.
    """
    table: _Table | None = None
    for line in lines:
        row = line.strip()
        if " " not in row or "\t" in row or len(row) > _LONGEST_ROW:
            table = table if not row else None
            yield line
            continue
        table = _table(row) or (table if table and table.holds(row) else None)
        yield from table.gap.split(row) if table else [_tabbed(row) or line]


class _Table(NamedTuple):
    """What parts the cells of a table, and how many there are in a row; 0 where a row is told by its figures."""

    gap: re.Pattern[str]
    columns: int = 0

    def holds(self, row: str) -> bool:
        """Whether a line is a row of the table."""
        cells = self.gap.split(row)
        return len(cells) == self.columns if self.columns else _has_figures(cells)


def _table(row: str) -> _Table | None:
    """The table of which a line holds the headings; None where it holds none."""
    for gap in _GAPS:
        headings = [fold(cell) for cell in gap.split(row)]
        if len(headings) < _FEWEST_COLUMNS:
            continue
        kinds = [cell_patterns().column(heading) for heading in headings]
        if all(kinds) and "item" in kinds and "figure" in kinds:
            return _Table(gap)
        if columns_of_advisers(headings) and not _is_sentence(row):
            return _Table(gap, len(headings))
    return None


def _is_sentence(row: str) -> bool:
    """Whether a line has the marks of running text."""
    return bool(_RUNNING_MARK.search(fold(row)))


def _tabbed(row: str) -> str | None:
    """The row of a firm, people and what else says whose advisers they are, with tabs; None for any other line."""
    for gap in _GAPS if _blank_row("near").search(row) else ():
        cells = gap.split(row)
        kinds = [_kind(fold(cell)) for cell in cells]
        if all(kinds) and kinds.count("firm") == 1 and "person" in kinds and not _is_sentence(row):
            return "\t".join(cells)
    return None


def _kind(cell: str) -> str:
    """What a cell of a row of advisers names: a firm, a person or whose they are; empty for anything else."""
    if _blank_row("firm").match(cell) and not _blank_row("no_firm").match(cell):
        return "firm"
    if all(is_name(_blank_row("person").sub("", name).replace(" ", "")) for name in cell.split("、")):
        return "person"
    return "other" if _blank_row("other").match(cell) else ""


@cache
def _blank_row(name: str) -> re.Pattern[str]:
    return re.compile(expand(load_patterns("adviser_tables")["blank_row"][name]))


def _has_figures(cells: list[str]) -> bool:
    shapes = [cell_patterns().shape(fold(cell)) for cell in cells]
    figures = {Shape.SMALL_NUMBER, Shape.FIGURE, Shape.NO_FIGURE}
    return not figures.isdisjoint(shapes[1:]) and not any(_SENTENCE_MARK.search(cell) for cell in cells)
