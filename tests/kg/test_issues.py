"""The files that could not be read stand among the issues of a store, as long as they cannot be read."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.bilingual import Bilingual
from kg.builder import Summary, build
from kg.cli.issues import FORMS as LISTS
from kg.export import export_bytes
from kg.issues import UNREAD, Issue, issues, unread, unresolved
from kg.manifest import NAME, Refused, refused_of
from kg.names import TYPE, fz
from kg.store import current, newest, open_reading
from kg.validate import store_graph, validate
from ontology.prefixes import PREFIXES
from tests.kg.building.readers import read_counting
from tests.kg.sample import read_sample
from tests.kg.test_cli import one_line
from tests.kg.warm import kg


def run(paths: list[Path], store: Path, **options: object) -> Summary:
    return build(paths, store, **{"jobs": 1, "reader": read_sample, **options})  # type: ignore[arg-type]


def listed(store: Path) -> list[str]:
    return [Path(issue.file).name for issue in issues(store) if issue.kind == UNREAD]


@pytest.fixture
def given(folder: Path) -> Path:
    """Nine reports, an empty file, one that is no report, one that breaks the extractor."""
    (folder / "deep").mkdir()
    (folder / "deep" / "empty.txt").write_text("")
    (folder / "list.txt").write_text("nothing\nmilk, eggs")
    (folder / "crash.txt").write_text("crash")
    return folder


def test_each_says_why_and_what_to_do(given: Path, tmp_path: Path) -> None:
    summary = run([given], tmp_path / "store")
    first, second, third = [issue for issue in issues(tmp_path / "store") if issue.kind == UNREAD]
    assert [first.file, second.file, third.file] == [str(failure.path) for failure in summary.failures]
    assert (second.label.zh, second.why.zh, second.remedy.zh) == (
        "无法读取的文件",
        "文件是空的",
        "请删去，或换成报告全文",
    )
    assert str(second.why) == "文件是空的 / the file is empty"
    assert "RuntimeError: a defect" in first.why.zh and "RuntimeError: a defect" in first.why.en
    names = [refused.name for refused in refused_of(newest(tmp_path / "store"))]
    assert names == ["crash.txt", "deep/empty.txt", "list.txt"]


def test_what_ends_its_reader_is_among_them(folder: Path, tmp_path: Path) -> None:
    for word in ("loop", "killed"):
        (folder / f"{word}.txt").write_text(word)
    run([folder], tmp_path / "store", reader=read_counting, file_timeout_s=2)
    killed, loop = (issue.why.zh for issue in issues(tmp_path / "store"))
    assert (killed, loop) == ("读取它的进程两次被系统终止，多半因内存不足", "读取所用的处理器时间超过 2 秒")
    log = (tmp_path / "log").read_text(encoding="utf-8")
    run([folder], tmp_path / "store", reader=read_counting, file_timeout_s=2)
    assert (tmp_path / "log").read_text(encoding="utf-8") == log and len(listed(tmp_path / "store")) == 2


def test_they_stay_through_builds_that_do_not_read_them_again(given: Path, tmp_path: Path) -> None:
    run([given], tmp_path / "store")
    version = current(tmp_path / "store")
    assert all(failure.known for failure in run([given], tmp_path / "store").failures)
    assert current(tmp_path / "store") == version
    (given / "new.txt").write_text("添镇\n民法典", encoding="utf-8")
    assert run([given], tmp_path / "store").read == 1
    assert listed(tmp_path / "store") == ["crash.txt", "empty.txt", "list.txt"]


def test_what_is_mended_or_gone_is_no_longer_among_them(given: Path, tmp_path: Path) -> None:
    run([given], tmp_path / "store")
    (given / "list.txt").write_text("改好镇\n民法典", encoding="utf-8")
    run([given], tmp_path / "store")
    assert listed(tmp_path / "store") == ["crash.txt", "empty.txt"]
    (given / "crash.txt").unlink()
    run([given], tmp_path / "store")
    assert listed(tmp_path / "store") == ["empty.txt"]
    (given / "deep" / "empty.txt").rename(given / "deep" / "moved.txt")
    run([given], tmp_path / "store", prune=True)
    assert listed(tmp_path / "store") == ["moved.txt"]


def test_those_of_other_folders_stay_until_their_own_are_built(given: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "bad.txt").write_text("")
    run([given], tmp_path / "store")
    run([other], tmp_path / "store", prune=True)
    assert listed(tmp_path / "store") == ["bad.txt", "crash.txt", "empty.txt", "list.txt"]
    (other / "bad.txt").unlink()
    run([given], tmp_path / "store", prune=True)
    assert "bad.txt" in listed(tmp_path / "store")
    run([other / "bad.txt"], tmp_path / "store", prune=True)
    assert listed(tmp_path / "store") == ["crash.txt", "empty.txt", "list.txt"]


def test_a_report_that_can_no_longer_be_read_becomes_one(folder: Path, tmp_path: Path) -> None:
    run([folder], tmp_path / "store")
    assert listed(tmp_path / "store") == []
    (folder / "r1.txt").write_text("")
    assert run([folder], tmp_path / "store").reports == 8
    assert listed(tmp_path / "store") == ["r1.txt"]


def test_if_nothing_can_be_read_they_are_listed_and_the_graph_is_as_it_was(folder: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("")
    assert not run([bad], tmp_path / "store").stored
    assert listed(tmp_path / "store") == ["bad.txt"] and len(open_reading(tmp_path / "store")) == 0
    run([folder], tmp_path / "store", base="https://example.org/")
    before = export_bytes(open_reading(tmp_path / "store"), "nq")
    (tmp_path / "worse.txt").write_text("")
    assert not run([tmp_path / "worse.txt"], tmp_path / "store").stored
    assert listed(tmp_path / "store") == ["bad.txt", "worse.txt"]
    assert export_bytes(open_reading(tmp_path / "store"), "nq") == before
    assert before.count(b"https://example.org/") > 9


def test_strict_stores_not_even_them(given: Path, tmp_path: Path) -> None:
    assert not run([given], tmp_path / "store", strict=True).stored
    assert current(tmp_path / "store") is None


def test_files_in_archives_are_named_by_their_path_in_them(folder: Path, tmp_path: Path) -> None:
    def pack(**files: str) -> None:
        with zipfile.ZipFile(tmp_path / "reports.zip", "w") as archive:
            for name, text in files.items():
                archive.writestr(f"2023/{name}.txt", text)

    pack(good="好镇\n民法典", bad="", worse="")
    run([tmp_path / "reports.zip"], tmp_path / "store")
    refused = refused_of(newest(tmp_path / "store"))
    assert [file.name for file in refused] == ["reports.zip/2023/bad.txt", "reports.zip/2023/worse.txt"]
    pack(good="好镇\n民法典", bad="改好镇\n民法典")
    run([tmp_path / "reports.zip"], tmp_path / "store")
    assert listed(tmp_path / "store") == []
    (tmp_path / "reports.zip").write_bytes((tmp_path / "reports.zip").read_bytes()[:-9])
    run([tmp_path / "reports.zip"], tmp_path / "store", reader=None)
    assert listed(tmp_path / "store") == ["reports.zip"]


def test_a_folder_that_cannot_be_opened_keeps_those_in_it(
    given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run([given], tmp_path / "store")
    scandir = os.scandir

    def refuse(path: str | Path | int = ".") -> object:
        if str(path).endswith("/deep"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", refuse)
        run([given], tmp_path / "store", prune=True)
    assert listed(tmp_path / "store") == ["crash.txt", "deep", "empty.txt", "list.txt"]
    run([given], tmp_path / "store")
    assert listed(tmp_path / "store") == ["crash.txt", "empty.txt", "list.txt"]


def test_the_graph_does_not_hold_them(given: Path, tmp_path: Path) -> None:
    run([given], tmp_path / "store")
    for name in ("crash.txt", "list.txt"):
        (given / name).unlink()
    run([given], tmp_path / "clean")
    exported = export_bytes(open_reading(tmp_path / "store"), "nq")
    assert exported == export_bytes(open_reading(tmp_path / "clean"), "nq") and b"crash.txt" not in exported
    assert validate(store_graph(open_reading(tmp_path / "store"))) == []


def test_a_store_that_was_built_before_they_were_noted_gets_them(given: Path, tmp_path: Path) -> None:
    run([given], tmp_path / "store")
    version = newest(tmp_path / "store")
    with closing(sqlite3.connect(version / NAME)) as manifest:
        manifest.execute("DROP TABLE refused")
        manifest.commit()
    assert unread(version) == []
    run([given], tmp_path / "store")
    assert listed(tmp_path / "store") == ["crash.txt", "empty.txt", "list.txt"]


def test_of_a_version_without_a_manifest_none_are_known(tmp_path: Path) -> None:
    assert refused_of(tmp_path) == []


def test_the_command_lists_them_as_text_and_as_tables(examples: Path, tmp_path: Path) -> None:
    folder, store = tmp_path / os.fsdecode(b"in\xff"), tmp_path / "store"
    folder.mkdir()
    (folder / "d01.txt").write_bytes((examples / "d01.txt").read_bytes())
    (folder / "empty\n.txt").write_text("")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 broken")
    made = kg("build", folder, "--store", store, "--jobs", "1")
    assert made.returncode == 1 and f"kg issues --store {store}" in made.stdout
    text = kg("issues", "--store", store, "--kind", UNREAD).stdout.splitlines()
    assert text[2:] == [
        rf"{tmp_path}/in\xff/empty\n.txt: file-unread: 文件是空的 / the file is empty",
        "  无法读取的文件 / A file that could not be read. "
        "请删去，或换成报告全文 / leave it out or give the report's full text",
    ]
    rows = json.loads(kg("issues", "--store", store, "--format", "json").stdout)
    assert [row["kind"] for row in rows[:2]] == [UNREAD] * 2 and rows[1]["why_zh"] == "文件是空的"
    assert all(row["remedy_zh"] and row["why_en"] for row in rows)
    target = tmp_path / "issues.csv"
    assert kg("issues", "--store", store, "--format", "csv", "-o", target).returncode == 0
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8-sig")))) == rows
    others = {row["kind"] for row in rows} - {UNREAD}
    for kind in (UNREAD, *others):
        chosen = json.loads(kg("issues", "--store", store, "--kind", kind, "--format", "json").stdout)
        assert chosen == [row for row in rows if row["kind"] == kind]
    one_line(kg("issues", "--store", store, "--kind", "unread"), 2, "file-unread")
    none = kg("issues", "--store", store, "--kind", "placeholder")
    assert (none.returncode, none.stdout, none.stderr) == (0, "", "kg: 没有待核事项 / there are no issues\n")
    assert kg("issues", "--store", store, "--kind", "placeholder", "--format", "json").stdout == "[]\n"


def test_in_text_the_way_to_settle_many_is_said_once() -> None:
    def issue(file: str, remedy: str) -> Issue:
        return Issue("kind", Bilingual("类", "Kind"), file, file, "", Bilingual("因", "why"), Bilingual(remedy, remedy))

    found = [issue("a", "cut"), issue("b", "cut"), issue("c", "add"), issue("d", "cut")]
    lines = "".join(LISTS["text"](found)).splitlines()
    assert [line[:1] if line[0] != " " else line[-3:] for line in lines] == ["a", "cut", "b", "c", "add", "d", "cut"]


def test_they_are_written_as_one_list_of_json() -> None:
    words = Bilingual("一\n“二”", "one")
    found = [Issue("kind", words, "a.txt", "a.txt", f"{number}\n次", words, words) for number in range(3)]
    written = ["".join(LISTS["json"](found[:count])) for count in range(4)]
    for count, text in enumerate(written):
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"
        assert [row["words"] for row in json.loads(text)] == [issue.words for issue in found[:count]]


def test_they_stand_by_kind_then_file_then_place() -> None:
    store = Store()
    found = [(number % 2, f"f{number % 3}", number) for number in range(30)]
    for kind, file, start in found:
        node, report = NamedNode(f"https://example.org/{start}"), NamedNode(f"https://example.org/{file}")
        said = {
            "issueKind": Literal(f"kind-{kind}"),
            "words": Literal(str(start)),
            "why": Literal("first person singular"),
            "raisedIn": report,
            "start": Literal(str(start), datatype=NamedNode(PREFIXES["xsd"] + "integer")),
        }
        store.add(Quad(node, TYPE, fz("Issue"), report))
        store.extend(Quad(node, fz(name), value, report) for name, value in said.items())
        store.add(Quad(report, fz("sourceName"), Literal(f"{file}.txt"), report))
    listed = [(issue.kind, issue.file, int(issue.words)) for issue in unresolved(store)]
    assert listed == sorted((f"kind-{kind}", f"{file}.txt", start) for kind, file, start in found)
    assert {issue.kind for issue in unresolved(store, "kind-1")} == {"kind-1"}


def test_what_is_noted_of_one(given: Path, tmp_path: Path) -> None:
    run([given / "crash.txt", given / "r1.txt"], tmp_path / "store")
    (refused,) = refused_of(newest(tmp_path / "store"))
    assert refused == Refused(
        str(given / "crash.txt"),
        "crash.txt",
        "the extractor failed on it (RuntimeError: a defect)",
        "please report this with the file",
    )
