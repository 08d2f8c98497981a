"""The terms of the graph as closed namespaces: a misspelt term is an AttributeError.

`FZ` is held against `fazhi.ttl` by a test. The concepts of the vocabularies (`IND`, `PROG`,
`UNIT`) are data, so their namespaces are open.
"""

from __future__ import annotations

from rdflib import Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SKOS, XSD, DefinedNamespace

from ontology.prefixes import PREFIXES

__all__ = [
    "DCTERMS",
    "ELI",
    "FOAF",
    "FZ",
    "GEO",
    "IND",
    "OA",
    "ORG",
    "OWL",
    "PREFIXES",
    "PROG",
    "PROV",
    "QB",
    "QUDT",
    "RDF",
    "RDFS",
    "SDO",
    "SKOS",
    "UNIT",
    "XSD",
]


class FZ(DefinedNamespace):
    """Classes, properties and individuals of `fazhi.ttl`."""

    _NS = Namespace(PREFIXES["fz"])
    _fail = True

    Report: URIRef
    OtherDocument: URIRef
    Issue: URIRef
    AdministrativeDivision: URIRef
    Province: URIRef
    Prefecture: URIRef
    County: URIRef
    Township: URIRef
    Village: URIRef
    Government: URIRef
    LegalServiceProvider: URIRef
    LawFirm: URIRef
    LegalServicesOffice: URIRef
    Lawyer: URIRef
    LegalInstrument: URIRef
    Law: URIRef
    AdministrativeRegulation: URIRef
    LocalRegulation: URIRef
    Rule: URIRef
    JudicialInterpretation: URIRef
    PartyRegulation: URIRef
    PolicyDocument: URIRef
    CourtCase: URIRef
    Programme: URIRef
    Observance: URIRef
    Indicator: URIRef
    Unit: URIRef
    Statement: URIRef
    Citation: URIRef
    CaseMention: URIRef
    PlaceMention: URIRef
    LegalAdviserEngagement: URIRef
    Observation: URIRef
    ProgrammeActivity: URIRef
    Comparator: URIRef
    SectionRole: URIRef
    ProgrammeStatus: URIRef

    year: URIRef
    about: URIRef
    documentNumber: URIRef
    addressee: URIRef
    signer: URIRef
    sourceName: URIRef
    sourceDigest: URIRef
    text: URIRef
    cites: URIRef
    within: URIRef
    governs: URIRef
    hasLegalAdviser: URIRef
    runs: URIRef
    practisesAt: URIRef
    scope: URIRef
    inForce: URIRef
    repealed: URIRef
    caseNumber: URIRef
    discoverable: URIRef
    usualUnit: URIRef
    baseUnit: URIRef
    statedIn: URIRef
    quote: URIRef
    start: URIRef
    end: URIRef
    section: URIRef
    sectionRole: URIRef
    origin: URIRef
    rule: URIRef
    hint: URIRef
    instrument: URIRef
    article: URIRef
    courtCase: URIRef
    place: URIRef
    programme: URIRef
    township: URIRef
    status: URIRef
    client: URIRef
    provider: URIRef
    lawyer: URIRef
    refArea: URIRef
    refPeriod: URIRef
    indicator: URIRef
    value: URIRef
    comparator: URIRef
    unit: URIRef
    measured: URIRef
    partOf: URIRef
    raisedIn: URIRef
    issueKind: URIRef
    words: URIRef
    why: URIRef

    Exactly: URIRef
    MoreThan: URIRef
    AtLeast: URIRef
    About: URIRef
    LessThan: URIRef
    AtMost: URIRef
    Preamble: URIRef
    Achievements: URIRef
    Shortcomings: URIRef
    Responsibility: URIRef
    Plans: URIRef
    Suggestions: URIRef
    Other: URIRef
    CarriedOut: URIRef
    Planned: URIRef
    Recommended: URIRef


class ELI(DefinedNamespace):
    """The terms of the European Legislation Identifier that we use."""

    _NS = Namespace(PREFIXES["eli"])
    _fail = True

    LegalResource: URIRef
    cites: URIRef
    date_no_longer_in_force: URIRef
    first_date_entry_in_force: URIRef
    jurisdiction: URIRef


class GEO(DefinedNamespace):
    """The terms of GeoSPARQL that we use."""

    _NS = Namespace(PREFIXES["geo"])
    _fail = True

    Feature: URIRef
    sfWithin: URIRef


class OA(DefinedNamespace):
    """The term of Web Annotation that we use."""

    _NS = Namespace(PREFIXES["oa"])
    _fail = True

    exact: URIRef


class QUDT(DefinedNamespace):
    """The terms of the QUDT schema that we use."""

    _NS = Namespace(PREFIXES["qudt"])
    _fail = True

    Unit: URIRef
    conversionMultiplier: URIRef
    hasUnit: URIRef
    scalingOf: URIRef


IND = Namespace(PREFIXES["ind"])
PROG = Namespace(PREFIXES["prog"])
UNIT = Namespace(PREFIXES["unit"])
