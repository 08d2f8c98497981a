"""Regular expressions that are tried only where they can begin.

Python's `re` tries every branch of an alternation at every character of a text. Most of it can be left out: where a
pattern asks for rare words it need be tried only near them, elsewhere only at the characters that one of its
branches can begin with, and there only those branches (see `extract.text.prefilter`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from math import inf
from operator import methodcaller

from ahocorasick_rs import AhoCorasick

from extract.pattern_data import either
from extract.text.prefilter import Anchor, anchor_of, first_characters, listed, plain_beginning, share_of

# Where an anchor leaves a greater share of the places, the first characters tell better.
_FEW = 0.4
# Patterns without an anchor get places of their own where they can begin at so much fewer than all can.
_FEWER = 0.5
# `re` itself tries a place in a fraction of the time that one takes here.
_FASTER = 1 / 6

_Match = Callable[[str, int], re.Match[str] | None]
_Places = Callable[[str], Iterable[int]]
_start = methodcaller("start")


class Gate:
    """Finds what the alternation of its patterns finds, only sooner."""

    def __init__(self, *patterns: str, flags: int = 0) -> None:
        """Compile patterns that match no empty text; the first one wins where several match at one place."""
        self._plain = re.compile(patterns[0], flags).finditer if _is_quick(patterns, flags) else None
        self._matchers = _Matchers(patterns, flags)
        self._anchors, self._elsewhere = _beginnings(patterns, flags)
        self._near = _near(self._anchors)

    @property
    def anchors(self) -> Sequence[Anchor]:
        """The anchors near which it looks; none where `re` is as quick without."""
        return () if self._plain else self._anchors

    def finditer(self, text: str, near: Collection[int] | None = None) -> Iterator[re.Match[str]]:
        """The matches in `text`, from left to right, none overlapping another.

        `near` are the places that the anchors tell, where they are known already.
        """
        return self._plain(text) if self._plain else self._matches(text, self._places(text, near))

    def _places(self, text: str, near: Collection[int] | None) -> Iterable[int]:
        """The places to be tried, in order; some may lie outside the text."""
        if self._elsewhere and not self._anchors:
            return self._elsewhere(text)
        near = self._near(text) if near is None else near
        if self._elsewhere:
            return sorted({*near, *self._elsewhere(text)})
        return sorted(near) if near else ()

    def _matches(self, text: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
        matchers, length = self._matchers, len(text)
        free = 0
        for place in places:
            if free <= place < length and (matcher := matchers[text[place]]) and (match := matcher(text, place)):
                yield match
                free = match.end()


class Gates:
    """Several gates that look for their anchors in a text together, in one pass."""

    def __init__(self, *gates: Gate) -> None:
        """Take the gates in the order in which their matches are asked for."""
        self._gates = gates
        self._near = _Near([gate.anchors for gate in gates])

    def matches(self, text: str) -> list[Iterator[re.Match[str]]]:
        """The matches of each gate in `text`."""
        return [gate.finditer(text, near) for gate, near in zip(self._gates, self._near.places(text), strict=True)]


def _is_quick(patterns: Sequence[str], flags: int) -> bool:
    """Whether `re` skips as many places by itself: those where no character of a pattern's plain beginning stands."""
    anchor = anchor_of(patterns[0], flags)
    beginning = plain_beginning(patterns[0], flags)
    return len(patterns) == 1 and bool(beginning) and _FASTER * share_of(beginning) < (anchor.cost if anchor else inf)


class _Matchers(dict[str, _Match | None]):
    """What matches the patterns that a character can begin, by the character; made when it is first met."""

    def __init__(self, patterns: Iterable[str], flags: int) -> None:
        super().__init__()
        firsts = ((pattern, first_characters(pattern, flags)) for pattern in patterns)
        self._patterns = [(pattern, re.compile(listed(first), flags) if first else None) for pattern, first in firsts]
        self._flags = flags
        self._made: dict[tuple[str, ...], _Match | None] = {(): None}

    def __missing__(self, character: str) -> _Match | None:
        fitting = tuple(pattern for pattern, first in self._patterns if first is None or first.match(character))
        if fitting not in self._made:
            self._made[fitting] = re.compile("|".join(fitting), self._flags).match
        self[character] = self._made[fitting]
        return self[character]


