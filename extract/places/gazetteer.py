"""The official divisions of China, and which of them a name means.

The table is the statistical division codes of 2023 (see data/make_divisions.py). Names are shared:
a name alone is resolved only where one division bears it, else hints from the text must decide.
"""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import NamedTuple

from extract.pattern_data import load_patterns
from ontology.model import DivisionKind, Place

FIRM_WEIGHT = 3.0
"""A hint of this weight or more can contradict; a lighter one only speaks for a candidate."""

LEAST_WEIGHT = 2.0
"""The hints for one of several namesakes must weigh this much together."""

NEARLY = 0.75
"""Where those against it, a firm one among them, weigh this share of it or more, the hints disagree."""

_SHORTEST = 2
"""How many characters the shortest names of counties have."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Words of a text that speak for all divisions whose code is in `codes` or below one of them."""

    codes: tuple[str, ...]
    weight: float
    words: str
    kind: str

    def supports(self, code: str) -> bool:
        """Whether the division `code` is one of the hint's or lies in one."""
        return code.startswith(_prefixes(self.codes))

    def lies_in(self, code: str) -> bool:
        """Whether a division of the hint's lies in the division `code`."""
        return any(own.startswith(significant(code)) for own in self.codes)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name was found to mean: a place or None, all candidates, and why."""

    place: Place | None
    candidates: tuple[Place, ...]
    explanation: str


class Mention(NamedTuple):
    """A division's name in a text, `text[start:end]`, with the codes of all that bear it."""

    name: str
    start: int
    end: int
    codes: tuple[str, ...]


def significant(code: str) -> str:
    """The code without the padding of provinces and prefectures: what all codes below it start with."""
    if len(code) != 6:
        return code
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


@cache
def _prefixes(codes: tuple[str, ...]) -> tuple[str, ...]:
    """What the codes of all that lies in the divisions start with; there are no more tuples than names."""
    return tuple(significant(code) for code in codes)


def kind_of(code: str) -> DivisionKind:
    """The rank that a division code says."""
    ranks = {2: DivisionKind.PROVINCE, 4: DivisionKind.PREFECTURE, 6: DivisionKind.COUNTY, 9: DivisionKind.TOWNSHIP}
    return ranks[len(significant(code))]


def _two_columns(lines: str) -> dict[str, str]:
    cells = iter(lines.replace("\n", "\t").split("\t") if (lines := lines.strip()) else ())
    return dict(zip(cells, cells, strict=True))


