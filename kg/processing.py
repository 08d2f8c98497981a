"""One file → its quads: what a build does with each file, on one machine or on many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad

import extract
from extract.corrections import load_corrections
from extract.read import ReadError
from kg.assemble import assemble
from kg.iri import Minter
from kg.register import register
from ontology.model import Report

Reader = Callable[[Path], Report]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that gave no report: why, and what to do."""

    path: Path
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read, with the corrections files that speak of it."""

    path: Path
    corrections: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What one file holds: its report, and the quads of it without order."""

    report: Report
    quads: list[Quad]

    @property
    def statements(self) -> int:
        """How many statements the report makes."""
        return _statements(self.report)


def process(task: Task, *, reader: Reader | None, base: str, vocabulary: tuple[Path, ...]) -> Facts | Failure:
    """Read one file and assemble its quads, or say why that cannot be done.

    Args:
        task: The file.
        reader: What turns a file into facts, by default `extract.facts` with the vocabulary and the corrections.
        base: What the IRIs of data start with.
        vocabulary: Turtle files with programmes, indicators, instruments and units of the user's own.
    """
    path = task.path
    try:
        report = reader(path) if reader else _facts(task, vocabulary)
        quads = assemble(report, Minter(base), register(vocabulary))
    except ReadError as error:
        return Failure(path, error.reason, error.remedy)
    except MemoryError:
        return Failure(path, "reading it takes more memory than one file may have", "split it, or save it as .docx")
    except Exception as error:  # one file that trips the extractor must not cost the other two thousand
        reason = f"the extractor failed on it ({type(error).__name__}: {error})"
        return Failure(path, reason, "please report this with the file")
    if not report.is_report and not _statements(report):
        return Failure(path, "no report, and nothing to be found in it", "check the file, or leave it out")
    return Facts(report, quads)


def _facts(task: Task, vocabulary: tuple[Path, ...]) -> Report:
    corrections = load_corrections(task.corrections, vocabulary)
    return extract.facts(task.path, vocabulary=vocabulary, corrections=corrections)


def _statements(report: Report) -> int:
    kinds = (report.citations, report.activities, report.engagements, report.observations, report.cases, report.places)
    return sum(map(len, kinds))
