"""A folder of hostile files: the build goes through, names each with its reason, and writes nowhere but its store."""

from __future__ import annotations

import hashlib
import os
import re
import socket
from pathlib import Path

import pytest

import kg
from kg.building.refusals import chinese
from tests.extract.read import hostile
from tests.extract.read.alike import EXAMPLES
from tests.extract.read.test_hostile_files import names, special


def state(folder: Path) -> dict[str, object]:
    """What is in a folder: of plain files their digests, of others that they are there."""
    found: dict[str, object] = {}
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(root, name)
            small = path.is_file() and not path.is_symlink() and path.stat().st_size < 50 * hostile.MEBIBYTE
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest() if small else path.lstat().st_mode
    return found


@pytest.mark.slow
def test_a_folder_of_hostile_files_is_built(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        cases = list(hostile.cases(listener.getsockname()[1]))
        folder = tmp_path / "given"
        for place in ("good", "bad", "strange", "special"):
            (folder / place).mkdir(parents=True)
        for example in EXAMPLES:
            (folder / "good" / example.name).write_bytes(example.read_bytes())
        for case in cases:
            (folder / "bad" / case.name).write_bytes(case.data())
        for number, name in enumerate(names().values()):
            path = folder / "strange" / (name if isinstance(name, str) else os.fsdecode(name))
            path.write_text(f"{hostile.TEXT}\n{number}", encoding="utf-8")
        special(folder / "special")
        before, beside = state(folder), sorted(tmp_path.iterdir())
        store = tmp_path / "store"
        summary = kg.build([folder], store)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert summary.stored
    assert state(folder) == before
    assert sorted(tmp_path.iterdir()) == sorted([*beside, store])
    assert not Path("/tmp/fazhi-absolute.txt").exists()
    assert_all_are_named(cases, folder / "bad", summary.failures)
    assert {example.name for example in EXAMPLES} <= sources(store)


def assert_all_are_named(cases: list[hostile.Case], folder: Path, failures: object) -> None:
    said: dict[str, list[str]] = {}
    for failure in failures:  # type: ignore[attr-defined]
        assert failure.reason
        assert failure.remedy
        assert chinese(failure.reason) and chinese(failure.remedy), failure
        said.setdefault(str(failure.path), []).append(failure.reason)
    for case in cases:
        if case.expected not in (hostile.READ, hostile.ANY):
            reasons = [
                reason for path, words in said.items() if path.startswith(str(folder / case.name)) for reason in words
            ]
            assert any(re.search(case.expected, reason) for reason in reasons), (case.id, reasons)


def sources(store: Path) -> set[str]:
    """The names of the files that reports in the store are of."""
    question = "SELECT ?name { ?report <https://w3id.org/fazhi/ns#sourceName> ?name }"
    return {row["name"].value for row in kg.open(store).store.query(question, use_default_graph_as_union=True)}
