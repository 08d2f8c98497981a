"""The facts of a report as frozen dataclasses, independent of any graph library.

`extract` produces them, `kg.assemble` turns them into quads. Every statement carries its
`Evidence`; offsets count code points in `Report.text`, the end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class DivisionKind(StrEnum):
    """Rank of an administrative division; the value is the class name in the ontology."""

    PROVINCE = "Province"
    PREFECTURE = "Prefecture"
    COUNTY = "County"
    TOWNSHIP = "Township"
    VILLAGE = "Village"


class ProviderKind(StrEnum):
    """Kind of a provider of legal services; the value is the class name in the ontology."""

    LAW_FIRM = "LawFirm"
    LEGAL_SERVICES_OFFICE = "LegalServicesOffice"


class InstrumentKind(StrEnum):
    """Kind of a legal instrument; the value is the class name in the ontology."""

    LAW = "Law"
    ADMINISTRATIVE_REGULATION = "AdministrativeRegulation"
    LOCAL_REGULATION = "LocalRegulation"
    RULE = "Rule"
    JUDICIAL_INTERPRETATION = "JudicialInterpretation"
    PARTY_REGULATION = "PartyRegulation"
    POLICY_DOCUMENT = "PolicyDocument"


class SectionRole(StrEnum):
    """What a section of a report is for; the value is the individual's name in the ontology."""

    PREAMBLE = "Preamble"
    ACHIEVEMENTS = "Achievements"
    SHORTCOMINGS = "Shortcomings"
    RESPONSIBILITY = "Responsibility"
    PLANS = "Plans"
    SUGGESTIONS = "Suggestions"
    OTHER = "Other"


class Comparator(StrEnum):
    """How a written number bounds the value; the value is the individual's name in the ontology."""

    EXACTLY = "Exactly"
    MORE_THAN = "MoreThan"
    AT_LEAST = "AtLeast"
    ABOUT = "About"
    LESS_THAN = "LessThan"
    AT_MOST = "AtMost"


class ProgrammeStatus(StrEnum):
    """Whether a programme was done, is planned or is wished for."""

    CARRIED_OUT = "CarriedOut"
    PLANNED = "Planned"
    RECOMMENDED = "Recommended"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The exact characters that say a fact: `text[start:end] == quote`.

    `origin` is where the file has them ("page 4" in two languages), empty where the format has no such places.
    """

    quote: str
    start: int
    end: int
    section: str
    role: SectionRole
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A division with the division it lies in; `code` is None where the register has none."""

    name: str
    kind: DivisionKind
    code: str | None = None
    within: Place | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """A law firm or legal services office, by its full name."""

    name: str
    kind: ProviderKind


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal instrument or named document by its full official title, without 《》.

    `id` is the vocabulary's identifier, None where the vocabulary does not have it.
    `scope` is the place whose own document it is; it keeps namesakes of two townships apart.
    """

    title: str
    kind: InstrumentKind
    id: str | None = None
    scope: Place | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme or observance; `id` is None for one that the vocabulary does not have.

    `brand` is the name that reports share where each may put another general word after it in `label`
    (“X” for “X”普法品牌), None where the label is all that names it.
    """

    label: str
    id: str | None = None
    observance: bool = False
    brand: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """One instrument named at one place of the text; `article` as written (第四十二条第一款).

    `rule` and `hints`, here and below, say which pattern and which words led to the fact.
    """

    instrument: Instrument
    evidence: Evidence
    article: str | None = None
    rule: str = ""
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgrammeActivity:
    """What a report says of one programme; `year` is the year the activity falls in."""

    programme: Programme
    status: ProgrammeStatus
    year: int | None
    evidence: Evidence
    rule: str = ""
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Engagement:
    """A provider engaged as legal adviser, with the lawyers named for it."""

    provider: Provider
    lawyers: tuple[str, ...]
    year: int | None
    evidence: Evidence
    rule: str = ""
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """One value with what it counts.

    `unit` is the normalised unit as a label (万元 → 元), `indicator` an identifier of the
    indicator vocabulary ("other" where none fits), `measured` the noun phrase counted,
    `part_of` the index in `Report.observations` of the total it is a share of.
    """

    value: Decimal
    unit: str
    comparator: Comparator
    indicator: str
    measured: str
    year: int | None
    evidence: Evidence
    part_of: int | None = None
    rule: str = ""
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CourtCase:
    """A court case by its number, full-width brackets and no white space: （2024）晋0729行初61号."""

    number: str
    evidence: Evidence
    rule: str = ""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A village or community of the report's area, where the report first names it."""

    place: Place
    evidence: Evidence
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """Something unresolved or doubtful: what kind, the words, why, and how a person settles it.

    `kind` is a key of `ontology/issues.toml`, which holds its label and remedy.
    """

    kind: str
    words: str
    why: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All that one file says. `is_report` is False for a near miss (`fz:OtherDocument`).

    `hints` say what decided its area.
    """

    source_name: str
    source_digest: str
    text: str
    title: str | None = None
    is_report: bool = True
    year: int | None = None
    issued: date | None = None
    area: Place | None = None
    issuer: str | None = None
    issuer_place: Place | None = None
    document_number: str | None = None
    addressee: str | None = None
    signer: str | None = None
    citations: tuple[Citation, ...] = ()
    activities: tuple[ProgrammeActivity, ...] = ()
    engagements: tuple[Engagement, ...] = ()
    observations: tuple[Observation, ...] = ()
    cases: tuple[CourtCase, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    issues: tuple[Issue, ...] = ()
    hints: tuple[str, ...] = ()
