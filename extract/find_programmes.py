"""Programmes and observances: the vocabulary's by their names, others by the form of their naming."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Literal

import ahocorasick

from extract.pattern_data import HAN, load_patterns
from extract.reading import Reading
from extract.text.gate import Gate
from ontology.model import Programme
from ontology.vocabulary import programmes

Modality = Literal["done", "planned", "recommended"]

_TITLE = re.compile(r"《[^《》\n]*(?:《[^《》\n]*》[^《》\n]*)*》")
_QUOTED = re.compile(r"“([^“”\n]+)”")
_PERIOD = re.compile(r"（[^（）]*）|[《》]")
_SENTENCE_END = re.compile(r"[。；！？\n]")
_CLAUSE_END = re.compile(r"[，。；！？\n]")
_PAIRS = (("“", "”"), ("‘", "’"), ("（", "）"))
# A known name inside 《》 is the title's subject only where it makes up most of the title,
# and makes an open name superfluous only where it makes up most of that name.
_MOST = 0.6
# A dot inside a name that was written as an ASCII full stop.
_FULL_STOP = "。", "·"
_LOOK_BEHIND = 14


@dataclass(frozen=True, slots=True)
class ProgrammeMention:
    """One naming of a programme: `text[start:end]`.

    `rule` is the pattern that found it. `modality` is what the words of its own sentence say of it, None where
    they say nothing; the section's role is not looked at. `cue` are those words.
    """

    start: int
    end: int
    programme: Programme
    rule: str
    modality: Modality | None = None
    cue: str = ""
    hints: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class _Squeezed:
    """Folded text without the marks that writers put into names at will, and the way back."""

    text: str
    holes: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the folded text of `self.text[start:end]`."""
        return start + bisect_right(self.holes, start), end + bisect_right(self.holes, end - 1)


@dataclass(frozen=True, slots=True)
class _Open:
    """A pattern for names that the vocabulary does not have."""

    name: str
    gate: Gate
    before_anchor: re.Pattern[str] | None
    whole: bool
    not_after: re.Pattern[str] | None
    observance: bool

    def matches(self, folded: str) -> Iterator[re.Match[str]]:
        """The matches in the text; with an anchor, those that end where the anchor ends."""
        if not self.before_anchor:
            yield from self.gate.finditer(folded)
            return
        for end in (match.end() for match in self.gate.finditer(folded)):
            match = self.before_anchor.search(folded, max(0, end - 30), end)
            if match and not (self.not_after and self.not_after.match(folded, end)):
                yield match


def find_programmes(reading: Reading, extra: tuple[Path, ...] = ()) -> list[ProgrammeMention]:
    """All mentions of programmes, in order of their start and without overlaps of known names.

    A programme that the vocabulary does not have carries its name as written in folded form, quotation
    marks and kind word included, and one label a report. `extra` are vocabularies of the user's own.
    """
    folded = reading.folded
    titles = [match.span() for match in _TITLE.finditer(folded)]
    known = [m for m in _known(folded, extra) if _subject_of_title(m, folded, titles)]
    placed = _Placed(known)
    opened = [
        m
        for m in map(partial(_with_known_name, extra=extra), _open(folded))
        if not _title_around(m, titles) and not _covered(m, folded, placed)
    ]
    found = sorted([*known, *opened], key=lambda m: (m.start, m.end))
    return with_modalities(found, folded)


def with_modalities(mentions: Iterable[ProgrammeMention], folded: str) -> list[ProgrammeMention]:
    """The mentions with what their sentences say of them: asked for, planned or done."""
    sentences = _Sentences(folded)
    return [sentences.with_modality(mention) for mention in mentions]


def _known(folded: str, extra: tuple[Path, ...]) -> list[ProgrammeMention]:
    """Mentions of the vocabulary's entries; the longest name wins, then names win over bare dates."""
    squeezed = _squeeze(folded)
    names = [c for c in _longest(_by_name(squeezed.text, extra)) if _discoverable(c, folded, squeezed, extra)]
    mentions = [
        ProgrammeMention(*_widen(folded, *squeezed.span(start, end)), programme, rule)
        for start, end, programme, rule in names
    ]
    placed = _Placed(mentions)
    dates = [m for m in _by_date(folded) if not placed.near(m)]
    return mentions + dates


