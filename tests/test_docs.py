"""The page on teaching is followed step by step, in a copy of the repository that may be changed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

PAGE = Path("docs") / "teaching.md"
COPIED = ("ontology", "extract", "kg", "viz", "docs", "examples")
EXPECTED = "# → "


def steps(page: str) -> list[tuple[str, list[str]]]:
    """Each command of the page's sh blocks with what its output must hold."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^```sh\n(.*?)^```", page, re.M | re.S):
        for line in block.splitlines():
            if line.startswith(EXPECTED):
                found[-1][1].append(line.removeprefix(EXPECTED))
            elif line.strip():
                found.append((line, []))
    return found


def run(command: str, folder: Path) -> str:
    kg = f'kg() {{ "{sys.executable}" -m kg "$@"; }}\n'
    done = subprocess.run(
        ["bash", "-euc", kg + command],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": ""},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_the_page_on_teaching_holds_what_it_says(repository: Path, tmp_path: Path) -> None:
    for name in COPIED:
        shutil.copytree(repository / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    followed = steps((repository / PAGE).read_text(encoding="utf-8"))
    assert sum(len(expected) for _, expected in followed) >= 8
    for command, expected in followed:
        output = run(command, tmp_path)
        assert [words for words in expected if words not in output] == [], f"{command}\n{output}"


def test_the_pattern_of_the_page_is_a_good_one(repository: Path) -> None:
    data = tomllib.loads((repository / "docs" / "teaching" / "code-name.toml").read_text(encoding="utf-8"))
    (entry,) = data["non_fact"]
    pattern = re.compile(entry["pattern"])
    assert all(pattern.search(text) for text in entry["examples"])
    assert not any(pattern.search(text) for text in entry["rejects"])


def test_links_of_the_page_lead_to_files(repository: Path) -> None:
    page = (repository / PAGE).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", page)
    assert links and [link for link in links if not (repository / "docs" / link).is_file()] == []


def test_the_python_of_the_page_on_building_runs(repository: Path, examples: Path, tmp_path: Path) -> None:
    page = (repository / "docs" / "building.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", page, re.M | re.S)
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "reports").symlink_to(examples)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(repository)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "reading 7/7 " in done.stdout and done.stdout.splitlines()[-1].startswith("6 ")
