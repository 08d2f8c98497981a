"""The graph as tables, one a class: a row a thing, a column a property, labels beside IRIs."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg.export.files import ExportError
from kg.export.order import PREDICATES, Order
from kg.export.turtle import RDF_TYPE, Subject, Term, term_key
from ontology.prefixes import PREFIXES

try:
    import pyarrow
    from pyarrow import parquet
except ImportError:
    pyarrow = None

TABLES = {
    "reports": "Report",
    "places": "AdministrativeDivision",
    "governments": "Government",
    "providers": "LegalServiceProvider",
    "lawyers": "Lawyer",
    "instruments": "LegalInstrument",
    "programmes": "Programme",
    "indicators": "Indicator",
    "units": "Unit",
    "cases": "CourtCase",
    "observations": "Observation",
    "citations": "Citation",
    "activities": "ProgrammeActivity",
    "engagements": "LegalAdviserEngagement",
    "case-mentions": "CaseMention",
    "place-mentions": "PlaceMention",
    "issues": "Issue",
}
"""The tables by name, with the class that each holds."""

_SEPARATOR = "; "
_ENGLISH = "en"
_LABEL = PREFIXES["rdfs"] + "label"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, its columns, and rows of text, "" where there is nothing."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def file_names(suffix: str) -> list[str]:
    """What the files of the tables are called."""
    return [name + suffix for name in TABLES]


def tables(triples: Iterable[Triple]) -> list[Table]:
    """The tables of a graph; one without rows is left out."""
    triples = list(triples)
    things: dict[Subject, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        things[triple.subject][triple.predicate.value].append(triple.object)
    labels = _labels(triples)
    order = Order(triples)
    made = (_table(name, PREFIXES["fz"] + kind, things, labels, order) for name, kind in TABLES.items())
    return [table for table in made if table.rows]


def _labels(triples: Iterable[Triple]) -> dict[Term, str]:
    found: dict[Term, str] = {}
    for triple in triples:
        is_label, value = triple.predicate.value == _LABEL, triple.object
        if is_label and isinstance(value, Literal) and value.language != _ENGLISH:
            found[triple.subject] = value.value
    return found


def _table(
    name: str, kind: str, things: dict[Subject, dict[str, list[Term]]], labels: dict[Term, str], order: Order
) -> Table:
    members = [subject for subject, about in things.items() if NamedNode(kind) in about.get(RDF_TYPE.value, ())]
    members.sort(key=order.key)
    rank = {predicate: number for number, predicate in enumerate(PREDICATES)}
    used = {predicate for subject in members for predicate in things[subject]}
    columns: dict[str, tuple[str, bool]] = {"iri": ("", False)}
    for predicate in sorted(used, key=lambda p: (rank.get(p, len(rank)), p)):
        columns |= _columns(predicate, [o for subject in members for o in things[subject].get(predicate, ())], labels)
    rows = [[_iri(subject), *_cells(things[subject], list(columns.values())[1:], labels)] for subject in members]
    return Table(name, list(columns), rows)


def _columns(predicate: str, values: Iterable[Term], labels: dict[Term, str]) -> dict[str, tuple[str, bool]]:
    """The columns of one property: its values, and their labels where they have some."""
    local = predicate.replace("#", "/").rsplit("/", 1)[-1]
    labelled = any(value in labels for value in values)
    return {local: (predicate, False)} | ({local + "Label": (predicate, True)} if labelled else {})


def _cells(about: dict[str, list[Term]], columns: Iterable[tuple[str, bool]], labels: dict[Term, str]) -> Iterable[str]:
    for predicate, as_label in columns:
        values = sorted(about.get(predicate, ()), key=term_key)
        yield _SEPARATOR.join(labels.get(value, "") if as_label else _iri(value) for value in values)


def _iri(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def write_csv(folder: Path, made: Iterable[Table]) -> None:
    """A CSV file a table (RFC 4180), with the byte order mark that spreadsheets know UTF-8 by."""
    for table in made:
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(table.columns)
            writer.writerows(table.rows)


def write_parquet(folder: Path, made: Iterable[Table]) -> None:
    """A Parquet file a table, all columns text. Raises ExportError if pyarrow is not installed."""
    check_parquet()
    for table in made:
        columns = zip(*table.rows, strict=True)
        data = {name: list(cells) for name, cells in zip(table.columns, columns, strict=True)}
        parquet.write_table(pyarrow.table(data), folder / f"{table.name}.parquet")


def check_parquet() -> None:
    """Raise ExportError if Parquet cannot be written."""
    if pyarrow is None:
        raise ExportError("Parquet needs the package pyarrow; install it with `pip install 'fazhi-kg[parquet]'`")
