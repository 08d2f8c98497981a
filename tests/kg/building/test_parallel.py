"""One bad file costs that file only, on any number of processes, and is not read twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.builder import Progress, Stage, Summary, build
from kg.export import export_bytes
from kg.store import open_reading
from tests.kg.building.readers import read_counting

BAD = ("loop", "killed", "memory")


@pytest.fixture
def corpus(folder: Path) -> Path:
    """Ten good files, and one of each kind of bad ones."""
    for word in BAD:
        (folder / f"r0{word}.txt").write_text(word)
    return folder


def run(folder: Path, store: Path, **options: object) -> Summary:
    given = {"jobs": 2, "file_timeout_s": 2, "file_memory_mib": 500, "reader": read_counting}
    return build([folder], store, **{**given, **options})  # type: ignore[arg-type]


def reads(folder: Path) -> list[str]:
    """Which files were read since the last time."""
    log = folder.parent / "log"
    found = log.read_text().split() if log.exists() else []
    log.unlink(missing_ok=True)
    return sorted(found)


@pytest.mark.parametrize("jobs", [1, 3])
def test_bad_files_are_named_and_cost_nothing_else(corpus: Path, tmp_path: Path, jobs: int) -> None:
    summary = run(corpus, tmp_path / "store", jobs=jobs)
    reasons = {failure.path.name: failure.reason for failure in summary.failures}
    assert sorted(reasons) == ["r0killed.txt", "r0loop.txt", "r0memory.txt"]
    assert "more than 2 seconds" in reasons["r0loop.txt"]
    assert "killed" in reasons["r0killed.txt"]
    assert "more memory" in reasons["r0memory.txt"]
    assert summary.reports == 9 and summary.stored
    for word in BAD:
        (corpus / f"r0{word}.txt").unlink()
    run(corpus, tmp_path / "clean")
    first, second = (export_bytes(open_reading(tmp_path / name), "nq") for name in ("store", "clean"))
    assert first == second


def test_what_is_known_is_not_read_again(corpus: Path, tmp_path: Path) -> None:
    run(corpus, tmp_path / "store")
    assert len(reads(corpus)) == 13, "what ends its worker is read twice"
    summary = run(corpus, tmp_path / "store")
    assert reads(corpus) == [] and (summary.read, summary.unchanged, summary.files) == (0, 10, 13)
    assert len(summary.failures) == 3 and all(failure.known for failure in summary.failures)
    (corpus / "r1.txt").write_text("改了镇\n民法典", encoding="utf-8")
    assert run(corpus, tmp_path / "store").read == 1
    assert reads(corpus) == ["r1.txt"]


def test_failed_files_are_tried_again_on_demand_or_under_other_conditions(corpus: Path, tmp_path: Path) -> None:
    run(corpus, tmp_path / "store")
    reads(corpus)
    bad = sorted(f"r0{word}.txt" for word in (*BAD, "killed"))
    assert not any(failure.known for failure in run(corpus, tmp_path / "store", retry=True).failures)
    assert reads(corpus) == bad
    run(corpus, tmp_path / "store", file_timeout_s=1.5)
    assert reads(corpus) == bad


def test_progress_counts_files_then_reports(corpus: Path, tmp_path: Path) -> None:
    (corpus / "empty.txt").write_text("")
    seen: list[Progress] = []
    run(corpus, tmp_path / "store", on_progress=seen.append)
    reading = [progress for progress in seen if progress.stage is Stage.READING]
    assert [progress.done for progress in reading] == list(range(1, 14))
    assert {progress.total for progress in reading} == {13}
    assert reading[-1].problems == 4 and reading[0].path.parent == corpus
    assert all(progress.total == 9 for progress in seen if progress.stage is Stage.WRITING)


def test_nothing_to_do_is_no_progress(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path / "store")
    seen: list[Progress] = []
    run(folder, tmp_path / "store", on_progress=seen.append)
    assert seen == []
    assert [entry.name for entry in (tmp_path / "store").glob("v*")] == ["v000001"]
