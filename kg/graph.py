"""The graph as an object for Python and notebooks: asked, looked at, drawn. It alone of kg imports viz, and late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from oxrdflib import OxigraphStore
from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, Store
from rdflib import Dataset
from rdflib import Graph as RdfGraph

from kg.describe import describe
from kg.find import UnknownNameError, ask, find, find_reports, label_of
from kg.notebook import Facts, Quoted, ReportText, Table, table_of
from kg.query import render, run

if TYPE_CHECKING:
    from viz.notebook import NetworkView

_PASSAGE = 60
"""Characters shown on each side of the words that say a fact."""
_TEXT = "SELECT ?text ?title { ?r fz:text ?text OPTIONAL { ?r dcterms:title ?title } }"
_SPANS = """SELECT DISTINCT ?s ?start ?end WHERE { ?s fz:statedIn ?r ; fz:start ?start ; fz:end ?end }
    ORDER BY ?start ?end ?s"""
_WHERE = "SELECT ?text ?start ?end { ?s fz:statedIn/fz:text ?text ; fz:start ?start ; fz:end ?end }"


class Graph:
    """A store opened for questions. It is only read."""

    def __init__(self, store: Store) -> None:
        """Take a store that is open."""
        self.store = store

    def __len__(self) -> int:
        """Return the number of quads."""
        return len(self.store)

    def __repr__(self) -> str:
        """Return what it is and how large."""
        return f"Graph({len(self)} quads)"

    def query(self, name_or_sparql: str, **params: object) -> Table | bool | RdfGraph:
        """Return the answer to a named question or SPARQL: a table, True or False, or a graph.

        Args:
            name_or_sparql: A name of `ontology/queries/`, or a SPARQL query over all graphs.
            params: Values of its parameters, written as on the command line.

        Raises:
            kg.query.QueryError: There is no such question or parameter, or the SPARQL is broken.
        """
        results = run(self.store, name_or_sparql, {name: str(value) for name, value in params.items()})
        if isinstance(results, QuerySolutions):
            return table_of(results)
        if isinstance(results, QueryBoolean):
            return bool(results)
        return RdfGraph().parse(data=render(results, "nt"), format="nt")

    def facts(self, name: str) -> Facts:
        """Return what is said of one thing, by name, code or IRI.

        Raises:
            kg.find.UnknownNameError: Nothing or more than one thing is called so; `near` has the IRIs or names.
        """
        found = find(self.store, name)
        if len(found) > 1:
            raise UnknownNameError(name, [thing.node.value for thing in found], "one thing")
        description = describe(self.store, found[0].node)
        return Facts(description, {one.iri: self._passage(one.iri, one.quote) for one in description.statements})

    def report(self, name: str) -> ReportText:
        """Return the text of a report with its facts, by file name, title or IRI.

        Raises:
            kg.find.UnknownNameError: No report or several are called so.
        """
        found = find_reports(self.store, name)
        if len(found) > 1:
            raise UnknownNameError(name, [node.value for node in found], "one report")
        row = next(iter(ask(self.store, _TEXT.replace("?r ", f"{found[0]} "))), None)
        title = row["title"].value if row and row["title"] else label_of(self.store, found[0])
        spans = ask(self.store, _SPANS.replace("?r ", f"{found[0]} "))
        told = tuple((int(one["start"].value), int(one["end"].value), self._told(one["s"])) for one in spans)
        return ReportText(title, row["text"].value if row else "", told)

    def network(
        self,
        *about: str,
        depth: int = 1,
        kinds: Sequence[str] = (),
        years: Sequence[int] = (),
        arrange: str = "force",
        title: str | None = None,
    ) -> NetworkView:
        """Return the network round some things, or all of it; a notebook shows it without a connection.

        Arguments are those of `viz.render.PageSpec`, errors those of `viz.render.make_page`.
        """
        from viz.notebook import view
        from viz.render import PageSpec

        return view(self.store, PageSpec(about, depth, kinds, years, arrange, title=title))

    def rdflib(self) -> Dataset:
        """Return the store as an rdflib dataset whose default graph is the union; nothing is copied."""
        return Dataset(store=OxigraphStore(store=self.store), default_union=True)

    def _told(self, statement: NamedNode) -> str:
        described = describe(self.store, statement)
        return " · ".join([*described.kinds, *(value for name, value in described.facts if value)][:3])

    def _passage(self, iri: str, quote: str) -> Quoted:
        row = next(iter(ask(self.store, _WHERE.replace("?s ", f"{NamedNode(iri)} "))), None)
        if row is None:
            return Quoted("", quote, "")
        text, start, end = row["text"].value, int(row["start"].value), int(row["end"].value)
        if text[start:end] != quote:
            return Quoted("", quote, "")
        before = text[max(0, start - _PASSAGE) : start].rpartition("\n")[2]
        return Quoted(before, quote, text[end : end + _PASSAGE].partition("\n")[0])
