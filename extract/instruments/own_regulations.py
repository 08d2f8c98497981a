"""Regulations named by whose they are: 我省《…条例》 is that of the province that the report is from.

Only provinces, cities with districts, prefectures and autonomous counties make regulations of their own
(立法法, 第八十条 to 第八十五条); a name that points to another division stays open.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from extract.pattern_data import load_patterns
from extract.places.gazetteer import load as load_gazetteer
from ontology.model import DivisionKind, Instrument, InstrumentKind, Place

RULE = "own-regulation"
UNCLEAR = "Whose regulation is meant, the name does not say."
_LONGEST_OWNER = 16
_MAKERS = (DivisionKind.PROVINCE, DivisionKind.PREFECTURE)


def owner_start(folded: str, start: int) -> int | None:
    """Where the words begin that say whose the 《regulation》 at `start` is: 我省, 省, 山西省; None without any."""
    if owner := _compiled("owner").search(folded, max(0, start - _LONGEST_OWNER), start):
        return owner.start()
    named = [mention for mention in load_gazetteer().mentions(folded, max(0, start - _LONGEST_OWNER), start)]
    return named[-1].start if named and named[-1].end == start and _makers(named[-1].codes) else None


def own_regulation(words: str, area: Place | None) -> Instrument | None:
    """The regulation that words such as 我省平安建设条例 mean in a report on `area`; None where that stays open."""
    match = _compiled("words").fullmatch(words)
    if match is None:
        return None
    maker = match["place"] or _maker(match["level"], area)
    return Instrument(f"{maker}{match['title']}", InstrumentKind.LOCAL_REGULATION) if maker else None


def _maker(level: str, area: Place | None) -> str | None:
    """The name of the first division from the area up that the level word means, where it makes regulations."""
    place = area
    while place and not place.name.endswith(level):
        place = place.within
    return place.name if place and _may_make(place) else None


def _makers(codes: tuple[str, ...]) -> bool:
    return all(_may_make(load_gazetteer().by_code(code)) for code in codes)


def _may_make(place: Place) -> bool:
    return place.kind in _MAKERS or place.name.endswith(tuple(_data()["autonomous"]))


def _data() -> dict[str, Any]:
    data: dict[str, Any] = load_patterns("instruments")["own"]
    return data


@cache
def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(_data()[name])
