"""Development zones, farms, regiments and other areas of their own that issue a report: no register is complete.

Such an area is named by its title or its signature alone. One that the register has under its name is taken
from there; another lies in the division that its name begins with, or that stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from extract.pattern_data import either, expand, load_patterns
from extract.places.area_hints import area_words, pattern
from extract.places.gazetteer import FIRM_WEIGHT, Gazetteer, Hint, kind_of, significant
from extract.text.numerals import chinese_number
from ontology.model import DivisionKind, Place

_LONGEST_HEAD, SHORTEST = 4, 2


@dataclass(frozen=True, slots=True)
class ZoneName:
    """A zone's name in a title, with the names of the divisions before it; `head` is the name without its type."""

    name: str
    head: str
    before: tuple[str, ...]


def zone_name(words: str, gazetteer: Gazetteer) -> ZoneName | None:
    """The zone that a title or a signature begins with; None for another body, or a zone called by its type alone."""
    words = pattern("lead").sub("", words.replace("\n", ""))
    before: list[str] = []
    start = 0
    while upper := _upper_at(words, start, gazetteer):
        before.append(upper)
        start += len(upper)
    if match := _compiled("regiment").match(words, start):
        return ZoneName(match["name"], "", tuple(before))
    if match := _match(words, start):
        return ZoneName(match["name"], match["head"], tuple(before))
    if before and (match := _compiled("bare").match(words, start)):
        head = before[-1][:-1] if len(before[-1]) > SHORTEST else before[-1]
        return ZoneName(head + match["name"], head, tuple(before))
    return None


def is_zone(name: str) -> bool:
    """Whether a name ends in a zone's type (四川天府新区)."""
    return bool(_compiled("type").search(name))


def _regiment(name: str, gazetteer: Gazetteer) -> str | None:
    """The code of the regiment with this number (143团, 一四三团); None for another zone or one not in the register."""
    match = _compiled("regiment").match(name)
    return _regiments(gazetteer).get(_number(match["number"])) if match else None


@cache
def _regiments(gazetteer: Gazetteer) -> dict[int, str]:
    """The codes of the regiments by their numbers, which no two of them share."""
    names = ((_compiled("registered_regiment").match(name), code) for code, name in gazetteer.all_townships())
    return {_number(match["number"]): code for match, code in names if match}


def _number(words: str) -> int:
    return int(words) if words.isdecimal() else chinese_number(words)


def _match(words: str, start: int) -> re.Match[str] | None:
    """The zone with a name of its own that begins at `start`."""
    match = _compiled("name").match(words, start)
    return match if match and len(match["head"]) > 1 and not _compiled("no_head").search(match["head"]) else None


def _upper_at(words: str, start: int, gazetteer: Gazetteer) -> str | None:
    """The name of a province, prefecture or county with its rank word that stands at `start`."""
    mention = next(gazetteer.mentions(words, start, start + 16), None)
    if mention is None or mention.start != start or len(mention.codes[0]) != 6:
        return None
    return None if _compiled("type").search(mention.name) else mention.name


def resolve_zone(zone: ZoneName, gazetteer: Gazetteer, hints: Iterable[Hint], text: str) -> Place | None:
    """The zone's place: the register's, else one of its own in the division that its name or the hints tell.

    None where several divisions fit, or where none does.
    """
    hints = tuple(hints)
    if code := _regiment(zone.name, gazetteer):
        return gazetteer.by_code(code)
    registered = gazetteer.resolve(zone.name, hints)
    if registered.place or (registered.candidates and not zone.before):
        return registered.place
    if code := _behind_short_name(zone.name, gazetteer):
        return gazetteer.by_code(code)
    within = _within(zone, gazetteer, hints)
    if within is None:
        return None
    if known := _registered_otherwise(zone, gazetteer, within):
        return known
    below_county = within.kind is DivisionKind.COUNTY
    kind = DivisionKind.TOWNSHIP if below_county else DivisionKind.COUNTY
    return Place(_in_full(zone, text), kind, None, within)


