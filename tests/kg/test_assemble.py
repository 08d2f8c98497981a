from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from kg.assemble import assemble, decimal
from kg.find import ask
from kg.iri import Minter
from kg.register import register
from ontology.model import Report
from tests.kg.sample import NEW_TOWN, report


def quads(facts: Report) -> list[Quad]:
    return assemble(facts, Minter(), register()).quads()


def values(store: Store, select: str) -> list[tuple[str | None, ...]]:
    return [tuple(cell.value if cell else None for cell in row) for row in ask(store, select)]


def test_there_are_no_blank_nodes() -> None:
    assert not any(isinstance(term, BlankNode) for quad in quads(report()) for term in quad)


def test_report(store: Store) -> None:
    found = values(
        store,
        "SELECT ?title ?year ?issued ?place ?who ?number ?name { ?r a fz:Report ; dcterms:title ?title ;"
        " fz:year ?year ; dcterms:issued ?issued ; fz:about/dcterms:identifier ?place ;"
        " dcterms:creator/rdfs:label ?who ;"
        " fz:documentNumber ?number ; fz:sourceName ?name }",
    )
    assert found == [
        ("高桥镇法治报告", "2024", "2025-01-16", "430821110", "高桥镇人民政府", "高政〔2025〕3号", "d01.txt")
    ]


def test_places_lie_in_one_another(store: Store) -> None:
    chain = values(
        store, "SELECT ?name { ?r fz:about/fz:within+ ?p . ?p a fz:AdministrativeDivision ; rdfs:label ?name }"
    )
    assert {name for (name,) in chain} == {"慈利县", "张家界市", "湖南省"}


def test_every_statement_has_its_evidence(store: Store) -> None:
    found = values(
        store,
        "SELECT ?q ?s ?e ?t { ?x a fz:Statement ; fz:quote ?q ; fz:start ?s ; fz:end ?e ; fz:statedIn/fz:text ?t }",
    )
    assert len(found) == 8
    assert all(text[int(start) : int(end)] == quote for quote, start, end, text in found)  # type: ignore[index, arg-type]
    complete = (
        "SELECT ?x { ?x a fz:Statement ; fz:section ?n ; fz:sectionRole fz:Achievements ; prov:wasDerivedFrom ?r }"
    )
    assert len(values(store, complete)) == 8


def test_shortcuts(store: Store) -> None:
    assert values(store, "SELECT ?n { ?t a fz:Township ; fz:hasLegalAdviser/rdfs:label ?n }") == [
        ("湖南溇澧律师事务所",)
    ]
    assert values(store, "SELECT ?n { ?t a fz:Township ; fz:runs/rdfs:label ?n }") == [("澧水法韵",)]
    assert values(store, "SELECT ?n { ?l a fz:Lawyer ; fz:practisesAt/rdfs:label ?n }") == [("湖南溇澧律师事务所",)]
    cited = values(store, "SELECT ?n { ?r fz:cites/dcterms:title ?n } ORDER BY ?n")
    assert cited == [("中华人民共和国民法典",), ("学法制度",)]


def test_types_of_superclasses_are_carried(store: Store) -> None:
    for special, general in (
        ("LawFirm", "LegalServiceProvider"),
        ("Law", "LegalInstrument"),
        ("Observance", "Programme"),
    ):
        assert values(store, f"SELECT ?x {{ ?x a fz:{special}, fz:{general} }}")


def test_registered_things_come_with_what_the_vocabulary_says(store: Store) -> None:
    assert values(store, "SELECT ?d { ?x dcterms:title '中华人民共和国民法典'@zh ; dcterms:issued ?d }") == [
        ("2020-05-28",)
    ]
    assert values(store, "SELECT ?l { ?x a fz:Indicator ; rdfs:label ?l FILTER(LANG(?l) = 'en') }")
    assert values(store, "SELECT ?l { ?o fz:unit ?u . ?u rdfs:label ?l FILTER(LANG(?l) = 'zh') } LIMIT 1") == [("件",)]


def test_observations(store: Store) -> None:
    found = values(
        store,
        "SELECT ?v ?w ?rule ?hint { ?o fz:value ?v ; fz:rule ?rule ; fz:hint ?hint"
        " OPTIONAL { ?o fz:partOf/fz:value ?w } } ORDER BY ?v",
    )
    assert found == [("18.5", "152", "noun-number", "化解"), ("152", None, "noun-number", "化解")]


def test_issues_stand_in_the_reports_graph(store: Store) -> None:
    assert values(
        store, "SELECT ?k ?w { GRAPH ?g { ?i a fz:Issue ; fz:raisedIn ?g ; fz:issueKind ?k ; fz:words ?w } }"
    ) == [("number-unread", "4次")]


def test_what_is_shared_stands_in_the_default_graph() -> None:
    shared = {q.subject for q in quads(report()) if isinstance(q.graph_name, DefaultGraph)}
    other = {q.subject for q in quads(report(digest="ab" * 32)) if isinstance(q.graph_name, DefaultGraph)}
    assert shared == other
    assert not any("/report/" in node.value for node in shared if isinstance(node, NamedNode))


def test_adding_a_statement_moves_no_other() -> None:
    facts = report()
    fewer = dataclasses.replace(facts, observations=facts.observations[:1], citations=facts.citations[1:])
    assert set(quads(fewer)) <= set(quads(facts))


def test_other_documents_are_reports_too() -> None:
    made = Store()
    made.extend(quads(dataclasses.replace(report(), is_report=False)))
    assert values(made, "SELECT ?n { ?r a fz:Report, fz:OtherDocument ; fz:sourceName ?n }") == [("d01.txt",)]


def test_a_body_without_a_place_is_the_reports_own() -> None:
    one, other = (quads(report(digest=digest * 32, area=None)) for digest in ("ab", "cd"))
    creators = [{q.object for q in each if q.predicate.value.endswith("creator")} for each in (one, other)]
    assert creators[0] and not creators[0] & creators[1]


def test_a_place_without_a_code_has_no_identifier() -> None:
    node = Minter().place(NEW_TOWN)
    about = [q for q in quads(report(area=NEW_TOWN)) if q.subject == node]
    assert about and not any(q.predicate.value.endswith("identifier") for q in about)


def test_lone_surrogates_are_replaced() -> None:
    made = quads(report(name="bad\udcff.txt"))
    assert Literal("bad?.txt") in {q.object for q in made}


@pytest.mark.parametrize(
    ("value", "text"), [("4", "4"), ("1E+3", "1000"), ("95.60", "95.6"), ("-0", "0"), ("-48", "-48")]
)
def test_decimals_are_canonical(value: str, text: str) -> None:
    assert decimal(Decimal(value)).value == text
