"""Figures in tables: a cell's number with what its row's and its column's headings say that it counts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from extract.metrics.find_quantities import NonFact, Quantity
from extract.metrics.indicators import OTHER, CueIndex
from extract.metrics.metric import Metric, metric_of
from extract.metrics.stacked_tables import stacked_tables
from extract.metrics.table_lines import Cell, Row, Table, tables
from extract.metrics.table_words import TableWords, table_words
from extract.pattern_data import load_patterns
from extract.reading import Reading
from extract.text.numerals import bounds, number_value
from ontology.model import Comparator, Issue

_MOST_HEADINGS = 3


@dataclass(slots=True)
class TableFindings:
    """What the tables of a text hold: metrics, figures that count nothing by the name of what they are, doubts.

    `figures` are the spans of all cells that hold a figure.
    """

    metrics: list[Metric] = field(default_factory=list)
    left_out: list[NonFact] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    figures: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Figure:
    cell: Cell
    column: int
    value: Decimal
    unit: str
    comparator: Comparator


@dataclass(frozen=True, slots=True)
class _Frame:
    """A table's headings: `shift` is how many columns the rows of figures have before the first heading."""

    heads: tuple[Row, ...]
    body: tuple[Row, ...]
    shift: int


def find_tables(reading: Reading, year: int | None = None, extra: tuple[Path, ...] = ()) -> TableFindings:
    """The figures of a text's tables, in order; `year` is the year reported on.

    A figure without a unit, in its cell, its headings or the table's, raises an issue: one a table.
    Figures of other years, of plans and of parts of the area are no metrics of the report.
    """
    found = TableFindings()
    reader = _Reader(reading, year, extra, CueIndex(reading.folded, extra))
    for table in (*tables(reading.folded), *stacked_tables(reading.folded, extra)):
        framed = _frame(table, extra)
        if framed is not None:
            _read(table, framed, reader, found)
    return found


def with_tables(
    metrics: Sequence[Metric], left_out: Iterable[NonFact], found: TableFindings
) -> tuple[list[Metric], list[NonFact]]:
    """The metrics of sentences and tables, each figure of a table as the table has it."""
    if not found.figures:
        return list(metrics), list(left_out)
    starts = sorted(start for start, _ in found.figures)
    ends = dict(found.figures)

    def in_table(offset: int) -> bool:
        index = bisect_right(starts, offset) - 1
        return index >= 0 and offset < ends[starts[index]]

    places: dict[int, int] = {}
    kept: list[Metric] = []
    for index, metric in enumerate(metrics):
        if not in_table(metric.number[0] if metric.number else metric.start):
            places[index] = len(kept)
            kept.append(metric)
    kept = [m if m.part_of is None else m._replace(part_of=places.get(m.part_of)) for m in kept]
    base = len(kept)
    tabled = [m if m.part_of is None else m._replace(part_of=m.part_of + base) for m in found.metrics]
    others = [fact for fact in left_out if not in_table(fact.start)]
    return [*kept, *tabled], [*others, *found.left_out]


@dataclass(frozen=True, slots=True)
class _Reader:
    reading: Reading
    year: int | None
    extra: tuple[Path, ...]
    cues: CueIndex


def _read(table: Table, frame: _Frame, reader: _Reader, found: TableFindings) -> None:
    words = table_words(reader.extra)
    totals: dict[int, int] = {}
    parts: dict[int, list[int]] = defaultdict(list)
    wholes: dict[int, int] = {}
    unclear: Cell | None = None
    for row in frame.body:
        for figure in _figures(row, frame, reader.extra):
            found.figures.append(figure.cell.span)
            row_heads, column_heads = _headings(row, figure, frame, words)
            name = _why_not(row_heads, column_heads, frame, figure, reader.year, words)
            unit = _unit(figure, row, frame, row_heads, column_heads, table.caption, words) if not name else ""
            if name or not unit:
                found.left_out.append(NonFact(*figure.cell.span, name or "table-cell"))
                unclear = unclear or (figure.cell if not name else None)
                continue
            metric = _metric(figure, unit, row, (row_heads, column_heads), table, reader)
            if any(words.part.match(head.text) for head in row_heads):
                metric = _as_part(metric, wholes.get(figure.column), found.metrics)
            elif any(words.total.match(head.text) for head in row_heads):
                totals[figure.column] = len(found.metrics)
            else:
                parts[figure.column].append(len(found.metrics))
                wholes[figure.column] = len(found.metrics)
            found.metrics.append(metric)
    _tie(found.metrics, totals, parts)
    if unclear is not None:
        found.issues.append(_without_unit(unclear, frame, reader.reading))