class Gazetteer:
    """The divisions by code and by name; what is costly is made when first asked for."""

    def __init__(
        self,
        table: str,
        former: str = "",
        ranks: Iterable[str] = (),
        *,
        spoken: Mapping[str, str] | None = None,
        office: str = "",
        words: Mapping[str, str] | None = None,
        zones: Iterable[str] = (),
    ) -> None:
        """Takes the text of divisions.tsv (see data/make_divisions.py) and of former_names.tsv.

        Args:
            table: The divisions.
            former: The former names.
            ranks: The rank words of townships whose name may stand without the county that the register adds.
            spoken: Names in short of divisions above townships, with the names in the table.
            office: What the table adds to the name of some sub-districts.
            words: For the first character of a county's name of two, those that make a word with it (召 for 开县).
            zones: The types of development zones, whose names may stand before a township's like a county's.
        """
        self._spoken, self._office, self._zones = dict(spoken or {}), office, tuple(zones)
        self._words = frozenset(before + first for first, all_before in (words or {}).items() for before in all_before)
        upper, self._lower, shorts = table.split("\n\n")
        lines = upper.split("\n")
        self.scheme = lines[0].partition(": ")[2]
        self._upper = {line[:6]: line[7:].split("\t") for line in lines if line[0] != "#"}
        self._townships = _two_columns(self._lower)
        self._short_townships = _two_columns(shorts)
        for name, codes in self._without_county("|".join(ranks)).items():
            self._short_townships[name] = f"{self._short_townships.get(name, '')} {codes}".strip()
        self._former = [line.split("\t") for line in former.splitlines() if line[0] != "#"]
        for name, code, *_ in self._former:
            if len(code) == 9:
                self._short_townships[name] = f"{self._short_townships.get(name, '')} {code}".strip()

    def _without_county(self, ranks: str) -> dict[str, str]:
        """By their own names, the codes of the townships that the register calls by the county or zone too."""
        found: dict[str, str] = {}
        if not ranks:
            return found
        ends = "".join(sorted({names[0][-1] for names in self._upper.values()}))
        inside = re.compile(rf"^([^\t\n]{{1,9}}[{ends}])([^\t\n]{{2,8}}(?:{ranks}))\t([\d ]+)", re.MULTILINE)
        for county, name, codes in inside.findall(self._lower):
            zone = county.endswith(self._zones)
            own = [code for code in codes.split() if zone or county.endswith(self._upper[code[:6]][0])]
            if own:
                found[name] = f"{found.get(name, '')} {' '.join(own)}".strip()
        return found

    def by_code(self, code: str) -> Place:
        """The place with the code (2, 4, 6 or 9 digits) and all that it lies in; KeyError where there is none."""
        return self._place(code.ljust(6, "0"))

    def has(self, code: str) -> bool:
        """Whether a province, prefecture or county has the six-digit code."""
        return code in self._upper

    def _place(self, code: str) -> Place:
        if code not in self._places:
            above = self._above(code)
            within = self._place(above) if above else None
            self._places[code] = Place(self._name(code), kind_of(code), code, within)
        return self._places[code]

    @cached_property
    def _places(self) -> dict[str, Place]:
        return {}

    def _name(self, code: str) -> str:
        return self._upper[code][0] if len(code) == 6 else self._township_name(code)

    def _township_name(self, code: str) -> str:
        at = self._lower.find(code)
        if at < 0 or not (len(code) == 9 and code.isdecimal()):
            raise KeyError(code)
        start = self._lower.rfind("\n", 0, at) + 1
        return self._lower[start : self._lower.index("\t", start)]

    def _above(self, code: str) -> str | None:
        if len(code) == 9:
            return code[:6]
        chain = (code[:4] + "00", code[:2] + "0000")
        return next((above for above in chain if above < code and above in self._upper), None)

    @cached_property
    def _divisions(self) -> dict[str, tuple[str, ...]]:
        """Provinces, prefectures and counties by their names with a rank word (墨江县, not 墨江)."""
        index: defaultdict[str, list[str]] = defaultdict(list)
        for code, (name, *others) in self._upper.items():
            if self._upper.get(f"{code[:4]}00", [""])[0] == name and not code.endswith("00"):
                continue  # the row that the table keeps for the whole of a prefecture without counties
            index[name].append(code)
            for other in others:
                if other[-1] == name[-1]:
                    index[other].append(code)
        for old, code, *_ in self._former:
            if len(code) == 6:
                index[old].append(code)
        for short, name in self._spoken.items():
            index[short] += index[name]
        return {name: tuple(codes) for name, codes in index.items()}

    @cached_property
    def _shorts(self) -> dict[str, tuple[str, ...]]:
        index: defaultdict[str, list[str]] = defaultdict(list)
        for name, codes in self._divisions.items():
            index[name[:-1]] += codes
        for code, (_, *others) in self._upper.items():
            for other in others:
                index[other].append(code)
        return {name: tuple(dict.fromkeys(codes)) for name, codes in index.items() if len(name) > 1}

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset((*self._townships, *self._short_townships, *self._divisions))

    @cached_property
    def _ends(self) -> dict[str, tuple[int, ...]]:
        """The lengths of all names, the longest first, by their last two characters."""
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for name in self._names:
            lengths[name[-2:]].add(len(name))
        return {end: tuple(sorted(found, reverse=True)) for end, found in lengths.items()}

    @cached_property
    def _last(self) -> re.Pattern[str]:
        return re.compile(f"[{re.escape(''.join(sorted({end[-1] for end in self._ends})))}]")

    def township_codes(self, name: str) -> tuple[str, ...]:
        """The codes of all townships that bear the name, in full, without its peoples or formerly."""
        codes = [self._townships.get(form) or "" for form in self._forms(name)]
        codes += [self._short_townships.get(form) or "" for form in self._forms(name)]
        return tuple(dict.fromkeys(" ".join(codes).split())) if any(codes) else ()

    def _forms(self, name: str) -> tuple[str, ...]:
        """The name with and without the office that some sub-districts have in theirs."""
        if not self._office:
            return (name,)
        return (name, name.removesuffix(self._office)) if name.endswith(self._office) else (name, name + self._office)

    def all_townships(self) -> Iterator[tuple[str, str]]:
        """The code and name of every township, in no order."""
        return ((code, name) for name, codes in self._townships.items() for code in codes.split())

    def townships(self, name: str) -> tuple[Place, ...]:
        """All townships that bear the name, in full, without its peoples (孟弄乡 for 孟弄彝族乡) or formerly."""
        return tuple(self._place(code) for code in self.township_codes(name))

    def counties(self, name: str) -> tuple[Place, ...]:
        """All counties that bear the name: in full, short (墨江县, 墨江) or formerly."""
        codes = self._divisions.get(name) or self._shorts.get(name, ())
        return tuple(self._place(code) for code in codes if kind_of(code) is DivisionKind.COUNTY)

    def codes(self, name: str) -> tuple[str, ...]:
        """The codes of all divisions of any rank that bear the name with its rank word."""
        if name not in self._codes:
            self._codes[name] = self._divisions.get(name, ()) + self.township_codes(name)
        return self._codes[name]

    @cached_property
    def _codes(self) -> dict[str, tuple[str, ...]]:
        return {}

    def had_rank(self, place: Place, rank: str) -> bool:
        """Whether the place's name, of now or before, ends in the rank word (芜湖县, now 湾沚区)."""
        names = (place.name, *self._former_names.get(place.code or "", ()))
        return any(name.endswith(rank) for name in names)

    @cached_property
    def _former_names(self) -> dict[str, list[str]]:
        names: defaultdict[str, list[str]] = defaultdict(list)
        for old, code, *_ in self._former:
            names[code].append(old)
        return names

    def upper_codes(self, name: str) -> tuple[str, ...]:
        """The codes of provinces, prefectures and counties that bear the name with its rank word."""
        return self._divisions.get(name, ())

    def short_codes(self, name: str) -> tuple[str, ...]:
        """The codes of provinces, prefectures and counties that the name without a rank word can mean."""
        return self._shorts.get(name, ())

    def mentions(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Mention]:
        """The names of divisions in `text[start:end]`, none overlapping, the one that holds others before them."""
        stop = len(text) if end is None else end
        free, pending = start, (start, start)
        for found in self._last.finditer(text, start + 1, stop):
            last = found.end()
            first = self._start(text, last, free, pending)
            if first is None:
                continue
            if first >= pending[1] and pending[0] < pending[1]:
                yield self._mention(text, *pending)
                free = pending[1]
            pending = first, last
        if pending[0] < pending[1]:
            yield self._mention(text, *pending)

    def _start(self, text: str, last: int, free: int, pending: tuple[int, int]) -> int | None:
        """Where the longest name ending at `last` starts that lies after the pending one or holds it whole."""
        for length in self._ends.get(text[last - 2 : last], ()):
            first = last - length
            apart = first >= free and (first >= pending[1] or first <= pending[0])
            if apart and text[first:last] in self._names and not self._inside_word(text, first, last):
                return first
        return None

    def _inside_word(self, text: str, first: int, last: int) -> bool:
        """Whether a county's name of two characters only follows the start of a word: 召开县委 names no 开县."""
        return last - first == _SHORTEST and first > 0 and text[first - 1 : first + 1] in self._words

    def _mention(self, text: str, first: int, last: int) -> Mention:
        return Mention(text[first:last], first, last, self.codes(text[first:last]))

    def resolve(self, name: str, hints: Iterable[Hint] = ()) -> Resolution:
        """The division that `name` means under the hints, or None with the reason.

        A name that one division bears is taken unless a firm hint contradicts. Of several the one
        with the greatest sum of weights is taken, if no other has as much or nearly as much of its own.
        """
        hints = tuple(hints)
        codes = self._divisions.get(name) or self.township_codes(name)
        candidates = tuple(self._place(code) for code in codes)
        if not codes:
            return Resolution(None, (), f"no division is called {name}")
        speaking = _supporters(hints, codes)
        scores = {code: _weight(own) for code, own in speaking.items()}
        best, *others = sorted(codes, key=lambda code: (-scores[code], code))
        firm = (hint for hint in hints if hint.weight >= FIRM_WEIGHT)
        against = [hint for hint in firm if not hint.supports(best) and not hint.lies_in(best)]
        strongest = max(against, key=lambda hint: hint.weight, default=None)
        if strongest and strongest.weight >= scores[best]:
            return Resolution(None, candidates, f"{strongest.words} speaks against every {name}")
        if others and scores[best] < LEAST_WEIGHT and scores[best] > scores[others[0]]:
            return Resolution(None, candidates, f"too little speaks for one of {len(codes)} divisions called {name}")
        if others and scores[others[0]] >= scores[best]:
            count = sum(score == scores[best] for score in scores.values())
            return Resolution(None, candidates, f"{count} of {len(codes)} divisions called {name} fit equally well")
        if pair := next(filter(None, (_rivals(speaking[best], speaking[other]) for other in others)), None):
            why = f"{pair[0]} and {pair[1]} speak for different divisions called {name}"
            return Resolution(None, candidates, why)
        return Resolution(self._place(best), candidates, self._reason(best, len(codes), hints))

    @staticmethod
    def _reason(code: str, count: int, hints: tuple[Hint, ...]) -> str:
        words = dict.fromkeys(hint.words for hint in hints if hint.supports(code))
        what = "the only one of its name" if count == 1 else f"one of {count} of its name"
        return f"{code} is {what}" + (f"; for it: {', '.join(words)}" if words else "")


