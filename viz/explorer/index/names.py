"""The keys under which a name is found: its characters, and its pinyin from each syllable on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


def syllables(text: str) -> list[str]:
    """Return the pinyin of `text`, a syllable an ideograph; anything between ideographs is one piece."""
    return lazy_pinyin(text)


def place_syllables(name: str) -> list[str]:
    """Return the pinyin of a place's name, in which some characters are read otherwise than in ordinary words."""
    found = lazy_pinyin(name)
    if len(found) != len(name):
        return found
    found = [_reading().characters.get(char, syllable) for char, syllable in zip(name, found, strict=True)]
    for part, reading in _reading().names.items():
        at = name.find(part)
        if at >= 0:
            found[at : at + len(part)] = reading
    return found


def pinyin_keys(syllables: Sequence[str]) -> str:
    """Return pinyin from each syllable on, in full and in initials: «xiadianzhen xdz dianzhen dz zhen z»."""
    parts = [part for syllable in syllables for part in _WORD.findall(syllable.lower())]
    keys: dict[str, None] = {}
    for begin in range(min(len(parts), _BEGINNINGS)):
        rest = parts[begin : begin + _REACH]
        keys["".join(rest)[:_REACH]] = None
        keys["".join(part[0] for part in rest)] = None
    return " ".join(keys)


def match(asked: str, page: str = "") -> str:
    """Return the FTS5 query for what a person typed, "" where nothing in it can be looked for.

    Latin letters are a beginning in pinyin or a part of a name, anything else a part of a name. `page` confines it
    to the things that one page shows.
    """
    asked = asked.strip().lower().replace("\u00fc", "v")
    part = characters(asked)
    if not part:
        return ""
    query = f'characters: "{part}"'
    if _PINYIN.fullmatch(asked):
        query += f' OR pinyin: "{re.sub("[^a-z]", "", asked)[:_REACH]}"*'
    return f'page: "{page}" AND ({query})' if page else query


def romanised(name: str, syllables: Sequence[str]) -> str:
    """Return a place's name in pinyin with its rank apart: 夏店镇 → Xiadian Zhen."""
    rank = next((end for end in _reading().ends if name.endswith(end) and len(name) > len(end)), "")
    cut = len(name) - len(rank) if len(syllables) == len(name) else len(syllables)
    words = ("".join(syllables[:cut]), "".join(syllables[cut:]))
    return " ".join(word.capitalize() for word in words if word)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What pinyin.toml says; the longest end comes first."""

    ends: tuple[str, ...]
    characters: Mapping[str, str]
    names: Mapping[str, list[str]]


@cache
def _reading() -> _Reading:
    data = tomllib.loads(files("viz.explorer.index").joinpath("pinyin.toml").read_text(encoding="utf-8"))
    names = {name: reading.split() for name, reading in data["names"].items()}
    return _Reading(tuple(sorted(data["ends"], key=len, reverse=True)), data["readings"], names)
