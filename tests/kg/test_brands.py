"""A brand is one programme in all reports, whichever word each of them puts after its quoted name."""

from __future__ import annotations

from pathlib import Path

from kg.builder import build
from kg.export import export_bytes
from kg.find import ask
from kg.store import open_reading

REPORT = "慈利县高桥镇{year}年法治政府建设情况报告\n一、主要举措和成效\n{year}年，{words}\n二、存在的不足\n力量不足。\n"
WORDS = {
    2021: "打造“澧水法韵”普法品牌，推行“1+3+N”普法模式。",
    2022: "举办“澧水法韵”系列活动9次，推行“1+3+N”治理模式。",
    2023: "组织“澧水法韵”22场次。",
    2024: "打造“澧水清风”普法品牌，建成“澧水法韵”调解室。",
}
NAMES = """SELECT ?p ?label ?other (COUNT(DISTINCT ?report) AS ?reports) WHERE {
  ?s fz:programme ?p ; fz:statedIn ?report . ?p rdfs:label ?label OPTIONAL { ?p skos:altLabel ?other } }
  GROUP BY ?p ?label ?other ORDER BY ?label ?other"""


def programmes(store: Path) -> list[tuple[str, str]]:
    rows = ask(open_reading(store), NAMES)
    return [(row["label"].value, row["other"].value if row["other"] else "") for row in rows]


def test_a_brand_is_one_programme_over_the_reports_and_other_brands_are_others(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for year, words in WORDS.items():
        (folder / f"{year}.txt").write_text(REPORT.format(year=year, words=words), encoding="utf-8")
    build([folder], tmp_path / "all")
    assert programmes(tmp_path / "all") == [
        ("“1+3+N”普法模式", ""),
        ("“1+3+N”治理模式", ""),
        ("“澧水法韵”", "“澧水法韵”普法品牌"),
        ("“澧水法韵”", "“澧水法韵”系列活动"),
        ("“澧水法韵”调解室", ""),
        ("“澧水清风”", "“澧水清风”普法品牌"),
    ]
    of_brand = "{ ?p rdfs:label '“澧水法韵”'@zh . ?s fz:programme ?p ; fz:statedIn ?r }"
    counts = ask(open_reading(tmp_path / "all"), f"SELECT (COUNT(DISTINCT ?r) AS ?n) WHERE {of_brand}")
    assert [row["n"].value for row in counts] == ["3"]


def test_the_names_of_a_brand_go_with_the_reports_that_have_them(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for year in (2021, 2022):
        (folder / f"{year}.txt").write_text(REPORT.format(year=year, words=WORDS[year]), encoding="utf-8")
    build([folder], tmp_path / "store")
    (folder / "2022.txt").unlink()
    build([folder], tmp_path / "store", prune=True)
    build([folder], tmp_path / "clean")
    assert programmes(tmp_path / "store") == [("“1+3+N”普法模式", ""), ("“澧水法韵”", "“澧水法韵”普法品牌")]
    assert export_bytes(open_reading(tmp_path / "store"), "ttl") == export_bytes(
        open_reading(tmp_path / "clean"), "ttl"
    )
