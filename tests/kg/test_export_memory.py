"""Exports of more than memory holds: sorted on the disk, the same bytes, and no more memory for more reports."""

from __future__ import annotations

import random
import sys
import tracemalloc
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from kg.assemble import assemble
from kg.export import export, export_bytes, quads, sorting
from kg.export import triples as union
from kg.export import turtle as write_turtle
from kg.export.sorting import Sorter
from kg.iri import Minter
from kg.register import register
from ontology.prefixes import PREFIXES
from tests.kg.sample import report

FORMS = ("ttl", "nt", "rdf", "nq", "trig", "jsonld")


writing = sys.modules["kg.export.turtle"]  # the name in the package is that of a function


def store_of(count: int) -> Store:
    store = Store()
    for number in range(count):
        store.extend(assemble(report(f"d{number}.txt", f"{number:016x}" * 4), Minter(), register()).quads())
    return store


def hold(monkeypatch: pytest.MonkeyPatch, size: int, files: int = 3) -> None:
    monkeypatch.setattr(sorting, "_HELD", size)
    monkeypatch.setattr(sorting, "_FILES_AT_ONCE", files)


@pytest.mark.parametrize("form", [*FORMS, "graphml", "gexf"])
def test_what_is_sorted_on_the_disk_is_what_is_sorted_in_memory(
    form: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = store_of(20)
    whole = export_bytes(store, form)
    hold(monkeypatch, 10_000)
    assert export_bytes(store, form) == whole
    export(store, tmp_path / f"out.{form}")
    assert (tmp_path / f"out.{form}").read_bytes() == whole
    assert [entry.name for entry in tmp_path.iterdir()] == [f"out.{form}"]


def peak(store: Store, out: Path) -> int:
    """Bytes of Python's that an export takes, once all is loaded."""
    export(store, out)
    tracemalloc.start()
    export(store, out)
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


def test_a_network_does_not_hold_statements(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hold(monkeypatch, 20_000, 8)
    few, many = store_of(10), store_of(10)
    stated = NamedNode(PREFIXES["fz"] + "statedIn")
    for number, quad in enumerate(list(few.quads_for_pattern(None, stated, None))):
        for other in few.quads_for_pattern(quad.subject, None, None):
            for copy in range(30):
                node = NamedNode(f"{quad.subject.value}/{number}/{copy}")
                many.add(Quad(node, other.predicate, other.object, other.graph_name))
    first, second = tmp_path / "first.graphml", tmp_path / "second.graphml"
    assert peak(many, second) < 1.5 * peak(few, first)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_memory_does_not_grow_with_the_reports(form: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hold(monkeypatch, 50_000, 8)
    monkeypatch.setattr(writing, "_KNOWN_IRIS", 100)

    few, many = tmp_path / f"few.{form}", tmp_path / f"many.{form}"
    grown = peak(store_of(100), many) - peak(store_of(25), few)
    assert grown < (many.stat().st_size - few.stat().st_size) / 4


def test_what_users_say_of_a_statement_stands_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their graph comes with other subjects, and the union is by subject."""
    store = store_of(3)
    own, comment = NamedNode("https://example.org/mine"), NamedNode(PREFIXES["rdfs"] + "comment")
    statements = [quad.subject for quad in store.quads_for_pattern(None, NamedNode(PREFIXES["fz"] + "statedIn"), None)]
    store.extend(Quad(node, comment, Literal("checked"), own) for node in statements)
    expected = write_turtle(union(quads(store)))
    hold(monkeypatch, 5_000)
    written = export_bytes(store, "ttl").decode()
    assert written == expected
    blocks = [block for block in written.split("\n\n") if "checked" in block]
    assert len(blocks) == len(set(statements)) and all("fz:quote" in block for block in blocks)
    assert set(parse(export_bytes(store, "nq"), format=RdfFormat.N_QUADS)) == set(quads(store))


def test_a_sorter_gives_back_all_in_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hold(monkeypatch, 100, 2)
    chance = random.Random(1)
    records = [((chance.randrange(50), chr(chance.randrange(0x4E00, 0x4E10))), str(n).encode()) for n in range(500)]
    sorter = Sorter(tmp_path)
    for key, value in records:
        sorter.add(key, value)
    assert len(list(tmp_path.iterdir())) > 2
    found = list(sorter.records())
    assert [key for key, _ in found] == sorted(key for key, _ in records)
    assert sorted(found) == sorted(records)
