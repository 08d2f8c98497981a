"""How much extraction takes beside spaCy's zh tokenizer alone on the same clean texts, on one core in one run.

Report by report the works take turns, so that all meet the same machine; each counts with its shortest processor
time, and those are added up. So a busy machine blurs the ratios little, though not the seconds.
"""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import spacy
from spacy.tokens import Doc

import extract
from extract.document import Document
from extract.read import ReadError, read, suffixes

ROUNDS = 15
BASE = "spaCy's zh tokenizer"
WHOLE = "extract.facts_of"


def files_of(paths: Sequence[str]) -> list[Path]:
    """The reports at `paths`, those in folders included, in order."""
    found = (sorted(Path(path).rglob("*")) if Path(path).is_dir() else [Path(path)] for path in paths)
    return [file for files in found for file in files if file.suffix.lower() in suffixes()]


def best_of(works: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """The shortest processor time of each work in seconds, by its name."""
    best = dict.fromkeys(works, float("inf"))
    gc.collect()
    for _ in range(rounds):
        for name, work in works.items():
            started = time.process_time()
            work()
            best[name] = min(best[name], time.process_time() - started)
    return best


def compare(paths: Sequence[str]) -> dict[str, float]:
    """Seconds by name: the tokenizer, extraction, extraction with reading, the pipeline with its spans.

    Files that cannot be read are left out.
    """
    blank, pipeline = spacy.blank("zh"), extract.load()
    total: Counter[str] = Counter()
    for file, document in _documents(paths):
        works = {
            BASE: lambda document=document: blank.make_doc(document.text),
            WHOLE: lambda document=document: extract.facts_of(document),
            "extract.facts, with reading": lambda file=file: extract.facts(file),
            "extract.load()(text)": lambda document=document: pipeline(document.text),
        }
        total.update(best_of(works))
    return dict(total)


def stages(paths: Sequence[str]) -> dict[str, float]:
    """Seconds by name: the tokenizer, extraction, and of that each component of the pipeline; the rest comes after."""
    blank, pipeline = spacy.blank("zh"), extract.load()
    total: Counter[str] = Counter()
    for _, document in _documents(paths):
        doc = Doc(pipeline.vocab)
        doc._.fazhi_document = document
        works = {
            BASE: lambda document=document: blank.make_doc(document.text),
            WHOLE: lambda document=document: extract.facts_of(document),
            **{name: lambda component=component, doc=doc: component(doc) for name, component in pipeline.pipeline},
        }
        total.update(best_of(works))
    return dict(total)


def _documents(paths: Sequence[str]) -> list[tuple[Path, Document]]:
    found = []
    for file in files_of(paths):
        try:
            found.append((file, read(file)))
        except ReadError:
            continue
    return found