_Candidate = tuple[int, int, Programme, str]


def _by_name(text: str, extra: tuple[Path, ...]) -> Iterator[_Candidate]:
    automaton, guards = _automaton(extra), _guards()
    for last, (name, programme) in automaton.iter(text):
        start, end = last + 1 - len(name), last + 1
        if _splits_number(text, start, end):
            continue
        if all(guard.admits(text, start, end) for guard in guards.get(name, ())):
            yield start, end, programme, "name"
    for rule, gate, programme in _structures():
        for match in gate.finditer(text):
            yield match.start(), match.end(), programme, rule
    five_year, label = _five_year()
    for match in five_year.finditer(text):
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


def _discoverable(candidate: _Candidate, folded: str, squeezed: _Squeezed, extra: tuple[Path, ...]) -> bool:
    """False for a name that is also a plain word and stands without quotation marks."""
    if candidate[2].id not in _plain_words(extra):
        return True
    start, end = squeezed.span(candidate[0], candidate[1])
    return folded[start - 1 : start] == "“" and "”" in folded[end - 1 : end + 1]


def _by_date(folded: str) -> Iterator[ProgrammeMention]:
    """Days named by their date alone, in quotation marks or with words that say so."""
    date, quoted, plain = _dates()
    for match in date.finditer(folded):
        programme = _days().get("".join(filter(str.isdigit, match[0])))
        start, end = match.span()
        if programme is None or _splits_number(folded, start, end) or folded[start - 1 : start] in ("·", "."):
            continue
        after = folded[end : end + 40]
        if folded[start - 1 : start] == "“" and quoted.match(after):
            yield ProgrammeMention(start - 1, end + 1, programme, "date")
        elif not match[0].isdigit() and plain.match(after):
            yield ProgrammeMention(start, end, programme, "date")


def _open(folded: str) -> list[ProgrammeMention]:
    """Names that the vocabulary does not have, one label for all namings of the same proper name."""
    found: dict[tuple[int, int], tuple[str, str, _Open]] = {}
    for rule in _open_rules():
        for match in rule.matches(folded):
            if _is_name(match):
                start, end = _open_span(match, rule)
                label = folded[start:end] if rule.whole else _quoted(folded, match)
                found.setdefault(_open_span(match, rule), (match["name"], label.replace(*_FULL_STOP), rule))
    labels: dict[str, tuple[bool, str]] = {}
    for name, label, rule in found.values():
        labels[name] = max(labels.get(name, (False, label)), (rule.whole, label), key=lambda pair: pair[0])
    mentions = [
        ProgrammeMention(start, end, Programme(labels[name][1], observance=rule.observance), rule.name)
        for (start, end), (name, _, rule) in found.items()
    ]
    return _without_overlaps(mentions + _again(folded, labels))


def _with_known_name(mention: ProgrammeMention, extra: tuple[Path, ...]) -> ProgrammeMention:
    """The mention of the vocabulary's entry where only a dot written as a full stop hid its name."""
    label = mention.programme.label
    known = _known(label, extra) if _FULL_STOP[1] in label else []
    whole = len(label.split("”")[0])
    most = next((m for m in known if m.end - m.start >= _MOST * whole), None)
    return replace(mention, programme=most.programme, rule=most.rule) if most else mention


def _again(folded: str, labels: dict[str, tuple[bool, str]]) -> list[ProgrammeMention]:
    """Further namings, by the quoted name alone, of what has been found already."""
    return [
        ProgrammeMention(match.start(), match.end(), Programme(labels[match[1]][1]), "named before")
        for match in (_QUOTED.finditer(folded) if labels else ())
        if match[1] in labels
    ]


