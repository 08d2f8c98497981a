"""Drafts of versions: published whole or gone."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

import pytest

from kg.building.publishing import new_version, writing
from kg.store import StoreError


def test_a_draft_that_is_still_written_to_when_it_fails_is_gone_in_the_end(tmp_path: Path) -> None:
    """A database that is being closed writes on for a moment."""

    def write_on(folder: Path, begun: threading.Event) -> None:
        for number in range(3000):
            with suppress(OSError):
                (folder / f"late-{number}").touch()
            begun.set()

    def fill(draft: Path) -> None:
        for number in range(1000):
            (draft / f"{number}").touch()
        begun = threading.Event()
        threading.Thread(target=write_on, args=(draft, begun)).start()
        begun.wait()
        raise OSError("no space left on device")

    with pytest.raises(StoreError, match="make room"), writing(tmp_path / "store"):
        new_version(tmp_path / "store", fill)
    assert not (tmp_path / "store").exists()
