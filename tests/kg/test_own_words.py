"""A build with the user's own vocabulary and corrections, its explanations and its account, on the command line."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import extract
from kg.account import Outcome, account_of
from kg.builder import BuildError, build
from kg.describe import Description, describe
from kg.export import export_bytes
from kg.find import find, find_reports, short_id
from kg.issues import unresolved
from kg.store import open_reading
from tests.kg.test_cli import fingerprint, one_line
from tests.kg.warm import kg

OWN = """@prefix fz: <https://w3id.org/fazhi/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prog: <https://w3id.org/fazhi/programme/> .
@prefix ind: <https://w3id.org/fazhi/indicator/> .
@prefix unit: <https://w3id.org/fazhi/unit/> .
prog:tea-house a fz:Programme ; skos:prefLabel "茶馆说法"@zh ; skos:altLabel "茶馆议法"@zh .
ind:tea-talks a fz:Indicator ; skos:prefLabel "茶叙调解"@zh ; skos:hiddenLabel "茶叙调解"@zh .
unit:teapot a fz:Unit ; skos:prefLabel "壶"@zh .
<https://example.org/law/1> a fz:LocalRegulation ; dcterms:title "茶馆管理条例"@zh ; skos:altLabel "茶馆条例"@zh .
"""
TEXT = (
    "高桥镇2024年法治政府建设情况报告\n慈利县人民政府：\n一、主要举措\n"
    "2024年，我镇开展茶馆议法，茶叙调解15次，泡茶20壶，贯彻茶馆条例，化解纠纷5件。代号是88。\n"
)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(8):
        (folder / f"r{number}.txt").write_text(f"{TEXT}共{number + 2}个村。\n", encoding="utf-8")
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.ttl"
    file.write_text(OWN, encoding="utf-8")
    return file


def test_an_own_vocabulary_is_found_and_named_on_all_processes(reports: Path, own: Path, tmp_path: Path) -> None:
    for jobs in (1, 2):
        assert build([reports], tmp_path / f"s{jobs}", vocabulary=[own], jobs=jobs).reports == 8
    one, two = (open_reading(tmp_path / f"s{jobs}") for jobs in (1, 2))
    assert export_bytes(one, "nq") == export_bytes(two, "nq")
    told = {statement.facts for statement in describe(one, find_reports(one, "r0.txt")[0]).statements}
    assert {"茶馆说法 · 已开展 / carried out", "茶馆管理条例", "茶叙调解 · 茶叙调解 · 15 次"} <= told
    assert any(facts.endswith("泡茶 · 20 壶") for facts in told)
    assert find(one, "茶馆管理条例")[0].node == NamedNode("https://example.org/law/1")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_vocabulary_edited_between_two_builds_of_one_process_is_read_anew(
    reports: Path, own: Path, tmp_path: Path, jobs: int
) -> None:
    store = tmp_path / "store"
    build([reports], store, vocabulary=[own], jobs=jobs)
    extract.facts(reports / "r0.txt", vocabulary=(own,))  # so that what this process hands on to its workers is old
    before = own.stat()
    own.write_text(OWN.replace("茶馆说法", "茶馆讲法").replace('"茶叙调解"', '"泡茶"'), encoding="utf-8")
    os.utime(own, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert own.stat().st_size < before.st_size
    build([reports], store, vocabulary=[own], jobs=jobs)
    told = {statement.facts for statement in described(store).statements}
    assert "茶馆讲法 · 已开展 / carried out" in told and not any("茶馆说法" in facts for facts in told)
    assert any(facts.startswith("泡茶 · ") for facts in told) and not any("茶叙调解 · 茶叙" in facts for facts in told)
    build([reports], tmp_path / "clean", vocabulary=[own], jobs=jobs)
    assert export_bytes(open_reading(store), "nq") == export_bytes(open_reading(tmp_path / "clean"), "nq")
    own.write_text(OWN, encoding="utf-8")
    build([reports], store, vocabulary=[own], jobs=jobs)
    assert "茶馆说法 · 已开展 / carried out" in {statement.facts for statement in described(store).statements}


def described(store: Path) -> Description:
    opened = open_reading(store)
    return describe(opened, find_reports(opened, "r0.txt")[0])


@pytest.mark.parametrize(
    "broken",
    [
        "@prefix fz: <https://w3id.org/fazhi/ns#> .\nfz:broken",
        OWN.replace("fz:Unit", "fz:Unitt"),
        OWN.replace("hiddenLabel", "hidenLabel"),
        "",
        None,
    ],
)
def test_a_broken_vocabulary_is_one_line_and_changes_nothing(
    reports: Path, own: Path, tmp_path: Path, broken: str | None
) -> None:
    build([reports / "r0.txt"], tmp_path / "store")
    before = fingerprint(tmp_path / "store")
    file = tmp_path / "broken.ttl"
    if broken is not None:
        file.write_text(broken, encoding="utf-8")
    result = kg("build", reports, "--store", tmp_path / "store", "--vocabulary", own, "--vocabulary", file)
    one_line(result, 2, "vocabulary", "broken.ttl")
    assert fingerprint(tmp_path / "store") == before


def test_a_misspelt_property_of_a_vocabulary_is_named_with_the_one_meant(
    reports: Path, own: Path, tmp_path: Path
) -> None:
    own.write_text(OWN.replace("hiddenLabel", "hidenLabel"), encoding="utf-8")
    result = kg("build", reports, "--store", tmp_path / "store", "--vocabulary", own)
    one_line(result, 2, "there is no property skos:hidenLabel; did you mean skos:hiddenLabel?", "没有属性")


def test_corrections_are_found_told_and_survive_rebuilds(repository: Path, tmp_path: Path) -> None:
    shutil.copytree(repository / "examples" / "corrections", tmp_path / "in" / "corrections")
    store = tmp_path / "store"
    for path in (tmp_path / "in", tmp_path / "in" / "corrections" / "城关镇.txt"):
        result = kg("build", path, "--store", store)
        assert result.returncode == 0 and "corrections applied" in result.stderr
        opened = open_reading(store)
        report = describe(opened, find_reports(opened, "城关镇.txt")[0])
        ignored = ("corrections.toml [ignore]: 《街道商铺守约办法》", "corrections.toml [ignore]: 雨伞60把")
        assert set(report.hints) == {"corrections.toml: 420625100", *ignored}
        told = [statement.facts for statement in report.statements]
        assert "灯下说法 · 已开展 / carried out" in told and not any("伞" in facts for facts in told)
        assert [facts for facts in told if "楚灯" in facts] == ["湖北楚灯律师事务所 · 何青川"] * 2
        assert list(unresolved(opened)) == []
        del opened


def test_broken_corrections_are_one_line_and_change_nothing(reports: Path, tmp_path: Path) -> None:
    build([reports / "r0.txt"], tmp_path / "store")
    before = fingerprint(tmp_path / "store")
    (reports / "corrections.toml").write_text('[area]\n"r0.txt" = "1"\n', encoding="utf-8")
    one_line(kg("build", reports, "--store", tmp_path / "store"), 2, "corrections.toml, line 2", "official code")
    with pytest.raises(BuildError, match="line 2"):
        build([reports], tmp_path / "store")
    assert fingerprint(tmp_path / "store") == before


def test_corrections_that_settle_nothing_are_named_with_their_line(reports: Path, tmp_path: Path) -> None:
    (reports / "scan.txt").write_text("", encoding="utf-8")
    (reports / "corrections.toml").write_text(
        '[area]\n"r0.text" = "慈利县高桥镇"\n"r1.txt" = "慈利县高桥镇"\n"r?.txt" = "430821113"\n"scan.txt" = "430821"\n'
        '[entity]\n"茶叙调解" = "indicator:disputes-mediated"\n"酒叙调解" = "民法典"\n'
        '[firms]\n"湖南无名律师事务所" = "湖南有名律师事务所"\n'
        '[ignore]\nwords = ["代号是88", "代号是99", "法治政府",\n"酒20壶(白)"]\n'
        '[ignore.files]\n"q*" = ["化解纠纷5件"]\n"r0*" = ["泡茶20壶"]\n'
        '[year]\n"r0.txt" = 2024\n"y7.txt" = 2024\n[report]\n"r0.txt" = true\n"y8.txt" = false\n',
        encoding="utf-8",
    )
    told = [
        line for line in kg("build", reports, "--store", tmp_path / "store").stderr.splitlines() if ", line " in line
    ]
    names = [line.split(", line ")[1].split('"')[:2] for line in told]
    assert [(line.split(":")[0], name) for line, name in names] == [
        ("2", "r0.text"),
        ("19", "y7.txt"),
        ("22", "y8.txt"),
        ("15", "q*"),
        ("8", "酒叙调解"),
        ("10", "湖南无名律师事务所"),
        ("12", "代号是99"),
        ("12", "法治政府"),
        ("13", "酒20壶（白）"),
    ]
    assert "no file" in told[0] and "settles nothing" in told[4] and "holds nothing to ignore" in told[6]
    assert "是否指 r0.txt" in told[0] and "did you mean r0.txt" in told[0]


def test_every_statement_says_its_rule_and_its_words(examples: Path, tmp_path: Path) -> None:
    build([examples], tmp_path / "store")
    store = open_reading(tmp_path / "store")
    query = "SELECT ?s ?kind WHERE { ?s a fz:Statement, ?kind FILTER NOT EXISTS { ?s fz:rule ?rule } }"
    from_store = store.query("PREFIX fz: <https://w3id.org/fazhi/ns#> " + query, use_default_graph_as_union=True)
    assert list(from_store) == []  # type: ignore[arg-type]


def test_a_fact_is_explained_by_its_short_id(reports: Path, tmp_path: Path) -> None:
    build([reports / "r0.txt"], tmp_path / "store")
    store = open_reading(tmp_path / "store")
    fact = next(s for s in describe(store, find_reports(store, "r0")[0]).statements if s.quote == "化解纠纷5件")
    assert fact.id == short_id(store, NamedNode(fact.iri)) and fact.id.startswith("r0.txt#observation/")
    for name in (fact.id, fact.id.replace(".txt", ""), fact.iri):
        shown = kg("show", name, "--store", tmp_path / "store").stdout
        assert "规则 / rule: phrase: " in shown and "线索 / hint: 化解" in shown and "化解纠纷 · 5 件" in shown
    report = kg("show", "r0.txt", "--store", tmp_path / "store").stdout
    assert "判定依据 / why" in report and "慈利县" in report and "https://w3id.org/fazhi/ns#" not in report


def test_the_account_of_a_stored_report(reports: Path, tmp_path: Path) -> None:
    build([reports / "r0.txt"], tmp_path / "store")
    store = open_reading(tmp_path / "store")
    items = account_of(store, find_reports(store, "r0.txt")[0])
    unread = [item.words for item in items if item.outcome is Outcome.ISSUE]
    assert "88" in unread
    shown = kg("show", "r0.txt", "--account", "--store", tmp_path / "store").stdout
    assert "number 15  fact  Observation" in shown and "88  issue  number-unread" in shown
    one_line(kg("show", "none.txt", "--account", "--store", tmp_path / "store"), 2, "there is no report")


def test_a_template_is_kept_as_another_document_and_a_text_of_nothing_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    template = "XX镇2023年法治政府建设情况报告\nXX县委、县政府：\nXX镇召开会议XX次，调解纠纷XX件。\n"
    (folder / "template.txt").write_text(template, encoding="utf-8")
    (folder / "nothing.txt").write_text("今天天气很好。\n", encoding="utf-8")
    built = build([folder], tmp_path / "store")
    assert (built.reports, built.other_documents, [f.path.name for f in built.failures]) == (0, 1, ["nothing.txt"])
    told = {issue.kind for issue in unresolved(open_reading(tmp_path / "store"))}
    assert {"not-a-report", "placeholder"} <= told
