"""Patterns of a data file as compiled expressions, and the numbers of headings."""

from __future__ import annotations

import re
from functools import cache

from extract.pattern_data import load_patterns


@cache
def union(file: str, table: str) -> re.Pattern[str]:
    """One multi-line expression for all patterns of a table of extract/patterns/<file>.toml."""
    entries = load_patterns(file)[table]
    patterns = [re.sub(r"\(\?P<\w+>", "(?:", entry["pattern"]) for entry in entries]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.MULTILINE)


def number(mark: str) -> int:
    """The value of a heading's number, Chinese, circled or Arabic; 0 where it is none."""
    if mark.isdecimal():
        return int(mark)
    if len(mark) == 1 and "①" <= mark <= "⑩":
        return ord(mark) - ord("①") + 1
    numerals: str = load_patterns("outline")["numerals"]
    digits = [numerals.find(char) + 1 for char in mark]
    if 0 in digits or not digits:
        return 0
    if digits[0] == 10:
        return 10 + (digits[1] if len(digits) > 1 else 0)
    if 10 in digits[1:]:
        return digits[0] * 10 + (digits[2] if len(digits) > 2 else 0)
    return digits[0] if len(digits) == 1 else 0
