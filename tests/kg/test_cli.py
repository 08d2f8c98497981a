"""The command as people run it. What reads reports here is the real extractor, on the example reports."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kg import warm

Result = subprocess.CompletedProcess[str]


def kg(*args: str | Path, **environment: str) -> Result:
    command = [sys.executable, "-m", "kg", *map(str, args)]
    variables = {key: value for key, value in os.environ.items() if key != "KG_STORE"} | environment
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=variables, check=False, timeout=120)


def fingerprint(store: Path) -> list[tuple[str, int]]:
    """All files of all versions; what a build remembers of files it read stands beside them."""
    return sorted((str(p.relative_to(store)), p.stat().st_mtime_ns) for p in store.glob("v*/**/*"))


@pytest.fixture(scope="module")
def example_store(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "store"
    result = kg("build", examples / "d01.txt", examples / "d02.txt", "--store", folder)
    assert result.returncode == 0, result.stderr
    assert "2 reports, " in result.stdout.splitlines()[0]
    return folder


def one_line(result: Result, code: int, *words: str) -> None:
    assert result.returncode == code, result.stderr
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("kg: "), result.stderr
    assert all(word in lines[0] for word in words), lines[0]


def test_bad_input_says_why_and_leaves_the_graph(examples: Path, example_store: Path, tmp_path: Path) -> None:
    graph = warm.kg("export", "-", "--format", "nq", "--store", example_store).stdout
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "list.txt").write_text("牛奶\n鸡蛋\n面包", encoding="utf-8")
    (tmp_path / "bare").mkdir()
    one_line(warm.kg("build", tmp_path / "empty.txt", "--store", example_store), 1, "empty")
    one_line(warm.kg("build", tmp_path / "binary.txt", "--store", example_store), 1, "binary.txt")
    one_line(warm.kg("build", tmp_path / "list.txt", "--store", example_store), 1, "no report")
    assert warm.kg("export", "-", "--format", "nq", "--store", example_store).stdout == graph
    before = fingerprint(example_store)
    one_line(warm.kg("build", tmp_path / "bare", "--store", example_store), 2, "nothing to read")
    one_line(warm.kg("build", tmp_path / "missing.txt", "--store", example_store), 2, "check the path")
    one_line(warm.kg("build", examples / "d01.txt", "--store", tmp_path / "empty.txt"), 2, "is a file")
    assert fingerprint(example_store) == before


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["query", "SELECT ?x {"], "SPARQL is broken"),
        (["query", "figurs"], "figures"),
        (["query"], "give one question"),
        (["query", "figures", "--param", "x"], "NAME=VALUE"),
        (["query", "--file", "/nowhere.rq"], "check the file"),
        (["show", "没有这个镇"], "there is no thing"),
        (["export", "-"], "--format"),
        (["export", "out.docx"], ".ttl"),
        (["export", "-", "--format", "ttl", "--report", "none"], "there is no report"),
        (["validate", "/nowhere.ttl"], "cannot be read"),
        (["network", "/nowhere/out.html", "--about", "没有这个镇"], "没有这个镇"),
    ],
)
def test_wrong_use_is_one_line(example_store: Path, args: list[str], words: str) -> None:
    one_line(warm.kg(*args, "--store", example_store), 2, words)


@pytest.mark.parametrize("command", [["query", "reports"], ["stats"], ["issues"], ["validate"], ["show", "x"]])
def test_without_a_store_it_says_to_build(command: list[str], tmp_path: Path) -> None:
    one_line(warm.kg(*command, "--store", tmp_path / "none"), 2, "kg build")


def test_results_go_to_standard_output(example_store: Path) -> None:
    for args in (["query", "reports"], ["show", "d01.txt"], ["stats"], ["export", "-", "--format", "nq"]):
        result = kg(*args, "--store", example_store)
        assert result.returncode == 0 and result.stdout and not result.stderr


def test_the_environment_names_the_store(example_store: Path) -> None:
    assert "高桥镇" in kg("query", "reports", KG_STORE=str(example_store)).stdout


def test_utf8_whatever_the_locale(example_store: Path) -> None:
    result = kg("query", "reports", "--store", example_store, LC_ALL="C", LANG="C", PYTHONUTF8="0", PYTHONIOENCODING="")
    assert "高桥镇" in result.stdout


def test_a_reader_that_leaves_early_is_no_error(example_store: Path) -> None:
    command = f"{sys.executable} -m kg export - --format nt --store {example_store} | head -1"
    result = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", check=False, timeout=120)
    assert result.stderr == "" and len(result.stdout.splitlines()) == 1


def test_the_example_reports_conform(example_store: Path) -> None:
    result = kg("validate", "--store", example_store)
    assert result.returncode == 0, result.stdout


def test_the_network_is_written(example_store: Path, tmp_path: Path) -> None:
    result = kg("network", tmp_path / "out.html", "--store", example_store)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "out.html").stat().st_size > 10_000


def test_a_copied_store_works_elsewhere(example_store: Path, tmp_path: Path) -> None:
    shutil.copytree(example_store, tmp_path / "copy")
    assert kg("query", "reports", "--store", tmp_path / "copy").returncode == 0


def test_help_and_version() -> None:
    text = kg("--help").stdout
    for command in ("build", "query", "export", "network", "show", "stats", "issues", "validate"):
        assert f"  {command} " in text and kg(command, "--help").returncode == 0
    assert kg("--version").stdout.startswith("kg, version ")
    assert kg("nonsense").returncode == 2
