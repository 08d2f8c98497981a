from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pyoxigraph import Store

import kg
from kg.builder import BuildError, Summary, build, find_files
from kg.building.publishing import new_version, writing
from kg.building.refusals import chinese
from kg.export import export_bytes
from kg.find import ask
from kg.live import Draft, begin_store
from kg.store import StoreError, current, open_reading
from tests.kg.sample import read_sample


def run(paths: list[Path], store: Path, **options: object) -> Summary:
    return build(paths, store, **{"jobs": 1, "reader": read_sample, **options})  # type: ignore[arg-type]


def turtle(store: Path) -> bytes:
    return export_bytes(open_reading(store), "ttl")


def names(store: Path) -> list[str]:
    rows = ask(open_reading(store), "SELECT ?n { ?r fz:sourceName ?n } ORDER BY ?n")
    return [row["n"].value for row in rows]


def reports(store: Path) -> list[str]:
    return [row["r"].value for row in ask(open_reading(store), "SELECT ?r { ?r a fz:Report }")]


def test_a_build_says_what_it_did(folder: Path, tmp_path: Path) -> None:
    summary = run([folder], tmp_path / "store")
    assert (summary.files, summary.reports, summary.statements, summary.stored) == (10, 9, 9, True)
    assert [(path.name, first.name) for path, first in summary.duplicates] == [("same.txt", "r0.txt")]
    assert len(names(tmp_path / "store")) == 10
    assert len(set(reports(tmp_path / "store"))) == 9


def test_order_and_processes_change_no_byte(folder: Path, tmp_path: Path) -> None:
    files = sorted(folder.iterdir())
    run(files, tmp_path / "one")
    run(files[::-1], tmp_path / "two")
    run([folder], tmp_path / "three", jobs=2)
    assert turtle(tmp_path / "one") == turtle(tmp_path / "two") == turtle(tmp_path / "three")


def test_file_by_file_gives_the_same_as_all_at_once(folder: Path, tmp_path: Path) -> None:
    run([folder], tmp_path / "once")
    for file in sorted(folder.glob("*.txt")):
        run([file], tmp_path / "stepwise")
    assert turtle(tmp_path / "stepwise") == turtle(tmp_path / "once")


def test_a_changed_file_replaces_its_report_and_what_only_it_named(folder: Path, tmp_path: Path) -> None:
    run([folder], tmp_path / "store")
    (folder / "r3.txt").write_text("别处镇\n没有引用", encoding="utf-8")
    run([folder / "r3.txt"], tmp_path / "store")
    run([folder], tmp_path / "clean")
    assert turtle(tmp_path / "store") == turtle(tmp_path / "clean")
    assert "第3镇".encode() not in turtle(tmp_path / "store")


def test_building_again_changes_nothing(folder: Path, built: Path) -> None:
    before = turtle(built)
    run([folder], built)
    assert turtle(built) == before


def test_one_bad_file_does_not_stop_the_rest(folder: Path, tmp_path: Path) -> None:
    (folder / "empty.txt").write_text("")
    (folder / "nothing.txt").write_text("nothing\nmilk, eggs")
    (folder / "crash.txt").write_text("crash")
    summary = run([folder], tmp_path / "store", jobs=2)
    assert summary.reports == 9 and summary.stored
    assert [failure.path.name for failure in summary.failures] == ["crash.txt", "empty.txt", "nothing.txt"]
    assert "RuntimeError: a defect" in summary.failures[0].reason
    assert all(failure.remedy for failure in summary.failures)


def test_strict_stores_nothing_if_one_file_is_bad(folder: Path, built: Path) -> None:
    before = turtle(built)
    (folder / "empty.txt").write_text("")
    (folder / "r1.txt").write_text("改了镇\n没有", encoding="utf-8")
    assert not run([folder], built, strict=True).stored
    assert turtle(built) == before


