"""The letterhead on texts written for these tests: real places, invented contents."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from extract.document import Document
from extract.letterhead.find_letterhead import Letterhead, find_letterhead
from extract.letterhead.page import compile_pattern
from extract.outline import outline
from extract.pattern_data import load_patterns
from extract.places.area_hints import pattern
from extract.places.gazetteer import load
from extract.read.clean import clean
from extract.reading import Reading
from extract.text.fold import fold

BODY = """一、主要举措和成效
全年开展法治宣传12场次，法治政府建设取得成效，法治意识提升。
二、存在的不足
法治队伍力量不足。"""


def read(text: str, path: str = "", metadata: dict[str, str] | None = None) -> Reading:
    folded = fold(text)
    return Reading(Document(text, path=path, metadata=metadata or {}), folded, outline(folded, text))


def head(text: str, body: str = BODY, path: str = "", metadata: dict[str, str] | None = None) -> Letterhead:
    text = f"{text}\n{body}"
    found = find_letterhead(read(text, path, metadata), load())
    for name in ("title", "document_number", "addressee", "signer", "issuer"):
        if name in found.spans:
            start, end = found.spans[name]
            assert text[start:end].replace("\n", "") == getattr(found, name)
    return found


def code(found: Letterhead) -> str | None:
    return found.area.code if found.area else None


def kinds(found: Letterhead) -> set[str]:
    return {issue.kind for issue in found.issues}


def tables() -> list[tuple[str, dict[str, Any]]]:
    data = load_patterns("letterhead")
    entries = [(table, entry) for table, rows in data.items() if isinstance(rows, list) for entry in rows]
    return [(table, entry) for table, entry in entries if isinstance(entry, dict) and "pattern" in entry]


@pytest.mark.parametrize(
    ("table", "entry"), tables(), ids=lambda value: value["name"] if isinstance(value, dict) else value
)
def test_patterns_match_their_examples_and_no_reject(table: str, entry: dict[str, Any]) -> None:
    compiled = compile_pattern(entry["pattern"])
    match = compiled.fullmatch if table == "title" else compiled.search
    assert entry["examples"] and entry["rejects"]
    for example in entry["examples"]:
        assert match(fold(example)), example
    for reject in entry["rejects"]:
        assert not match(fold(reject)), reject


@pytest.mark.parametrize("name", sorted(load_patterns("letterhead")["area"]["tests"]))
def test_patterns_of_places_match_their_examples_and_no_reject(name: str) -> None:
    examples, rejects = load_patterns("letterhead")["area"]["tests"][name]
    search = pattern(name).match if name in ("township", "nickname_end") else pattern(name).search
    assert all(search(fold(example)) for example in examples)
    assert not any(search(fold(reject)) for reject in rejects)


# ------------------------------------------------------------------------------------------- title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("王村镇2023年法治政府建设情况报告\n2023年，王村镇坚持依法行政。", "王村镇2023年法治政府建设情况报告"),
        ("虎邱镇人民政府\n关于2022年度法治政府建设情况的报告", "虎邱镇人民政府关于2022年度法治政府建设情况的报告"),
        ("虎邱镇人民政府\n虎邱镇2022年度法治政府建设报告", "虎邱镇2022年度法治政府建设报告"),
        ("东城街道\n2021年法治政府建设工作总结", "东城街道2021年法治政府建设工作总结"),
        ("虎邱镇关于2022年法治政府\n建设情况的报告", "虎邱镇关于2022年法治政府建设情况的报告"),
        ("虎邱镇人民政府关于2022年度\n法治政府建设情况的报告", "虎邱镇人民政府关于2022年度法治政府建设情况的报告"),
        ("虎政〔2023〕4号\n签发人：王小林\n虎邱镇2022年法治政府建设报告", "虎邱镇2022年法治政府建设报告"),
        (
            "当前位置：首页>政务公开>法治政府建设年度报告\n虎邱镇2022年法治政府建设年度报告",
            "虎邱镇2022年法治政府建设年度报告",
        ),
        ("[发布日期]\n2023-01-19\n虎邱镇2022年法治政府建设年度报告", "虎邱镇2022年法治政府建设年度报告"),
        (
            "法治政府建设情况的报告\n县委、县政府：\n《虎邱镇2022年度法治政府建设情况的报告》已经研究同意，请审阅。\n"
            "虎邱镇2022年度法治政府建设情况的报告",
            "虎邱镇2022年度法治政府建设情况的报告",
        ),
        ("虎邱镇2022年法治政府建设情况报告2022年，虎邱镇坚持依法行政。", "虎邱镇2022年法治政府建设情况报告"),
        ("2022年，虎邱镇坚持依法行政。现将法治建设情况报告如下：", None),
        ("标题：虎邱镇2022年法治政府建设报告\n文号：\n虎邱镇2022年法治政府建设报告", "虎邱镇2022年法治政府建设报告"),
        ("虎邱镇2022年法治政府建设报告-安溪县人民政府门户网站", "虎邱镇2022年法治政府建设报告"),
        (
            "2022年法治政府建设情况报告\n安平县柳河镇人民政府\n2022年法治政府建设情况报告",
            "安平县柳河镇人民政府2022年法治政府建设情况报告",
        ),
        ("法治政府建设报告\n虎邱镇2022年法治政府建设工作要点", "虎邱镇2022年法治政府建设工作要点"),
        ("虎邱镇2022年法治政府建设总结及2023年工作计划", "虎邱镇2022年法治政府建设总结及2023年工作计划"),
    ],
)
def test_title(text: str, title: str | None) -> None:
    assert head(text).title == title


# -------------------------------------------------------------------------------------------- year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("虎邱镇2022年法治政府建设报告\n今天是2024年9月1日", 2022),
        ("虎邱镇法治政府建设报告\n今年以来，虎邱镇坚持。现将我镇2021年度法治政府建设情况报告如下：", 2021),
        ("虎邱镇法治政府建设报告\n2020年以来，虎邱镇坚持依法行政。", 2020),
        ("虎邱镇二〇二二年法治政府建设报告", 2022),
        ("虎邱镇2023年法治政府建设总结及2024年工作计划", 2023),
        ("虎邱镇法治政府建设情况报告\n（2021年度）", 2021),
        ("虎邱镇普法依法治理工作报告\n现将2020年至2021年工作报告如下：", 2021),
    ],
)
def test_year(text: str, year: int) -> None:
    assert head(text).year == year


def test_a_stale_heading_does_not_outvote_the_title() -> None:
    body = BODY.replace("一、主要", "一、2022年主要")
    assert head("虎邱镇2023年法治政府建设报告", body).year == 2023


def test_the_headings_tell_the_year_where_nothing_else_does() -> None:
    body = BODY.replace("一、主要", "一、2022年度主要") + "\n三、2023年工作安排\n继续推进。"
    assert head("虎邱镇法治政府建设报告", body).year == 2022


def test_only_the_date_tells_the_year() -> None:
    found = head("虎邱镇法治政府建设报告", BODY + "\n虎邱镇人民政府\n2023年1月12日")
    assert found.year == 2022
    assert "year-unknown" in kinds(found)


def test_no_year_is_an_issue() -> None:
    assert "year-unknown" in kinds(head("虎邱镇法治政府建设报告"))


# ------------------------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("before", "after", "issued"),
    [
        ("", "虎邱镇人民政府\n2023年1月9日", date(2023, 1, 9)),
        ("", "虎邱镇人民政府\n二〇二三年一月二十三日", date(2023, 1, 23)),
        ("", "虎邱镇人民政府\n二○二三年十二月十日", date(2023, 12, 10)),
        ("", "虎邱镇人民政府2023年1月9日", date(2023, 1, 9)),
        ("发布日期：2023-02-01\n", "虎邱镇人民政府\n2023年1月9日", date(2023, 1, 9)),
        ("发布日期：2023-02-01\n成文日期：2023-01-20\n", "", date(2023, 1, 20)),
        ("来源：虎邱镇人民政府发布时间：2023-02-01 10:00\n", "", date(2023, 2, 1)),
        ("发布日期：2023-02-01\n", "虎邱镇党政办公室2023年1月11日印发", date(2023, 1, 11)),
        ("", "虎邱镇人民政府\n2023年元月9日", date(2023, 1, 9)),
        ("", "虎邱镇人民政府\n二〇二三年元月九日", date(2023, 1, 9)),
        ("", "（2022年12月20日）", date(2022, 12, 20)),
        ("发布日期：2023-02-01\n", "三、打算。继续加强培训。虎邱镇人民政府 2023年1月9日", date(2023, 1, 9)),
        ("", "三、打算。继续加强培训。2023年1月9日，县司法局来镇指导。", None),
        ("", "虎邱镇人民政府\n2021年1月9日", None),
        ("", "虎邱镇人民政府\n2023年2月30日", None),
        ("今天是2024年9月1日星期日\n", "", None),
        ("", "截至2022年12月31日，全镇办理案件3件。", None),
    ],
)
def test_issued(before: str, after: str, issued: date | None) -> None:
    assert head(f"{before}虎邱镇2022年法治政府建设报告", f"{BODY}\n{after}").issued == issued


def test_the_metadata_of_the_reader_counts_too() -> None:
    found = head("虎邱镇2022年法治政府建设报告", metadata={"成文日期": "2023-01-08", "发文字号": "虎政〔2023〕2号"})
    assert (found.issued, found.document_number) == (date(2023, 1, 8), "虎政〔2023〕2号")


# ----------------------------------------------------------------- number, addressee, signer, issuer


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("虎政〔2023〕4号\n虎邱镇2022年法治政府建设报告", "虎政〔2023〕4号"),
        ("虎政发[2023]12号签发人：王小林\n虎邱镇2022年法治政府建设报告", "虎政发[2023]12号"),
        ("发文字号：虎政字〔2023〕第5号\n虎邱镇2022年法治政府建设报告", "虎政字〔2023〕第5号"),
        ("[发文字号]\n虎政〔2023〕4号\n虎邱镇2022年法治政府建设报告", "虎政〔2023〕4号"),
        ("文号：\n虎邱镇2022年法治政府建设报告", None),
        ("虎邱镇2022年法治政府建设报告\n按照《关于做好报告工作的通知》（安法治办〔2022〕23号）要求，报告如下：", None),
    ],
)
def test_document_number(text: str, number: str | None) -> None:
    assert head(text).document_number == number


@pytest.mark.parametrize(
    ("line", "addressee"),
    [
        ("县委、县政府：", "县委、县政府"),
        ("市委依法治市办：", "市委依法治市办"),
        ("中共安溪县委,安溪县人民政府:", "中共安溪县委,安溪县人民政府"),
        ("县委全面依法治县委员会办公室：", "县委全面依法治县委员会办公室"),
        ("区委、区政府：2022年，虎邱镇坚持依法行政。", "区委、区政府"),
        ("现将有关情况报告如下：", None),
        ("主办：安溪县人民政府办公室", None),
    ],
)
def test_addressee(line: str, addressee: str | None) -> None:
    assert head(f"虎邱镇2022年法治政府建设报告\n{line}").addressee == addressee


@pytest.mark.parametrize(
    ("line", "title", "addressee"),
    [
        ("虎邱镇2022年法治政府建设报告县委、县政府：", "虎邱镇2022年法治政府建设报告", "县委、县政府"),
        ("虎邱镇2022年依法行政工作总结 县司法局：2022年，", "虎邱镇2022年依法行政工作总结", "县司法局"),
        (
            "关于虎邱镇2022年法治政府建设情况的报告中共安溪县委、安溪县人民政府：现将情况报告如下。",
            "关于虎邱镇2022年法治政府建设情况的报告",
            "中共安溪县委、安溪县人民政府",
        ),
        ("虎邱镇2022年法治政府建设报告", "虎邱镇2022年法治政府建设报告", None),
    ],
)
def test_a_title_that_runs_into_the_addressee(line: str, title: str, addressee: str | None) -> None:
    found = head(f"{line}\n2022年，虎邱镇坚持依法行政。\n一、主要做法\n")
    assert (found.title, found.year, found.addressee) == (title, 2022, addressee)


def test_signer() -> None:
    assert head("虎政〔2023〕4号签发人：欧阳小林\n虎邱镇2022年法治政府建设报告").signer == "欧阳小林"
    assert head("虎邱镇2022年法治政府建设报告").signer is None


@pytest.mark.parametrize(
    ("before", "after", "issuer"),
    [
        ("虎邱镇2022年法治政府建设报告", "安平县柳河镇人民政府\n2023年1月9日", "安平县柳河镇人民政府"),
        (
            "虎邱镇2022年法治政府建设报告",
            "中共安平县柳河镇委员会安平县柳河镇人民政府\n2023年1月9日",
            "安平县柳河镇人民政府",
        ),
        ("虎邱镇2022年法治政府建设报告", "中共虎邱镇委员会\n2023年1月9日", "中共虎邱镇委员会"),
        ("虎邱镇2022年法治政府建设报告", "", "虎邱镇人民政府"),
        ("安平县柳河镇人民政府关于2022年法治政府建设情况的报告", "", "安平县柳河镇人民政府"),
        ("安平县柳河镇人民政府文件\n虎政〔2023〕4号\n关于2022年法治政府建设情况的报告", "", "安平县柳河镇人民政府"),
        ("清波街道2022年法治政府建设报告", "", "清波街道办事处"),
        (
            "清波街道2022年法治政府建设报告",
            "杭州市上城区人民政府清波街道办事处\n2023年1月9日",
            "杭州市上城区人民政府清波街道办事处",
        ),
        ("长沙县司法局2022年法治政府建设工作报告", "", "长沙县司法局"),
        ("虎邱镇2022年法治政府建设报告", "抄送：县司法局", "虎邱镇人民政府"),
        ("中共虎邱镇委员会虎邱镇人民政府\n关于2022年法治政府建设情况的报告", "", "虎邱镇人民政府"),
        (
            "2022年法治政府建设报告\n安平县柳河镇人民政府\n虎邱镇2022年法治政府建设报告\n虎邱镇2022年法治政府建设报告",
            "",
            "安平县柳河镇人民政府",
        ),
        (
            "2022年，在县委的坚强领导下，安溪县司法局坚持依法行政，认真落实各项法治政府建设要求，取得新的成效，现报告如下：",
            "",
            "安溪县司法局",
        ),
        (
            "2022年，在县委的坚强领导下，县司法局坚持依法行政，安溪县认真落实各项法治政府建设要求，我县取得新的成效，现报告如下：",
            "",
            "安溪县人民政府",
        ),
        ("湖南省水利厅2023年法治政府建设报告", "", "湖南省水利厅"),
        ("安溪县卫健委2023年法治政府建设报告", "", "安溪县卫健委"),
        ("东莞滨海湾新区2023年法治政府建设报告", "", "东莞滨海湾新区管理委员会"),
        ("浦东新区2023年法治政府建设报告\n上海市浦东新区坚持依法行政。", "", "浦东新区人民政府"),
    ],
)
def test_issuer(before: str, after: str, issuer: str) -> None:
    assert head(before, f"{BODY}\n{after}").issuer == issuer


def test_the_place_of_the_issuer() -> None:
    found = head("虎邱镇2022年法治政府建设报告")
    assert found.issuer_place == found.area
    above = head("虎邱镇2022年法治政府建设报告", BODY + "\n安溪县司法局\n2023年1月9日").issuer_place
    assert above and above.code == "350524"
    zone = head("虎邱镇2022年法治政府建设报告", BODY + "\n南岸经济开发区管理委员会\n2023年1月9日")
    assert zone.issuer == "南岸经济开发区管理委员会"
    assert zone.issuer_place is None
    assert code(zone) == "350524108"


# -------------------------------------------------------------------------------------------- area


@pytest.mark.parametrize(
    ("text", "area"),
    [
        # where the county is named
        ("襄垣县王村镇2023年法治政府建设报告", "140423106"),
        ("王村镇2023年法治政府建设报告\n县委、县政府：\n为建设法治襄垣提供保障。", "140423106"),
        ("王村镇2023年法治政府建设报告\n襄垣县委：\n", "140423106"),
        ("王村镇2023年法治政府建设报告\n落实《襄垣县法治政府建设实施方案》。", "140423106"),
        ("发布机构：襄垣县王村镇人民政府\n王村镇2023年法治政府建设报告", "140423106"),
        ("首页>襄垣县>乡镇>王村镇\n王村镇2023年法治政府建设报告", "140423106"),
        ("索引号：11140423012345678X/2024-00001\n王村镇2023年法治政府建设报告", "140423106"),
        ("襄垣王村镇2023年法治政府建设报告", "140423106"),
        ("关于襄垣县王村镇2023年法治政府建设情况的报告", "140423106"),
        ("2023年度襄垣县王村镇法治政府建设情况报告", "140423106"),
        ("龙潭乡2023年法治政府建设报告\n中共墨江县委、墨江县人民政府：", "530822208"),
        # the only one of its name
        ("虎邱镇2023年法治政府建设报告", "350524108"),
        (
            "2023年，虎邱镇党委、政府坚持依法行政，严格落实各项法治要求，不断提升全镇的法治政府建设水平，群众满意。",
            "350524108",
        ),
        # by the province alone
        ("夏店镇2023年法治政府建设报告\n落实《安徽省安全生产条例》。", "341522119"),
        # without its people
        ("孟弄乡2023年法治政府建设报告\n落实墨江县委要求。", "530822203"),
        # a county's own, and a bureau's
        ("襄垣县2023年法治政府建设情况报告\n县政府常务会议研究法治工作，我县推进。", "140423"),
        ("襄垣县人民政府关于2023年法治政府建设情况的报告", "140423"),
        ("襄垣县司法局2023年法治政府建设报告", "140423"),
        ("洛阳市涧西区司法局2023年法治政府建设报告\n我区坚持依法行政。", "410305"),
        ("襄垣县住房和城乡建设局2023年法治政府建设报告", "140423"),
        ("襄垣县自然资源和城乡规划局关于2023年法治政府建设情况的报告", "140423"),
        (
            "2023年，襄垣县水利局坚持依法行政，局党组认真落实各项法治政府建设要求，不断提升我局的依法行政水平，群众满意。",
            "140423",
        ),
        # a name that the register has after a zone's
        (
            "2023年，张衡街道坚持依法行政，认真落实各项法治政府建设要求，不断提升街道依法行政水平，群众满意。",
            "411371060",
        ),
        ("北京市东城区人民政府关于2023年法治政府建设情况的报告\n我区坚持依法行政。", "110101"),
    ],
)
def test_area(text: str, area: str) -> None:
    found = head(text)
    assert code(found) == area, found.hints
    assert found.hints


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("城关镇2023年法治政府建设报告", "place-ambiguous"),
        ("白云街道2023年法治政府建设报告\n在区委、区政府领导下推进。", "place-ambiguous"),
        ("2023年法治政府建设报告\n县委、县政府：\n我镇坚持依法行政。", "place-unknown"),
        ("法治乡镇建设情况报告\n我镇坚持依法行政。", "place-unknown"),
        # a firm, its branch and a place visited say nothing of where a report is from
        ("王村镇2023年法治政府建设报告\n聘请襄垣县明理律师事务所为法律顾问。", "place-ambiguous"),
        ("王村镇2023年法治政府建设报告\n聘请山西明理（襄垣县）律师事务所为法律顾问。", "place-ambiguous"),
        ("王村镇2023年法治政府建设报告\n组织干部到襄垣县考察一次。", "place-ambiguous"),
        # hints against each other
        ("虎邱镇2023年法治政府建设报告\n襄垣县委、襄垣县人民政府：", "place-unknown"),
        ("发布机构：惠民县人民政府办公室\n清河镇2023年法治政府建设报告\n方城县委、县政府：", "place-ambiguous"),
        # ordinary words that are names elsewhere
        ("2023年法治政府建设镇村两级工作报告\n我镇推进新型城镇化建设，建设镇村综治中心。", "place-unknown"),
    ],
)
def test_area_left_open(text: str, kind: str) -> None:
    found = head(text)
    assert code(found) is None
    assert kind in kinds(found)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("公安县2023年法治政府建设年度报告", "421022"),
        ("和县人民政府关于2023年法治政府建设情况的报告", "340523"),
        ("市中区2023年法治政府建设年度报告", "place-ambiguous"),
        ("2023年推进公安县域法治政府建设年度报告", "place-unknown"),
        ("西区2023年法治政府建设年度报告", "place-unknown"),
    ],
)
def test_counties_called_by_an_ordinary_word(title: str, found: str) -> None:
    report = head(title, "2023年，我地政府常务会议研究法治议题9次，各乡镇、各街道落实。")
    assert found in {code(report), *kinds(report)}


def test_a_visit_to_a_namesake_does_not_speak_against_the_title() -> None:
    found = head("方城县清河镇2023年法治政府建设报告", "组织干部赴惠民县清河镇考察2次。")
    assert code(found) == "411322110"


def test_a_township_that_the_register_lacks_is_placed_in_its_county() -> None:
    found = head("襄垣县新岭镇2023年法治政府建设报告\n县委、县政府：")
    assert found.area and found.area.name == "新岭镇"
    assert found.area.code is None
    assert found.area.within and found.area.within.code == "140423"
    assert found.issuer == "新岭镇人民政府"
    assert "place-unknown" in kinds(found)


def test_villages_single_out_one_of_several_namesakes() -> None:
    text = "王村镇2023年法治政府建设报告\n2023年，王村镇坚持依法行政。"
    assert code(head(text)) is None
    body = BODY + "\n调解夏教村、史属村纠纷2起，在垴上村举办讲座。"
    found = head(text, body)
    assert code(found) == "140423106"
    assert any(hint.startswith("villages: ") for hint in found.hints)
    assert code(head(text, BODY + "\n在垴上村举办讲座。")) is None
    assert code(head(text + "\n安溪县委、安溪县人民政府：", body)) is None


def test_the_folder_is_the_last_hint() -> None:
    text = "王村镇2023年法治政府建设报告"
    assert code(head(text)) is None
    found = head(text, path="reports/襄垣县/a.txt")
    assert code(found) == "140423106"
    assert "path: 襄垣县 → 襄垣县 (2)" in found.hints
    (issue,) = found.issues
    assert (issue.kind, issue.words) == ("place-by-path", "王村镇")
    assert issue.why == "only the path of the file (襄垣县) tells which 王村镇 is meant"
    named = head(text + "\n为建设法治襄垣提供保障。", path="reports/安溪县/a.txt")
    assert code(named) == "140423106" and not named.issues


@pytest.mark.parametrize(
    ("text", "path", "area", "issues"),
    [
        # The path singles out one of several namesakes, of whatever kind, and says so.
        ("城关镇2023年法治政府建设报告", "谷城县/2023/a.txt", "420625100", ["place-by-path"]),
        ("城关镇2023年法治政府建设报告", "谷城县城关镇.txt", "420625100", ["place-by-path"]),
        ("市中区2023年法治政府建设年度报告", "山东省/济南市/a.txt", "370103", ["place-by-path"]),
        # The path names no division, or another one than any namesake lies in.
        ("城关镇2023年法治政府建设报告", "2023/a.txt", None, ["place-ambiguous"]),
        ("城关镇2023年法治政府建设报告", "安溪县/a.txt", None, ["place-ambiguous"]),
        # The text tells it: by the only one of the name, or by the county.
        ("虎邱镇2023年法治政府建设报告", "安溪县/a.txt", "350524108", []),
        ("谷城县城关镇2023年法治政府建设报告", "安溪县/a.txt", "420625100", []),
        ("谷城县城关镇2023年法治政府建设报告", "谷城县/a.txt", "420625100", []),
    ],
)
def test_what_the_path_alone_tells_is_an_issue(text: str, path: str, area: str | None, issues: list[str]) -> None:
    found = head(text, path=path)
    assert (code(found), [issue.kind for issue in found.issues]) == (area, issues)


def test_the_office_of_a_street_with_a_doubled_word() -> None:
    found = head("北城街街道办事处2023年法治政府建设报告")
    assert found.issuer == "北城街街道办事处"
    assert "place-ambiguous" in kinds(found)


# ------------------------------------------------------------------------------- is it such a report


@pytest.mark.parametrize(
    "text",
    [
        "虎邱镇人民政府2023年政府信息公开工作年度报告",
        "虎邱镇镇长2023年述法报告\n本人认真履职。",
        "虎邱镇党委主要负责人履行推进法治建设第一责任人职责情况的报告",
        "虎邱镇2023年政府工作报告",
        "虎邱镇2023年法治政府建设工作要点",
        "安溪县人民政府办公室\n关于印发安溪县2023年度法治政府建设\n工作安排的通知",
        "《安溪县2023年法治政府建设报告》政策解读",
        "政府信息公开\n县政府常务会议议题解读：关于2023年度法治建设工作情况的汇报",
        "安溪县司法局关于2023年工作情况及2024年工作计划的报告",
        "安溪县司法局2023年度工作总结",
        "水利局2023年度法治政府建设报告\n水利局法治政府建设报告 篇1",
        "水利局法治政府建设报告\n以____思想为指引，20__年水利局落实____精神，学习____论述。",
        "法治政府建设情况报告\n根据20xx年度xx县要求，xx镇对20xx年工作进行了自查，xx村、xx社区参加。",
    ],
)
def test_near_misses(text: str) -> None:
    found = head(text)
    assert not found.is_report
    assert "not-a-report" in kinds(found)


TEMPLATES = [
    "关于20XX年度法治政府建设情况的报告\nXX县人民政府：\n开展法治宣传XX场，发放资料XX份，受众XX户。",
    "____镇2024年法治政府建设情况报告\n开展法治宣传____场，发放资料____份，调解纠纷____件，走访____户。",
    "（此处填写乡镇名称）2024年法治政府建设年度报告\n开展宣传（此处填写数字）场，调解（此处填写数字）件，聘请（此处填写律所）。",
    "2024年法治政府建设工作总结\n我镇召开会议x次，开展普法x场，发放资料x份，走访x户，调解x起，培训x人次。",
    "××镇人民政府关于2024年法治政府建设情况的报告\n我镇开展宣传××场次，发放资料××余份，入户××户。",
    "○○镇2024年法治政府建设情况报告\n开展法治宣传○○场，发放资料○○份，走访○○户。",
    "2024年度法治政府建设工作报告\n组织学法（  ）次、培训（  ）期、（  ）人次参加；受理行政复议（  ）宗。",
    "【镇名】2024年法治政府建设情况报告\n开展法治宣传【】场，发放资料【】份，走访【 】户，化解信访【】批。",
    "……乡2024年法治政府建设情况报告\n开展宣传……场，发放资料……份，走访……户，调解……件。",
    "***街道2024年法治政府建设情况报告\n办理处罚***宗，罚款***元，办结率***%，检查企业***家。",
    # One figure stands as an example among the blanks.
    "2024年法治政府建设情况报告\n我镇开展“八五”普法宣传XX期，制作展板XX块，如举办讲座3场，法律援助XX人次，司法确认XX件。",
    "20__年度___镇法治政府建设年度报告\n配备执法人员___名，聘请法律顾问___家，审核合同___份。",
]


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_form_with_blanks_for_figures_is_no_report(text: str) -> None:
    assert not head(text, "二、存在的不足\n部分干部法治意识不强，执法力量不足。").is_report


@pytest.mark.parametrize(
    "sentence",
    [
        "调解杨某某与李某某邻里纠纷1件，王某某家庭纠纷1件，赵某某赡养纠纷1件，某村村民某甲信访1件。",
        "调解XX村村民张XX与李XX纠纷，XX村委会参加。",
        "处理XX村一组与XX村二组林地纠纷1件，XX村XX户宅基地纠纷1起，XX企业欠薪1件。",
        "联系人：____ 电话：____",
        "7×24小时值守，购置XXL码背心20件，××公司欠薪案1件。",
        "××人民法院××法庭、××人民检察院共建，XX名苑小区、XX家园设点，XX条例宣讲进××个体户。",
        "是否公开：是（  ）否（  ）。附件：（  ）见附表……",
        "开展宣传……培训……等活动。",
        "开展“拍案说法”XX期，制作短视频12条，播放3万次。",
    ],
)
def test_a_report_with_masked_names_is_one(sentence: str) -> None:
    body = f"{BODY}\n开展法治宣传36场，发放资料1200份，调解纠纷86件，培训执法人员15名，走访500户。\n{sentence}"
    found = head("襄垣县王村镇2024年法治政府建设情况报告", body)
    assert found.is_report and code(found) == "140423106"


@pytest.mark.parametrize(
    "text",
    [
        "下面是小编为大家整理的法治政府建设工作总结，供大家参考。\n我镇坚持依法行政，推进法治政府建设，法治意识提升。",
        "虎邱镇2022年法治政府建设情况报告\n现将本人履行职责情况报告如下：",
        "根据《政府信息公开条例》，结合我镇法治建设实际，编制本报告，公布我镇依法行政和普法情况。",
        "为推进法治政府建设，加强依法行政和普法工作，制定本方案。",
        "今年以来，虎邱镇聚焦法治建设。该镇推进普法，该镇聘请法律顾问，依法行政水平提升，群众法治意识提升。",
        "关于做好2022年法治政府建设年度报告工作的通知",
        "虎邱镇开展植树活动，栽种树木3000棵。",
    ],
)
def test_evidence_of_near_misses(text: str) -> None:
    assert not head(text, "一、总体要求\n开展活动3次。").is_report


@pytest.mark.parametrize(
    "text",
    [
        "虎邱镇2022年法治政府建设情况报告\n一、党政主要负责人履职情况\n我坚持带头学法。我始终带头守法。本人主持会议4次。本人述法1次。",
        "2022年，虎邱镇依法行政，聘请法律顾问1名，开展普法12场，行政执法规范。现将有关情况报告如下：",
        "关于印发《虎邱镇2022年法治政府建设报告》的通知",
        "关于公布虎邱镇2022年法治政府建设情况报告的公告",
    ],
)
def test_reports_that_say_little_of_the_subject(text: str) -> None:
    assert head(text, "一、主要工作\n开展活动3次。").is_report


def test_the_hints_say_what_decided() -> None:
    found = head("襄垣县王村镇2023年法治政府建设报告\n为建设法治襄垣提供保障。")
    assert found.hints[0].startswith("title: 襄垣县 → 襄垣县 (")
    assert "title: 王村镇 → 襄垣县王村镇" in found.hints
    assert "nickname: 法治襄垣 → 襄垣县 (3)" in found.hints


def test_hints_against_each_other_are_shown() -> None:
    found = head("虎邱镇2023年法治政府建设报告\n襄垣县委、襄垣县人民政府：")
    assert any(hint.startswith("addressee: 襄垣县") for hint in found.hints)


def test_the_path_names_the_township_where_the_text_does_not() -> None:
    text = "2023年法治政府建设报告\n县委、县政府：\n我镇坚持依法行政。"
    found = head(text, path="reports/山西省/襄垣县/王村镇.txt")
    assert code(found) == "140423106"
    assert "place-by-path" in kinds(found) and "place-unknown" not in kinds(found)
    assert any(hint.startswith("path: 王村镇") for hint in found.hints)
    assert code(head("我县" + text, path="王村镇.txt")) is None


def test_news_is_no_report() -> None:
    text = "1月8日，安平县柳河镇召开会议，部署法治政府建设推进会有关事项，县司法局负责人到会讲话并调研法治工作。"
    assert not head(text, "会议强调，要抓好落实。").is_report


@pytest.mark.parametrize(
    "text",
    [
        "虎邱镇2023年法治政府建设情况报告",
        "虎邱镇2023年法治政府建设总结及2024年工作计划",
        "虎邱镇关于2023年度推进法治建设工作情况的报告",
        "2023年，虎邱镇坚持依法行政。现将我镇2023年度法治政府建设情况报告如下：",
        "法治政府年度报告",
    ],
)
def test_reports(text: str) -> None:
    assert head(text).is_report


def test_an_empty_text_has_no_letterhead() -> None:
    found = find_letterhead(read(""), load())
    assert (found.title, found.area, found.issued, found.is_report) == (None, None, None, False)


@pytest.mark.parametrize(
    "form",
    [
        "{county}{name}2023年法治政府建设报告\n2023年，{name}坚持依法行政。",
        "{name}2023年法治政府建设报告\n{county}委、{county}人民政府：",
        "2023年法治政府建设报告\n我镇坚持依法行政。\n一、主要举措\n宣传3次。\n{county}{name}人民政府\n2024年1月5日",
        "{name}2023年法治政府建设报告\n2023年，{name}坚持依法行政。",
    ],
)
def test_a_township_of_any_name_is_never_taken_for_another(form: str) -> None:
    gazetteer = load()
    names = [name for name in gazetteer._townships if name.endswith(("镇", "乡", "街道", "苏木"))]
    for name in Random(form).sample(names, 150):
        place = gazetteer.townships(name)[0]
        assert place.within
        text = form.format(county=place.within.name, name=name)
        area = find_letterhead(read(text), gazetteer).area
        assert area in (place, None), text
        assert area == place or "county" not in form or "{county}{name}人民政府" in form, text


@pytest.mark.parametrize(
    ("own", "code"),
    [("我市", None), ("我县", None), ("我省", "140000"), ("本机关", "140000")],
)
def test_a_larger_division_is_the_area_only_where_it_speaks_of_itself_so(own: str, code: str | None) -> None:
    text = (
        f"2022年，{own}法治政府建设取得成效，各地以《山西省法治政府建设实施方案》为统领，"
        "山西省委、山西省政府高度重视，全面部署，深入推进。\n一、主要做法\n各乡镇开展法治宣传。"
    )
    area = head(text).area
    assert (area.code if area else None) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # A journey to another county's township says nothing of the own county, the breadcrumb does.
        ("{夏店}首页 > 襄垣县人民政府 > 乡镇\n赴浙江省诸暨市枫桥镇学习。", "140423103"),
        ("{夏店}赴浙江省诸暨市枫桥镇学习。", None),
        # Banners in short; sub-districts with and without their offices.
        ("科右中旗巴彦呼舒镇2023年法治政府建设报告\n", "152222100"),
        ("花都区新华街道办事处2023年法治政府建设报告\n", "440114001"),
        ("阿拉善左旗新华街道2023年法治政府建设报告\n", "152921404"),
        # Names and titles over several lines.
        ("襄垣县夏\n店镇2023年法治政府建设情况\n报告\n", "140423103"),
        ("中共襄垣县夏店镇委员会 襄垣县夏店镇人民政府\n关于2023年度法治政府建设情况的报告\n", "140423103"),
        ("襄垣县夏店镇关于报送2023年度法治政府建设情况的函\n", "140423103"),
    ],
)
def test_where_a_township_is_from(text: str, code: str | None) -> None:
    found = head(text.replace("{夏店}", "夏店镇2023年法治政府建设报告\n2023年，我镇坚持依法行政。\n一、主要做法\n"))
    assert (found.area.code if found.area else None) == code
    assert found.year == 2023
    assert found.is_report


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "襄垣县夏店镇：多措并举推进法治建设\n发布时间：2024-08-16\n近日，记者获悉，该镇调处33起，该镇宣传。",
            "140423103",
        ),
        ("2023年度述法报告\n襄垣县夏店镇党委副书记、镇长 王小林\n本人认真履职。", "140423103"),
        ("夏店镇2023年法治政府建设考核评分表\n", None),
    ],
)
def test_near_misses_have_an_area_and_no_guessed_year(text: str, code: str | None) -> None:
    found = head(text)
    assert not found.is_report
    assert (found.area.code if found.area else None) == code
    assert found.year in (None, 2023) and ("2023" in text or found.year is None)


@pytest.mark.parametrize(
    "line",
    [
        "洋县谢村镇人民政府镇长  王小林",
        "述法人：洋县谢村镇党委书记 王小林",
        "（洋县谢村镇 王小林）",
        "洋县谢村镇  王小林",
        "中共洋县谢村镇委员会书记 王小林",
    ],
)
def test_the_byline_of_a_persons_account_tells_the_area(line: str) -> None:
    text = (
        f"2024年度履行推进法治建设\n第一责任人职责述法报告\n{line}\n（2025年1月10日）\n2024年，本人认真履职。\n{BODY}"
    )
    found = find_letterhead(read(clean(text)), load())
    assert code(found) == "610723104"
    assert kinds(found) == {"not-a-report"}


@pytest.mark.parametrize("line", ["2025年6月13日", "（此件公开发布）", "政府信息公开"])
def test_a_title_does_not_begin_with_a_line_that_stands_alone(line: str) -> None:
    assert head(f"{line}\n安溪县创建法治政府建设示范县实施方案").title == "安溪县创建法治政府建设示范县实施方案"


@pytest.mark.parametrize(
    "title",
    [
        "安溪县司法局关于2023年法治政府建设工作情况及2024年工作计划的报告",
        "虎邱镇2023年工作总结",
        "虎邱镇2023年法治政府建设报告\n完成调研报告3篇。",
    ],
)
def test_what_only_resembles_a_near_miss(title: str) -> None:
    assert head(title).is_report


ANONYMOUS = "2024年度法治政府建设情况的报告"


@pytest.mark.parametrize(
    ("announced", "area"),
    [
        ("现将襄垣县夏店镇2024年度法治政府建设情况报告如下：", "140423103"),
        ("现将深圳市南山区粤海街道2024年度法治政府建设情况报告如下：", "440305007"),
        ("现将义乌市佛堂镇法治政府建设工作情况汇报如下：", "330782100"),
        ("现将洛阳高新区2024年法治政府建设工作情况报告如下：", "410371"),
        ("现将合肥经济技术开发区推进法治建设有关情况报告如下：", "340177"),
        ("现将鄂托克前旗敖勒召其镇2024年度法治政府建设情况报告如下：", "150623100"),
        ("现将慈利县许家坊土家族乡2024年法治政府建设情况报告如下：", "430821213"),
        ("现将四季青街道2024年度法治政府建设情况报告如下：", None),
        ("现将我镇2024年度法治政府建设情况报告如下：", None),
        ("现将有关情况报告如下：", None),
        ("按照襄垣县夏店镇的做法，现将2024年有关情况报告如下：", None),
    ],
)
def test_the_announcing_sentence_names_the_area(announced: str, area: str | None) -> None:
    assert code(head(f"{ANONYMOUS}\n{announced}")) == area


def test_the_title_goes_before_the_announcing_sentence() -> None:
    found = head("襄垣县夏店镇2024年度法治政府建设情况的报告\n现将襄垣县王桥镇2024年法治政府建设情况报告如下：")
    assert code(found) == "140423103"


@pytest.mark.parametrize(
    "signature", ["襄垣县夏店镇人民政府", "（襄垣县夏店镇人民政府）", "襄垣县夏店镇人民政府（章）"]
)
@pytest.mark.parametrize("date_line", ["", "2025年1月9日", "（2025年1月9日）"])
def test_the_signature_alone_names_the_area(signature: str, date_line: str) -> None:
    assert code(head(ANONYMOUS, f"{BODY}\n{signature}\n{date_line}")) == "140423103"


@pytest.mark.parametrize(
    ("title", "area"),
    [
        ("富阳市场口镇2014年法治政府建设工作报告", "330111110"),
        ("长治县苏店镇2017年法治政府建设工作报告", "140404101"),
        ("焦作市城乡一体化示范区文昌街道办事处2024年法治政府建设报告", "410871062"),
        ("贵安新区马场镇2024年法治政府建设报告", None),
        ("柳河市场口镇2024年法治政府建设报告", None),
    ],
)
def test_former_ranks_and_zones_before_a_township(title: str, area: str | None) -> None:
    assert code(head(title)) == area
