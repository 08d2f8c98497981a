"""Patterns of a data file as compiled expressions, and the numbers of headings."""

from __future__ import annotations

import re
from functools import cache

from extract.pattern_data import load_patterns
from extract.text.numerals import chinese_number


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
    try:
        return chinese_number(mark)
    except ValueError:
        return 0