def test_if_nothing_can_be_read_the_store_is_as_it_was(tmp_path: Path, built: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    before = turtle(built)
    assert not run([tmp_path / "empty.txt"], built).stored
    assert turtle(built) == before


def test_folders_are_searched_for_known_formats_only(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "a.md").write_text("x")
    (folder / "photo.jpg").write_text("x")
    for name in (".hidden.txt", "~$r1.docx", ".~lock.r1.odt#"):
        (folder / name).write_text("x")
    found = [path.name for path in find_files([folder, folder / "r1.txt"])]
    assert found == ["a.md", *(f"r{n}.txt" for n in range(9)), "same.txt"]


def test_documents_of_other_formats_are_counted_and_archives_named(folder: Path, tmp_path: Path) -> None:
    (folder / "deep").mkdir()
    for name in ("a.xlsx", "deep/b.JPG", "deep/c.jpg", ".d.jpg", "notes.py", "deep/corrections.toml"):
        (folder / name).write_bytes(b"")
    (folder / "from a colleague.rar").write_bytes(b"Rar!")
    summary = build([folder, folder], tmp_path / "store", jobs=1)
    assert summary.others == {".jpg": 2, ".xlsx": 1}
    reasons = {failure.path.name: chinese(failure.reason) for failure in summary.failures}
    assert reasons["from a colleague.rar"] == "是 RAR 压缩包"
    assert not {"a.xlsx", "b.JPG", "corrections.toml", "notes.py"} & reasons.keys() and summary.files == 11


def test_documents_of_other_formats_in_an_archive_are_counted_if_they_hold_no_report(
    examples: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "reports.zip", "w") as archive:
        archive.write(examples / "d01.txt", "2023/d01.csv")
        archive.writestr("2023/photo.JPG", b"\xff\xd8\xff\xe0" + bytes(40))
        archive.writestr("2023/page.pdf", b"\xff\xd8\xff\xe0" + bytes(40))
    for read in (1, 0):
        summary = build([tmp_path / "reports.zip"], tmp_path / "store", jobs=1)
        assert (summary.reports, summary.read, summary.others) == (1, read, {".jpg": 1})
        assert [failure.path.name for failure in summary.failures] == ["page.pdf"]


def test_what_is_no_plain_file_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "nowhere.txt").symlink_to("gone.txt")
    (folder / "r1 again.txt").symlink_to("r1.txt")
    (folder / "folder.txt").mkdir()
    os.mkfifo(folder / "pipe.txt")
    summary = run([folder], tmp_path / "store")
    assert {failure.path.name: chinese(failure.reason) for failure in summary.failures} == {
        "loop.txt": "符号链接循环",
        "nowhere.txt": "文件不存在",
        "pipe.txt": "不是普通文件，而是设备、管道或套接字",
    }
    assert (summary.reports, summary.read, summary.files) == (9, 11, 14)


