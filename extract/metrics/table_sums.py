"""Which figures of a table's column its totals sum up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from extract.metrics.metric import Metric
from extract.pattern_data import load_patterns

_FEWEST_PARTS = 2


@dataclass(slots=True)
class _Run:
    """Figures of one unit, by their place among the metrics, and their sum."""

    places: list[int] = field(default_factory=list)
    value: Decimal = Decimal(0)


class ColumnSums:
    """Ties the figures of a column to the total that they make up: one behind them, one before them, or one of totals.

    Where their sum is another, they stay as they are; so do rates. Figures that name no indicator have their total's,
    and a total has that of its figures where they agree.
    """

    def __init__(self, metrics: list[Metric]) -> None:
        """Tie figures that are, or will be, in `metrics`."""
        self._metrics = metrics
        self._shares = load_patterns("metrics")["shares"]
        self._figures: defaultdict[str, _Run] = defaultdict(_Run)
        self._totals: defaultdict[str, _Run] = defaultdict(_Run)
        self._before: int | None = None

    def add(self, place: int, *, is_total: bool) -> None:
        """Read the next figure downwards, `metrics[place]`."""
        metric = self._metrics[place]
        if not is_total:
            self._take(self._figures[metric.unit], place)
        elif self._tie(self._figures, place) or self._tie(self._totals, place):
            self._next(place)
        else:
            self.close()
            self._next(place)
            self._before = place

    def close(self) -> None:
        """Tie the figures since the last total to it, where it stands before them."""
        if self._before is not None:
            self._tie(self._figures, self._before)
            self._before = None

    def _next(self, total: int) -> None:
        self._figures.clear()
        self._take(self._totals[self._metrics[total].unit], total)

    def _take(self, run: _Run, place: int) -> None:
        run.places.append(place)
        run.value += self._metrics[place].value

    def _tie(self, runs: defaultdict[str, _Run], total: int) -> bool:
        whole = self._metrics[total]
        run = runs[whole.unit]
        if whole.unit in self._shares or len(run.places) < _FEWEST_PARTS or run.value != whole.value:
            return False
        parts = [self._metrics[place] for place in run.places]
        if not whole.hints and len({part.indicator for part in parts}) == 1:
            self._metrics[total] = whole = whole._replace(indicator=parts[0].indicator, hints=parts[0].hints)
        for place, part in zip(run.places, parts, strict=True):
            indicator = part.indicator if part.hints else whole.indicator
            self._metrics[place] = part._replace(part_of=total, indicator=indicator)
        runs.clear()
        return True
