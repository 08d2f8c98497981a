"""Quoted names that look like a brand's but meet no pattern of a programme: questions for a person, no facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from extract.instruments.titles import marked_titles
from extract.pattern_data import load_patterns
from extract.programmes.phrases import is_phrase
from extract.reading import Reading
from extract.text.spans import Span
from ontology.model import Issue

KIND = "programme-doubtful"
_QUOTED = re.compile(r"“([^“”\n]{3,24})”")
_LOOK_BEHIND, _LOOK_AHEAD = 16, 12


def doubtful_programmes(reading: Reading, taken: Iterable[Span]) -> Iterator[Issue]:
    """An issue for each quoted name beside words of campaigns and brands that is neither `taken` nor a known phrase."""
    text = reading.folded
    covered = bytearray(len(text))
    for start, end in (*taken, *((title.start, title.end) for title in marked_titles(text))):
        covered[start:end] = b"\1" * (end - start)
    seen = set()
    for match in _QUOTED.finditer(text):
        if match[1] in seen or covered.find(1, *match.span()) >= 0 or _names_none(match[1]):
            continue
        after = _pattern("after").match(text[match.end() : match.end() + _LOOK_AHEAD])
        if after or _made(text, match):
            seen.add(match[1])
            why = _data()["why"]
            yield Issue(KIND, reading.document.text[match.start() : match.end()], why, *match.span())


def _names_none(words: str) -> bool:
    """Whether the words are a phrase, or what a place calls itself (平安双河)."""
    return is_phrase(words) or bool(_pattern("never").match(words))


def _made(text: str, match: re.Match[str]) -> bool:
    """Whether the words right before the quotation make something new of that name, and none after it take it back."""
    before = text[max(0, match.start() - _LOOK_BEHIND) : match.start()]
    return bool(_pattern("before").search(before)) and not _pattern("not_after").match(text, match.end())


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_data()[name])


def _data() -> dict[str, str]:
    data: dict[str, str] = load_patterns("programmes")["doubtful"]
    return data
