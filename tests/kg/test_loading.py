"""A dump becomes a store, whole or not at all."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kg
from kg.cli import cli
from kg.export import export_bytes
from kg.issues import issues
from kg.store import open_reading
from tests.kg.sample import read_sample


def dump_of(store: Path, dump: Path) -> Path:
    """The quads of a store as a build on Spark writes them, in two parts each."""
    lines = export_bytes(open_reading(store), "nq").decode().split("\n")[:-1]
    named = [line for line in lines if line.rsplit(" ", 2)[1].startswith("<https://w3id.org/fazhi/id/report/")]
    shared = sorted(set(lines) - set(named))
    for name, found in (("reports", named), ("shared", shared)):
        (dump / name).mkdir(parents=True)
        assert len(found) > 10
        for number in range(2):
            part = "".join(f"{line}\n" for line in found[number::2])
            (dump / name / f"part-0000{number}.nq.gz").write_bytes(gzip.compress(part.encode()))
    (dump / "_SUCCESS").write_bytes(b"")
    return dump


@pytest.fixture
def dump(built: Path, tmp_path: Path) -> Path:
    return dump_of(built, tmp_path / "dump")


def load(dump: Path, store: Path) -> Result:
    return CliRunner().invoke(cli, ["load", str(dump), "--store", str(store)])


def test_a_dump_becomes_the_store_that_it_was_made_of(dump: Path, built: Path, tmp_path: Path) -> None:
    result = load(dump, tmp_path / "loaded")
    assert result.exit_code == 0
    assert result.stdout == f"{len(open_reading(built))} quads → {tmp_path / 'loaded'}\n"
    assert export_bytes(open_reading(tmp_path / "loaded"), "nq") == export_bytes(open_reading(built), "nq")


def test_the_files_that_could_not_be_read_are_issues_of_the_store(dump: Path, tmp_path: Path) -> None:
    (dump / "files").mkdir()
    said = (
        {"path": "s3a://bucket/2023/r0.txt", "digest": "a", "report": "https://w3id.org/fazhi/id/report/a"},
        {"path": "s3a://bucket/2023/空.txt", "reason": "the file is empty", "remedy": "check the file"},
    )
    lines = "".join(f"{json.dumps(file, ensure_ascii=False)}\n" for file in said)
    (dump / "files" / "part-00000.json").write_text(lines, encoding="utf-8")
    assert load(dump, tmp_path / "loaded").exit_code == 0
    (issue,) = issues(tmp_path / "loaded")
    assert (issue.file, issue.name, issue.why.zh) == ("s3a://bucket/2023/空.txt", "空.txt", "文件是空的")
    (dump / "files" / "part-00001.json").write_text('{"path": ', encoding="utf-8")
    result = load(dump, tmp_path / "again")
    assert result.exit_code == 2 and "part-00001.json is damaged" in result.stderr
    assert not (tmp_path / "again").exists()


def test_an_unfinished_dump_is_refused(dump: Path, tmp_path: Path) -> None:
    (dump / "_SUCCESS").unlink()
    for folder in (dump, tmp_path / "nowhere"):
        result = load(folder, tmp_path / "loaded")
        assert result.exit_code == 2 and "is no finished dump" in result.stderr
    assert not (tmp_path / "loaded").exists()


def test_a_store_is_not_loaded_over(dump: Path, built: Path) -> None:
    before = export_bytes(open_reading(built), "nq")
    result = load(dump, built)
    assert result.exit_code == 2 and "there is a store at" in result.stderr
    assert export_bytes(open_reading(built), "nq") == before


@pytest.mark.parametrize("damage", [lambda data: data[:-20], lambda data: data[:9] + b"x" * 40, lambda data: b"{}"])
def test_a_damaged_part_is_named_and_leaves_no_store(dump: Path, tmp_path: Path, damage: object) -> None:
    part = dump / "shared" / "part-00001.nq.gz"
    assert callable(damage)
    part.write_bytes(damage(part.read_bytes()))
    result = load(dump, tmp_path / "loaded")
    assert result.exit_code == 2 and f"{part} is damaged" in result.stderr and result.stderr.count("\n") == 1
    assert not (tmp_path / "loaded").exists()


def test_no_build_adds_to_a_loaded_store(dump: Path, folder: Path, tmp_path: Path) -> None:
    load(dump, tmp_path / "loaded")
    before = export_bytes(open_reading(tmp_path / "loaded"), "nq")
    with pytest.raises(kg.builder.BuildError, match="another store"):
        kg.build([folder], tmp_path / "loaded", jobs=1, reader=read_sample)
    assert export_bytes(open_reading(tmp_path / "loaded"), "nq") == before
