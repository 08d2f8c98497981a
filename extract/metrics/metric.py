"""A value with what it counts."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from extract.metrics.find_quantities import Quantity
from extract.metrics.indicators import Choice
from extract.text.spans import Span
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


def metric_of(quantity: Quantity, choice: Choice, span: Span, measured: str, rule: str) -> Metric:
    """The metric at a span of a quantity that measures what was chosen."""
    _, number, end, value, comparator, unit, _ = quantity
    indicator, hints, rival = choice
    return Metric(*span, value, unit, comparator, indicator, measured, rule, hints, None, (number, end), rival)
