"""The facts of a report → quads, as lines of N-Quads.

The report and its statements stand in a named graph that has the report's IRI; what reports
share stands in the default graph. There are no blank nodes. The terms are pyoxigraph's; lines are what
a build keeps, and a quad takes several times as long to make as its line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg.entities import Entities, Term, chinese, literal
from kg.iri import Minter
from kg.names import CREATOR, DERIVED_FROM, ISSUED, LABEL, TITLE, TYPE, classes, fz
from kg.register import Register
from ontology.model import (
    Citation,
    CourtCase,
    Engagement,
    Evidence,
    Issue,
    Observation,
    PlaceMention,
    ProgrammeActivity,
    ProgrammeStatus,
    Report,
)
from ontology.terms import XSD

_DATE, _DECIMAL, _INTEGER, _YEAR = (NamedNode(XSD[name]) for name in ("date", "decimal", "integer", "gYear"))

Properties = Iterable[tuple[NamedNode, Term | None]]


@dataclass(frozen=True, slots=True)
class Assembled:
    """A report as lines of N-Quads, without order.

    `own` is its named graph, but for what the file is called and its digest, which `source` says; `shared` describes
    the things of the default graph that it names.
    """

    own: list[str]
    source: list[str]
    shared: list[str]

    def quads(self) -> list[Quad]:
        """The quads that the lines hold."""
        return list(parse("".join((*self.own, *self.source, *self.shared)), format=RdfFormat.N_QUADS))


def assemble(report: Report, minter: Minter, register: Register) -> Assembled:
    """The quads of `report`: its named graph and the shared things that it names."""
    return _Assembly(report, Entities(minter, register), minter).assembled()


def year(value: int) -> Literal:
    """A calendar year as xsd:gYear."""
    return Literal(f"{value:04}", datatype=_YEAR)


def decimal(value: Decimal) -> Literal:
    """A number as xsd:decimal, without superfluous zeros."""
    normal = value.normalize() + 0
    return Literal(format(normal, "f"), datatype=_DECIMAL)


def integer(value: int) -> Literal:
    """A count as xsd:integer."""
    return Literal(str(value), datatype=_INTEGER)


class _Assembly:
    """One report's quads in the making."""

    def __init__(self, report: Report, entities: Entities, minter: Minter) -> None:
        self._report = report
        self._entities = entities
        self._minter = minter
        self._node = minter.report(report.source_digest)
        self._area = entities.place(report.area) if report.area else None
        self._lines: list[str] = []
        self._ordinals: Counter[tuple[str, int | None]] = Counter()

    def assembled(self) -> Assembled:
        """All lines, those of the shared things too."""
        self._describe_report()
        for citation in self._report.citations:
            self._citation(citation)
        for activity in self._report.activities:
            self._activity(activity)
        for engagement in self._report.engagements:
            self._engagement(engagement)
        self._observations()
        for case in self._report.cases:
            self._case(case)
        for mention in self._report.places:
            self._place(mention)
        for issue in self._report.issues:
            self._issue(issue)
        return Assembled(self._lines, self._source(), list(self._entities.lines()))

    def _say(self, subject: NamedNode, properties: Properties) -> None:
        self._lines += self._said(subject, properties)

    def _said(self, subject: NamedNode, properties: Properties) -> list[str]:
        start, end = f"{subject} ", f" {self._node} .\n"
        return [f"{start}{predicate} {value}{end}" for predicate, value in properties if value is not None]

    def _name(self, kind: str, start: int | None) -> NamedNode:
        self._ordinals[kind, start] += 1
        return self._minter.part(self._node, kind, start, self._ordinals[kind, start])

    def _describe_report(self) -> None:
        report = self._report
        kind = "Report" if report.is_report else "OtherDocument"
        self._say(self._node, [(TYPE, node) for node in classes(kind)])
        self._say(
            self._node,
            [
                (LABEL, chinese(report.title) if report.title else None),
                (TITLE, chinese(report.title) if report.title else None),
                (fz("year"), year(report.year) if report.year is not None else None),
                (ISSUED, Literal(report.issued.isoformat(), datatype=_DATE) if report.issued else None),
                (fz("about"), self._area),
                (CREATOR, self._creator()),
                (fz("documentNumber"), _text(report.document_number)),
                (fz("addressee"), _text(report.addressee)),
                (fz("signer"), _text(report.signer)),
                (fz("text"), literal(report.text)),
                *_why("", report.hints),
            ],
        )

    def _source(self) -> list[str]:
        """What the file is called, and the report after it where it has no title."""
        report = self._report
        return self._said(
            self._node,
            [
                (LABEL, None if report.title else chinese(report.source_name)),
                (fz("sourceName"), literal(report.source_name)),
                (fz("sourceDigest"), literal(report.source_digest)),
            ],
        )

    def _creator(self) -> NamedNode | None:
        report = self._report
        place = report.issuer_place or report.area
        if report.issuer is None:
            return None
        if place is None:
            return self._unplaced_creator(report.issuer)
        return self._entities.government(report.issuer, place)

    def _unplaced_creator(self, name: str) -> NamedNode:
        """A body of which only the name is known is this report's alone: namesakes are many."""
        node = self._minter.part(self._node, "issuer", None)
        self._say(node, [*((TYPE, kind) for kind in classes("Government")), (LABEL, chinese(name))])
        return node

    def _state(self, kind: str, node: NamedNode, evidence: Evidence, properties: Properties) -> None:
        self._say(node, [(TYPE, node_type) for node_type in classes(kind)])
        self._say(node, properties)
        self._say(
            node,
            [
                (fz("statedIn"), self._node),
                (DERIVED_FROM, self._node),
                (fz("quote"), literal(evidence.quote)),
                (fz("start"), integer(evidence.start)),
                (fz("end"), integer(evidence.end)),
                (fz("section"), literal(evidence.section) if evidence.section else None),
                (fz("sectionRole"), fz(evidence.role.value)),
                (fz("origin"), _text(evidence.origin)),
            ],
        )

    def _citation(self, citation: Citation) -> None:
        instrument = self._entities.instrument(citation.instrument)
        node = self._name("citation", citation.evidence.start)
        properties: Properties = [
            (fz("instrument"), instrument),
            (fz("article"), _text(citation.article)),
            *_why(citation.rule, citation.hints),
        ]
        self._state("Citation", node, citation.evidence, properties)
        self._say(self._node, [(fz("cites"), instrument)])

    def _activity(self, activity: ProgrammeActivity) -> None:
        programme = self._entities.programme(activity.programme)
        properties: Properties = [
            (fz("programme"), programme),
            (fz("township"), self._area),
            (fz("year"), year(activity.year) if activity.year is not None else None),
            (fz("status"), fz(activity.status.value)),
            *_why(activity.rule, activity.hints),
        ]
        node = self._name("activity", activity.evidence.start)
        self._state("ProgrammeActivity", node, activity.evidence, properties)
        if self._area is not None and activity.status is ProgrammeStatus.CARRIED_OUT:
            self._say(self._area, [(fz("runs"), programme)])

    def _engagement(self, engagement: Engagement) -> None:
        provider = self._entities.provider(engagement.provider)
        lawyers = [self._entities.lawyer(name, engagement.provider) for name in engagement.lawyers]
        properties: Properties = [
            (fz("client"), self._area),
            (fz("provider"), provider),
            *((fz("lawyer"), lawyer) for lawyer in lawyers),
            (fz("year"), year(engagement.year) if engagement.year is not None else None),
            *_why(engagement.rule, engagement.hints),
        ]
        node = self._name("engagement", engagement.evidence.start)
        self._state("LegalAdviserEngagement", node, engagement.evidence, properties)
        if self._area is not None:
            self._say(self._area, [(fz("hasLegalAdviser"), provider)])

    def _observations(self) -> None:
        observations = self._report.observations
        nodes = [self._name("observation", observation.evidence.start) for observation in observations]
        for node, observation in zip(nodes, observations, strict=True):
            whole = nodes[observation.part_of] if observation.part_of is not None else None
            self._observation(node, observation, whole)

    def _observation(self, node: NamedNode, observation: Observation, whole: NamedNode | None) -> None:
        properties: Properties = [
            (fz("indicator"), self._entities.indicator(observation.indicator)),
            (fz("value"), decimal(observation.value)),
            (fz("comparator"), fz(observation.comparator.value)),
            (fz("unit"), self._entities.unit(observation.unit) if observation.unit else None),
            (fz("measured"), _text(observation.measured)),
            (fz("refArea"), self._area),
            (fz("refPeriod"), year(observation.year) if observation.year is not None else None),
            (fz("partOf"), whole),
            *_why(observation.rule, observation.hints),
        ]
        self._state("Observation", node, observation.evidence, properties)

    def _case(self, case: CourtCase) -> None:
        node = self._name("case", case.evidence.start)
        properties = [(fz("courtCase"), self._entities.court_case(case.number)), *_why(case.rule, ())]
        self._state("CaseMention", node, case.evidence, properties)

    def _place(self, mention: PlaceMention) -> None:
        node = self._name("place", mention.evidence.start)
        properties = [(fz("place"), self._entities.place(mention.place)), *_why(mention.rule, ())]
        self._state("PlaceMention", node, mention.evidence, properties)

    def _issue(self, issue: Issue) -> None:
        node = self._name(f"issue/{issue.kind}", issue.start)
        self._say(node, [(TYPE, kind) for kind in classes("Issue")])
        self._say(
            node,
            [
                (fz("raisedIn"), self._node),
                (fz("issueKind"), literal(issue.kind)),
                (fz("words"), literal(issue.words)),
                (fz("why"), literal(issue.why)),
                (fz("start"), integer(issue.start) if issue.start is not None else None),
                (fz("end"), integer(issue.end) if issue.end is not None else None),
            ],
        )


def _why(rule: str, hints: Iterable[str]) -> list[tuple[NamedNode, Term | None]]:
    """What explains a fact: the rule that found it and the words that it went by."""
    return [(fz("rule"), _text(rule)), *((fz("hint"), literal(hint)) for hint in hints if hint)]


def _text(value: str | None) -> Literal | None:
    return literal(value) if value else None
