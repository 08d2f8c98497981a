"""Help and wrong use of the command line are in Chinese and English: all of it, and in lines that a terminal holds."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from wcwidth import wcswidth

from kg.bilingual import Bilingual
from kg.cli import cli, main
from kg.cli.help import TEXTS
from kg.errors import ERRORS

ROOT = Path(__file__).resolve().parents[2]
IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
HOLE = re.compile(r"\\\{\w+\\\}")


def contexts(command: click.Command = cli, parent: click.Context | None = None) -> Iterator[click.Context]:
    """The contexts of a command and of all its commands, in a terminal of 80 columns."""
    settings = {**command.context_settings, "terminal_width": 80 - 2}
    context = command.context_class(command, info_name=command.name if parent else "kg", parent=parent, **settings)
    yield context
    for each in getattr(command, "commands", {}).values():
        yield from contexts(each, context)


CONTEXTS = {context.command_path: context for context in contexts()}


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, Bilingual], set[str]]:
    """What all help says, in both languages; and all that was looked up for it."""
    asked: dict[str, Bilingual] = {}
    looked_up: set[str] = set()
    both, chinese = TEXTS.both, TEXTS.chinese

    def note_both(*sentences: str) -> Bilingual:
        for sentence in sentences:
            asked[sentence] = both(sentence)
        return both(*sentences)

    def note_chinese(sentence: str) -> str | None:
        looked_up.add(sentence)
        return chinese(sentence)

    monkeypatch.setattr(TEXTS, "both", note_both)
    monkeypatch.setattr(TEXTS, "chinese", note_chinese)
    monkeypatch.setattr(TEXTS, "_known", TEXTS._look_up)  # what was looked up before is looked up again
    for context in CONTEXTS.values():
        context.get_help()
    return asked, looked_up


def test_all_help_is_in_chinese_too(said: tuple[dict[str, Bilingual], set[str]]) -> None:
    asked, _ = said
    assert {"Where the store is.", "default: table", "x>=1", "[OPTIONS]", "Options", "Usage: kg build"} <= set(asked)
    assert [sentence for sentence, words in asked.items() if words.zh == words.en] == []
    assert [sentence for sentence in asked if IDEOGRAPH.search(sentence)] == []


def test_every_option_and_command_is_asked_for(said: tuple[dict[str, Bilingual], set[str]]) -> None:
    asked, _ = said
    options = [each for context in CONTEXTS.values() for each in context.command.get_params(context)]
    texts = [option.help for option in options if isinstance(option, click.Option)]
    assert len(texts) > 60 and None not in texts and set(texts) <= set(asked)
    assert len(CONTEXTS) == 1 + len(cli.commands)


def test_no_chinese_is_left_over(said: tuple[dict[str, Bilingual], set[str]]) -> None:
    _, looked_up = said
    texts = tomllib.loads((ROOT / "kg" / "cli" / "help.toml").read_text(encoding="utf-8"))["texts"]
    patterns = {english: re.compile(HOLE.sub(".+", re.escape(english))) for english, _ in texts}
    assert len(patterns) == len(texts)
    found = {next((e for e, pattern in patterns.items() if pattern.fullmatch(one)), None) for one in looked_up}
    assert set(patterns) - found == set()


@pytest.mark.parametrize("name", CONTEXTS)
def test_the_chinese_stands_before_the_english_in_lines_of_80_columns(name: str) -> None:
    context = CONTEXTS[name]
    text = context.get_help()
    lines = text.splitlines()
    assert lines[0].startswith(f"用法：{name} ") and lines[1].startswith(f"Usage: {name} ")
    assert max(map(wcswidth, lines)) <= 80
    assert not any(line.lstrip().startswith(tuple("，。；：、）”》？")) for line in lines)
    together = "".join(text.split())
    for option in context.command.get_params(context):
        if isinstance(option, click.Option):
            words = TEXTS.both(option.help or "")
            chinese, english = ("".join(each.split()) for each in (words.zh, words.en))
            spec = "".join((option.get_help_record(context) or ("", ""))[0].split())
            assert re.search(re.escape(spec + chinese) + r"(（[^）]+）)?" + re.escape(english), together), option.name


def test_defaults_and_ranges_are_said_in_both() -> None:
    text = "".join(CONTEXTS["kg serve"].get_help().split())
    assert "端口（0为任一空闲端口）（默认：8000；0至65535）" in text and "[default:8000;0<=x<=65535]" in text
    assert "（环境变量：KG_TOKEN）" in text and "[envvar:KG_TOKEN]" in text


def test_a_latin_word_is_not_broken() -> None:
    words = CONTEXTS["kg network"].get_help().split()
    assert any(word.startswith("force）") for word in words)


def refused(arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setattr(sys, "argv", ["kg", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    written = capsys.readouterr()
    assert left.value.code == 2 and written.out == "" and written.err.count("\n") == 1
    return written.err


@pytest.mark.parametrize(
    ("arguments", "chinese", "english"),
    [
        (["build", "--foo"], "没有选项 '--foo'（用法见 kg build --help）", "--foo"),
        (["query", "--frmat", "csv", "x"], "没有选项 '--frmat'；是否指", "--format"),
        (["nonsense"], "没有命令 'nonsense'（用法见 kg --help）", "No such command"),
        (["quer"], "没有命令 'quer'；是否指", "query"),
        (["build"], "缺少参数 'PATH...'（用法见 kg build --help）", "Missing argument"),
        (["show"], "缺少参数 'NAME'", "Missing argument 'NAME' (see `kg show --help`)"),
        (["show", "a", "b"], "多余的参数：b", "extra argument (b)"),
        (["show", "a", "b", "c"], "多余的参数：b c", "extra arguments (b c)"),
        (["show", "--store"], "选项 '--store' 后面要有值（用法见 kg show --help）", "requires an argument"),
        (["show", "--account=1", "a"], "选项 '--account' 不带值", "does not take a value"),
        (["stats", "--format", "x"], "没有选项 '--format'", "--format"),
        (["issues", "--format", "x"], "'--format' 的值有误：'x' 不在可选值之中：'text', 'csv', 'json'", "not one of"),
        (["serve", "--port", "65536"], "65536 超出范围，应在 0 至 65535 之间", "not in the range"),
        (["serve", "--timeout-s", "0"], "超出范围，应大于 0", "x>0"),
        (["serve", "--timeout-s", "x"], "'x' 不是数", "not a valid float"),
        (["build", "--jobs", "0", "x"], "超出范围，应不小于 1", "x>=1"),
        (["build", "--jobs", "two", "x"], "'two' 不是整数", "not a valid integer"),
        (["analyse", "--year", "x", "y"], "'--year' 的值有误：'x' 不是整数", "not a valid integer"),
        (["build", "--dump", "d", "x"], "--dump 只与 --spark 同用", "--dump goes with --spark"),
        (["build", "--spark", "x"], "--spark 还需要 PATH... 和 --dump DIR", "--spark needs"),
        (["build", "--spark", "--jobs", "2", "x"], "--jobs 只用于在本机构建", "--jobs is for a build"),
    ],
)
def test_wrong_use_is_a_line_in_both_languages(
    arguments: list[str],
    chinese: str,
    english: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = refused(arguments, monkeypatch, capsys)
    first, slash, second = line.partition(" / ")
    assert line.startswith("kg: ") and slash, line
    assert chinese in first and english in second, line


@pytest.mark.parametrize(
    ("message", "chinese"),
    [
        ("No such option: --foo", "没有选项 --foo"),
        ("No such option: --frmat Did you mean --format?", "没有选项 --frmat；是否指 --format？"),
        (
            "No such option: --f (Possible options: --file, --format)",
            "没有选项 --f；是否指其中之一：--file, --format？",
        ),
        ("No such command 'x'. (Did you mean one of: 'a', 'b'?)", "没有命令 'x'；是否指其中之一：'a', 'b'？"),
        ("Path 'f.rq' is not readable", "'f.rq' 无法读取；请检查权限"),
    ],
)
def test_words_of_other_versions_of_click_are_known(message: str, chinese: str) -> None:
    assert ERRORS.chinese(message) == chinese


def test_without_a_command_the_help_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["kg"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2 and capsys.readouterr().err.startswith("用法：kg ")