def test_a_folder_that_cannot_be_opened_is_named_and_not_taken_for_empty(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "a.txt").write_text("深处镇\n民法典", encoding="utf-8")
    run([folder], tmp_path / "store")
    before, scandir = turtle(tmp_path / "store"), os.scandir

    def refuse(path: str | Path | int = ".") -> object:
        if str(path).endswith("/deep"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    summary = run([folder], tmp_path / "store", prune=True)
    assert [(failure.path, failure.reason) for failure in summary.failures] == [
        (folder / "deep", "a folder that cannot be opened")
    ]
    assert summary.removed == 0 and turtle(tmp_path / "store") == before


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    with pytest.raises(BuildError, match="nothing to read"):
        run([tmp_path / "bare"], tmp_path / "store")
    with pytest.raises(BuildError, match="no file or folder"):
        run([tmp_path / "missing"], tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_a_store_keeps_its_base(folder: Path, tmp_path: Path) -> None:
    run([folder], tmp_path / "store", base="https://example.org/")
    run([folder], tmp_path / "store")
    assert b"@base <https://example.org/> ." in turtle(tmp_path / "store")
    with pytest.raises(BuildError, match="was built with --base"):
        run([folder], tmp_path / "store", base="https://example.com/")
    with pytest.raises(BuildError, match="ends with /"):
        run([folder], tmp_path / "other", base="nonsense")


def test_a_vocabulary_of_ones_own_is_described(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text("@prefix fz: <https://w3id.org/fazhi/ns#> .\nfz:broken")
    with pytest.raises(BuildError, match="vocabulary"):
        run([folder], tmp_path / "store", vocabulary=[own])


def test_a_store_is_a_folder_of_its_own(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="is a file"):
        run([folder], tmp_path / "file")
    with pytest.raises(StoreError, match="other files"):
        run([folder], folder)
    with pytest.raises(StoreError, match=r"\(Not a directory\); check its permissions, or name another folder"):
        run([folder], tmp_path / "file" / "store")
    with pytest.raises(StoreError, match="is no UTF-8"):
        run([folder], tmp_path / os.fsdecode(b"\xff"))
    with pytest.raises(StoreError, match="run `kg build` first"):
        open_reading(tmp_path / "none")


def test_a_reader_keeps_what_it_opened_while_a_build_goes_on(folder: Path, built: Path) -> None:
    reader = open_reading(built)
    before = len(reader)
    (folder / "new.txt").write_text("添镇\n民法典", encoding="utf-8")
    run([folder], built)
    assert len(reader) == before < len(open_reading(built))


def test_of_two_builds_at_once_the_second_says_so(folder: Path, built: Path) -> None:
    before = current(built), turtle(built)
    with writing(built), pytest.raises(StoreError, match=r"another build \(process \d+\) is at work"):
        run([folder], built)
    assert (current(built), turtle(built)) == before
    run([folder], built)


def test_a_version_that_cannot_be_finished_leaves_nothing(built: Path) -> None:
    def fill(draft: Path) -> None:
        (draft / "part").write_text("x")
        raise OSError(28, "No space left on device")

    before = sorted(entry.name for entry in built.iterdir())
    with writing(built), pytest.raises(StoreError, match=r"No space left.*run the same command again"):
        new_version(built, fill)
    assert sorted(entry.name for entry in built.iterdir()) == before


def test_what_a_dead_build_left_is_cleared_away(folder: Path, built: Path) -> None:
    (built / "unfinished-dead").mkdir()
    Store(str(built / "unfinished-dead" / "quads"))
    for name in ("one.txt", "two.txt"):
        (folder / name).write_text(f"{name}镇\n宣讲民法典", encoding="utf-8")
        run([folder], built)
    assert not list(built.glob("unfinished-*"))
    assert [entry.name for entry in sorted(built.glob("v*"))] == ["v000002", "v000003"]


def test_the_package_builds_and_opens_whatever_was_imported_before(folder: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert kg.build([str(folder)], store=str(tmp_path / name), jobs=1, reader=read_sample).stored
        assert len(kg.open(str(tmp_path / name))) > 0
    code = f"import kg; print(kg.build.__name__); kg.build([{str(folder)!r}], {str(tmp_path / 'three')!r}, jobs=1)"
    fresh = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert fresh.stdout == "build\n" and not fresh.stderr


def test_an_archive_gives_the_reports_in_it_and_names_what_it_cannot_give(tmp_path: Path, examples: Path) -> None:
    with zipfile.ZipFile(tmp_path / "reports.zip", "w") as archive:
        archive.write(examples / "d01.txt", "2023/d01.txt")
        archive.write(examples / "d06.txt", "2020/d06.txt")
        archive.writestr("../outside.txt", "text")
        archive.writestr("empty.txt", "")
    summary = build([tmp_path / "reports.zip"], tmp_path / "zipped", jobs=1)
    build([examples / "d01.txt", examples / "d06.txt"], tmp_path / "plain", jobs=1)
    assert summary.reports == 2
    assert {failure.path.name for failure in summary.failures} == {"outside.txt", "empty.txt"}
    zipped, plain = (export_bytes(kg.open(tmp_path / name).store, "ttl") for name in ("zipped", "plain"))
    assert zipped == plain


def test_graphs_that_users_wrote_outlive_builds(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    run([folder / "r0.txt"], store)
    with writing(store):
        begin_store(store)
        draft = Draft(store)
        database = Store(str(draft.database))
        database.update("INSERT DATA { GRAPH <a:mine> { <a:b> <a:c> 1 } }; CREATE GRAPH <a:empty>")
        del database
        draft.publish()
    for paths, count in (([folder], 9), ([folder / "r1.txt"], 9)):
        run(paths, store)
        graphs = {str(graph) for graph in open_reading(store).named_graphs()}
        assert {"<a:mine>", "<a:empty>"} <= graphs
        assert len(graphs) == count + 2
    (folder / "r0.txt").unlink()
    run([folder], store, prune=True)
    assert len(set(reports(store))) == 9, "the same is still in same.txt"
    assert open_reading(store).query("ASK { GRAPH <a:mine> { <a:b> <a:c> 1 } }")
