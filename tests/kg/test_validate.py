from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.export import export
from kg.validate import ValidationError, read_graph, store_graph, validate
from ontology.prefixes import PREFIXES

STATEMENT = NamedNode("https://w3id.org/fazhi/id/report/1916c3ba9ff78e25/observation/48")
QUOTE = NamedNode(PREFIXES["fz"] + "quote")


def test_what_we_make_conforms(store: Store, tmp_path: Path) -> None:
    assert validate(store_graph(store)) == []
    export(store, tmp_path / "out.ttl")
    assert validate(read_graph(tmp_path / "out.ttl")) == []


def test_a_wrong_quote_and_a_missing_value_are_found(store: Store) -> None:
    for quad in list(store.quads_for_pattern(STATEMENT, None, None)):
        if quad.predicate in (QUOTE, NamedNode(PREFIXES["fz"] + "value")):
            store.remove(quad)
    store.add(Quad(STATEMENT, QUOTE, Literal("别的话")))
    found = validate(store_graph(store))
    assert all(STATEMENT.value in (violation.node, violation.value) for violation in found)
    assert any("offsets" in violation.message for violation in found)
    assert any(v.path == PREFIXES["fz"] + "value" for v in found)


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("<a> <b>")
    for name, words in (("bad.ttl", "mend"), ("none.ttl", "cannot be read"), ("a.docx", "RDF format")):
        with pytest.raises(ValidationError, match=words):
            read_graph(tmp_path / name)
