"""Figures in tables: a cell's number with what its row's and its column's headings say that it counts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain
from pathlib import Path

from extract.metrics.find_quantities import NonFact, Quantity
from extract.metrics.indicators import OTHER, Choice, CueIndex
from extract.metrics.metric import Metric, metric_of
from extract.metrics.stacked_tables import stacked_tables
from extract.metrics.table_frame import Frame, frame_of
from extract.metrics.table_sums import ColumnSums
from extract.metrics.table_words import TableWords, table_words
from extract.pattern_data import load_patterns
from extract.reading import Reading
from extract.text.numerals import bounds, number_value
from extract.text.spans import Span
from extract.text.table_lines import Cell, Row, Table, tables
from ontology.model import Comparator, Issue

_NEAREST = 2
# What stands above a table is to its rows what the beginning of a sentence is to its end.
_WIDE = ("sentence", "section")


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
class _Headings:
    """What stands before a figure in its row, merged cells included, and over it in its column."""

    row: tuple[Cell, ...]
    column: tuple[Cell, ...]

    @property
    def all(self) -> tuple[Cell, ...]:
        """Those of the row, then those of the column."""
        return (*self.row, *self.column)


@dataclass(frozen=True, slots=True)
class _Figure:
    cell: Cell
    column: int
    value: Decimal
    unit: str
    comparator: Comparator
    low: Decimal | None = None

    def ends(self) -> tuple[_Figure, ...]:
        """The figure, or both ends of a range."""
        if self.low is None:
            return (self,)
        low = replace(self, value=self.low, comparator=Comparator.AT_LEAST, low=None)
        return low, replace(self, comparator=Comparator.AT_MOST, low=None)


def find_tables(reading: Reading, year: int | None = None, extra: tuple[Path, ...] = ()) -> TableFindings:
    """The figures of a text's tables, in order; `year` is the year reported on.

    A figure without a unit, in its cell, its headings or the table's, raises an issue: one a table.
    Figures of other years, of plans and of parts of the area are no metrics of the report.
    """
    found = TableFindings()
    laid_out = (*tables(reading.folded), *stacked_tables(reading.folded, extra))
    if not laid_out:
        return found
    reader = _Reader(reading, year, extra, CueIndex(reading.folded, extra))
    for table in laid_out:
        frame = frame_of(table, table_words(extra))
        if frame is not None:
            _read(table, frame, reader, found)
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


def _read(table: Table, frame: Frame, reader: _Reader, found: TableFindings) -> None:
    words = table_words(reader.extra)
    sums: dict[int, ColumnSums] = defaultdict(lambda: ColumnSums(found.metrics))
    wholes: dict[int, int] = {}
    unclear: Cell | None = None
    context = _Context(tuple(words.title(table.above)), frame.corner(), tuple(chain.from_iterable(frame.heads)))
    for row, group in frame.rows():
        for figure in _figures(row, reader.extra):
            found.figures.append(figure.cell.span)
            heads = _headings(row, group, figure, frame, words)
            name = _why_not(heads, frame, figure, reader.year, words)
            unit = _unit(figure, row, frame, heads, table.above, words) if not name else ""
            if name or not unit:
                found.left_out.append(NonFact(*figure.cell.span, name or "table-cell"))
                unclear = unclear or (figure.cell if not name else None)
                continue
            *first, metric = [_metric(end, unit, row, heads, context, reader) for end in figure.ends()]
            if first:
                found.metrics += [*first, metric]
                continue
            if any(words.part.match(head.text) for head in heads.row):
                metric = _as_part(metric, wholes.get(figure.column), found.metrics)
                found.metrics.append(metric)
                continue
            is_total = any(map(words.is_total, heads.row))
            if not is_total:
                wholes[figure.column] = len(found.metrics)
            found.metrics.append(metric)
            sums[figure.column].add(len(found.metrics) - 1, is_total=is_total)
    for column in sums.values():
        column.close()
    if unclear is not None:
        found.issues.append(_without_unit(unclear, frame, reader.reading))


def _without_unit(cell: Cell, frame: Frame, reading: Reading) -> Issue:
    start = next(row[0].start for row in frame.body if cell in row)
    why = "no unit stands in the cell, in its headings or above the table"
    return Issue("table-figure-without-unit", reading.document.text[start : cell.end], why, start, cell.end)


def _as_part(metric: Metric, whole: int | None, metrics: Sequence[Metric]) -> Metric:
    """The metric as a share of the one above it, where it can be."""
    if whole is None or metric.unit in load_patterns("metrics")["shares"]:
        return metric
    holds = metrics[whole].unit == metric.unit and metrics[whole].value >= metric.value
    return metric._replace(part_of=whole) if holds else metric


@dataclass(frozen=True, slots=True)
class _Context:
    """What the rows of a table are about: the line above it, the headings of what they name, and all headings."""

    title: tuple[Cell, ...]
    corner: tuple[Cell, ...]
    heads: tuple[Cell, ...]

    def before(self, row: str, *, is_total: bool) -> str:
        """What is said above a row, and the row: other rows say nothing of it. A sum names nothing itself."""
        above = (*self.title, *self.corner, *(self.heads if is_total else ()))
        return "\n".join((*(cell.text for cell in above), row))


def _metric(figure: _Figure, unit: str, row: Row, heads: _Headings, context: _Context, reader: _Reader) -> Metric:
    words = table_words(reader.extra)
    entry = words.units[unit]
    cell = figure.cell
    # Merged cells stand in rows above: they say what is counted and are no part of the evidence.
    start = min([cell.start, *(head.start for head in heads.row if head.start >= row[0].start)])
    quantity = Quantity(cell.start, cell.start, cell.end, figure.value * entry.factor, figure.comparator, entry.base)
    told = [head for head in heads.all if not words.is_total(head)]
    if all(words.says_nothing.match(head.text) for head in told):
        told = [*context.title, *told]
    measured = "".join(words.marks.sub("", reader.reading.words(head.start, head.end)) for head in told)
    choice = _choice(told, heads, quantity, (row[0].start, row[-1].end), context, reader)
    return metric_of(quantity, choice, (start, cell.end), measured, "table")


def _choice(
    told: Sequence[Cell], heads: _Headings, quantity: Quantity, line: Span, context: _Context, reader: _Reader
) -> Choice:
    """The indicator that headings name; of several merged cells the nearest comes before those around it."""
    words = table_words(reader.extra)
    if any(words.in_force.search(head.text) or words.change.search(head.text) for head in heads.column):
        return OTHER
    row = reader.reading.folded[slice(*line)]
    wide = context.before(row, is_total=any(map(words.is_total, heads.row)))
    number = (quantity.number, quantity.end)

    def chosen(named: Iterable[Cell]) -> Choice:
        spans = [head.span for head in named]
        return reader.cues.choose(spans, number, quantity.unit, lambda window: wide if window in _WIDE else row)

    around = heads.row[:-_NEAREST]
    nearest = chosen(head for head in told if head not in around)
    choice = nearest if nearest.hints or not around else chosen(told)
    # The few words of headings fit many indicators: that another one fits too is no doubt worth an issue.
    return choice._replace(rival="")


def _figures(row: Row, extra: tuple[Path, ...]) -> Iterator[_Figure]:
    words = table_words(extra)
    for column, cell in enumerate(row):
        match = words.figure.fullmatch(cell.text)
        if match is None:
            continue
        value = number_value(match["number"], match["scale"] or "")
        low = number_value(match["low"]) if match["low"] else None
        if match["sign"] and words.falls.fullmatch(match["sign"]):
            value, low = (-value, None) if low is None else (-low, -value)
        unit = match["unit"] or ""
        if low is None or (low < value and match["low_unit"] in (None, unit)):
            yield _Figure(cell, column, value, unit, _comparator(match, words), low)


def _comparator(figure: re.Match[str], words: TableWords) -> Comparator:
    more = figure["more"] or figure["more2"]
    if figure["before"]:
        return words.before[figure["before"]]
    if more:
        return bounds("more")[more]
    return bounds("after")[figure["after"]] if figure["after"] else Comparator.EXACTLY


def _headings(row: Row, group: Row, figure: _Figure, frame: Frame, words: TableWords) -> _Headings:
    """The headings of the figure's row, the nearest last, and of its column, the topmost first."""
    if not frame.heads and not frame.naming:
        return _Headings((row[figure.column - 1],), ())
    cells = [
        cell
        for column, cell in enumerate(row[: figure.column])
        if column >= frame.first_of(figure.column)
        and cell.text
        and (frame.names(column) or not words.is_figure(cell))
        and column not in frame.aside
    ]
    return _Headings(_once((*group, *cells)), _once(frame.column(figure.column)))


