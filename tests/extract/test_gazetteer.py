from __future__ import annotations

import gzip
import tomllib
from pathlib import Path

import pytest

from extract.data import make_divisions, make_former_names
from extract.places.gazetteer import Gazetteer, Hint, kind_of, load, significant
from ontology.model import DivisionKind, Place

DATA = Path(make_divisions.__file__).parent


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load()


def chain(place: Place | None) -> list[str]:
    return [place.name, *chain(place.within)] if place else []


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("140423103", ["夏店镇", "襄垣县", "长治市", "山西省"]),
        ("500229", ["城口县", "重庆市"]),
        ("500229210", ["双河乡", "城口县", "重庆市"]),
        ("110105", ["朝阳区", "北京市"]),
        ("429004", ["仙桃市", "湖北省"]),
        ("441900003", ["东城街道", "东莞市", "广东省"]),
        ("1404", ["长治市", "山西省"]),
        ("14", ["山西省"]),
        ("140000", ["山西省"]),
    ],
)
def test_a_code_gives_the_place_and_what_it_lies_in(gazetteer: Gazetteer, code: str, names: list[str]) -> None:
    assert chain(gazetteer.by_code(code)) == names


@pytest.mark.parametrize("code", ["990000", "140423999", "1404231", "", "140423 10"])
def test_an_unknown_code_is_a_key_error(gazetteer: Gazetteer, code: str) -> None:
    with pytest.raises(KeyError):
        gazetteer.by_code(code)


def test_codes_are_padded_to_six_digits(gazetteer: Gazetteer) -> None:
    place = gazetteer.by_code("140423103")
    codes = []
    while place:
        codes.append(place.code)
        place = place.within  # type: ignore[assignment]
    assert codes == ["140423103", "140423", "140400", "140000"]


def test_the_table_says_its_scheme(gazetteer: Gazetteer) -> None:
    assert "2023" in gazetteer.scheme


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("墨江哈尼族自治县", "530822"),
        ("墨江县", "530822"),
        ("墨江", "530822"),
        ("积石山县", "622927"),
        ("鄂伦春旗", "150723"),
        ("潞城市", "140406"),
        ("襄垣", "140423"),
    ],
)
def test_a_county_is_found_in_full_short_and_formerly(gazetteer: Gazetteer, name: str, code: str) -> None:
    assert [place.code for place in gazetteer.counties(name)] == [code]


def test_a_shared_county_name_gives_all(gazetteer: Gazetteer) -> None:
    assert {place.within.name for place in gazetteer.counties("鼓楼区") if place.within} == {
        "南京市",
        "徐州市",
        "福州市",
        "开封市",
    }


def test_townships_by_name_and_without_their_peoples(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.townships("城关镇")) > 80
    assert [place.name for place in gazetteer.townships("孟弄乡")] == ["孟弄彝族乡"]
    assert gazetteer.townships("没有此镇") == ()


def test_every_code_of_the_index_has_its_name(gazetteer: Gazetteer) -> None:
    for name in ("夏店镇", "白云街道", "龙潭乡", "孟弄彝族乡"):
        assert {place.name for place in gazetteer.townships(name)} >= {name}


def test_ranks_and_prefixes() -> None:
    assert [kind_of(code) for code in ("140000", "140400", "140423", "140423103")] == [
        DivisionKind.PROVINCE,
        DivisionKind.PREFECTURE,
        DivisionKind.COUNTY,
        DivisionKind.TOWNSHIP,
    ]
    assert significant("140400") == "1404"
    assert significant("140423103") == "140423103"


def names(gazetteer: Gazetteer, text: str) -> list[str]:
    return [text[mention.start : mention.end] for mention in gazetteer.mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("山西省长治市襄垣县夏店镇人民政府", ["山西省", "长治市", "襄垣县", "夏店镇"]),
        ("中共墨江县委、墨江县人民政府", ["墨江县", "墨江县"]),
        ("重庆市城口县双河乡", ["重庆市", "城口县", "双河乡"]),
        ("我镇全镇本镇各乡镇", []),
        ("", []),
    ],
)
def test_mentions_are_the_longest_names(gazetteer: Gazetteer, text: str, expected: list[str]) -> None:
    assert names(gazetteer, text) == expected


