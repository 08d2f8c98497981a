"""Merged cells of a table: one that spans several rows has its words in the first of them alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from extract.text.table_lines import Cell, Row

IsCell = Callable[[Cell], bool]

_FEWEST_CELLS = 2


def aligned(rows: Sequence[Row], is_figure: IsCell, is_total: IsCell) -> list[Row]:
    """The rows, one that lacks its first cell with an empty one there.

    An empty cell at the beginning of a line is lost with its margin. That it was there shows where the figures stand:
    as in the row before if counted from the right, and not if counted from the left. A row that sums others up lacks
    its second cell.
    """
    result: list[Row] = []
    for row in rows:
        above = result[-1] if result else ()
        lacks = _FEWEST_CELLS <= len(row) == len(above) - 1
        if lacks and _fit(row, above[1:], is_figure) and not _fit(row, above[:-1], is_figure):
            place = 1 if is_total(row[0]) else 0
            offset = row[place].start
            row = (*row[:place], Cell("", offset, offset), *row[place:])
        result.append(row)
    return result


def _fit(row: Row, above: Row, is_figure: IsCell) -> bool:
    pairs = [pair for pair in zip(row, above, strict=True) if pair[0].text and pair[1].text]
    return all(is_figure(cell) == is_figure(other) for cell, other in pairs)


def groups(rows: Sequence[Row], naming: Collection[int], is_total: IsCell) -> list[Row]:
    """For each row the cells of rows above that go on into it, from left to right.

    `naming` are the columns that name what is counted: the last of them has the items, the others have groups of
    items. A group goes on where the row has words behind it, none before it, and its cell is empty. It ends with the
    next one, and with a row that sums up. None goes on where the first row lacks one: there the words stand half-way
    down their cells, as on the page, and what is above them is theirs too.
    """
    columns = sorted(naming)
    first = next((row for row in rows if row and not is_total(row[0])), ())
    if any(column >= len(first) or not first[column].text for column in columns[:-1]):
        return [()] * len(rows)
    result: list[Row] = []
    open_groups: dict[int, Cell] = {}
    for row in rows:
        words = [column for column in columns if column < len(row) and row[column].text]
        carried = {column: cell for column, cell in open_groups.items() if words and column < words[0]}
        result.append(tuple(carried.values()))
        if words and words[0] != columns[-1] and all(is_total(row[column]) for column in words):
            open_groups = {}
        elif words:
            open_groups = carried | {column: row[column] for column in words if column != columns[-1]}
    return result
