"""Pushing the graph into another store: what goes over, again and again, past what fails for a while."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from kg.remote import PushError, push

TRIG = """
<a:shared> <a:p> "共享" .
<a:g1> { <a:x> <a:p> 1 , "line\\nbreak \\"quoted\\" } ;" . }
<a:g2> { <a:y> <a:p> 2 }
<a:empty> { }
"""


@pytest.fixture
def store() -> Store:
    made = Store()
    made.load(TRIG.encode(), format=RdfFormat.TRIG)
    made.add_graph(NamedNode("a:empty"))
    return made


class Other:
    """Another SPARQL store, in memory. `failing` are the statuses of its next answers."""

    def __init__(self) -> None:
        self.store = Store()
        self.failing: list[int] = []
        self.heard: list[tuple[str, str]] = []
        self.authorization = ""
        self.headers: dict[str, str] = {}

    def take(self, method: str, path: str, media_type: str, body: bytes) -> int:
        query = parse_qs(urlsplit(path).query, keep_blank_values=True)
        self.heard.append((method, path))
        if media_type == "application/sparql-update":
            self.store.update(body.decode())
            return 204
        name = NamedNode(query["graph"][0]) if "graph" in query else None
        if method == "PUT" and name is not None:
            self.store.remove_graph(name)
        if name is not None:
            self.store.add_graph(name)
        self.store.load(body, format=RdfFormat.N_TRIPLES, to_graph=name)
        return 204


@contextmanager
def serving(other: Other) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(200 if "/graphs" in self.path else 404)

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if other.authorization and self.headers["Authorization"] != other.authorization:
                self._answer(401)
            elif other.failing:
                self._answer(other.failing.pop(0))
            else:
                media_type = self.headers["Content-Type"].partition(";")[0]
                self._answer(other.take(self.command, self.path, media_type, body))

        do_POST = do_PUT

        def _answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/turtle")
            self.send_header("Content-Length", "0")
            for name, value in other.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_graphs_go_over_whole_and_take_the_place_of_old_ones(store: Store) -> None:
    other = Other()
    other.store.add(Quad(NamedNode("a:old"), NamedNode("a:p"), Literal("old"), NamedNode("a:g1")))
    other.store.add(Quad(NamedNode("a:kept"), NamedNode("a:p"), Literal("kept")))
    with serving(other) as url:
        pushed = push(store, f"{url}/graphs")
        assert (pushed.graphs, pushed.triples) == (4, 4)
        expected = {*store, Quad(NamedNode("a:kept"), NamedNode("a:p"), Literal("kept"))}
        assert set(other.store) == expected
        push(store, f"{url}/graphs")
        assert set(other.store) == expected, "again, and nothing changes"
    assert NamedNode("a:empty") in set(other.store.named_graphs())


def test_updates_carry_the_same(store: Store) -> None:
    other = Other()
    other.store.add(Quad(NamedNode("a:old"), NamedNode("a:p"), Literal("old"), NamedNode("a:g1")))
    with serving(other) as url:
        pushed = push(store, f"{url}/update")
        assert pushed.requests == 1
        assert set(other.store) == set(store)
        push(store, f"{url}/graphs", protocol="update")
    assert {method for method, _ in other.heard} == {"POST"}
    assert set(other.store) == set(store)


@pytest.mark.parametrize("path", ["/graphs", "/update"])
def test_large_graphs_go_over_in_portions(path: str) -> None:
    large = Store()
    subject, predicate = NamedNode("a:s"), NamedNode("a:p")
    quads = [Quad(subject, predicate, Literal(f"{n} " + "字" * 20_000), NamedNode("a:g")) for n in range(60)]
    large.extend([*quads, *(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)])
    other, seen = Other(), list[tuple[int, int]]()
    with serving(other) as url:
        pushed = push(large, url + path, on_progress=lambda done, total: seen.append((done, total)))
    assert set(other.store) == set(large)
    assert pushed.requests > 3
    assert seen == sorted(seen)
    assert seen[-1] == (120, 120)


def test_a_store_that_is_busy_is_asked_again(store: Store) -> None:
    other = Other()
    other.failing = [503, 500, 429]
    with serving(other) as url:
        push(store, f"{url}/graphs", pause_s=0.01)
    assert set(other.store) == set(store)


def test_a_store_that_stays_busy_is_given_up(store: Store) -> None:
    other = Other()
    other.failing = [503] * 100
    with serving(other) as url, pytest.raises(PushError, match="503"):
        push(store, f"{url}/graphs", pause_s=0.001)
    assert len(other.failing) == 100 - 6


@pytest.mark.parametrize(
    ("status", "says"), [(400, "refused the graph"), (404, "check the address"), (405, "--protocol"), (401, "--token")]
)
def test_a_refusal_is_told_at_once(store: Store, status: int, says: str) -> None:
    other = Other()
    other.failing = [status]
    with serving(other) as url, pytest.raises(PushError, match=says):
        push(store, f"{url}/graphs")
    assert not other.failing
    assert len(other.store) == 0


def test_an_address_that_has_moved_is_told(store: Store) -> None:
    other = Other()
    other.failing, other.headers = [308], {"Location": "http://elsewhere.example/graphs"}
    with serving(other) as url, pytest.raises(PushError, match=r"has moved to http://elsewhere"):
        push(store, f"{url}/graphs")


def test_leave_is_shown(store: Store) -> None:
    other = Other()
    with serving(other) as url:
        other.authorization = "Bearer sesame"
        push(store, f"{url}/graphs", token="sesame")
        other.authorization = "Basic bWU6c2VjcmV0"
        push(store, f"{url}/graphs", user=("me", "secret"))
        with pytest.raises(PushError, match="--user or --token"):
            push(store, f"{url}/graphs")
    assert set(other.store) == set(store)


@pytest.mark.parametrize("url", ["nonsense", "ftp://e.org/", "http://", "http://a:port", "file:///etc/passwd"])
def test_what_is_no_address_is_refused(store: Store, url: str) -> None:
    with pytest.raises(PushError, match="no address"):
        push(store, url)


def test_a_store_that_is_away_is_told(store: Store) -> None:
    with serving(Other()) as url:
        pass
    with pytest.raises(PushError, match="cannot be reached"):
        push(store, f"{url}/graphs", pause_s=0.001)
