from __future__ import annotations

import pytest

from extract.letterhead.find_letterhead import Letterhead, find_letterhead
from extract.places.gazetteer import load
from extract.read.clean import clean
from tests.extract.test_letterhead import read

REST = "\n一、主要做法\n我镇组织普法宣传9场。全镇依法行政水平提升。\n二、下步打算\n继续推进法治政府建设。"


def head(text: str) -> Letterhead:
    return find_letterhead(read(clean(text + REST)), load())


def place(text: str) -> str | None:
    area = head(text).area
    return area.code if area else None


@pytest.mark.parametrize(
    ("speech", "code"),
    [
        # 黄村镇 is in 泾县, 东源县 and 蒙山县.
        ("深入学习习近平总书记视察广东重要讲话精神", "441625112"),
        ("贯彻习近平总书记对安徽工作系列重要指示精神", "341823107"),
        ("落实习近平总书记关于广西工作的重要讲话和重要指示", "450423104"),
        ("学习习近平总书记视察广东、广州重要讲话", "441625112"),
        ("学习习近平总书记在福建考察时的重要讲话", None),
        ("学习习近平总书记视察山西重要讲话", None),
        ("学习习近平总书记关于依法治国的重要论述", None),
        ("学习习近平总书记视察广东、对安徽工作的重要讲话", None),
    ],
)
def test_a_speech_on_the_province_singles_out_a_namesake(speech: str, code: str | None) -> None:
    found = head(f"2024年，黄村镇坚持依法行政，{speech}，不断提升全镇的法治政府建设水平，群众满意度提高。")
    assert (found.area.code if found.area else None) == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        # 宁安镇 is in 宁安市 and 中宁县.
        ("在县委、县政府的坚强领导下", "640521100"),
        ("在县委和县政府正确领导下", "640521100"),
        ("在市委、市政府的正确领导下", "231084100"),
        ("在市委、市政府和县委、县政府的领导下", "640521100"),
        ("在上级党委、政府的领导下", None),
        ("在区委、区政府的领导下", None),
        ("落实县委、县政府部署", None),
    ],
)
def test_the_committee_above_singles_out_a_namesake(words: str, code: str | None) -> None:
    assert place(f"2024年，宁安镇{words}，坚持依法行政，不断提升全镇的法治政府建设水平，群众满意度提高。") == code


def test_a_county_that_is_a_district_now_is_still_a_county_for_earlier_reports() -> None:
    gazetteer = load()
    district = gazetteer.by_code("340210")
    assert district.name == "湾沚区"
    assert gazetteer.had_rank(district, "县") and gazetteer.had_rank(district, "区")
    assert not gazetteer.had_rank(gazetteer.by_code("140423"), "区")


def test_the_county_named_weighs_more_than_the_rank_of_its_committee() -> None:
    assert (
        place("宁安市宁安镇2024年法治政府建设情况报告\n2024年，在县委、县政府的领导下，推进依法行政。") == "231084100"
    )


def test_a_township_that_only_opens_a_paragraph_is_the_reports_own() -> None:
    text = "2024年以来，在雷州市委、市政府的坚强领导下，我镇政府坚持依法行政，保障和促进全镇经济社会发展，群众满意。\n"
    assert place(f"{text}一、完善机制\n东里镇深入贯彻全面依法治国战略，完善体制机制。") == "440882110"
    assert place(f"{text}一、完善机制\n干部赴东里镇深入学习经验，完善体制机制。") is None


@pytest.mark.parametrize("words", ["召开县委专题会议2次", "办理县人大代表建议3件", "公开县政府信息9条"])
def test_the_end_of_a_word_places_no_township(words: str) -> None:
    """临江镇 is in 开州区, once 开县, and in nine other counties."""
    assert place(f"临江镇2024年法治政府建设报告\n2024年，临江镇坚持依法行政，{words}。") is None


@pytest.mark.parametrize(
    ("speech", "code"),
    [
        # 龙城街道 is in 龙岗区 of 深圳市 and in 龙门县 of the same province, among others.
        ("习近平总书记对广东、深圳系列重要讲话", "440307015"),
        ("习近平总书记视察广东重要讲话", None),
        ("习近平总书记视察山西、太原重要讲话", "140105007"),
    ],
)
def test_a_speech_on_the_prefecture_decides_between_namesakes_of_a_province(speech: str, code: str | None) -> None:
    text = f"2024年，龙城街道坚持依法行政，深入学习{speech}精神，不断提升街道法治政府建设水平，群众满意度提高。"
    assert place(text) == code


@pytest.mark.parametrize(
    ("body", "issuer"),
    [
        ("我局坚持依法行政。局党组研究法治工作4次，局机关学法6次。", None),
        ("我县坚持依法行政。县政府常务会议研究法治工作4次。", "襄垣县人民政府"),
    ],
)
def test_no_government_issues_a_bureaus_report(body: str, issuer: str | None) -> None:
    text = f"落实《襄垣县法治政府建设实施方案》，{body}"
    found = find_letterhead(
        read(clean(f"2024年，{text}现将情况报告如下：\n一、主要做法\n各乡镇、各街道学法9次。")), load()
    )
    assert (found.area.name if found.area else None) == "襄垣县"
    assert found.issuer == issuer
