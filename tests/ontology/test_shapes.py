"""The SHACL shapes: a small valid graph conforms, each kind of fault is reported in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import Dataset, Graph

from ontology.vocabulary import FOLDER

PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX fz: <https://w3id.org/fazhi/ns#>
PREFIX id: <https://w3id.org/fazhi/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(FOLDER / "shapes.ttl")


def small() -> Graph:
    """All triples of the small graph in one."""
    dataset = Dataset()
    dataset.parse(Path(__file__).parent / "small.trig")
    graph = Graph()
    for subject, predicate, value, _ in dataset.quads():
        graph.add((subject, predicate, value))
    return graph


def test_a_valid_graph_conforms(shapes: Graph) -> None:
    conforms, _, text = validate(small(), shacl_graph=shapes)
    assert conforms, text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("DELETE DATA { id:o1 fz:comparator fz:Exactly }", "an observation has one comparator"),
        ("INSERT DATA { id:o1 fz:value 3.0 }", "an observation has one value, an xsd:decimal"),
        (
            "DELETE DATA { id:o1 fz:value 0.0 } ; INSERT DATA { id:o1 fz:value 0 }",
            "an observation has one value, an xsd:decimal",
        ),
        ("INSERT DATA { id:o1 fz:sectionRole fz:Plan }", "a statement has one section role"),
        (
            "DELETE DATA { id:c1 fz:quote '民法典' } ; INSERT DATA { id:c1 fz:quote '刑法典' }",
            "the quote is not what fz:text has at its offsets",
        ),
        (
            "DELETE DATA { id:c1 fz:end 17 } ; INSERT DATA { id:c1 fz:end 14 }",
            "a statement has a start, less than its end",
        ),
        ("DELETE DATA { id:a1 fz:status fz:CarriedOut }", "an activity has one status"),
        ("DELETE WHERE { id:law dcterms:title ?t }", "an instrument has one official title, without title marks"),
        ("INSERT DATA { id:law a fz:PolicyDocument }", "an instrument is of exactly one kind"),
        ("DELETE WHERE { id:town1 rdfs:label ?l }", "an entity has a label"),
        ("INSERT DATA { id:r1 fz:year '2022'^^xsd:gYear }", "a report has at most one year, an xsd:gYear"),
        (
            "DELETE DATA { id:town1 dcterms:identifier '990101101' } ; "
            "INSERT DATA { id:town1 dcterms:identifier '东' }",
            "a division has at most one code, of digits",
        ),
        ("INSERT DATA { id:town1 fz:within id:county2 }", "a division lies in at most one division"),
        ("DELETE WHERE { id:lawyer fz:practisesAt ?p }", "a lawyer practises at a provider of legal services"),
        (
            "DELETE DATA { id:e1 fz:provider id:firm } ; INSERT DATA { id:e1 fz:provider id:town1 }",
            "an engagement has one provider",
        ),
        ("DELETE DATA { id:m1 a fz:Statement }", None),
    ],
)
def test_a_fault_is_reported(shapes: Graph, change: str, message: str | None) -> None:
    graph = small()
    graph.update(PREFIXES + change)
    conforms, _, text = validate(graph, shacl_graph=shapes)
    assert not conforms
    assert message is None or message in text


def test_every_property_shape_speaks_both_languages(shapes: Graph) -> None:
    rows = shapes.query("""
        PREFIX sh: <http://www.w3.org/ns/shacl#>
        SELECT ?shape { ?node sh:property|sh:sparql ?shape
            FILTER NOT EXISTS { ?shape sh:message ?zh, ?en FILTER(LANG(?zh) = "zh" && LANG(?en) = "en") } }""")
    assert len(rows) == 0
