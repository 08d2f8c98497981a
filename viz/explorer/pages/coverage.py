"""Which reports there are: of a place and what lies in it, by year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from viz.explorer.index.read import Index, Thing

_CHILDREN = """SELECT place.id, townships, covered FROM place JOIN thing USING (id)
  WHERE above IS ? AND kind != 'Village' ORDER BY code = '', code, thing.id"""
_YEARS = """SELECT coverage.place, year, reports FROM place JOIN coverage ON coverage.place = place.id
  WHERE above IS ?"""


@dataclass(slots=True)
class Part:
    """A place with its reports by year; `covered` of its `townships` have one of any year."""

    place: Thing
    townships: int
    covered: int = 0
    years: Counter[int | None] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """All reports of it and of what lies in it."""
        return self.years.total()


@dataclass(frozen=True, slots=True)
class Coverage:
    """The parts of a place, in order of code, and the years of their reports."""

    parts: list[Part]
    years: list[int]
    most: int
    """The greatest number of reports of a part in a year."""

    def year(self, year: int) -> int:
        """Return how many reports there are of a year."""
        return sum(part.years[year] for part in self.parts)

    @property
    def townships(self) -> int:
        """How many official townships lie in the parts."""
        return sum(part.townships for part in self.parts)

    @property
    def covered(self) -> int:
        """How many townships have a report."""
        return sum(part.covered for part in self.parts)

    @property
    def total(self) -> int:
        """How many reports there are."""
        return sum(part.total for part in self.parts)


def coverage(index: Index, within: Thing | None) -> Coverage:
    """Return the coverage of the parts of a place, of the provinces where it is None."""
    of = within.id if within else None
    children = index.rows(_CHILDREN, of)
    things = index.things(row["id"] for row in children)
    parts = {row["id"]: Part(things[row["id"]], row["townships"], row["covered"]) for row in children}
    rows = [row for row in index.rows(_YEARS, of) if row["place"] in parts]
    for row in rows:
        parts[row["place"]].years[row["year"]] = row["reports"]
    years = sorted({row["year"] for row in rows if row["year"] is not None})
    return Coverage(list(parts.values()), years, max((row["reports"] for row in rows), default=0))
