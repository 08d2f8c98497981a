"""The divisions of the index: those of the graph, and the official ones round them that no report is of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.divisions import all_townships, place_of, significant
from ontology.model import Place
from viz.explorer.index.things import Entry

_RANKS = ("Province", "Prefecture", "County", "Township")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a division stands: the ids of the place above and of those of each rank that it lies in, itself included.

    `townships` counts the official townships in it.
    """

    above: int | None
    ranks: tuple[int | None, int | None, int | None, int | None]
    townships: int


def missing_places(known: Iterable[Entry], base: str) -> Iterator[Entry]:
    """Yield the divisions that the graph does not describe.

    They are all provinces, prefectures and counties, and the townships of the counties that the graph knows.
    """
    codes = {entry.code for entry in known if entry.code}
    counties = {code[:6] for code in codes if len(code) >= 6}
    added: dict[str, Entry] = {}
    for code, name in sorted(all_townships()):
        county = place_of(code[:6])
        if county is None:
            continue
        for place in _upwards(county):
            if place.code is not None and place.code not in codes:
                added.setdefault(place.code, _entry(place, base))
        if code[:6] in counties and code not in codes:
            above = f"{base}place/{code[:6]}"
            added[code] = Entry(f"{base}place/{code}", "place", "Township", name, code=code, above=above)
    yield from added.values()


def _upwards(place: Place | None) -> Iterator[Place]:
    while place is not None:
        yield place
        place = place.within


def _entry(place: Place, base: str) -> Entry:
    above = f"{base}place/{place.within.code}" if place.within else ""
    return Entry(f"{base}place/{place.code}", "place", place.kind.value, place.name, code=place.code or "", above=above)


def standings(entries: Mapping[int, Entry], ids: Mapping[str, int]) -> Iterator[tuple[int, Standing]]:
    """Yield the standing of each place of `entries`; `ids` are the ids by IRI."""
    counts = _township_counts()
    for number, entry in entries.items():
        line = list(_line(number, entries, ids))
        ranks = {entries[one].kind: one for one in reversed(line)}
        province, prefecture, county, township = (ranks.get(rank) for rank in _RANKS)
        above = line[1] if len(line) > 1 else None
        townships = counts[significant(entry.code)] if entry.code else 0
        yield number, Standing(above, (province, prefecture, county, township), townships)


def _line(number: int, entries: Mapping[int, Entry], ids: Mapping[str, int]) -> Iterator[int]:
    """A place and those it lies in, the innermost first; a ring in the data ends it."""
    seen: set[int] = set()
    above: int | None = number
    while above is not None and above in entries and above not in seen:
        seen.add(above)
        yield above
        above = ids.get(entries[above].above)


def _township_counts() -> Counter[str]:
    """How many official townships lie in each division, by the significant part of its code."""
    counts: Counter[str] = Counter()
    for code, _ in all_townships():
        counts.update((code[:2], code[:4], code[:6], code))
    return counts
