"""Corrections: read with clear errors, applied to what was found, and surviving into the facts."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from extract.corrections import NONE, CorrectionsError, Indicator, find_corrections, load_corrections
from extract.document import Document
from extract.report import facts_of
from ontology.model import Programme, Report

TEXT = (
    "城关镇2024年法治政府建设情况报告\n一、主要举措\n开展板凳会36场，排查纠纷86件，其中家事18件，学习《守约办法》2次。"
    "打造“灯下说法”栏目。聘请湖北楚灯（襄江）律师事务所何青川律师为法律顾问。依据《治安处罚法》第三条处理。"
)


def corrected(tmp_path: Path, corrections: str) -> Report:
    file = tmp_path / "corrections.toml"
    file.write_text(corrections, encoding="utf-8")
    loaded = load_corrections([file])
    assert pickle.loads(pickle.dumps(loaded)) == loaded
    return facts_of(Document(TEXT, name="城关镇.txt"), corrections=loaded)


@pytest.mark.parametrize("name", ["城关镇.txt", "城关*"])
def test_an_area_by_file_name_or_glob(tmp_path: Path, name: str) -> None:
    before = facts_of(Document(TEXT, name="城关镇.txt"))
    assert before.area is None and "place-ambiguous" in {issue.kind for issue in before.issues}
    report = corrected(tmp_path, f'[area]\n"{name}" = "420625100"')
    assert report.area is not None and report.area.code == "420625100"
    assert report.issuer_place == report.area
    assert report.hints == ("corrections.toml: 420625100",)
    assert "place-ambiguous" not in {issue.kind for issue in report.issues}


@pytest.mark.parametrize("name", ["谷城县城关镇", "湖北省襄阳市谷城县城关镇", "谷城城关镇"])
def test_an_area_by_the_name_written_out(tmp_path: Path, name: str) -> None:
    report = corrected(tmp_path, f'[area]\n"城关镇.txt" = "{name}"')
    assert report.area is not None and report.area.code == "420625100"


def test_a_county_as_the_area_by_the_name_that_its_city_makes_clear(tmp_path: Path) -> None:
    report = corrected(tmp_path, '[area]\n"城关镇.txt" = "济南市市中区"')
    assert report.area is not None and report.area.code == "370103"


def test_the_year_of_a_file(tmp_path: Path) -> None:
    undated = TEXT.replace("2024年", "")
    file = tmp_path / "corrections.toml"
    file.write_text('[year]\n"城关*" = 2023\n', encoding="utf-8")
    before, after = (
        facts_of(Document(undated, name="城关镇.txt"), corrections=c) for c in (NONE, load_corrections([file]))
    )
    assert before.year is None and "year-unknown" in {issue.kind for issue in before.issues}
    assert after.year == 2023 and "year-unknown" not in {issue.kind for issue in after.issues}
    assert {observation.year for observation in after.observations} == {2023}
    assert corrected(tmp_path, '[year]\n"x.txt" = 2023').year == 2024
    assert corrected(tmp_path, '[year]\n"城关镇.txt" = 2023').year == 2023


def test_whether_a_file_is_a_report(tmp_path: Path) -> None:
    assert corrected(tmp_path, '[report]\n"x.txt" = false').is_report
    other = corrected(tmp_path, '[report]\n"城关镇.txt" = false')
    assert not other.is_report and other.observations
    (issue,) = (issue for issue in other.issues if issue.kind == "not-a-report")
    assert issue.why == "corrections.toml says so"
    file = tmp_path / "corrections.toml"
    file.write_text('[report]\n"*" = false\n"述法.txt" = true\n', encoding="utf-8")
    account = Document("高桥镇党委书记2024年述法报告\n本人认真履职，开展普法12场。", name="述法.txt")
    assert not facts_of(account).is_report
    report = facts_of(account, corrections=load_corrections([file]))
    assert report.is_report and "not-a-report" not in {issue.kind for issue in report.issues}


def test_words_that_mean_an_entity(tmp_path: Path) -> None:
    report = corrected(
        tmp_path,
        '[entity]\n"灯下说法" = "programme:灯下说法"\n"板凳会" = "publicity-events"\n"治安处罚法" = "民法典"\n',
    )
    made = [activity for activity in report.activities if activity.rule == "correction"]
    assert [(activity.programme, activity.evidence.quote) for activity in made] == [
        (Programme("灯下说法"), "“灯下说法”")
    ]
    talks = [o for o in report.observations if o.rule == "correction"]
    assert [(o.indicator, str(o.value), o.hints) for o in talks] == [
        ("publicity-events", "36", ("corrections.toml: 板凳会",))
    ]
    cited = [c for c in report.citations if c.rule == "correction"]
    assert [(c.instrument.title, c.article) for c in cited] == [("中华人民共和国民法典", "第三条")]


def test_a_firm_by_another_name(tmp_path: Path) -> None:
    report = corrected(tmp_path, '[firms]\n"湖北楚灯（襄江）律师事务所" = "湖北楚灯律师事务所"')
    assert [e.provider.name for e in report.engagements] == ["湖北楚灯律师事务所"]
    assert report.engagements[0].lawyers == ("何青川",)


def test_words_that_are_no_facts(tmp_path: Path) -> None:
    before = facts_of(Document(TEXT, name="城关镇.txt"))
    report = corrected(
        tmp_path, '[ignore]\nwords = ["板凳会36场"]\n[ignore.files]\n"城关*" = ["《守约办法》"]\n"x*" = ["86件"]'
    )
    values = [int(o.value) for o in report.observations]
    assert 36 in [int(o.value) for o in before.observations] and 36 not in values and 86 in values
    part = next(o for o in report.observations if o.value == 18)
    assert part.part_of is not None and report.observations[part.part_of].value == 86
    assert "守约办法" not in {c.instrument.title for c in report.citations}
    assert not [issue for issue in report.issues if issue.kind == "number-unread"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[area\n", "", "broken TOML"),
        ('[areas]\n"a" = "1"', "line 1", "use [area]"),
        ('\n[area]\n"a.txt" = "999999999"', "line 3", "6 digits for a county"),
        ('[area]\n"a.txt" = 420625100', "line 2", '"name" = "value"'),
        ('[area]\n"a.txt" = "某县城关镇"', "line 2", "no division is called '某县城关镇'; write the county's name"),
        ('[area]\n"a.txt" = "龙山镇"', "line 2", "divisions are called '龙山镇'; write the county's name before it"),
        ('[area]\n"a.txt" = "龙山镇"', "line 2", "友谊县龙山镇 230522102"),
        ('[area]\n"a" = "1"\n"a" = "2"\n\n', "line 3", "stands twice"),
        ('[entity]\n"x" = "法律明白人"', "line 2", "write one of programme:法律明白人, indicator:法律明白人"),
        ('[entity]\n"x" = "民法曲"', "line 2", "did you mean"),
        ('[entity]\n"x" = "indicator:nothing"', "line 2", "no vocabulary has"),
        ('[year]\n"x.txt" = "2024"', "line 2", "write a year, as in 2024, without quotation marks"),
        ('[year]\n"x.txt" = 24', "line 2", "write a year"),
        ('[year]\n"x.txt" = true', "line 2", "write a year"),
        ("year = 2024", "line 1", "is no table"),
        ('[report]\n"x.txt" = "no"', "line 2", "write true or false, without quotation marks"),
        ('[report]\n"x.txt" = 1', "line 2", "write true or false"),
        ('[firms]\n"x" = "某某公司"', "line 2", "律师事务所"),
        ('[ignore]\nword = ["x"]', "line 2", "use words"),
        ('[ignore]\nwords = "x"', "line 2", "list of words"),
        ("ignore = 3", "line 1", "is no table"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_remedy(tmp_path: Path, text: str, line: str, words: str) -> None:
    file = tmp_path / "corrections.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CorrectionsError) as error:
        load_corrections([file])
    message = str(error.value)
    assert str(file) in message and line in message and words in message and "\n" not in message


def test_a_file_that_was_edited_is_read_anew(tmp_path: Path) -> None:
    """In a notebook, one process builds again and again."""
    assert corrected(tmp_path, '[year]\n"城关镇.txt" = 2022').year == 2022
    assert corrected(tmp_path, '[year]\n"城关镇.txt" = 2023').year == 2023


def test_inner_corrections_follow_outer_ones(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    for folder, name in ((tmp_path, "publicity-events"), (inner, "cases-filed")):
        (folder / "corrections.toml").write_text(f'[entity]\n"x" = "{name}"', encoding="utf-8")
    file = inner / "r.txt"
    assert find_corrections(file, tmp_path) == (tmp_path / "corrections.toml", inner / "corrections.toml")
    assert find_corrections(file, file) == (inner / "corrections.toml",)
    assert find_corrections(tmp_path / "r.txt", tmp_path / "a") == ()
    loaded = load_corrections(find_corrections(file, tmp_path))
    assert dict(loaded.entities)["x"] == Indicator("cases-filed")
