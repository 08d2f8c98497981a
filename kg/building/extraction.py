"""One file → its report's facts as the build keeps them: what merging must know of it, and its quads as bytes.

It is what a build does with each file, on one machine or on many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Quad

import extract
from extract.corrections import load_corrections
from extract.document import Document
from extract.read import ReadError
from kg.assemble import Assembled, assemble
from kg.building.likeness import fingerprint
from kg.iri import DATA, Minter
from kg.register import register
from ontology.model import Report

Reader = Callable[[Path], Report]

_FACTS = {
    "Citation": "citations",
    "ProgrammeActivity": "activities",
    "LegalAdviserEngagement": "engagements",
    "Observation": "observations",
    "CaseMention": "cases",
    "PlaceMention": "places",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What all files of a build share.

    `base` is what the IRIs of data start with, `vocabulary` Turtle files of the user's own, `reader` (a function that
    can be imported by name) what turns a file into facts, by default `extract.facts`.
    """

    base: str = DATA
    vocabulary: tuple[Path, ...] = ()
    reader: Reader | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file gave no report, what to do, and under which conditions that was found."""

    reason: str
    remedy: str
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What one file holds: its report, and the quads of it."""

    report: Report
    assembled: Assembled


@dataclass(frozen=True, slots=True)
class Profile:
    """What tells one report from another, and how much was found in it.

    `graph` is its IRI, `digest` the SHA-256 of its file's bytes, `suffix` its file's in lower case; `area` and `issuer`
    are IRIs, `issued` is an ISO date, `fingerprint` a digest of its letters and digits alone. `facts` and `issues` are
    numbers by class and by kind.
    """

    graph: str
    digest: str
    suffix: str
    is_report: bool
    title: str
    area: str
    year: int | None
    issued: str
    issuer: str
    fingerprint: str
    facts: Mapping[str, int] = field(default_factory=dict)
    issues: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extraction:
    """A report as one file has it: `graph` and `shared` are lines of N-Quads, each once, in order.

    `graph` is its named graph without the names and digests of sources, which merging adds; `shared` describes the
    things of the default graph that it names.
    """

    profile: Profile
    graph: bytes
    shared: bytes


def warm_up() -> None:
    """Load what reading any file needs, so that processes forked from this one have it."""
    register()
    extract.facts_of(Document(""))


def extract_file(path: Path, corrections: tuple[Path, ...], settings: Settings) -> Extraction | Refusal:
    """The report of one file under the corrections files that speak of it; it never raises for what the file holds."""
    facts = extract_facts(path, corrections, settings)
    return facts if isinstance(facts, Refusal) else extraction(facts, path.suffix.lower(), Minter(settings.base))


def extract_facts(path: Path, corrections: tuple[Path, ...], settings: Settings) -> Facts | Refusal:
    """The facts of one file with their quads, or why there are none."""
    try:
        report = settings.reader(path) if settings.reader else _report(path, corrections, settings.vocabulary)
        assembled = assemble(report, Minter(settings.base), register(settings.vocabulary))
    except ReadError as error:
        return Refusal(error.reason, error.remedy)
    except MemoryError:
        return Refusal("reading it takes more memory than one file may have", "split it, or save it as .docx")
    except Exception as error:  # one file that trips the extractor must not cost the other two thousand
        reason = f"the extractor failed on it ({type(error).__name__}: {error})"
        return Refusal(reason, "please report this with the file")
    if not (report.is_report or report.title or _counts(report)):
        return Refusal("no report, and nothing to be found in it", "check the file, or leave it out")
    return Facts(report, assembled)


def _report(path: Path, corrections: tuple[Path, ...], vocabulary: tuple[Path, ...]) -> Report:
    corrected = load_corrections(corrections, vocabulary)
    return extract.facts(path, vocabulary=vocabulary, corrections=corrected)


def extraction(facts: Facts, suffix: str, minter: Minter) -> Extraction:
    """The facts of a file as the build keeps them."""
    made = facts.assembled
    return Extraction(_profile(facts.report, suffix, minter), _in_order(made.own), _in_order(made.shared))


def lines(quads: Iterable[Quad]) -> bytes:
    """Quads as lines of N-Quads, each once, in order."""
    return _in_order(f"{quad} .\n" for quad in quads)


def _in_order(made: Iterable[str]) -> bytes:
    return "".join(sorted(set(made))).encode()


def _profile(report: Report, suffix: str, minter: Minter) -> Profile:
    place = report.issuer_place or report.area
    return Profile(
        graph=minter.report(report.source_digest).value,
        digest=report.source_digest,
        suffix=suffix,
        is_report=report.is_report,
        title=report.title or "",
        area=minter.place(report.area).value if report.area else "",
        year=report.year,
        issued=report.issued.isoformat() if report.issued else "",
        issuer=minter.government(report.issuer, place).value if report.issuer and place else "",
        fingerprint=fingerprint(report.text),
        facts=_counts(report),
        issues=dict(sorted(Counter(issue.kind for issue in report.issues).items())),
    )


def _counts(report: Report) -> dict[str, int]:
    counts = {name: len(getattr(report, attribute)) for name, attribute in _FACTS.items()}
    return {name: count for name, count in counts.items() if count}
