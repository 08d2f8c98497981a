"""Traditional characters to simplified ones, one for one, so that offsets stay.

Mirrors of government sites are made by machine from the simplified text; matching goes on in simplified
characters, quotes are of the text as written. The characters' table is OpenCC's (https://opencc.byvoid.com).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import opencc

from extract.pattern_data import load_patterns

_SAMPLE = 3000
_LEAST_SHARE = 0.02
_FEWEST = 2


def is_traditional(text: str) -> bool:
    """Whether `text` is written in traditional characters, by the commonest of them in its first 3,000.

    In reports one character in four differs; in simplified texts only odd names have any.
    """
    sample = text[:_SAMPLE]
    count = len(_signs().findall(sample))
    return count >= _FEWEST and count >= _LEAST_SHARE * len(sample)


def simplified(text: str) -> str:
    """`text` in simplified characters, of the same length, where it is traditional."""
    return simplifier(text)(text)


def simplifier(of: str) -> Callable[[str], str]:
    """What turns words of the text `of` into simplified characters, of the same length; what is simplified stays."""
    return _simplified if is_traditional(of) else str


def in_simplified(words: str) -> str:
    """Words that are too few to tell their script, a label, in simplified characters, of the same length."""
    return words if words.isascii() else _simplified(words)


def _simplified(words: str) -> str:
    for phrase, meant in _phrases():
        words = words.replace(phrase, meant)
    return words.translate(_table())


class _Table(dict[int, str]):
    """The simplified form of single characters, worked out when first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        form: str = character if code < 0x3400 else _converter().convert(character)
        self[code] = form if len(form) == 1 else character
        return self[code]


@cache
def _table() -> _Table:
    return _Table()


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _signs() -> re.Pattern[str]:
    return re.compile(f"[{load_patterns('script')['signs']}]")


@cache
def _phrases() -> tuple[tuple[str, str], ...]:
    """Phrases whose characters the table alone leaves as they are, with the same number of simplified ones."""
    return tuple(load_patterns("script")["phrases"].items())
