"""Which numbers alone on their lines are page numbers of a hard-wrapped text, and which are cells of a table."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

# How long pages are, in lines. Some pages have no number: the first ones, those of pictures.
_SHORTEST_PAGE = 8
_LONGEST_PAGE = 80
_MOST_WITHOUT = 3
# How far a page among cells may be off the length of those before.
_SHORTER, _LONGER = 0.6, 1.5
# What a page is worth between lines of text and among cells, and what it loses by each length that it is off.
_IN_TEXT, _AMONG_CELLS, _OFF = 1.0, 0.5, 2.0
_FEWEST_IN_ORDER = 2
_FEWEST_REGULAR = 3
_MOST_RUNS = 6
_REGULAR = 0.2


class LoneNumber(NamedTuple):
    """A number alone on a line: which line, its value, and whether lines of text, not cells, stand on both sides."""

    line: int
    value: int
    in_text: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """Numbers that rise as pages do: the first, the last, what comes before the last, how many stand in text.

    `off` is by how much of its length each page differs from those before, all together.
    """

    first: LoneNumber
    last: LoneNumber
    before: _Run | None = None
    in_text: int = 1
    length: int = 1
    off: float = 0.0

    @property
    def score(self) -> float:
        return _IN_TEXT * self.in_text + _AMONG_CELLS * (self.length - self.in_text) - _OFF * self.off

    def with_next(self, number: LoneNumber, end: int) -> _Run | None:
        """The run with a number where it can be that of one of the next pages, one among cells where it is expected.

        The last page, the number of which stands on the line `end`, can be short.
        """
        steps, lines = number.value - self.last.value, number.line - self.last.line
        is_last = number.line == end
        if not (0 if is_last else steps * _SHORTEST_PAGE) <= lines <= steps * _LONGEST_PAGE:
            return None
        pages = self.last.value - self.first.value
        usual = steps * (self.last.line - self.first.line) / pages if pages else 0.0
        expected = _SHORTER * usual <= lines <= _LONGER * usual if usual else is_last
        if not (number.in_text or expected or (is_last and lines < usual)):
            return None
        off = abs(lines - usual) / usual if usual and not (is_last and lines < usual) else 0.0
        return _Run(self.first, number, self, self.in_text + number.in_text, self.length + 1, self.off + off)

    def is_order(self, in_text: int, end: int) -> bool:
        """Whether the numbers are in order by more than chance, of so many between lines of text in all.

        One between lines of text and one on the last line, `end`, are.
        """
        if self.in_text < _FEWEST_IN_ORDER and not (self.length > 1 and self.last.line == end):
            return False
        is_regular = self.in_text >= _FEWEST_REGULAR and self.off <= _REGULAR * (self.length - 1)
        return 2 * self.in_text >= in_text or is_regular


def page_numbers(numbers: Sequence[LoneNumber], end: int) -> set[int]:
    """The lines of those numbers, in order, that number pages; `end` is the last line of the text.

    They rise by one at the distance of pages; most numbers between lines of text are among them, or they rise very
    regularly. Where only one stands there, it numbers a page if as many pages can be before it.
    """
    in_text = sum(number.in_text for number in numbers)
    run = _longest(numbers, end)
    if run is None or not run.is_order(in_text, end):
        possible = {number.line for number in numbers if number.in_text and _is_possible(number)}
        return possible if len(possible) == 1 else set()
    found = _first_pages(run, numbers)
    while run is not None:
        found.add(run.last.line)
        if run.before is not None:
            found |= _between(run.before.last, run.last, numbers)
        run = run.before
    return found


def _first_pages(run: _Run, numbers: Sequence[LoneNumber]) -> set[int]:
    """The lines of the page numbers among cells before a run, each as far from the next as pages are long."""
    pages = run.last.value - run.first.value
    usual = (run.last.line - run.first.line) / pages if pages else 0.0
    found = set()
    line = float(run.first.line)
    for value in range(run.first.value - 1, 0, -1):
        nearest = _nearest(numbers, value, line - usual, usual * (1 - _SHORTER))
        found |= nearest
        line = float(min(nearest)) if nearest else line - usual
        if line <= 0:
            break
    return found


def _nearest(numbers: Sequence[LoneNumber], value: int, place: float, reach: float) -> set[int]:
    """The line of the number of some value that is nearest to a place, if one is within reach."""
    start = bisect_left(numbers, place - reach, key=lambda number: number.line)
    stop = bisect_right(numbers, place + reach, key=lambda number: number.line)
    alike = [number.line for number in numbers[start:stop] if number.value == value]
    return set(sorted(alike, key=lambda line: abs(line - place))[:1])


def _between(first: LoneNumber, last: LoneNumber, numbers: Sequence[LoneNumber]) -> set[int]:
    """The lines of the page numbers among cells between two that are known: those nearest to where they should be."""
    usual = (last.line - first.line) / (last.value - first.value)
    places = {value: first.line + usual * (value - first.value) for value in range(first.value + 1, last.value)}
    return {line for value in places for line in _nearest(numbers, value, places[value], usual * (1 - _SHORTER))}


def _is_possible(number: LoneNumber) -> bool:
    return 0 < number.value <= number.line // _SHORTEST_PAGE + _MOST_WITHOUT


def _longest(numbers: Sequence[LoneNumber], end: int) -> _Run | None:
    """The run of the highest score."""
    best: _Run | None = None
    latest: defaultdict[int, deque[_Run]] = defaultdict(lambda: deque(maxlen=_MOST_RUNS))
    for number in numbers:
        earlier = (run for step in range(1, _MOST_WITHOUT + 1) for run in latest[number.value - step])
        runs = [run for each in earlier if (run := each.with_next(number, end))]
        if number.in_text and _is_possible(number):
            runs.append(_Run(number, number))
        if runs:
            run = max(runs, key=lambda run: run.score)
            latest[number.value].append(run)
            best = run if best is None or run.score > best.score else best
    return best
