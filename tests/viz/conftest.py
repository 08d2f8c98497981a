"""The small graph of these tests, and large pages."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.viz import large, sample
from viz.facts import Network
from viz.layout import ARRANGEMENTS, lay_out
from viz.render import render


@pytest.fixture(scope="session")
def store() -> ox.Store:
    """Four townships of two counties with their reports."""
    return sample.store_of(*sample.REPORTS)


def _page(network: Network) -> str:
    return render(network, {name: lay_out(network.graph, name) for name in ARRANGEMENTS})


@pytest.fixture(scope="session")
def large_page() -> str:
    """A page of more nodes than pyvis draws."""
    return _page(large.network(1600, 4000))


@pytest.fixture(scope="session")
def largest_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a page as large as there may be one."""
    out = tmp_path_factory.mktemp("largest") / "network.html"
    out.write_text(_page(large.network(30_000, 100_000)), encoding="utf-8")
    return out
