"""What a regular expression asks of a text, read off its parse tree, so that few places need to be tried.

Every match of most patterns holds one of a few literals at a known distance from its start: where a text has none
of them the pattern need not be run, and where it has one, only the places just before it can begin a match.
Where the literals are too common, the character that a match begins with still rules out most places.
RE2 calls this a prefilter (https://swtch.com/~rsc/regexp/regexp4.html, section "Filtered search").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from math import inf
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from extract.pattern_data import load_patterns

Characters = frozenset[str]
r"""Characters, `\d` and `\s` among them for all that these stand for."""

_MOST_SPELLINGS = 16
_ENDLESS = 1_000
_WIDEST_RANGE = 64
# How often a literal of one, two and more characters stands in a text, roughly.
_FREQUENCY = (1 / 50, 1 / 1_000, 1 / 5_000)
_FREQUENT = 1 / 100
_CATEGORIES = {op.CATEGORY_DIGIT: r"\d", op.CATEGORY_SPACE: r"\s"}
_LOOKS = (op.ASSERT, op.ASSERT_NOT, op.AT)
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


def listed(characters: Iterable[str]) -> str:
    """The class of the characters as an expression."""
    return f"[{''.join(each if each in _CATEGORIES.values() else re.escape(each) for each in sorted(characters))}]"


# ---------------------------------------------------------------------------------------- anchors


@dataclass(frozen=True, slots=True)
class Anchor:
    """Literals of which every match holds one, from `nearest` to `furthest` characters after the match's start.

    `furthest` is None where the distance has no bound; a literal that stands before the match is at a negative one.
    """

    literals: Characters
    nearest: int
    furthest: int | None

    def moved(self, least: int, most: int | None) -> Anchor:
        """The anchor seen from `least` to `most` characters earlier."""
        return replace(self, nearest=self.nearest + least, furthest=_sum(self.furthest, most))

    @property
    def cost(self) -> float:
        """How many places of a text it leaves to be tried, roughly, as a share of all; infinite without a bound."""
        return inf if self.furthest is None else share_of(self.literals) * len(self.reach)

    @property
    def reach(self) -> range:
        """The distances, the furthest first; none where they have no bound."""
        return range(self.nearest if self.furthest is None else self.furthest, self.nearest - 1, -1)


def share_of(literals: Iterable[str]) -> float:
    """At how many places of a text one of the literals stands, roughly, as a share of all."""
    return sum(_frequency(literal) for literal in literals)


def _frequency(literal: str) -> float:
    return _FREQUENT if literal in _frequent() else _FREQUENCY[min(len(literal), len(_FREQUENCY)) - 1]


@cache
def _frequent() -> frozenset[str]:
    return frozenset(load_patterns("frequent")["words"])


def anchor_of(pattern: str, flags: int = 0) -> Anchor | None:
    """The anchor of a pattern that leaves the fewest places to be tried; None where its matches need no literal."""
    tree = parser.parse(pattern, flags)
    return None if tree.state.flags & re.IGNORECASE else _best(_anchors(tree))


def _best(anchors: Iterable[Anchor]) -> Anchor | None:
    return min(anchors, key=lambda anchor: anchor.cost, default=None)


def _sum(one: int | None, other: int | None) -> int | None:
    """The sum of two distances, None standing for one without bound."""
    return None if one is None or other is None else one + other


def _anchors(sequence: Any) -> Iterator[Anchor]:  # noqa: ANN401 - the parser's own type
    """The anchors of a sequence of the parse tree: its runs of literal characters, and those of its groups."""
    least: int = 0
    most: int | None = 0
    run = Anchor(frozenset(), 0, 0)
    for item in sequence:
        spelt = _literals(*item)
        longer = frozenset(word + character for word in run.literals or ("",) for character in spelt)
        if run.literals and not 0 < len(longer) <= _MOST_SPELLINGS:
            yield run
            run, longer = replace(run, literals=frozenset()), spelt
        if longer:
            run = replace(run, literals=longer) if run.literals else Anchor(longer, least, most)
        for anchor in _anchors_in(*item):
            yield anchor.moved(least, most)
        shortest, longest = parser.SubPattern(sequence.state, [item]).getwidth()
        least, most = least + shortest, _sum(most, longest if longest < _ENDLESS else None)
    if run.literals:
        yield run


def _literals(code: Any, value: Any) -> Characters:  # noqa: ANN401
    """The few characters that an item of one character stands for; none where it is another kind of item."""
    if code is op.LITERAL:
        return frozenset(chr(value))
    if code is op.IN and len(value) <= _MOST_SPELLINGS and all(each is op.LITERAL for each, _ in value):
        return frozenset(chr(each) for _, each in value)
    return frozenset()


def _anchors_in(code: Any, value: Any) -> Iterable[Anchor]:  # noqa: ANN401
    """The anchors inside an item that stands in every match, seen from its start."""
    if code is op.BRANCH:
        return _anchors_of_branches(value[1])
    if code is op.SUBPATTERN and not value[1] & re.IGNORECASE:
        return _anchors(value[-1])
    if code in _REPEATS and value[0] > 0:
        return _anchors(value[2])
    if code is op.ASSERT:
        behind = value[1].getwidth()[0] if value[0] < 0 else 0
        return (anchor.moved(-behind, -behind) for anchor in _anchors(value[1]))
    return ()


def _anchors_of_branches(branches: Iterable[Any]) -> Iterator[Anchor]:
    """The best anchors of all branches taken together; none where a branch has none."""
    found = [_best(_anchors(branch)) for branch in branches]
    anchors = [anchor for anchor in found if anchor]
    if len(anchors) == len(found):
        furthest = [anchor.furthest for anchor in anchors if anchor.furthest is not None]
        yield Anchor(
            frozenset().union(*(anchor.literals for anchor in anchors)),
            min(anchor.nearest for anchor in anchors),
            max(furthest) if len(furthest) == len(anchors) else None,
        )


# ------------------------------------------------------------------------------- first characters


def first_characters(pattern: str, flags: int = 0, *, after_digit: bool = False) -> Characters | None:
    r"""The characters that a match can begin with, `after_digit` those that it can begin with right after a digit.

    None where that is too much to list.
    """
    tree = parser.parse(pattern, flags)
    found, may_be_empty = _first(tree, after_digit)
    return None if may_be_empty or tree.state.flags & re.IGNORECASE else found


_First = tuple[Characters | None, bool]
"""What a part of a pattern can begin with, None for too much, and whether it may be empty."""


def _first(sequence: Iterable[tuple[Any, Any]], after_digit: bool) -> _First:
    found: Characters = frozenset()
    for code, value in sequence:
        if after_digit and _parts_from_digit(code, value):
            return found, False
        if code in _LOOKS:
            continue
        own, optional = _first_in(code, value, after_digit)
        if own is None:
            return None, False
        found |= own
        if not optional:
            return found, False
    return found, True


def _first_in(code: Any, value: Any, after_digit: bool) -> _First:  # noqa: ANN401
    if code is op.BRANCH:
        return _first_of_branches(value[1], after_digit)
    if code is op.SUBPATTERN and not value[1] & re.IGNORECASE:
        return _first(value[-1], after_digit)
    if code in _REPEATS:
        found, optional = _first(value[2], after_digit)
        return found, optional or value[0] == 0
    return _characters(code, value), False


def _first_of_branches(branches: Iterable[Any], after_digit: bool) -> _First:
    each = [_first(branch, after_digit) for branch in branches]
    found = [own for own, _ in each if own is not None]
    return frozenset().union(*found) if len(found) == len(each) else None, any(optional for _, optional in each)


def _parts_from_digit(code: Any, value: Any) -> bool:  # noqa: ANN401
    """Whether an item holds nowhere right after a digit: the start of a line, or a look at the one character before."""
    if code is op.AT:
        return value in (op.AT_BEGINNING, op.AT_BEGINNING_STRING)
    if code not in (op.ASSERT, op.ASSERT_NOT) or value[0] > 0 or len(value[1]) != 1:
        return False
    before = _characters(*value[1][0])
    if before is None:
        return False
    return r"\d" in before if code is op.ASSERT_NOT else not any(each == r"\d" or each.isdigit() for each in before)


def plain_beginning(pattern: str, flags: int = 0) -> Characters:
    """The literals or the class that a pattern plainly begins with, for which `re` itself searches; else none."""
    return _plain(parser.parse(pattern, flags))


def _plain(sequence: Any) -> Characters:  # noqa: ANN401
    if not len(sequence):
        return frozenset()
    code, value = sequence[0]
    if code is op.SUBPATTERN:
        return _plain(value[-1])
    if code is not op.BRANCH:
        return _characters(code, value) or frozenset()
    literals = [_plain(branch) for branch in value[1] if len(branch) and branch[0][0] is op.LITERAL]
    return frozenset().union(*literals) if len(literals) == len(value[1]) else frozenset()


def _characters(code: Any, value: Any) -> Characters | None:  # noqa: ANN401
    """The characters that an item stands for, None where it is no such item or stands for too many."""
    if code is op.LITERAL:
        return frozenset(chr(value))
    if code is not op.IN:
        return None
    found: set[str] = set()
    for kind, each in value:
        if kind is op.LITERAL:
            found.add(chr(each))
        elif kind is op.RANGE and each[1] - each[0] < _WIDEST_RANGE:
            found.update(map(chr, range(each[0], each[1] + 1)))
        elif kind is op.CATEGORY and each in _CATEGORIES:
            found.add(_CATEGORIES[each])
        else:
            return None
    return frozenset(found)
