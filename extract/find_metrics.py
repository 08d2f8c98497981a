"""Quantities to metrics: what each number counts, its indicator, and what it is part of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from extract.find_quantities import NonFact, Quantity, Span, find_quantities
from extract.find_zeros import Zero, find_zeros
from extract.gate import gated
from extract.indicators import CueIndex, Windows
from extract.pattern_data import load_patterns
from extract.reading import Reading
from ontology.model import Comparator


@dataclass(frozen=True, slots=True)
class Metric:
    """One value with what it counts; `part_of` is the index of its total in the list.

    `number` is the span of the number and its unit, None for a zero in words. `rival` is another
    indicator that fits equally well.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    comparator: Comparator
    indicator: str
    measured: str
    rule: str
    hints: tuple[str, ...] = ()
    part_of: int | None = None
    number: Span | None = None
    rival: str = ""


def find_metrics(
    reading: Reading, names: Sequence[Span] = (), extra: tuple[Path, ...] = ()
) -> tuple[list[Metric], list[NonFact]]:
    """The metrics of a text in order, and the numbers that count nothing.

    `names` are spans of names in whose inside no number counts; `extra` are vocabularies of the
    user's own.
    """
    quantities, left_out = find_quantities(reading, names, extra)
    zeros = find_zeros(reading.folded)
    quantities = _outside(quantities, zeros, left_out)
    cues = CueIndex(reading.folded, extra)
    layout = _Layout(reading.folded, reading)
    metrics: list[Metric] = []
    phrases = [layout.phrase(index, quantities) for index in range(len(quantities))]
    for index, quantity in enumerate(quantities):
        phrase = phrases[index]
        listed = index and quantities[index - 1].end > layout.sentence(quantity.start)[0]
        if listed and layout.continues(phrase, quantity):
            phrase = replace(phrase, own=(*phrases[index - 1].own, *phrase.own), inherited=True)
            phrases[index] = phrase
        if not phrase.own or layout.one_of_many(phrase):
            left_out.append(NonFact(quantity.number, quantity.end, "nothing-counted"))
            continue
        metrics.extend(_metrics_of(quantity, phrase, layout, cues))
    metrics.extend(_both_hundred(layout, cues))
    metrics.extend(
        Metric(zero.start, zero.end, Decimal(0), zero.unit, Comparator.EXACTLY, zero.indicator, zero.measured, "denial")
        for zero in zeros
    )
    metrics.sort(key=lambda metric: (metric.end, metric.start))
    return _with_totals(metrics, layout), left_out


def _outside(quantities: list[Quantity], zeros: Sequence[Zero], left_out: list[NonFact]) -> list[Quantity]:
    """The quantities outside what is denied (未发生一起 …, 没有10人以上的 …)."""
    spans = sorted((zero.start, zero.end) for zero in zeros)
    starts = [start for start, _ in spans]
    kept = []
    for quantity in quantities:
        index = bisect_right(starts, quantity.number)
        if any(quantity.end <= end for _, end in spans[max(0, index - 4) : index]) and quantity.value:
            left_out.append(NonFact(quantity.number, quantity.end, "denied"))
        else:
            kept.append(quantity)
    return kept


@dataclass(frozen=True, slots=True)
class _Phrase:
    """The spans of the words that say what a number counts, and the clause around them."""

    own: tuple[Span, ...]
    clause: Span
    inherited: bool = False


