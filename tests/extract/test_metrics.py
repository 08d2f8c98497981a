"""Metrics in annotated sentences: value, unit, comparator and indicator of each."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extract.document import Document
from extract.metrics.find_metrics import find_metrics
from extract.metrics.metric import Metric
from extract.outline import outline
from extract.pattern_data import load_patterns
from extract.reading import Reading
from extract.text.fold import fold

FOLDER = Path(__file__).parent / "sentences"
SENTENCES = tuple(FOLDER / f"{name}.txt" for name in ("metrics", "indicators", "figures"))

Fact = tuple[Decimal, str, str, str, int | None]


def annotated() -> list[tuple[str, list[Fact]]]:
    """The sentences with what each measures."""
    lines = [line for path in SENTENCES for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [line.split("||") for line in lines if line and not line.startswith("#")]
    return [(text.strip(), [_fact(item) for item in facts.split(";") if item.strip() != "-"]) for text, facts in pairs]


def _fact(item: str) -> Fact:
    value, unit, indicator, *more = item.split()
    comparator = [word for word in more if not word.startswith("<")]
    whole = [int(word[1:]) for word in more if word.startswith("<")]
    return Decimal(value), unit, indicator, (comparator or ["Exactly"])[0], whole[0] if whole else None


def _found(metric: Metric) -> Fact:
    return metric.value, metric.unit, metric.indicator, str(metric.comparator), metric.part_of


def reading_of(text: str) -> Reading:
    folded = fold(text)
    return Reading(Document(text), folded, outline(folded, text))


@pytest.mark.parametrize(("text", "expected"), annotated(), ids=lambda value: value if isinstance(value, str) else "")
def test_sentence(text: str, expected: list[Fact]) -> None:
    metrics, _ = find_metrics(reading_of(text))
    found = [_found(metric) for metric in metrics]
    assert sorted(found, key=str) == sorted(expected, key=str)


IDIOMS = load_patterns("metrics")["idioms"]


@pytest.mark.parametrize("idiom", IDIOMS, ids=lambda idiom: idiom["name"])
def test_idioms_match_their_examples_and_nothing_else(idiom: dict[str, Any]) -> None:
    assert all(re.search(idiom["pattern"], fold(example)) for example in idiom["examples"])
    assert not any(re.search(idiom["pattern"], fold(text)) for text in idiom["rejects"])


def test_digits_of_other_scripts_are_no_numbers() -> None:
    metrics, _ = find_metrics(reading_of("开展普法宣传\u0663场，调解纠纷\uff11\uff15件，发放资料\U0001d7d9份。"))
    assert metrics == []


@pytest.mark.parametrize(
    ("text", "measured"),
    [
        ("建立健全法治工作机制5项二是统筹推进依法行政。", ["建立健全法治工作机制"]),
        ("听取法治工作汇报3次先后召开党委会6次。", ["听取法治工作汇报", "先后召开党委会"]),
        ("发放宣传册300份并解答咨询26人次。", ["发放宣传册", "并解答咨询"]),
        ("公开活动集锦6条以及检查公示1条。", ["公开活动集锦", "以及检查公示"]),
        ("召开专题会议4次研究部署法治建设。", ["召开专题会议研究部署法治建设"]),
        ("举办21次学习会和8次培训。", ["举办学习会", "培训"]),
        ("组织12名干部参与3次庭审旁听。", ["组织干部参与", "庭审旁听"]),
        ("发放宣传资料400余份法律顾问进村2次。", ["发放宣传资料", "法律顾问进村"]),
        ("调解率98%成功率97%。", ["调解率", "成功率"]),
        ("全镇19个调解组织调解纠纷212件。", ["全镇调解组织调解纠纷", "调解组织调解纠纷"]),
    ],
)
def test_the_next_item_is_not_measured_too(text: str, measured: list[str]) -> None:
    assert [metric.measured for metric in find_metrics(reading_of(text))[0]] == measured
