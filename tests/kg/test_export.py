from __future__ import annotations

import csv
import gc
import sys
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from pyarrow.parquet import read_table
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from kg.assemble import assemble
from kg.export import ExportError, export, export_bytes, parquet, quads, tables
from kg.find import UnknownNameError
from kg.iri import Minter
from kg.register import register
from tests.kg.sample import NEW_TOWN, TEXT, report

TRIPLES = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML}
QUADS = {"nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "jsonld": RdfFormat.JSON_LD}


@pytest.mark.parametrize("form", TRIPLES)
def test_the_union_reads_back(store: Store, form: str) -> None:
    read = {quad.triple for quad in parse(export_bytes(store, form), format=TRIPLES[form])}
    assert read == {quad.triple for quad in quads(store)}


@pytest.mark.parametrize("form", QUADS)
def test_the_named_graphs_read_back(store: Store, form: str) -> None:
    assert set(parse(export_bytes(store, form), format=QUADS[form])) == set(quads(store))


@pytest.mark.parametrize("form", [*TRIPLES, *QUADS, "graphml", "gexf"])
def test_the_order_of_reports_changes_no_byte(form: str) -> None:
    facts = [report(), report("d02.txt", "ab" * 32, NEW_TOWN)]
    written = set()
    for order in (facts, facts[::-1]):
        store = Store()
        for each in order:
            store.extend(assemble(each, Minter(), register()).quads())
        written.add(export_bytes(store, form))
    assert len(written) == 1


def test_turtle_starts_with_the_report_and_its_statements(store: Store) -> None:
    text = export_bytes(store, "ttl").decode()
    subjects = [line for line in text.splitlines() if line.startswith("<")]
    assert subjects[0] == "<report/1916c3ba9ff78e25>"
    assert subjects[1].startswith("<report/1916c3ba9ff78e25/")
    assert subjects.index("<place/430000>") > subjects.index("<report/1916c3ba9ff78e25/observation/48>")
    assert "fz:value 152.0 ;" in text and "    a fz:Report ;" in text and f'"""{TEXT}"""' in text
    assert "@prefix sh:" not in text


def test_graphs_for_gephi_hold_things_and_their_links(store: Store) -> None:
    for form in ("graphml", "gexf"):
        text = export_bytes(store, form).decode()
        assert "湖南溇澧律师事务所" in text and "hasLegalAdviser" in text and "LawFirm" in text
        assert "observation/" not in text and "lastmodified" not in text


def test_tables(store: Store, tmp_path: Path) -> None:
    for _again in range(2):
        export(store, tmp_path / "out.csv")
    with (tmp_path / "out.csv" / "observations.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [(row["value"], row["unitLabel"], row["refAreaLabel"]) for row in rows] == [
        ("152.0", "件", "高桥镇"),
        ("18.5", "件", "高桥镇"),
    ]
    assert (tmp_path / "out.csv" / "reports.csv").is_file()


def test_parquet_holds_numbers_as_numbers_and_dates_as_dates(store: Store, tmp_path: Path) -> None:
    for _again in range(2):
        export(store, tmp_path / "out.parquet")
    observations = read_table(tmp_path / "out.parquet" / "observations.parquet")
    assert [(row["value"], row["refPeriod"], row["unitLabel"]) for row in observations.to_pylist()] == [
        (152.0, 2024, "件"),
        (18.5, 2024, "件"),
    ]
    kinds = {field.name: str(field.type) for field in observations.schema}
    assert (kinds["value"], kinds["refPeriod"], kinds["start"], kinds["quote"]) == (
        "double",
        "int16",
        "int64",
        "string",
    )
    reports = read_table(tmp_path / "out.parquet" / "reports.parquet")
    assert reports.schema.field("issued").type == "date32[day]"
    with (tmp_path / "out.parquet" / "observations.parquet").open("rb") as handle:
        assert handle.read(4) == b"PAR1"


def test_parquet_has_the_rows_of_the_csv(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path / "out.parquet")
    export(store, tmp_path / "out.csv")
    names = sorted(path.stem for path in (tmp_path / "out.csv").iterdir())
    assert names == sorted(path.stem for path in (tmp_path / "out.parquet").iterdir()) and len(names) > 5
    for name in names:
        with (tmp_path / "out.csv" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
        table = read_table(tmp_path / "out.parquet" / f"{name}.parquet")
        assert table.column_names == list(rows[0])
        assert [row["iri"] for row in table.to_pylist()] == [row["iri"] for row in rows]


def test_nothing_is_null_in_parquet(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path / "out.parquet")
    columns = [read_table(path).to_pydict() for path in (tmp_path / "out.parquet").iterdir()]
    cells = [cell for table in columns for cells in table.values() for cell in cells]
    assert None in cells and "" not in cells


def test_parquet_without_pyarrow(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "pyarrow", None)
    with pytest.raises(ExportError, match=r"pip install 'fazhi-kg\[parquet\]'"):
        export(store, tmp_path / "other.parquet")
    assert not (tmp_path / "other.parquet").exists()


def test_a_column_of_mixed_or_many_values_is_text() -> None:
    def statement(subject: str, *values: Literal) -> list[Triple]:
        node = NamedNode(f"https://example.org/{subject}")
        kind = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        made = [Triple(node, kind, NamedNode("https://w3id.org/fazhi/ns#Observation"))]
        return made + [Triple(node, NamedNode("https://w3id.org/fazhi/ns#value"), value) for value in values]

    whole, words = Literal("3", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")), Literal("three")
    other = Literal("4", datatype=whole.datatype)
    assert tables.table("observations", statement("a", whole) + statement("b")).kinds[1] == "integer"
    assert tables.table("observations", statement("a", whole) + statement("b", words)).kinds[1] == "text"
    assert tables.table("observations", statement("a", whole, other)).kinds[1] == "text"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def test_properties_of_one_name_have_columns_of_their_own(store: Store, tmp_path: Path) -> None:
    own, value = NamedNode("https://example.org/mine"), NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#value")
    stated = next(store.quads_for_pattern(None, NamedNode("https://w3id.org/fazhi/ns#value"), None))
    store.add(Quad(stated.subject, value, Literal("my own"), own))
    for suffix in ("csv", "parquet"):
        export(store, tmp_path / f"out.{suffix}")
    rows = rows_of(tmp_path / "out.csv" / "observations.csv")
    row = next(row for row in rows if row["iri"] == stated.subject.value)
    assert row["rdf:value"] == "my own" and row["value"] in ("152.0", "18.5")
    table = read_table(tmp_path / "out.parquet" / "observations.parquet")
    assert table.column_names == list(row) and str(table.schema.field("value").type) == "double"
    assert table.column("rdf:value").to_pylist().count("my own") == 1


def test_tables_call_things_by_their_chinese_names(store: Store, tmp_path: Path) -> None:
    label = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    town = next(quad.subject for quad in store.quads_for_pattern(None, label, Literal("高桥镇", language="zh")))
    for other in (Literal("A town", language="en"), Literal("00 town"), Literal("z")):
        store.add(Quad(town, label, other))
    export(store, tmp_path / "out.csv")
    assert {row["refAreaLabel"] for row in rows_of(tmp_path / "out.csv" / "observations.csv")} == {"高桥镇"}


def test_tables_of_one_report_take_no_label_from_another(store: Store, tmp_path: Path) -> None:
    label, firm = NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), NamedNode("https://example.org/firm")
    provider = NamedNode("https://w3id.org/fazhi/ns#provider")
    engagement = next(store.quads_for_pattern(None, provider, None))
    store.add(Quad(engagement.subject, provider, firm, engagement.graph_name))
    store.add(Quad(firm, label, Literal("elsewhere", language="zh"), NamedNode("https://example.org/other")))
    export(store, tmp_path / "all.csv")
    export(store, tmp_path / "one.csv", reports=["d01.txt"])
    told = [rows_of(tmp_path / name / "engagements.csv")[0] for name in ("all.csv", "one.csv")]
    assert [row["provider"] for row in told] == [told[0]["provider"]] * 2 and firm.value in told[0]["provider"]
    assert ["elsewhere" in row["providerLabel"] for row in told] == [True, False]


def test_one_report_without_its_text(store: Store) -> None:
    store.extend(assemble(report("d02.txt", "ab" * 32, NEW_TOWN), Minter(), register()).quads())
    for name in ("d02.txt", "d02", "https://w3id.org/fazhi/id/report/" + "ab" * 8):
        made = quads(store, reports=[name], with_text=False)
        assert {quad.object.value for quad in made if quad.predicate.value.endswith("sourceName")} == {"d02.txt"}
        assert not any(_is_text(quad) for quad in made)
        assert not any("430821110/" in quad.subject.value and "body" in quad.subject.value for quad in made)


def _is_text(quad: Quad) -> bool:
    return str(quad.predicate.value).endswith("ns#text")


def test_unknown_reports_and_formats_are_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match=r"d01\.txt"):
        quads(store, reports=["d1.txt"])
    with pytest.raises(ExportError, match=r"\.ttl"):
        export(store, tmp_path / "out.docx")
    with pytest.raises(ExportError, match="check the folder"):
        export(store, tmp_path / "nowhere" / "out.ttl")


def test_a_folder_of_others_is_not_replaced(store: Store, tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()
    (tmp_path / "out.csv" / "thesis.txt").write_text("mine")
    with pytest.raises(ExportError, match="no earlier export"):
        export(store, tmp_path / "out.csv")
    assert (tmp_path / "out.csv" / "thesis.txt").read_text() == "mine"


def test_a_failed_export_leaves_the_file_as_it_was(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.ttl"
    out.write_text("before")
    with pytest.raises(UnknownNameError):
        export(store, out, reports=["none"])
    assert out.read_text() == "before" and list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(("form", "helpers"), [("csv", 2), ("ttl", 1)])
def test_an_export_lets_its_store_go(
    form: str, helpers: int, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a reference cycle it would be let go at any time, say in a forked worker of a build, which waits for ever."""
    module = sys.modules["kg.export"]
    made: list[weakref.ref[object]] = []

    def noted(made_by: Callable[..., object]) -> Callable[..., object]:
        def make(*args: object) -> object:
            helper = made_by(*args)
            made.append(weakref.ref(helper))
            return helper

        return make

    for name in ("StoreOrder", "StoreLabels"):
        monkeypatch.setattr(module, name, noted(getattr(module, name)))
    gc.disable()
    try:
        export(store, tmp_path / f"out.{form}")
        assert [helper() for helper in made] == [None] * helpers
    finally:
        gc.enable()
