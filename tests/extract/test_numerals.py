"""Numerals: every value to 99,999 in Chinese characters, and the forms that reports mix."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extract.text.numerals import bounds, chinese_number, number_value
from ontology.model import Comparator

DIGITS = "零一二三四五六七八九"


def written(value: int) -> str:
    """`value` (0 to 99,999) as it is read aloud."""
    if value >= 10_000:
        rest = value % 10_000
        gap = DIGITS[0] if rest and rest < 1_000 else ""
        return written(value // 10_000) + "万" + (gap + written(rest) if rest else "")
    for scale, name in ((1_000, "千"), (100, "百"), (10, "十")):
        if value >= scale:
            rest = value % scale
            gap = DIGITS[0] if rest and rest < scale // 10 else ""
            head = "" if scale == 10 and value < 20 else DIGITS[value // scale]
            return head + name + (gap + written(rest) if rest else "")
    return DIGITS[value]


def test_every_chinese_numeral_to_99999() -> None:
    wrong = [value for value in range(100_000) if chinese_number(written(value)) != value]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "scale", "value"),
    [
        ("1,260", "", "1260"),
        ("1.2", "万", "12000"),
        ("12", "", "12"),
        ("3.5", "亿", "350000000"),
        ("两万", "", "20000"),
        ("万", "", "10000"),
        ("十", "", "10"),
        ("四千", "", "4000"),
        ("一百零五", "", "105"),
        ("一亿二千万", "", "120000000"),
        ("二〇二五", "", "2025"),
        ("2", "千万", "20000000"),
        ("1", "万亿", "1000000000000"),
    ],
)
def test_number_value(text: str, scale: str, value: str) -> None:
    assert number_value(text, scale) == Decimal(value)


@pytest.mark.parametrize("text", ["", "十二次", "abc", "第三"])
def test_what_is_no_numeral_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="not a Chinese numeral"):
        chinese_number(text)


def test_bounds_on_both_sides() -> None:
    assert bounds("before")["不少于"] is Comparator.AT_LEAST
    assert bounds("after")["以内"] is Comparator.AT_MOST
