"""Programmes that the vocabulary has, by their names, by the shape of words, by bare dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from extract.pattern_data import load_patterns
from extract.programmes.forms import compiled, compiled_if_any, written
from extract.programmes.mention import Placed, ProgrammeMention
from extract.programmes.squeezing import Squeezed, squeeze
from extract.text.gate import Gate, Gates
from ontology.model import Programme
from ontology.vocabulary import programmes

_PAIRS = (("“", "”"), ("‘", "’"), ("（", "）"))
_LOOK_BEHIND = 14


@dataclass(frozen=True, slots=True)
class _Guard:
    """A condition on the surroundings of an ambiguous name."""

    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    near: re.Pattern[str] | None
    window: int

    def admits(self, text: str, start: int, end: int) -> bool:
        """True where the name `text[start:end]` may mean the programme."""
        if self.before and self.before.search(text[max(0, start - _LOOK_BEHIND) : start]):
            return False
        if self.after and self.after.match(text, end):
            return False
        return not self.near or bool(self.near.search(text[max(0, start - self.window) : end + self.window]))


def known_names(folded: str, extra: tuple[Path, ...]) -> list[ProgrammeMention]:
    """Mentions of the vocabulary's entries; the longest name wins, then names win over bare dates."""
    squeezed = squeeze(folded)
    names = [c for c in _longest(_by_name(squeezed.text, extra)) if _discoverable(c, folded, squeezed, extra)]
    mentions = [
        ProgrammeMention(*_widen(folded, *squeezed.span(start, end)), programme, rule)
        for start, end, programme, rule in names
    ]
    placed = Placed(mentions)
    dates = [m for m in _by_date(folded) if not placed.near(m)]
    return mentions + dates


_Candidate = tuple[int, int, Programme, str]


def _by_name(text: str, extra: tuple[Path, ...]) -> Iterator[_Candidate]:
    automaton, found = _automaton(extra)
    for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        programme, guards = found[index]
        if not _splits_number(text, start, end) and all(guard.admits(text, start, end) for guard in guards):
            yield start, end, programme, "name"
    structures, gates, label = _structures()
    *matches, five_year = gates.matches(text)
    for (rule, programme), own in zip(structures, matches, strict=True):
        for match in own:
            yield match.start(), match.end(), programme, rule
    for match in five_year:
        yield match.start(), match.end(), Programme(label.format(match[1])), "five-year plan"


def _longest(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """The candidates that are left when, from left to right, the longest takes its place.

    Of two over the same characters the vocabulary's entry wins.
    """
    chosen: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (c[0], -c[1], c[2].id is None, c[3] != "name")):
        if not chosen or candidate[0] >= chosen[-1][1]:
            chosen.append(candidate)
    return chosen


def _discoverable(candidate: _Candidate, folded: str, squeezed: Squeezed, extra: tuple[Path, ...]) -> bool:
    """False for a name that is also a plain word and stands without quotation marks, its kind word aside."""
    if candidate[2].id not in _plain_words(extra):
        return True
    start, end = squeezed.span(candidate[0], candidate[1])
    return folded[start - 1 : start] == "“" and "”" in folded[start : end + 1]


def _by_date(folded: str) -> Iterator[ProgrammeMention]:
    """Days named by their date alone, in quotation marks or with words that say so."""
    date, quoted, digits, plain = _dates()
    for match in date.finditer(folded):
        programme = _days().get("".join(filter(str.isdigit, match[0])))
        start, end = match.span()
        if programme is None or _splits_number(folded, start, end) or folded[start - 1 : start] in ("·", "."):
            continue
        after = folded[end : end + 40]
        if folded[start - 1 : start] == "“" and (digits if match[0].isdigit() else quoted).match(after):
            yield ProgrammeMention(start - 1, end + 1, programme, "date")
        elif not match[0].isdigit() and plain.match(after):
            yield ProgrammeMention(start, end, programme, "date")


