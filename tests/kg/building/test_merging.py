"""One report in many files, and many versions of one report, from sentences of our own."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from extract.document import Document
from extract.report import facts_of
from kg.assemble import assemble
from kg.building.extraction import Extraction, Facts, extraction
from kg.building.likeness import Reading, are_one, compare, letters
from kg.building.merging import Member, Merged, block_of, merge
from kg.iri import Minter
from kg.names import ISSUED, REVISION_OF, fz
from kg.register import register

LINES = (
    "慈利县高桥镇2023年度法治政府建设情况报告",
    "慈利县人民政府：",
    "一、主要举措和成效",
    "全年开展法治宣讲12场次，发放资料3500份，化解矛盾纠纷152件，其中涉土地纠纷18件。",
    "组织学习《中华人民共和国民法典》4次，聘请湖南溇澧律师事务所向泽远律师担任法律顾问。",
    "二、存在的不足",
    "执法人员只有6人，力量不足。",
    "三、下一步打算",
    "2024年计划开展“法律明白人”培训3期。",
    "高桥镇人民政府",
    "2024年1月16日",
)


def member(lines: Iterable[str] = LINES, suffix: str = ".txt", *names: str) -> Member:
    made = made_of("\n".join(lines), suffix)
    return Member(made.profile, names or (f"report{suffix}",), lambda: made.graph)


def made_of(text: str, suffix: str) -> Extraction:
    digest = hashlib.sha256(f"{suffix}\n{text}".encode()).hexdigest()
    report = facts_of(Document(text, f"report{suffix}", digest))
    return extraction(Facts(report, assemble(report, Minter(), register())), suffix, Minter())


def changed(old: str, new: str, lines: Iterable[str] = LINES) -> list[str]:
    found = [line.replace(old, new) for line in lines]
    assert found != list(lines)
    return found


def extra(merged: Merged) -> list[Quad]:
    return list(parse(merged.extra, format=RdfFormat.N_QUADS))


def said(merged: Merged, predicate: NamedNode) -> list[str]:
    return sorted(quad.object.value for quad in extra(merged) if quad.predicate == predicate)


def test_a_report_alone_is_as_it_was() -> None:
    [found] = merge([member()])
    assert said(found, fz("sourceName")) == ["report.txt"]
    assert said(found, fz("sourceDigest")) == [found.primary.digest]
    assert len(extra(found)) == 2 and not found.revises and not found.differs


def test_three_formats_are_one_report_with_three_sources() -> None:
    pdf = [line for line in LINES for line in (line, "—1—")[: 1 + (line == LINES[4])]]
    page = ["首页>政务公开>法治政府", *LINES, "分享到：微信 微博", "打印本页"]
    file = ["慈政报〔2024〕1号", *LINES, "（此件公开发布）"]
    [found] = merge([member(pdf, ".pdf"), member(page, ".html"), member(file, ".docx")])
    assert found.primary.suffix == ".docx"
    assert said(found, fz("sourceName")) == ["report.docx", "report.html", "report.pdf"]
    assert said(found, fz("sourceDigest")) == sorted(part.profile.digest for part in found.members)


def test_the_order_of_files_changes_nothing() -> None:
    members = [
        member(suffix=".pdf"),
        member(suffix=".docx"),
        member(["x", *LINES], ".docx"),
        member(changed("152件", "125件"), ".docx", "报告（更正）.docx"),
        member(changed("18件", "19件"), ".txt"),
    ]
    first = merge(members)
    assert len(first) == 3
    for order in itertools.permutations(members):
        assert [(m.primary, m.extra) for m in merge(order)] == [(m.primary, m.extra) for m in first]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("152件", "125件"),
        ("152件", "152余件"),
        ("4次", "5次"),
        ("民法典", "土地管理法"),
        ("向泽远", "向泽运"),
        ("，其中涉土地纠纷18件", ""),
        ("发放资料3500份", "发放资料3500份、购买服务2次"),
        ("培训3期", "培训2期"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".pdf"])
def test_another_figure_or_name_is_another_report(old: str, new: str, suffix: str) -> None:
    assert len(merge([member(), member(changed(old, new), suffix)])) == 2


def test_numbers_of_items_and_pages_part_nothing_and_any_other_number_does() -> None:
    items = [*LINES[:6], "1.队伍建设。", "2.制度建设。", "（12）", *LINES[6:]]
    renumbered = [line.replace("1.", "4.").replace("2.", "5.").replace("（12）", "（13）") for line in items]
    assert len(merge([member(items), member(renumbered, ".docx")])) == 1
    coded = [*LINES[:6], "队伍代号是88。", *LINES[6:]]
    assert len(merge([member(coded), member(changed("88", "89", coded), ".docx")])) == 2


def test_nothing_that_only_the_lesser_format_says_is_lost() -> None:
    assert len(merge([member(changed("，其中涉土地纠纷18件", ""), ".docx"), member(suffix=".pdf")])) == 2


def test_boilerplate_of_another_township_is_another_report() -> None:
    other = changed("高桥镇", "苗市镇")
    ours, theirs = member(), member(other)
    assert block_of(ours.profile) != block_of(theirs.profile)
    assert len(merge([ours, theirs])) == 2


def test_boilerplate_of_namesakes_whose_area_is_the_county_is_another_report() -> None:
    title, ending = "慈利县2023年度法治政府建设情况报告", ["慈利县人民政府", *LINES[10:]]
    ours = member([title, LINES[2], "高桥镇司法所设在镇政府。", *LINES[3:9], *ending])
    theirs = member([title, LINES[2], "苗市镇司法所设在镇政府。", *LINES[3:9], *ending])
    assert block_of(ours.profile) == block_of(theirs.profile)
    assert (ours.profile.title, ours.profile.issuer) == (theirs.profile.title, theirs.profile.issuer)
    assert len(merge([ours, theirs])) == 2
    inside = [title, *LINES[2:4], "苗市镇司法所设在镇政府。", *LINES[4:9], *ending]
    first, second = member(inside), member(changed("苗市镇", "高桥镇", inside))
    assert block_of(first.profile) == block_of(second.profile)
    assert len(merge([first, second])) == 2


def test_reports_of_an_unknown_area_are_never_one() -> None:
    unknown = [replace(m, profile=replace(m.profile, area="")) for m in (member(), member(suffix=".pdf"))]
    assert len(merge(unknown)) == 2
    assert block_of(unknown[0].profile) != block_of(unknown[1].profile)


def test_a_corrected_report_names_its_predecessor() -> None:
    wrong, right = member(), member(changed("152件", "125件"), ".txt", "报告（更正）.txt")
    found = {report.primary.digest: report for report in merge([wrong, right])}
    assert said(found[right.profile.digest], REVISION_OF) == [wrong.profile.graph]
    assert found[right.profile.digest].revises == (wrong.profile.graph,)
    assert not said(found[wrong.profile.digest], REVISION_OF)
    assert not any(report.differs for report in found.values())


def test_what_is_issued_later_is_newer_and_a_chain_has_no_short_cuts() -> None:
    versions = [member(changed("1月16日", f"{month}月16日", changed("152件", f"{month}件"))) for month in (1 + 1, 3, 4)]
    found = {report.primary.graph: report.revises for report in merge(versions)}
    second, third, fourth = (version.profile.graph for version in versions)
    assert found == {second: (), third: (second,), fourth: (third,)}


def test_where_the_newer_is_not_known_both_say_so() -> None:
    found = merge([member(suffix=".txt"), member(changed("152件", "125件"), ".txt", "other.txt")])
    assert [said(report, fz("issueKind")) for report in found] == [["reports-differ"]] * 2
    assert sorted(word for report in found for word in said(report, fz("words"))) == ["other.txt", "report.txt"]
    assert {report.differs for report in found} == {(found[1].primary.graph,), (found[0].primary.graph,)}


def test_an_other_document_of_the_year_is_no_version() -> None:
    notice = ["慈利县高桥镇2023年政府信息公开工作年度报告", "一、总体情况", "全年主动公开信息46条，收到申请2件。"]
    found = merge([member(), member(notice)])
    assert [report.primary.is_report for report in found].count(True) == 1
    assert not any(report.revises or report.differs for report in found)


def test_a_page_adds_the_date_that_a_file_lacks() -> None:
    file, page = member(LINES[:-1], ".docx"), member(suffix=".html")
    assert not file.profile.issued
    [found] = merge([file, page])
    assert found.primary.suffix == ".docx"
    assert [quad.object for quad in extra(found) if quad.predicate == ISSUED] == [
        Literal("2024-01-16", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    ]
    assert date.fromisoformat(page.profile.issued) == date(2024, 1, 16)


def test_an_untitled_report_is_called_after_its_file() -> None:
    made = member(LINES[2:])
    if made.profile.title:
        made = replace(made, profile=replace(made.profile, title=""))
    [found] = merge([replace(made, names=("b.txt", "a.txt"))])
    assert {"a.txt", "b.txt"} == set(said(found, fz("sourceName")))
    assert any(quad.object == Literal("a.txt", language="zh") for quad in extra(found))


def test_letters_are_the_same_in_every_width_and_script() -> None:
    assert letters("Ａ１２，％（一） \n化解") == "a12一化解"
    assert letters("發展農業產業，開展宣傳。" * 40) == letters("发展农业产业，开展宣传。" * 40)


def test_comparing_very_long_texts_is_refused_rather_than_slow() -> None:
    ours = Reading("甲" + "".join(chr(0x4E00 + i % 5000) for i in range(300_000)) + "乙", ((0, 1),))
    theirs = Reading("丙" + "".join(chr(0x4E00 + i % 4999) for i in range(300_000)) + "丁", ((0, 1),))
    assert not are_one(ours, theirs)
    assert compare(ours, ours).likeness == 1


def test_the_examples_are_one_report_in_every_format(examples: Path) -> None:
    for path in sorted(examples.glob("d0[145].txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(merge([member(lines, ".txt"), member(["", *lines, "打印"], ".html")])) == 1
