"""Texts made to keep a program busy: extraction takes time linear in their length and stays within memory."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

import extract
from extract.document import Document
from extract.read import ReadError

_SENTENCE = "2024年，我镇开展宣传12次，发放资料3000余份，依据《中华人民共和国行政处罚法》办案5件，满意率达95%。"
_SIZE = 15_000
_MOST_GROWTH = 2.2
_ROUNDS = 12
_BYTES_PER_CHARACTER = 400


def _repeated(words: str, start: str = "") -> Callable[[int], str]:
    return lambda size: start + words * (size // len(words))


def _counted(words: str) -> Callable[[int], str]:
    return lambda size: "".join(words.format(i) for i in range(size // (len(words) + 2)))


FAMILIES: dict[str, Callable[[int], str]] = {
    "sentences in one line": _repeated(_SENTENCE),
    "short paragraphs": _repeated(_SENTENCE + "\n"),
    "lines of one character": _repeated("镇\n"),
    "one word without end": _repeated("法治"),
    "title marks never closed": _repeated("《中华人民"),
    "title marks alone": _repeated("《"),
    "titles in titles": _repeated("《关于《印发"),
    "title marks only closed": _repeated("》"),
    "titles all opened, then all closed": lambda size: "《" * (size // 2) + "》" * (size // 2),
    "quotation marks never closed": _repeated("“平安"),
    "straight quotation marks": _repeated('"平安"工程'),
    "brackets never closed": _repeated("（一镇"),
    "figures in brackets never closed": _repeated("（开展1次"),
    "digits without end": _repeated("1"),
    "digits with separators": _repeated("1,234"),
    "Chinese numerals without end": _repeated("三"),
    "scales without end": _repeated("万"),
    "sums without end": _repeated("a1+"),
    "letters without end": _repeated("a"),
    "letters and blanks": _repeated("a "),
    "cells of a table": _repeated("1\t"),
    "enumeration marks": _repeated("、"),
    "colons": _repeated("："),
    "dots": _repeated("·"),
    "dashes": _repeated("-"),
    "a list of laws": _repeated("民法典、"),
    "a list of figures": _repeated("讲座1次、"),
    "shares of no total": _repeated("其中1件，"),
    "rates that share a number": lambda size: "办结率、" * (size // 4) + "均为100%",
    "main headings": _repeated("一、标题\n"),
    "deep headings": _counted("{}.内容工作\n"),
    "places": _repeated("襄垣县夏店镇"),
    "breadcrumbs": _repeated("首页>夏店镇\n"),
    "one long breadcrumb": _repeated("夏店镇1次、", "当前位置：首页>"),
    "nicknames": _repeated("法治襄垣"),
    "header fields": _repeated("发布日期：2024年"),
    "dates": _repeated("2024年1月1日"),
    "firms": _repeated("山西正诚律师事务所"),
    "firms, each another": _counted("聘请山西正诚{}律师事务所张三律师。"),
    "lawyers": _repeated("张三律师、"),
    "names with dots": _repeated("阿·"),
    "programmes and titles": _counted(
        "培养法律明白人{}名，印发《夏店镇工作方案》，开展“平安{}号”行动，".replace("{}", "{0}")
    ),
    "days by their date": _repeated("12·4宪法日“12.4”活动，"),
    "brands, each another": _counted("“平安{}号”行动，"),
    "court cases": _repeated("（2024）晋0406行初61号、"),
    "one case number with a long list": _repeated("61、", "（2024）晋0406行初"),
    "denials": _repeated("未发生、"),
    "denials of cases": _repeated("未发生行政复议案件、"),
    "regulations": _repeated("山西省管理条例"),
    "headings of tables, a cell a line": _repeated("序号\n项目\n数量\n1\n行政处罚\n"),
    "rows, a cell a line": _repeated("行政处罚\n件\n8\n", "项目\n单位\n数量\n"),
    "rows that white space parts": _repeated("行政处罚 件 8\n", "项目 单位 数量\n"),
    "names without a surname": _repeated("扎西才让、", "聘请西藏雅岚律师事务所"),
    "headings of tables of advisers": _repeated("律师\n单位\n湖北楚正律师事务所\n", "法律顾问\n"),
    "references back": _repeated("民法典。该法规定"),
    "short titles that refer to nothing": _repeated("《条例》"),
    "unknown titles, each another": _counted("《某镇第{}号办法试用》"),
    "control characters": _repeated("宣传\x00\x1b12次\x07"),
    "marks of direction": _repeated("\u202e宣传\u200f12次\u2066"),
    "lone surrogates": _repeated("宣传\ud80012次，"),
    "combining marks": _repeated("宣\u0301\u0301\u0301"),
    "emoji": _repeated("👍🏽12次，"),
}


@pytest.fixture(autouse=True)
def _without_collector() -> object:
    """The collector's turns come by counts of objects and would blur the ratios."""
    extract.facts_of(Document(_SENTENCE))
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_twice_the_text_takes_at_most_about_twice_the_time(family: str) -> None:
    """Measured over two doublings, whose single ratios a busy machine blurs.

    Four short texts take as long as one long text: so no short one is by chance the only that nothing disturbs.
    """
    short, long = (Document(FAMILIES[family](size)) for size in (_SIZE, 4 * _SIZE))
    four_short = one_long = float("inf")
    most = _MOST_GROWTH**2 / 4
    for _ in range(_ROUNDS):
        four_short, one_long = min(four_short, sum(_seconds(short) for _ in range(4))), min(one_long, _seconds(long))
        if one_long <= most * four_short:
            break
    assert one_long <= most * four_short, f"four short texts {four_short:.3f} s, one long {one_long:.3f} s"


def _seconds(document: Document) -> float:
    """Processor time without the collector's, which goes over all that other tests have left in the process."""
    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        extract.facts_of(document)
        return time.process_time() - started
    finally:
        gc.enable()


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_found_in_hostile_texts_still_quotes_them(family: str) -> None:
    report = extract.facts_of(Document(FAMILIES[family](1_000)))
    for said in (*report.observations, *report.citations, *report.activities, *report.engagements, *report.cases):
        assert report.text[said.evidence.start : said.evidence.end] == said.evidence.quote


@pytest.mark.parametrize("family", ["sentences in one line", "programmes and titles", "digits without end"])
def test_memory_is_bounded_by_the_length_of_the_text(family: str) -> None:
    document = Document(FAMILIES[family](20_000))
    tracemalloc.start()
    extract.facts_of(document)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < _BYTES_PER_CHARACTER * len(document.text)


@pytest.mark.slow
def test_a_line_of_one_megabyte_is_read(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    path.write_text(_SENTENCE * (1_000_000 // len(_SENTENCE.encode())), encoding="utf-8")
    assert len(extract.facts(path).observations) > 10_000


@pytest.mark.slow
def test_a_hundred_thousand_headings_are_read() -> None:
    assert extract.facts_of(Document("（一）标题\n" * 100_000)).observations == ()


def test_fifty_megabytes_are_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_text((_SENTENCE + "\n") * (50_000_000 // len(_SENTENCE.encode())), encoding="utf-8")
    with pytest.raises(ReadError, match="characters of text; split it, one report a file"):
        extract.facts(path)
