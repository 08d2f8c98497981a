"""Programmes and observances: the vocabulary's by their names, others by the form of their naming."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from extract.pattern_data import load_patterns
from extract.programmes.known_names import known_names
from extract.programmes.mention import Placed, ProgrammeMention
from extract.programmes.modality import is_denied, with_modalities
from extract.programmes.open_names import FULL_STOP, open_names
from extract.reading import Reading

_TITLE = re.compile(r"《[^《》\n]*(?:《[^《》\n]*》[^《》\n]*)*》")
_PERIOD = re.compile(r"（[^（）]*）|[《》]")
# A known name inside 《》 is the title's subject only where it makes up most of the title,
# and makes an open name superfluous only where it makes up most of that name.
_MOST = 0.6


def find_programmes(reading: Reading, extra: tuple[Path, ...] = ()) -> list[ProgrammeMention]:
    """All mentions of programmes, in order of their start and without overlaps of known names.

    One that the text denies (未召开屋场会) is left out. One that the vocabulary does not have carries its name as
    written in folded form, quotation marks and kind word included, and one label a report. `extra` are
    vocabularies of the user's own.
    """
    folded = reading.folded
    titles = [match.span() for match in _TITLE.finditer(folded)]
    known = [m for m in known_names(folded, extra) if _subject_of_title(m, folded, titles)]
    placed = Placed(known)
    opened = [
        m
        for m in map(partial(_with_known_name, extra=extra), open_names(folded))
        if not _title_around(m, titles) and not _covered(m, folded, placed)
    ]
    longer = Placed(opened)
    apart = [m for m in known if not _part_of_name(m, folded, longer)]
    found = (mention for mention in (*apart, *opened) if not is_denied(mention, folded))
    return with_modalities(sorted(found, key=lambda m: (m.start, m.end)), folded)


def _with_known_name(mention: ProgrammeMention, extra: tuple[Path, ...]) -> ProgrammeMention:
    """The mention of the vocabulary's entry where only a dot written as a full stop hid its name."""
    label = mention.programme.label
    known = known_names(label, extra) if FULL_STOP[1] in label else []
    whole = len(label.split("”")[0])
    most = next((m for m in known if m.end - m.start >= _MOST * whole), None)
    return replace(mention, programme=most.programme, rule=most.rule) if most else mention


def _subject_of_title(mention: ProgrammeMention, folded: str, titles: list[tuple[int, int]]) -> bool:
    """True outside 《》, and inside where the name makes up most of the title."""
    around = _title_around(mention, titles)
    if around is None:
        return True
    title = _PERIOD.sub("", folded[around[0] : around[1]])
    return not title.endswith(_laws()) and mention.end - mention.start >= _MOST * len(title)


def _title_around(mention: ProgrammeMention, titles: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The title that holds the mention, of titles in order and without overlaps."""
    index = bisect_right(titles, mention.start, key=lambda title: title[0]) - 1
    return titles[index] if index >= 0 and mention.end <= titles[index][1] else None


def _covered(mention: ProgrammeMention, folded: str, known: Placed) -> bool:
    """True where a known name makes up most of the open one, or the open one lies within a known one."""
    end = _name_end(mention, folded)
    for other in known.near(mention):
        shared = min(end, other.end) - max(mention.start, other.start)
        if (
            shared >= _MOST * (end - mention.start)
            or other.start < mention.start
            or other.programme == mention.programme
        ):
            return True
    return False


def _part_of_name(mention: ProgrammeMention, folded: str, opened: Placed) -> bool:
    """True where the quotation marks of an open name hold the known one, no day, and join nothing to it.

    The known one may go on behind them, with the open one's kind word: “述职必述法”制度.
    """
    if mention.programme.observance:
        return False
    names = [(m.start, _name_end(m, folded), m.end) for m in opened.near(mention) if folded[m.start] == "“"]
    return any(
        start <= mention.start < quoted and mention.end <= end and _joining().isdisjoint(folded[start:quoted])
        for start, quoted, end in names
    )


def _name_end(mention: ProgrammeMention, folded: str) -> int:
    """Where the quotation ends with which the mention begins; the mention's end where it begins with none."""
    return folded.index("”", mention.start) + 1 if folded[mention.start] == "“" else mention.end


@cache
def _laws() -> tuple[str, ...]:
    return tuple(load_patterns("programmes")["laws"])


@cache
def _joining() -> frozenset[str]:
    return frozenset(load_patterns("programmes")["joining"])
