"""The W3C's 13 tests of the Graph Store Protocol and 3 of the Service Description against a served address.

Each test has the name of the one in https://w3c.github.io/rdf-tests/sparql/sparql11/ (graph-store-protocol,
service-description) that asserts the same; requests and data are written anew from
https://www.w3.org/TR/sparql11-http-rdf-update/ and https://www.w3.org/TR/sparql11-service-description/.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import httpx2
import pytest
import rdflib
from rdflib import RDF
from rdflib.compare import isomorphic

from tests.viz.explorer.serving import PATIENCE_S, Server, serving

pytestmark = pytest.mark.slow

TURTLE = {"Content-Type": "text/turtle; charset=utf-8"}
ACCEPT = {"Accept": "text/turtle"}
NS = "@prefix : <http://example.org/store/> .\n"
LI = NS + ':li a :Villager ; :card [ a :Card ; :name "Li" ] .'
WANG = NS + ':li a :Villager ; :card [ a :Card ; :name "Wang" ] .'
NOBODY = NS + '[] a :Villager ; :card [ a :Card ; :given "Mei" ] .'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("graphs") / "store", "--writable") as running:
        yield running


@pytest.fixture(params=["direct", "indirect"])
def address(server: Server, request: pytest.FixtureRequest) -> str:
    """The address of a graph that is not there yet, named directly or by a parameter."""
    graph = f"{server.address}/graphs/{request.param}/{request.node.originalname}"
    return graph if request.param == "direct" else f"{server.address}/graphs?graph={quote(graph, safe='')}"


def call(method: str, url: str, body: str | bytes = b"", headers: dict[str, str] | None = None) -> httpx2.Response:
    content = body.encode() if isinstance(body, str) else body
    return httpx2.request(method, url, content=content, headers=headers, timeout=PATIENCE_S)


def holds(url: str, turtle: str) -> bool:
    answer = call("GET", url, headers=ACCEPT)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    got, wanted = (rdflib.Graph().parse(data=data, format="turtle") for data in (answer.text, turtle))
    return isomorphic(got, wanted)


def test_put_get_repeat(address: str) -> None:
    assert call("PUT", address, LI, TURTLE).status_code == 201
    assert holds(address, LI)
    assert call("PUT", address, WANG, TURTLE).status_code in (200, 204)
    assert holds(address, WANG)


def test_put_delete_get_delete(address: str) -> None:
    assert call("PUT", address, NOBODY, TURTLE).status_code in (200, 201, 204)
    assert call("DELETE", address).status_code in (200, 204)
    assert call("GET", address).status_code == 404
    assert call("DELETE", address).status_code in (200, 204, 404)


def test_post_get_post_get(address: str) -> None:
    assert call("POST", address, LI, TURTLE).status_code in (200, 201, 204)
    assert holds(address, LI)
    parts = [f'{NS}:li :family "Li" .', f'{NS}:li :given "Mei" .']
    files = [(f"file{n}", (f"{n}.ttl", part, "text/turtle; charset=utf-8")) for n, part in enumerate(parts)]
    assert httpx2.post(address, files=files, timeout=PATIENCE_S).status_code in (200, 204)
    assert holds(address, LI + "\n".join(part.removeprefix(NS) for part in parts))


def test_head_existing(address: str) -> None:
    assert call("PUT", address, LI, TURTLE).status_code in (200, 201, 204)
    answer = call("HEAD", address, headers=ACCEPT)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    assert answer.content == b""


def test_put_get_default(server: Server) -> None:
    default = f"{server.address}/graphs?default"
    assert call("PUT", default, NOBODY, TURTLE).status_code in (200, 201, 204)
    assert holds(default, NOBODY)


def test_post_get_new_graph(server: Server) -> None:
    answer = call("POST", f"{server.address}/graphs", NOBODY, TURTLE)
    assert answer.status_code == 201
    graph = answer.headers["location"]
    assert holds(f"{server.address}/graphs?graph={quote(graph, safe='')}", NOBODY)
    assert holds(graph, NOBODY)


def test_head_non_existing_indirect(server: Server) -> None:
    assert call("HEAD", f"{server.address}/graphs?graph=http%3A%2F%2Fexample.org%2Fno-such-graph").status_code == 404


def test_put_get_uri_pct_encoded_indirect(server: Server) -> None:
    graph = "http://example.org/store/encoded"
    assert call("PUT", f"{server.address}/graphs?graph={quote(graph, safe='')}", LI, TURTLE).status_code == 201
    assert holds(f"{server.address}/graphs?graph={graph}", LI)


def test_put_get_uri_pct_encoded_twice(server: Server) -> None:
    """Percent-encoding is undone once: %2531 names the graph …/%31, which is not …/1."""
    once, twice = (f"{server.address}/graphs?graph=http://example.org/store/{last}" for last in ("%31", "%2531"))
    assert call("PUT", once, LI, TURTLE).status_code == 201
    assert call("PUT", twice, WANG, TURTLE).status_code == 201
    assert holds(once, LI)
    assert holds(twice, WANG)


# Service Description

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
# What the properties that are used here lead from and to (section 3 of the recommendation).
SCHEMA = {
    SD.endpoint: (SD.Service, None),
    SD.supportedLanguage: (SD.Service, SD.Language),
    SD.feature: (SD.Service, SD.Feature),
    SD.resultFormat: (SD.Service, None),
    SD.defaultEntailmentRegime: (SD.Service, None),
    SD.defaultDataset: (SD.Service, SD.Dataset),
    SD.defaultGraph: (SD.Dataset, SD.Graph),
}
INSTANCES = {
    SD.Language: {SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update},
    SD.Feature: {SD.DereferencesURIs, SD.UnionDefaultGraph, SD.RequiresDataset, SD.EmptyGraphs, SD.BasicFederatedQuery},
}


def described(server: Server) -> rdflib.Graph:
    answer = httpx2.get(server.sparql, headers=ACCEPT, timeout=PATIENCE_S)
    assert answer.status_code == 200
    return rdflib.Graph().parse(data=answer.text, format="turtle")


def test_returns_rdf(server: Server) -> None:
    for media_type in ("text/turtle", "application/rdf+xml", "application/n-triples"):
        answer = httpx2.get(server.sparql, headers={"Accept": media_type}, timeout=PATIENCE_S)
        assert answer.headers["content-type"].partition(";")[0] == media_type
        assert len(rdflib.Graph().parse(data=answer.text, format=media_type)) > 0


def test_has_endpoint_triple(server: Server) -> None:
    assert list(described(server).objects(None, SD.endpoint)) == [rdflib.URIRef(server.sparql)]


def test_conforms_to_schema(server: Server) -> None:
    graph = described(server)
    assert len(list(graph.subjects(RDF.type, SD.Service))) == 1
    told = {predicate for predicate in graph.predicates() if predicate != RDF.type}
    assert {SD.endpoint, SD.supportedLanguage, SD.resultFormat} <= told <= set(SCHEMA)
    for subject, predicate, value in graph:
        if predicate == RDF.type:
            assert value in (SD.Service, SD.Dataset, SD.Graph)
            continue
        domain, range_ = SCHEMA[predicate]
        assert (subject, RDF.type, domain) in graph
        assert range_ is None or value in INSTANCES.get(range_, ()) or (value, RDF.type, range_) in graph


def test_what_is_off_is_not_described(server: Server) -> None:
    features = set(described(server).objects(None, SD.feature))
    assert features == {SD.UnionDefaultGraph, SD.EmptyGraphs}
