"""Dates as reports write them: 2024年1月9日, 2024-01-09, 二〇二四年一月九日."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from extract.pattern_data import load_patterns


def find_dates(text: str) -> Iterator[tuple[date, tuple[int, int]]]:
    """The full dates in folded `text` with where they stand; those in digits first, impossible ones left out."""
    data = load_patterns("letterhead")
    for match in re.finditer(data["date"], text):
        month = "1" if match[2] == data["first_month"] else match[2]
        yield from _valid((match[1], month, match[3]), match.span())
    for match in re.finditer(data["date_zh"], text):
        yield from _valid((read_digits(match[1]), read_digits(match[2]), read_digits(match[3])), match.span())


def _valid(parts: tuple[str, str, str], span: tuple[int, int]) -> Iterator[tuple[date, tuple[int, int]]]:
    year, month, day = (int(part) for part in parts)
    try:
        yield date(year, month, day), span
    except ValueError:
        return


def read_digits(chinese: str) -> str:
    """The digits of a year read out one by one (二〇二四 → 2024), or of a number to 99 (二十三 → 23)."""
    data = load_patterns("letterhead")
    ten, zeros, digits = data["ten_zh"], data["zero_zh"], data["digits_zh"]
    if chinese == data["first_month"]:
        return "1"
    text = "".join(digits[0] if mark in zeros else mark for mark in chinese)
    if ten in text:
        tens, _, ones = text.partition(ten)
        return f"{digits.index(tens) if tens else 1}{digits.index(ones) if ones else 0}"
    return "".join(str(digits.index(mark)) for mark in text)