def _without_unit(cell: Cell, frame: _Frame, reading: Reading) -> Issue:
    start = next(row[0].start for row in frame.body if cell in row)
    why = "no unit stands in the cell, in its headings or above the table"
    return Issue("table-figure-without-unit", reading.document.text[start : cell.end], why, start, cell.end)


def _as_part(metric: Metric, whole: int | None, metrics: Sequence[Metric]) -> Metric:
    """The metric as a share of the one above it, where it can be."""
    if whole is None or metric.unit in load_patterns("metrics")["shares"]:
        return metric
    holds = metrics[whole].unit == metric.unit and metrics[whole].value >= metric.value
    return metric._replace(part_of=whole) if holds else metric


def _tie(metrics: list[Metric], totals: dict[int, int], parts: dict[int, list[int]]) -> None:
    """The parts of a column as shares of its total, where they make it up."""
    for column, total in totals.items():
        whole = metrics[total]
        shares = [index for index in parts[column] if metrics[index].unit == whole.unit]
        if len(shares) > 1 and sum(metrics[index].value for index in shares) == whole.value:
            for index in shares:
                metrics[index] = metrics[index]._replace(part_of=total)


def _metric(
    figure: _Figure, unit: str, row: Row, heads: tuple[list[Cell], list[Cell]], table: Table, reader: _Reader
) -> Metric:
    words = table_words(reader.extra)
    entry = words.units[unit]
    cell = figure.cell
    told = [head for head in (*heads[0], *heads[1]) if not words.total.match(head.text)]
    start = min([cell.start, *(head.start for head in heads[0])])
    line = (row[0].start, row[-1].end)
    wide = (table.caption.start, row[-1].end)
    value = figure.value * entry.factor
    quantity = Quantity(cell.start, cell.start, cell.end, value, figure.comparator, entry.base)
    choice = reader.cues.choose(
        [head.span for head in told], cell.span, entry.base, lambda window: wide if window == "section" else line
    )
    if any(words.in_force.search(head.text) or words.change.search(head.text) for head in heads[1]):
        choice = OTHER
    measured = "".join(words.marks.sub("", reader.reading.words(head.start, head.end)) for head in told)
    # The few words of headings fit many indicators: that another one fits too is no doubt worth an issue.
    return metric_of(quantity, choice._replace(rival=""), (start, cell.end), measured, "table")


def _frame(table: Table, extra: tuple[Path, ...]) -> _Frame | None:
    """The table cut into headings and rows of figures; None where it has no figures or cannot be laid out."""
    words = table_words(extra)
    count = next((index for index, row in enumerate(table.rows) if _has_figures(row, words)), None)
    if count is None or count > _MOST_HEADINGS:
        return None
    heads, body = table.rows[:count], table.rows[count:]
    if not heads:
        pairs = all(len(row) % 2 == 0 and _are_pairs(row, words) for row in body)
        return _Frame((), body, 0) if pairs else None
    width = max(len(row) for row in body)
    shift = width - len(heads[-1])
    if shift not in (0, 1) and not all(len(row) <= len(heads[-1]) for row in body):
        return None
    fitting = tuple(row for row in body if len(row) <= len(heads[-1]) + max(shift, 0))
    return _Frame(heads, fitting, 1 if shift == 1 else 0)