class _Inside:
    """Answers whether an offset lies inside one of some spans that do not overlap."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def holds(self, offset: int) -> bool:
        """Whether the offset lies in a span."""
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._spans[index][1]


class _Layout:
    """Sentence and clause boundaries of a folded text."""

    def __init__(self, text: str, reading: Reading) -> None:
        self.text = text
        self.reading = reading
        self.words = _words()
        self._stops = [match.end() for match in self.words.sentence_end.finditer(text)]
        quoted = _Inside(match.span() for match in self.words.quoted.finditer(text))
        self._clauses = [m.end() for m in self.words.boundary.finditer(text) if not quoted.holds(m.start())]

    def sentence(self, offset: int) -> Span:
        """The sentence that holds an offset."""
        index = bisect_right(self._stops, offset)
        start = self._stops[index - 1] if index else 0
        return start, self._stops[index] if index < len(self._stops) else len(self.text)

    def before(self, offset: int) -> int:
        """Where the clause that holds an offset begins."""
        index = bisect_right(self._clauses, offset)
        return self._clauses[index - 1] if index else 0

    def after(self, offset: int) -> int:
        """Where the clause that holds an offset ends, its mark not included."""
        index = bisect_left(self._clauses, offset + 1)
        return self._clauses[index] - 1 if index < len(self._clauses) else len(self.text)

    def phrase(self, index: int, quantities: Sequence[Quantity]) -> _Phrase:
        """What stands around the quantity `quantities[index]` and can say what it counts."""
        quantity = quantities[index]
        clause_start = self.before(quantity.start)
        previous = quantities[index - 1].end if index else 0
        start = max(clause_start, previous)
        bracket = self._open_bracket(start, quantity.start)
        left = self._trim(start if bracket is None else bracket + 1, quantity.start)
        right = self._right(quantity, quantities[index + 1].start if index + 1 < len(quantities) else len(self.text))
        own = [span for span in (left, right) if span[0] < span[1]]
        if len(own) > 1 and start == previous and self.words.joint.search(self.text, *left):
            own = [right]
        if not own and bracket is not None:
            own = [span for span in [self._trim(start, bracket)] if span[0] < span[1]]
        return _Phrase(tuple(own), (clause_start, max(quantity.end, right[1])))

    def continues(self, phrase: _Phrase, quantity: Quantity) -> bool:
        """Whether a number goes on counting what the one before it counts (162次、14400人次)."""
        return not phrase.own or any(
            end <= quantity.start and self.text[start:end] in self.words.carriers for start, end in phrase.own
        )

    def one_of_many(self, phrase: _Phrase) -> bool:
        """Whether the number only says among how many one thing is."""
        return self.text.endswith(self.words.one_of, phrase.own[-1][0], phrase.own[-1][1])

    def _open_bracket(self, start: int, end: int) -> int | None:
        """Where the bracket opens that is still open at `end`."""
        depth = 0
        for offset in range(end - 1, start - 1, -1):
            depth += (self.text[offset] == "）") - (self.text[offset] == "（")
            if depth < 0:
                return offset
        return None

    def _right(self, quantity: Quantity, following: int) -> Span:
        end = min(self.after(quantity.end), following)
        stop = self.words.list_mark.search(self.text, quantity.end, end)
        if stop and (stop.start() == quantity.end or following < self.after(quantity.end)):
            end = stop.start()
        opening = self.text.find("（", quantity.end, end)
        if opening >= 0 and self.text.find("）", opening, end) < 0:
            end = opening
        closing = self.text.find("）", quantity.end, end)
        if closing >= 0 and "（" not in self.text[quantity.end : closing]:
            end = closing
        return quantity.end, end

    def _trim(self, start: int, end: int) -> Span:
        """The span without marks and words that say nothing of what is counted."""
        while start < end and self.text[start] in self.words.marks:
            start += 1
        bare = self.words.only_fillers.fullmatch(self.text, start, end)
        return (end, end) if bare else (start, end)

    def windows(self, phrase: _Phrase, quantity: Quantity | Span) -> Windows:
        """The windows in which the words of an indicator are looked for."""
        anchor = quantity if isinstance(quantity, tuple) else (quantity.start, quantity.end)
        sentence = self.sentence(anchor[0])
        before = self.sentence(sentence[0] - 1)[0] if sentence[0] else 0
        section = self.reading.section_at(anchor[0])
        floor = max(before, section.start) if section else before
        clause = self.before(anchor[0])
        prior = max(sentence[0], self.before(clause - 1)) if clause else 0
        sentence_span, section_span = (sentence[0], anchor[1]), (floor, anchor[1])
        return Windows(phrase.own, phrase.clause, (prior, anchor[1]), sentence_span, section_span, anchor)


def _metrics_of(quantity: Quantity, phrase: _Phrase, layout: _Layout, cues: CueIndex) -> list[Metric]:
    if quantity.low is not None:
        ends = (
            replace(quantity, value=quantity.low, comparator=Comparator.AT_LEAST),
            replace(quantity, comparator=Comparator.AT_MOST),
        )
        return [_metric(end, phrase, layout, cues, "range") for end in ends]
    items = _shared_items(quantity, phrase, layout)
    if items:
        return [
            _metric(quantity, replace(phrase, own=(item,), clause=(item[0], quantity.end)), layout, cues, "shared")
            for item in items
        ]
    return [_metric(quantity, phrase, layout, cues, "inherited" if phrase.inherited else "phrase")]


def _metric(quantity: Quantity, phrase: _Phrase, layout: _Layout, cues: CueIndex, rule: str) -> Metric:
    windows = layout.windows(phrase, quantity)
    choice = cues.choose(windows, quantity.unit)
    start = min([quantity.start, *(span[0] for span in phrase.own)])
    end = max([quantity.end, *(span[1] for span in phrase.own)])
    return Metric(
        start=start,
        end=end,
        value=_signed(quantity, layout),
        unit=quantity.unit,
        comparator=_comparator(quantity, phrase, layout),
        indicator=choice.indicator,
        measured="".join(layout.text[first:last] for first, last in phrase.own),
        rule=rule,
        hints=choice.hints,
        number=(quantity.number, quantity.end),
        rival=choice.rival,
    )


def _comparator(quantity: Quantity, phrase: _Phrase, layout: _Layout) -> Comparator:
    """The quantity's own comparator, or one whose word stands before the verb (至少配备3名)."""
    if quantity.comparator is Comparator.EXACTLY and phrase.own and not phrase.inherited:
        bound = layout.words.distant_bound.search(layout.text, phrase.own[0][0], quantity.start)
        if bound:
            return layout.words.distant_bounds[bound.group()]
    return quantity.comparator