def _supporters(hints: Iterable[Hint], codes: Iterable[str]) -> dict[str, list[Hint]]:
    """The hints that speak for each of the divisions with the codes."""
    prefixes = [(hint, _prefixes(hint.codes)) for hint in hints]
    return {code: [hint for hint, above in prefixes if code.startswith(above)] for code in codes}


def _rivals(best: Sequence[Hint], other: Sequence[Hint]) -> tuple[str, str] | None:
    """The strongest words for either of two divisions alone, given the hints for each.

    None unless those for the other are firm and weigh nearly as much.
    """
    against = [hint for hint in other if hint not in best]
    if not any(hint.weight >= FIRM_WEIGHT for hint in against):
        return None
    own = [hint for hint in best if hint not in other]
    if not (own and _weight(against) >= NEARLY * _weight(own)):
        return None
    return max(own, key=_own_weight).words, max(against, key=_own_weight).words


def _own_weight(hint: Hint) -> float:
    return hint.weight


def _weight(hints: Iterable[Hint]) -> float:
    return sum(hint.weight for hint in hints)


@cache
def load() -> Gazetteer:
    """The gazetteer of the table in extract/data."""
    data = resources.files("extract") / "data"
    table = gzip.decompress((data / "divisions.tsv.gz").read_bytes()).decode()
    area = load_patterns("letterhead")["area"]
    former = (data / "former_names.tsv").read_text(encoding="utf-8")
    zones = load_patterns("zones")["types"]
    more = {name: area[name] for name in ("spoken", "office", "words")}
    return Gazetteer(table, former, area["ranks"], **more, zones=zones)
