"""Which indicator a phrase measures: of the rules that hold, the one with the highest score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import ahocorasick

from extract.pattern_data import load_patterns
from ontology.vocabulary import indicators

Span = tuple[int, int]

Wider = Callable[[str], Span]
"""The span of a wider window by its name: clause, prior (with the clause before), sentence, section."""

_OWN = 10.0
_PER_CHARACTER = 2.0
_NEAR = 6.0
_PER_GAP = 0.5
_CONDITION = 2.0
# A cue that the user wrote is meant: it outweighs any wording of ours.
_USERS_OWN = 40.0
_OWN_WINDOW = "own2"
_WINDOWS = (_OWN_WINDOW, "clause", "prior", "sentence", "section")


class Choice(NamedTuple):
    """The indicator chosen and the words that led to it; `rival` is another one of the same score."""

    indicator: str
    hints: tuple[str, ...]
    rival: str = ""


OTHER = Choice("other", ())
"""The choice where no rule holds."""


class CueIndex:
    """The cue words of one text, for scoring any number of its phrases."""

    def __init__(self, text: str, extra: tuple[Path, ...] = ()) -> None:
        """Score phrases of a folded text; `extra` are vocabularies of the user's own."""
        self._text = text
        self._lexicon = _lexicon(extra)

    def choose(self, own: Iterable[Span], number: Span, unit: str, wider: Wider) -> Choice:
        """The best indicator for the number at a span whose phrase stands at the spans `own`.

        Rules are tried from the highest score down, so that what a lower one asks for need not be looked up.
        """
        near = self._weights(own, number)
        best: Rule | None = None
        hints: list[str] | None = None
        highest, rival = 0.0, ""
        for loss, index in self._lexicon.bids(near, unit):
            if best and loss > highest:
                break
            rule = self._lexicon.rules[index]
            if best is None:
                hints = self._hints(rule, near, wider)
                if hints is not None:
                    best, highest = rule, loss
            elif rule.indicator != best.indicator and self._hints(rule, near, wider) is not None:
                rival = rule.indicator
        if best is None or hints is None:
            return OTHER
        word = max(best.own & near.keys(), key=lambda word: (near[word], word))
        return Choice(best.indicator, tuple(dict.fromkeys((word, *hints))), rival)

    def _weights(self, own: Iterable[Span], number: Span) -> dict[str, float]:
        """What the cue words of a phrase weigh: the longer and the nearer to the number, the more."""
        first, last = number
        weights: dict[str, float] = {}
        for start, end in own:
            # A slice, as the automaton makes a copy of all that it is given.
            for final, word in self._lexicon.automaton.iter(self._text[start:end]):
                length, stop = len(word), start + final + 1
                gap = first - stop if stop <= first else stop - length - last
                weight = _PER_CHARACTER * length + max(0.0, _NEAR - _PER_GAP * gap)
                if weight > weights.get(word, 0.0):
                    weights[word] = weight
        return weights

    def _hints(self, rule: Rule, near: Mapping[str, float], wider: Wider) -> list[str] | None:
        """The words that fulfil the rule's conditions; None where it does not hold."""
        if not rule.without.isdisjoint(near):
            return None
        found = []
        for window, words in rule.conditions:
            within = "" if window == _OWN_WINDOW else self._text[slice(*wider(window))]
            word = next((word for word in words if word in near or word in within), None)
            if word is None:
                return None
            found.append(word)
        return found


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to word an indicator; `patterns/indicators.toml` describes the fields.

    `conditions` are the further words asked for, each a window's name and its words, the longest first.
    `worth` is what the rule scores besides its own word, where all conditions hold.
    """

    indicator: str
    own: frozenset[str]
    conditions: tuple[tuple[str, tuple[str, ...]], ...]
    without: frozenset[str]
    units: frozenset[str]
    worth: float


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """`by_unit` has, by unit and own word, the worth and the number of each rule; the unit is "" where any will do."""

    rules: tuple[Rule, ...]
    by_unit: dict[str, dict[str, list[tuple[float, int]]]]
    automaton: ahocorasick.Automaton

    def bids(self, near: Mapping[str, float], unit: str) -> list[tuple[float, int]]:
        """The rules that a word and the unit may fulfil: the score, its sign turned, and the number; the best first."""
        rules_of = self.by_unit.get(unit) or self.by_unit[""]
        bids = [(-worth - weight, rule) for word, weight in near.items() for worth, rule in rules_of.get(word, ())]
        bids.sort()
        return bids


@cache
def _lexicon(extra: tuple[Path, ...]) -> _Lexicon:
    rules = (*_pattern_rules(), *_vocabulary_rules(extra))
    automaton = ahocorasick.Automaton()
    for rule in rules:
        for word in (*rule.own, *rule.without, *(word for _, words in rule.conditions for word in words)):
            automaton.add_word(word, word)
    automaton.make_automaton()
    units = {"", *(unit for rule in rules for unit in rule.units)}
    return _Lexicon(rules, {unit: _by_own(rules, unit) for unit in units}, automaton)


def _by_own(rules: Iterable[Rule], unit: str) -> dict[str, list[tuple[float, int]]]:
    by_own: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
    for number, rule in enumerate(rules):
        if not rule.units or unit in rule.units:
            for word in rule.own:
                by_own[word].append((rule.worth, number))
    return dict(by_own)


def _pattern_rules() -> list[Rule]:
    return [_rule(entry) for entry in load_patterns("indicators")["rule"]]


def _rule(entry: Mapping[str, Any]) -> Rule:
    conditions = tuple(
        (window, tuple(sorted(entry[window], key=lambda word: (len(word), word), reverse=True)))
        for window in _WINDOWS
        if entry.get(window)
    )
    return Rule(
        indicator=entry["indicator"],
        own=frozenset(entry["own"]),
        conditions=conditions,
        without=frozenset(entry.get("not", ())),
        units=frozenset(entry.get("units", ())),
        worth=_OWN + float(entry.get("bonus", 0)) + _CONDITION * len(conditions),
    )


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
                asked = {"indicator": entry.id, "own": (last,), "own2": before, "units": entry.units, "bonus": bonus}
                rules.append(_rule(asked))
    return rules
