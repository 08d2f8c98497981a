"""The page that writes queries: the named questions in it, what it completes, and where IRIs lead."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pyoxigraph as ox
import pytest
from lxml import html
from starlette.testclient import TestClient

from kg.query import QueryError, questions, run, written
from kg.store import newest, open_version
from ontology.prefixes import PREFIXES
from viz.explorer.sparql.vocabulary import vocabulary


def seen(client: TestClient, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:500]
    return html.fromstring(answer.text)


def setup(page: html.HtmlElement) -> Any:  # noqa: ANN401
    return json.loads(page.xpath("//*[@id='setup']/text()")[0])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_questions_are_offered_in_the_pages_language(client: TestClient, language: str) -> None:
    page = seen(client, f"/{language}/sparql")
    told = [link.text_content() for link in page.xpath("//ul[@class='questions']//a")]
    assert told == [one.title_en if language == "en" else one.title_zh for one in questions().values()]
    assert set(setup(page)["prefixes"]) == set(PREFIXES)


@pytest.mark.parametrize("name", questions())
def test_each_question_is_written_as_sparql_that_answers_as_the_question_does(
    client: TestClient, examples_store: Path, name: str
) -> None:
    query = setup(seen(client, f"/zh/sparql?question={name}"))["query"]
    store = open_version(newest(examples_store))
    asked = store.query(query, use_default_graph_as_union=True)
    answered = run(store, name)
    assert isinstance(asked, ox.QuerySolutions)
    assert isinstance(answered, ox.QuerySolutions)
    assert sorted(str(row) for row in asked) == sorted(str(row) for row in answered)


def test_a_parameter_is_bound_in_the_query(client: TestClient) -> None:
    page = seen(client, f"/zh/sparql?question=firm-townships&firm={quote('太行')}")
    assert 'CONTAINS(STR(?provider), STR("太行"))' in setup(page)["query"]
    assert page.xpath("//input[@name='firm']/@value") == ["太行"]
    assert 'CONTAINS(STR(?provider), STR("太行"))' in page.xpath("//textarea")[0].text_content()


def test_a_parameter_cannot_leave_its_place() -> None:
    query = written("firm-townships", {"firm": '") } } # <x>'})
    assert ox.Store().query(query) is not None
    assert '\\") } } #' in query


def test_an_unknown_question_leaves_the_editor_as_it_is(client: TestClient) -> None:
    assert setup(seen(client, "/zh/sparql?question=none"))["query"] == ""
    with pytest.raises(QueryError):
        written("none", {})


def test_a_broken_parameter_is_told(client: TestClient) -> None:
    page = seen(client, f"/zh/sparql?question=firm-townships&firm={quote('<not an iri>')}")
    assert page.xpath("//*[@role='alert']")[0].text_content()


def test_without_script_a_form_sends_the_query(client: TestClient) -> None:
    form = seen(client, "/en/sparql").xpath("//form[@id='plain']")[0]
    assert (form.get("method"), form.get("action")) == ("post", "/sparql")
    assert "SELECT" in form.xpath(".//textarea[@name='query']")[0].text_content()


def test_names_are_completed(client: TestClient) -> None:
    found = client.get(f"/zh/sparql/entities?q={quote('高桥')}").json()
    what = {one["iri"]: one["what"] for one in found}
    assert "慈利县" in what["https://w3id.org/fazhi/id/place/430821110"]
    assert client.get("/zh/sparql/entities?q=").json() == []
    assert client.get("/zh/sparql/entities").json() == []


def test_terms_are_completed_in_both_languages() -> None:
    classes = {term.name: (term.zh, term.en) for term in vocabulary().classes}
    properties = {term.name: (term.zh, term.en) for term in vocabulary().properties}
    individuals = {term.name for term in vocabulary().individuals}
    assert classes["fz:Township"][1] == "Township"
    assert all(zh and en for zh, en in classes.values())
    assert properties["fz:hasLegalAdviser"][0]
    assert "rdfs:label" in properties
    assert "fz:CarriedOut" in individuals
    assert not classes.keys() & properties.keys()


def test_an_iri_leads_to_its_page(client: TestClient) -> None:
    answer = client.get(f"/en/thing?iri={quote('https://w3id.org/fazhi/id/place/430821110', safe='')}")
    assert answer.headers["location"] == "/en/place/430821110"


def test_the_iri_of_a_statement_leads_to_its_words(client: TestClient, examples_store: Path) -> None:
    store = open_version(newest(examples_store))
    kind = ox.NamedNode(PREFIXES["fz"] + "LegalAdviserEngagement")
    quad = next(store.quads_for_pattern(None, ox.NamedNode(PREFIXES["rdf"] + "type"), kind))
    statement = str(quad.subject).strip("<>")
    target = client.get(f"/zh/thing?iri={quote(statement, safe='')}").headers["location"]
    start = next(store.quads_for_pattern(quad.subject, ox.NamedNode(PREFIXES["fz"] + "start"), None)).object
    assert target.startswith("/zh/report/")
    assert f"#char={start.value}," in target


@pytest.mark.parametrize("iri", ["https://example.org/x", PREFIXES["fz"] + "Township"])
def test_another_iri_leads_to_what_the_graph_says_of_it(client: TestClient, iri: str) -> None:
    target = client.get(f"/zh/thing?iri={quote(iri, safe='')}").headers["location"]
    assert unquote(target) == f"/zh/sparql?describe={iri}"
    assert setup(seen(client, target))["query"].startswith(f"DESCRIBE <{iri}>")


@pytest.mark.parametrize("iri", ["", "no iri", "javascript alert", "https://x/\r\nSet-Cookie: a=b", "//evil.example/"])
def test_what_is_no_iri_is_not_found(client: TestClient, iri: str) -> None:
    assert client.get(f"/zh/thing?iri={quote(iri, safe='')}").status_code == 404


def test_nothing_but_an_iri_is_described(client: TestClient) -> None:
    page = seen(client, f"/zh/sparql?describe={quote('x> } DROP ALL')}")
    assert setup(page)["query"] == ""
