"""Fills a bare graph with what the page tells: names, figures, and the sentences behind them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import networkx as nx
import pyoxigraph as ox

from viz.facts import Figure, NodeFacts, ReportNote, Statement
from viz.sparql import FZ, rows_of, text, year_of
from viz.style import load_style

SENTENCE_END = re.compile("[。！？；!?;\n]")
STATEMENTS = """SELECT DISTINCT ?s ?report ?quote ?start ?end ?section ?role ?article WHERE {
    VALUES ?s { VALUES_HERE } ?s fz:statedIn ?report ; fz:quote ?quote .
    OPTIONAL { ?s fz:start ?start ; fz:end ?end } OPTIONAL { ?s fz:section ?section }
    OPTIONAL { ?s fz:sectionRole ?role } OPTIONAL { ?s fz:article ?article } }
    ORDER BY ?s"""
FIGURES = """SELECT DISTINCT ?place ?s ?report ?period ?zh ?en ?value ?comparator ?unit ?measured WHERE {
    VALUES ?place { VALUES_HERE } ?s fz:refArea ?place ; fz:statedIn ?report ; fz:value ?value .
    OPTIONAL { ?s fz:refPeriod ?period }
    OPTIONAL { ?s fz:indicator ?indicator
        OPTIONAL { ?indicator rdfs:label|skos:prefLabel ?zh FILTER(LANG(?zh) != "en") }
        OPTIONAL { ?indicator rdfs:label|skos:prefLabel ?en FILTER(LANG(?en) = "en") } }
    OPTIONAL { ?s fz:comparator ?comparator } OPTIONAL { ?s fz:measured ?measured }
    OPTIONAL { ?s fz:unit/rdfs:label ?unit FILTER(LANG(?unit) != "en") } }
    ORDER BY ?place ?period ?s ?zh ?en ?unit"""
NAMES = """SELECT DISTINCT ?node ?path ?name (LANG(?name) AS ?language) WHERE {
    VALUES ?node { VALUES_HERE }
    VALUES ?path { rdfs:label skos:prefLabel skos:altLabel dcterms:title dcterms:identifier } ?node ?path ?name }
    ORDER BY ?node ?name"""
LABELS = ("http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#prefLabel")
TITLE = "http://purl.org/dc/terms/title"
CODE = "http://purl.org/dc/terms/identifier"


@dataclass(frozen=True, slots=True)
class _Stated:
    """A statement with the offsets of its quote in the report's text."""

    statement: Statement
    start: int
    end: int


def fill(store: ox.Store, graph: nx.MultiDiGraph[str], reports: Mapping[str, ReportNote], years: Sequence[int]) -> None:
    """Add to each node its names and figures and to each edge its statements, as many as a page shows."""
    limits = load_style().limits
    _fill_names(store, graph)
    _fill_figures(store, graph, reports, years)
    figures = [figure for _, facts in graph.nodes(data="facts") for figure in facts.figures]
    edges = [edge for *_, edge in graph.edges(keys=True, data=True)]
    wanted: dict[str, int | None] = {iri: year for edge in edges for iri, year in edge["stated"][: limits.statements]}
    wanted |= {figure.statement.iri: figure.statement.year for figure in figures}
    statements = _read_statements(store, wanted)
    for edge in edges:
        edge["statements"] = [statements[iri] for iri, _ in edge["stated"][: limits.statements] if iri in statements]
    for _, facts in graph.nodes(data="facts"):
        facts.figures = [_with_statement(figure, statements) for figure in facts.figures]


def _with_statement(figure: Figure, statements: Mapping[str, Statement]) -> Figure:
    return replace(figure, statement=statements.get(figure.statement.iri, figure.statement))


def _fill_names(store: ox.Store, graph: nx.MultiDiGraph[str]) -> None:
    names: dict[str, list[tuple[str, str, str]]] = {}
    for row in rows_of(store, NAMES, ("node", "path", "name", "language"), graph):
        name = (text(row, "path"), text(row, "language"), text(row, "name"))
        names.setdefault(text(row, "node"), []).append(name)
    for node, facts in graph.nodes(data="facts"):
        _name(facts, names.get(node, []))


