"""What the names of rules and hints mean is said in Chinese and English."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from kg import wording


@pytest.mark.parametrize(
    ("hint", "said"),
    [
        ("title: 垫江县 → 垫江县 (6.5)", "标题 / title: 垫江县 → 垫江县 (6.5)"),
        ("header: 惠民县 → 惠民县 (5, against)", "信息头 / header field: 惠民县 → 惠民县 (5，不支持 / against)"),
        ("body: 龙山镇 → 友谊县龙山镇 and 14 more", "正文 / body: 龙山镇 → 友谊县龙山镇 另 14 处 / and 14 more"),
        ("corrections.toml: 420625100", "corrections.toml: 420625100"),
        ("title: 民法典", "title: 民法典"),
        ("化解", "化解"),
    ],
)
def test_a_hint_at_an_area_says_its_kind_in_both_languages(hint: str, said: str) -> None:
    assert wording.hint(hint) == said


def test_hints_at_an_area_are_told_to_readers_in_one_language_and_without_weights() -> None:
    hints = (
        "path: 谷城县 → 谷城县 (2)",
        "header: 惠民县 → 惠民县 (5, against)",
        "title: 城关镇 → 谷城县城关镇 and 14 more",
        "corrections.toml [ignore]: 雨伞60把",
        "nickname: 法治谷城 → 谷城县 (3)",
    )
    told = wording.area_hints(hints)
    assert [one.zh for one in told] == [
        "标题：城关镇 → 谷城县城关镇 另 14 处",
        "别称：法治谷城 → 谷城县",
        "文件路径：谷城县 → 谷城县",
        "信息头：惠民县 → 惠民县（与此不符）",
    ]
    assert [one.en for one in told] == [
        "title: 城关镇 → 谷城县城关镇 and 14 more",
        "nickname: 法治谷城 → 谷城县",
        "path of the file: 谷城县 → 谷城县",
        "header field: 惠民县 → 惠民县 (against it)",
    ]
    assert [one.en for one in wording.area_hints(["corrections.toml: 420625100", *hints])] == [
        "a correction by hand (corrections.toml)"
    ]
    assert wording.area_hints(["化解"]) == []


def test_every_form_of_a_programme_is_explained() -> None:
    patterns = tomllib.loads(files("extract").joinpath("patterns", "programmes.toml").read_text(encoding="utf-8"))
    names = [entry["name"] for table in ("structure", "open") for entry in patterns[table]]
    assert len(names) > 40
    assert [name for name in names if wording.rule(name) == name] == []
    assert wording.rule("no such rule") == "no such rule"