def _behind_short_name(name: str, gazetteer: Gazetteer) -> str | None:
    """The code of the registered area that stands behind the short name of the county it lies in (松江佘山度假区)."""
    for length in range(_LONGEST_HEAD, 1, -1):
        above = gazetteer.short_codes(name[:length])
        inside = [code for code in gazetteer.township_codes(name[length:]) if any(_lies_in(code, up) for up in above)]
        if len(inside) == 1:
            return inside[0]
    return None


def _within(zone: ZoneName, gazetteer: Gazetteer, hints: tuple[Hint, ...]) -> Place | None:
    """The division that the zone lies in: named before it, else at the head of its name, else by firm hints."""
    if known := next((place for name, place in _zones()["within"].items() if zone.name.endswith(name)), None):
        return gazetteer.resolve(known, hints).place
    for name in reversed(zone.before):
        return gazetteer.resolve(name, hints).place
    codes = _head_codes(zone.head, gazetteer)
    if codes:
        return _only(codes, gazetteer, hints)
    firm = [hint for hint in hints if hint.weight >= FIRM_WEIGHT]
    counties = {code for hint in firm for code in hint.codes if kind_of(code) is not DivisionKind.TOWNSHIP}
    return _only(tuple(sorted(counties)), gazetteer, hints) if counties else None


def _head_codes(head: str, gazetteer: Gazetteer, *, inner: bool = False) -> tuple[str, ...]:
    """The divisions whose short name the zone's begins with; after a larger one's the one in it (贵州大方)."""
    for length in range(min(_LONGEST_HEAD, len(head)), 1, -1):
        codes = gazetteer.short_codes(head[:length]) if _may_follow(head[length:]) else ()
        if codes and (inner or head[:length] not in area_words()["nickname_common"]):
            lower = _head_codes(head[length:], gazetteer, inner=True)
            return tuple(code for code in lower if any(_lies_in(code, above) for above in codes)) or codes
    return ()


def _may_follow(rest: str) -> bool:
    """Whether the rest of a zone's head can follow a division's short name: 滨海湾 does not begin with 滨海."""
    return len(rest) != 1 or rest in _zones()["follows"]


def _only(codes: tuple[str, ...], gazetteer: Gazetteer, hints: tuple[Hint, ...]) -> Place | None:
    """The only one of the divisions that no firm hint speaks against, of those that hold each other the lowest."""
    firm = [hint for hint in hints if hint.weight >= FIRM_WEIGHT]
    fit = [code for code in codes if all(hint.supports(code) or hint.lies_in(code) for hint in firm)]
    lowest = [code for code in fit if not any(other != code and _lies_in(other, code) for other in fit)]
    return gazetteer.by_code(lowest[0]) if len(lowest) == 1 else None


def _lies_in(code: str, above: str) -> bool:
    return code.startswith(significant(above))


def _registered_otherwise(zone: ZoneName, gazetteer: Gazetteer, within: Place) -> Place | None:
    """The only zone in the division that the register has under another form of the type (经开区 for 经济开发区)."""
    short = zone.name.removeprefix(zone.head)
    full = _zones()["full"]
    types = {kind for kind, shorts in full.items() if short in shorts} | set(full.get(short, ()))
    codes = {code for kind in types for code in gazetteer.codes(zone.head + kind)}
    inside = [code for code in sorted(codes) if within.code and _lies_in(code, within.code)]
    return gazetteer.by_code(inside[0]) if len(inside) == 1 else None


def _in_full(zone: ZoneName, text: str) -> str:
    """The zone's full name, so that all reports call it alike: the one form its type has, else that of the text."""
    short = zone.name.removeprefix(zone.head)
    if short in _zones()["one_form"]:
        return zone.head + str(_zones()["one_form"][short])
    for full, shorts in _zones()["full"].items():
        if short in shorts and zone.head + full in text:
            return zone.head + str(full)
    return zone.name


def _zones() -> dict[str, Any]:
    zones: dict[str, Any] = load_patterns("zones")
    return zones


@cache
def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(expand(_zones()[name]["pattern"].replace("{type}", either(_zones()["types"]))))
