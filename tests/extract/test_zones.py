"""Development zones, farms and the like as what a report is about: titles written for these tests, real places."""

from __future__ import annotations

import re

import pytest

from extract.document import Document
from extract.letterhead.find_letterhead import Letterhead, find_letterhead
from extract.outline import outline
from extract.pattern_data import expand, load_patterns
from extract.places.find_zone import ZoneName, zone_name
from extract.places.gazetteer import load
from extract.reading import Reading
from extract.text.fold import fold
from ontology.model import DivisionKind

BODY = "一、主要举措和成效\n全年开展法治宣传12场次，法治意识提升。\n二、存在的不足\n法治队伍力量不足。"


def head(title: str, after: str = "") -> Letterhead:
    text = f"{title}\n{BODY}\n{after}"
    folded = fold(text)
    return find_letterhead(Reading(Document(text), folded, outline(folded, text)), load())


@pytest.mark.parametrize("table", ["name", "bare", "type", "no_head", "regiment", "registered_regiment"])
def test_patterns_match_their_examples_and_no_reject(table: str) -> None:
    data = load_patterns("zones")
    pattern = re.compile(expand(data[table]["pattern"].replace("{type}", f"(?:{'|'.join(data['types'])})")))
    assert [text for text in data[table]["examples"] if not pattern.search(text)] == []
    assert [text for text in data[table]["rejects"] if pattern.match(text)] == []


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("宝鸡高新技术产业开发区管理委员会2022年法治政府建设情况报告", ZoneName("宝鸡高新技术产业开发区", "宝鸡", ())),
        ("关于2023年度宝鸡高新区法治政府建设情况的报告", ZoneName("宝鸡高新区", "宝鸡", ())),
        ("2023年度宝鸡高新区法治政府建设情况报告", ZoneName("宝鸡高新区", "宝鸡", ())),
        ("襄阳市高新区2023年法治政府建设情况报告", ZoneName("襄阳高新区", "襄阳", ("襄阳市",))),
        ("北林区四方台林场2022年工作总结", ZoneName("四方台林场", "四方台", ("北林区",))),
        ("高新区管委会2022年法治政府建设情况报告", None),
        ("国家级经济技术开发区2022年法治政府建设情况报告", None),
        ("宝鸡高新技术产业开发区河湾镇2022年法治政府建设情况报告", None),
        ("襄垣县林业局2022年法治政府建设情况报告", None),
        ("襄垣县王村镇2022年法治政府建设情况报告", None),
    ],
)
def test_the_zone_that_a_title_begins_with(words: str, name: ZoneName | None) -> None:
    assert zone_name(words, load()) == name


@pytest.mark.parametrize(
    ("title", "name", "kind", "within"),
    [
        ("宝鸡高新技术产业开发区管理委员会2022年法治政府建设情况报告", "宝鸡高新技术产业开发区", "County", "610300"),
        ("息烽经济开发区管理委员会关于2022年法治政府建设情况的报告", "息烽经济开发区", "Township", "520122"),
        ("贵州大方经济开发区2022年法治政府建设情况报告", "贵州大方经济开发区", "Township", "520521"),
        ("应城市应城经济开发区管委会2022年法治政府建设工作总结", "应城经济开发区", "Township", "420981"),
        ("黑龙江省绥化市北林区四方台林场2022年法治政府建设情况报告", "四方台林场", "Township", "231202"),
        ("襄垣县红旗农场2022年法治建设工作总结", "红旗农场", "Township", "140423"),
        ("襄阳市高新区2023年法治政府建设情况报告", "襄阳高新技术产业开发区", "County", "420600"),
        (
            "宝鸡高新区2022年法治政府建设工作总结\n2022年，宝鸡高新技术产业开发区坚持依法行政。",
            "宝鸡高新技术产业开发区",
            "County",
            "610300",
        ),
    ],
)
def test_a_zone_is_an_area_of_its_own_in_what_it_lies_in(title: str, name: str, kind: str, within: str) -> None:
    area = head(title).area
    assert area and area.within
    assert (area.name, area.kind, area.code, area.within.code) == (name, DivisionKind(kind), None, within)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("松江佘山度假区2023年法治政府建设情况报告", "310117504"),
        ("秀屿前沁农场2023年法治建设工作总结", "350305400"),
        ("襄阳前沁农场2023年法治建设工作总结", None),
    ],
)
def test_a_registered_zone_behind_the_short_name_of_its_county(title: str, code: str | None) -> None:
    area = head(title).area
    assert (area.code if area else None) == code


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("东营经济技术开发区管委会2023年法治政府建设情况报告", "370571"),
        ("上海市浦东新区2023年法治政府建设情况报告", "310115"),
        ("滨海新区2023年法治政府建设年度报告", "120116"),
    ],
)
def test_a_zone_of_the_register_is_the_registers(title: str, code: str) -> None:
    area = head(title).area
    assert area and area.code == code


@pytest.mark.parametrize(
    "title",
    [
        "高新区管委会2022年法治政府建设情况报告",
        "经济开发区2022年法治政府建设工作总结",
        "星湖新区管委会2022年法治政府建设情况报告",
        "滨海湾新区2022年法治政府建设情况报告",
        "新城经济开发区2022年法治政府建设情况报告",
        "宝鸡高新区管委会2022年法治政府建设情况报告\n襄垣县委、襄垣县人民政府：",
    ],
)
def test_a_zone_that_nothing_places_stays_open(title: str) -> None:
    found = head(title)
    assert found.area is None
    assert {"place-ambiguous", "place-unknown"} & {issue.kind for issue in found.issues}


