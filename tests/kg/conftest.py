from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store

from kg.assemble import assemble
from kg.builder import build
from kg.iri import Minter
from kg.register import register
from tests.kg.sample import read_sample, report


@pytest.fixture
def store() -> Store:
    """The sample report in memory."""
    made = Store()
    made.extend(assemble(report(), Minter(), register()).quads())
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten small files, two of them alike."""
    made = tmp_path / "reports"
    made.mkdir()
    for number in range(9):
        (made / f"r{number}.txt").write_text(f"第{number}镇\n宣讲民法典{number}次", encoding="utf-8")
    (made / "same.txt").write_text("第0镇\n宣讲民法典0次", encoding="utf-8")
    return made


@pytest.fixture
def built(folder: Path, tmp_path: Path) -> Path:
    """A store of the ten files."""
    build([folder], tmp_path / "store", jobs=1, reader=read_sample)
    return tmp_path / "store"
