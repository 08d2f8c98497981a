"""The patterns of programmes.toml with their lists of words put in."""

from __future__ import annotations

import re
from functools import cache

from extract.pattern_data import HAN, load_patterns

_LISTS = {
    "{kind}": "kinds",
    "{modifier}": "modifiers",
    "{verb}": "verbs",
    "{hall}": "halls",
    "{law}": "law_words",
    "{spot}": "spots",
    "{common}": "common",
    "{served}": "served",
    "{room}": "rooms",
    "{venue}": "venues",
    "{meeting}": "meetings",
    "{talk}": "talks",
    "{study}": "studies",
    "{held}": "held",
    "{plain}": "plain",
}


def compiled_if_any(pattern: str | None) -> re.Pattern[str] | None:
    """A pattern compiled; None for none."""
    return compiled(pattern) if pattern else None


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern compiled, its lists of words put in."""
    return re.compile(written(pattern))


@cache
def written(pattern: str) -> str:
    """The pattern with the lists of words, expressions themselves, put in for their names, longest first."""
    data = load_patterns("programmes")
    for name, key in _LISTS.items():
        alternatives = "|".join(sorted(data[key], key=lambda word: (-len(word), word)))
        pattern = pattern.replace(name, f"(?:{alternatives})")
    return pattern.replace("{han}", HAN)
