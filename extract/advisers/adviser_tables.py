"""Advisers in tables: rows of villages, lawyers and firms, their cells on one line or on a line each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from extract.advisers.firm_names import Name
from extract.advisers.person_names import dotted_ahead, is_name, is_rare_name, is_surnameless
from extract.pattern_data import expand, load_patterns
from extract.text.table_cells import columns_of_advisers
from extract.text.table_lines import Cell, Row, captions_above, filled_lines, tables

_MOST_COLUMNS = 7


@dataclass(frozen=True, slots=True)
class AdviserRow:
    """A firm or office in a row of a table, the people whom the row names for it, the words that say they advise."""

    firm: Name
    people: tuple[Name, ...]
    words: str


def adviser_rows(folded: str, firms: Sequence[Name]) -> list[AdviserRow]:
    """The rows of the text's tables of advisers, in order. `firms` are those that the text names."""
    if not firms:
        return []
    by_span = {(firm.start, firm.end): firm for firm in firms}
    laid_out = ((table.rows, table.above) for table in tables(folded))
    rows: list[AdviserRow] = []
    for lines, above in (*laid_out, *_stacked(folded, by_span)):
        rows += _read(lines, above, by_span)
    return rows


def _read(lines: Sequence[Row], above: Sequence[Cell], firms: Mapping[tuple[int, int], Name]) -> Iterator[AdviserRow]:
    heads = [cell.text for cell in lines[0]]
    columns = columns_of_advisers(heads)
    told = _pattern("advisers").search("\n".join([*heads, *(line.text for line in above)]))
    if columns is None or not told:
        return
    firm_at, people_at = columns
    for row in lines[1:]:
        firm = firms.get(row[firm_at].span) if len(row) == len(heads) else None
        if firm:
            yield AdviserRow(firm, tuple(_people(row[people_at])), told[0])


def _people(cell: Cell) -> Iterator[Name]:
    """The people whom a cell names; what is no name for sure is left out."""
    start = 0
    for separator in (*_pattern("separator").finditer(cell.text), None):
        end = separator.start() if separator else len(cell.text)
        name = _pattern("after_name").sub("", cell.text[start:end])
        dotted = dotted_ahead(name, 0)
        if is_name(name) or is_rare_name(name) or is_surnameless(name) or (dotted and dotted[0] == name):
            yield Name(cell.start + start, cell.start + start + len(name), name)
        start = separator.end() if separator else end


def _stacked(folded: str, firms: Mapping[tuple[int, int], Name]) -> Iterator[tuple[tuple[Row, ...], tuple[Cell, ...]]]:
    """The tables whose headings and cells each stand on a line of their own, with the lines above them."""
    lines = filled_lines(folded)
    free = 0
    for place, line in enumerate(lines):
        if place >= free and _pattern("firm").match(line.text):
            first, rows = max(_ways(lines, place, firms), key=lambda way: len(way[1]), default=(place, ()))
            if len(rows) > 1:
                yield rows, captions_above(lines, first)
                free = first + len(rows) * len(rows[0])


def _ways(
    lines: Sequence[Cell], place: int, firms: Mapping[tuple[int, int], Name]
) -> Iterator[tuple[int, tuple[Row, ...]]]:
    """The rows that the lines make with a heading of firms at a place, by every number of columns.

    With each the line where its headings begin, which are the first row.
    """
    for before in range(min(place + 1, _MOST_COLUMNS)):
        for size in range(max(before + 1, 2), _MOST_COLUMNS + 1):
            first = place - before
            heads = lines[first : first + size]
            if not all(_pattern("heading").match(head.text) for head in heads):
                continue
            rows = [tuple(heads)]
            while len(row := tuple(lines[first + size * len(rows) : first + size * (len(rows) + 1)])) == size:
                if row[before].span not in firms:
                    break
                rows.append(row)
            if columns_of_advisers([head.text for head in heads]):
                yield first, tuple(rows)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(expand(load_patterns("adviser_tables")[name]))
