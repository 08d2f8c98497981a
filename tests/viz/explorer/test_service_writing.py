"""A writable store: who may write, what is kept whatever happens, and how it becomes a version."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx2
import pyoxigraph as ox
import pytest

from kg import store as stores
from tests import patience
from tests.viz.explorer.serving import Server, numbers, publish, serving, values

put, post, request = (partial(call, timeout=patience.PATIENCE_S) for call in (httpx2.put, httpx2.post, httpx2.request))
UPDATE = {"Content-Type": "application/sparql-update"}
TURTLE = {"Content-Type": "text/turtle"}
GRAPH = "/graphs?graph=http://example.org/mine"
THERE = "ASK { ?s <http://example.org/wrote> ?o }"
WRITE = "INSERT DATA { GRAPH <http://example.org/mine> { <http://example.org/me> <http://example.org/wrote> 1 } }"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publish(tmp_path / "store", 1, numbers(3))
    return tmp_path / "store"


@pytest.fixture(scope="module")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("writing") / "store"


@pytest.fixture(scope="module")
def running(shared_folder: Path) -> Iterator[Server]:
    publish(shared_folder, 1, "")
    with serving(shared_folder, "--writable") as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    """A writable server with three numbers in its store."""
    assert update(running, f"DROP ALL ; INSERT DATA {{ {numbers(3)} }}").status_code == 204
    return running


def update(server: Server, text: str = WRITE, **headers: str) -> httpx2.Response:
    return post(f"{server.address}/update", content=text, headers={**UPDATE, **headers})


def says_yes(server: Server, question: str = THERE) -> bool:
    deadline = time.monotonic() + patience.PATIENCE_S
    while (answer := server.ask(question)).status_code == 503:
        assert time.monotonic() < deadline, answer.text
        time.sleep(0.1)
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["boolean"])


def published(folder: Path, question: str = THERE) -> bool:
    return bool(stores.open_reading(folder).query(question, use_default_graph_as_union=True))


def wait_for(folder: Path, number: int) -> None:
    patience.wait_for((folder / f"v{number:06}").exists, "no version was published")


# Who may write


@pytest.mark.slow
def test_who_bears_the_token_may_write_and_nobody_else(folder: Path) -> None:
    with serving(folder, "--writable", token="open sesame") as server:
        for authorization in ("", "Bearer", "Bearer open", "Basic open sesame", "Bearer open sesame2"):
            answer = update(server, Authorization=authorization)
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        for method in ("PUT", "POST", "DELETE"):
            assert request(method, server.address + GRAPH, headers=TURTLE).status_code == 401
        assert not says_yes(server), "and everybody may read"
        assert update(server, Authorization="Bearer open sesame").status_code == 204
        assert says_yes(server)


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_page_of_another_site_may_not_write(server: Server, headers: dict[str, str]) -> None:
    form = {"update": WRITE}
    answer = post(f"{server.address}/update", data=form, headers=headers)
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers
    assert put(server.address + GRAPH, content="", headers={**TURTLE, **headers}).status_code == 403
    assert not says_yes(server)


def test_a_page_of_this_server_may_write(server: Server) -> None:
    assert update(server, Origin=server.address, **{"Sec-Fetch-Site": "same-origin"}).status_code == 204


@pytest.mark.slow
def test_writing_is_not_opened_to_other_machines_without_a_token(folder: Path) -> None:
    refused = pytest.raises(AssertionError, match="KG_TOKEN")
    with refused, serving(folder, "--writable", "--host", "0.0.0.0"):
        pass
    with serving(folder, "--writable", "--host", "0.0.0.0", token="secret") as server:
        assert update(server, Authorization="Bearer secret").status_code == 204


def test_only_one_process_writes(server: Server, shared_folder: Path) -> None:
    refused = pytest.raises(AssertionError, match="at work on")
    with refused, serving(shared_folder, "--writable"):
        pass
    assert update(server).status_code == 204
    with serving(shared_folder) as reader:
        assert says_yes(reader, "ASK {}"), "others read as they like"


def test_a_build_waits_for_the_end_of_writing(server: Server, shared_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("夏店镇2024年法治政府建设年度报告\n开展普法宣传12次。", encoding="utf-8")
    command = [sys.executable, "-m", "kg", "build", str(tmp_path / "report.txt"), "--store", str(shared_folder)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 2
    assert "at work on" in built.stderr
    assert update(server).status_code == 204


# What is refused


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("LOAD <http://127.0.0.1:9/>", 403),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403),
        ("INSERT DATA {", 400),
        ("ASK {}", 400),
    ],
)
def test_what_is_no_update_changes_nothing(server: Server, text: str, status: int) -> None:
    assert update(server, text).status_code == status
    assert says_yes(server, "ASK { ?s ?p 2 }")


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        (GRAPH, "<a> <b> <c> . <d>", TURTLE, 400),
        (GRAPH, "<a> <b> <c> .", {"Content-Type": "application/pdf"}, 415),
        (GRAPH, "<a> <b> <c> .", {}, 415),
        (GRAPH, b'<a> <b> "\xff" .', TURTLE, 400),
        (GRAPH, "<a> <b> <c> .", {"Content-Type": "text/turtle; charset=gb18030"}, 415),
        (GRAPH, "<g> { <a> <b> <c> }", {"Content-Type": "application/trig"}, 400),
        (GRAPH, "x", {"Content-Type": "multipart/form-data; boundary=y"}, 400),
        ("/graphs?graph=relative", "<a:b> <b:c> 1 .", TURTLE, 400),
        ("/graphs?graph=http://e.org/%3E%20%7D", "<a:b> <b:c> 1 .", TURTLE, 400),
        ("/graphs?graph=http://e.org/a&default", "<a:b> <b:c> 1 .", TURTLE, 400),
        ("/graphs", "<a:b> <b:c> 1 .", TURTLE, 400),
    ],
)
def test_a_broken_graph_leaves_the_old_one(
    server: Server, path: str, body: str | bytes, headers: dict[str, str], status: int
) -> None:
    assert put(server.address + GRAPH, content="<a:b> <http://example.org/wrote> 1 .", headers=TURTLE).is_success
    answer = put(server.address + path, content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert says_yes(server)
    assert says_yes(server, "ASK { ?s ?p 2 }")


def test_a_graph_that_says_sparql_stores_what_it_says(server: Server) -> None:
    said = '"""} } ; DROP ALL ; # \\\\u007D"""'
    body = f"<http://e.org/s> <http://example.org/wrote> {said} ."
    assert put(server.address + GRAPH, content=body, headers=TURTLE).status_code == 201
    assert says_yes(server, f"ASK {{ GRAPH <http://example.org/mine> {{ ?s ?p {said} }} }}")
    assert says_yes(server, "ASK { ?s ?p 2 }")


