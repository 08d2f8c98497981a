"""The graph object, and what notebooks show of it."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest
from rdflib import Graph as RdfGraph
from rdflib import URIRef

from kg.find import UnknownNameError
from kg.graph import Graph
from kg.notebook import SHOWN, Quoted, ReportText, Table, merged
from kg.query import QueryError

HOSTILE = '</mark><script>alert(1)</script>" onmouseover="x'


@pytest.fixture
def graph(store: ox.Store) -> Graph:
    return Graph(store)


def test_a_select_is_a_table_of_plain_values(graph: Graph) -> None:
    table = graph.query("SELECT ?value { ?s fz:value ?value } ORDER BY ?value")
    assert isinstance(table, Table)
    assert (table.columns, list(table)) == (("value",), [(Decimal("18.5"),), (Decimal(152),)])
    years = graph.query("SELECT ?y ?none { ?r a fz:Report ; fz:year ?y }")
    assert isinstance(years, Table) and years.rows == (("2024", None),)
    assert list(table.to_pandas().columns) == ["value"] and len(table.to_pandas()) == 2


def test_a_named_question_takes_its_parameters(graph: Graph) -> None:
    assert len(graph.query("figures", township="高桥镇", year=2024)) == 2
    assert len(graph.query("figures", township="别处镇")) == 0
    with pytest.raises(QueryError):
        graph.query("figure")


def test_ask_and_construct(graph: Graph) -> None:
    assert graph.query("ASK { ?s a fz:Report }") is True
    assert graph.query("ASK { ?s a fz:Nothing }") is False
    made = graph.query("CONSTRUCT { ?r a fz:Report } WHERE { ?r a fz:Report }")
    assert isinstance(made, RdfGraph) and len(made) == 1


def test_rdflib_sees_the_union(graph: Graph) -> None:
    kind = URIRef("https://w3id.org/fazhi/ns#Report")
    assert len(list(graph.rdflib().subjects(object=kind))) == 1


def test_facts_mark_the_words_in_their_passage(graph: Graph) -> None:
    shown = graph.facts("高桥镇")._repr_html_()
    assert "<h3>高桥镇</h3>" in shown
    assert "<mark>湖南溇澧律师事务所</mark>向泽远" in shown
    with pytest.raises(UnknownNameError):
        graph.facts("无此镇")


def test_a_report_shows_its_text_with_every_fact_marked(graph: Graph) -> None:
    report = graph.report("d01.txt")
    shown = report._repr_html_()
    assert "化解纠纷152件</mark>" in shown and "，其中<mark" in shown
    assert shown.count("<mark") == len(merged(report.spans))
    with pytest.raises(UnknownNameError):
        graph.report("d99.txt")


def test_overlapping_spans_become_one() -> None:
    assert merged([(5, 9, "b"), (0, 4, "a"), (7, 12, "c"), (7, 8, "c"), (20, 20, "d")]) == [
        (0, 4, "a"),
        (5, 12, "b\nc"),
    ]


@pytest.mark.parametrize(
    "shown",
    [
        Table((HOSTILE,), ((HOSTILE,),))._repr_html_(),
        ReportText(HOSTILE, HOSTILE, ((2, 9, HOSTILE),))._repr_html_(),
        Quoted(HOSTILE, HOSTILE, HOSTILE).html(),
    ],
)
def test_what_comes_from_reports_is_escaped(shown: str) -> None:
    assert "<script" not in shown and '" onmouseover' not in shown


def test_a_long_table_says_how_much_it_does_not_show() -> None:
    shown = Table(("n",), tuple((number,) for number in range(SHOWN + 7)))._repr_html_()
    assert shown.count("<tr>") == SHOWN + 2 and "… 7" in shown
