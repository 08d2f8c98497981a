"""Quantities to metrics: what each number counts, its indicator, and what it is part of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from extract.metrics.find_quantities import NonFact, Quantity, Span, find_quantities
from extract.metrics.find_zeros import Zero, find_zeros
from extract.metrics.indicators import Choice, CueIndex
from extract.pattern_data import either, load_patterns
from extract.reading import Reading
from extract.text.clauses import Clauses
from extract.text.gate import Gate
from ontology.model import Comparator


class Metric(NamedTuple):
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
    layout = _Layout(reading, extra)
    metrics: list[Metric] = []
    respective = _respective(quantities, layout)
    before: _Phrase | None = None
    for index, quantity in enumerate(quantities):
        if index in respective:
            before = respective[index]
            metrics += _metrics_of(quantity, before, layout)
            continue
        following = quantities[index + 1].start if index + 1 < len(quantities) else len(layout.text)
        phrase = layout.phrase(quantity, before.end if before else 0, following)
        if before and layout.continues(phrase, before):
            phrase = phrase.continuing(before)
        before = phrase
        if not phrase.own or layout.one_of_many(phrase):
            left_out.append(NonFact(quantity.number, quantity.end, "nothing-counted"))
        else:
            metrics += _metrics_of(quantity, phrase, layout)
    metrics += _both_hundred(layout)
    metrics += [
        Metric(zero.start, zero.end, Decimal(0), zero.unit, Comparator.EXACTLY, zero.indicator, zero.measured, "denial")
        for zero in zeros
    ]
    metrics.sort(key=lambda metric: (metric.end, metric.start))
    return _with_totals(_with_shared_verbs(metrics, layout), layout), left_out


def _outside(quantities: list[Quantity], zeros: Sequence[Zero], left_out: list[NonFact]) -> list[Quantity]:
    """The quantities outside what is denied (未发生一起 …, 没有10人以上的 …)."""
    if not zeros:
        return quantities
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


class _Phrase(NamedTuple):
    """What can say what a number at `text[start:end]` counts: the spans `own`, and where they stand.

    `verb_end` is where the words end that stand before the number, or before the numbers that share them.
    """

    own: tuple[Span, ...]
    start: int
    end: int
    clause: Span
    sentence: Span
    verb_end: int
    rule: str = "phrase"

    @property
    def inherited(self) -> bool:
        """Whether the number goes on counting what the one before it counts."""
        return self.rule == "inherited"

    def continuing(self, before: _Phrase) -> _Phrase:
        """The phrase with what the number before counts too (162次、14400人次)."""
        return self._replace(own=(*before.own, *self.own), rule="inherited")


class _Layout:
    """A text as the numbers in it see it: its clauses and sentences, and the words that stand in them."""

    def __init__(self, reading: Reading, extra: tuple[Path, ...]) -> None:
        self.text = reading.folded
        self.words = _words()
        self._reading = reading
        self._clauses = Clauses(reading.folded)
        self._cues = CueIndex(reading.folded, extra)

    def phrase(self, quantity: Quantity, previous: int, following: int) -> _Phrase:
        """What stands around a quantity between the one before, that ends at `previous`, and the `following` one."""
        first, last = self._clauses.clause(quantity.start)
        start = max(first, previous)
        bracket = self._open_bracket(start, quantity.start)
        left = self.trim(start if bracket is None else bracket + 1, quantity.start)
        right = self._right(quantity.end, last, following)
        if left and right and start == previous and self.words.joint.search(self.text, *left[0]):
            left = ()
        own = (*left, *right)
        if not own and bracket is not None:
            own = self.trim(start, bracket)
        return self.placed(quantity, own, (first, right[0][1] if right else quantity.end))

    def placed(self, quantity: Quantity, own: tuple[Span, ...], clause: Span) -> _Phrase:
        """The phrase of a quantity of which the own words and the clause are known."""
        sentence = self._clauses.sentence(quantity.start)
        return _Phrase(own, quantity.start, quantity.end, clause, sentence, quantity.start)

    def sentence_end(self, offset: int) -> int:
        """Where the sentence ends that holds an offset."""
        return self._clauses.sentence(offset)[1]

    def left(self, quantity: Quantity) -> tuple[Span, ...]:
        """What stands before a quantity in its clause, if anything."""
        return self.trim(self._clauses.clause(quantity.start)[0], quantity.start)

    def continues(self, phrase: _Phrase, before: _Phrase) -> bool:
        """Whether a number goes on counting what the one before it in its sentence counts (162次、14400人次)."""
        if before.end <= phrase.sentence[0]:
            return False
        if not phrase.own:
            return True
        start, end = phrase.own[0]
        return end <= phrase.start and self.text[start:end] in self.words.carriers

    def one_of_many(self, phrase: _Phrase) -> bool:
        """Whether the number only says among how many one thing is."""
        return self.text.endswith(self.words.one_of, *phrase.own[-1])

    def _open_bracket(self, start: int, end: int) -> int | None:
        """Where the bracket opens that is still open at `end`."""
        depth = 0
        if self.text.find("（", start, end) >= 0:
            for offset in range(end - 1, start - 1, -1):
                depth += (self.text[offset] == "）") - (self.text[offset] == "（")
                if depth < 0:
                    return offset
        return None

    def _right(self, start: int, last: int, following: int) -> tuple[Span, ...]:
        """What stands between the end of a quantity and the end of its clause, list item or bracket, if anything."""
        end = min(last, following)
        if start >= end:
            return ()
        stop = self.words.list_mark.search(self.text, start, end)
        if stop and (stop.start() == start or following < last):
            end = stop.start()
        opening = self.text.find("（", start, end)
        closing = self.text.find("）", start, end)
        if opening >= 0 and self.text.find("）", opening, end) < 0:
            end = opening
        if 0 <= closing < end and not 0 <= opening < closing:
            end = closing
        return ((start, end),) if start < end else ()

    def trim(self, start: int, end: int) -> tuple[Span, ...]:
        """The span without marks before it; none where only words stand in it that say nothing of what is counted."""
        while start < end and self.text[start] in self.words.marks:
            start += 1
        if start == end or self.words.only_fillers.fullmatch(self.text, start, end):
            return ()
        return ((start, end),)

    def choose(self, phrase: _Phrase, unit: str) -> Choice:
        """The indicator that fits a phrase best."""
        return self._cues.choose(
            phrase.own, (phrase.start, phrase.end), unit, lambda window: self._wider(phrase, window)
        )

    def _wider(self, phrase: _Phrase, window: str) -> Span:
        """A wider window of a phrase, by its name; all but the clause end with the number."""
        if window == "clause":
            return phrase.clause
        start = phrase.sentence[0]
        if window == "prior":
            clause = self._clauses.clause(phrase.start)[0]
            start = max(start, self._clauses.clause(clause - 1)[0]) if clause else 0
        elif window == "section":
            section = self._reading.section_at(phrase.start)
            before = self._clauses.sentence(start - 1)[0] if start else 0
            start = max(before, section.start) if section else before
        return start, phrase.end


def _metrics_of(quantity: Quantity, phrase: _Phrase, layout: _Layout) -> list[Metric]:
    quantity = _signed(quantity, phrase, layout)
    if quantity.low is not None:
        ends = (
            quantity._replace(value=quantity.low, comparator=Comparator.AT_LEAST),
            quantity._replace(comparator=Comparator.AT_MOST),
        )
        return [_metric(end, phrase, layout, "range") for end in ends]
    if items := _shared_items(quantity, phrase, layout):
        phrases = [layout.placed(quantity, (item,), (item[0], quantity.end)) for item in items]
        return [_metric(quantity, shared, layout, "shared") for shared in phrases]
    return [_metric(quantity, phrase, layout, phrase.rule)]


def _metric(quantity: Quantity, phrase: _Phrase, layout: _Layout, rule: str) -> Metric:
    span = min(quantity.start, phrase.own[0][0]), max(quantity.end, phrase.own[-1][1])
    measured = "".join([layout.text[first:last] for first, last in phrase.own])
    return metric_of(_bounded(quantity, phrase, layout), layout.choose(phrase, quantity.unit), span, measured, rule)


def metric_of(quantity: Quantity, choice: Choice, span: Span, measured: str, rule: str) -> Metric:
    """The metric at a span of a quantity that measures what was chosen."""
    return Metric(
        *span,
        value=quantity.value,
        unit=quantity.unit,
        comparator=quantity.comparator,
        indicator=choice.indicator,
        measured=measured,
        rule=rule,
        hints=choice.hints,
        number=(quantity.number, quantity.end),
        rival=choice.rival,
    )


def _bounded(quantity: Quantity, phrase: _Phrase, layout: _Layout) -> Quantity:
    """The quantity, bounded by a word before the verb where none stands right beside it (至少配备3名)."""
    if quantity.comparator is Comparator.EXACTLY and not phrase.inherited:
        bound = layout.words.distant_bound.search(layout.text, phrase.own[0][0], quantity.start)
        if bound:
            return quantity._replace(comparator=layout.words.distant_bounds[bound.group()])
    return quantity


def _signed(quantity: Quantity, phrase: _Phrase, layout: _Layout) -> Quantity:
    """The quantity, negative where it is a fall between two times (下降5%, 减少2人。; not 减少2个环节)."""
    words = layout.words
    if not words.fall.search(layout.text, phrase.clause[0], phrase.verb_end):
        return quantity
    sentence = layout.text[phrase.sentence[0] : phrase.verb_end]
    compared = quantity.unit in words.shares or any(word in sentence for word in words.comparison)
    if not compared and not words.stop.match(layout.text, quantity.end):
        return quantity
    low = quantity.low if quantity.low is None else -quantity.low
    return quantity._replace(value=-quantity.value, low=low)


def _respective(quantities: Sequence[Quantity], layout: _Layout) -> dict[int, _Phrase]:
    """The phrases, by the quantity's number, of lists that give each item its own figure (调解、仲裁分别为8件、3件)."""
    words, text = layout.words, layout.text
    found: dict[int, _Phrase] = {}
    for first, quantity in enumerate(quantities):
        if text[quantity.start - 1 : quantity.start] not in words.respective_ends:
            continue
        left = layout.left(quantity)
        said = words.respective.search(text, *left[0]) if left else None
        if not said:
            continue
        last = first
        while last + 1 < len(quantities) and words.link.fullmatch(
            text, quantities[last].end, quantities[last + 1].start
        ):
            last += 1
        items = _split(text, left[0][0], said.start(), words.shared_items)
        if last > first and len(items) == last - first + 1:
            for index, item in enumerate(items, first):
                own = (item, *layout.trim(said.start("verb"), quantity.start))
                placed = layout.placed(quantities[index], own, (left[0][0], quantities[index].end))
                found[index] = placed._replace(verb_end=quantity.start, rule="respective")
    return found


