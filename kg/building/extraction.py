"""One file → its quads. Nothing here knows of other files or of a store, so that any machine can do it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, RdfFormat, serialize

import extract
from extract.corrections import load_corrections
from extract.read import ReadError, Source, read_source
from kg.assemble import assemble
from kg.building.likeness import fingerprint
from kg.iri import DATA, Minter
from kg.names import LABEL, fz
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
_OF_THE_SOURCE = (fz("sourceName"), fz("sourceDigest"))


@dataclass(frozen=True, slots=True)
class Settings:
    """What all files of a build share.

    `base` is what the IRIs of data start with, `vocabulary` Turtle files of the user's own, `reader` (a function that
    can be imported by name) what turns a file into facts, by default `extract.facts_of` what the readers read.
    """

    base: str = DATA
    vocabulary: tuple[Path, ...] = ()
    reader: Reader | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What tells one report from another, and what was found in it.

    `graph` is its IRI, `digest` the SHA-256 of its file's bytes, `suffix` its file's in lower case, `area` and `issuer`
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
    """A report as its one file has it: `graph` and `shared` are N-Quads, each line once, in order.

    `graph` is its named graph without the names and digests of sources, which merging adds; `shared` describes the
    things of the default graph that it names.
    """

    profile: Profile
    graph: bytes
    shared: bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file gave no report, and what to do."""

    reason: str
    remedy: str


def extract_file(
    source: Source, settings: Settings = Settings(), corrections: tuple[Path, ...] = ()
) -> Extraction | Failure:
    """The quads of one file, or why there are none; it never raises for what the file holds.

    Args:
        source: The file's bytes and path (`extract.read.source` reads them).
        settings: What all files of a build share.
        corrections: The corrections files that speak of this file, outermost first.
    """
    try:
        report = _facts(source, settings, corrections)
        if not report.is_report and not _counts(report):
            return Failure("no report, and nothing to be found in it", "check the file, or leave it out")
        return _extraction(report, source.path.suffix.lower(), settings)
    except ReadError as error:
        return Failure(error.reason, error.remedy)
    except MemoryError:
        return Failure("it takes more memory to read than one file may have", "split it, or save it anew as .docx")
    except Exception as error:  # one file that trips the extractor must not cost the other two thousand
        reason = f"the extractor failed on it ({type(error).__name__}: {error})"
        return Failure(reason, "please report this with the file")


def _facts(source: Source, settings: Settings, corrections: tuple[Path, ...]) -> Report:
    if settings.reader is not None:
        return settings.reader(source.path)
    known = load_corrections(corrections, settings.vocabulary)
    return extract.facts_of(read_source(source), vocabulary=settings.vocabulary, corrections=known)


def _extraction(report: Report, suffix: str, settings: Settings) -> Extraction:
    minter = Minter(settings.base)
    quads = assemble(report, minter, register(settings.vocabulary))
    shared = [quad for quad in quads if isinstance(quad.graph_name, DefaultGraph)]
    own = [quad for quad in quads if not isinstance(quad.graph_name, DefaultGraph)]
    return Extraction(_profile(report, suffix, minter), _lines(own, report), _lines(shared, report))


def _lines(quads: Iterable[Quad], report: Report) -> bytes:
    kept = (quad for quad in quads if not _is_of_the_source(quad, report))
    lines = serialize(kept, format=RdfFormat.N_QUADS) or b""
    return b"".join(sorted(set(lines.splitlines(keepends=True))))


def _is_of_the_source(quad: Quad, report: Report) -> bool:
    """Whether a quad says what the file is called: a report without a title is called after its file."""
    named = quad.predicate == LABEL and quad.subject == quad.graph_name and not report.title
    return named or quad.predicate in _OF_THE_SOURCE


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
