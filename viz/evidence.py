"""Fills a bare graph with what the page tells: names, figures, and the sentences behind them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

import networkx as nx
import pyoxigraph as ox

from viz.facts import Figure, NodeFacts, Statement
from viz.links import Reports
from viz.reading import CODE, FZ, ask, fz, names, one, said_of, subjects, year_of
from viz.style import load_style

SENTENCE_END = re.compile("[。！？；!?;\n]")


def fill(store: ox.Store, graph: nx.MultiDiGraph[str], reports: Reports, years: Sequence[int]) -> None:
    """Add to each node its names and figures and to each edge its statements, as many as a page shows."""
    for node, facts in graph.nodes(data="facts"):
        facts.label, facts.label_en, facts.others = names(store, node)
        facts.code = one(store, node, CODE)
    teller = _Teller(store)
    _fill_statements(graph, teller)
    _fill_figures(store, graph, teller, reports, years)


def _fill_statements(graph: nx.MultiDiGraph[str], teller: _Teller) -> None:
    """Give each edge its first statements; the more edges, the fewer each."""
    limits = load_style().limits
    edges = [edge for *_, edge in graph.edges(keys=True, data=True)]
    each = max(1, min(limits.statements, limits.sentences // max(len(edges), 1)))
    wanted = {iri: year for edge in edges for iri, year in edge["stated"][:each]}
    told = {iri: teller.statement(iri, wanted[iri]) for iri in sorted(wanted)}
    for edge in edges:
        edge["statements"] = [told[iri] for iri, _ in edge["stated"][:each]]


def _fill_figures(
    store: ox.Store,
    graph: nx.MultiDiGraph[str],
    teller: _Teller,
    reports: Reports,
    years: Sequence[int],
) -> None:
    """Give the figures to the best connected places first, until the page has all it can hold."""
    room = load_style().limits.figures
    counts = _count_figures(store, reports, years)
    for place in sorted(counts.keys() & graph.nodes, key=lambda node: (-graph.degree(node), node)):
        facts: NodeFacts = graph.nodes[place]["facts"]
        facts.years |= {year for year in counts[place] if year is not None}
        count = counts[place].total()
        if count > room:
            facts.figures_left_out = count
            continue
        room -= count
        found = (teller.figure(node.value, reports) for node in set(subjects(store, fz("refArea"), place)))
        wanted = [figure for figure in found if figure and (not years or figure.statement.year in years)]
        facts.figures = sorted(wanted, key=lambda figure: (figure.statement.year or 0, figure.statement.iri))


def _count_figures(store: ox.Store, reports: Reports, years: Sequence[int]) -> dict[str, Counter[int | None]]:
    """Return how many figures each place has of each year."""
    query = """SELECT ?place ?report ?period (COUNT(*) AS ?count) WHERE {
        GRAPH ?report { ?s fz:refArea ?place OPTIONAL { ?s fz:refPeriod ?period } } } GROUP BY ?place ?report ?period"""
    counts: dict[str, Counter[int | None]] = {}
    for row in ask(store, query, ("place", "report", "period", "count")):
        report = reports[row["report"]]
        year = year_of(row["period"]) or (report.year if report else None)
        if report and (not years or year in years):
            counts.setdefault(row["place"], Counter())[year] += int(row["count"])
    return counts


class _Teller:
    """Tells statements and figures; it holds the texts of the last reports, which statements share."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.text = lru_cache(maxsize=64)(lambda report: one(store, report, fz("text")))
        self.names = lru_cache(maxsize=None)(lambda node: names(store, node))

    def statement(self, iri: str, year: int | None, said: Mapping[str, str] | None = None) -> Statement:
        """Return a statement with the rest of its sentence."""
        said = said or said_of(self.store, iri)
        report, quote = said.get(FZ + "statedIn", ""), said.get(FZ + "quote", "")
        before, after = _round(self.text(report), quote, said.get(FZ + "start", ""), said.get(FZ + "end", ""))
        return Statement(
            iri=iri,
            report=report,
            year=year,
            before=before,
            quote=quote,
            after=after,
            section=said.get(FZ + "section", ""),
            role=said.get(FZ + "sectionRole", "").removeprefix(FZ),
            article=said.get(FZ + "article", ""),
        )

    def figure(self, iri: str, reports: Reports) -> Figure | None:
        """Return an observation with the names of its indicator and unit; None if it is of no report."""
        said = said_of(self.store, iri)
        report = reports[said.get(FZ + "statedIn", "")]
        if report is None:
            return None
        year = year_of(said.get(FZ + "refPeriod", "")) or report.year
        indicator, english, _ = self.names(said[FZ + "indicator"]) if FZ + "indicator" in said else ("", "", ())
        unit = self.names(said[FZ + "unit"])[0] if FZ + "unit" in said else ""
        return Figure(
            indicator=indicator,
            indicator_en=english,
            measured=said.get(FZ + "measured", ""),
            value=_plain(said.get(FZ + "value", "0")),
            comparator=said.get(FZ + "comparator", "").removeprefix(FZ),
            unit=unit,
            statement=self.statement(iri, year, said),
        )


def _plain(value: str) -> str:
    """Return a decimal without exponent or trailing zeros: 1.20E4 → 12000."""
    number = format(Decimal(value), "f")
    return number.rstrip("0").rstrip(".") if "." in number else number


def _round(whole: str, quote: str, begins: str, ends: str) -> tuple[str, str]:
    """Return the rest of the sentence on both sides, cut to what a page shows; nothing where the offsets lie."""
    start, end, reach = int(begins or 0), int(ends or 0), load_style().limits.context
    if not whole or whole[start:end] != quote:
        return "", ""
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
    if SENTENCE_END.match(quote[-1:]):
        after = ""
    return before, after