@pytest.mark.slow
def test_an_update_without_end_is_stopped_and_stores_nothing(folder: Path) -> None:
    with serving(folder, "--writable", "--timeout-s", "2") as server:
        endless = f"INSERT {{ <http://e.org/a> <http://example.org/wrote> ?a }} WHERE {{ {values('abcd')} }}"
        answer = update(server, endless)
        assert answer.status_code == 504
        assert "Nothing of it was stored" in answer.text
        assert not says_yes(server)
        assert update(server).status_code == 204
        assert says_yes(server)


def test_updates_may_name_graphs(server: Server) -> None:
    """By WITH and USING; one that names none is about the default graph, as the recommendation has it."""
    assert update(server).status_code == 204
    changed = """WITH <http://example.org/mine> DELETE { ?s ?p 1 } INSERT { ?s ?p 2 } WHERE { ?s ?p 1 } ;
        INSERT { <http://e.org/seen> ?p ?o } USING <http://example.org/mine> WHERE { ?s ?p ?o }"""
    assert update(server, changed).status_code == 204
    assert says_yes(server, "ASK { GRAPH <http://example.org/mine> { ?s <http://example.org/wrote> 2 } }")
    assert says_yes(server, "ASK { <http://e.org/seen> <http://example.org/wrote> 2 }")
    assert update(server, "DELETE WHERE { ?s <http://example.org/wrote> ?o }").status_code == 204
    assert says_yes(server, "ASK { GRAPH <http://example.org/mine> { ?s <http://example.org/wrote> 2 } }")
    assert not says_yes(server, "ASK { <http://e.org/seen> ?p ?o }")


