"""Sentences that leave the role of their section: plans told among achievements, a past year told among plans."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from operator import itemgetter

from extract.document import Section
from extract.pattern_data import load_patterns
from extract.text.marks import union
from ontology.model import SectionRole

_YEARS_AHEAD = 10


@dataclass(frozen=True, slots=True)
class _Turn:
    """One form of sentence: the sections it leaves and the role it turns to, and what its year must be.

    It turns for one sentence alone or for its line. It has one of the `cues`, or else its year.
    """

    within: frozenset[SectionRole]
    role: SectionRole
    pattern: re.Pattern[str]
    cues: tuple[str, ...]
    one_sentence: bool
    ahead: bool | None

    def told_by(self, reported: int | None) -> tuple[str, ...]:
        """What stands in each such sentence: a cue, or a year by the one reported on; nothing if that is not known."""
        if self.cues or not reported:
            return self.cues
        years = range(reported + 1, reported + 1 + _YEARS_AHEAD) if self.ahead else [reported]
        return tuple(map(str, years))


class Turns:
    """The sentences of a text that leave the role of their section."""

    def __init__(self, folded: str, reported: int | None) -> None:
        """Look for them in a folded text; `reported` is the year that the report is on."""
        self._folded = folded
        self._reported = reported
        # What each must have is found in one pass, which is much quicker than a search by the pattern in each section.
        told = [(turn, sorted(_places(folded, turn.told_by(reported)))) for turn in _turns()]
        self._told = [(turn, places) for turn, places in told if places]

    def parted(self, section: Section) -> Iterator[Section]:
        """The section in parts of one role each: its own, and those of the sentences that leave it.

        All parts keep the section's heading.
        """
        parts = list(self._parts(section))
        if not parts:
            yield section
            return
        start = section.start
        for first, last, role in parts:
            if first > start:
                yield _part(section, start, first, section.role)
            yield _part(section, max(first, start), last, role)
            start = last
        if start < section.end:
            yield _part(section, start, section.end, section.role)

    def _parts(self, section: Section) -> Iterator[tuple[int, int, SectionRole]]:
        """Where other roles begin and end, none overlapping another."""
        free = section.body
        for start, turn in sorted(self._found(section), key=itemgetter(0)):
            if start >= free:
                free = _end(self._folded, start, section.end, turn.one_sentence)
                yield start, free, turn.role

    def _found(self, section: Section) -> Iterator[tuple[int, _Turn]]:
        for turn, places in self._told:
            nearest = bisect_left(places, section.body)
            if section.role not in turn.within or nearest == len(places) or places[nearest] >= section.end:
                continue
            for match in turn.pattern.finditer(self._folded, section.body, section.end):
                if turn.ahead is None or self._is_ahead(int(match["year"])) is turn.ahead:
                    yield match.start(), turn

    def _is_ahead(self, year: int) -> bool | None:
        """Whether a year follows the one reported on; None for one that is neither it nor a later one."""
        return year > self._reported if self._reported and year >= self._reported else None


def _places(folded: str, cues: tuple[str, ...]) -> Iterator[int]:
    for cue in cues:
        place = folded.find(cue)
        while place >= 0:
            yield place
            place = folded.find(cue, place + 1)


def _part(section: Section, start: int, end: int, role: SectionRole) -> Section:
    return replace(section, start=start, body=max(start, section.body), end=end, role=role)


def _end(folded: str, start: int, limit: int, one_sentence: bool) -> int:
    """Where a turn that begins at `start` ends: with its sentence, or with its line and the list that follows."""
    if one_sentence:
        stop = min((at for at in (folded.find(mark, start, limit) for mark in "。\n") if at >= 0), default=limit - 1)
        return stop + 1
    end = start
    while end == start or union("outline", "listed").match(folded, end, limit):
        newline = folded.find("\n", end, limit)
        end = limit if newline < 0 else newline + 1
        if end == limit:
            break
    return end


@cache
def _turns() -> tuple[_Turn, ...]:
    return tuple(
        _Turn(
            frozenset(map(SectionRole, entry["within"])),
            SectionRole(entry["role"]),
            re.compile(entry["pattern"], re.MULTILINE),
            tuple(entry.get("cues", ())),
            entry["reach"] == "sentence",
            entry.get("ahead"),
        )
        for entry in load_patterns("outline")["sentence"]
    )