def _once(heads: Iterable[Cell]) -> tuple[Cell, ...]:
    """The headings without those that repeat another, as a merged cell does."""
    return tuple({head.text: head for head in reversed([*heads])}.values())[::-1]


def _why_not(heads: _Headings, frame: Frame, figure: _Figure, year: int | None, words: TableWords) -> str:
    """The name of what the figure is where it is no metric of the report's year and area; empty where it is one."""
    if frame.names(figure.column):
        return "time-or-order" if any(words.year_column.match(head.text) for head in heads.column) else "table-cell"
    if all(map(words.is_total, heads.all)):
        return "table-cell"
    if any(words.serial.match(head.text) for head in heads.column):
        return "ordinal"
    if not figure.unit and figure.column in frame.aside:
        return "table-cell"
    for head in heads.all:
        if name := words.left_out(head.text):
            return name
        told = words.year.match(head.text) or words.year_within.search(head.text)
        if told and int(told["year"]) != year:
            return "another-year"
    return "part-of-area" if _is_part_of_area(heads, frame, figure, words) else ""


def _is_part_of_area(heads: _Headings, frame: Frame, figure: _Figure, words: TableWords) -> bool:
    """Whether the figure is that of a village or another part; no sum is, nor the only row, of the township itself."""
    if any(map(words.is_total, heads.row)):
        return False
    if len(frame.body) == 1 and any(words.own_area.match(head.text) for head in heads.row):
        return False
    places = [*heads.row, *(cell for column in range(figure.column) for cell in frame.column(column))]
    return any(words.part_of_area(place.text) for place in places)


def _unit(figure: _Figure, row: Row, frame: Frame, heads: _Headings, above: Row, words: TableWords) -> str:
    """The unit of a figure: in its cell, in a column of units, in a heading, above the table, by a heading's noun.

    Empty where none is named, or two at once. A change has the unit of its own heading alone, and a heading of the
    row itself comes before that of a merged cell.
    """
    if figure.unit:
        return figure.unit
    if any(words.change.search(head.text) for head in heads.column):
        return next((unit for head in heads.column if (unit := words.unit_in(head.text))), "")
    own = [row[column].text for column in frame.aside if column < len(row)]
    near = [head for head in heads.all if head.start >= row[0].start or head in heads.column]
    over = [match["unit"] for cell in (*above, *frame.titles) if (match := words.unit_in_caption.search(cell.text))]
    told = (
        {text for text in own if text in words.units}
        or words.units_in(near)
        or words.units_in(heads.all)
        or set(over)
        or {unit for head in heads.all if (unit := words.unit_of_noun(head.text))}
    )
    return told.pop() if len(told) == 1 else ""
