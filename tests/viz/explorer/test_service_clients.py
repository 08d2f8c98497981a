"""Clients that people use ask the SPARQL service, and write to it: SPARQLWrapper, rdflib, curl, Comunica."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, JSON, POST, RDFXML, TURTLE, XML, SPARQLWrapper

from tests.viz.explorer.serving import PATIENCE_S, Server, publish, serving

pytestmark = pytest.mark.slow

COMUNICA = "@comunica/query-sparql@4"
EX = rdflib.Namespace("http://example.org/")
DATA = """
@prefix : <http://example.org/> .
:town :label "夏店镇"@zh ; :cases 12 .
:g { :town :adviser :firm . :firm :label "甲律师事务所"@zh . }
"""
ACROSS_GRAPHS = """PREFIX : <http://example.org/>
SELECT ?town ?firm { ?t :label ?town ; :adviser/:label ?firm }"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("clients") / "store"
    publish(folder, 1, DATA)
    with serving(folder, "--writable") as running:
        yield running


def test_sparqlwrapper_asks_in_every_format(server: Server) -> None:
    client = SPARQLWrapper(server.sparql)
    client.setQuery(ACROSS_GRAPHS)
    client.setReturnFormat(JSON)
    rows = client.queryAndConvert()["results"]["bindings"]
    assert [(row["town"]["value"], row["firm"]["value"]) for row in rows] == [("夏店镇", "甲律师事务所")]
    client.setReturnFormat(XML)
    assert "夏店镇" in client.queryAndConvert().toxml()
    client.setReturnFormat(CSV)
    client.setMethod(POST)
    assert client.queryAndConvert().decode().splitlines() == ["town,firm", "夏店镇,甲律师事务所"]


@pytest.mark.parametrize("form", [TURTLE, RDFXML])
def test_sparqlwrapper_gets_graphs(server: Server, form: str) -> None:
    client = SPARQLWrapper(server.sparql)
    client.setQuery("CONSTRUCT WHERE { ?s <http://example.org/label> ?o }")
    client.setReturnFormat(form)
    got = client.queryAndConvert()
    graph = got if isinstance(got, rdflib.Graph) else rdflib.Graph().parse(data=got, format="turtle")
    assert (EX.town, EX.label, rdflib.Literal("夏店镇", lang="zh")) in graph


def test_sparqlwrapper_writes(server: Server) -> None:
    client = SPARQLWrapper(f"{server.address}/update")
    client.setMethod(POST)
    client.setQuery("INSERT DATA { GRAPH <http://example.org/w> { <http://example.org/w> <http://example.org/by> 1 } }")
    client.query()
    asked = SPARQLWrapper(server.sparql)
    asked.setQuery("ASK { <http://example.org/w> ?p 1 }")
    asked.setReturnFormat(JSON)
    assert asked.queryAndConvert()["boolean"] is True


def test_rdflib_reads_it_as_a_graph(server: Server) -> None:
    graph = rdflib.Graph(SPARQLStore(server.sparql))
    assert graph.value(EX.firm, EX.label) == rdflib.Literal("甲律师事务所", lang="zh")
    assert (EX.town, EX.adviser, EX.firm) in graph
    assert [(str(row.town), str(row.firm)) for row in graph.query(ACROSS_GRAPHS)] == [("夏店镇", "甲律师事务所")]


def test_rdflib_writes_it_as_a_graph(server: Server) -> None:
    store = SPARQLUpdateStore(server.sparql, f"{server.address}/update")
    graph = rdflib.Graph(store, identifier=EX.rdflib)
    graph.add((EX.town, EX.said, rdflib.Literal('"引号"\n换行')))
    graph.commit()
    assert (EX.town, EX.said, rdflib.Literal('"引号"\n换行')) in graph
    graph.remove((EX.town, EX.said, None))
    graph.commit()
    assert (EX.town, EX.said, None) not in graph


def test_curl_asks_and_writes(server: Server, tmp_path: Path) -> None:
    def curl(*arguments: str) -> str:
        command = ["curl", "--silent", "--show-error", "--fail", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE_S).stdout

    asked = curl("--header", "Accept: text/csv", "--data-urlencode", f"query={ACROSS_GRAPHS}", server.sparql)
    assert asked.splitlines() == ["town,firm", "夏店镇,甲律师事务所"]
    got = curl("--get", "--header", "Accept: text/csv", "--data-urlencode", f"query={ACROSS_GRAPHS}", server.sparql)
    assert got == asked
    file = tmp_path / "mine.ttl"
    file.write_text("<http://example.org/c> <http://example.org/by> '卷' .", encoding="utf-8")
    graph = f"{server.address}/graphs?graph=http://example.org/curl"
    curl("--upload-file", str(file), "--header", "Content-Type: text/turtle", graph)
    assert "卷" in curl(graph)
    curl("--request", "DELETE", graph)
    with pytest.raises(subprocess.CalledProcessError, match="22"):
        curl(graph)


@pytest.fixture(scope="session")
def comunica() -> Path:
    """Comunica's command, installed into the user's cache when it is first wanted."""
    npm = shutil.which("npm")
    assert npm, "this test needs Node.js with npm: install it (Debian: apt-get install nodejs npm)"
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fazhi-kg" / "comunica"
    command = folder / "node_modules" / ".bin" / "comunica-sparql"
    if not command.exists():
        folder.mkdir(parents=True, exist_ok=True)
        install = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), COMUNICA]
        subprocess.run(install, check=True, capture_output=True, timeout=600)
    return command


@pytest.mark.parametrize("kind", ["sparql@", ""], ids=["named", "found-out"])
def test_comunica_asks(server: Server, comunica: Path, kind: str) -> None:
    """Comunica is told that the source is a SPARQL service, or finds out by the service description."""
    command = [str(comunica), f"{kind}{server.sparql}", ACROSS_GRAPHS, "-t", "application/sparql-results+json"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=5 * PATIENCE_S)
    assert asked.returncode == 0, asked.stderr
    rows = json.loads(asked.stdout)["results"]["bindings"]
    assert [(row["town"]["value"], row["firm"]["value"]) for row in rows] == [("夏店镇", "甲律师事务所")]
