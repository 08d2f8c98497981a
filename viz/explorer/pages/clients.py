"""Whom a firm serves, and which other firms serve some of the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from viz.explorer.index.read import Thing
from viz.explorer.pages.page import Page

_LISTED, _TOLD = 10, 3
_CLIENTS = "SELECT place FROM mention WHERE thing = ?1 AND relation = 'advises' AND place IS NOT NULL"
_COUNTIES = f"SELECT COUNT(DISTINCT county) FROM place WHERE id IN ({_CLIENTS})"
# Without the “+” SQLite may go through all mentions of firms.
_PARTNERS = f"""WITH other(thing, shared) AS (
    SELECT thing, COUNT(DISTINCT place) FROM mention
    WHERE place IN ({_CLIENTS}) AND relation = 'advises' AND +thing <> ?1 GROUP BY 1)
  SELECT other.thing, shared, tally.places AS clients, COUNT(*) OVER () AS firms
  FROM other JOIN thing ON thing.id = other.thing
  JOIN tally ON tally.thing = other.thing AND relation = 'advises' AND tally.place IS NULL AND year IS NULL
  ORDER BY shared DESC, clients, iri LIMIT {_LISTED}"""
_SHARED = f"""SELECT DISTINCT mention.thing, mention.place FROM mention JOIN place ON place.id = mention.place
  WHERE mention.place IN ({_CLIENTS}) AND relation = 'advises'
  AND +mention.thing IN (SELECT value FROM json_each(?2)) ORDER BY code, mention.place"""


@dataclass(frozen=True, slots=True)
class Partner:
    """A firm, how many clients it shares, how many it has, and some of the shared, in order of division."""

    firm: Thing
    shared: int
    clients: int
    some: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Clientele:
    """In how many counties a firm's clients lie; of `firms` that share clients with it, those that share most."""

    counties: int
    firms: int
    partners: Sequence[Partner]


def clientele(page: Page, firm: Thing) -> Clientele:
    """Return who shares clients with a firm: places that have had both as adviser, in whatever years."""
    index = page.index
    rows = index.rows(_PARTNERS, firm.id)
    shared = index.rows(_SHARED, firm.id, index.json(row["thing"] for row in rows)) if rows else []
    things = index.things(one for row in shared for one in row)
    clients: dict[int, list[Thing]] = {}
    for row in shared:
        clients.setdefault(row["thing"], []).append(things[row["place"]])
    return Clientele(
        index.value(_COUNTIES, firm.id),
        rows[0]["firms"] if rows else 0,
        [
            Partner(things[row["thing"]], row["shared"], row["clients"], tuple(clients[row["thing"]][:_TOLD]))
            for row in rows
        ],
    )
