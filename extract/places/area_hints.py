"""Hints at where a report is from beside the names of divisions: nicknames, codes, short names, villages, the path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import PurePath
from typing import Any

from extract.pattern_data import expand, load_patterns
from extract.places.gazetteer import Gazetteer, Hint, kind_of
from extract.places.village_register import registered, spoken_names, villages_of
from extract.reading import Reading
from ontology.model import DivisionKind

NICKNAME, PATH, SHORT_NAME, SPEECH, LEVEL = 3.0, 2.0, 2.0, 2.5, 2.0
VILLAGE, VILLAGES, LEAST_VILLAGES = 1.5, 6.0, 2
"""What each village named speaks for the only namesake that has it, at most, and how many there must be."""
SHOWN_VILLAGES = 3


@cache
def area_words() -> dict[str, Any]:
    """The [area] table of letterhead.toml."""
    area: dict[str, Any] = load_patterns("letterhead")["area"]
    return area


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The compiled pattern `name` of the [area] table of letterhead.toml."""
    return re.compile(expand(area_words()[name]), re.MULTILINE)


def nicknames(text: str, gazetteer: Gazetteer) -> Iterator[Hint]:
    """Short names of divisions in names that places give themselves (法治曲沃)."""
    found: dict[str, tuple[str, ...]] = {}
    for match in pattern("nickname").finditer(text):
        value = match["value"]
        for length in range(len(value), 1, -1):
            short, end = value[:length], match.start("value") + length
            codes = gazetteer.upper_codes(short) or gazetteer.short_codes(short)
            if codes and short not in area_words()["nickname_common"] and pattern("nickname_end").match(text, end):
                found[text[match.start() : end]] = codes
                break
    for words, codes in found.items():
        yield Hint(codes, NICKNAME, words, "nickname")


def without_own_nicknames(hints: Iterable[Hint], name: str) -> tuple[Hint, ...]:
    """The hints for the township `name` without nicknames made of its own: 平安安州 in 安州街道 names no county."""
    return tuple(hint for hint in hints if hint.kind != "nickname" or _nickname(hint.words) not in name)


def _nickname(words: str) -> str:
    match = pattern("nickname").match(words)
    return match["value"] if match else words


def speeches(text: str, gazetteer: Gazetteer) -> Iterator[Hint]:
    """Where a leader's speech that the text follows was on: 视察广东重要讲话, 对广东、深圳系列重要讲话."""
    values = dict.fromkeys(match["value"] for match in pattern("speech").finditer(text))
    found: dict[str, tuple[str, ...]] = {}
    for value in values:
        for short in area_words()["provinces"]:
            if short in value:
                found[short] = _of_kind(DivisionKind.PROVINCE, gazetteer.short_codes(short))
                found |= _prefectures(value.replace(short, "、"), found[short], gazetteer)
    for short, codes in found.items():
        yield Hint(codes, SPEECH, short, "speech")


def _prefectures(words: str, province: tuple[str, ...], gazetteer: Gazetteer) -> dict[str, tuple[str, ...]]:
    """The prefectures of a province that the words name in short."""
    found = {}
    for start in range(len(words)):
        for length in (4, 3, 2):
            codes = _of_kind(DivisionKind.PREFECTURE, gazetteer.short_codes(words[start : start + length]))
            if codes := tuple(code for code in codes if code.startswith(tuple(own[:2] for own in province))):
                found[words[start : start + length]] = codes
                break
    return found


def _of_kind(kind: DivisionKind, codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if kind_of(code) is kind)


def level_hints(text: str, gazetteer: Gazetteer, name: str) -> Iterator[Hint]:
    """For a shared name, the counties of the rank whose committee the text calls its own: a 县 for 县委, no 区.

    A county's earlier names count too, so that a report of the years before it was a district is not misled.
    """
    above = {place.within for place in gazetteer.townships(name) if place.within}
    if len(above) < 2:
        return
    ranks = {match["rank"]: match[0] for match in pattern("level").finditer(text)}
    rank = next((rank for rank in area_words()["level_ranks"] if rank in ranks), None)
    if rank and (fit := [place for place in above if gazetteer.had_rank(place, rank)]):
        yield Hint(tuple(sorted(place.code or "" for place in fit)), LEVEL, ranks[rank], "level")


