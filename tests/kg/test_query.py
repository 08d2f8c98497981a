from __future__ import annotations

import json
import re

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kg.query import FORMATS, QueryError, headings, questions, render, run, table, written
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


@pytest.mark.parametrize("name", questions())
def test_no_question_leaves_out_other_documents_when_all_are_asked(name: str) -> None:
    assert ("fz:OtherDocument" in written(name, {})) == (name != "issues")
    assert "fz:OtherDocument" not in written(name, {}, all_documents=True)


@pytest.mark.parametrize("name", questions())
def test_rows_come_in_an_order_that_does_not_hang_on_the_engine(store: Store, name: str) -> None:
    """Each question sorts by all its columns, whatever it sorts by first."""
    text = questions()[name].text
    sorted_by = set(re.findall(r"\?(\w+)", text[text.rindex("ORDER BY") :]))
    answer = run(store, name)
    assert isinstance(answer, QuerySolutions)
    assert {variable.value for variable in answer.variables} <= sorted_by


def test_all_documents_are_asked_where_wanted(store: Store) -> None:
    report = next(row["r"] for row in run(store, "SELECT ?r { ?r a fz:Report }"))  # type: ignore[union-attr]
    figures = len(list(run(store, "figures")))
    assert figures
    store.update(f"INSERT DATA {{ {report} a <https://w3id.org/fazhi/ns#OtherDocument> }}")
    assert len(list(run(store, "figures"))) < figures
    assert len(list(run(store, "figures", all_documents=True))) == figures
    with pytest.raises(QueryError, match="is for named questions"):
        run(store, "ASK {}", all_documents=True)


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


def graphs() -> Store:
    store = Store()
    named = " ".join(f"GRAPH <x:g{number}> {{ <x:s> <x:p> {number} }}" for number in (1, 2, 3))
    store.update(f"INSERT DATA {{ <x:s> <x:p> 0 {named} }}")
    return store


@pytest.mark.parametrize(
    ("sparql", "seen"),
    [
        ("SELECT ?o { ?s ?p ?o }", {0, 1, 2, 3}),
        ("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", {1, 2, 3}),
        ("SELECT ?o FROM <x:g1> { ?s ?p ?o }", {1}),
        ("SELECT ?o FROM<x:g1> from # and\n<x:g2> { ?s ?p ?o }", {1, 2}),
        ("PREFIX x: <x:> SELECT ?o FROM x:g1 { ?s ?p ?o }", {1}),
        ("SELECT ?o FROM NAMED <x:g1> { ?s ?p ?o }", set()),
        ("SELECT ?o FROM NAMED <x:g1> { GRAPH ?g { ?s ?p ?o } }", {1}),
        ("SELECT ?o FROM <x:g2> FROM NAMED <x:g1> { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", {1, 2}),
        ("SELECT ?o { ?s ?p ?o } # FROM <x:g1>", {0, 1, 2, 3}),
        ('SELECT ?o { ?s ?p ?o FILTER (?p != \'a FROM <x:g1>\' && ?p != """\n" FROM <x:g1>""") }', {0, 1, 2, 3}),
        ("PREFIX from: <x:> SELECT ?o { ?from from:p ?o FILTER (?from != <x:from>) }", {0, 1, 2, 3}),
    ],
)
def test_a_query_sees_the_graphs_that_it_names_and_all_if_it_names_none(sparql: str, seen: set[int]) -> None:
    assert {int(row["o"].value) for row in run(graphs(), sparql)} == seen


@pytest.mark.parametrize("name", [name for name, question in questions().items() if question.parameters])
def test_a_question_answers_alike_with_its_parameters_written_in_and_bound(store: Store, name: str) -> None:
    question = questions()[name]
    values = {
        "township": "高桥镇",
        "year": "2024",
        "indicator": "disputes-mediated",
        "firm": "律师",
        "fact": "法律顾问",
    }
    given = {one.name: values.get(one.name, "甲") for one in question.parameters}
    answer = render(run(store, name, given), "csv")
    undeclared = question.text[question.text.index("PREFIX") :]
    assert render(run(store, undeclared, given), "csv") == answer
    assert render(run(store, question.text, given), "csv") == answer


INNER = "SELECT ?n { { SELECT ?n { ?r fz:sourceName ?n FILTER(?n = ?wanted && ?n != 'of ?wanted') } } }"


def test_a_parameter_that_a_header_declares_reaches_all_conditions(store: Store) -> None:
    header = "# param: wanted | 文件 | file |\n# columns: file\n"
    assert len(list(run(store, header + INNER, {"wanted": "d01.txt"}))) == 1
    assert len(list(run(store, header + INNER, {"wanted": "d02.txt"}))) == 0
    assert len(list(run(store, INNER, {"wanted": "d01.txt"}))) == 0, "VALUES stands outside"
    assert headings(header + INNER) == ("file",) and headings(INNER) == () and headings("issues")[0] == "file"


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?n ?wanted { ?r fz:sourceName ?n FILTER(?n = ?wanted) }",
        "SELECT ?n { ?r fz:sourceName ?n FILTER(?n = $wanted) }",
        "SELECT ?r { { SELECT ?r (STR(?n) AS ?wanted) { ?r fz:sourceName ?n } } }",
        "SELECT ?n { ?r fz:sourceName ?n FILTER(?n = ?wanted) } GROUP BY ?n ?wanted",
        "SELECT ?n { VALUES ?wanted { 'd01.txt' 'd02.txt' } ?r fz:sourceName ?n FILTER(?n = ?wanted) }",
    ],
)
def test_a_declared_parameter_may_be_a_column_too(store: Store, sparql: str) -> None:
    for header in ("", "# param: wanted | 文件 | file |\n"):
        assert len(list(run(store, header + sparql, {"wanted": "d01.txt"}))) == 1
        assert len(list(run(store, header + sparql, {"wanted": "d02.txt"}))) == 0


def test_a_declared_parameter_is_read_as_its_default_is_and_others_still_bind(store: Store) -> None:
    header = '# param: year | 年度 | year | "2020"^^xsd:gYear\n'
    sparql = header + "SELECT ?n { ?r fz:sourceName ?n ; fz:year ?y FILTER(?y = ?year && ?n = ?wanted) }"
    assert len(list(run(store, sparql, {"year": "2024", "wanted": "d01.txt"}))) == 1
    assert len(list(run(store, sparql, {"year": "2023", "wanted": "d01.txt"}))) == 0
    assert len(list(run(store, sparql, {"year": "2024", "wanted": "d02.txt"}))) == 0


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