def _name(facts: NodeFacts, names: Sequence[tuple[str, str, str]]) -> None:
    """Choose the label; the English one apart, all others as other names."""
    labels = [name for path, language, name in names if path in LABELS and language != "en"]
    titles = [name for path, _, name in names if path == TITLE]
    english = [name for path, language, name in names if path in LABELS and language == "en"]
    facts.label = next(iter([*labels, *titles, *english]), facts.iri.rsplit("/", 1)[-1])
    facts.label_en = next(iter(english), "")
    facts.code = next((name for path, _, name in names if path == CODE), "")
    others = [name for path, _, name in names if path != CODE]
    facts.others = tuple(name for name in dict.fromkeys(others) if name not in (facts.label, facts.label_en))


def _fill_figures(
    store: ox.Store, graph: nx.MultiDiGraph[str], reports: Mapping[str, ReportNote], years: Sequence[int]
) -> None:
    found: dict[str, dict[str, Figure]] = {}
    names = ("place", "s", "report", "period", "zh", "en", "value", "comparator", "unit", "measured")
    for row in rows_of(store, FIGURES, names, graph):
        report = reports.get(text(row, "report"))
        if report is None:
            continue
        year = year_of(text(row, "period")) or report.year
        if not years or year in years:
            statement = Statement(text(row, "s"), report.iri, year)
            figure = Figure(
                indicator=text(row, "zh") or text(row, "en"),
                indicator_en=text(row, "en"),
                measured=text(row, "measured"),
                value=_plain(text(row, "value")),
                comparator=text(row, "comparator").removeprefix(FZ),
                unit=text(row, "unit"),
                statement=statement,
            )
            found.setdefault(text(row, "place"), {}).setdefault(statement.iri, figure)
    _share_out(graph, found)


def _share_out(graph: nx.MultiDiGraph[str], found: Mapping[str, Mapping[str, Figure]]) -> None:
    """Give the figures to the best connected places first, until the page has all it can hold."""
    room = load_style().limits.figures
    for place in sorted(found, key=lambda place: (-graph.degree(place), place)):
        facts: NodeFacts = graph.nodes[place]["facts"]
        figures = list(found[place].values())
        facts.years |= {figure.statement.year for figure in figures if figure.statement.year}
        if len(figures) <= room:
            facts.figures = figures
            room -= len(figures)
        else:
            facts.figures_left_out = len(figures)


def _plain(value: str) -> str:
    """Return a decimal without exponent or trailing zeros: 1.20E4 → 12000."""
    number = format(Decimal(value), "f")
    return number.rstrip("0").rstrip(".") if "." in number else number


def _read_statements(store: ox.Store, years: Mapping[str, int | None]) -> dict[str, Statement]:
    """Return the statements asked for, each with the sentence round its quote."""
    names = ("s", "report", "quote", "start", "end", "section", "role", "article")
    stated: dict[str, _Stated] = {}
    for row in rows_of(store, STATEMENTS, names, years):
        iri = text(row, "s")
        statement = Statement(
            iri=iri,
            report=text(row, "report"),
            year=years[iri],
            quote=text(row, "quote"),
            section=text(row, "section"),
            role=text(row, "role").removeprefix(FZ),
            article=text(row, "article"),
        )
        stated.setdefault(iri, _Stated(statement, int(text(row, "start") or 0), int(text(row, "end") or 0)))
    texts = _read_texts(store, {one.statement.report for one in stated.values()})
    return {iri: _in_sentence(one, texts.get(one.statement.report, "")) for iri, one in stated.items()}


def _read_texts(store: ox.Store, reports: Iterable[str]) -> dict[str, str]:
    query = "SELECT ?report ?text WHERE { VALUES ?report { VALUES_HERE } ?report fz:text ?text }"
    return {text(row, "report"): text(row, "text") for row in rows_of(store, query, ("report", "text"), reports)}


def _in_sentence(stated: _Stated, whole: str) -> Statement:
    """Return the statement with the rest of its sentence, cut to what a page shows; without it where offsets lie."""
    start, end, reach = stated.start, stated.end, load_style().limits.context
    if not whole or whole[start:end] != stated.statement.quote:
        return stated.statement
    earlier = whole[max(0, start - reach) : start]
    later = whole[end : end + reach]
    begin = max((match.end() for match in SENTENCE_END.finditer(earlier)), default=None)
    stop = SENTENCE_END.search(later)
    before = earlier if begin is None else earlier[begin:]
    after = later[: stop.end()].rstrip("\n") if stop else later
    if begin is None and start > reach:
        before = "…" + before
    if stop is None and end + reach < len(whole):
        after += "…"
    if SENTENCE_END.match(stated.statement.quote[-1:]):
        after = ""
    return replace(stated.statement, before=before, after=after)