# How it becomes a version


def test_what_is_written_is_there_at_once_and_soon_a_version(folder: Path) -> None:
    before = stores.open_reading(folder)
    with serving(folder, "--writable") as server:
        for _ in range(8):
            assert not says_yes(server)
            time.sleep(0.25)
        assert [version.name for version in stores.versions(folder)] == ["v000001"], "reading makes no version"
        assert update(server).status_code == 204
        assert says_yes(server)
        wait_for(folder, 2)
        assert published(folder)
        assert not before.query(THERE, use_default_graph_as_union=True), "a version never changes"
        assert says_yes(server)
        assert update(server, "CLEAR GRAPH <http://example.org/mine>").status_code == 204
        wait_for(folder, 3)
        assert not published(folder)


@pytest.mark.slow
def test_what_was_written_last_is_published_at_the_end(folder: Path) -> None:
    with serving(folder, "--writable") as server:
        assert update(server).status_code == 204
    assert published(folder)


def test_what_was_written_outlives_a_server_that_is_killed(folder: Path) -> None:
    with serving(folder, "--writable") as server:
        assert update(server).status_code == 204
        server.process.kill()
    assert not published(folder)
    with serving(folder, "--writable") as server:
        assert says_yes(server)
        wait_for(folder, 2)
    assert published(folder)


@pytest.mark.slow
def test_what_was_written_before_a_build_is_kept_aside(folder: Path) -> None:
    with serving(folder, "--writable") as server:
        assert update(server).status_code == 204
        server.process.kill()
    publish(folder, 2, numbers(5))
    with serving(folder, "--writable") as server:
        assert not says_yes(server)
        assert says_yes(server, "ASK { ?s ?p 4 }")
        assert "kept in" in server.said
    kept = [entry for entry in folder.iterdir() if entry.name.startswith(".live-")]
    assert len(kept) == 1
    assert ox.Store.read_only(str(stores.database(kept[0]))).query(THERE, use_default_graph_as_union=True)


@pytest.mark.slow
def test_a_store_can_begin_empty(tmp_path: Path) -> None:
    with serving(tmp_path / "new", "--writable") as server:
        assert update(server).status_code == 204
    assert published(tmp_path / "new")


# Pushing into it


@pytest.mark.parametrize("path", ["/graphs", "/update"])
def test_a_store_is_pushed_into_it(server: Server, tmp_path: Path, path: str) -> None:
    assert update(server, "DROP ALL").status_code == 204
    source = tmp_path / "source"
    publish(source, 1, numbers(9) + '<http://e.org/g> { <a:b> <a:c> "一\\n\\"二\\"" , 1.50 , "x"@zh-Hans }')
    command = [sys.executable, "-m", "kg", "push", server.address + path, "--store", str(source)]
    pushed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (pushed.returncode, pushed.stderr) == (0, "")
    assert pushed.stdout == f"12 triples in 2 graphs → {server.address}{path}\n"
    asked = server.ask("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "application/n-triples")
    assert {quad.triple for quad in ox.parse(asked.content, format=ox.RdfFormat.N_TRIPLES)} == {
        quad.triple for quad in stores.open_reading(source)
    }