def site_codes(reading: Reading, gazetteer: Gazetteer) -> Iterator[Hint]:
    """Codes of divisions in what registers websites, bodies and cases."""
    provinces = load_patterns("letterhead")["provinces"]
    for entry, compiled in _code_patterns():
        if not any(needed in reading.folded for needed in entry["needs"]):
            continue
        for words, digits in sorted({_code_digits(match, provinces) for match in compiled.finditer(reading.folded)}):
            if code := _known_code(gazetteer, digits):
                yield Hint((code,), float(entry["weight"]), words, "code")


@cache
def _code_patterns() -> list[tuple[dict[str, Any], re.Pattern[str]]]:
    return [(entry, re.compile(entry["pattern"])) for entry in load_patterns("letterhead")["code"]]


def _code_digits(match: re.Match[str], provinces: dict[str, str]) -> tuple[str, str]:
    groups = match.groupdict()
    return match[0], provinces.get(groups.get("province", ""), "") + groups.get("value", "")


def _known_code(gazetteer: Gazetteer, digits: str) -> str | None:
    for length in range(len(digits), 1, -2):
        code = digits[:length].ljust(6, "0")
        if gazetteer.has(code):
            return code
    return None


def path_hints(reading: Reading, gazetteer: Gazetteer) -> tuple[Hint, ...]:
    """The divisions above a township that the file's name and its folders name."""
    path = "/".join(PurePath(reading.document.path).parts[-4:])
    mentions = [mention for mention in gazetteer.mentions(path) if len(mention.codes[0]) == 6]
    codes = {tuple(code for code in mention.codes if len(code) == 6): mention.name for mention in mentions}
    return tuple(Hint(own, PATH, name, "path") for own, name in codes.items())


def short_names_before(text: str, gazetteer: Gazetteer, name: str) -> Iterator[Hint]:
    """Short names of counties right before the township's name (a county's name without its rank word)."""
    found: dict[str, tuple[str, ...]] = {}
    for match in re.finditer(re.escape(name), text):
        for length in (4, 3, 2):
            short = text[max(0, match.start() - length) : match.start()]
            codes = (gazetteer.short_codes(short) or former_rank(short, gazetteer)) if len(short) == length else ()
            if codes and short not in area_words()["nickname_common"]:
                found[short] = codes
                break
    for short, codes in found.items():
        yield Hint(codes, SHORT_NAME, short, "short name")


def former_rank(name: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The divisions that a name means which has another rank word now: 富阳市 is 富阳区; none for a name in use."""
    is_ranked = name.endswith(tuple(area_words()["level_ranks"])) and not gazetteer.codes(name)
    return gazetteer.short_codes(name[:-1]) if is_ranked else ()


def village_hints(text: str, gazetteer: Gazetteer, name: str, hints: tuple[Hint, ...]) -> Iterator[Hint]:
    """For a name that the hints leave open, the township whose villages the text names, twice as many as another's."""
    open_ = gazetteer.resolve(name, hints)
    if len(open_.candidates) < 2 or open_.place or len(spoken := spoken_names(text)) < LEAST_VILLAGES:
        return
    found = [(_villages_named(text, place.code, spoken), place.code) for place in open_.candidates if place.code]
    (first, code), (second, _) = sorted(found, key=lambda own: (-len(own[0]), own[1]))[:2]
    if len(first) >= max(LEAST_VILLAGES, 2 * len(second)):
        yield Hint((code,), min(VILLAGES, VILLAGE * len(first)), "、".join(first[:SHOWN_VILLAGES]), "villages")


def _villages_named(text: str, code: str, spoken: frozenset[str]) -> tuple[str, ...]:
    """The villages of a township that the text names, of those whose names it has at all."""
    names = villages_of(code) & spoken
    return tuple(dict.fromkeys(name for _, _, name in sorted(registered(text, names)))) if names else ()
