"""One report in every format gives the facts of its text: the examples, and the real reports where they are at hand."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from extract import facts_of
from extract.document import Document
from extract.read import holds_members, members, read, read_source
from ontology.model import Report
from tests.extract.read import pages, word, writers
from tests.extract.read.alike import EXAMPLES, assert_same_facts, lines_of

REAL = sorted((Path(__file__).resolve().parents[4] / "shared" / "reports").glob("00*.txt"))
NEEDS_OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
ALMOST_ALL, PRINTED = 0.99, 0.97


def page(kind: Callable[..., str], encoding: str) -> Callable[[list[str]], bytes]:
    return lambda lines: kind(lines).encode(encoding, "xmlcharrefreplace")


def text(lines: list[str]) -> bytes:
    return "\n".join(lines).encode("gb18030")


# How a report is written, under which suffix, and how many of its figures must be found.
FORMATS: dict[str, tuple[str, Callable[[list[str]], bytes], float]] = {
    "text": (".txt", text, 1.0),
    "word": (".docx", lambda lines: word.report(lines, auto=False), ALMOST_ALL),
    "word that counts its headings": (".docx", lambda lines: word.report(lines, auto=True), ALMOST_ALL),
    "page": (".html", page(pages.modern, "utf-8"), ALMOST_ALL),
    "page of plain divs": (".htm", page(pages.plain, "gb18030"), ALMOST_ALL),
    "page of tables": (".html", page(pages.old, "gb18030"), ALMOST_ALL),
    "opendocument": (".odt", writers.odt, ALMOST_ALL),
    "ofd": (".ofd", lambda lines: writers.ofd(lines, header="柳河镇人民政府文件"), ALMOST_ALL),
    "rtf": (".rtf", writers.rtf, ALMOST_ALL),
    "rtf of bytes": (".rtf", writers.rtf_of_bytes, ALMOST_ALL),
    "pdf": (".pdf", lambda lines: writers.pdf(lines, header="法治政府建设年度报告汇编"), PRINTED),
    "pdf of two columns": (".pdf", lambda lines: writers.pdf(lines, size=10.5, columns=2), PRINTED),
    "pdf with ruled tables": (".pdf", lambda lines: writers.pdf(lines, size=12, ruled=True), PRINTED),
    "zip": (".zip", lambda lines: writers.zipped({"2024/报告.txt": text(lines)}), 1.0),
    "tar": (".tar.gz", lambda lines: writers.tarred([(writers.plain("报告.txt"), text(lines))]), 1.0),
}
# What LibreOffice writes, from which of the formats above, and by which filter.
SUITE: dict[str, tuple[str, str, str, float]] = {
    "doc": (".doc", "word that counts its headings", "doc:MS Word 97", ALMOST_ALL),
    "wps": (".wps", "word that counts its headings", "doc:MS Word 97", ALMOST_ALL),
    "odt of the suite": (".odt", "word that counts its headings", "odt:writer8", ALMOST_ALL),
    "rtf of the suite": (".rtf", "word that counts its headings", "rtf:Rich Text Format", ALMOST_ALL),
    "docx of the suite": (".docx", "word that counts its headings", "docx:MS Word 2007 XML", ALMOST_ALL),
    "html of the suite": (".html", "word", "html:HTML (StarWriter)", ALMOST_ALL),
    "pdf of the suite": (".pdf", "word that counts its headings", "pdf:writer_pdf_Export", PRINTED),
}


@cache
def expected(source: Path) -> Report:
    return facts_of(read(source))


def document_in(path: Path) -> Document:
    return read_source(next(members(path))) if holds_members(path) else read(path)


def assert_gives_the_facts(source: Path, path: Path, least: float) -> None:
    assert_same_facts(expected(source), facts_of(document_in(path)), least)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("source", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_gives_the_same_facts(source: Path, name: str, tmp_path: Path) -> None:
    suffix, write, least = FORMATS[name]
    path = tmp_path / f"report{suffix}"
    path.write_bytes(write(lines_of(source)))
    assert_gives_the_facts(source, path, least)


@pytest.mark.parametrize("name", FORMATS)
def test_the_real_reports_give_the_same_facts(name: str, tmp_path: Path, real_reports: Path) -> None:
    suffix, write, least = FORMATS[name]
    for source in sorted(real_reports.glob("00*.txt")):
        path = tmp_path / f"{source.stem}{suffix}"
        path.write_bytes(write(lines_of(source)))
        assert_gives_the_facts(source, path, least)


@NEEDS_OFFICE
@pytest.mark.slow
@pytest.mark.parametrize("name", SUITE)
def test_what_an_office_suite_writes_gives_the_same_facts(name: str, tmp_path: Path) -> None:
    suffix, given, target, least = SUITE[name]
    for number, source in enumerate((*EXAMPLES, *REAL)):
        (tmp_path / f"{number}.docx").write_bytes(FORMATS[given][1](lines_of(source)))
    out = tmp_path / "out"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(out)]
    files = [str(path) for path in sorted(tmp_path.glob("*.docx"))]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=300)
    for number, source in enumerate((*EXAMPLES, *REAL)):
        made = out / f"{number}.{target.partition(':')[0]}"
        assert_gives_the_facts(source, made.rename(made.with_suffix(suffix)), least)
