"""What a page tells: nodes, edges, and the statements behind them, free of any query or drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import networkx as nx


@dataclass(frozen=True, slots=True)
class ReportNote:
    """A report as a page names it; `place` is the IRI of what it is about."""

    iri: str
    label: str
    year: int | None
    place: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: `before + quote + after` is the sentence, as far as the report's text is in the store."""

    iri: str
    report: str
    year: int | None
    before: str = ""
    quote: str = ""
    after: str = ""
    section: str = ""
    role: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One observation of a place; `value` is in plain decimal notation, `comparator` a local name."""

    indicator: str
    indicator_en: str
    measured: str
    value: str
    comparator: str
    unit: str
    statement: Statement


@dataclass(slots=True)
class NodeFacts:
    """What a page tells of one node. `kind` is its most specific class, `years` those of its statements."""

    iri: str
    kind: str
    label: str = ""
    label_en: str = ""
    others: tuple[str, ...] = ()
    code: str = ""
    years: set[int] = field(default_factory=set)
    figures: list[Figure] = field(default_factory=list)
    figures_left_out: int = 0
    reports: list[ReportNote] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Network:
    """A graph of nodes (attribute `facts`) and edges (key: the relation).

    An edge's `stated` are the IRIs and years of all its statements, `statements` those that a page
    shows, `years` the years they speak of.

    `left_out` counts by kind the nodes beyond the limit.
    """

    graph: nx.MultiDiGraph[str]
    reports: Mapping[str, ReportNote]
    left_out: Mapping[str, int]