def _signed(quantity: Quantity, layout: _Layout) -> Decimal:
    words = layout.words
    before = layout.text[layout.before(quantity.start) : quantity.start]
    if not words.fall.search(before):
        return quantity.value
    sentence = layout.text[layout.sentence(quantity.start)[0] : quantity.start]
    compared = quantity.unit in words.shares or any(word in sentence for word in words.comparison)
    return -quantity.value if compared else quantity.value


def _shared_items(quantity: Quantity, phrase: _Phrase, layout: _Layout) -> list[Span]:
    """The items of a list that have one number in common (办结率、满意率均为100%)."""
    words = layout.words
    if not phrase.own or phrase.own[0][0] >= quantity.start or phrase.inherited:
        return []
    start, end = phrase.own[0]
    text = layout.text[start:end]
    each = words.each_of.search(text)
    shared = each or words.shared.search(text) or (quantity.unit == "%" and words.rate_links.search(text))
    if not shared and quantity.unit != "%":
        return []
    limit = start + (shared.start() if shared else len(text))
    items = _split(layout.text, start, limit, words.shared_items)
    if len(items) < 2:
        return []
    if each:
        return items
    last = layout.text[items[-1][1] - 1]
    if last in words.rate_ends:
        rates = [item for item in items if layout.text[item[1] - 1] in words.rate_ends]
        return rates if len(rates) > 1 else []
    return items if shared and last in words.case_ends else []


def _split(text: str, start: int, end: int, separator: re.Pattern[str]) -> list[Span]:
    items = []
    for match in separator.finditer(text, start, end):
        items.append((start, match.start()))
        start = match.end()
    items.append((start, end))
    return [item for item in items if item[0] < item[1]]


