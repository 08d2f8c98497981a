"""Runs `kg serve` for tests: a store of a few quads, a port of its own, and what it prints."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil
import pyoxigraph as ox

from kg import store as stores
from tests.patience import PATIENCE_S as PATIENCE_S


@dataclass(frozen=True)
class Server:
    """A running `kg serve`. `said` is what it told before its address."""

    process: subprocess.Popen[str]
    address: str
    said: str = ""

    @property
    def sparql(self) -> str:
        return f"{self.address}/sparql"

    def ask(self, query: str, accept: str = "application/sparql-results+json", **more: str) -> httpx2.Response:
        """A query by POST form."""
        data = {"query": query, **more}
        return httpx2.post(self.sparql, data=data, headers={"Accept": accept}, timeout=PATIENCE_S)

    def engines(self) -> list[psutil.Process]:
        """The engines that run for it."""
        return [child for child in psutil.Process(self.process.pid).children() if child.name() == "oxigraph"]


@contextmanager
def serving(store: Path, *options: str, token: str = "") -> Iterator[Server]:
    """Serve a store until the end of the block."""
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0", *options]
    environment = {**os.environ, "KG_TOKEN": token}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        try:
            said = ""
            while not (line := process.stderr.readline()).startswith("http://"):
                said += line
                assert line, said
            yield Server(process, line.strip(), said)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)


def publish(folder: Path, number: int, turtle: str) -> Path:
    """Publish a version of a store, as a build does: filled aside, then given its name."""
    draft = folder / f"unfinished-{number}"
    draft.mkdir(parents=True)
    store = ox.Store(str(stores.database(draft)))
    store.load(turtle.encode(), format=ox.RdfFormat.TRIG)
    store.flush()
    del store
    return draft.rename(folder / f"v{number:06}")


def numbers(count: int) -> str:
    """TriG of so many things, each with its number."""
    return "\n".join(f"<http://example.org/n{n}> <http://example.org/is> {n} ." for n in range(count))


def values(names: Iterable[str], count: int = 1000) -> str:
    """Variables that each take many values, so that their product never comes to an end."""
    listed = " ".join(map(str, range(count)))
    return " ".join(f"VALUES ?{name} {{ {listed} }}" for name in names)


ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {values('abcd')} }}"
