"""Which reports there are: of a place and what lies in it, by year."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from viz.explorer.index.read import Index, Thing

_RANKS = ("province", "prefecture", "county", "township")
_COUNTS = """SELECT place.province, place.prefecture, place.county, place.township, year, COUNT(*) AS n
  FROM report JOIN place ON place.id = report.place
  WHERE genuine AND replaced_by IS NULL CONDITION GROUP BY 1, 2, 3, 4, 5"""


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

    @property
    def most(self) -> int:
        """The greatest number of reports of a part in a year."""
        return max((n for part in self.parts for n in part.years.values()), default=0)

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
    children = index.rows(
        "SELECT place.id, townships FROM place JOIN thing USING (id) WHERE place.above IS ? AND kind != 'Village'"
        " ORDER BY code = '', code, thing.id",
        within.id if within else None,
    )
    things = index.things(row["id"] for row in children)
    parts = {row["id"]: Part(things[row["id"]], row["townships"]) for row in children}
    rank = within.kind.lower() if within else ""
    condition = f"AND place.{rank} = ?" if rank in _RANKS else "AND ? IS NULL"
    covered: dict[int, set[int]] = defaultdict(set)
    for row in index.rows(_COUNTS.replace("CONDITION", condition), within.id if within else None):
        part = next((parts[one] for one in row[:4] if one in parts), None)
        if part is not None:
            part.years[row["year"]] += row["n"]
            if row["township"] is not None:
                covered[part.place.id].add(row["township"])
    for number, townships in covered.items():
        parts[number].covered = len(townships)
    years = sorted({year for part in parts.values() for year in part.years if year is not None})
    return Coverage(list(parts.values()), years)
