"""The W3C's 34 tests of the SPARQL 1.1 Protocol against a served address.

Each test has the name of the one in https://w3c.github.io/rdf-tests/sparql/sparql11/protocol/ that asserts the same;
requests and data are written anew from https://www.w3.org/TR/sparql11-protocol/.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pyoxigraph as ox
import pytest

from tests.viz.explorer.serving import PATIENCE_S, Server, serving

pytestmark = pytest.mark.slow

NS = "http://example.org/protocol/"
G1, G2, G3, OUT = (f"{NS}{name}" for name in ("one", "two", "three", "out"))
QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
IN_DEFAULT = f"ASK {{ <{G1}> a ?kind . <{G2}> a ?kind }}"
IN_NAMED = f"ASK {{ GRAPH ?g {{ <{G1}> a ?kind }} GRAPH ?h {{ <{G2}> a ?kind }} }}"
IN_BOTH = f"ASK {{ <{G3}> a ?kind GRAPH ?g {{ <{G1}> a ?kind }} GRAPH ?h {{ <{G2}> a ?kind }} }}"
FILL = "DROP ALL ; INSERT DATA { " + " ".join(f"GRAPH <{g}> {{ <{g}> a <{NS}Thing> }}" for g in (G1, G2, G3)) + " }"
COPY = f"{FILL} ; INSERT {{ GRAPH <{OUT}> {{ ?s a <{NS}Seen> }} }} WHERE "


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("protocol") / "store", "--writable") as running:
        yield running


@pytest.fixture
def filled(server: Server) -> Server:
    """The server with three graphs that hold one thing each, of the graph's own name."""
    assert update(server, FILL).is_success
    return server


def get(server: Server, query: str, **params: str | list[str]) -> httpx2.Response:
    return httpx2.get(server.sparql, params={"query": query, **params}, timeout=PATIENCE_S)


def post(
    server: Server, body: str | bytes, media_type: str | None, path: str = "/sparql", **params: str | list[str]
) -> httpx2.Response:
    headers = {"Content-Type": media_type} if media_type else {}
    content = body.encode() if isinstance(body, str) else body
    return httpx2.post(server.address + path, params=params, content=content, headers=headers, timeout=PATIENCE_S)


def update(server: Server, text: str, **params: str | list[str]) -> httpx2.Response:
    return post(server, text, UPDATE, "/update", **params)


def boolean(answer: httpx2.Response) -> bool:
    assert answer.is_success, answer.text
    form = ox.QueryResultsFormat.from_media_type(answer.headers["content-type"].partition(";")[0])
    assert form in (ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML)
    return bool(ox.parse_query_results(answer.content, format=form))


def is_table(answer: httpx2.Response) -> bool:
    form = ox.QueryResultsFormat.from_media_type(answer.headers["content-type"].partition(";")[0])
    return answer.is_success and form is not None


def is_graph(answer: httpx2.Response) -> bool:
    form = ox.RdfFormat.from_media_type(answer.headers["content-type"].partition(";")[0])
    return answer.is_success and list(ox.parse(answer.content, format=form)) is not None


# Queries


def test_query_post_form(server: Server) -> None:
    assert boolean(post(server, "query=ASK%20%7B%7D", FORM, **{"default-graph-uri": G1}))


def test_query_dataset_default_graphs_get(filled: Server) -> None:
    assert boolean(get(filled, IN_DEFAULT, **{"default-graph-uri": [G1, G2]}))
    assert not boolean(get(filled, IN_DEFAULT, **{"default-graph-uri": [G1, G3]}))


def test_query_dataset_default_graphs_post(filled: Server) -> None:
    assert boolean(post(filled, IN_DEFAULT, QUERY, **{"default-graph-uri": [G1, G2]}))
    assert not boolean(post(filled, IN_DEFAULT, QUERY, **{"default-graph-uri": [G1, G3]}))


def test_query_dataset_named_graphs_post(filled: Server) -> None:
    assert boolean(post(filled, IN_NAMED, QUERY, **{"named-graph-uri": [G1, G2]}))
    assert not boolean(post(filled, IN_NAMED, QUERY, **{"named-graph-uri": [G1, G3]}))


def test_query_dataset_named_graphs_get(filled: Server) -> None:
    assert boolean(get(filled, IN_NAMED, **{"named-graph-uri": [G1, G2]}))
    assert not boolean(get(filled, IN_NAMED, **{"named-graph-uri": [G1, G3]}))


def test_query_dataset_full(filled: Server) -> None:
    assert boolean(post(filled, IN_BOTH, QUERY, **{"default-graph-uri": G3, "named-graph-uri": [G1, G2]}))
    assert not boolean(post(filled, IN_BOTH, QUERY, **{"default-graph-uri": G1, "named-graph-uri": [G2, G3]}))


def test_query_multiple_dataset(filled: Server) -> None:
    """The dataset of the protocol counts, not that of the query."""
    asked = IN_NAMED.replace("ASK", f"ASK FROM <{G3}>")
    assert boolean(post(filled, asked, QUERY, **{"named-graph-uri": [G1, G2]}))


def test_query_get(server: Server) -> None:
    assert boolean(get(server, "ASK {}", **{"default-graph-uri": G1}))


def test_query_content_type_select(server: Server) -> None:
    assert is_table(post(server, "SELECT (1 AS ?one) {}", QUERY))


def test_query_content_type_ask(server: Server) -> None:
    assert boolean(post(server, "ASK {}", QUERY))


def test_query_content_type_describe(server: Server) -> None:
    assert is_graph(post(server, f"DESCRIBE <{G1}>", QUERY))


