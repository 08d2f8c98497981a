"""The wheel as a user gets it: everything inside, working in an empty environment, from any folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


def _wanted(wheel: Path) -> list[Distribution]:
    """What the wheel asks for, as it is installed here, with what that asks for in turn."""
    (metadata,) = (name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".dist-info/METADATA"))
    asked = re.findall(r"^Requires-Dist: (.+)$", zipfile.ZipFile(wheel).read(metadata).decode(), re.M)
    waiting = [(Requirement(line), "") for line in asked]
    seen: set[tuple[str, str]] = set()
    found: dict[str, Distribution] = {}
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        found[name] = distribution(requirement.name)
        assert requirement.specifier.contains(found[name].version, prereleases=True), requirement
        for wanted in {"", *requirement.extras}:
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                waiting += [(Requirement(line), wanted) for line in found[name].requires or []]
    return list(found.values())


def _link(wanted: list[Distribution], programs: Path) -> None:
    """Put links to the files of installed distributions where pip would put the files."""
    (packages,) = programs.parent.rglob("site-packages")
    files = [(one, file) for one in wanted for file in one.files or []]
    links = {Path(os.path.normpath(packages / file)): str(one.locate_file(file)) for one, file in files}
    for folder in {link.parent for link in links}:
        folder.mkdir(parents=True, exist_ok=True)
    for link, file in links.items():
        link.symlink_to(file)


@pytest.fixture(scope="module", params=["linked", pytest.param("pip", marks=pytest.mark.slow)])
def installed(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment that holds the wheel and what it asks for, nothing else.

    What it asks for is linked from the environment of the tests, or fetched by pip, which takes a minute.
    """
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, with_pip=False)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    alone = request.param == "linked"
    if alone:
        _link(_wanted(wheel), programs)
    pip = [sys.executable, "-m", "pip", "--python", programs / "python", "install", "--quiet", "--no-input"]
    _run([*pip, *(["--no-deps", "--no-index"] if alone else []), wheel], cwd=environment)
    return programs


@pytest.fixture(scope="module")
def store(installed: Path, examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the example reports, built there."""
    folder = tmp_path_factory.mktemp("built")
    _run([installed / "kg", "build", examples, "--store", folder / "store"], cwd=folder)
    return folder / "store"


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


def test_an_empty_environment_builds_and_answers(installed: Path, store: Path, tmp_path: Path) -> None:
    kg = installed / "kg"
    assert "0.1.0" in _run([kg, "--version"], cwd=tmp_path)
    reports = _run([kg, "query", "reports", "--store", store, "--format", "csv"], cwd=tmp_path)
    assert sorted(re.findall(r"d\d+\.txt", reports)) == [f"d0{number}.txt" for number in range(1, 7)]
    others = "SELECT (COUNT(?d) AS ?others) WHERE { ?d a <https://w3id.org/fazhi/ns#OtherDocument> }"
    assert _run([kg, "query", others, "--store", store, "--format", "csv"], cwd=tmp_path).split() == ["others", "1"]


def test_an_empty_environment_draws_and_exports(installed: Path, store: Path, tmp_path: Path) -> None:
    kg = installed / "kg"
    _run([kg, "network", tmp_path / "network.html", "--store", store], cwd=tmp_path)
    _run([kg, "export", tmp_path / "graph.ttl", "--store", store], cwd=tmp_path)
    assert "</html>" in (tmp_path / "network.html").read_text(encoding="utf-8")
    assert "fz:Report" in (tmp_path / "graph.ttl").read_text(encoding="utf-8")
