"""The register of instruments compiled for matching: by exact name, by slightly wrong name, in running text."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Protocol

from ahocorasick_rs import AhoCorasick, MatchKind
from rapidfuzz import process
from rapidfuzz.distance import Indel

from extract.pattern_data import load_patterns
from extract.text.fold import fold
from ontology.model import Instrument, InstrumentKind

_IGNORED = str.maketrans("", "", "《》<>“”‘’ \u3000")
_SHORTEST_GUESSED = 5
_LONGEST_OF_ONE_CHANGE = 7


class Entry(Protocol):
    """What the compiler needs of a register entry; ontology.vocabulary.InstrumentEntry has it."""

    @property
    def id(self) -> str:
        """The register's identifier."""
        ...

    @property
    def title(self) -> str:
        """The full official title."""
        ...

    @property
    def kind(self) -> InstrumentKind:
        """The kind of instrument."""
        ...

    @property
    def names(self) -> Iterable[str]:
        """The title and all short titles."""
        ...


class InstrumentLexicon:
    """Names of the register, ready to be found. Immutable once built."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Compile `entries`; the order does not matter."""
        data = load_patterns("instruments")
        self._state: str = data["state"]
        self._period = re.compile(data["title"]["period"])
        self._period_key: str = data["title"]["period_key"]
        self._title_period = re.compile(data["text"]["period"])
        self._period_in_text = re.compile(data["title"]["period_inside"])
        self._affixes = re.compile(data["title"]["prefix"]), re.compile(data["title"]["suffix"])
        self._nouns: tuple[str, ...] = tuple(sorted(data["nouns"], key=len, reverse=True))
        self._local = re.compile(data["title"]["place_at_start"])
        self._by_key: dict[str, tuple[Instrument, ...]] = {}
        self._compile(entries, frozenset(data["marked_only"]))
        self._stateless = {key.removeprefix(self._state): key for key in sorted(self._by_key)}
        self._by_length: defaultdict[int, list[str]] = defaultdict(list)
        for name in self._stateless:
            self._by_length[len(name)].append(name)

    def _compile(self, entries: Iterable[Entry], marked_only: frozenset[str]) -> None:
        by_key: dict[str, dict[str, Instrument]] = defaultdict(dict)
        in_text: set[str] = set()
        for entry in sorted(entries, key=lambda entry: entry.id):
            instrument = Instrument(title=entry.title, kind=entry.kind, id=entry.id)
            for name in {entry.title, *entry.names}:
                by_key[self.key(name)][entry.id] = instrument
                if name not in marked_only:
                    in_text.add(fold(name))
        self._by_key = {key: tuple(found.values()) for key, found in by_key.items()}
        self._in_text = AhoCorasick(sorted(in_text), matchkind=MatchKind.LeftmostLongest)

    def key(self, title: str) -> str:
        """`title` as it is looked up: folded, without marks and spaces, its period in one form."""
        key = fold(title).translate(_IGNORED)
        return self._period.sub(self._period_key, key)

    def named(self, title: str) -> tuple[Instrument, ...]:
        """The instruments that `title` names, exactly or with what writers add to a title; none, one or several.

        A period that begins and ends in other years than that of an instrument makes the title another's.
        """
        key = self.key(title)
        found = next((found for form in self._forms(key) if (found := self._by_key.get(form))), ())
        return self._of_period(found, self._period.search(key))

    def named_in_text(self, folded: str, start: int, end: int) -> tuple[Instrument, ...]:
        """The instruments that `folded[start:end]` names, and whose period the one that follows may be."""
        return self._of_period(self.named(folded[start:end]), self._period_in_text.match(folded, end))

    def _of_period(self, found: tuple[Instrument, ...], written: re.Match[str] | None) -> tuple[Instrument, ...]:
        return found if written is None else tuple(i for i in found if self._shares_a_year(i.title, written))

    def _shares_a_year(self, title: str, written: re.Match[str]) -> bool:
        own = self._title_period.search(title)
        return own is None or own[1] == written[1] or own[2] == written[2]

    def _forms(self, key: str) -> Iterator[str]:
        prefix, suffix = self._affixes
        yield key
        yield self._state + key
        for shorter in (suffix.sub("", key), prefix.sub("", key), prefix.sub("", suffix.sub("", key))):
            if shorter != key:
                yield shorter
                yield self._state + shorter

    def resembled(self, title: str) -> Instrument | None:
        """The one instrument whose name is nearest to a slightly wrong `title`; None where that is no single one.

        One character too many or too few is forgiven from five characters on, a wrong one from eight, two
        changes from fourteen; the noun it ends in and its numerals must be right, as other numerals make another
        instrument, and a place's own title is never bent into a national one.
        """
        key = self.key(title).removeprefix(self._state)
        if len(key) < _SHORTEST_GUESSED or self._local.match(key):
            return None
        limit = 1 if len(key) <= _LONGEST_OF_ONE_CHANGE else 2 + len(key) // 14
        near_length = range(len(key) - limit, len(key) + limit + 1)
        names = [name for length in near_length for name in self._by_length.get(length, ())]
        hits = process.extract(key, names, scorer=Indel.distance, score_cutoff=limit, limit=8)
        alike = self._noun(key), _numerals(key)
        near = [(name, distance) for name, distance, _ in hits if (self._noun(name), _numerals(name)) == alike]
        best = {name for name, distance in near if distance == min(d for _, d in near)}
        found = {i for name in best for i in self._by_key[self._stateless[name]]}
        return found.pop() if len(found) == 1 else None

    def local(self, title: str) -> bool:
        """Whether a title begins with the name of a place."""
        return self._local.match(self.key(title)) is not None

    def _noun(self, key: str) -> str:
        key = key.split("（")[0]
        return next((noun for noun in self._nouns if key.endswith(noun)), key[-1:])

    def in_text(self, folded: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and name of the longest names in `folded`, from left to right, never overlapping."""
        for _, start, end in self._in_text.find_matches_as_indexes(folded):
            yield start, end, folded[start:end]

    def longest_at(self, folded: str, start: int, end: int) -> int | None:
        """The end of the longest name that begins at `start` of `folded`; None where none does."""
        first = next(self.in_text(folded[start:end]), None)
        return start + first[1] if first is not None and first[0] == 0 else None

    def choose(self, found: tuple[Instrument, ...], year: int | None) -> Instrument | None:
        """The one of several namesakes whose period holds `year`; None where that is not a single one."""
        if len(found) <= 1 or year is None:
            return found[0] if len(found) == 1 else None
        fits = [i for i in found if self._holds(i.title, year)]
        return fits[0] if len(fits) == 1 else None

    def _holds(self, title: str, year: int) -> bool:
        period = self._title_period.search(title)
        return period is not None and int(period[1]) <= year <= int(period[2])


def _numerals(key: str) -> str:
    """The characters of `key` that stand for numbers, Chinese ones too, in their order."""
    return "".join(char for char in key if unicodedata.numeric(char, None) is not None)
