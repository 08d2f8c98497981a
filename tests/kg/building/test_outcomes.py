"""The outcomes of a store while other programs read them, each with a connection of its own."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import store as stores
from kg.builder import build
from kg.building import outcomes as module
from kg.building.extraction import Refusal
from kg.building.outcomes import Outcomes
from kg.cli import cli
from kg.export import export_bytes
from kg.store import StoreError, open_reading
from tests.kg.sample import read_sample

REFUSAL = Refusal("broken", "mend it", "now")


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program in the middle of reading all outcomes."""
    with closing(sqlite3.connect(path, check_same_thread=False)) as other:
        other.execute("BEGIN")
        other.execute("SELECT COUNT(*) FROM outcome").fetchone()
        yield other


def count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT COUNT(*) FROM outcome").fetchone()[0])


def old(path: Path) -> Path:
    """Outcomes as earlier versions of this program left them: who reads keeps others from writing."""
    Outcomes(path, "1").close()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    return path


def test_a_long_reader_hinders_no_writer_and_sees_one_state(tmp_path: Path) -> None:
    path = tmp_path / stores.OUTCOMES
    outcomes = Outcomes(path, "1")
    outcomes.add("a", REFUSAL)
    outcomes.commit()
    with reading(path) as other:
        for number in range(500):
            outcomes.add(f"b{number}", REFUSAL)
        outcomes.commit()
        outcomes.forget(["a"], [f"b{number}" for number in range(500)])
        assert count(other) == 1
        other.rollback()
        assert count(other) == 500
    outcomes.close()
    assert [entry.name for entry in tmp_path.iterdir()] == [stores.OUTCOMES]


def test_a_reader_of_old_outcomes_is_waited_for(tmp_path: Path) -> None:
    path = old(tmp_path / stores.OUTCOMES)
    with reading(path) as other:
        outcomes = Outcomes(path, "1")
        for number in range(5):
            outcomes._committed = 0  # a second ago
            outcomes.add(f"b{number}", REFUSAL)
        closing_soon = threading.Timer(0.3, other.rollback)
        closing_soon.start()
        outcomes.close()
        closing_soon.join()
        assert count(other) == 5


def test_a_reader_that_never_ends_is_named_as_the_cause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(module, "_TRY_SECONDS", 0.1)
    path = old(tmp_path / stores.OUTCOMES)
    with reading(path):
        outcomes = Outcomes(path, "1")
        outcomes.add("a", REFUSAL)
        with pytest.raises(StoreError, match="another program reads it; close that program and run the same command"):
            outcomes.commit()
    outcomes.commit()
    assert outcomes.get("a") == REFUSAL


def test_a_build_goes_through_while_its_outcomes_are_read(folder: Path, built: Path) -> None:
    with reading(built / stores.OUTCOMES) as other:
        (folder / "new.txt").write_text("添镇\n民法典", encoding="utf-8")
        assert build([folder], built, jobs=2, reader=read_sample).read == 1
        other.rollback()
        assert count(other) == 10
    build([folder], built.parent / "clean", jobs=2, reader=read_sample)
    assert export_bytes(open_reading(built), "nq") == export_bytes(open_reading(built.parent / "clean"), "nq")


def test_readers_of_the_graph_need_no_outcomes_and_write_nothing(built: Path) -> None:
    def state() -> list[tuple[str, int]]:
        return sorted((str(path), path.stat().st_mtime_ns) for path in built.rglob("*"))

    with closing(sqlite3.connect(built / stores.OUTCOMES)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        before = state()
        for arguments in (["issues"], ["stats"], ["show", "r1.txt"], ["query", "--list"]):
            assert CliRunner().invoke(cli, [*arguments, "--store", str(built)]).exit_code == 0
        assert state() == before