def test_query_content_type_construct(server: Server) -> None:
    assert is_graph(post(server, "CONSTRUCT { <s> <p> 1 } WHERE {}", QUERY))


def test_query_post_direct(server: Server) -> None:
    assert boolean(post(server, "ASK {}", QUERY))


# Updates


def seen(server: Server, *things: str) -> bool:
    """Whether just these things were copied."""
    copied = {thing for thing in (G1, G2, G3) if boolean(get(server, f"ASK {{ GRAPH <{OUT}> {{ <{thing}> a ?k }} }}"))}
    return copied == set(things)


def test_update_dataset_default_graph(server: Server) -> None:
    assert update(server, COPY + "{ ?s a ?kind }", **{"using-graph-uri": G1}).is_success
    assert seen(server, G1)


def test_update_dataset_default_graphs(server: Server) -> None:
    assert update(server, COPY + "{ ?s a ?kind }", **{"using-graph-uri": [G1, G2]}).is_success
    assert seen(server, G1, G2)


def test_update_dataset_named_graphs(server: Server) -> None:
    assert update(server, COPY + "{ GRAPH ?g { ?s a ?kind } }", **{"using-named-graph-uri": [G1, G2]}).is_success
    assert seen(server, G1, G2)


def test_update_dataset_full(server: Server) -> None:
    where = f"{{ {{ ?s a ?kind FILTER(?s = <{G1}>) }} UNION {{ GRAPH ?g {{ ?s a ?kind }} }} }}"
    answer = update(server, COPY + where, **{"using-graph-uri": G1, "using-named-graph-uri": G2})
    assert answer.is_success
    assert seen(server, G1, G2)


def test_update_post_form(filled: Server) -> None:
    assert post(filled, "update=CLEAR+ALL", FORM, "/update").is_success
    assert not boolean(get(filled, "ASK { ?s ?p ?o }"))


def test_update_post_direct(filled: Server) -> None:
    assert update(filled, "CLEAR ALL").is_success
    assert not boolean(get(filled, "ASK { ?s ?p ?o }"))


def test_update_base_uri(server: Server) -> None:
    inserted = f"CLEAR SILENT GRAPH <{OUT}> ; INSERT DATA {{ GRAPH <{OUT}> {{ <{G1}> <{NS}is> <relative> }} }}"
    assert update(server, inserted).is_success
    resolved = 'FILTER(isIRI(?o) && STR(?o) != "relative")'
    assert boolean(get(server, f"ASK {{ GRAPH <{OUT}> {{ <{G1}> <{NS}is> ?o {resolved} }} }}"))


# What is refused


def refused(answer: httpx2.Response) -> bool:
    return 400 <= answer.status_code < 500


def test_bad_query_method(server: Server) -> None:
    assert refused(httpx2.put(server.sparql, params={"query": "ASK {}"}, headers={"Content-Type": FORM}))


def test_bad_multiple_queries(server: Server) -> None:
    assert refused(
        httpx2.get(server.sparql, params=[("query", "ASK {}"), ("query", "SELECT * {}")], timeout=PATIENCE_S)
    )


def test_bad_query_wrong_media_type(server: Server) -> None:
    assert refused(post(server, "ASK {}", "text/plain"))


def test_bad_query_missing_form_type(server: Server) -> None:
    assert refused(post(server, "query=ASK%20%7B%7D", None))


def test_bad_query_missing_direct_type(server: Server) -> None:
    assert refused(post(server, "ASK {}", None))


def test_bad_query_non_utf8(server: Server) -> None:
    assert refused(post(server, "ASK {}".encode("utf-16"), f"{QUERY}; charset=UTF-16"))


def test_bad_query_syntax(server: Server) -> None:
    assert refused(get(server, "ASK {"))


def test_bad_update_get(filled: Server) -> None:
    for path in ("/sparql", "/update"):
        assert refused(httpx2.get(filled.address + path, params={"update": "CLEAR ALL"}, timeout=PATIENCE_S))
    assert boolean(get(filled, "ASK { ?s ?p ?o }"))


def test_bad_multiple_updates(filled: Server) -> None:
    assert refused(post(filled, "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", FORM, "/update"))
    assert boolean(get(filled, "ASK { ?s ?p ?o }"))


def test_bad_update_wrong_media_type(filled: Server) -> None:
    assert refused(post(filled, "CLEAR NAMED", "text/plain", "/update"))
    assert boolean(get(filled, "ASK { ?s ?p ?o }"))


def test_bad_update_missing_form_type(filled: Server) -> None:
    assert refused(post(filled, "update=CLEAR%20NAMED", None, "/update"))
    assert boolean(get(filled, "ASK { ?s ?p ?o }"))


def test_bad_update_non_utf8(filled: Server) -> None:
    assert refused(post(filled, "CLEAR NAMED".encode("utf-16"), f"{UPDATE}; charset=UTF-16", "/update"))
    assert boolean(get(filled, "ASK { ?s ?p ?o }"))


def test_bad_update_syntax(server: Server) -> None:
    assert refused(post(server, "update=CLEAR%20XYZ", FORM, "/update"))


def test_bad_update_dataset_conflict(filled: Server) -> None:
    text = f"WITH <{G1}> DELETE {{ ?s a ?kind }} INSERT {{ ?s a <{NS}Changed> }} WHERE {{ ?s a ?kind }}"
    assert refused(update(filled, text, **{"using-named-graph-uri": G2}))
    assert not boolean(get(filled, f"ASK {{ ?s a <{NS}Changed> }}"))
