"""Which indicator a phrase measures: every rule that holds is scored, the best one wins."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import chain, product
from pathlib import Path

import ahocorasick

from extract.pattern_data import load_patterns
from ontology.vocabulary import indicators

Span = tuple[int, int]

_OWN = 10.0
_PER_CHARACTER = 2.0
_NEAR = 6.0
_CONDITION = 2.0
# A cue that the user wrote is meant: it outweighs any wording of ours.
_USERS_OWN = 40.0
_OWN_WINDOW = -1


@dataclass(frozen=True)
class Rule:
    """One way to word an indicator; the fields are described in `patterns/indicators.toml`."""

    indicator: str
    own: tuple[str, ...]
    own2: tuple[str, ...] = ()
    clause: tuple[str, ...] = ()
    prior: tuple[str, ...] = ()
    sentence: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    units: frozenset[str] = frozenset()
    bonus: float = 0.0

    @cached_property
    def conditions(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """The further words asked for with the number of their window: -1 for the phrase, 0 for the clause …."""
        every = (self.own2, self.clause, self.prior, self.sentence, self.section)
        return tuple((window, words) for window, words in enumerate(every, start=_OWN_WINDOW) if words)


@dataclass(frozen=True, slots=True)
class Windows:
    """Where the words of a number may stand, the nearest first.

    `own` are the spans of the phrase counted; `clause`, `prior` (the clause before too),
    `sentence` and `section` are each one span that may hold the earlier ones. `anchor` is the span of the number.
    """

    own: tuple[Span, ...]
    clause: Span
    prior: Span
    sentence: Span
    section: Span
    anchor: Span


@dataclass(frozen=True, slots=True)
class Choice:
    """The indicator chosen, its score and the words that led to it; `rival` is another one of the same score."""

    indicator: str
    score: float
    hints: tuple[str, ...]
    rival: str = ""


class CueIndex:
    """The cue words of one text, found in one pass, for scoring any number of phrases."""

    def __init__(self, text: str, extra: tuple[Path, ...] = ()) -> None:
        """Index the cue words of a folded text; `extra` are vocabularies of the user's own."""
        self._lexicon = _lexicon(extra)
        hits = sorted((end + 1 - len(word), end + 1, word) for end, word in self._lexicon.automaton.iter(text))
        self._hits = hits
        self._starts = [hit[0] for hit in hits]

    def _words(self, span: Span) -> list[tuple[int, int, str]]:
        first = bisect_left(self._starts, span[0])
        last = bisect_left(self._starts, span[1])
        return [hit for hit in self._hits[first:last] if hit[1] <= span[1]]

    def words(self, span: Span) -> set[str]:
        """The cue words that stand in a span."""
        return {hit[2] for hit in self._words(span)}

    def choose(self, windows: Windows, unit: str) -> Choice:
        """The best indicator for a phrase; "other" with the score 0 where no rule holds."""
        near: dict[str, float] = {}
        for span in windows.own:
            for hit in self._words(span):
                near[hit[2]] = max(near.get(hit[2], 0.0), _nearness(hit, windows.anchor))
        wider = _Wider(self, windows, near)
        best = Choice("other", 0.0, ())
        candidates = self._lexicon.candidates(near, unit)
        for index in sorted(candidates):
            choice = _score(self._lexicon.rules[index], near, wider)
            if choice is None:
                continue
            if choice.score > best.score:
                best = choice
            elif choice.score == best.score and choice.indicator != best.indicator:
                best = replace(best, rival=choice.indicator)
        return best


class _Wider:
    """The cue words of a phrase's wider windows, looked up when a rule asks for them."""

    def __init__(self, index: CueIndex, windows: Windows, near: dict[str, float]) -> None:
        self._index = index
        self._spans = (windows.clause, windows.prior, windows.sentence, windows.section)
        self._near = near.keys()
        self._found: list[Set[str] | None] = [None] * len(self._spans)

    def __getitem__(self, window: int) -> Set[str]:
        found = self._found[window]
        if found is None:
            found = self._found[window] = self._index.words(self._spans[window]) | self._near
        return found


@dataclass(frozen=True, slots=True)
class _Lexicon:
    rules: tuple[Rule, ...]
    # By a word of `own` and a unit; the unit is "" where any will do.
    by_own: dict[tuple[str, str], tuple[int, ...]]
    automaton: ahocorasick.Automaton

    def candidates(self, words: Iterable[str], unit: str) -> set[int]:
        """The numbers of the rules that one of the words and the unit may fulfil."""
        found = (self.by_own.get((word, wanted), ()) for word in words for wanted in (unit, ""))
        return set(chain.from_iterable(found))


@cache
def _lexicon(extra: tuple[Path, ...]) -> _Lexicon:
    rules = (*_pattern_rules(), *_vocabulary_rules(extra))
    by_own: dict[tuple[str, str], list[int]] = defaultdict(list)
    automaton = ahocorasick.Automaton()
    for index, rule in enumerate(rules):
        for key in product(rule.own, rule.units or ("",)):
            by_own[key].append(index)
        for word in (*rule.own, *rule.own2, *rule.clause, *rule.prior, *rule.sentence, *rule.section, *rule.without):
            automaton.add_word(word, word)
    automaton.make_automaton()
    return _Lexicon(rules, {key: tuple(indices) for key, indices in by_own.items()}, automaton)


def _pattern_rules() -> list[Rule]:
    fields = ("own", "own2", "clause", "prior", "sentence", "section")
    return [
        Rule(
            indicator=entry["indicator"],
            **{field: tuple(entry.get(field, ())) for field in fields},
            without=tuple(entry.get("not", ())),
            units=frozenset(entry.get("units", ())),
            bonus=float(entry.get("bonus", 0)),
        )
        for entry in load_patterns("indicators")["rule"]
    ]


def _vocabulary_rules(extra: tuple[Path, ...]) -> list[Rule]:
    """The cue phrases of indicators that no pattern words, so that a new one needs no pattern.

    In a cue "…" stands for a few words: both its sides must be there.
    """
    worded = {entry["indicator"] for entry in load_patterns("indicators")["rule"]}
    known = {(entry.id, cue) for entry in indicators() for cue in entry.cues}
    ours = {pair for pair in known if pair[0] in worded}
    rules = []
    for entry in indicators(extra):
        for cue in entry.cues:
            if (entry.id, cue) not in ours:
                *before, last = cue.split("…")
                bonus = 0.0 if (entry.id, cue) in known else _USERS_OWN
                rules.append(Rule(entry.id, (last,), tuple(before), units=frozenset(entry.units), bonus=bonus))
    return rules


def _nearness(hit: tuple[int, int, str], anchor: Span) -> float:
    gap = anchor[0] - hit[1] if hit[1] <= anchor[0] else hit[0] - anchor[1]
    return max(0.0, _NEAR - 0.5 * gap)


def _score(rule: Rule, near: dict[str, float], wider: _Wider) -> Choice | None:
    if any(word in near for word in rule.without):
        return None
    own = max((word for word in rule.own if word in near), key=lambda word: (_weight(word, near), word))
    score = _OWN + rule.bonus + _weight(own, near)
    hints = [own]
    for window, words in rule.conditions:
        present = near.keys() if window == _OWN_WINDOW else wider[window]
        matched = [word for word in words if word in present]
        if not matched:
            return None
        hints.append(max(matched, key=lambda word: (len(word), word)))
        score += _CONDITION
    return Choice(rule.indicator, score, tuple(dict.fromkeys(hints)))


def _weight(word: str, near: dict[str, float]) -> float:
    return _PER_CHARACTER * len(word) + near[word]
