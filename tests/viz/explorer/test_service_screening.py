"""SERVICE and LOAD are found wherever the engine would take them for keywords, and nowhere else."""

from __future__ import annotations

import time
from functools import cache

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viz.explorer.service.screening import calls

CALLS = [
    "SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }",
    "select * { service silent ?x { } }",
    "SELECT * {SERVICESILENT?x{}}",
    "SELECT * {?s ?p 1SERVICE<http://a.example/>{}}",
    "SELECT * {?s ?p 1.5e3SERVICE<http://a.example/>{}}",
    "SELECT * {?s ?p true.SERVICE<http://a.example/>{}}",
    "SELECT * {?s ?p trueSERVICE<http://a.example/>{}}",
    "SELECT * {?s ?p ''SERVICE<http://a.example/>{}}",
    "SELECT * {?s ?p 'x#'SERVICE<http://a.example/>{}}",
    "SELECT * {?s ?p ?o.SERVICE<http://a.example/>{}}",
    "SELECT * {?s <a:p>?trueSERVICE<http://a.example/>{}}",
    "PREFIX : <http://a.example/> SELECT * {SERVICE:p{}}",
    "PREFIX : <http://a.example/> SELECT * {SERVICE:p # {\n {}}",
    "SELECT * { # '''\nSERVICE<http://a.example/>{} # '''\n}",
    "SELECT * { VALUES (?a ?b) {(1 2)} FILTER(?a<?b#>'''\n) SERVICE <http://a.example/> {} #'''\n }",
    "SELECT * { { SELECT * { SERVICE <http://a.example/> {} } } }",
    "SELECT * { FILTER EXISTS { SERVICE ?x {} } }",
    "DELETE {} WHERE { SERVICE <http://a.example/> { } }",
]
NO_CALLS = [
    "SELECT * { ?service a fz:LegalServiceProvider , fz:LegalServicesOffice }",
    "SELECT * { ?s rdfs:label 'service' , \"SERVICE <http://a.example/> {}\" , 'x'@service }",
    'SELECT * { ?s ?p \'\'\'SERVICE <x:y> { } \'\'\' , """say \\""" SERVICE {} """ }',
    "SELECT * { # SERVICE <http://a.example/> {}\n ?s ?p <http://a.example/SERVICE> , _:service , $service }",
    "PREFIX service: <http://a.example/#> SELECT * { ?s service:of ?o ; a service: }",
    "PREFIX a: <http://a.example/> SELECT * { GRAPH a:SERVICE { ?s ?p a:x.service } }",
    "SELECT * { FILTER(?a < ?b && ?c > 1) ?s ?p 'service' }",
    'SELECT * { ?s <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "a service" }',
]


@pytest.mark.parametrize("text", CALLS)
def test_a_call_is_found(text: str) -> None:
    assert calls(text, "SERVICE")


@pytest.mark.parametrize("text", NO_CALLS)
def test_the_word_elsewhere_is_no_call(text: str) -> None:
    assert not calls(text, "SERVICE")


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://a.example/>",
        "load silent <http://a.example/> into graph <a:b>",
        "LOADSILENT<http://a.example/>",
        "PREFIX : <http://a.example/> LOAD:x",
        "CLEAR ALL;LOAD <http://a.example/>",
        "INSERT DATA { <a:b> <a:c> 1 };LOAD<http://a.example/>",
    ],
)
def test_a_load_is_found(text: str) -> None:
    assert calls(text, "LOAD")


@pytest.mark.parametrize("text", ["INSERT DATA { <a:load> <a:b> 'load' }", 'INSERT DATA { <a:b> <a:c> "down#load" }'])
def test_the_word_elsewhere_is_no_load(text: str) -> None:
    assert not calls(text, "LOAD")


# The engine refuses to ask this port before it opens a connection, and names it when it would ask.
TARGET = "<http://127.0.0.1:1/>"
PATTERNS = (
    "",
    "?s ?p 1",
    "?s ?p 1.5",
    "?s ?p true",
    "?s ?p 'x'",
    "?s ?p 'x'@en",
    '?s ?p """x"""',
    "?s ?p ''",
    "?s ?p a:x",
    "?s ?p ?o",
    "?s ?p _:b",
    "?s <a:p>?true",
    "?s ?p <a:b#'>",
    "FILTER(?a<?b)",
    "FILTER(?a<?b#>'''\n)",
    "FILTER(?a<?b#'>\n)",
    "FILTER(1<2)",
    "BIND(1 AS ?x)",
    "VALUES ?a {1}",
    "OPTIONAL{}",
    "{}",
)
JOINTS = ("", " ", ".", "\n", "#\n", "# '''\n", "#'\n", '# """\n', "#<\n")
CALLED = (
    "SERVICE" + TARGET + "{}",
    "service\t" + TARGET + "{}",
    "SERVICE:{}",
    "SERVICE: #\n{}",
    "SERVICE#\n" + TARGET + "#\n{}",
)


@cache
def _store() -> ox.Store:
    """Something for each of the patterns, so that the engine does not stop before the call."""
    store = ox.Store()
    store.load(b"<a:s> <a:p> 1 , 1.5 , true , 'x' , '' , 'x'@en , <a:x> , <a:b#'> .", format=ox.RdfFormat.TURTLE)
    return store


def _would_ask(query: str) -> bool:
    try:
        results = _store().query(query, prefixes={"": TARGET.strip("<>"), "a": "a:"})
        list(results)  # type: ignore[arg-type]
    except (OSError, RuntimeError) as error:
        return "port 1 " in str(error)
    except (SyntaxError, TypeError, ValueError):
        return False
    return False


@settings(max_examples=600, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(PATTERNS), st.sampled_from(JOINTS)), max_size=3),
    st.sampled_from(CALLED),
    st.sampled_from(JOINTS),
)
def test_whatever_makes_the_engine_ask_is_found(before: list[tuple[str, str]], call: str, after: str) -> None:
    query = "SELECT * {" + "".join(pattern + joint for pattern, joint in before) + call + after + "\n}"
    assert calls(query, "SERVICE") or not _would_ask(query), query


def test_the_engine_asks_where_a_call_is_plain() -> None:
    """The test above could not fail if it did not."""
    assert _would_ask(f"SELECT * {{ SERVICE {TARGET} {{}} }}")
    assert not _would_ask(f"SELECT * {{ ?s ?p 'SERVICE {TARGET} {{}}' }}")


@pytest.mark.parametrize(
    "repeated",
    ['"""', "'", "service '", "<a#>", '"""\\', "a.-", "a:%", "#\n", "service:a ", "?x.", "<", "a:b.", "service#"],
)
def test_time_is_linear_in_the_length(repeated: str) -> None:
    short, long = (repeated * (length // len(repeated)) + " service" for length in (50_000, 400_000))
    assert _seconds(long) < 24 * _seconds(short), "eight times the text"


def _seconds(text: str) -> float:
    """The least time of three tries."""
    times = []
    for _ in range(3):
        began = time.process_time()
        calls(text, "SERVICE")
        times.append(time.process_time() - began)
    return max(min(times), 1e-4)
