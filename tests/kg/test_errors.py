"""What the program says when it cannot go on, and why it could not resolve something, is said in Chinese too."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from extract.pattern_data import load_patterns
from kg import store as stores
from kg.building.publishing import writing
from kg.cli.terminal import told
from kg.errors import ERRORS
from kg.issues import WHYS
from ontology.vocabulary import indicators
from tests.kg.said import HOLE, sentences
from tests.kg.test_cli import one_line
from tests.kg.warm import Result, kg

ROOT = Path(__file__).resolve().parents[2]
IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
RAISING = {
    name: (0,)
    for name in (
        "BuildError",
        "StoreError",
        "LoadError",
        "QueryError",
        "ExportError",
        "PushError",
        "ValidationError",
        "UsageError",
        "fail",
    )
}
CLI = sorted((ROOT / "kg" / "cli").glob("*.py"))
MODULES = [
    *(
        ROOT / "kg" / f"{name}.py"
        for name in ("builder", "store", "integrity", "loading", "query", "remote", "validate")
    ),
    *sorted((ROOT / "kg" / "building").glob("*.py")),
    *sorted((ROOT / "kg" / "export").glob("*.py")),
    *CLI,
]
MESSAGES = {said for module in MODULES for said in sentences(module, RAISING)}
CORRECTIONS = ROOT / "extract" / "corrections.py"
MESSAGES |= {*sentences(CORRECTIONS, {"CorrectionsError": (0,)}), *sentences(CORRECTIONS, {"_error": (1, 2)})}

VOCABULARIES = (ROOT / "ontology" / "vocabulary.py", ROOT / "kg" / "register.py", ROOT / "kg" / "building" / "jobs.py")
MESSAGES |= {said for module in VOCABULARIES for said in sentences(module, {"VocabularyError": (0,)})}

REASONED = [path for path in sorted((ROOT / "extract").rglob("*.py")) if path.parent.name != "scripts"]
GIVEN = {"Issue": (2,), "Resolution": (2,), "_issue": (1,)}
SAID_WHY = {said for module in REASONED for said in sentences(module, GIVEN)}


SAID_WHY -= {HOLE, "7; 7 of 7 is not in the register", "7 this name, and no year decides."}
# What is put together of two sentences, as it is said.
SAID_WHY |= {
    "Several instruments have this name, and no year decides.",
    "An instrument of another period has this name, and no year decides.",
    "no division is called 高桥镇; 高桥镇 of 慈利县 is not in the register",
    "慈利县司法局 speaks against every 高桥镇; 高桥镇 of 慈利县 is not in the register",
    "too little speaks for one of 11 divisions called 高桥镇; 高桥镇 of 慈利县 is not in the register",
    "2 of 11 divisions called 高桥镇 fit equally well; 高桥镇 of 慈利县 is not in the register",
}
MESSAGES -= {HOLE, "7: 7", "the store at 7 cannot be read (7); 7"}
MESSAGES |= {
    "the store at 7 cannot be read (7); check its permissions",
    "the store at 7 cannot be read (7); delete its folder and build again",
}


def whys() -> set[str]:
    """Why something could not be resolved, where data says it or names it."""
    letterhead = load_patterns("letterhead")
    tables = ("not_report", "sample", "template", "own_person", "person", "person_heading", "other_opening", "news")
    names = {entry["name"] for table in (*tables, "third_person") for entry in letterhead[table]}
    return names | {load_patterns("advisers")[kind]["why"] for kind in ("company", "unread")}


def test_the_program_is_read() -> None:
    assert len(MESSAGES) > 60 and len(SAID_WHY) > 20
    assert {"the store at 7 is empty; run `kg build` first", "no division has the code 7"} <= MESSAGES
    assert "no law firm is named with this lawyer" in SAID_WHY


@pytest.mark.parametrize("message", sorted(MESSAGES))
def test_a_message_has_its_chinese(message: str) -> None:
    words = ERRORS.chinese(message)
    assert words is not None and IDEOGRAPH.search(words)
    assert (HOLE in words) == (HOLE in message)


@pytest.mark.parametrize("why", sorted(SAID_WHY | whys()))
def test_a_why_has_its_chinese(why: str) -> None:
    words = WHYS.chinese(why)
    assert words is not None and IDEOGRAPH.search(words)
    assert words.count(HOLE) == why.count(HOLE)


def test_indicators_are_called_by_their_chinese_names() -> None:
    said = "supervision-inspections was chosen; tea-tasting fits equally well"
    label = next(entry.label_zh for entry in indicators() if entry.id == "supervision-inspections")
    assert WHYS.chinese(said) == f"选用了指标“{label}”，而“tea-tasting”同样合适"


TOLD = {said for module in CLI for said in sentences(module, {"tell": (0,), "told": (0,)})} - {HOLE}


@pytest.mark.parametrize("sentence", sorted(TOLD))
def test_what_is_told_beside_a_result_has_its_chinese(sentence: str) -> None:
    chinese, slash, english = told(sentence).partition(" / ")
    assert slash and english == sentence and IDEOGRAPH.search(chinese)
    assert chinese.count(HOLE) == sentence.count(HOLE)


def test_nothing_is_left_over_of_what_is_told() -> None:
    texts = tomllib.loads((ROOT / "kg" / "cli" / "told.toml").read_text(encoding="utf-8"))["texts"]
    assert {re.sub(r"{\w+}", HOLE, english) for english, _ in texts} == TOLD


def test_merging_says_why_in_chinese_too() -> None:
    said = sentences(ROOT / "kg" / "building" / "merging.py", {"literal": (0,)})
    (why,) = (one for one in said if " " in one)
    assert IDEOGRAPH.search(WHYS.chinese(why) or "")


def test_a_reason_in_a_message_is_in_chinese_too() -> None:
    remedy = "make room on the disk or check its permissions, and run the same command again"
    assert ERRORS.chinese(f"cannot write the store at s (No space left on device); {remedy}") == (
        "无法写入数据库 s（磁盘已满）；请腾出磁盘空间或检查权限，再次运行同一命令"
    )
    assert ERRORS.chinese("c.toml, line 2: unknown table or key 'areas'; use [area], [entity], [firms], [ignore]") == (
        "c.toml 第 2 行：没有名为 'areas' 的表或键；可用的表有 [area], [entity], [firms], [ignore]"
    )


@pytest.mark.parametrize("unknown", ["something new", "what is this: a colon", "one; or two", ""])
def test_what_is_not_known_stays_english(unknown: str) -> None:
    assert ERRORS.chinese(unknown) is None
    assert str(ERRORS.both(unknown)) == unknown


def test_the_systems_reason_is_said_without_where() -> None:
    assert stores.reason(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/a/b")) == "No space left on device"
    said = "IO error: No space left on device: While appending to file: s/a.sst: No space left on device"
    assert stores.reason(OSError(said)) == "No space left on device"
    assert stores.reason(OSError("Corruption: a block\nis bad")) == "Corruption: a block is bad"


def chinese_line(result: Result, *words: str) -> None:
    """One line that has all words before its English half."""
    one_line(result, 2)
    chinese, slash, _ = result.stderr.partition(" / ")
    assert slash and all(word in chinese for word in words), result.stderr


@pytest.fixture(scope="module")
def store(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("errors") / "store"
    assert kg("build", examples / "d01.txt", "--store", folder, "--jobs", "1").returncode == 0
    return folder


def test_wrong_use_is_said_in_both_languages(examples: Path, store: Path, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "given").mkdir()
    shutil.copy(examples / "d02.txt", tmp_path / "given")
    (tmp_path / "given" / "corrections.toml").write_text('[area]\n"d02.txt" = "999999"\n', encoding="utf-8")
    (tmp_path / "own.ttl").write_text("x y", encoding="utf-8")
    chinese_line(kg("issues", "--store", tmp_path / "none"), "没有数据库", "kg build")
    chinese_line(kg("build", tmp_path / "bare", "--store", store), "没有可读的文件")
    chinese_line(kg("build", tmp_path / "missing", "--store", store), "请检查路径")
    chinese_line(kg("build", tmp_path / "given", "--store", store), "第 2 行", "没有代码为 '999999' 的行政区划")
    chinese_line(
        kg("build", examples / "d02.txt", "--store", store, "--vocabulary", tmp_path / "own.ttl"), "词表无法读取"
    )
    chinese_line(kg("build", examples / "d02.txt", "--store", tmp_path / "new", "--base", "x"), "绝对 IRI")
    with writing(store):
        chinese_line(kg("build", examples / "d02.txt", "--store", store), f"进程 {os.getpid()}", "请等它结束")


def test_a_store_of_another_version_is_not_called_damaged(examples: Path, store: Path, tmp_path: Path) -> None:
    shutil.copytree(store, tmp_path / "store")
    with closing(sqlite3.connect(tmp_path / "store" / "v000001" / "sources.sqlite")) as manifest:
        manifest.execute("UPDATE about SET value = '0' WHERE name = 'format'")
        manifest.commit()
    said = kg("build", examples / "d02.txt", "--store", tmp_path / "store")
    chinese_line(said, "由本程序的另一版本构建")
    assert "damaged" not in said.stderr


@pytest.mark.parametrize("damaged", ["v000001/sources.sqlite", "v000001/quads/CURRENT", "outcomes.sqlite"])
def test_a_damaged_store_says_what_to_do_and_that_helps(
    examples: Path, store: Path, tmp_path: Path, damaged: str
) -> None:
    shutil.copytree(store, tmp_path / "store")
    (tmp_path / "store" / damaged).write_bytes(b"no database")
    said = kg("build", examples / "d01.txt", examples / "d02.txt", "--store", tmp_path / "store")
    if damaged == "outcomes.sqlite":
        chinese_line(said, "请删除它，再次运行同一命令")
        (tmp_path / "store" / damaged).unlink()
    else:
        chinese_line(said, "请删除该文件夹后重新构建")
        shutil.rmtree(tmp_path / "store")
    again = kg("build", examples / "d01.txt", examples / "d02.txt", "--store", tmp_path / "store")
    assert again.returncode == 0 and "2 reports" in again.stdout