def _widen(folded: str, start: int, end: int) -> tuple[int, int]:
    """The span with the quotation mark or bracket that pairs with one inside it."""
    for opening, closing in _PAIRS:
        surplus = folded.count(opening, start, end) - folded.count(closing, start, end)
        if surplus > 0 and folded[end : end + 1] == closing:
            end += 1
        elif surplus < 0 and folded[start - 1 : start] == opening:
            start -= 1
    return start, end


def _splits_number(text: str, start: int, end: int) -> bool:
    """True where the name's first or last digit belongs to a longer number."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (text[start].isdigit() and before.isdigit()) or (text[end - 1].isdigit() and after.isdigit())


@cache
def _automaton(extra: tuple[Path, ...]) -> tuple[AhoCorasick, tuple[tuple[Programme, tuple[_Guard, ...]], ...]]:
    """What finds the names of all entries in squeezed form, and what each means under which conditions.

    A bare date is no name (see `_by_date`).
    """
    meant: dict[str, Programme] = {}
    for entry in programmes(extra):
        programme = Programme(entry.label, entry.id, entry.observance)
        for name in {squeeze(name).text for name in (entry.label, *entry.names)}:
            if name and not (name.isdigit() and len(name) < 5):
                meant[name] = programme
    return AhoCorasick(meant), tuple((programme, _conditions(name, programme)) for name, programme in meant.items())


def _conditions(name: str, programme: Programme) -> tuple[_Guard, ...]:
    """The guards of the name itself, and that of the word that its last character may begin instead."""
    ending = _endings().get(name[-1]) if programme.observance else None
    return (*_guards().get(name, ()), *((ending,) if ending else ()))


@cache
def _guards() -> dict[str, tuple[_Guard, ...]]:
    guards: dict[str, tuple[_Guard, ...]] = {}
    for entry in load_patterns("programmes")["guard"]:
        before, after, near = (compiled_if_any(entry.get(key)) for key in ("not_before", "not_after", "near"))
        guard = _Guard(before, after, near, entry.get("window", 0))
        for name in entry["names"]:
            key = squeeze(name).text
            guards[key] = (*guards.get(key, ()), guard)
    return guards


@cache
def _endings() -> dict[str, _Guard]:
    endings = load_patterns("programmes")["observance_end"]
    return {character: _Guard(None, compiled(pattern), None, 0) for character, pattern in endings.items()}


@cache
def _by_id() -> dict[str, Programme]:
    return {entry.id: Programme(entry.label, entry.id, entry.observance) for entry in programmes()}


@cache
def _plain_words(extra: tuple[Path, ...]) -> frozenset[str | None]:
    return frozenset(entry.id for entry in programmes(extra) if not entry.discoverable)


@cache
def _structures() -> tuple[tuple[tuple[str, Programme], ...], Gates, str]:
    """The names of the structures with their programmes, what finds them and then five-year plans, the plans' label."""
    data = load_patterns("programmes")
    entries, plan = data["structure"], data["five_year"]
    gates = Gates(*(Gate(written(entry["pattern"])) for entry in (*entries, plan)))
    return tuple((entry["name"], _by_id()[entry["id"]]) for entry in entries), gates, plan["label"]


@cache
def _days() -> dict[str, Programme]:
    """The programmes of the bare dates by the dates' digits (12·4 → 124)."""
    entries = load_patterns("programmes")["bare_date"]
    return {entry["date"].replace("·", ""): _by_id()[entry["id"]] for entry in entries}


@cache
def _dates() -> tuple[Gate, re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """The pattern of a bare date, and what may follow one in quotation marks, mere digits in them, and one without."""
    context = load_patterns("programmes")["date_context"]
    quoted, digits, plain = (compiled(context[key]) for key in ("quoted_after", "digits_after", "plain_after"))
    return Gate(written(context["pattern"])), quoted, digits, plain
