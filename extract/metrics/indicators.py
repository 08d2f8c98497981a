"""Which indicator a phrase measures: of the rules that hold, the one with the highest score."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from itertools import chain, product
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick

from extract.pattern_data import either, load_patterns
from extract.text.gate import Gate
from extract.text.spans import Span
from ontology.vocabulary import indicators

Wider = Callable[[str], str]
"""The words of a wider window by its name: clause, whole, next, prior, sentence, section."""

_OWN = 10.0
_PER_CHARACTER = 2.0
_NEAR = 6.0
_PER_GAP = 0.5
# A Chinese noun phrase ends with its head: what the word right before the number names is counted.
_NO_HEAD = 8.0
_CONDITION = 2.0
_FARTHEST_HEAD = 24
# A cue that the user wrote is meant: it outweighs any wording of ours.
_USERS_OWN = 40.0
_OWN_WINDOW = "own2"
_NEXT_WINDOW = "next"
_HIDDEN = "\0"
_WINDOWS = (_OWN_WINDOW, "clause", "whole", "whole2", _NEXT_WINDOW, "prior", "sentence", "section")


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
        # What a law is about is not what is counted; that it is a law can be.
        self._without_titles = _law_title().sub(
            lambda title: title.group()[0] + _HIDDEN * (len(title.group()) - 1), text
        )
        agents = (range(match.start("agent"), match.end()) for match in _agent().finditer(text))
        self._agents = frozenset(chain.from_iterable(agents))
        self._lexicon = _lexicon(extra)

    def choose(self, own: Iterable[Span], number: Span, unit: str, wider: Wider) -> Choice:
        """The best indicator for the number at a span whose phrase stands at the spans `own`.

        Rules are tried from the highest score down, so that what a lower one asks for need not be looked up.
        """
        near, bids = self._bids(own, number, unit)
        rules = self._lexicon.rules
        best: Rule | None = None
        hints: tuple[str, ...] = ()
        least, rival = inf, ""
        for loss, index, order in bids:
            if loss > least:
                break
            rule = rules[index]
            if best and rule.indicator == best.indicator:
                continue
            found = self._hints(rule, near, wider)
            if found is not None and best:
                rival = rule.indicator
            elif found is not None:
                best, least = rule, loss
                hints = tuple(dict.fromkeys((self._lexicon.words[order], *found)))
        return Choice(best.indicator, hints, rival) if best else OTHER

    def _bids(self, own: Iterable[Span], number: Span, unit: str) -> tuple[set[str], list[tuple[float, int, int]]]:
        """The cue words of a phrase, and what they bid for each rule that has them and the unit, the best first.

        A bid is the rule's score with its sign turned, the rule's number and the place of the word in the order.
        """
        first, last = number
        rules, words, worths, heads, automaton = self._lexicon
        worth_of = worths.get(unit, worths[""]).get
        near: set[str] = set()
        bids: list[tuple[float, int, int]] = []
        for start, end in own:
            found = automaton.find_matches_as_indexes(self._without_titles[start:end], overlapping=True)
            for order, begin, stop in found:
                near.add(words[order])
                if start + begin in self._agents:
                    continue
                if fitting := worth_of(order):
                    gap = first - start - stop if start + stop <= first else start + begin - last
                    loss = min(_PER_GAP * gap, _NEAR) + _NO_HEAD if gap else 0.0
                    asked = order in heads and gap and start + stop <= first
                    apart = asked and not self._is_head(start + stop, first)
                    for worth, rule in fitting:
                        if not (apart and words[order] in rules[rule].heads):
                            bids.append((loss - worth, rule, order))
        bids.sort()
        return near, bids

    def _is_head(self, end: int, number: int) -> bool:
        """Whether what ends at `end` is counted by the number, with nothing between that would be instead."""
        return number - end <= _FARTHEST_HEAD and bool(_head_links().fullmatch(self._without_titles, end, number))

    def _hints(self, rule: Rule, near: Set[str], wider: Wider) -> list[str] | None:
        """The words that fulfil the rule's conditions; None where it does not hold."""
        if not rule.without.isdisjoint(near):
            return None
        found = []
        for window, words in rule.conditions:
            within = "" if window == _OWN_WINDOW else wider(window)
            if rule.barred:
                within = within[max(map(within.rfind, rule.barred)) + 1 :]
            for word in words:
                if (word in near and window != _NEXT_WINDOW) or word in within:
                    found.append(word)
                    break
            else:
                return None
        return found


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to word an indicator; `patterns/indicators.toml` describes the fields.

    `conditions` are the further words asked for, each a window's name and its words, the longest first.
    """

    indicator: str
    own: frozenset[str]
    conditions: tuple[tuple[str, tuple[str, ...]], ...]
    without: frozenset[str]
    units: frozenset[str]
    bonus: float
    barred: tuple[str, ...]
    heads: frozenset[str]

    def worth(self, word: str) -> float:
        """The score of the rule by a word of `own` right beside the number, where all conditions hold."""
        return _OWN + self.bonus + _CONDITION * len(self.conditions) + _PER_CHARACTER * len(word) + _NEAR


class _Lexicon(NamedTuple):
    """The rules and the cue words, in the order that settles ties; `automaton` finds words by their place in it.

    `worths` has, by unit and word, the worth and the number of each rule whose own word it is; under "" are those
    for any unit. `heads` are the words of rules that ask for the head of what is counted.
    """

    rules: tuple[Rule, ...]
    words: tuple[str, ...]
    worths: dict[str, dict[int, list[tuple[float, int]]]]
    heads: frozenset[int]
    automaton: AhoCorasick


@cache
def _law_title() -> re.Pattern[str]:
    return re.compile(load_patterns("indicators")["law_title"])


@cache
def _agent() -> Gate:
    return Gate(load_patterns("indicators")["agent"])


@cache
def _head_links() -> re.Pattern[str]:
    data = load_patterns("metrics")
    fillers = f"(?:{either(data['fillers'])}|[{data['marks']}])*"
    links = f"(?:{load_patterns('indicators')['head_links']}|{data['parts']}|{data['place']})"
    return re.compile(f"{fillers}(?:{links}{fillers}){{0,3}}")


@cache
def _lexicon(extra: tuple[Path, ...]) -> _Lexicon:
    rules = (*_pattern_rules(), *_vocabulary_rules(extra))
    units = {"", *(unit for rule in rules for unit in rule.units)}
    asked = {word for rule in rules for _, words in rule.conditions for word in words}
    words = tuple(sorted(asked.union(*(rule.own | rule.without for rule in rules)) - {""}, reverse=True))
    orders = {word: order for order, word in enumerate(words)}
    worths: dict[str, dict[int, list[tuple[float, int]]]] = {unit: defaultdict(list) for unit in units}
    for number, rule in enumerate(rules):
        for word, unit in product(rule.own & orders.keys(), rule.units or units):
            worths[unit][orders[word]].append((rule.worth(word), number))
    heads = frozenset(orders[word] for rule in rules for word in rule.heads & orders.keys())
    return _Lexicon(rules, words, worths, heads, AhoCorasick(words))


def _pattern_rules() -> list[Rule]:
    return [_rule(entry) for entry in load_patterns("indicators")["rule"]]


def _rule(entry: Mapping[str, Any]) -> Rule:
    conditions = tuple(
        (window, tuple(sorted(entry[window], key=lambda word: (len(word), word), reverse=True)))
        for window in _WINDOWS
        if entry.get(window)
    )
    heads = entry.get("head", ())
    return Rule(
        indicator=entry["indicator"],
        own=frozenset(entry["own"]),
        conditions=conditions,
        without=frozenset(entry.get("not", ())),
        units=_with_alike(entry.get("units", ())),
        bonus=float(entry.get("bonus", 0)),
        barred=tuple(entry.get("barred", ())),
        heads=frozenset(entry["own"] if heads is True else heads),
    )


def _with_alike(units: Iterable[str]) -> frozenset[str]:
    """The units and those that count the same (条次 as 条)."""
    counted = set(units)
    return frozenset(
        counted.union(alike for alike, unit in load_patterns("indicators")["alike"].items() if unit in counted)
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
