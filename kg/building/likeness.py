"""Whether two texts are one report: the same letters and digits, whatever the formats did to the rest.

Two files hold one report where every statement of either stands word for word in the other too. So a page number or
the frame of a web page parts nothing, while one corrected figure does; and what is merged loses no statement. A file
of a page format may lack some statements of the other: cells of tables and lone digits get lost there.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rapidfuzz.distance import Indel

from extract.text.script import simplified

PAGE_FORMATS = frozenset({".pdf", ".ofd"})
"""Suffixes of formats that hold places on pages, from which the text is guessed."""

_MAY_LACK = 0.05
_LEAST_LIKENESS = 0.8
_LONGEST = 20_000
_STRETCH = 8
_NUMBER_JOINTS = frozenset(",.，．")

# What may stand before the number of an item or a page, on its line.
_BEFORE_ITEMS = " \t（([【—-"

Span = tuple[int, int]


def letters(text: str) -> str:
    """The letters and digits of `text`, in one script and one width: what no change of format changes."""
    return "".join(char for _, char in _letters(text))


def fingerprint(text: str) -> str:
    """A digest of the letters and digits of `text`."""
    return hashlib.sha256(letters(text).encode("utf-8", "replace")).hexdigest()


def _letters(text: str) -> Iterator[tuple[int, str]]:
    """Each letter and digit, with its offset in `text`."""
    for offset, char in enumerate(simplified(text)):
        for form in char if char.isascii() else unicodedata.normalize("NFKC", char):
            if form.isalnum():
                yield offset, form.casefold()


@dataclass(frozen=True)
class Reading:
    """A report's text, and where its statements stand in it; `of_pages` where its format is one of `PAGE_FORMATS`."""

    text: str
    statements: tuple[Span, ...]
    of_pages: bool = False

    @cached_property
    def tokens(self) -> tuple[list[str], list[int]]:
        """The letters one by one and the numbers whole, and the offset of each."""
        words: list[str] = []
        offsets: list[int] = []
        last = -2
        for offset, char in _letters(self.text):
            joined = offset - last == 1 or (offset - last == 2 and self.text[last + 1] in _NUMBER_JOINTS)
            if words and joined and char.isdigit() and words[-1][-1].isdigit():
                words[-1] += char
            else:
                words.append(char)
                offsets.append(offset)
            last = offset
        return words, offsets

    def says(self, start: int, end: int) -> bool:
        """Whether tokens are more than the numbers of pages and of items, which begin their line."""
        words, offsets = self.tokens
        return any(
            not word.isdigit() or self.text[self.text.rfind("\n", 0, offset) + 1 : offset].strip(_BEFORE_ITEMS)
            for word, offset in zip(words[start:end], offsets[start:end], strict=True)
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two readings differ.

    `likeness` is the share of tokens that they have in common, from 0 to 1; `contradicts` is True where one has other
    words or figures in the place of a statement of the other, or other words anywhere but in the frame around it;
    `lacking` counts the statements of each that the other lacks without saying anything else in their place.
    """

    likeness: float
    contradicts: bool
    lacking: tuple[int, int]


def are_one(first: Reading, second: Reading) -> bool:
    """Whether `second`, of the lesser format, holds the same report as `first`; titles and areas are not looked at."""
    found = compare(first, second)
    if found.contradicts or found.likeness < _LEAST_LIKENESS:
        return False
    allowed = _MAY_LACK * len(first.statements) if second.of_pages else 0
    return found.lacking[0] <= allowed and found.lacking[1] == 0


def compare(first: Reading, second: Reading) -> Comparison:
    """How two readings differ. Texts whose differing part is very long are taken to have nothing in common there."""
    (ours, our_offsets), (theirs, their_offsets) = first.tokens, second.tokens
    edits = _edits(ours, theirs)
    equal = sum(edit.length for edit in edits)
    likeness = 2 * equal / max(1, len(ours) + len(theirs))
    gaps = _gaps(edits, len(ours), len(theirs))
    own = _Side(first, our_offsets, [(a, b, d - c) for a, b, c, d in gaps])
    other = _Side(second, their_offsets, [(c, d, b - a) for a, b, c, d in gaps])
    start, end = _body(edits)
    renamed = any(
        a < b and c < d and first.says(a, b) and second.says(c, d) for a, b, c, d in gaps if start <= a and b <= end
    )
    contradicts = renamed or own.replaced > 0 or other.replaced > 0
    return Comparison(likeness, contradicts, (own.lacking, other.lacking))


@dataclass(frozen=True, slots=True)
class _Equal:
    """A stretch of equal tokens: where it starts in both, and how long it is."""

    ours: int
    theirs: int
    length: int


def _edits(ours: Sequence[str], theirs: Sequence[str]) -> list[_Equal]:
    """What two sequences have in common, in order."""
    pairs = zip(ours, theirs, strict=False)
    start = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(ours), len(theirs)))
    rest = min(len(ours), len(theirs)) - start
    tail = next((i for i in range(rest) if ours[-1 - i] != theirs[-1 - i]), rest)
    middle = ours[start : len(ours) - tail], theirs[start : len(theirs) - tail]
    found = [_Equal(0, 0, start)]
    if max(map(len, middle)) <= _LONGEST:
        blocks = (o for o in Indel.opcodes(*middle) if o.tag == "equal")
        found += [_Equal(start + o.src_start, start + o.dest_start, o.src_end - o.src_start) for o in blocks]
    return [*found, _Equal(len(ours) - tail, len(theirs) - tail, tail)]


def _gaps(edits: Sequence[_Equal], ours: int, theirs: int) -> list[tuple[int, int, int, int]]:
    """What stands between the equal stretches: from, to on our side; from, to on theirs."""
    bounds = [_Equal(0, 0, 0), *edits, _Equal(ours, theirs, 0)]
    gaps = ((a.ours + a.length, b.ours, a.theirs + a.length, b.theirs) for a, b in pairwise(bounds))
    return [gap for gap in gaps if gap[0] < gap[1] or gap[2] < gap[3]]


def _body(edits: Sequence[_Equal]) -> Span:
    """Where the report itself starts and ends on our side: with the first and last stretch that both have."""
    stretches = [edit for edit in edits if edit.length >= _STRETCH]
    return (stretches[0].ours, stretches[-1].ours + stretches[-1].length) if stretches else (0, 0)


class _Side:
    """What the gaps do to the statements of one of two readings; a gap has its place and the tokens in its stead."""

    def __init__(self, reading: Reading, offsets: Sequence[int], gaps: Sequence[tuple[int, int, int]]) -> None:
        self.replaced = self.lacking = 0
        spans = [(offsets[start], offsets[end - 1] + 1, instead) for start, end, instead in gaps if start < end]
        for statement in reading.statements:
            hit = [instead for start, end, instead in spans if start < statement[1] and statement[0] < end]
            self.replaced += any(hit)
            self.lacking += bool(hit) and not any(hit)
