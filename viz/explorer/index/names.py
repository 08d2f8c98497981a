"""The keys under which a name is found: its characters, and its pinyin from each syllable on."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from pypinyin import lazy_pinyin

_REACH = 24
"""Letters of pinyin that count, in a key as in a question."""

_BEGINNINGS = 16
_WORD = re.compile(r"[0-9a-z]+")
_PINYIN = re.compile(r"[a-z' ]+")


def characters(text: str) -> str:
    """Return the letters, digits and ideographs of `text` one by one: 夏店镇 → «夏 店 镇»."""
    return " ".join(char for char in text.lower() if char.isalnum())


def pinyin_keys(text: str) -> str:
    """Return the pinyin of `text` from each syllable on, in full and in initials: «xiadianzhen … xdz …»."""
    syllables = [part for written in lazy_pinyin(text) for part in _WORD.findall(written.lower())]
    keys: dict[str, None] = {}
    for begin in range(min(len(syllables), _BEGINNINGS)):
        rest = syllables[begin : begin + _REACH]
        keys["".join(rest)[:_REACH]] = None
        keys["".join(syllable[0] for syllable in rest)] = None
    return " ".join(keys)


def match(asked: str) -> str:
    """Return the FTS5 query for what a person typed, "" where nothing in it can be looked for.

    Latin letters are a beginning in pinyin or a part of a name, anything else a part of a name.
    """
    asked = asked.strip().lower()
    part = characters(asked)
    if not part:
        return ""
    phrase = f'characters: "{part}"'
    if not _PINYIN.fullmatch(asked):
        return phrase
    return f'{phrase} OR pinyin: "{re.sub("[^a-z]", "", asked)[:_REACH]}"*'


def romanised(name: str) -> str:
    """Return a place's name in pinyin with its rank apart: 夏店镇 → Xiadian Zhen."""
    rank = next((end for end in _ranks() if name.endswith(end) and len(name) > len(end)), "")
    parts = [name.removesuffix(rank), rank] if rank else [name]
    return " ".join("".join(lazy_pinyin(part)).capitalize() for part in parts)


@cache
def _ranks() -> tuple[str, ...]:
    """The rank words, the longest first."""
    data = tomllib.loads(files("viz.explorer.index").joinpath("ranks.toml").read_text(encoding="utf-8"))
    return tuple(sorted(data["ends"], key=len, reverse=True))
