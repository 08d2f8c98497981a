"""Finds the villages and communities that a report names: its township's by the register, others in sure company."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extract.pattern_data import expand, load_patterns
from extract.places.village_register import registered, villages_of
from extract.reading import Reading
from extract.text.gate import Gate, Gates
from ontology.model import DivisionKind, Place


@dataclass(frozen=True, slots=True)
class VillageMention:
    """A village where the text names it: `text[start:end]`; `rule` says whether the register has it."""

    place: Place
    start: int
    end: int
    rule: str = "village"


def find_villages(reading: Reading, area: Place | None) -> tuple[VillageMention, ...]:
    """The first mention of each village of the township `area`, in the order of the text.

    Nothing for a report whose area is no township: what its villages lie in would be a guess.
    """
    if area is None or area.kind is not DivisionKind.TOWNSHIP:
        return ()
    found: dict[str, VillageMention] = {}
    for start, end, name, rule in sorted(_named(reading, area)):
        found.setdefault(name, VillageMention(Place(name, DivisionKind.VILLAGE, None, area), start, end, rule))
    return tuple(found.values())


def _named(reading: Reading, area: Place) -> Iterator[tuple[int, int, str, str]]:
    """The span, the name and the rule of each mention; what the register has is taken from there alone."""
    known = set()
    for start, end, name in registered(reading.folded, villages_of(area.code) if area.code else frozenset()):
        known.add(end)
        yield start, end, name, "register"
    for start, end in _spans(reading.folded):
        if end not in known:
            yield start, end, reading.words(start, end), "village"


def _spans(text: str) -> set[tuple[int, int]]:
    spans = {match.span("name") for matches in village_patterns().matches(text) for match in matches}
    never = re.compile(load_patterns("villages")["never"])
    return {(start, end) for start, end in spans if not never.search(text[start:end].removesuffix(_suffix(text, end)))}


def _suffix(text: str, end: int) -> str:
    """The rank word that the name ending at `end` has: of one character or of two."""
    return (
        text[end - 1 : end]
        if text[end - 1 : end] in load_patterns("villages")["short_suffixes"]
        else text[end - 2 : end]
    )


@cache
def village_patterns() -> Gates:
    """The patterns of villages.toml with what may stand before and after a name put in."""
    data = load_patterns("villages")
    return Gates(*(Gate(village_pattern(entry["pattern"]), flags=re.MULTILINE) for entry in data["village"]))


def village_pattern(pattern: str) -> str:
    """A pattern of villages.toml with LEFT, RIGHT and OWN put in."""
    data = load_patterns("villages")
    for word in ("left", "right", "own"):
        pattern = pattern.replace(word.upper(), data[word])
    return expand(pattern)
