"""The villages and communities of each township, by the names that people use (data/villages.zip)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from extract.pattern_data import expand, load_patterns
from extract.text.gate import Gate

_LONGEST_STEM = 10
_BEFORE = 4


@lru_cache(maxsize=512)
def villages_of(township: str) -> frozenset[str]:
    """The names of the villages of the township with this code: 柳河村, 东风社区; empty for an unknown code.

    The register is the table of 2023 of the National Bureau of Statistics; see data/make_villages.py.
    """
    ranks = [column.split(" ") for column in _prefecture(township[:4]).get(township, "").split("\t") if column]
    return frozenset(f"{stem}{rank}" for rank, *stems in ranks for stem in stems)


@cache
def _prefecture(code: str) -> dict[str, str]:
    """The line of each township of a prefecture, by the township's code."""
    with (resources.files("extract") / "data" / "villages.zip").open("rb") as file, zipfile.ZipFile(file) as archive:
        if f"{code}.txt" not in archive.namelist():
            return {}
        lines = archive.read(f"{code}.txt").decode().split("\n")
    return {line[:9]: line[10:] for line in lines}


def spoken_names(text: str) -> frozenset[str]:
    """All that could be a village's name in the text: what stands before each rank word, of every length."""
    return frozenset(
        text[start : match.start("rank")] + _rank(match)
        for match in _gate("ranked").finditer(text)
        for start in range(max(0, match.start("rank") - _LONGEST_STEM), match.start("rank"))
    )


def registered(text: str, names: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Where the text names villages of a register, with the names there, of several that end alike the longest.

    A list may name its rank once, at the end: 柳河、石桥两村. A committee's name is the village's: 东风居委会.
    """
    if not names:
        return
    for match in _gate("ranked").finditer(text):
        yield from _ending_at(text, match.start("rank"), match.end("shown"), _rank(match), names)
    for match in _gate("shared").finditer(text):
        stop = match.start()
        while found := next(_ending_at(text, stop, stop, _rank(match), names), None):
            yield found
            if text[found[0] - 1 : found[0]] not in tuple(_rules()["joints"]):
                break
            stop = found[0] - 1


def _ending_at(text: str, stop: int, end: int, rank: str, names: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """The longest name of the register whose stem ends at `stop`, where it stands free."""
    for start in range(max(0, stop - _LONGEST_STEM), stop):
        if (name := text[start:stop] + rank) in names:
            if not _compiled("ordinary").fullmatch(text[start:stop]) and _free(text, start, stop - start):
                yield start, end, name
            return


def _rank(match: re.Match[str]) -> str:
    """The rank word that a match stands for: a committee's name is its village's."""
    rank: str = match["rank"]
    return str(_rules()["ranks"].get(rank, rank))


def _free(text: str, start: int, length: int) -> bool:
    """Whether a name may begin at `start`: a stem of one character only where nothing else can hold it."""
    return bool(_compiled("strict" if length == 1 else "before").search(text[max(0, start - _BEFORE) : start]))


def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = load_patterns("villages")["register"]
    return rules


@cache
def _gate(name: str) -> Gate:
    return Gate(expand(_rules()[name]))


@cache
def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(expand(_rules()[name]))
