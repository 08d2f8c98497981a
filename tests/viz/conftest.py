"""The small graph of these tests."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from tests.viz import sample


@pytest.fixture(scope="session")
def store() -> ox.Store:
    """Four townships of two counties with their reports."""
    return sample.store_of(*sample.REPORTS)
