"""fazhi.ttl against terms.py, the facts' enumerations and the Turtle files against each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

import pytest
from rdflib import Graph, URIRef

from ontology import model
from ontology.prefixes import PREFIXES
from ontology.terms import FOAF, FZ, OA, OWL, QB, RDF, RDFS, SKOS
from ontology.vocabulary import FOLDER

NAMESPACE = PREFIXES["fz"]
TURTLE = sorted(path.name for path in FOLDER.glob("*.ttl"))


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(FOLDER / "fazhi.ttl")


def names(terms: Iterable[object]) -> set[str]:
    return {str(term).removeprefix(NAMESPACE) for term in terms if str(term).startswith(NAMESPACE)}


def test_terms_are_those_of_the_ontology(ontology: Graph) -> None:
    assert set(FZ.__annotations__) - {"_NS", "_fail"} == names(ontology.subjects())


def test_nothing_undefined_is_used(ontology: Graph) -> None:
    assert names(ontology.objects()) <= names(ontology.subjects())


def test_a_misspelt_term_is_an_error() -> None:
    with pytest.raises(AttributeError):
        _ = FZ.Reprot


def test_all_terms_have_labels_in_both_languages(ontology: Graph) -> None:
    for subject in set(ontology.subjects()):
        languages = sorted(label.language for label in ontology.objects(subject, RDFS.label))  # type: ignore[attr-defined]
        assert languages == ["en", "zh"], subject


@pytest.mark.parametrize(
    ("members", "above"),
    [
        (model.DivisionKind, FZ.AdministrativeDivision),
        (model.ProviderKind, FZ.LegalServiceProvider),
        (model.InstrumentKind, FZ.LegalInstrument),
    ],
)
def test_kinds_are_classes(ontology: Graph, members: type[StrEnum], above: URIRef) -> None:
    assert names(ontology.subjects(RDFS.subClassOf, above)) == {member.value for member in members}


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        (model.SectionRole, FZ.SectionRole),
        (model.Comparator, FZ.Comparator),
        (model.ProgrammeStatus, FZ.ProgrammeStatus),
    ],
)
def test_values_are_individuals(ontology: Graph, members: type[StrEnum], kind: URIRef) -> None:
    assert names(ontology.subjects(RDF.type, kind)) == {member.value for member in members}


def test_alignments_of_the_contract(ontology: Graph) -> None:
    assert (FZ.Observation, RDFS.subClassOf, QB.Observation) in ontology
    assert (FZ.quote, RDFS.subPropertyOf, OA.exact) in ontology
    assert (FZ.Lawyer, RDFS.subClassOf, FOAF.Person) in ontology
    assert (FZ.Programme, RDFS.subClassOf, SKOS.Concept) in ontology


def test_properties_have_ranges(ontology: Graph) -> None:
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for subject in ontology.subjects(RDF.type, kind):
            assert ontology.value(subject, RDFS.range), subject


@pytest.mark.parametrize("name", TURTLE)
def test_turtle_is_valid_and_uses_the_ontology(name: str) -> None:
    used = names(term for triple in Graph().parse(FOLDER / name) for term in triple)
    assert used - {""} <= set(FZ.__annotations__)


@pytest.mark.parametrize("name", ["indicators.ttl", "programmes.ttl", "units.ttl"])
def test_entries_are_sorted(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    entries = re.findall(r"^(?:ind|prog|unit):(?!theme-)(\S+) a ", text, re.MULTILINE)
    assert len(entries) > 90
    assert entries == sorted(set(entries))


@pytest.mark.parametrize("name", ["indicators.ttl", "programmes.ttl", "units.ttl"])
def test_label_and_preferred_label_agree(name: str) -> None:
    graph = Graph().parse(FOLDER / name)
    assert set(graph.subject_objects(RDFS.label)) == set(graph.subject_objects(SKOS.prefLabel))
    for subject in set(graph.subjects(RDF.type, SKOS.Concept)):
        assert sorted(label.language for label in graph.objects(subject, RDFS.label)) == ["en", "zh"]  # type: ignore[attr-defined]
