"""Asks the pages of a store without a network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from tests.patience import wait_for
from viz.explorer.app import create_app


@contextmanager
def open_pages(store: Path) -> Iterator[TestClient]:
    """A client of the store's pages, once their index is made."""
    with TestClient(create_app(store), base_url="http://127.0.0.1", follow_redirects=False) as client:
        wait_for(lambda: client.get("/zh/").status_code != 503, "the pages are not ready")
        yield client
