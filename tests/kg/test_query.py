from __future__ import annotations

import json

import pytest
from pyoxigraph import Literal, NamedNode, Store

from kg.query import FORMATS, QueryError, questions, render, run, table
from kg.terms import parse_iri, parse_term, shorten

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize("name", questions())
def test_every_named_question_can_be_asked(store: Store, name: str) -> None:
    question = questions()[name]
    assert question.title_zh != name and question.title_en != name
    answer = render(run(store, name), "table", question.columns).decode()
    assert len(answer.splitlines()) >= 2
    given = {parameter.name: "2024" for parameter in question.parameters}
    assert render(run(store, name, given), "csv")


def test_parameters_bind_without_being_columns(store: Store) -> None:
    assert len(list(run(store, "figures", {"township": "高桥镇"}))) == 2
    assert len(list(run(store, "figures", {"township": "别处镇"}))) == 0
    assert len(list(run(store, "figures", {"township": "高桥镇", "year": "2024"}))) == 2


@pytest.mark.parametrize("value", ['高桥"镇', "} UNION { ?s ?p ?o", "\\", "a\nb", '" } #'])
def test_a_parameter_is_a_value_whatever_it_holds(store: Store, value: str) -> None:
    assert list(run(store, "figures", {"township": value})) == []


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?n { ?r fz:sourceName ?n FILTER(?n = ?wanted) }",
        "# where {\nSELECT ?n WHERE { ?r fz:sourceName ?n FILTER(?n = ?wanted) }",
        "PREFIX x: <http://x/{> CONSTRUCT { ?r rdfs:label ?n } WHERE { ?r fz:sourceName ?n FILTER(?n = ?wanted) }",
    ],
)
def test_parameters_of_any_sparql(store: Store, sparql: str) -> None:
    sparql = sparql.replace("PREFIX x: <http://x/{>", "PREFIX x: <http://x/>")
    assert len(list(run(store, sparql, {"wanted": "d01.txt"}))) == 1
    assert len(list(run(store, sparql, {"wanted": "d02.txt"}))) == 0


@pytest.mark.parametrize(
    ("asked", "params", "words"),
    [
        ("figurs", {}, "did you mean figures"),
        ("figures", {"town": "x"}, "has no parameter 'town'; it has township, year"),
        ("SELECT ?x {\n ?x a", {}, r"broken: syntax error at line:column 2:\d+$"),
        ("SELECT ?x { ?x nope:a ?y }", {}, "broken"),
        ("figures", {"township": "<not an iri>"}, "cannot be read"),
    ],
)
def test_errors_are_one_line(store: Store, asked: str, params: dict[str, str], words: str) -> None:
    with pytest.raises(QueryError, match=words) as raised:
        run(store, asked, params)
    assert "\n" not in str(raised.value)


def test_formats(store: Store) -> None:
    select = "SELECT ?n { ?r fz:sourceName ?n }"
    assert render(run(store, select), "csv") == b"n\r\nd01.txt\r\n"
    assert json.loads(render(run(store, select), "json"))["results"]["bindings"][0]["n"]["value"] == "d01.txt"
    assert b"<sparql" in render(run(store, select), "xml") and b'"d01.txt"' in render(run(store, select), "tsv")
    construct = "CONSTRUCT { ?r fz:sourceName ?n } WHERE { ?r fz:sourceName ?n }"
    assert b'fz:sourceName "d01.txt"' in render(run(store, construct), "table")
    assert render(run(store, "ASK { ?r a fz:Report }"), "table") == b"true\n"
    for form in FORMATS:
        wrong = construct if form in ("csv", "tsv", "json", "xml") else select
        if form != "table":
            with pytest.raises(QueryError, match="--format"):
                render(run(store, wrong), form)


def test_tables_align_chinese() -> None:
    lines = table(("地区", "n"), [("高桥镇", "1"), ("a\x1b[31m\nb", "2")]).splitlines()
    assert lines[2] == "高桥镇    1" and lines[3] == "a [31m b  2" and lines[0] == "地区      n"


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("高桥镇", Literal("高桥镇")),
        ("fz:Law", NamedNode("https://w3id.org/fazhi/ns#Law")),
        ("<https://example.org/a>", NamedNode("https://example.org/a")),
        ('"镇"@zh', Literal("镇", language="zh")),
        ('"2024"^^xsd:gYear', Literal("2024", datatype=NamedNode(XSD + "gYear"))),
        ("no:prefix", Literal("no:prefix")),
    ],
)
def test_terms(text: str, term: NamedNode | Literal) -> None:
    assert parse_term(text) == term


def test_iris_are_shortened() -> None:
    assert parse_iri("plain") is None
    assert shorten(NamedNode("https://w3id.org/fazhi/ns#Law")) == "fz:Law"
