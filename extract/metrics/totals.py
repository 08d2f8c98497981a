"""Figures and the totals that they are parts of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import accumulate, islice, takewhile

from extract.metrics.metric import Metric
from extract.metrics.phrases import Layout
from extract.pattern_data import either, load_patterns
from ontology.model import Comparator


def with_totals(metrics: list[Metric], layout: Layout) -> list[Metric]:
    """The metrics with the shares after 其中 tied to their total, as long as they do not exceed it.

    A zero in words says itself what it is of; it is no share, and none follows it.
    """
    result: list[Metric] = []
    words, text = _words(), layout.text
    total: int | None = None
    rest = Decimal(0)
    end = 0
    summed: dict[int, int] = {}
    for index, metric in enumerate(metrics):
        between = end, metric.end
        end = metric.end
        if metric.number is None:
            total = None
            result.append(metric)
            continue
        before = total
        listed = words.part.search(text, *between)
        if index not in summed and not listed and metric.unit not in words.shares:
            summed.update(dict.fromkeys(_parts_by_sum(metrics, index, layout), index))
        if index in summed:
            total = summed[index]
        elif listed:
            total = _total(metrics, index, layout, listed.start())
        elif total is not None and (metrics[total].unit != metric.unit or words.sentence_end.search(text, *between)):
            total = None
        if total is None:
            result.append(metric)
            continue
        whole = metrics[total]
        rest = (whole.value if listed or total != before else rest) - metric.value
        fits = _can_hold(whole, metric) and (rest >= 0 or whole.comparator is not Comparator.EXACTLY)
        result.append(_part(metric, whole, total) if fits else metric)
    return result


def _parts_by_sum(metrics: Sequence[Metric], index: int, layout: Layout) -> range:
    """The metrics after a total that make it up exactly and name no indicator (受理43件，建房40件、砍伐3件), if any."""
    whole = metrics[index]
    limit = layout.sentence(whole.end)[1]
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
    """The metric as a share of its total; where it names no indicator of its own it has the total's.

    A rate beside a rate measures the same and is no share of it.
    """
    indicator = metric.indicator if metric.hints else whole.indicator
    return metric._replace(part_of=None if metric.unit in _words().shares else total, indicator=indicator)


def _total(metrics: Sequence[Metric], index: int, layout: Layout, opener: int) -> int | None:
    """The total of the parts that begin with a metric: the figure that they make up, else the nearest.

    It stands in the sentence of the word that opens the parts, or in the one before where that word comes first.
    """
    part = metrics[index]
    first = layout.sentence(opener)[0]
    if first and not layout.text[first:opener].strip():
        first = layout.sentence(first - 1)[0]
    wholes = [
        candidate
        for candidate in range(index - 1, max(-1, index - 4), -1)
        if _can_hold(metrics[candidate], part) and first < metrics[candidate].end <= part.end
    ]
    limit = layout.sentence(part.end)[1]
    run = takewhile(lambda other: other.unit == part.unit and other.end <= limit, islice(metrics, index, None))
    sums = set(accumulate(other.value for other in run)) - {part.value}
    return next((whole for whole in wholes if metrics[whole].value in sums), next(iter(wholes), None))


def _can_hold(whole: Metric, part: Metric) -> bool:
    return whole.unit == part.unit and whole.value >= part.value


@dataclass(frozen=True, slots=True)
class _Words:
    sentence_end: re.Pattern[str]
    part: re.Pattern[str]
    shares: frozenset[str]


@cache
def _words() -> _Words:
    data = load_patterns("metrics")
    return _Words(
        sentence_end=re.compile(f"[{data['sentence_marks']}]"),
        part=re.compile(either(data["part_openers"])),
        shares=frozenset(data["shares"]),
    )
