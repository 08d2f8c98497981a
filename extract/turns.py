"""Sentences that leave the role of their section: plans told among achievements, a past year told among plans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from extract.document import Section
from extract.pattern_data import load_patterns
from extract.text.marks import union
from ontology.model import SectionRole


@dataclass(frozen=True, slots=True)
class _Turn:
    """One form of sentence: the role it turns to, whether for one sentence alone, and what its year must be."""

    role: SectionRole
    pattern: re.Pattern[str]
    one_sentence: bool
    ahead: bool | None


def parted(section: Section, folded: str, reported: int | None) -> Iterator[Section]:
    """The section in parts of one role each: its own, and those of the sentences that leave it.

    `reported` is the year that the report is on. All parts keep the section's heading.
    """
    start = section.start
    for first, last, role in _parts(section, folded, reported):
        if first > start:
            yield _part(section, start, first, section.role)
        yield _part(section, max(first, start), last, role)
        start = last
    if start < section.end:
        yield _part(section, start, section.end, section.role)


def _part(section: Section, start: int, end: int, role: SectionRole) -> Section:
    return replace(section, start=start, body=max(start, section.body), end=end, role=role)


def _parts(section: Section, folded: str, reported: int | None) -> Iterator[tuple[int, int, SectionRole]]:
    """Where other roles begin and end, none overlapping another."""
    free = section.body
    found = [
        (match.start(), turn)
        for turn in _turns().get(section.role, ())
        for match in turn.pattern.finditer(folded, section.body, section.end)
        if turn.ahead is None or _is_ahead(int(match["year"]), reported) is turn.ahead
    ]
    for start, turn in sorted(found, key=_place):
        if start >= free:
            free = _end(folded, start, section.end, turn.one_sentence)
            yield start, free, turn.role


def _place(found: tuple[int, _Turn]) -> int:
    return found[0]


def _is_ahead(year: int, reported: int | None) -> bool | None:
    """Whether a year follows the one reported on; None for one that is neither it nor a later one."""
    return year > reported if reported and year >= reported else None


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
def _turns() -> dict[SectionRole, tuple[_Turn, ...]]:
    """The forms of sentences by the role of the section that they stand in."""
    entries = load_patterns("outline")["sentence"]
    return {
        SectionRole(within): tuple(
            _Turn(
                SectionRole(entry["role"]),
                re.compile(entry["pattern"], re.MULTILINE),
                entry["reach"] == "sentence",
                entry.get("ahead"),
            )
            for entry in entries
            if within in entry["within"]
        )
        for within in {role for entry in entries for role in entry["within"]}
    }