def _shared_items(quantity: Quantity, phrase: _Phrase, layout: _Layout) -> list[Span]:
    """The items of a list that have one number in common (办结率、满意率均为100%)."""
    words = layout.words
    start, end = phrase.own[0]
    if start >= quantity.start or phrase.inherited or not words.shared_items.search(layout.text, start, end):
        return []
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


def _both_hundred(layout: _Layout) -> list[Metric]:
    """“双百”: two rates that both are 100 %."""
    metrics = []
    for match in layout.words.both_hundred.finditer(layout.text):
        number = Quantity(match.start(), match.start(), match.end(), Decimal(100), Comparator.EXACTLY, "%")
        for span in layout.left(number):
            for item in _split(layout.text, *span, layout.words.shared_items):
                if layout.text[item[1] - 1] in layout.words.rate_ends:
                    phrase = layout.placed(number, (item,), (item[0], number.end))
                    metrics.append(_metric(number, phrase, layout, "both-hundred")._replace(end=number.end))
    return metrics


def _with_shared_verbs(metrics: list[Metric], layout: _Layout) -> list[Metric]:
    """The metrics, those that name no indicator with that of the item before them in a list whose verb they share."""
    for index in range(1, len(metrics)):
        before, metric = metrics[index - 1 : index + 1]
        shared = before.hints[:1] and before.hints[0] in layout.words.shared_verbs and before.unit == metric.unit
        if shared and not metric.hints and layout.text[before.end : metric.start] == "、":
            metrics[index] = metric._replace(indicator=before.indicator, hints=before.hints, rule="shared-verb")
    return metrics


