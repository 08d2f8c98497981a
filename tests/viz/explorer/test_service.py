"""The SPARQL service: its formats and forms, what it refuses, and what it survives."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import httpx2
import psutil
import pyoxigraph as ox
import pytest

from kg import store as stores
from tests.viz.explorer.serving import ENDLESS, PATIENCE_S, Server, numbers, publish, serving
from viz.explorer.service import engine

DATA = """
@prefix : <http://example.org/> .
:a :p "默认图" .
:g1 { :b :p "一" . }
:g2 { :c :p 2 , "<script>alert(1)</script>" . }
"""
QUERY, FORM = "application/sparql-query", "application/x-www-form-urlencoded"
ALL = "SELECT ?s ?o { ?s <http://example.org/p> ?o }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("service") / "store"
    publish(made, 1, DATA)
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving(folder) as running:
        yield running


def count(answer: httpx2.Response) -> int:
    assert answer.status_code == 200, answer.text
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


# Forms and formats


def test_the_three_forms_of_a_query_give_the_same_answer(server: Server) -> None:
    headers = {"Accept": "text/csv"}
    answers = [
        httpx2.get(server.sparql, params={"query": ALL}, headers=headers),
        httpx2.post(server.sparql, data={"query": ALL}, headers=headers),
        httpx2.post(server.sparql, content=ALL, headers={**headers, "Content-Type": "application/sparql-query"}),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    rows = [sorted(csv.reader(io.StringIO(answer.text))) for answer in answers]
    assert rows[0] == rows[1] == rows[2]
    assert ["http://example.org/a", "默认图"] in rows[0]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("*/*", "application/sparql-results+json"),
    ],
)
def test_tables_come_in_the_format_that_is_asked_for(server: Server, accept: str, media_type: str) -> None:
    answer = server.ask(ALL, accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    form = ox.QueryResultsFormat.from_media_type(media_type.partition(";")[0])
    if form != ox.QueryResultsFormat.CSV:  # which the library does not read: CSV has no kinds of terms
        parsed = ox.parse_query_results(answer.content, format=form)
        assert isinstance(parsed, ox.QuerySolutions)
        assert len(list(parsed)) == 4


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("*/*", "text/turtle; charset=utf-8"),
    ],
)
def test_graphs_come_in_the_format_that_is_asked_for(server: Server, accept: str, media_type: str) -> None:
    answer = server.ask("CONSTRUCT WHERE { ?s <http://example.org/p> ?o }", accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    parsed = ox.parse(answer.content, format=ox.RdfFormat.from_media_type(media_type.partition(";")[0]))
    assert len(list(parsed)) == 4


def test_a_format_that_there_is_not_is_not_acceptable(server: Server) -> None:
    assert server.ask(ALL, "image/png").status_code == 406


def test_queries_see_all_graphs_unless_they_name_some(server: Server) -> None:
    assert count(server.ask(COUNT)) == 4
    assert count(server.ask(COUNT, **{"default-graph-uri": "http://example.org/g2"})) == 2
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(server.ask(named)) == 3
    assert count(server.ask(named, **{"named-graph-uri": "http://example.org/g1"})) == 1


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("SELECT (COUNT(*) AS ?n) FROM <http://example.org/g2> { ?s ?p ?o }", 2),
        ("SELECT (COUNT(*) AS ?n)FROM<http://example.org/g1>FROM<http://example.org/g2>{ ?s ?p ?o }", 3),
        ("SELECT (COUNT(*) AS ?n) from named <http://example.org/g1> { ?s ?p ?o }", 0),
        ("SELECT (COUNT(*) AS ?n) FROM NAMED <http://example.org/g1> { GRAPH ?g { ?s ?p ?o } }", 1),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o # FROM\n FILTER(STR(?o) != 'FROM <http://example.org/g2>') }", 4),
        ("PREFIX from: <http://example.org/> SELECT (COUNT(*) AS ?n) { ?from from:p ?o }", 4),
    ],
)
def test_a_query_that_says_from_sees_just_those_graphs(server: Server, asked: str, number: int) -> None:
    assert count(server.ask(asked)) == number


def test_head_gives_the_headers_without_a_body(server: Server) -> None:
    answer = httpx2.head(server.sparql, params={"query": ALL}, headers={"Accept": "text/csv"})
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "text/csv; charset=utf-8", b"")


def test_other_sites_may_ask_but_not_with_a_users_name(server: Server) -> None:
    origin = {"Origin": "https://example.com"}
    answer = httpx2.get(server.sparql, params={"query": "ASK {}"}, headers=origin)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    before = httpx2.options(server.sparql, headers={**origin, **asked})
    assert before.status_code == 200
    assert "POST" in before.headers["access-control-allow-methods"]
    refused = httpx2.get(server.sparql, params={"query": "ASK {"}, headers=origin)
    assert refused.headers["access-control-allow-origin"] == "*", "a page must be able to read what was wrong"


def test_a_browser_is_led_from_the_bare_address_to_the_page(server: Server) -> None:
    answer = httpx2.get(server.sparql, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert (answer.status_code, answer.headers["location"]) == (302, "/en/sparql")


# What is refused


@pytest.mark.parametrize(
    ("request_", "status", "says"),
    [
        ({"params": {"query": "ASK {"}}, 400, "1:"),
        ({"params": {"query": ""}}, 400, ""),
        ({"params": {"other": "x"}}, 400, "there are 0"),
        ({"params": [("query", "ASK {}"), ("query", "ASK {}")]}, 400, "there are 2"),
        ({"params": {"update": "CLEAR ALL"}}, 400, ""),
        ({"params": {"query": "CLEAR ALL"}}, 400, ""),
        ({"params": {"query": "ASK {}", "default-graph-uri": "no IRI"}}, 400, ""),
        ({"params": {"query": "ASK { SERVICE <http://127.0.0.1:9/> {} }"}}, 403, "SERVICE is off"),
        ({"method": "POST", "content": b"ASK {}"}, 415, "missing"),
        ({"method": "POST", "content": b"ASK {}", "headers": {"Content-Type": "text/plain"}}, 415, "text/plain"),
        ({"method": "POST", "content": b"x", "headers": {"Content-Type": "application/sparql-update"}}, 415, ""),
        (
            {
                "method": "POST",
                "content": b"ASK {}",
                "headers": {"Content-Type": "application/sparql-query; charset=gbk"},
            },
            415,
            "UTF-8",
        ),
        (
            {"method": "POST", "content": b"ASK {} #\xff", "headers": {"Content-Type": QUERY}},
            400,
            "byte 8",
        ),
        (
            {
                "method": "POST",
                "content": b"query=%ff",
                "headers": {"Content-Type": "application/x-www-form-urlencoded"},
            },
            400,
            "",
        ),
        (
            {
                "method": "POST",
                "content": b"ASK {}" + b" " * (1 << 20),
                "headers": {"Content-Type": "application/sparql-query"},
            },
            413,
            "1 MB",
        ),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_line(
    server: Server, request_: dict[str, object], status: int, says: str
) -> None:
    method = str(request_.pop("method", "GET"))
    answer = httpx2.request(method, server.sparql, **request_)  # type: ignore[arg-type]
    assert answer.status_code == status, answer.text
    assert says in answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused_with_those_that_there_are(server: Server, method: str) -> None:
    answer = httpx2.request(method, server.sparql, params={"query": "ASK {}"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    plain = httpx2.options(server.sparql)
    assert (plain.status_code, plain.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")


@pytest.mark.parametrize("path", ["/update", "/graphs", "/graphs/x"])
def test_a_store_that_is_not_writable_has_no_addresses_for_writing(server: Server, path: str) -> None:
    headers = {"Content-Type": "application/sparql-update"}
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert httpx2.request(method, server.address + path, content=b"CLEAR ALL", headers=headers).status_code == 404
    assert count(server.ask(COUNT)) == 4


def test_only_requests_that_name_this_server_are_answered(server: Server) -> None:
    for name in ("evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "a@localhost"):
        answer = httpx2.get(server.sparql, params={"query": "ASK {}"}, headers={"Host": name})
        assert answer.status_code == 421, name
    for name in ("localhost", "LOCALHOST:8000", "127.0.0.1", "[::1]:8000", "192.168.1.7:8000"):
        answer = httpx2.get(server.sparql, params={"query": "ASK {}"}, headers={"Host": name})
        assert answer.status_code == 200, name


def test_every_answer_is_guarded(server: Server) -> None:
    for path in ("/sparql?query=ASK{}", "/sparql?query=ASK{", "/zh/", "/no-such-page", "/static/no-such-file"):
        headers = httpx2.get(server.address + path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("breaker", ["\r\nX-Evil: 1", "%0d%0aX-Evil:%201", "\u560d\u560aX-Evil: 1", "\x00"])
def test_no_parameter_writes_a_header(server: Server, breaker: str) -> None:
    for path in ("/sparql", "/sparql/", "/", f"/sparql/{quote(breaker)}"):
        parameters = {"query": f"ASK {{}} # {breaker}", "default-graph-uri": f"http://e.org/{breaker}", breaker: "x"}
        answer = httpx2.get(server.address + path, params=parameters)
        assert answer.status_code in (200, 302, 307, 400, 404)
        assert "x-evil" not in answer.headers


@pytest.mark.parametrize(
    "host", [b"Host: a\r\nHost: b\r\n", b"", b"Host: \r\n", b"Host: localhost\r\nContent-Length: x\r\n"]
)
def test_a_broken_head_is_refused(server: Server, host: bytes) -> None:
    name, port = server.address.removeprefix("http://").split(":")
    with socket.create_connection((name, int(port)), PATIENCE_S) as raw:
        raw.sendall(b"GET /sparql?query=ASK{} HTTP/1.1\r\n" + host + b"\r\n")
        assert raw.recv(64).startswith(b"HTTP/1.1 4")


def test_an_answer_on_a_kept_connection_does_not_wait_for_acknowledgements(server: Server) -> None:
    def median_s(ask: Callable[..., httpx2.Response]) -> float:
        taken = [ask(f"{server.address}/no-such-page").elapsed for _ in range(21)]
        return sorted(taken)[10].total_seconds()

    with httpx2.Client() as kept:
        assert median_s(kept.get) < 3 * median_s(httpx2.get)


# What is survived


def test_a_query_without_end_is_stopped_while_everything_else_goes_on(folder: Path) -> None:
    with serving(folder, "--timeout-s", "4") as server, ThreadPoolExecutor() as threads:
        endless = [threads.submit(server.ask, ENDLESS) for _ in range(2)]
        answered = 0
        while not all(query.done() for query in endless):
            assert httpx2.get(f"{server.address}/static/no-such-file", timeout=PATIENCE_S).status_code == 404
            assert count(server.ask(COUNT)) == 4
            answered += 1
            time.sleep(0.05)
        assert answered > 1
        for query in endless:
            assert query.result().status_code == 504
            assert "stopped after 4 s" in query.result().text
        wait_for_rest(server)


def test_an_asker_who_leaves_takes_the_query_along(server: Server) -> None:
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.post(server.sparql, data={"query": ENDLESS}, timeout=1)
    wait_for_rest(server)


def wait_for_rest(server: Server) -> None:
    """Wait until no engine computes: one that is killed takes its time to die where the processor is busy."""
    deadline = time.monotonic() + PATIENCE_S
    while at_work(server):
        assert time.monotonic() < deadline, "a query goes on"


def at_work(server: Server) -> bool:
    """Whether an engine computes."""
    with suppress(psutil.NoSuchProcess):
        return any(process.cpu_percent(0.2) > 50 for process in server.engines())
    return True


@pytest.mark.slow
def test_more_queries_than_engines_are_all_answered(server: Server) -> None:
    with ThreadPoolExecutor(24) as threads:
        assert set(threads.map(lambda _: count(server.ask(COUNT)), range(48))) == {4}


@pytest.mark.parametrize(
    "query", ["SELECT * " + "{" * 50_000 + "}" * 50_000, "ASK { FILTER(" + "!" * 200_000 + "true) }"]
)
def test_a_query_that_kills_its_engine_harms_nobody(server: Server, query: str) -> None:
    answer = server.ask(query)
    assert answer.status_code == 500
    assert "nested too deeply" in answer.text
    assert count(server.ask(COUNT)) == 4


def test_an_engine_that_is_killed_is_replaced(server: Server) -> None:
    for process in server.engines():
        process.kill()
    assert count(server.ask(COUNT)) == 4


def test_an_answer_that_is_too_large_never_looks_whole(tmp_path: Path) -> None:
    publish(tmp_path / "store", 1, numbers(30_000))
    with serving(tmp_path / "store", "--result-mb", "1") as server:
        with pytest.raises(httpx2.RemoteProtocolError, match="incomplete"):
            server.ask("SELECT * { ?s ?p ?o }", "text/csv")
        small = server.ask("SELECT * { ?s ?p ?o } LIMIT 9", "text/csv")
        assert small.text.count("\n") == 10


def test_an_answer_cut_by_the_time_out_never_looks_whole(tmp_path: Path) -> None:
    publish(tmp_path / "store", 1, numbers(3000))
    product = "SELECT * { ?a ?b ?c . ?d ?e ?f . FILTER(?c + ?f >= 0) }"
    with serving(tmp_path / "store", "--timeout-s", "1") as server, pytest.raises(httpx2.RemoteProtocolError):
        server.ask(product, "text/csv")


def test_a_new_version_is_seen_and_the_old_one_let_go(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    publish(folder, 1, numbers(1))
    with serving(folder) as server:
        assert count(server.ask(COUNT)) == 1
        publish(folder, 2, numbers(2))
        assert count(server.ask(COUNT)) == 2
        assert all("v000002" in " ".join(process.cmdline()) for process in server.engines())


def test_no_engine_outlives_the_server(folder: Path) -> None:
    with serving(folder) as server:
        assert count(server.ask(COUNT)) == 4
        engines = server.engines()
        assert engines
        server.process.kill()
        psutil.wait_procs(engines, PATIENCE_S)
        assert not any(process.is_running() for process in engines)


def test_a_port_that_is_taken_is_named_with_the_way_out(server: Server, folder: Path) -> None:
    port = server.address.rpartition(":")[2]
    taken = pytest.raises(AssertionError, match=rf"port {port} .* is taken; .*--port {int(port) + 1}")
    with taken, serving(folder, "--port", port):
        pass


def test_a_store_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="kg build"), serving(tmp_path / "none"):
        pass


# The fence


class Listener:
    """Counts who connects to a port of this machine."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"
        self.connections = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                self.socket.accept()[0].close()
            except OSError:
                return
            self.connections += 1


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.socket.close()


