"""Figures and the totals that they are parts of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import accumulate, islice, takewhile

from extract.metrics.indicators import OTHER
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
            if total is not None and words.each.match(text, listed.end(), metric.number[0]):
                metric, total = _part(metric, metrics[total], total)._replace(part_of=None), None
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


def with_sums(metrics: list[Metric], layout: Layout) -> list[Metric]:
    """The metrics with those tied to a figure behind them that says that it sums them up (甲村5名、乙村6名，共11名)."""
    words = _words()
    for index in range(2, len(metrics)):
        last, whole = metrics[index - 1], metrics[index]
        if not whole.number or whole.unit != last.unit or whole.unit in words.shares:
            continue
        if words.summing.search(layout.text, last.end, whole.number[0]):
            parts = _summed_before(metrics, index, layout)
            if parts:
                metrics[index] = whole = _sum_of(metrics[parts.start : parts.stop], whole)
            for part in parts:
                metrics[part] = _tied(metrics[part], whole, index)
    return metrics


def _sum_of(parts: Sequence[Metric], whole: Metric) -> Metric:
    """The total of figures; where it says nothing itself of what it counts, it counts what they do."""
    if whole.hints and whole.rule != "inherited":
        return whole
    measured = "、".join(dict.fromkeys(part.measured for part in parts))
    indicators = {part.indicator for part in parts}
    return whole._replace(indicator=indicators.pop() if len(indicators) == 1 else OTHER.indicator, measured=measured)


def _tied(part: Metric, whole: Metric, total: int) -> Metric:
    unnamed = not part.hints and part.indicator == OTHER.indicator
    return part._replace(part_of=total, indicator=whole.indicator if unnamed else part.indicator)


def _summed_before(metrics: Sequence[Metric], index: int, layout: Layout) -> range:
    """The metrics right before one, in its sentence, that make it up exactly, if any."""
    whole = metrics[index]
    first = layout.sentence(whole.start)[0]
    rest = whole.value
    for part in range(index - 1, -1, -1):
        metric = metrics[part]
        alike = metric.unit == whole.unit and metric.start >= first and metric.part_of is None and metric.number
        exact = metric.comparator is whole.comparator is Comparator.EXACTLY
        if not (alike and exact and 0 < metric.value <= rest):
            break
        rest -= metric.value
        if not rest:
            return range(part, index) if index - part > 1 else range(0)
    return range(0)


def _parts_by_sum(metrics: Sequence[Metric], index: int, layout: Layout) -> range:
    """The metrics after a total that make it up exactly, if any (受理43件，建房40件、砍伐3件).

    They name no indicator, but for those behind a colon or in brackets (处罚17件（警告8件，罚款9件）).
    """
    whole = metrics[index]
    rest = whole.value
    explained = layout.text[whole.end : whole.end + 1] in _words().explaining
    for last in range(index + 1, len(metrics)):
        part = metrics[last]
        alike = part.unit == whole.unit and (explained or not part.hints)
        if not (alike and 0 < part.value <= rest and part.end <= layout.sentence(whole.end)[1]):
            break
        rest -= part.value
        if not rest:
            parts = range(index + 1, last + 1)
            return parts if len(parts) > 1 else range(0)
    return range(0)


def _part(metric: Metric, whole: Metric, total: int) -> Metric:
    """The metric as a share of its total; where it names no indicator of its own it has the total's.

    So it has where its words would do for the total too (中心组学习12次，其中学习民法典3次). A rate beside a rate
    measures the same and is no share of it.
    """
    alike = (metric.indicator, whole.indicator) in _words().alike and _words().generic.issuperset(metric.hints)
    indicator = whole.indicator if alike or not metric.hints else metric.indicator
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
    summing: re.Pattern[str]
    explaining: frozenset[str]
    each: re.Pattern[str]
    shares: frozenset[str]
    alike: frozenset[tuple[str, str]]
    generic: frozenset[str]


@cache
def _words() -> _Words:
    data = load_patterns("metrics")
    return _Words(
        sentence_end=re.compile(f"[{data['sentence_marks']}]"),
        part=re.compile(either(data["part_openers"])),
        summing=re.compile(data["summing"]),
        explaining=frozenset(data["explaining"]),
        each=re.compile(data["each"]),
        shares=frozenset(data["shares"]),
        alike=frozenset((part, whole) for part, wholes in data["part_wholes"].items() for whole in wholes),
        generic=frozenset(data["part_hints"]),
    )
