"""How much extraction takes beside spaCy's zh tokenizer alone on the same clean texts, on one core in one run."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import spacy

import extract
from extract.read import ReadError, read, suffixes

ROUNDS = 15


def files_of(paths: Sequence[str]) -> list[Path]:
    """The reports at `paths`, those in folders included, in order."""
    found = (sorted(Path(path).rglob("*")) if Path(path).is_dir() else [Path(path)] for path in paths)
    return [file for files in found for file in files if file.suffix.lower() in suffixes()]


def best_of(works: Sequence[Callable[[], object]], rounds: int = ROUNDS) -> list[float]:
    """The shortest processor time of each work in seconds; the works take turns, so that all meet the same machine."""
    best = [float("inf")] * len(works)
    for _ in range(rounds):
        for index, work in enumerate(works):
            gc.collect()
            started = time.process_time()
            work()
            best[index] = min(best[index], time.process_time() - started)
    return best


def compare(paths: Sequence[str]) -> dict[str, float]:
    """Seconds by name, best of 15: the tokenizer, extraction, extraction with reading, the pipeline with its spans.

    Files that cannot be read are left out.
    """
    files, documents = [], []
    for file in files_of(paths):
        try:
            documents.append(read(file))
        except ReadError:
            continue
        files.append(file)
    blank, pipeline = spacy.blank("zh"), extract.load()
    names = ("spaCy's zh tokenizer", "extract.facts_of", "extract.facts, with reading", "extract.load()(text)")
    seconds = best_of(
        (
            lambda: [blank.make_doc(document.text) for document in documents],
            lambda: [extract.facts_of(document) for document in documents],
            lambda: [extract.facts(file) for file in files],
            lambda: [pipeline(document.text) for document in documents],
        )
    )
    return dict(zip(names, seconds, strict=True))
