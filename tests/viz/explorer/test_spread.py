from __future__ import annotations

import math

import pytest

from viz.explorer.pages.spread import Bin, fences, histogram


def test_counts_go_into_steps_of_1_2_5_and_10() -> None:
    bins = histogram([0, 1, 1, 3, 7, 12, 60])
    assert bins[:3] == [Bin(None, 1.0, 1), Bin(1.0, 2.0, 2), Bin(2.0, 5.0, 1)]
    assert sum(one.count for one in bins) == 7
    assert bins[-1].least is not None and bins[-1].least <= 60


def test_shares_go_into_steps_of_ten() -> None:
    bins = histogram([5, 95, 100], shares=True)
    assert bins[0] == Bin(None, 10.0, 1)
    assert bins[-2:] == [Bin(90.0, 100.0, 1), Bin(100.0, None, 1)]


def test_falls_have_bins_below_zero() -> None:
    bins = histogram([-48.0, -3.0, 12.0])
    assert [one.count for one in bins if one.count] == [1, 1, 1]
    assert bins[0].most is not None and bins[0].most <= 0


@pytest.mark.parametrize("values", [[0.0], [0.5], [1e9], [-1e6, 1e6]])
def test_every_value_is_in_a_bin(values: list[float]) -> None:
    assert sum(one.count for one in histogram(values)) == len(values)


def test_no_values_no_bins() -> None:
    assert histogram([]) == []


def test_a_value_a_hundred_times_the_upper_quartile_is_far_out_and_twice_is_not() -> None:
    low, high = fences(10, 20, 100)
    assert 40 < high < 2000
    assert low < 10


@pytest.mark.parametrize(("lower", "upper", "count"), [(10, 20, 7), (5, 5, 100)])
def test_nothing_is_far_out_of_few_or_of_equal_values(lower: float, upper: float, count: int) -> None:
    assert fences(lower, upper, count) == (-math.inf, math.inf)


def test_fences_of_falls_are_even() -> None:
    assert fences(-10, 10, 50) == (-70, 70)
