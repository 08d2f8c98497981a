"""Readers for builds in tests: quick ones, slow ones, and such as do what no reader should."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from ontology.model import Report
from tests.kg.sample import read_sample


def read_slowly(path: Path) -> Report:
    """What `read_sample` reads, after a hundredth of a second."""
    time.sleep(0.01)
    return read_sample(path)


def read_counting(path: Path) -> Report:
    """What `read_sample` reads, with a note of it; the first word of some files does harm."""
    with (path.parents[1] / "log").open("a", encoding="utf-8") as log:
        log.write(f"{path.name}\n")
    word = path.read_text(encoding="utf-8").split("\n", 1)[0]
    if word == "loop":
        while True:
            pass
    if word == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "memory":
        bytearray(4_000_000_000)
    return read_sample(path)