def _both_hundred(layout: _Layout, cues: CueIndex) -> list[Metric]:
    """“双百”: two rates that both are 100 %."""
    metrics = []
    for match in layout.words.both_hundred.finditer(layout.text):
        start = layout._trim(layout.before(match.start()), match.start())[0]
        items = [
            item
            for item in _split(layout.text, start, match.start(), layout.words.shared_items)
            if layout.text[item[1] - 1] in layout.words.rate_ends
        ]
        for item in items:
            number = Quantity(match.start(), match.start(), match.end(), Decimal(100), Comparator.EXACTLY, "%")
            phrase = _Phrase((item,), (item[0], match.end()))
            metrics.append(replace(_metric(number, phrase, layout, cues, "both-hundred"), end=match.end()))
    return metrics


def _with_totals(metrics: list[Metric], layout: _Layout) -> list[Metric]:
    """The metrics with the shares after 其中 tied to their total."""
    result: list[Metric] = []
    total: int | None = None
    for index, metric in enumerate(metrics):
        between = layout.text[metrics[index - 1].end if index else 0 : metric.end]
        opened = layout.words.part.search(between)
        if opened:
            total = _total(metrics, index)
        elif layout.words.sentence_end.search(between) or (total is not None and metrics[total].unit != metric.unit):
            total = None
        fits = total is not None and metrics[total].unit == metric.unit and metrics[total].value >= metric.value
        result.append(_part(metric, metrics[total], total) if fits and total is not None else metric)
    return result


def _part(metric: Metric, whole: Metric, total: int) -> Metric:
    """The metric as a share of its total; where it names no indicator of its own it has the total's."""
    indicator = metric.indicator if metric.hints else whole.indicator
    return replace(metric, part_of=total, indicator=indicator)


def _total(metrics: Sequence[Metric], index: int) -> int | None:
    part = metrics[index]
    for candidate in range(index - 1, max(-1, index - 4), -1):
        whole = metrics[candidate]
        if whole.unit == part.unit and whole.value >= part.value and whole.end <= part.end:
            return candidate
    return None


@dataclass(frozen=True, slots=True)
class _Words:
    sentence_end: re.Pattern[str]
    boundary: re.Pattern[str]
    quoted: re.Pattern[str]
    list_mark: re.Pattern[str]
    only_fillers: re.Pattern[str]
    fall: re.Pattern[str]
    comparison: tuple[str, ...]
    shared: re.Pattern[str]
    shared_items: re.Pattern[str]
    joint: re.Pattern[str]
    each_of: re.Pattern[str]
    both_hundred: re.Pattern[str]
    part: re.Pattern[str]
    carriers: frozenset[str]
    distant_bound: re.Pattern[str]
    rate_links: re.Pattern[str]
    one_of: str
    distant_bounds: dict[str, Comparator]
    rate_ends: str
    case_ends: str
    shares: tuple[str, ...]
    marks: str


@cache
def _words() -> _Words:
    data = load_patterns("metrics")
    distant = {word: Comparator(name) for name, words in data["distant_bounds"].items() for word in words}
    return _Words(
        sentence_end=re.compile(data["sentence_end"]),
        boundary=re.compile(f"{data['sentence_end']}|{data['clause_end']}"),
        quoted=re.compile(data["quoted_name"]),
        list_mark=re.compile(data["list_mark"]),
        only_fillers=re.compile(f"(?:{'|'.join(sorted(data['fillers'], key=len, reverse=True))}|[{data['marks']}])*"),
        fall=re.compile(f"(?:{'|'.join(data['fall_words'])})(?:{'|'.join(data['fall_links'])})*$"),
        comparison=tuple(data["comparison_words"]),
        shared=re.compile(data["shared"]),
        shared_items=re.compile(data["shared_items"]),
        joint=re.compile(data["joint"]),
        each_of=re.compile(data["each_of"]),
        both_hundred=gated(data["both_hundred"]),
        part=re.compile("|".join(data["part_openers"])),
        carriers=frozenset(data["carriers"]),
        distant_bound=re.compile(f"(?:{'|'.join(distant)})(?!{'|'.join(data['not_bounds'])})"),
        rate_links=re.compile(data["rate_links"]),
        one_of=data["one_of"],
        distant_bounds=distant,
        rate_ends=data["rate_ends"],
        case_ends=data["case_ends"],
        shares=tuple(data["shares"]),
        marks=data["marks"],
    )
