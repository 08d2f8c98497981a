"""The explorer on the example reports, asked without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kg.builder import build
from viz.explorer.app import create_app


@pytest.fixture(scope="session")
def examples_store(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the example reports."""
    folder = tmp_path_factory.mktemp("explorer") / "store"
    build([examples], folder, jobs=1)
    return folder


@pytest.fixture(scope="session")
def client(examples_store: Path) -> Iterator[TestClient]:
    """Asks the pages of the example reports; their index is made before the first question."""
    with TestClient(create_app(examples_store), base_url="http://127.0.0.1", follow_redirects=False) as asking:
        while asking.get("/zh/").status_code == 503:
            pass
        yield asking
