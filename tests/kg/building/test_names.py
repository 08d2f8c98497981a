"""Files whose names are no UTF-8, or hold line breaks and control characters, are built or named like any other."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kg import store as stores
from kg.builder import Summary, build
from kg.building.files import name_of, shown
from kg.export import export_bytes
from kg.find import ask
from kg.manifest import opened
from kg.store import open_reading
from tests.kg.sample import read_sample

STRANGE = {
    b"\xff.txt": r"\xff.txt",
    b"\xfe.txt": r"\xfe.txt",
    "\u62a5\u544a.txt".encode("gbk"): "报告.txt",
    "报告".encode() + b"\xff.txt": r"报告\xff.txt",
    b"a\nb.txt": r"a\nb.txt",
    b"a\x1b[31m\rb.txt": r"a\x1b[31m\rb.txt",
}


def run(folder: Path, store: Path, **options: object) -> Summary:
    return build([folder], store, **{"jobs": 2, "reader": read_sample, **options})  # type: ignore[arg-type]


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """A folder with a strange name, of files with strange names."""
    folder = tmp_path / os.fsdecode(b"in\xff\n")
    folder.mkdir()
    for number, name in enumerate(STRANGE):
        (folder / os.fsdecode(name)).write_text(f"第{number}镇\n宣讲民法典{number}次", encoding="utf-8")
    return folder


def names(store: Path) -> list[str]:
    return [row["n"].value for row in ask(open_reading(store), "SELECT ?n { ?r fz:sourceName ?n }")]


@pytest.mark.parametrize("name", STRANGE)
def test_a_name_is_shown_in_characters_that_can_be_shown(name: bytes) -> None:
    path = Path("好") / os.fsdecode(name)
    assert name_of(path) == STRANGE[name]
    assert shown(path) == f"好/{STRANGE[name]}"
    assert name_of(path).isprintable()


def test_files_with_strange_names_are_built_each(strange: Path, tmp_path: Path) -> None:
    summary = run(strange, tmp_path / "store")
    assert (summary.reports, summary.failures, summary.stored) == (len(STRANGE), (), True)
    assert sorted(names(tmp_path / "store")) == sorted(STRANGE.values())


def test_they_are_known_again_replaced_and_let_go(strange: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    run(strange, store)
    assert run(strange, store).read == 0
    (strange / os.fsdecode(b"\xff.txt")).write_text("改了镇\n民法典", encoding="utf-8")
    (strange / os.fsdecode(b"\xfe.txt")).unlink()
    summary = run(strange, store, prune=True)
    assert (summary.read, summary.removed) == (1, 1)
    with opened(stores.newest(store)) as manifest:
        assert {Path(source.path) for source in manifest.sources()} == set(strange.iterdir())
        assert {Path(path) for source in manifest.sources() for path in manifest.paths(manifest.graph(source.key))} == (
            set(strange.iterdir())
        )
    run(strange, tmp_path / "clean")
    assert export_bytes(open_reading(store), "nq") == export_bytes(open_reading(tmp_path / "clean"), "nq")


def test_those_that_cannot_be_read_are_named_with_their_reason(strange: Path, tmp_path: Path) -> None:
    (strange / os.fsdecode(b"\xfd\n.txt")).write_text("")
    (strange / os.fsdecode(b"\xfd crash.txt")).write_text("crash")
    for _ in range(2):
        summary = run(strange, tmp_path / "store")
        assert len(summary.failures) == 2
        assert {failure.path.parent for failure in summary.failures} == {strange}
        assert all(failure.reason.isprintable() for failure in summary.failures)
    assert all(failure.known for failure in summary.failures)


def kg(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    root = Path(__file__).resolve().parents[3]
    return subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)


def test_the_command_line_reads_and_names_them(tmp_path: Path, examples: Path) -> None:
    folder, store = tmp_path / os.fsdecode(b"in\xff\n"), tmp_path / "store"
    folder.mkdir()
    text = (examples / "d01.txt").read_text(encoding="utf-8")
    (folder / os.fsdecode(b"\xff.txt")).write_text(text, encoding="utf-8")
    (folder / os.fsdecode(b"\xfe\n.txt")).write_text(text, encoding="utf-8")
    (folder / os.fsdecode(b"\xfd\n.txt")).write_text("")
    (folder / "corrections.toml").write_text('[ignore]\nwords = ["民法典"]\n', encoding="utf-8")
    with zipfile.ZipFile(folder / os.fsdecode(b"\xfc\n.zip"), "w") as archive:
        archive.write(examples / "d02.txt", "d02\n.txt")
        archive.writestr("e.txt", "")
    made = kg("build", folder, "--store", store, "--jobs", "1")
    said = made.stderr.splitlines()
    place = shown(folder)
    assert (made.returncode, place) == (1, f"{tmp_path}/in\\xff\\n")
    assert [line for line in said if not line.startswith(f"kg: {place}/")] == []
    assert [line.split(": ")[1].split(" → ")[0].removeprefix(place) for line in said] == [
        "/corrections.toml",
        r"/\xfc\n.zip/e.txt",
        r"/\xfd\n.txt",
        r"/\xff.txt",
    ]
    assert sorted(names(store)) == [r"\xfe\n.txt", r"\xff.txt", r"d02\n.txt"]
    assert kg("show", r"\xff.txt", "--store", store).returncode == 0
    again = kg("build", folder, "--store", store, "--jobs", "1")
    assert (again.returncode, len(again.stderr.splitlines())) == (1, 3)


def test_a_file_named_by_itself_may_have_any_suffix(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"report.\xff\n")
    path.write_text("高桥镇\n宣讲民法典", encoding="utf-8")
    assert run(path, tmp_path / "store").reports == 1
    assert names(tmp_path / "store") == [r"report.\xff\n"]
