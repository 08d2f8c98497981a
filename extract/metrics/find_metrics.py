"""Quantities to metrics: what each number counts, its indicator, and what it is part of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from operator import attrgetter
from pathlib import Path

from extract.metrics.find_quantities import NonFact, Quantity, find_quantities
from extract.metrics.find_zeros import Zero, find_zeros
from extract.metrics.metric import Metric, metric_of
from extract.metrics.phrases import Layout, Phrase
from extract.metrics.shared_figures import both_hundred, respective_phrases, shared_items, with_shared_words
from extract.metrics.totals import with_sums, with_totals
from extract.pattern_data import either, load_patterns
from extract.reading import Reading
from extract.text.spans import Span
from ontology.model import Comparator


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
    layout = Layout(reading, extra)
    layout.deny([*((zero.start, zero.end) for zero in zeros), *_noughts(quantities, layout)])
    metrics: list[Metric] = []
    respective = respective_phrases(quantities, layout)
    before: Phrase | None = None
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
    metrics += [
        _metric(rate, phrase, layout, "both-hundred")._replace(end=rate.end) for rate, phrase in both_hundred(layout)
    ]
    metrics += [
        Metric(zero.start, zero.end, Decimal(0), zero.unit, Comparator.EXACTLY, zero.indicator, zero.measured, "denial")
        for zero in zeros
    ]
    metrics.sort(key=attrgetter("end", "start"))
    return with_sums(with_totals(with_shared_words(metrics, layout.text), layout), layout), left_out


def _noughts(quantities: Sequence[Quantity], layout: Layout) -> Iterator[Span]:
    """The quantities of which there are none, each with its words (行政诉讼案件0件)."""
    previous = 0
    for quantity in quantities:
        if not quantity.value and quantity.unit not in _words().shares:
            yield layout.list_item(quantity, previous)
        previous = quantity.end


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


def _metrics_of(quantity: Quantity, phrase: Phrase, layout: Layout) -> list[Metric]:
    quantity = _signed(quantity, phrase, layout)
    if quantity.low is not None:
        ends = (
            quantity._replace(number=quantity.start, value=quantity.low, comparator=Comparator.AT_LEAST),
            quantity._replace(number=quantity.start, comparator=Comparator.AT_MOST),
        )
        return [_metric(end, phrase, layout, "range") for end in ends]
    if items := shared_items(quantity, phrase, layout):
        phrases = [layout.placed(quantity, (item,), (item[0], quantity.end)) for item in items]
        return [_metric(quantity, shared, layout, "shared") for shared in phrases]
    return [_metric(quantity, phrase, layout, phrase.rule)]


def _metric(quantity: Quantity, phrase: Phrase, layout: Layout, rule: str) -> Metric:
    span = min(quantity.start, phrase.own[0][0]), max(quantity.end, phrase.own[-1][1])
    measured = "".join([layout.text[first:last] for first, last in phrase.own])
    return metric_of(_bounded(quantity, phrase, layout), layout.choose(phrase, quantity.unit), span, measured, rule)


def _bounded(quantity: Quantity, phrase: Phrase, layout: Layout) -> Quantity:
    """The quantity, bounded by a word before the verb where none stands right beside it (至少配备3名)."""
    words = _words()
    if quantity.comparator is Comparator.EXACTLY and not phrase.inherited:
        bound = words.distant_bound.search(layout.text, phrase.own[0][0], quantity.start)
        if bound:
            return quantity._replace(comparator=words.distant_bounds[bound.group()])
    return quantity


def _signed(quantity: Quantity, phrase: Phrase, layout: Layout) -> Quantity:
    """The quantity, negative where it is a fall between two times (下降5%, 减少2人。; not 减少2个环节).

    So is a share by which something fell.
    """
    words = _words()
    if quantity.unit in words.shares and words.fall_of.fullmatch(layout.text, phrase.own[0][0], phrase.verb_end):
        return quantity._replace(value=-quantity.value)
    if layout.text[phrase.verb_end - 1] not in words.fall_ends:
        return quantity
    fall = words.share_fall if quantity.unit in words.shares else words.fall
    if not fall.search(layout.text, phrase.clause[0], phrase.verb_end):
        return quantity
    sentence = layout.text[phrase.sentence[0] : phrase.verb_end]
    compared = quantity.unit in words.shares or any(word in sentence for word in words.comparison)
    if not compared and not words.stop.match(layout.text, quantity.end):
        return quantity
    if quantity.low is not None:
        return quantity._replace(value=-quantity.low, low=-quantity.value)
    return quantity._replace(value=-quantity.value)


@dataclass(frozen=True, slots=True)
class _Words:
    fall: re.Pattern[str]
    share_fall: re.Pattern[str]
    fall_ends: frozenset[str]
    fall_of: re.Pattern[str]
    stop: re.Pattern[str]
    comparison: tuple[str, ...]
    distant_bound: re.Pattern[str]
    distant_bounds: dict[str, Comparator]
    shares: frozenset[str]


@cache
def _words() -> _Words:
    data = load_patterns("metrics")
    distant = {word: Comparator(name) for name, words in data["distant_bounds"].items() for word in words}
    links, share_falls = data["fall_links"], [*data["fall_words"], *data["share_fall_words"]]
    end = f"{either(links)}*$"
    return _Words(
        fall=re.compile(f"(?!{either(data['not_falls'])}){either(data['fall_words'])}{end}"),
        share_fall=re.compile(f"(?!{either(data['not_falls'])}){either(share_falls)}{end}"),
        fall_ends=frozenset(word[-1] for word in (*share_falls, *links)),
        fall_of=re.compile(data["fall_of"]),
        stop=re.compile(data["stop"]),
        comparison=tuple(data["comparison_words"]),
        distant_bound=re.compile(f"{either(distant)}(?!{either(data['not_bounds'])})"),
        distant_bounds=distant,
        shares=frozenset(data["shares"]),
    )