def _with_totals(metrics: list[Metric], layout: _Layout) -> list[Metric]:
    """The metrics with the shares after 其中 tied to their total."""
    result: list[Metric] = []
    words, text = layout.words, layout.text
    total: int | None = None
    end = 0
    summed: dict[int, int] = {}
    for index, metric in enumerate(metrics):
        between = end, metric.end
        end = metric.end
        if index not in summed and metric.unit not in words.shares:
            summed.update(dict.fromkeys(_parts_by_sum(metrics, index, layout), index))
        if index in summed:
            total = summed[index]
        elif words.part.search(text, *between):
            total = _total(metrics, index)
        elif total is not None and (metrics[total].unit != metric.unit or words.sentence_end.search(text, *between)):
            total = None
        fits = total is not None and metrics[total].unit == metric.unit and metrics[total].value >= metric.value
        result.append(_part(metric, metrics[total], total) if fits and total is not None else metric)
    return result


def _parts_by_sum(metrics: Sequence[Metric], index: int, layout: _Layout) -> range:
    """The metrics after a total that make it up exactly and name no indicator (受理43件，建房40件、砍伐3件), if any."""
    whole = metrics[index]
    limit = layout.sentence_end(whole.end)
    rest = whole.value
    for last in range(index + 1, len(metrics)):
        part = metrics[last]
        alike = part.unit == whole.unit and part.end <= limit and not part.hints
        if not alike or not 0 < part.value <= rest:
            break
        rest -= part.value
        if not rest:
            parts = range(index + 1, last + 1)
            return parts if len(parts) > 1 else range(0)
    return range(0)


