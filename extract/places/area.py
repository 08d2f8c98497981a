"""The area that a report was found to be about, and in words what decided it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from extract.places.gazetteer import Gazetteer, Hint, significant
from ontology.model import DivisionKind, Issue, Place

BY_PATH = "place-by-path"
"""The kind of issue that an area is which only the path of the file tells."""

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Area:
    """The division decided on, or None with an issue; where it is named; the hints that decided."""

    place: Place | None
    name: str | None
    span: tuple[int, int] | None
    hints: tuple[str, ...]
    issues: tuple[Issue, ...]


def told_by_path(area: Area, path: Iterable[Hint]) -> Area:
    """The area, which the text leaves open and only the path singles out: to be checked by a person."""
    code = (area.place.code or (area.place.within.code if area.place.within else None)) if area.place else None
    words = dict.fromkeys(hint.words for hint in path if code and hint.supports(code))
    why = f"only the path of the file ({'、'.join(words)}) tells which {area.name} is meant"
    return replace(area, issues=(Issue(BY_PATH, area.name or "", why, *(area.span or (None, None))),))


def in_words(hints: Iterable[Hint], place: Place | None, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The hints as `kind: words → place (weight)`, what speaks for the place first, the heaviest before."""
    code = (place.code or (place.within.code if place.within else None)) if place else None
    ranked = sorted(hints, key=lambda hint: (not _speaks_for(hint, code), -hint.weight))
    return tuple(dict.fromkeys(_line(hint, code, gazetteer) for hint in ranked))


def _speaks_for(hint: Hint, code: str | None) -> bool:
    return code is None or hint.supports(code)


def _line(hint: Hint, code: str | None, gazetteer: Gazetteer) -> str:
    """One hint in words; one that speaks against the place says so."""
    against = "" if _speaks_for(hint, code) else ", against"
    fit = [own for own in hint.codes if code and code.startswith(significant(own))] or list(hint.codes)
    names = [_full_name(gazetteer.by_code(own)) for own in fit[:_SHOWN]]
    more = f" and {len(fit) - _SHOWN} more" if len(fit) > _SHOWN else ""
    weight = f" ({hint.weight:g}{against})" if hint.weight else ""
    return f"{hint.kind}: {hint.words} → {', '.join(names) or '?'}{more}{weight}"


def _full_name(place: Place) -> str:
    within = place.within
    return f"{within.name}{place.name}" if within and place.kind is DivisionKind.TOWNSHIP else place.name
