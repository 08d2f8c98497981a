"""Every reason and remedy that the program can give has its Chinese, found by reading the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.building.refusals import bilingual, chinese
from tests.kg.said import HOLE, sentences

ROOT = Path(__file__).resolve().parents[3]
MODULES = [
    *sorted((ROOT / "extract" / "read").rglob("*.py")),
    *(ROOT / "kg" / "building" / f"{name}.py" for name in ("extraction", "files", "jobs", "workers")),
    ROOT / "kg" / "cluster" / "remote.py",
]
# Calls that make a refusal, and which of their arguments are its sentences.
SAYS = {"ReadError": (1, 2), "Refusal": (0, 1), "Loss": (0, 1), "_Death": (0, 1), "Failure": (1, 2)}
# Of a check before the build, which ends it: no file's refusal.
OTHERS = {"a vocabulary cannot be read: 7", "mend the file, or leave out --vocabulary", ""}
IDEOGRAPH = re.compile("[\u4e00-\u9fff]")


FOUND = sorted({sentence for module in MODULES for sentence in sentences(module, SAYS)} - OTHERS)


def test_the_program_is_read() -> None:
    assert len(FOUND) > 60
    assert {"the file is empty", "split it, one report a file", "build again"} <= set(FOUND)


@pytest.mark.parametrize("sentence", FOUND)
def test_a_sentence_has_its_chinese(sentence: str) -> None:
    words = chinese(sentence)
    assert words is not None and IDEOGRAPH.search(words)
    assert (HOLE in words) == (HOLE in sentence)


SAID_ELSEWHERE = (  # by variables and by scripts that run apart
    "an image (PNG)",
    "a RAR archive",
    "a spreadsheet (.xlsx)",
    "protected by a password",
    "a damaged or cut-off PDF",
    "a PDF of more than 3000 pages or 5000000 characters",
    "a damaged RTF file",
    "a damaged Word file: its part word/a.xml is missing",
    "its path in the archive leads outside of it ('../a.txt')",
    "unpacks to 900 times its size, as only harmful files (bombs) do",
    "encrypted in its archive",
    "a PDF without a text layer: it is scanned (3 of 4 pages are pictures)",
    "Permission denied",
)


@pytest.mark.parametrize("sentence", SAID_ELSEWHERE)
def test_sentences_from_elsewhere_have_theirs(sentence: str) -> None:
    assert IDEOGRAPH.search(chinese(sentence) or "")


def test_what_differs_stands_in_both_languages() -> None:
    assert bilingual("too large (90 MiB of at most 64 MiB)", "split it, one report a file") == (
        "文件过大（90 MiB，上限 64 MiB）；请拆分，每份报告一个文件"
        " / too large (90 MiB of at most 64 MiB); split it, one report a file"
    )
    nested = "a damaged Word file: its part a.xml is missing"
    assert chinese(nested) == "Word 文件已损坏：缺少部件 a.xml"
    assert chinese("the extractor failed on it (KeyError: '{a}')") == "提取时出错（KeyError: '{a}'）"


def test_a_sentence_that_is_not_known_stays_english() -> None:
    assert bilingual("something new", "build again") == "something new; build again"
    assert bilingual("the file is empty", "") == "文件是空的 / the file is empty"