def _beginnings(patterns: Sequence[str], flags: int) -> tuple[list[Anchor], _Places | None]:
    """The anchors near which patterns can begin, and what tells the other places where one can, if there are any."""
    anchors = {pattern: anchor for pattern in patterns if (anchor := anchor_of(pattern, flags)) and anchor.cost < _FEW}
    others = [pattern for pattern in patterns if pattern not in anchors]
    if not others:
        return [*anchors.values()], None
    if _share_of_beginnings(others, flags) > _FEWER * _share_of_beginnings(patterns, flags):
        return [], _at_beginnings(patterns, flags)
    return [*anchors.values()], _at_beginnings(others, flags)


def _share_of_beginnings(patterns: Iterable[str], flags: int) -> float:
    """At how many places of a text one of the patterns can begin, roughly, as a share of all."""
    first = first_characters(_alternation(patterns), flags)
    return 1.0 if first is None else share_of(first)


def _at_beginnings(patterns: Iterable[str], flags: int) -> _Places:
    """What tells the places where a character stands that one of the patterns can begin with."""
    begin = re.compile(_beginning(_alternation(patterns), flags), flags).finditer
    return lambda text: map(_start, begin(text))


def _alternation(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def _beginning(pattern: str, flags: int) -> str:
    """An expression of the first character of a match; the pattern itself where too many characters can be that."""
    first = first_characters(pattern, flags)
    if first is None:
        return pattern
    after_digit = first_characters(pattern, flags, after_digit=True) or frozenset()
    if after_digit == first:
        return listed(first)
    inside = f"|(?<={listed(after_digit)})" if after_digit else ""
    return rf"{listed(first)}(?:(?<!\d(?s:.)){inside})"


class _Near:
    """Tells the places that lie as far before literals as anchors say, those of several takers in one pass."""

    def __init__(self, anchors: Sequence[Iterable[Anchor]]) -> None:
        takers: defaultdict[str, set[tuple[int, int, int]]] = defaultdict(set)
        for taker, own in enumerate(anchors):
            for anchor in own:
                for literal in anchor.literals:
                    takers[literal].add((taker, anchor.reach[0], anchor.nearest - 1))
        self._count = len(anchors)
        self._takers = [*takers.values()]
        self._literals = AhoCorasick(takers)

    def places(self, text: str) -> list[set[int]]:
        """The places by taker; some may lie outside the text."""
        found: list[set[int]] = [set() for _ in range(self._count)]
        for literal, start, _ in self._literals.find_matches_as_indexes(text, overlapping=True):
            for taker, furthest, nearest in self._takers[literal]:
                found[taker].update(range(start - furthest, start - nearest))
        return found


def _near(anchors: Sequence[Anchor]) -> Callable[[str], set[int]]:
    """What tells the places that lie as far before a literal as the anchors say; `re` finds those of one reach."""
    reaches = {anchor.reach for anchor in anchors}
    if len(reaches) == 1:
        literals = _each_place(literal for anchor in anchors for literal in anchor.literals)
        return partial(_before, literals, reaches.pop())
    near = _Near([anchors])
    return lambda text: near.places(text)[0]


def _before(literals: re.Pattern[str], reach: range, text: str) -> set[int]:
    """The places before a literal by the numbers of characters in `reach`."""
    return {literal.start() - distance for literal in literals.finditer(text) for distance in reach}


def _each_place(literals: Iterable[str]) -> re.Pattern[str]:
    """An expression that finds every place where one of the literals begins, also inside another one."""
    rests: defaultdict[str, set[str]] = defaultdict(set)
    for literal in literals:
        rests[literal[0]].add(literal[1:])
    ahead = {first: "" if "" in after else f"(?={either(after)})" for first, after in sorted(rests.items())}
    return re.compile("|".join(re.escape(first) + after for first, after in ahead.items()))