def _part(metric: Metric, whole: Metric, total: int) -> Metric:
    """The metric as a share of its total; where it names no indicator of its own it has the total's."""
    indicator = metric.indicator if metric.hints else whole.indicator
    return metric._replace(part_of=total, indicator=indicator)


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
    list_mark: re.Pattern[str]
    only_fillers: re.Pattern[str]
    fall: re.Pattern[str]
    stop: re.Pattern[str]
    comparison: tuple[str, ...]
    shared: re.Pattern[str]
    shared_items: re.Pattern[str]
    joint: re.Pattern[str]
    each_of: re.Pattern[str]
    respective: re.Pattern[str]
    respective_ends: frozenset[str]
    link: re.Pattern[str]
    both_hundred: Gate
    part: re.Pattern[str]
    carriers: frozenset[str]
    shared_verbs: frozenset[str]
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
        sentence_end=re.compile(f"[{data['sentence_marks']}]"),
        list_mark=re.compile(data["list_mark"]),
        only_fillers=re.compile(f"(?:{either(data['fillers'])}|[{data['marks']}])*"),
        fall=re.compile(f"{either(data['fall_words'])}{either(data['fall_links'])}*$"),
        stop=re.compile(data["stop"]),
        comparison=tuple(data["comparison_words"]),
        shared=re.compile(data["shared"]),
        shared_items=re.compile(data["shared_items"]),
        joint=re.compile(data["joint"]),
        each_of=re.compile(data["each_of"]),
        respective=re.compile(f"{either(data['respective'])}(?P<verb>{either(data['respective_links'])}*)$"),
        respective_ends=frozenset(word[-1] for word in (*data["respective"], *data["respective_links"])),
        link=re.compile(data["link"]),
        both_hundred=Gate(data["both_hundred"]),
        part=re.compile(either(data["part_openers"])),
        carriers=frozenset(data["carriers"]),
        shared_verbs=frozenset(data["shared_verbs"]),
        distant_bound=re.compile(f"{either(distant)}(?!{either(data['not_bounds'])})"),
        rate_links=re.compile(data["rate_links"]),
        one_of=data["one_of"],
        distant_bounds=distant,
        rate_ends=data["rate_ends"],
        case_ends=data["case_ends"],
        shares=tuple(data["shares"]),
        marks=data["marks"],
    )