def _without_overlaps(mentions: Iterable[ProgrammeMention]) -> list[ProgrammeMention]:
    chosen: list[ProgrammeMention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not chosen or mention.start >= chosen[-1].end:
            chosen.append(mention)
    return chosen


def _open_span(match: re.Match[str], rule: _Open) -> tuple[int, int]:
    if rule.whole:
        return match.span("label" if "label" in match.groupdict() else 0)
    start, end = match.span("name")
    quoted = match.string[start - 1] == "“"
    return (start - 1, end + 1) if quoted else (start, end)


def _quoted(folded: str, match: re.Match[str]) -> str:
    start, end = match.span("name")
    return folded[start - 1 : end + 1] if folded[start - 1] == "“" else match["name"]


def _is_name(match: re.Match[str]) -> bool:
    """False where the words are a slogan, a figure of speech or no proper name at all."""
    name = match["name"].strip("、 ")
    if "proper" in match.groupdict():
        return not _generic().search(match["proper"])
    if is_phrase(name):
        return False
    plain = _squeeze(name).text
    kind = match.groupdict().get("kind")
    return len(plain) > 2 or (len(plain) == 2 and kind in _phrases()[0])


def is_phrase(name: str) -> bool:
    """Whether quoted words are known to name nothing: a slogan, a figure of speech, a requirement."""
    _, phrases, forms = _phrases()
    name = name.strip("、 ")
    return _squeeze(name).text in phrases or any(form.search(name) for form in forms)


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


class _Placed:
    """Mentions by their place, asked which of them share characters with another."""

    def __init__(self, mentions: Iterable[ProgrammeMention]) -> None:
        self._mentions = sorted(mentions, key=lambda mention: mention.start)
        self._longest = max((mention.end - mention.start for mention in self._mentions), default=0)

    def near(self, other: ProgrammeMention) -> list[ProgrammeMention]:
        """The mentions that overlap `other`, in order."""
        first = bisect_right(self._mentions, other.start - self._longest, key=lambda mention: mention.start)
        last = bisect_left(self._mentions, other.end, key=lambda mention: mention.start)
        return [mention for mention in self._mentions[first:last] if mention.end > other.start]


def _covered(mention: ProgrammeMention, folded: str, known: _Placed) -> bool:
    """True where a known name makes up most of the open one, or the open one lies within a known one."""
    quoted = folded[mention.start] == "“"
    length = folded.index("”", mention.start) + 1 - mention.start if quoted else mention.end - mention.start
    for other in known.near(mention):
        shared = min(mention.end, other.end) - max(mention.start, other.start)
        if shared >= _MOST * length or other.start < mention.start or other.programme == mention.programme:
            return True
    return False


class _Sentences:
    """What the words of a text's sentences say of deed, plan and wish: the first cue of each kind, by strength."""

    def __init__(self, folded: str) -> None:
        self._folded = folded
        self._sentences = [match.end() for match in _SENTENCE_END.finditer(folded)]
        self._cues: dict[int, dict[int, tuple[Modality, re.Match[str]]]] = defaultdict(dict)
        for strength, (value, gate) in enumerate(_modalities()):
            for cue in gate.finditer(folded):
                self._cues[bisect_right(self._sentences, cue.start())].setdefault(strength, (value, cue))

    def with_modality(self, mention: ProgrammeMention) -> ProgrammeMention:
        """The mention with what its sentence says: asked for, planned or done, in this order of strength."""
        cues = self._cues.get(bisect_right(self._sentences, mention.start))
        if not cues:
            return mention
        stop = _CLAUSE_END.search(self._folded, mention.end)
        clause_end = stop.start() if stop else len(self._folded)
        for value, cue in cues.values():
            if cue.end() <= (clause_end if value == "done" else mention.end):
                return replace(mention, modality=value, cue=cue[0])
        return mention


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


def _squeeze(folded: str) -> _Squeezed:
    pattern, marks = _ignored()
    holes = tuple([match.start() - k for k, match in enumerate(pattern.finditer(folded))])
    for mark in marks:
        folded = folded.replace(mark, "")
    return _Squeezed(folded, holes)


@cache
def _ignored() -> tuple[re.Pattern[str], str]:
    marks: str = load_patterns("programmes")["ignored"]
    return re.compile(f"[{re.escape(marks)}]"), marks


@cache
def _automaton(extra: tuple[Path, ...]) -> ahocorasick.Automaton:
    """The names of all entries in squeezed form; a bare date is no name (see `_by_date`)."""
    automaton = ahocorasick.Automaton()
    for entry in programmes(extra):
        programme = Programme(entry.label, entry.id, entry.observance)
        for name in {_squeeze(name).text for name in (entry.label, *entry.names)}:
            if not (name.isdigit() and len(name) < 5):
                automaton.add_word(name, (name, programme))
    automaton.make_automaton()
    return automaton


@cache
def _guards() -> dict[str, tuple[_Guard, ...]]:
    guards: dict[str, tuple[_Guard, ...]] = {}
    for entry in load_patterns("programmes")["guard"]:
        before, after, near = (_maybe(entry.get(key)) for key in ("not_before", "not_after", "near"))
        guard = _Guard(before, after, near, entry.get("window", 0))
        for name in entry["names"]:
            key = _squeeze(name).text
            guards[key] = (*guards.get(key, ()), guard)
    return guards


@cache
def _by_id() -> dict[str, Programme]:
    return {entry.id: Programme(entry.label, entry.id, entry.observance) for entry in programmes()}


@cache
def _plain_words(extra: tuple[Path, ...]) -> frozenset[str | None]:
    return frozenset(entry.id for entry in programmes(extra) if not entry.discoverable)


@cache
def _structures() -> tuple[tuple[str, Gate, Programme], ...]:
    entries = load_patterns("programmes")["structure"]
    return tuple((entry["name"], Gate(_written(entry["pattern"])), _by_id()[entry["id"]]) for entry in entries)


@cache
def _days() -> dict[str, Programme]:
    """The programmes of the bare dates by the dates' digits (12·4 → 124)."""
    entries = load_patterns("programmes")["bare_date"]
    return {entry["date"].replace("·", ""): _by_id()[entry["id"]] for entry in entries}


@cache
def _dates() -> tuple[Gate, re.Pattern[str], re.Pattern[str]]:
    """The pattern of a bare date, and what may follow one in quotation marks and one without."""
    context = load_patterns("programmes")["date_context"]
    return Gate(_written(context["pattern"])), _compile(context["quoted_after"]), _compile(context["plain_after"])


@cache
def _five_year() -> tuple[Gate, str]:
    data = load_patterns("programmes")["five_year"]
    return Gate(_written(data["pattern"])), data["label"]


@cache
def _open_rules() -> tuple[_Open, ...]:
    return tuple(
        _Open(
            entry["name"],
            Gate(_written(entry.get("anchor", entry["pattern"]))),
            _compile(entry["pattern"]) if "anchor" in entry else None,
            entry["label"] == "all",
            _maybe(entry.get("not_after")),
            entry.get("observance", False),
        )
        for entry in load_patterns("programmes")["open"]
    )


@cache
def _phrases() -> tuple[frozenset[str], frozenset[str], tuple[re.Pattern[str], ...]]:
    data = load_patterns("programmes")
    forms = tuple(_compile(form["pattern"]) for form in data["phrase_form"])
    phrases = frozenset(_squeeze(phrase).text for phrase in data["phrases"])
    return frozenset(data["short_name_kinds"]), phrases, forms


@cache
def _laws() -> tuple[str, ...]:
    return tuple(load_patterns("programmes")["laws"])


@cache
def _generic() -> re.Pattern[str]:
    return _compile(load_patterns("programmes")["generic"]["pattern"])


@cache
def _modalities() -> tuple[tuple[Modality, Gate], ...]:
    entries = load_patterns("programmes")["modality"]
    return tuple((entry["value"], Gate(_written(entry["pattern"]))) for entry in entries)


def _maybe(pattern: str | None) -> re.Pattern[str] | None:
    return _compile(pattern) if pattern else None


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(_written(pattern))


@cache
def _written(pattern: str) -> str:
    """The pattern with the lists of kind words and modifiers, expressions themselves, put in, longest first."""
    data = load_patterns("programmes")
    for key, words in (("{kind}", data["kinds"]), ("{modifier}", data["modifiers"]), ("{verb}", data["verbs"])):
        alternatives = "|".join(sorted(words, key=lambda word: (-len(word), word)))
        pattern = pattern.replace(key, f"(?:{alternatives})")
    return pattern.replace("{han}", HAN)