def test_the_signature_names_the_zone_where_the_title_names_nothing() -> None:
    signed = "唐山海港经济开发区管理委员会\n2023年1月10日"
    area = head("2022年法治政府建设情况报告", signed).area
    assert area and area.name == "唐山海港经济开发区"
    other = head("虎邱镇2022年法治政府建设情况报告", "泉州台商投资开发区管理委员会\n2023年1月10日").area
    assert other and other.code == "350524108"


def test_a_bureau_is_no_farm_of_that_name_elsewhere() -> None:
    area = head("襄垣县林业局2022年法治政府建设工作总结\n我县坚持依法行政，我局认真落实。").area
    assert area and area.code == "140423"


def test_a_zones_body_is_its_committee() -> None:
    assert head("宝鸡高新技术产业开发区2022年法治政府建设情况报告").issuer == "宝鸡高新技术产业开发区管理委员会"


def test_a_prefecture_may_write_to_its_counties() -> None:
    area = head("金昌市2024年法治政府建设情况报告\n永昌县、金川区人民政府：\n我市坚持依法行政。").area
    assert area and area.code == "620300"


def test_a_prefecture_without_counties_is_itself() -> None:
    area = head("嘉峪关市2023年法治政府建设情况报告\n我市坚持依法行政。").area
    assert area and area.code == "620200"


@pytest.mark.parametrize(
    ("title", "code", "name"),
    [
        ("第八师143团2023年法治政府建设情况报告", "654203511", "兵团一四三团"),
        ("新疆生产建设兵团第八师一四三团2023年法治政府建设情况报告", "654203511", "兵团一四三团"),
        ("第九师161团2023年法治政府建设情况报告", "654225501", "兵团农九师一六一团"),
        ("150团2023年法治政府建设情况报告", "652324524", "兵团一五零团"),
        ("第十二师104团2023年法治政府建设情况报告", "650103501", "兵团农十二师一零四团"),
        # Not in the register: in the city that the title names, never the city itself.
        ("第一师阿拉尔市十六团2023年法治政府建设情况报告", None, "十六团"),
        ("第十三师新星市红星一场2023年法治政府建设情况报告", None, "红星一场"),
    ],
)
def test_regiments_of_the_corps(title: str, code: str | None, name: str) -> None:
    found = head(title)
    assert found.area and (found.area.code, found.area.name) == (code, name)
    assert found.area.kind is DivisionKind.TOWNSHIP
    assert found.issuer and found.issuer.endswith(("团", "场"))


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("第一师16团2023年法治政府建设情况报告", None),
        ("第八师石河子市2023年法治政府建设情况报告", "659001"),
        ("成团镇2023年法治政府建设情况报告", "450206103"),
    ],
)
def test_a_regiment_that_nothing_places_stays_open_and_others_are_none(title: str, code: str | None) -> None:
    found = head(title)
    assert (found.area.code if found.area else None) == code
    assert code or [issue.kind for issue in found.issues] == ["place-ambiguous"]


@pytest.mark.parametrize(
    ("titles", "code"),
    [
        (
            [
                "宝鸡高新区2022年",
                "宝鸡高新技术产业开发区2023年",
                "宝鸡市高新区管委会2024年",
                "宝鸡高新技术开发区2025年",
            ],
            None,
        ),
        (["东营经开区2022年", "东营经济技术开发区2023年", "东营市经开区管委会2024年"], "370571"),
    ],
)
def test_all_forms_of_a_zones_name_are_one_place(titles: list[str], code: str | None) -> None:
    areas = {head(f"{title}法治政府建设情况报告").area for title in titles}
    assert [area.code for area in areas if area] == [code]


def test_zones_that_may_differ_are_not_one_place() -> None:
    pairs = [("息烽经济开发区", "开阳经济开发区"), ("宝鸡高新区", "渭南高新区"), ("宝鸡开发区", "宝鸡高新区")]
    for one, other in pairs:
        places = [head(f"{name}2022年法治政府建设情况报告").area for name in (one, other)]
        assert all(places) and places[0] != places[1]


@pytest.mark.parametrize(
    ("title", "name", "within"),
    [
        ("西咸新区2024年法治政府建设情况报告", "西咸新区", "610000"),
        ("河北雄安新区2024年法治政府建设情况报告", "河北雄安新区", "130000"),
        ("湖南湘江新区管委会2024年法治政府建设情况报告", "湖南湘江新区", "430100"),
        ("重庆两江新区2024年法治政府建设情况报告", "重庆两江新区", "500000"),
    ],
)
def test_new_areas_whose_names_do_not_tell_where_they_lie(title: str, name: str, within: str) -> None:
    area = head(title).area
    assert area and area.within
    assert (area.name, area.within.code) == (name, within)


@pytest.mark.parametrize(
    ("opening", "name", "within"),
    [
        ("2024年宁河经济开发区在区委、区政府的正确领导下，扎实推进法治政府建设。", "宁河经济开发区", "120117"),
        ("2024年，在市委的坚强领导下，东营港经济开发区（以下简称“开发区”）始终坚持。", "东营港经济开发区", "370500"),
        ("2024年，洛阳高新区坚持依法行政。", "洛阳高新技术产业开发区", "410300"),
    ],
)
def test_the_zone_that_the_opening_is_about(opening: str, name: str, within: str) -> None:
    area = head(f"2024年度法治政府建设情况报告\n{opening}").area
    assert area and area.within
    assert (area.name, area.within.code) == (name, within)


@pytest.mark.parametrize(
    "opening", ["2024年，我区坚持依法行政。", "2024年，全镇在洛阳高新区坚持普法。", "积极建设洛阳高新区，深入普法。"]
)
def test_a_zone_in_passing_is_not_the_area(opening: str) -> None:
    assert head(f"2024年度法治政府建设情况报告\n{opening}").area is None
