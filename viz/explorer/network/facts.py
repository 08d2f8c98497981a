"""What links a node to others that are shown, with the words of the reports that say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

import pyoxigraph as ox

from ontology.terms import FZ
from viz.explorer.index.read import Index, Thing
from viz.explorer.network.links import WITHIN, WORKS, Link

_ORDER = ("advises", "practises", WORKS, "runs", "planned", "recommended", "cites", "case", WITHIN)
_TEXT = ox.NamedNode(FZ.text)
_QUOTED, _LONGEST = 40, 120
"""So many links of a node are shown with their words, so many characters of these."""

_EVIDENCE = """SELECT {other} AS node, relation, year, report, start, end FROM mention
  WHERE {own} = ?1 AND {other} IN (SELECT value FROM json_each(?2)) AND (?3 IS NULL OR year = ?3)
  AND relation != 'village' ORDER BY 2, 1, 3, 4"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a report first says so."""

    year: int | None
    report: Thing
    start: int
    end: int


@dataclass(slots=True)
class Fact:
    """One link of the node: the other end, and the evidence, none where no sentence says it.

    `quote` are the words of the first evidence, "" where they are not to be had.
    """

    other: Thing
    evidence: list[Evidence] = field(default_factory=list)
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The links of one relation in one direction; `heading` is a key of the words."""

    heading: str
    facts: tuple[Fact, ...]


def facts_of(
    index: Index, store: ox.Store, thing: Thing, links: Sequence[Link], nodes: Iterable[Thing], year: int | None
) -> list[Group]:
    """Return what links a node to the other nodes of a view, with the reports' words for the first of the links."""
    things = {node.id: node for node in nodes}
    own, other = ("place", "thing") if thing.page == "place" else ("thing", "place")
    rows = index.rows(_EVIDENCE.format(own=own, other=other), thing.id, index.json(things), year)
    reports = index.things({row["report"] for row in rows})
    found: dict[tuple[str, str], dict[int, Fact]] = {}
    direction = "out" if own == "place" else "back"
    for row in rows:
        facts = found.setdefault((row["relation"], direction), {})
        fact = facts.setdefault(row["node"], Fact(things[row["node"]]))
        fact.evidence.append(Evidence(row["year"], reports[row["report"]], row["start"], row["end"]))
    for link in links:
        if link.relation in (WITHIN, WORKS) and thing.id in (link.source, link.target):
            end, way = (link.target, "out") if link.source == thing.id else (link.source, "back")
            found.setdefault((link.relation, way), {})[end] = Fact(things[end])
    ordered = sorted(found, key=lambda key: (_ORDER.index(key[0]) if key[0] in _ORDER else len(_ORDER), key))
    groups = [Group(f"network.{way}_{relation}", tuple(found[relation, way].values())) for relation, way in ordered]
    _quote(store, [fact for group in groups for fact in group.facts if fact.evidence][:_QUOTED])
    return groups


def _quote(store: ox.Store, facts: Iterable[Fact]) -> None:
    """Add to each fact the words of its first evidence."""

    @cache
    def text_of(iri: str) -> str:
        node = ox.NamedNode(iri)
        found = (quad.object for quad in store.quads_for_pattern(node, _TEXT, None, node))
        return next((text.value for text in found if isinstance(text, ox.Literal)), "")

    for fact in facts:
        said = fact.evidence[0]
        words = " ".join(text_of(said.report.iri)[said.start : said.end].split())
        fact.quote = words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "\u2026"