def _are_pairs(row: Row, words: TableWords) -> bool:
    texts = row[::2]
    return all(cell.text and not words.figure.fullmatch(cell.text) for cell in texts)


def _has_figures(row: Row, words: TableWords) -> bool:
    figures = [cell for cell in row if words.figure.fullmatch(cell.text)]
    return any(not words.year.match(cell.text) for cell in figures)


def _figures(row: Row, frame: _Frame, extra: tuple[Path, ...]) -> Iterator[_Figure]:
    words = table_words(extra)
    for column, cell in enumerate(row):
        match = words.figure.fullmatch(cell.text)
        if match is None:
            continue
        value = number_value(match["number"], match["scale"] or "")
        value = -value if match["sign"] and words.falls.fullmatch(match["sign"]) else value
        yield _Figure(cell, column, value, match["unit"] or "", _comparator(match))


def _comparator(figure: re.Match[str]) -> Comparator:
    more = figure["more"] or figure["more2"]
    return bounds("more")[more] if more else Comparator.EXACTLY


def _headings(row: Row, figure: _Figure, frame: _Frame, words: TableWords) -> tuple[list[Cell], list[Cell]]:
    """The headings of the figure's row, the nearest last, and of its column, the topmost first."""
    if not frame.heads:
        return [row[figure.column - 1]], []
    row_heads = [
        cell
        for column, cell in enumerate(row[: figure.column])
        if cell.text
        and not words.figure.fullmatch(cell.text)
        and not any(words.aside.match(head.text) for head in _column(frame, column))
    ]
    return row_heads, list(dict.fromkeys(_column(frame, figure.column)))


def _column(frame: _Frame, column: int) -> list[Cell]:
    heads = [row[column - frame.shift] for row in frame.heads if 0 <= column - frame.shift < len(row)]
    return [head for head in heads if head.text]


def _why_not(
    row_heads: list[Cell], column_heads: list[Cell], frame: _Frame, figure: _Figure, year: int | None, words: TableWords
) -> str:
    """The name of what the figure is where it is no metric of the report's year and area; empty where it is one."""
    heads = [*row_heads, *column_heads]
    if not any(not words.total.match(head.text) for head in heads):
        return "table-cell"
    if any(words.serial.match(head.text) for head in column_heads):
        return "ordinal"
    if not figure.unit and any(words.aside.match(head.text) for head in column_heads):
        return "table-cell"
    for head in heads:
        if name := words.left_out(head.text):
            return name
        told = words.year.match(head.text) or words.year_within.search(head.text)
        if told and int(told["year"]) != year:
            return "another-year"
    places = [*row_heads, *(cell for column in range(figure.column) for cell in _column(frame, column))]
    is_total = any(words.total.match(head.text) for head in row_heads)
    return "part-of-area" if not is_total and any(words.part_of_area(place.text) for place in places) else ""


def _unit(
    figure: _Figure,
    row: Row,
    frame: _Frame,
    row_heads: list[Cell],
    column_heads: list[Cell],
    caption: Cell,
    words: TableWords,
) -> str:
    """The unit of a figure: in its cell, in a column of units, in a heading, above the table, by a heading's noun.

    Empty where none is named, or two at once. A change has the unit of its own heading alone.
    """
    if figure.unit:
        return figure.unit
    if any(words.change.search(head.text) for head in column_heads):
        return next((unit for head in column_heads if (unit := words.unit_in(head.text))), "")
    own = [cell.text for column, cell in enumerate(row) if _is_unit_column(frame, column, words)]
    told = {text for text in own if text in words.units}
    told = told or {unit for head in (*row_heads, *column_heads) if (unit := words.unit_in(head.text))}
    if not told and (match := words.unit_in_caption.search(caption.text)):
        told = {match["unit"]}
    told = told or {unit for head in (*row_heads, *column_heads) if (unit := words.unit_of_noun(head.text))}
    return told.pop() if len(told) == 1 else ""


def _is_unit_column(frame: _Frame, column: int, words: TableWords) -> bool:
    return any(words.unit_column.match(head.text) for head in _column(frame, column))
