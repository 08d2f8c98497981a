"""A build after many edits gives byte for byte what a clean build gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.builder import Summary, build
from kg.export import export_bytes
from kg.manifest import refused_of
from kg.store import newest, open_reading
from tests.kg.building.corpus import Corpus


def run(corpus: Corpus, store: Path, **options: object) -> Summary:
    return build(corpus.paths, store, vocabulary=corpus.vocabulary, jobs=2, **options)  # type: ignore[arg-type]


def quads(store: Path) -> bytes:
    return export_bytes(open_reading(store), "nq")


def check(seed: int, edits: int, folder: Path) -> None:
    corpus = Corpus(folder, seed)
    run(corpus, folder / "store")
    for number in range(edits):
        corpus.edit()
        summary = run(corpus, folder / "store", prune=True)
        clean = run(corpus, folder / f"clean{number}")
        said = f"seed {seed}: {corpus.history}"
        assert quads(folder / "store") == quads(folder / f"clean{number}"), said
        for name in ("reports", "other_documents", "facts", "issues", "files"):
            assert getattr(summary, name) == getattr(clean, name), f"{name}, {said}"
        assert {f.path for f in summary.failures} == {f.path for f in clean.failures}, said
        assert refused_of(newest(folder / "store")) == refused_of(newest(folder / f"clean{number}")), said


@pytest.mark.parametrize("seed", [0])
def test_incremental_is_clean(seed: int, tmp_path: Path) -> None:
    check(seed, 8, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_incremental_is_clean_for_long(seed: int, tmp_path: Path) -> None:
    check(seed, 25, tmp_path)
