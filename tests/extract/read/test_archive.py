"""Reading archives: each member a source of its own, and none where it should not be."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from extract.read import ReadError, archive, holds_members, members, read, read_source
from tests.extract.read import writers

TEXT = "柳河镇2024年度法治政府建设情况报告\n开展宣传12次。"
DATA = TEXT.encode()


def saved(folder: Path, data: bytes, name: str = "reports.zip") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def problems(path: Path) -> dict[str, str]:
    return {source.path.name: source.problem.reason if source.problem else "" for source in members(path)}


@pytest.mark.parametrize("name", ["reports.zip", "reports.tar.gz", "reports.tgz", "reports.txt"])
def test_members_are_documents_of_their_own(name: str, tmp_path: Path) -> None:
    files = {"2024/柳河镇.txt": DATA, "2024/report.odt": writers.odt(TEXT.split("\n")), "empty.txt": b""}
    if "zip" in name:
        data = writers.zipped(files)
    else:
        data = writers.tarred((writers.plain(member), content) for member, content in files.items())
    path = saved(tmp_path, data, name)
    assert holds_members(path)
    found = list(members(path))
    assert [source.path for source in found] == [path / member for member in files]
    document = read_source(found[0])
    assert (document.name, document.text, document.path) == ("柳河镇.txt", TEXT, str(path / "2024/柳河镇.txt"))
    assert read(path / "2024" / "report.odt").text == TEXT
    with pytest.raises(ReadError, match="empty"):
        read_source(found[2])
    with pytest.raises(ReadError, match="an archive"):
        read(path)
    with pytest.raises(ReadError, match="no such file in the archive"):
        read(path / "missing.txt")


def test_archives_in_archives_to_the_second(tmp_path: Path) -> None:
    inner = writers.zipped({"a.txt": DATA})
    path = saved(tmp_path, writers.zipped({"inner.zip": inner, "deep.zip": writers.zipped({"more.zip": inner})}))
    assert [str(s.path.relative_to(path)) for s in members(path)] == ["inner.zip/a.txt", "deep.zip/more.zip"]
    assert "nested" in problems(path)["more.zip"]
    assert read(path / "inner.zip" / "a.txt").text == TEXT


def test_names_in_the_encoding_of_chinese_windows(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("XXXXXXXXXX.txt", DATA)
    data = file.getvalue().replace(b"XXXXXXXXXX", "柳河镇报告".encode("gbk"))
    assert list(problems(saved(tmp_path, data))) == ["柳河镇报告.txt"]


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "x/../../a.txt", "C:\\a.txt", "..\\a.txt"])
def test_paths_that_lead_outside_are_refused(name: str, tmp_path: Path) -> None:
    info = zipfile.ZipInfo("x")
    info.filename = name
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(info, DATA)
        package.writestr("good.txt", DATA)
    found = problems(saved(tmp_path, file.getvalue()))
    assert found["good.txt"] == ""
    assert "outside" in found["a.txt"]
    tar = writers.tarred([(writers.plain(name.replace("\\", "/")), DATA)])
    assert "outside" in problems(saved(tmp_path, tar, "a.tgz"))["a.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tgz", "reports.zip"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_refused(kind: bytes, tmp_path: Path) -> None:
    info = tarfile.TarInfo("link.txt")
    info.type, info.linkname = kind, "/etc/passwd"
    found = problems(saved(tmp_path, writers.tarred([(info, b""), (writers.plain("a.txt"), DATA)]), "a.tar.gz"))
    assert found == {"link.txt": "a link or device in an archive", "a.txt": ""}


def test_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = b"\x00" * (12 * 1024 * 1024)
    assert "bombs" in problems(saved(tmp_path, writers.zipped({"a.txt": zeros}, level=9)))["a.txt"]
    with pytest.raises(ReadError, match="bombs"):
        list(members(saved(tmp_path, writers.tarred([(writers.plain("a.txt"), zeros)]), "a.tgz")))
    monkeypatch.setattr(archive, "MOST_MEMBERS", 10)
    with pytest.raises(ReadError, match="more than 10 files"):
        list(members(saved(tmp_path, writers.zipped({f"{n}.txt": DATA for n in range(11)}))))
    monkeypatch.setattr(archive, "LARGEST_ARCHIVE", 10_000)
    with pytest.raises(ReadError, match="unpacks to more than"):
        list(members(saved(tmp_path, writers.zipped({f"{n}.txt": b"ab" * 3000 for n in range(3)}))))


def test_overlapping_members_do_not_multiply(tmp_path: Path) -> None:
    """A bomb of one compressed stream that many entries point at is bounded by what is unpacked."""
    data = bytearray(writers.zipped({"a.txt": DATA * 50, "b.txt": DATA * 50}))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = (0).to_bytes(4, "little")
    found = problems(saved(tmp_path, bytes(data)))
    assert found["a.txt"] == ""
    assert "damaged" in found["b.txt"]


def test_encrypted_members_are_refused(tmp_path: Path) -> None:
    data = bytearray(writers.zipped({"a.txt": DATA}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    assert "encrypted" in problems(saved(tmp_path, bytes(data)))["a.txt"]


def test_a_single_file_in_gzip(tmp_path: Path) -> None:
    path = saved(tmp_path, gzip.compress(DATA), "报告.txt.gz")
    assert read_source(next(members(path))).text == TEXT


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    files = {"__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "folder/": b"", "a.txt": DATA}
    assert list(problems(saved(tmp_path, writers.zipped(files)))) == ["a.txt"]


def test_what_programs_leave_behind_is_left_out(tmp_path: Path) -> None:
    files = {
        "2023/~$报告.docx": b"x",
        "2023/Thumbs.db": b"x",
        "DESKTOP.INI": b"x",
        "a~$.txt": DATA,
        "thumbs.db.txt": DATA,
    }
    assert list(problems(saved(tmp_path, writers.zipped(files)))) == ["a~$.txt", "thumbs.db.txt"]


def test_word_files_are_no_archives(tmp_path: Path) -> None:
    path = saved(tmp_path, writers.odt(["柳河镇"]), "a.odt")
    assert not holds_members(path)
    assert not holds_members(tmp_path)
    assert not holds_members(tmp_path / "missing")
    with pytest.raises(ReadError, match="no archive"):
        list(members(path))


@pytest.mark.parametrize("name", ["a.zip", "a.tgz"])
def test_broken_archives_are_read_or_refused(name: str, tmp_path: Path) -> None:
    files = {f"{n}.txt": f"{n}{TEXT}".encode() for n in range(30)}
    data = writers.zipped(files)
    if name == "a.tgz":
        data = writers.tarred((writers.plain(member), content) for member, content in files.items())
    for broken in writers.broken(data):
        path = saved(tmp_path, broken, name)
        try:
            for source in members(path):
                assert source.problem or isinstance(source.data, bytes)
        except ReadError as error:
            assert error.reason
