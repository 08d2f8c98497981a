"""Every kind of page of the explorer, one at a time: the time of its first opening in a server, and of the next.

`python benchmarks/pages.py STORE` serves the store and opens, of each kind, the pages of the things that most reports
name and of others chosen at random, the same ones for the same graph and `--seed`. Beside the clock it gives the
processor time of the server, which other work on the machine hardly changes.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote, urlsplit

from kg.store import newest
from viz.explorer.index.keeper import index_file
from viz.explorer.index.read import Index

_THINGS = ("report", "instrument", "provider", "lawyer", "programme", "indicator", "case")
_RANKS = ("Township", "County", "Prefecture", "Province", "Village")
_LISTS = ("places", "indicators", "instruments", "providers", "lawyers", "programmes", "issues")
_ABOUT = ("Township", "County", "provider", "instrument", "programme")
_TOP = 3
"""One in so many of the pages of a kind is of what most reports name."""

Pool = Mapping[str, Sequence[str]]
"""Addresses with the language, by kind."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How long a page took, in milliseconds: by the clock, and of the server's processor time."""

    clock: float
    processor: float


@contextmanager
def served(store: str) -> Iterator[tuple[str, int]]:
    """Serve a store, and yield its address and the server's process once the pages are ready."""
    command = [sys.executable, "-m", "kg", "serve", "--store", store, "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            host = server.stderr.readline().strip()
            while _status(host, "/zh/places") == 503:
                time.sleep(2)
            yield host, server.pid
        finally:
            server.terminate()


def _status(host: str, path: str) -> int:
    connection = http.client.HTTPConnection(urlsplit(host).netloc, timeout=120)
    connection.request("GET", path)
    return connection.getresponse().status


def addresses(index: Index, each: int, choice: random.Random) -> Pool:
    """Return up to `each` addresses of each kind of page."""
    pool: dict[str, list[str]] = {"home": [""], "list": [f"/{name}" for name in _LISTS]}
    pool |= {page: _paths(index, "page", page, each, choice) for page in _THINGS}
    pool |= {rank.lower(): _paths(index, "kind", rank, each, choice) for rank in _RANKS}
    about = [path[1:] for kind in _ABOUT for path in pool[kind.lower()]]
    about = choice.sample(about, min(each, len(about)))
    codes = [path.rpartition("/")[2] for path in pool["township"]]
    names = [row["text"] for row in index.rows("SELECT text FROM name ORDER BY id")]
    words = [word[: choice.randint(1, 6)] for word in choice.sample(names, min(each, len(names)))]
    provinces = [path.rpartition("/")[2] for path in pool["province"]]
    return pool | {
        "list of a province": [f"/{choice.choice(_LISTS[1:])}?province={code}" for code in provinces],
        "named, of a province": [
            f"{choice.choice(pool[kind])}?province={code}" for code in provinces for kind in ("instrument", "programme")
        ],
        "named, last page": [f"{path}?page=999" for path in pool["programme"]],
        "issues": [f"/issues?page={number}" for number in range(1, each + 1)],
        "compare": [f"/compare?places={','.join(choice.sample(codes, min(6, len(codes))))}" for _ in range(each)],
        "network": [f"/network?about={one}" for one in about],
        "network, 2 steps": [f"/network?depth=2&about={one}" for one in about],
        "network, a path": [f"/network?about={one}&to={other}" for one, other in pairwise(about)],
        "network, GraphML": [f"/network.graphml?about={one}" for one in about],
        "network, Turtle": [f"/network.ttl?about={one}" for one in about],
        "search": [f"/search?q={quote(word)}" for word in words],
        "suggest": [f"/suggest?q={quote(word)}" for word in words],
        "SPARQL page": ["/sparql"],
    }


def _paths(index: Index, column: str, value: str, each: int, choice: random.Random) -> list[str]:
    """The addresses of things that reports name: of those named most, and of some of the others."""
    query = f"SELECT page, slug FROM thing WHERE {column} = ? AND weight > 0 ORDER BY weight DESC, id"
    paths = [quote(f"/{row['page']}/{row['slug']}") for row in index.rows(query, value)]
    most, rest = paths[: each // _TOP], paths[each // _TOP :]
    return most + choice.sample(rest, min(each - len(most), len(rest)))


def open_page(connection: http.client.HTTPConnection, server: int, path: str) -> Opening:
    """Open a page. Raises RuntimeError if it is none."""
    before, began = _processor_ms(server), time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    took = 1000 * (time.perf_counter() - began)
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return Opening(took, _processor_ms(server) - before)


def _processor_ms(process: int) -> float:
    """The processor time of all threads of a process so far (Linux)."""
    return sum(int(path.read_text().split()[0]) for path in Path(f"/proc/{process}/task").glob("*/schedstat")) / 1e6


def report(kind: str, openings: Sequence[tuple[Opening, Opening]]) -> str:
    """Return a line: how many pages, and times of the first opening and the next."""
    first, again = zip(*openings, strict=True)
    columns = ([one.clock for one in first], [one.processor for one in first], [one.clock for one in again])
    return f"{kind:21}{len(openings):4}" + "".join(
        f"{_percentile(times, 50):9.0f}{_percentile(times, 95):6.0f}{max(times):6.0f}" for times in columns
    )


def _percentile(times: Sequence[float], share: int) -> float:
    return quantiles(times, n=100, method="inclusive")[share - 1] if len(times) > 1 else times[0]


def main() -> None:
    """Print the figures, and how busy the machine was before and after."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("store", metavar="STORE")
    parser.add_argument("--each", type=int, default=60, metavar="N", help="pages of a kind")
    parser.add_argument("--kind", action="append", help="only this kind of page")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slowest", action="store_true", help="name the slowest page of each kind")
    asked = parser.parse_args()
    put = sys.stdout.write
    put(f"{os.cpu_count()} processors, load before {os.getloadavg()[0]:.1f}; milliseconds: p50, p95, max\n")
    put(f"{'kind':21}{'n':>4}{'first':>21}{'its processor':>21}{'again':>21}\n")
    with served(asked.store) as (host, server):
        choice = random.Random(asked.seed)
        pool = addresses(Index(index_file(newest(Path(asked.store)))), asked.each, choice)
        connection = http.client.HTTPConnection(urlsplit(host).netloc, timeout=120)
        for kind, paths in pool.items():
            if not paths or (asked.kind and kind not in asked.kind):
                continue
            told = [f"/{choice.choice(('zh', 'en'))}{path or '/'}" for path in dict.fromkeys(paths)]
            times = [(open_page(connection, server, one), open_page(connection, server, one)) for one in told]
            put(f"{report(kind, times)}\n")
            if asked.slowest:
                put(f"    {told[max(range(len(told)), key=lambda at: times[at][0].processor)]}\n")
            sys.stdout.flush()
    put(f"load after {os.getloadavg()[0]:.1f}\n")


if __name__ == "__main__":
    main()
