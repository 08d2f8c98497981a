"""Many people on the explorer at once: requests, errors and times by kind of page.

`python benchmarks/load.py STORE` serves the store and asks it; `python benchmarks/load.py http://…` asks a server that
runs already. 50 people for two minutes, in both languages, each looking at a page for one to five seconds before the
next. The addresses are taken from the pages themselves, the same ones for the same graph and `--seed`.
"""

from __future__ import annotations

# locust first: it makes the standard library's sockets wait together
from locust import HttpUser, between, events, task  # isort: skip
from locust.env import Environment  # isort: skip

import argparse
import os
import random
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import quote

_LINK = re.compile(r'href="/(?:zh|en)(/[^"#?]+)')
_NAME = re.compile(r'<span lang="zh">([^<]{2,40})</span>')
_LISTS = ("/places", "/indicators", "/instruments", "/providers", "/programmes", "/issues")
_CODE = {2: "province", 4: "prefecture", 6: "county", 9: "township"}
_VISITED, _MOST = 120, 400
_ASKED = "SELECT ?l (COUNT(*) AS ?n) { ?r a fz:Report ; fz:about ?p . ?p rdfs:label ?l } GROUP BY ?l LIMIT 20"
_QUERY = f"PREFIX fz: <https://w3id.org/fazhi/ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {_ASKED}"
# How often each kind is asked for; a journalist looks at places and reports, and types.
_MIX = {
    **{"home": 5, "township": 22, "county": 10, "province": 4, "report": 20},
    **{"indicator": 8, "instrument": 7, "provider": 6, "programme": 6, "list": 5},
    **{"suggest": 15, "search": 8, "compare": 3, "network": 6, "network, 2 steps": 2, "SPARQL page": 2, "SPARQL": 3},
}

Pool = Mapping[str, Sequence[str]]
"""Addresses without the language, by kind."""


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=120) as answer:
        text: str = answer.read().decode()
        return text


def _kind(path: str) -> str:
    _, page, *rest = path.split("/", 2)
    if page == "place" and rest:
        return _CODE.get(len(rest[0]), "") if rest[0].isdigit() else ""
    return page if rest else ""


def collect(host: str, choice: random.Random) -> Pool:
    """Return the addresses that some pages lead to, and names to search for."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    names: dict[str, None] = {}
    waiting, seen = list(_LISTS), set[str]()
    while waiting and len(seen) < _VISITED:
        path = waiting.pop(0 if len(seen) < len(_LISTS) else choice.randrange(len(waiting)))
        seen.add(path)
        html = _get(f"{host}/zh{path}")
        names |= dict.fromkeys(_NAME.findall(html))
        for link in dict.fromkeys(_LINK.findall(html)):
            if _kind(link) and link not in found[_kind(link)]:
                found[_kind(link)][link] = None
                waiting.append(link)
    pool = {kind: choice.sample(list(some), min(len(some), _MOST)) for kind, some in found.items()}
    words = choice.sample(list(names), min(len(names), _MOST))
    about = [path[1:] for kind in ("township", "provider", "programme", "instrument") for path in pool.get(kind, ())]
    return pool | {
        "home": ["/"],
        "list": list(_LISTS),
        "compare": [f"/compare?places={path.rpartition('/')[2]}" for path in pool.get("township", ())],
        "suggest": [f"/suggest?q={quote(word[: choice.randint(1, 4)])}" for word in words],
        "search": [f"/search?q={quote(word[: choice.randint(2, 6)])}" for word in words],
        "network": [f"/network?about={one}" for one in about],
        "network, 2 steps": [f"/network?depth=2&about={one}" for one in about],
        "SPARQL page": ["/sparql"],
    }


def person(host_: str, pool: Pool, choice: random.Random) -> type[HttpUser]:
    """Return somebody who asks the server for pages."""
    kinds = [kind for kind in _MIX if kind == "SPARQL" or pool.get(kind)]
    weights = [_MIX[kind] for kind in kinds]

    class Person(HttpUser):
        host = host_
        wait_time = between(1, 5)

        @task
        def look(self) -> None:
            kind = choice.choices(kinds, weights)[0]
            if kind == "SPARQL":
                self.client.get(f"/sparql?query={quote(_QUERY)}", name=kind)
            else:
                self.client.get(f"/{choice.choice(('zh', 'en'))}{choice.choice(pool[kind])}", name=kind)

    return Person


@contextmanager
def served(store: str) -> Iterator[str]:
    """Serve a store, and yield the address once the pages are ready."""
    command = [sys.executable, "-m", "kg", "serve", "--store", store, "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            host = server.stderr.readline().strip()
            while not _is_ready(host):
                time.sleep(2)
            yield host
        finally:
            server.terminate()


def _is_ready(host: str) -> bool:
    try:
        _get(f"{host}/zh/")
    except urllib.error.HTTPError as error:
        if error.code != 503:
            raise
        return False
    return True


def ask(host: str, users: int, seconds: float, seed: int) -> Environment:
    """Send `users` people to the server for some seconds; return what they met with."""
    choice = random.Random(seed)
    environment = Environment(user_classes=[person(host, collect(host, choice), choice)], events=events)
    runner = environment.create_local_runner()
    runner.start(users, spawn_rate=10)
    time.sleep(seconds)
    runner.quit()
    return environment


def report(environment: Environment) -> Iterator[str]:
    """Yield a line a kind: requests, errors, and the times in milliseconds."""
    yield f"{'kind':18}{'requests':>9}{'errors':>8}{'p50':>7}{'p95':>7}{'max':>7}"
    stats = environment.stats
    for one in (*sorted(stats.entries.values(), key=lambda entry: entry.name), stats.total):
        times = (one.get_response_time_percentile(share) for share in (0.5, 0.95))
        written = "".join(f"{time_ms:7.0f}" for time_ms in (*times, one.max_response_time))
        yield f"{one.name:18}{one.num_requests:9}{one.num_failures:8}{written}"
    yield f"{stats.total.total_rps:.1f} requests a second"
    yield from (f"{error.occurrences} x {error.name}: {error.error}" for error in stats.errors.values())


def main() -> None:
    """Print the figures, and how busy the machine was before and after."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("target", metavar="STORE|ADDRESS")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    put = sys.stdout.write
    put(f"{os.cpu_count()} processors, load before {os.getloadavg()[0]:.1f}\n")
    given = (asked.users, asked.seconds, asked.seed)
    if "://" in asked.target:
        environment = ask(asked.target.rstrip("/"), *given)
    else:
        with served(asked.target) as host:
            environment = ask(host, *given)
    put("".join(f"{line}\n" for line in report(environment)))
    put(f"load after {os.getloadavg()[0]:.1f}\n")


if __name__ == "__main__":
    main()
