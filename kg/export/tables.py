"""The graph as tables, one a class: a row a thing, a column a property, labels beside IRIs."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg.export.order import PREDICATES, Order
from kg.export.turtle import RDF_TYPE, Subject, Term, term_key
from ontology.prefixes import PREFIXES

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

KINDS = {PREFIXES["xsd"] + kind: kind for kind in ("integer", "decimal", "gYear", "date")}
"""The datatypes whose columns hold numbers and dates, with what they are called in `Table.kinds`."""

TEXT = "text"
"""The kind of all other columns."""

_SEPARATOR = "; "
_ENGLISH = "en"
_LABEL = PREFIXES["rdfs"] + "label"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, its columns with the kind of each, and rows of text, "" where there is nothing."""

    name: str
    columns: Sequence[str]
    kinds: Sequence[str]
    rows: Sequence[Sequence[str]]


def file_names(suffix: str) -> list[str]:
    """What the files of the tables are called."""
    return [name + suffix for name in TABLES]


def tables(triples: Iterable[Triple]) -> list[Table]:
    """The tables of a graph; one without rows is left out."""
    view = _View(list(triples))
    return [made for name in TABLES if (made := _table(name, view)).rows]


def table(name: str, triples: Iterable[Triple]) -> Table:
    """The table `name` of a graph, perhaps without rows. Raises KeyError if no table is called so."""
    return _table(name, _View(list(triples)))


class _View:
    """A graph by subject and property, with the labels of things and their order."""

    def __init__(self, triples: Sequence[Triple]) -> None:
        self.things: dict[Subject, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            self.things[triple.subject][triple.predicate.value].append(triple.object)
        self.labels = _labels(triples)
        self.order = Order(triples)


def _labels(triples: Iterable[Triple]) -> dict[Term, str]:
    found: dict[Term, str] = {}
    for triple in triples:
        is_label, value = triple.predicate.value == _LABEL, triple.object
        if is_label and isinstance(value, Literal) and value.language != _ENGLISH:
            found[triple.subject] = value.value
    return found


def _table(name: str, view: _View) -> Table:
    kind, things = NamedNode(PREFIXES["fz"] + TABLES[name]), view.things
    members = [subject for subject, about in things.items() if kind in about.get(RDF_TYPE.value, ())]
    members.sort(key=view.order.key)
    rank = {predicate: number for number, predicate in enumerate(PREDICATES)}
    used = {predicate for subject in members for predicate in things[subject]}
    columns: dict[str, tuple[str, bool]] = {}
    kinds = [TEXT]
    for predicate in sorted(used, key=lambda p: (rank.get(p, len(rank)), p)):
        values = [things[subject].get(predicate, []) for subject in members]
        added = _columns(predicate, [value for group in values for value in group], view.labels)
        columns |= added
        kinds += [_kind(values), TEXT][: len(added)]
    rows = [[_iri(subject), *_cells(things[subject], columns.values(), view.labels)] for subject in members]
    return Table(name, ["iri", *columns], kinds, rows)


def _kind(values: Sequence[Sequence[Term]]) -> str:
    """What the values of a property are, each thing with its own: numbers or dates where all are and none has two."""
    found = {value.datatype.value if isinstance(value, Literal) else "" for group in values for value in group}
    return KINDS.get(found.pop(), TEXT) if len(found) == 1 and max(map(len, values)) == 1 else TEXT


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
