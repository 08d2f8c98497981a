"""Content decides how a file is read, and what is no report's file is refused by name."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from extract.read import ReadError, read
from extract.read.sniffing import sniff
from tests.extract.read import writers

LINES = ["柳河镇2024年度法治政府建设情况报告", "2024年，柳河镇开展法治宣传12次，发放资料3400余份，成效明显。"]
TEXT = "\n".join(LINES)
PAGE = f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><p>{LINES[0]}</p><p>{LINES[1]}</p></body></html>"
KINDS = {
    "pdf": writers.pdf(LINES),
    "ofd": writers.ofd(LINES),
    "odt": writers.odt(LINES),
    "rtf": writers.rtf(LINES),
    "txt": TEXT.encode(),
    "html": PAGE.encode(),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", [".txt", ".pdf", ".docx", ".doc", ".html", ".zip", ".xyz", ""])
def test_a_wrong_suffix_is_read_by_content(kind: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"report{suffix}"
    path.write_bytes(KINDS[kind])
    assert read(path).text == TEXT


@pytest.mark.parametrize(
    ("head", "suffix", "kind"),
    [
        (b"%PDF-1.4 ...", ".txt", ".pdf"),
        (b"\xef\xbb\xbf<html>", ".txt", ".html"),
        ("\ufeff<html><body>".encode("utf-16-le"), ".txt", ".html"),
        (b'<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE html>', ".txt", ".html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related;", ".mht", ".html"),
        (b"<p>a</p>", ".txt", ".txt"),
        (b"<p>a</p>", ".htm", ".html"),
        (b"no tags", ".html", ".txt"),
        ("如何打开%PDF-文件".encode(), ".txt", ".txt"),
        (b"# title", ".md", ".md"),
        (b"# title", ".docx", ".txt"),
    ],
)
def test_kinds(head: bytes, suffix: str, kind: str) -> None:
    assert sniff(head, suffix, "x") == kind


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "image"),
        (b"\xff\xd8\xff\xe0" + b"x" * 99, "image"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"\x7fELF" + b"\x00" * 99, "program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 999, "old Office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (writers.zipped({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "spreadsheet"),
        (writers.zipped({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "presentation"),
        (b"PK\x03\x04" + b"x" * 99, "ZIP"),
        (bytes(range(256)) * 9, "encoding|binary"),
        (b"", "empty"),
        (b"\n \n", "no text"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".docx", ""])
def test_what_holds_no_text_is_refused_by_name(data: bytes, word: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"report{suffix}"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=word) as caught:
        read(path)
    assert caught.value.remedy


def test_no_file_hangs_or_fills_the_memory(tmp_path: Path) -> None:
    start = time.process_time()
    sparse = tmp_path / "sparse.pdf"
    with sparse.open("wb") as file:
        file.truncate(1024**3)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nothing")
    for path, word in (
        (sparse, "too large"),
        (tmp_path / "pipe.txt", "no plain file"),
        (tmp_path / "loop.txt", "symbolic links"),
        (tmp_path / "dangling.txt", "No such file"),
        (Path("/dev/zero"), "no plain file"),
        (tmp_path, "folder"),
        (tmp_path / ("n" * 300 + ".txt"), "too long"),
        (tmp_path / "a\x00b.txt", "cannot be opened"),
    ):
        with pytest.raises(ReadError, match=word):
            read(path)
    assert time.process_time() - start < 5


def test_a_name_with_a_line_break_makes_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a\nb.txt"
    path.write_bytes(b"")
    with pytest.raises(ReadError) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    path.write_text(TEXT, encoding="utf-8")
    assert read(path).name == "a\nb.txt"


def test_nothing_is_written_beside_the_file(tmp_path: Path) -> None:
    for kind, data in KINDS.items():
        (tmp_path / f"a.{kind}").write_bytes(data)
        read(tmp_path / f"a.{kind}")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"a.{kind}" for kind in KINDS)
