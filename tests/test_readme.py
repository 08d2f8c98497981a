"""The READMEs hold what they say: their Python runs, their commands are there, both tell the same."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs import answers

READMES = ("README.md", "README.zh.md")


def _blocks(repository: Path, name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (repository / name).read_text(encoding="utf-8"), re.M | re.S)


def _without_comments(block: str) -> list[str]:
    return [line.partition("#")[0].rstrip() for line in block.splitlines()]


@pytest.mark.parametrize("number", range(3))
def test_the_python_of_the_readme_runs(repository: Path, examples: Path, tmp_path: Path, number: int) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "reports").symlink_to(examples)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", _blocks(repository, "README.md", "python")[number]],
        cwd=tmp_path,
        env={"PYTHONPATH": str(repository)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_every_python_block_is_run(repository: Path) -> None:
    assert len(_blocks(repository, "README.md", "python")) == 3


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme") / "store"
    answers.build(folder)
    return folder


@pytest.mark.parametrize("name", READMES)
def test_the_answers_are_those_of_the_examples(repository: Path, store: Path, name: str) -> None:
    text = (repository / name).read_text(encoding="utf-8")
    assert text.count("```console") >= 5
    assert answers.refreshed(text, store) == text, "run python docs/answers.py"


@pytest.mark.parametrize("language", ["python", "sh", "console"])
def test_both_readmes_show_the_same_code(repository: Path, language: str) -> None:
    english, chinese = (_blocks(repository, name, language) for name in READMES)
    assert [_without_comments(block) for block in english] == [_without_comments(block) for block in chinese]


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md"])
def test_the_links_and_targets_are_there(repository: Path, name: str) -> None:
    text = (repository / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?://)([^)#]+)\)", text)
    assert [link for link in links if not (repository / link).exists()] == []
    makefile = (repository / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.M))
    assert {target for target in targets if not re.search(rf"^{target}:", makefile, re.M)} == set()
