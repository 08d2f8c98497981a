"""The shortest ways from one node to another, through what is named least: what many name links little."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from viz.explorer.index.read import Index
from viz.explorer.network.links import Filter

STEPS = 6
"""Links that a way has at most."""

_WAYS = 3
_FRONTIER = 3000
_ROWS = 200_000
_ALLOWED = """(?2 IS NULL OR mention.year = ?2) AND mention.relation != 'village'
  AND (?3 IS NULL OR EXISTS (SELECT 1 FROM place AS p WHERE p.id = mention.place
    AND ?3 IN (p.province, p.prefecture, p.county, p.township)))"""
_STEPS = (
    f"""SELECT DISTINCT place, thing FROM mention WHERE place IN (SELECT value FROM json_each(?1))
    AND {_ALLOWED} LIMIT ?4""",
    f"""SELECT DISTINCT thing, place FROM mention WHERE thing IN (SELECT value FROM json_each(?1))
    AND place NOTNULL AND {_ALLOWED} LIMIT ?4""",
)
_PARTS = (
    "SELECT id, above FROM place WHERE id IN (SELECT value FROM json_each(?1)) AND above NOTNULL LIMIT ?2",
    "SELECT above, id FROM place WHERE above IN (SELECT value FROM json_each(?1)) LIMIT ?2",
    """SELECT id, within FROM thing WHERE id IN (SELECT value FROM json_each(?1))
    AND page = 'lawyer' AND within NOTNULL LIMIT ?2""",
    "SELECT within, id FROM thing WHERE within IN (SELECT value FROM json_each(?1)) AND page = 'lawyer' LIMIT ?2",
)
_WEIGHTS = "SELECT id, weight, kind FROM thing WHERE id IN (SELECT value FROM json_each(?1))"


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways found, each from end to end by ids; `partial` where the search had to pass over some nodes."""

    ways: tuple[tuple[int, ...], ...]
    partial: bool = False


@dataclass(slots=True)
class _Side:
    """The search from one end: how each node was reached, and the outermost nodes."""

    parents: dict[int, int | None]
    edge: list[int]
    weights: dict[int, int] = field(default_factory=dict)

    def way(self, node: int) -> list[int]:
        """The way from the end to a node."""
        found, at = [node], self.parents[node]
        while at is not None:
            found.append(at)
            at = self.parents[at]
        return found[::-1]


def shortest(index: Index, one: int, other: int, asked: Filter) -> Ways:
    """Return up to three shortest ways between two different nodes, those through the least named nodes first.

    It searches from both ends, breadth first, within limits that keep it below a second on any graph.
    """
    sides = (_Side({one: None}, [one]), _Side({other: None}, [other]))
    search = _Search(index, asked)
    for _ in range(STEPS):
        near, far = sorted(sides, key=lambda side: sum(side.weights.get(node, 1) for node in side.edge))
        search.step(near)
        met = [node for node in near.edge if node in far.parents]
        if met:
            return Ways(tuple(_joined(sides, met)), search.partial)
        if not near.edge:
            break
    return Ways((), search.partial)


def _joined(sides: tuple[_Side, _Side], met: Sequence[int]) -> Iterable[tuple[int, ...]]:
    weights = sides[0].weights | sides[1].weights
    ways = [(*sides[0].way(node), *sides[1].way(node)[-2::-1]) for node in met]
    ways.sort(key=lambda way: (len(way), sum(weights.get(node, 0) for node in way[1:-1]), way))
    return [way for way in ways if len(way) == len(ways[0])][:_WAYS]


@dataclass(slots=True)
class _Search:
    index: Index
    asked: Filter
    partial: bool = False

    def step(self, side: _Side) -> None:
        """Move a side's edge one link outwards; each new node is reached from the least named one."""
        edge = sorted(side.edge, key=lambda node: (side.weights.get(node, 0), node))
        self.partial |= len(edge) > _FRONTIER
        rank = {node: place for place, node in enumerate(edge[:_FRONTIER])}
        reached: dict[int, int] = {}
        for node, neighbour in self._links(list(rank)):
            if neighbour not in side.parents and rank[node] <= rank.get(reached.get(neighbour, -1), len(rank)):
                reached[neighbour] = node
        weights = {row["id"]: row for row in self.index.rows(_WEIGHTS, self.index.json(reached))}
        wanted = {node: row["weight"] for node, row in weights.items() if row["kind"] not in self.asked.hidden}
        side.weights |= wanted
        side.parents |= {node: reached[node] for node in wanted}
        side.edge = list(wanted)

    def _links(self, nodes: Sequence[int]) -> list[tuple[int, int]]:
        ids = self.index.json(nodes)
        found: list[tuple[int, int]] = []
        for sql in _STEPS:
            found += self._rows(sql, ids, self.asked.year, self.asked.place)
        for sql in _PARTS:
            found += self._rows(sql, ids)
        return found

    def _rows(self, sql: str, *values: object) -> list[tuple[int, int]]:
        rows = self.index.rows(sql, *values, _ROWS)
        self.partial |= len(rows) == _ROWS
        return [(row[0], row[1]) for row in rows]
