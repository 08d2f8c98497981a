"""The patterns of programmes.toml with their lists of words put in."""

from __future__ import annotations

import re
from functools import cache

from extract.pattern_data import HAN, load_patterns


def compiled_if_any(pattern: str | None) -> re.Pattern[str] | None:
    """A pattern compiled; None for none."""
    return compiled(pattern) if pattern else None


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern compiled, its lists of words put in."""
    return re.compile(written(pattern))


@cache
def written(pattern: str) -> str:
    """The pattern with the lists of kind words and modifiers, expressions themselves, put in, longest first."""
    data = load_patterns("programmes")
    for key, words in (("{kind}", data["kinds"]), ("{modifier}", data["modifiers"]), ("{verb}", data["verbs"])):
        alternatives = "|".join(sorted(words, key=lambda word: (-len(word), word)))
        pattern = pattern.replace(key, f"(?:{alternatives})")
    return pattern.replace("{han}", HAN)
