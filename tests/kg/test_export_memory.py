"""Exports of more than memory holds: sorted on the disk, the same bytes, and no more memory for more reports."""

from __future__ import annotations

import random
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from pyarrow.parquet import ParquetFile, read_table
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from kg import issues as listing
from kg import sorting
from kg.assemble import assemble
from kg.cli.issues import FORMS as LISTS
from kg.export import export, export_bytes, labels, parquet, quads, tables
from kg.export import triples as union
from kg.export import turtle as write_turtle
from kg.iri import Minter
from kg.issues import unresolved
from kg.register import register
from kg.sorting import Sorter
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
    monkeypatch.setattr(tables, "_HELD", size // 10)
    monkeypatch.setattr(parquet, "_GROUP_CHARACTERS", size // 10)
    for module, known in ((writing, "_KNOWN_IRIS"), (labels, "_KNOWN_LABELS"), (listing, "_KNOWN_REPORTS")):
        monkeypatch.setattr(module, known, 100)


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


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


def test_tables_that_are_made_on_the_disk_are_those_made_in_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store, whole, parts = store_of(20), tmp_path / "whole.csv", tmp_path / "parts.csv"
    export(store, whole)
    hold(monkeypatch, 10_000)
    export(store, parts)
    assert bytes_in(parts) == bytes_in(whole) and len(bytes_in(whole)) > 10
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parts.csv", "whole.csv"]


def test_a_parquet_file_of_many_groups_has_the_rows_of_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    store, whole, parts = store_of(20), tmp_path / "whole.parquet", tmp_path / "parts.parquet"
    export(store, whole)
    hold(monkeypatch, 5_000)
    export(store, parts)
    groups = {path.name: ParquetFile(path).num_row_groups for path in parts.iterdir()}
    assert groups["observations.parquet"] > 2
    assert {ParquetFile(path).num_row_groups for path in whole.iterdir()} == {1}
    for name in groups:
        assert read_table(parts / name).equals(read_table(whole / name)), name


@pytest.mark.parametrize("form", LISTS)
def test_issues_that_are_sorted_on_the_disk_are_those_sorted_in_memory(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_of(20)
    whole = "".join(LISTS[form](unresolved(store)))
    hold(monkeypatch, 3_000)
    assert "".join(LISTS[form](unresolved(store))) == whole
    assert whole.count("4次") >= 20 and whole.index("d0.txt") < whole.index("d10.txt") < whole.index("d2.txt")


def peak(work: Callable[[], object]) -> int:
    """Bytes of Python's that some work takes, once all is loaded."""
    work()
    tracemalloc.start()
    work()
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


def peak_of(store: Store, out: Path) -> int:
    return peak(lambda: export(store, out))


def test_a_network_does_not_hold_statements(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hold(monkeypatch, 60_000, 3)
    few, many = store_of(10), store_of(10)
    stated = NamedNode(PREFIXES["fz"] + "statedIn")
    for number, quad in enumerate(list(few.quads_for_pattern(None, stated, None))):
        for other in few.quads_for_pattern(quad.subject, None, None):
            for copy in range(12):
                node = NamedNode(f"{quad.subject.value}/{number}/{copy}")
                many.add(Quad(node, other.predicate, other.object, other.graph_name))
    first, second = tmp_path / "first.graphml", tmp_path / "second.graphml"
    assert peak_of(many, second) < 2 * peak_of(few, first)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_memory_does_not_grow_with_the_reports(form: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hold(monkeypatch, 50_000, 8)
    few, many = tmp_path / f"few.{form}", tmp_path / f"many.{form}"
    grown = peak_of(store_of(100), many) - peak_of(store_of(25), few)
    assert grown < (many.stat().st_size - few.stat().st_size) / 4


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_memory_does_not_grow_with_the_rows(form: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hold(monkeypatch, 50_000, 8)
    few, many = store_of(25), store_of(100)
    grown = peak_of(many, tmp_path / f"many.{form}") - peak_of(few, tmp_path / f"few.{form}")
    sizes = []
    for name, store in (("few", few), ("many", many)):
        export(store, tmp_path / f"{name}.csv")
        sizes.append(sum(map(len, bytes_in(tmp_path / f"{name}.csv").values())))
    assert grown < (sizes[1] - sizes[0]) / 4


@pytest.mark.parametrize("form", LISTS)
def test_memory_does_not_grow_with_the_issues(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hold(monkeypatch, 10_000)

    def length(form: str, store: Store) -> int:
        return sum(len(piece) for piece in LISTS[form](unresolved(store)))

    few, many = store_of(50), store_of(400)
    grown = peak(lambda: length(form, many)) - peak(lambda: length(form, few))
    assert grown < (length("csv", many) - length("csv", few)) / 4, "all that is known of each issue stands in a table"


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
