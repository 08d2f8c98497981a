"""The townships most like one: by the laws, programmes and firms that the reports of both name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from viz.explorer.index.read import Index, Thing
from viz.explorer.pages.page import Page
from viz.explorer.pages.place_parts import Place
from viz.explorer.pages.scope import placed

_LISTED, _TOLD = 8, 3
_FEW = 5
"""A prefecture with fewer other townships that have reports is too small to find a like one in."""
_COMPARED = 120
"""How many townships are compared, so that the page stays quick: the nearest in the order of division codes."""
_BELOW = """SELECT id, code, township FROM place
  WHERE covered > 0 AND above IN (SELECT value FROM json_each(?))"""
# The relations of `kg.analysis.RELATIONS`, as the index has them.
_NAMED = "relation IN ('cites', 'runs', 'advises')"
_SIMILAR = f"""WITH own(thing) AS MATERIALIZED (SELECT DISTINCT thing FROM mention WHERE place = ?1 AND {_NAMED}),
  pair(place, shared, size) AS (SELECT place, SUM(thing IN own), COUNT(*) FROM (
    SELECT DISTINCT place, thing FROM mention WHERE place IN (SELECT value FROM json_each(?2)) AND {_NAMED})
    GROUP BY place),
  alike(place, shared, either) AS (
    SELECT place, shared, size + (SELECT COUNT(*) FROM own) - shared FROM pair WHERE shared > 0)
  SELECT place, shared, either FROM alike JOIN thing ON thing.id = place
  ORDER BY CAST(shared AS REAL) / either DESC, shared DESC, iri LIMIT {_LISTED}"""
# Without the “+” SQLite goes through all reports that name the things.
_SHARED = f"""SELECT DISTINCT theirs.place, theirs.thing FROM mention AS theirs
  WHERE theirs.place IN (SELECT value FROM json_each(?2)) AND theirs.{_NAMED}
  AND +theirs.thing IN (SELECT thing FROM mention WHERE place = ?1 AND {_NAMED})"""


@dataclass(frozen=True, slots=True)
class Similarity:
    """A township below what it lies in; how many things both name, how many either does; the rarest of the shared."""

    line: tuple[Thing, ...]
    shared: int
    either: int
    rarest: tuple[Thing, ...]

    @property
    def score(self) -> float:
        """The shared things over those of either (Jaccard), as in `kg.analysis.similarity`."""
        return self.shared / self.either


@dataclass(frozen=True, slots=True)
class Similarities:
    """The townships most alike, the most alike first, of so many `compared` of the `others` of an area with reports."""

    area: Thing
    compared: int
    others: int
    rows: Sequence[Similarity]


def similar(page: Page, place: Place) -> Similarities | None:
    """Return the townships of the prefecture most like one, of the province where the prefecture has few with reports.

    None where none is like it.
    """
    found = _compared(page.index, place)
    if found is None:
        return None
    area, others, total = found
    rows = page.index.rows(_SIMILAR, place.thing.id, page.index.json(others))
    if not rows:
        return None
    alike = [row["place"] for row in rows]
    lines = placed(page, set(alike))
    rarest = _rarest(page.index, place.thing, alike)
    return Similarities(
        area,
        len(others),
        total,
        [Similarity(lines[row["place"]], row["shared"], row["either"], rarest[row["place"]]) for row in rows],
    )


def _compared(index: Index, place: Place) -> tuple[Thing, list[int], int] | None:
    """The smallest area with enough other townships that have reports, the nearest of those, and how many there are."""
    found = None
    for area in filter(None, (place.of("Prefecture"), place.of("Province"))):
        others = [one for one in _townships(index, area) if one[1] != place.thing.id]
        found = area, _nearest(others, place), len(others)
        if len(others) >= _FEW:
            break
    return found


def _townships(index: Index, area: Thing) -> list[tuple[str, int]]:
    """The townships with reports in an area, with their codes."""
    found: list[tuple[str, int]] = []
    level = [area.id]
    while level:
        rows = index.rows(_BELOW, index.json(level))
        found += [(row["code"], row["id"]) for row in rows if row["township"] == row["id"]]
        level = [row["id"] for row in rows if row["township"] is None]
    return found


def _nearest(townships: list[tuple[str, int]], place: Place) -> list[int]:
    own = (place.code, place.thing.id)
    others = sorted({*townships, own})
    at = others.index(own)
    begin = max(0, min(at - _COMPARED // 2, len(others) - _COMPARED - 1))
    return [other for _, other in others[begin : begin + _COMPARED + 1] if other != place.thing.id]


def _rarest(index: Index, place: Thing, others: Sequence[int]) -> dict[int, tuple[Thing, ...]]:
    """Of what each of the others shares with the place, what fewest reports name."""
    rows = index.rows(_SHARED, place.id, index.json(others))
    things = index.things(row["thing"] for row in rows)
    shared: dict[int, list[Thing]] = {other: [] for other in others}
    for row in rows:
        shared[row["place"]].append(things[row["thing"]])
    return {
        other: tuple(sorted(some, key=lambda thing: (thing.weight, thing.iri))[:_TOLD])
        for other, some in shared.items()
    }