def hint(*codes: str, weight: float = 5, words: str = "x") -> Hint:
    return Hint(codes, weight, words, "test")


def test_a_name_borne_once_is_resolved_alone(gazetteer: Gazetteer) -> None:
    resolution = gazetteer.resolve("虎邱镇")
    assert resolution.place and resolution.place.code == "350524108"
    assert "only one" in resolution.explanation


def test_a_name_borne_once_is_left_where_a_firm_hint_contradicts(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("虎邱镇", [hint("140423")]).place is None


def test_a_shared_name_needs_a_hint(gazetteer: Gazetteer) -> None:
    resolution = gazetteer.resolve("白云街道")
    assert resolution.place is None
    assert len(resolution.candidates) > 1
    resolved = gazetteer.resolve("白云街道", [hint("331100", weight=2, words="丽水市")]).place
    assert resolved and resolved.code == "331102004"


def test_equal_hints_leave_a_shared_name_open(gazetteer: Gazetteer) -> None:
    candidates = gazetteer.townships("城关镇")
    hints = [hint(str(place.code)) for place in candidates[:2]]
    assert gazetteer.resolve("城关镇", hints).place is None


def test_a_light_word_alone_does_not_choose_among_namesakes(gazetteer: Gazetteer) -> None:
    code = gazetteer.townships("城关镇")[0].code or ""
    assert gazetteer.resolve("城关镇", [hint(code[:6], weight=1)]).place is None
    assert gazetteer.resolve("城关镇", [hint(code[:6], weight=3)]).place is not None


def test_an_unknown_name_has_no_candidates(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("没有此镇").candidates == ()


def test_short_names_of_the_rules() -> None:
    rules = tomllib.loads((DATA / "divisions.toml").read_text(encoding="utf-8"))
    assert make_divisions.short_names("湘西土家族苗族自治州", rules) == ["湘西州", "湘西"]
    assert make_divisions.short_names("内蒙古自治区", rules) == ["内蒙古"]
    assert make_divisions.short_names("东乡族自治县", rules) == ["东乡族县", "东乡族"]
    assert make_divisions.short_names("襄垣县", rules) == []
    assert make_divisions.short_township("孟弄彝族乡", rules) == "孟弄乡"
    assert make_divisions.short_township("夏店镇", rules) == "夏店镇"


def test_the_table_is_made_from_the_tables_of_the_package(tmp_path: Path) -> None:
    rules = tomllib.loads((DATA / "divisions.toml").read_text(encoding="utf-8"))
    (tmp_path / "provinces.csv").write_text("code,name\n50,重庆市\n", encoding="utf-8")
    (tmp_path / "cities.csv").write_text("code,name,provinceCode\n5002,县,50\n", encoding="utf-8")
    (tmp_path / "areas.csv").write_text("code,name\n500229,城口县\n", encoding="utf-8")
    (tmp_path / "streets.csv").write_text("code,name\n500229210,双河乡\n", encoding="utf-8")
    small = Gazetteer(make_divisions.table(tmp_path, rules))
    assert chain(small.by_code("500229210")) == ["双河乡", "城口县", "重庆市"]


def test_the_table_is_small_and_its_bytes_have_no_clock() -> None:
    data = (DATA / "divisions.tsv.gz").read_bytes()
    assert len(data) < 500_000
    assert data[4:8] == b"\0\0\0\0"
    assert gzip.decompress(data).startswith(b"# scheme: ")


def former() -> list[list[str]]:
    lines = (DATA / "former_names.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def test_former_names_point_at_divisions_that_exist(gazetteer: Gazetteer) -> None:
    assert len(former()) > 2000
    for old, code, name, year in former():
        assert gazetteer.by_code(code).name == name != old
        assert 2016 <= int(year) <= 2023


def test_a_former_name_is_no_name_of_its_county_today(gazetteer: Gazetteer) -> None:
    for old, code, *_ in former():
        assert not [place for place in gazetteer.townships(old) if place.code != code and place.code[:6] == code[:6]]


@pytest.mark.parametrize(
    ("old", "now"),
    [("潞城市", "140406"), ("孟津县", "410308"), ("密云县", "110118"), ("桥东区", "130502"), ("龙海市", "350604")],
)
def test_a_former_county_is_found(gazetteer: Gazetteer, old: str, now: str) -> None:
    assert now in [place.code for place in gazetteer.counties(old)]


def test_a_former_township_is_found_under_its_name_of_today(gazetteer: Gazetteer) -> None:
    (place,) = [place for place in gazetteer.townships("南里乡") if place.within and place.within.code == "140430"]
    assert place.name == "南里镇"


def _dist(folder: Path, version: str, counties: str, streets: str, villages: str) -> None:
    dist = folder / version / "package" / "dist"
    dist.mkdir(parents=True)
    for name, lines in (("areas", counties), ("streets", streets), ("villages", villages)):
        (dist / f"{name}.csv").write_text(f"code,name\n{lines}\n", encoding="utf-8")


def test_former_names_are_followed_by_what_the_division_is_made_of(tmp_path: Path) -> None:
    streets = "140481100,东山镇\n140481200,西河乡\n140481201,南沟乡"
    villages = "140481100201,东庄村委会\n140481200201,西庄村委会\n140481200202,河口村委会\n140481201201,南庄村委会"
    _dist(tmp_path, "2.6.1", "140481,甲市", streets, villages)
    after = "140406100,东山镇\n140406101,西河镇\n140406102,沟中镇"
    moved = "140406100201,东庄村委会\n140406101201,西庄社区居委会\n140406101202,河口村委会\n"
    moved += "140406102201,南庄村委会\n140406102202,北庄村委会"
    _dist(tmp_path, "2.7.0", "140406,甲区", after, moved)
    years = {2022: tmp_path / "2.6.1" / "package" / "dist", 2023: tmp_path / "2.7.0" / "package" / "dist"}
    assert list(make_former_names.former(years, 9)) == [("西河乡", "140406101", "西河镇", 2023)]
    assert list(make_former_names.former(years, 6)) == [("甲市", "140406", "甲区", 2023)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("阜平县城南庄镇", ["阜平县", "城南庄镇"]),
        ("安仁县永乐江镇", ["安仁县", "永乐江镇"]),
        ("永善县永兴街道", ["永善县", "永兴街道"]),
        ("涧西区郑州路街道", ["涧西区", "郑州路街道"]),
        ("召陵区老窝镇", ["召陵区老窝镇"]),
        ("沙雅县、哈德墩镇", ["沙雅县", "哈德墩镇"]),
    ],
)
def test_the_name_that_holds_others_is_the_one(gazetteer: Gazetteer, text: str, names: list[str]) -> None:
    assert [mention.name for mention in gazetteer.mentions(text)] == names


def test_a_township_is_known_without_the_county_that_the_register_adds(gazetteer: Gazetteer) -> None:
    assert gazetteer.township_codes("哈德墩镇") == gazetteer.township_codes("沙雅县哈德墩镇")
    assert not gazetteer.townships("党群服务中心")


@pytest.mark.parametrize(
    "words",
    [
        "全年召开县委常委会4次",
        "公开县政府文件目录",
        "办理县人大代表建议3件",
        "组成县级普法队伍",
        "下发信息县政府网站",
        "形成县委统一部署",
        "列入经费县财政保障",
        "拟定清单县司法局审核",
        "最高县级奖励",
        "实施产业兴县、文旅兴县战略",
        "强村富县工程",
    ],
)
def test_the_end_of_a_word_before_a_county_names_none(gazetteer: Gazetteer, words: str) -> None:
    assert names(gazetteer, words) == []


@pytest.mark.parametrize(
    ("words", "county"),
    [
        ("在开县委领导下", "开县"),
        ("四川省理县", "理县"),
        ("开县人民政府", "开县"),
        ("中共成县委员会", "成县"),
        ("山西代县", "代县"),
        ("报送息县人民政府", "息县"),
    ],
)
def test_a_county_of_two_characters_is_named_after_other_words(gazetteer: Gazetteer, words: str, county: str) -> None:
    assert names(gazetteer, words)[-1] == county
