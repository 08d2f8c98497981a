"""All facts of one report, from its file or its clean text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from spacy.language import Language

from extract import relate
from extract.account import placeholders, unread
from extract.correct import correct
from extract.corrections import NONE, Corrections
from extract.document import Document
from extract.letterhead.find_letterhead import Letterhead
from extract.pipeline import Findings, analyse, load
from extract.places.find_villages import find_villages
from extract.read import read
from ontology.model import Report


def facts(path: Path | str, *, vocabulary: Sequence[Path] = (), corrections: Corrections = NONE) -> Report:
    """The facts of one report's file.

    Args:
        path: The file.
        vocabulary: Turtle files with programmes, indicators, instruments and units of the user's own.
        corrections: What the user has settled by hand, as `extract.corrections.load_corrections` returns it.

    Raises:
        ReadError: The file cannot be read as text.
        ontology.vocabulary.VocabularyError: A vocabulary cannot be read.
    """
    return facts_of(read(Path(path)), vocabulary=vocabulary, corrections=corrections)


def facts_of(document: Document, *, vocabulary: Sequence[Path] = (), corrections: Corrections = NONE) -> Report:
    """The facts of one clean text; arguments and errors are those of `facts`."""
    found = correct(analyse(_pipeline(tuple(vocabulary)), document), corrections)
    if found.head is None:
        raise TypeError("the pipeline has no letterhead component")
    found.issues.extend(document.issues)
    found.issues.extend(placeholders(found.reading))
    found.issues.extend(unread(found))
    return _report(found, found.head)


@cache
def _pipeline(vocabulary: tuple[Path, ...]) -> Language:
    return load(vocabulary=vocabulary)


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
        places=relate.places(find_villages(reading, head.area), reading),
        issues=tuple(found.issues),
        hints=head.hints,
    )
