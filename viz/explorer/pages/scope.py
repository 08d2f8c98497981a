"""Which part of the country and which year a list is of, as its address says."""

from __future__ import annotations

from dataclasses import dataclass

from viz.explorer.index.read import Thing
from viz.explorer.pages.page import Page

_YEARS = (1900, 2200)


@dataclass(frozen=True, slots=True)
class Scope:
    """The province chosen, None for all; `provinces` are those with reports, the most first."""

    province: Thing | None
    provinces: tuple[Thing, ...]

    @property
    def place(self) -> int | None:
        """The id of the province chosen, as the tables of sums have it."""
        return self.province.id if self.province else None


def scope(page: Page) -> Scope:
    """Return the province that the parameter `province` (a code) chooses."""
    provinces = _provinces(page)
    chosen = page.request.query_params.get("province", "")
    return Scope(next((one for one in provinces if one.slug == chosen), None), provinces)


def _provinces(page: Page) -> tuple[Thing, ...]:
    rows = page.index.rows(
        "SELECT thing.* FROM place JOIN thing USING (id) WHERE above IS NULL AND kind = 'Province' AND weight > 0"
        " ORDER BY weight DESC, slug"
    )
    return tuple(Thing(*row) for row in rows)


def year(page: Page) -> int | None:
    """Return the year that the parameter `year` chooses, None for all."""
    return page.number("year", *_YEARS)


def placed(page: Page, places: set[int]) -> dict[int, tuple[Thing, ...]]:
    """Return for each place the line of places that names it: the prefecture and county above it, and itself."""
    marks = ",".join("?" * len(places))
    rows = page.index.rows(f"SELECT id, prefecture, county FROM place WHERE id IN ({marks})", *places) if places else []
    lines = {
        row["id"]: list(dict.fromkeys(filter(None, (row["prefecture"], row["county"], row["id"])))) for row in rows
    }
    things = page.index.things(one for line in lines.values() for one in line)
    return {place: tuple(things[one] for one in line if one in things) for place, line in lines.items()}
