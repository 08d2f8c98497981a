"""The synthetic reports: the same for everybody, no two alike, and read like those of people."""

from __future__ import annotations

import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from statistics import mean, median

import pytest

from extract.account import Outcome, account_of_findings
from extract.pipeline import analyse, load
from extract.read import read
from extract.report import facts_of
from ontology.model import Report

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

from composing import Synthetic, compose
from grammar import Template
from synthetic import text_of, write_reports

YEARS = 5


def composed(count: int, seed: int = 1) -> list[Synthetic]:
    return [compose(seed, index, YEARS) for index in range(count)]


def shingles(report: Synthetic, size: int = 8) -> set[str]:
    text = "".join(report.lines)
    return {text[at : at + size] for at in range(len(text) - size)}


def test_a_report_depends_on_the_seed_and_its_number_alone(tmp_path: Path) -> None:
    write_reports(tmp_path / "few", 6)
    write_reports(tmp_path / "many", 12)
    few = {path.name: path.read_bytes() for path in (tmp_path / "few").rglob("*.txt")}
    many = {path.name: path.read_bytes() for path in (tmp_path / "many").rglob("*.txt")}
    assert len(few) == 6 and len(many) == 12
    assert few.items() <= many.items()
    assert text_of(compose(1, 3, YEARS)) != text_of(compose(2, 3, YEARS))


def test_a_township_writes_each_year() -> None:
    names = [report.name.split("-") for report in composed(2 * YEARS)]
    assert [year for _, year in names] == ["2021", "2022", "2023", "2024", "2025"] * 2
    assert len({code for code, _ in names}) == 2


def test_no_two_reports_are_alike() -> None:
    reports = composed(400)
    assert len({text_of(report) for report in reports}) == 400
    sentences = Counter(s for report in reports for s in re.split("[。；;.]", "".join(report.lines)) if len(s) > 12)
    assert len(sentences) / sentences.total() > 0.8
    alike = [
        len(one & other) / len(one | other) for one, other in pairwise(shingles(report) for report in reports[:100])
    ]
    assert max(alike) < 0.25


def test_each_kind_of_report_is_among_them() -> None:
    texts = [text_of(report) for report in composed(400)]
    for mark in ("索引号", "签发人", "## ", "- 2 -", "（4）", "信息公开工作年度报告", "一是", "万余", "两"):
        holding = sum(mark in text for text in texts)
        assert 0 < holding < len(texts), mark
    lengths = sorted(map(len, texts))
    assert 1_400 < median(lengths) < 2_800
    assert lengths[-5] > 3_500


@pytest.fixture(scope="module")
def read_back(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Report]]:
    folder = tmp_path_factory.mktemp("synthetic")
    write_reports(folder, 50)
    return [(path, facts_of(read(path))) for path in sorted(folder.rglob("*.txt"))]


def test_the_facts_are_those_of_the_genre(read_back: list[tuple[Path, Report]]) -> None:
    reports = [report for _, report in read_back if report.is_report]
    assert len(reports) >= 45
    assert 50 <= mean(len(report.observations) for report in reports) <= 100
    assert 4 <= mean(len(report.citations) for report in reports) <= 12
    assert 10 <= mean(len(report.activities) for report in reports) <= 30
    assert sum(bool(report.engagements) for report in reports) > len(reports) / 3
    named = Counter(o.indicator for report in reports for o in report.observations)
    assert named["other"] / named.total() < 0.3 and len(named) > 60


def test_place_and_year_are_read_as_written(read_back: list[tuple[Path, Report]]) -> None:
    areas = [(path.name[:9], report.area.code) for path, report in read_back if report.area is not None]
    years = [(path.stem[-4:], str(report.year)) for path, report in read_back if report.year is not None]
    assert len(areas) > 40 and sum(named == found for named, found in areas) / len(areas) > 0.95
    assert len(years) > 45 and all(named == found for named, found in years)


def test_every_number_and_name_is_accounted_for(read_back: list[tuple[Path, Report]]) -> None:
    nlp = load()
    outcomes = Counter(item.outcome for path, _ in read_back for item in account_of_findings(analyse(nlp, read(path))))
    assert outcomes.total() > 3000
    assert outcomes[Outcome.ISSUE] / outcomes.total() < 0.01


def test_other_formats_hold_the_same_report(tmp_path: Path) -> None:
    write_reports(tmp_path, 12, other_formats=0.5)
    suffixes = Counter(path.suffix for path in tmp_path.rglob("*.*"))
    assert suffixes == {".txt": 6, ".html": 1, ".docx": 1, ".pdf": 1, ".odt": 1, ".rtf": 1, ".ofd": 1}
    (word,) = tmp_path.rglob("*.docx")
    index = next(index for index, report in enumerate(composed(12)) if report.name == word.stem)
    (tmp_path / "same.txt").write_text(text_of(compose(1, index, YEARS)), encoding="utf-8")
    from_word, from_text = facts_of(read(word)), facts_of(read(tmp_path / "same.txt"))
    assert len(from_text.observations) > 20
    assert abs(len(from_word.observations) - len(from_text.observations)) <= 1


def test_a_template_that_is_not_closed_is_refused() -> None:
    with pytest.raises(ValueError, match="not closed"):
        Template("{a|{b}")
