"""The text of a report cut where facts and headings begin and end, so that a page can mark them.

Offsets count code points of the text, as everywhere.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from kg.outline import Section
from viz.explorer.pages.report_facts import Fact

_DEEPEST = 2
"""The deepest level of the outline that is shown as a heading of its own."""

_TITLE_LINES = 5
_ENDS = ("\u3002", "\uff1b", ";", ".")
"""A line that ends like a sentence has its heading within it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line in which the same facts hold. `facts` are their numbers, the shortest fact first.

    `begins` are the ranges of the facts that begin here; each is the target of a link.
    """

    text: str
    facts: tuple[int, ...]
    kinds: tuple[str, ...]
    begins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text from the offset `start` on; `level` is 1 or 2 for a heading, 0 for others."""

    start: int
    level: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a fact stands, its number and kind."""

    start: int
    end: int
    number: int
    kind: str


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the outline, `text[start:end]`."""

    words: str
    level: int
    start: int
    end: int


def headings(text: str, sections: Sequence[Section]) -> list[Heading]:
    """Return the outline's entries, down to the second level."""
    return [
        Heading(section.heading, section.level, section.start, _end_of_line(text, section))
        for section in sections
        if 0 < section.level <= _DEEPEST and section.heading
    ]


def _end_of_line(text: str, section: Section) -> int:
    end = text.find("\n", section.start, section.body)
    return end if end >= 0 else section.body


def lines(text: str, facts: Sequence[Fact], outline: Sequence[Heading]) -> Iterator[Line]:
    """Yield the lines of the text; facts are numbered by their place in `facts`, which is in order of their start."""
    waiting = deque(
        _Span(fact.start, fact.end, number, fact.kind)
        for number, fact in enumerate(facts)
        if fact.start is not None and fact.end is not None
    )
    levels = {heading.start: heading.level for heading in outline}
    holding: list[_Span] = []
    start = 0
    for line in text.split("\n"):
        level = 0 if line.rstrip().endswith(_ENDS) else levels.get(start, 0)
        pieces: list[Piece] = []
        begin, end = start, start + len(line)
        while begin < end:
            while waiting and waiting[0].start <= begin:
                holding.append(waiting.popleft())
            holding = [span for span in holding if span.end > begin]
            holding.sort(key=lambda span: (span.end - span.start, span.number))
            ahead = [span.end for span in holding] + [span.start for span in islice(waiting, 1)]
            stop = min([end, *(offset for offset in ahead if offset > begin)])
            pieces.append(_piece(text[begin:stop], begin, holding))
            begin = stop
        yield Line(start, level, tuple(pieces))
        start = end + 1


def title_end(text: str, title: str) -> int:
    """Return the offset at which the lines end that together are the title, 0 where the text does not begin with it."""
    wanted = "".join(title.split())
    begun, end = "", 0
    for line in text.split("\n", _TITLE_LINES)[:_TITLE_LINES]:
        begun += "".join(line.split())
        end += len(line) + 1
        if not wanted.startswith(begun):
            return 0
        if begun == wanted:
            return end
    return 0


def _piece(text: str, begin: int, holding: Sequence[_Span]) -> Piece:
    """The piece from `begin` on, in which the spans hold."""
    begins = dict.fromkeys(f"char={span.start},{span.end}" for span in holding if span.start == begin)
    kinds = dict.fromkeys(span.kind for span in holding)
    return Piece(text, tuple(span.number for span in holding), tuple(kinds), tuple(begins))
