"""A table's lines as headings and rows of figures, with what its merged cells say of the rows that they span."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract.metrics.table_groups import aligned, groups
from extract.metrics.table_words import TableWords
from extract.text.table_lines import Cell, Row, Table

_MOST_HEADINGS = 3
_FEWEST_BESIDE = 4
_TWO_LEVELS = 2


@dataclass(frozen=True, slots=True)
class Frame:
    """A table's headings and its rows of figures.

    `shift` is how many columns the rows of figures have before the first heading; `naming` are the columns before the
    figures that name what is counted, in tables that stand side by side those of the first, `period` its width;
    `aside` say nothing of it; `groups` are for each row the merged cells above that go on into it; `titles` are cells
    over the whole table.
    """

    heads: tuple[Row, ...]
    body: tuple[Row, ...]
    shift: int = 0
    period: int = 0
    naming: frozenset[int] = frozenset()
    aside: frozenset[int] = frozenset()
    groups: tuple[Row, ...] = ()
    titles: tuple[Cell, ...] = ()

    def column(self, column: int) -> list[Cell]:
        """The headings of a column, the topmost first."""
        heads = [row[column - self.shift] for row in self.heads if 0 <= column - self.shift < len(row)]
        return [head for head in heads if head.text]

    def corner(self) -> tuple[Cell, ...]:
        """The cells over the whole table, and the headings of the columns that name what is counted."""
        return (*self.titles, *(head for column in sorted(self.naming) for head in self.column(column)))

    def rows(self) -> Iterator[tuple[Row, Row]]:
        """The rows of figures, each with the merged cells that go on into it."""
        return zip(self.body, self.groups or [()] * len(self.body), strict=True)

    def first_of(self, column: int) -> int:
        """The first column of the table that a column belongs to, where tables stand side by side."""
        return column - column % self.period if self.period else 0

    def names(self, column: int) -> bool:
        """Whether a column names what is counted, so that a number in it (2024, 12345) is no figure."""
        return column - self.first_of(column) in self.naming


def frame_of(table: Table, words: TableWords) -> Frame | None:
    """The table cut into headings and rows of figures; None where it has no figures or cannot be laid out."""
    count = next((index for index, row in enumerate(table.rows) if _has_figures(row, words)), None)
    if count is None or count > _MOST_HEADINGS:
        return None
    body = aligned(table.rows[count:], words.is_figure, words.is_total)
    return _with_headings(table.rows[:count], body, words) if count else _without_headings(body, words)


def _without_headings(body: Sequence[Row], words: TableWords) -> Frame | None:
    """Rows of pairs, or of words with one figure and its unit at the end."""
    if all(len(row) % 2 == 0 and _are_pairs(row, words) for row in body):
        return Frame((), tuple(body))
    width = len(body[0])
    if not all(len(row) == width and _ends_with_its_figure(row, words) for row in body):
        return None
    naming = frozenset(range(width - 1))
    return Frame((), tuple(body), naming=naming, groups=tuple(groups(body, naming, words.is_total)))


def _with_headings(heads: Sequence[Row], body: Sequence[Row], words: TableWords) -> Frame | None:
    width = max(len(row) for row in body)
    heads = _spread(heads, width)
    last = len(heads[-1])
    shift = width - last
    if shift not in (0, 1) and not all(len(row) <= last for row in body):
        return None
    shift = max(shift, 0) if shift == 1 else 0
    fitting = tuple(row for row in body if len(row) <= last + shift)
    over = [
        row for row in heads if len(row) == last and not (shift and row is not heads[-1] and _has_corner(row, words))
    ]
    bare = Frame(tuple(over), fitting, shift, titles=tuple(cell for row in heads if row not in over for cell in row))
    bare = replace(bare, aside=frozenset(column for column in range(width) if _is_aside(bare, column, words)))
    half = last // 2
    texts = [cell.text for cell in heads[-1]]
    if last >= _FEWEST_BESIDE and not shift and last % 2 == 0 and texts[:half] == texts[half:]:
        return replace(bare, period=half, naming=_naming(bare, half, words))
    naming = _naming(bare, width, words)
    return replace(bare, naming=naming, groups=tuple(groups(fitting, naming, words.is_total)))


def _spread(heads: Sequence[Row], width: int) -> Sequence[Row]:
    """The headings, where a row's empty cells show how far those before them reach with these in all of their columns.

    The row below, if it has as many cells as there are such columns, stands under them: empty cells at the beginning
    and the end of a line are lost.
    """
    if len(heads) < _TWO_LEVELS or not all(cell.text for cell in heads[-2][:1]) or len(heads[-2]) > width:
        return heads
    upper = [*heads[-2], *(heads[-2][-1:] * (width - len(heads[-2])))]
    reaching = {column for column in range(width) if column >= len(heads[-2]) or not heads[-2][column].text}
    under = sorted(reaching | {column - 1 for column in reaching})
    lower = list(heads[-1])
    if not reaching or len(lower) not in (len(under), width):
        return heads
    if len(lower) < width:
        empty = Cell("", lower[0].start, lower[0].start)
        lower = [lower[under.index(column)] if column in under else empty for column in range(width)]
    for column in sorted(reaching):
        upper[column] = upper[column - 1] if lower[column].text else upper[column]
    return [*heads[:-2], tuple(upper), tuple(lower)]


def _is_aside(frame: Frame, column: int, words: TableWords) -> bool:
    """Whether a column says nothing of what is counted; one headed 单位 can be of units or of bodies."""
    heads = frame.column(column)
    if any(words.unit_column.match(head.text) for head in heads):
        return any(column < len(row) and row[column].text in words.units for row in frame.body)
    return any(words.aside.match(head.text) for head in heads)


def _has_corner(row: Row, words: TableWords) -> bool:
    """Whether a row of headings has one over the column that the figures' rows begin with."""
    return bool(words.serial.match(row[0].text) or words.item_column.search(row[0].text))


def _naming(frame: Frame, width: int, words: TableWords) -> frozenset[int]:
    """The columns before the first of figures whose headings say that they name something, or say nothing of it."""
    found = []
    for column in range(width):
        if column in frame.aside:
            continue
        heads = frame.column(column)
        names = any(words.item_column.search(head.text) or words.year_column.match(head.text) for head in heads)
        if not names and any(column < len(row) and words.is_figure(row[column]) for row in frame.body):
            break
        found.append(column)
    return frozenset(found)


def _are_pairs(row: Row, words: TableWords) -> bool:
    return all(cell.text and not words.is_figure(cell) for cell in row[::2])


def _ends_with_its_figure(row: Row, words: TableWords) -> bool:
    figure = words.figure.fullmatch(row[-1].text)
    return bool(figure and figure["unit"]) and not any(words.is_figure(cell) for cell in row[:-1])


def _has_figures(row: Row, words: TableWords) -> bool:
    return any(words.is_figure(cell) and not words.year.match(cell.text) for cell in row)
