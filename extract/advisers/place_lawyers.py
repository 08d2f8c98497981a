"""Which of the firms of a text each of its lawyers belongs to, where the text says so."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from extract.advisers.firm_names import Name, adviser_data, compiled, end_of
from extract.advisers.sentences import Sentences

_LONGEST_SAYING = 40


def place_lawyers(
    people: Sequence[tuple[Name, int | None]], firms: Sequence[Name], sentences: Sentences, folded: str
) -> list[int | None]:
    """The index of the firm of each lawyer; None where the text leaves it open.

    Behind a list of firms a lawyer belongs to the last one only right beside it; where the sentence deals them out
    (分别) each firm has its own, if there are as many of them.
    """
    names = [person for person, _ in people]
    placed = [_firm_of(person, own, firms, sentences, folded) for person, own in people]
    return _dealt_out(names, placed, firms, folded)


def _firm_of(person: Name, own: int | None, firms: Sequence[Name], sentences: Sentences, folded: str) -> int | None:
    """The index of the firm that the lawyer belongs to: of the sentence, else of the one before."""
    start, end = sentences.around(person.start)
    after = _first_firm(firms, person.end, end)
    if own is not None or (
        after is not None and _is_said(_data()["firm_aside"], person.end, firms[after].start, folded)
    ):
        return own if own is not None else after
    before = _last_firm(firms, start, person.start)
    if before is not None:
        joined = _is_said(_data()["joined"], firms[before].end, person.start, folded)
        return None if joined else before
    if after is not None:
        return after if _is_said(_data()["firm_after"], person.end, firms[after].start, folded) else None
    if start and folded[start - 1] == "\n":
        above = _last_firm(firms, 0, start)
        labelled = _is_said(_data()["label_below"], start, person.start, folded)
        return above if labelled and above is not None and firms[above].end == start - 1 else None
    if start and compiled(_data()["back"]).search(folded, start, person.start):
        return _last_firm(firms, sentences.around(start - 1)[0], start)
    return None


def _is_said(pattern: str, start: int, end: int, folded: str) -> bool:
    """Whether no more than a few words stand between two places, and those of the pattern."""
    return end - start <= _LONGEST_SAYING and bool(compiled(pattern).fullmatch(folded, start, end))


def _dealt_out(
    people: Sequence[Name], placed: Sequence[int | None], firms: Sequence[Name], folded: str
) -> list[int | None]:
    """The firms of the lawyers, those behind a list of firms dealt out or left without one."""
    dealt = list(placed)
    for last, group in groupby(range(len(people)), key=placed.__getitem__):
        own = [index for index in group if last is not None and people[index].start >= firms[last].end]
        if last is None or not own or (count := _listed_firms(firms, last, folded)) == 1:
            continue
        first = people[own[0]].start
        said = compiled(_data()["respectively"]).search(folded, firms[last].end, first)
        if not said and _is_said(_data()["beside_firm"], firms[last].end, first, folded):
            continue
        whole = said and said.end() == first and len(own) == count
        for place, index in enumerate(own):
            dealt[index] = last - count + 1 + place if whole else None
    return dealt


def _listed_firms(firms: Sequence[Name], last: int, folded: str) -> int:
    """How many firms a list has that ends with one."""
    first = last
    while first and _is_said(_data()["firm_joint"], firms[first - 1].end, firms[first].start, folded):
        first -= 1
    return last - first + 1


def _last_firm(firms: Sequence[Name], start: int, end: int) -> int | None:
    """The index of the last firm within a stretch of the text."""
    index = bisect_right(firms, end, key=end_of) - 1
    return index if index >= 0 and firms[index].start >= start else None


def _first_firm(firms: Sequence[Name], start: int, end: int) -> int | None:
    """The index of the first firm that begins within a stretch of the text."""
    index = bisect_right(firms, start, key=end_of)
    return index if index < len(firms) and start <= firms[index].start < end else None


def _data() -> dict[str, Any]:
    return adviser_data("lawyer")
