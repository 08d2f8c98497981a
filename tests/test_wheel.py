"""The wheel as a user gets it: everything inside, working in an empty environment, from any folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

PACKAGES = ("ontology", "extract", "kg", "viz")


def _run(command: list[str | Path], cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KG_"))}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{command}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    _run([sys.executable, "-m", "build", "--wheel", "--outdir", out, repository], cwd=out)
    (made,) = out.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment that holds the wheel and what it asks for, nothing else."""
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, with_pip=True)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    _run([programs / "python", "-m", "pip", "install", "--quiet", "--no-input", wheel], cwd=environment)
    return programs


def test_the_wheel_holds_every_file_of_the_packages(repository: Path, wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        path.relative_to(repository).as_posix()
        for package in PACKAGES
        for path in (repository / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert sorted(expected - inside) == []
    assert sorted({Path(name).parts[0] for name in inside if ".dist-info" not in name}) == sorted(PACKAGES)


def test_the_wheel_carries_the_licence_and_the_notices(wheel: Path) -> None:
    names = {Path(name).name for name in zipfile.ZipFile(wheel).namelist()}
    assert {"LICENSE", "NOTICE"} <= names


def test_an_empty_environment_builds_and_answers(installed: Path, examples: Path, tmp_path: Path) -> None:
    kg, store = installed / "kg", tmp_path / "store"
    assert "0.1.0" in _run([kg, "--version"], cwd=tmp_path)
    _run([kg, "build", examples, "--store", store], cwd=tmp_path)
    reports = _run([kg, "query", "reports", "--store", store, "--format", "csv"], cwd=tmp_path)
    assert sorted(re.findall(r"d\d+\.txt", reports)) == [f"d0{number}.txt" for number in range(1, 7)]
    others = "SELECT (COUNT(?d) AS ?others) WHERE { ?d a <https://w3id.org/fazhi/ns#OtherDocument> }"
    assert _run([kg, "query", others, "--store", store, "--format", "csv"], cwd=tmp_path).split() == ["others", "1"]


def test_an_empty_environment_draws_and_exports(installed: Path, examples: Path, tmp_path: Path) -> None:
    kg, store = installed / "kg", tmp_path / "store"
    _run([kg, "build", examples / "d01.txt", "--store", store], cwd=tmp_path)
    _run([kg, "network", tmp_path / "network.html", "--store", store], cwd=tmp_path)
    _run([kg, "export", tmp_path / "graph.ttl", "--store", store], cwd=tmp_path)
    assert "</html>" in (tmp_path / "network.html").read_text(encoding="utf-8")
    assert "fz:Report" in (tmp_path / "graph.ttl").read_text(encoding="utf-8")
