"""All facts of one report, from its file or its clean text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from spacy.language import Language

from extract import relate
from extract.document import Document
from extract.find_letterhead import Letterhead
from extract.pipeline import Findings, analyse, load
from extract.read import read
from ontology.model import Report


def facts(path: Path | str) -> Report:
    """The facts of one report's file.

    Raises ReadError where the file cannot be read as text.
    """
    return facts_of(read(Path(path)))


def facts_of(document: Document) -> Report:
    """The facts of one clean text."""
    found = analyse(_pipeline(), document)
    if found.head is None:
        raise TypeError("the pipeline has no letterhead component")
    return _report(found, found.head)


@cache
def _pipeline() -> Language:
    return load()


def _report(found: Findings, head: Letterhead) -> Report:
    reading = found.reading
    return Report(
        source_name=found.document.name,
        source_digest=found.document.digest,
        text=found.document.text,
        title=head.title,
        is_report=head.is_report,
        year=head.year,
        issued=head.issued,
        area=head.area,
        issuer=head.issuer,
        issuer_place=head.issuer_place,
        document_number=head.document_number,
        addressee=head.addressee,
        signer=head.signer,
        citations=relate.citations(found.instruments, reading, head),
        activities=relate.activities(found.programmes, reading, head),
        engagements=relate.engagements(found.advisers, reading, head),
        observations=relate.observations(found.metrics, reading, head),
        cases=relate.cases(found.cases, reading),
        issues=tuple(found.issues),
    )