def test_even_an_unscreened_call_reaches_nobody(folder: Path, listener: Listener) -> None:
    """The engine is asked directly, as if the screening had overlooked the call."""
    query = f"SELECT * {{ SERVICE <{listener.address}> {{ ?s ?p ?o }} }}"

    async def ask_engine() -> str:
        running = await engine.start(stores.database(folder / "v000001"), memory=1 << 30)
        try:
            async with httpx2.AsyncClient() as client:
                answer = await client.post(f"http://{running.address}/sparql", data={"query": query})
                return answer.text
        finally:
            await running.killed()

    assert "ermission denied" in asyncio.run(ask_engine())
    assert listener.connections == 0
    with pytest.raises(httpx2.TransportError):
        httpx2.get(listener.address)
    assert listener.connections == 1, "the listener counts"


@pytest.mark.slow
def test_a_query_that_needs_too_much_memory_is_told_so(tmp_path: Path) -> None:
    publish(tmp_path / "store", 1, numbers(1))
    doubled = " ".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(34))
    query = f"SELECT (STRLEN(?a34) AS ?n) {{ BIND('xxxxxxxx' AS ?a0) {doubled} }}"
    with serving(tmp_path / "store", "--timeout-s", str(PATIENCE_S)) as server:
        answer = server.ask(query)
        assert answer.status_code == 500
        assert "needs more memory" in answer.text
        assert count(server.ask(COUNT)) == 1


def test_the_description_is_of_this_service(server: Server) -> None:
    answer = httpx2.get(server.sparql, headers={"Accept": "application/ld+json"})
    assert answer.headers["content-type"] == "application/ld+json"
    described = json.loads(answer.text)
    endpoints = [
        value["@id"]
        for node in described
        for value in node.get("http://www.w3.org/ns/sparql-service-description#endpoint", [])
    ]
    assert endpoints == [server.sparql]
