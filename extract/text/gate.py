"""Regular expressions that are tried only where they can begin.

Python's `re` tries every branch of an alternation at every character of a text. Most of it can be left out: where a
pattern asks for rare words it need be tried only near them, elsewhere only at the characters that one of its
branches can begin with, and there only those branches (see `extract.text.prefilter`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from math import inf
from operator import methodcaller

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
        self._places = _places(patterns, flags)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The matches in `text`, from left to right, none overlapping another."""
        return self._plain(text) if self._plain else self._matches(text)

    def _matches(self, text: str) -> Iterator[re.Match[str]]:
        matchers = self._matchers
        free = 0
        for place in self._places(text):
            if place >= free and (matcher := matchers[text[place]]) and (match := matcher(text, place)):
                yield match
                free = match.end()


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


def _places(patterns: Sequence[str], flags: int) -> _Places:
    """What tells the places of a text where one of the patterns can begin, in order."""
    anchors = {pattern: anchor for pattern in patterns if (anchor := anchor_of(pattern, flags)) and anchor.cost < _FEW}
    others = [pattern for pattern in patterns if pattern not in anchors]
    if not others:
        return _near(anchors.values())
    if _share_of_beginnings(others, flags) > _FEWER * _share_of_beginnings(patterns, flags):
        return _at_beginnings(patterns, flags)
    some, rest = _near(anchors.values()), _at_beginnings(others, flags)
    return lambda text: sorted({*some(text), *rest(text)})


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


def _near(anchors: Iterable[Anchor]) -> _Places:
    """What tells the places that lie as far before a literal as the anchors say; those of one reach share a search."""
    literals: defaultdict[range, set[str]] = defaultdict(set)
    for anchor in anchors:
        literals[anchor.reach] |= anchor.literals
    rules = [(_each_place(own), reach) for reach, own in literals.items()]
    if len(rules) == 1:
        return partial(_before, *rules[0])
    return lambda text: sorted({place for own, reach in rules for place in _before(own, reach, text)})


def _before(literals: re.Pattern[str], reach: range, text: str) -> Iterator[int]:
    """The places before a literal by the numbers of characters in `reach`, in order and each once."""
    free = 0
    for literal in literals.finditer(text):
        place = literal.start()
        for distance in reach:
            if free <= place - distance < len(text):
                free = place - distance + 1
                yield place - distance


def _each_place(literals: Iterable[str]) -> re.Pattern[str]:
    """An expression that finds every place where one of the literals begins, also inside another one."""
    rests: defaultdict[str, set[str]] = defaultdict(set)
    for literal in literals:
        rests[literal[0]].add(literal[1:])
    ahead = {first: "" if "" in after else f"(?={either(after)})" for first, after in sorted(rests.items())}
    return re.compile("|".join(re.escape(first) + after for first, after in ahead.items()))
