"""The explorer on the example reports, asked without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kg.builder import build
from tests.viz.explorer.asking import open_pages
from tests.viz.explorer.county import build_county


@pytest.fixture(scope="session")
def examples_store(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the example reports."""
    folder = tmp_path_factory.mktemp("explorer") / "store"
    build([examples], folder, jobs=1)
    return folder


@pytest.fixture(scope="session")
def client(examples_store: Path) -> Iterator[TestClient]:
    """Asks the pages of the example reports; their index is made before the first question."""
    with open_pages(examples_store) as client:
        yield client


@pytest.fixture(scope="session")
def county_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the reports of two counties; whoever serves it first makes its index."""
    return build_county(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="session")
def county(county_store: Path) -> Iterator[TestClient]:
    """Asks the pages of the two counties."""
    with open_pages(county_store) as client:
        yield client
