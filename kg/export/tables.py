"""The graph as tables, one a class: a row a thing, a column a property, labels beside IRIs."""

from __future__ import annotations

import csv
import pickle
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import SpooledTemporaryFile

from pyoxigraph import Literal, NamedNode, Triple

from kg.export.labels import labels_of
from kg.export.order import PREDICATES, Order
from kg.export.turtle import RDF_TYPE, Subject, Term, term_key
from kg.terms import shorten
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
_CLASSES: Mapping[Term, str] = {NamedNode(PREFIXES["fz"] + kind): name for name, kind in TABLES.items()}
_RANKS = {predicate: rank for rank, predicate in enumerate(PREDICATES)}
_HELD = 1 << 20

Label = Callable[[Term], str | None]
Cell = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, its columns with the kind of each, and rows of text, "" where there is nothing.

    The rows can be gone through again and again; they need not be in memory.
    """

    name: str
    columns: Sequence[str]
    kinds: Sequence[str]
    rows: Iterable[Sequence[str]]


def file_names(suffix: str) -> list[str]:
    """What the files of the tables are called."""
    return [name + suffix for name in TABLES]


def tables(subjects: Iterable[Sequence[Triple]], label: Label, folder: Path) -> list[Table]:
    """The tables of a graph; one without rows is left out.

    Args:
        subjects: What is said of each thing, in the order of the rows; it is gone through once.
        label: What a thing is called, None if it has no name.
        folder: Takes the rows that memory should not hold; files in it have no name, and go with the tables.
    """
    drafts = {name: _Draft(str(folder)) for name in TABLES}
    for said in subjects:
        subject, about = said[0].subject, _by_predicate(said)
        for kind in about.get(RDF_TYPE.value, ()):
            if kind in _CLASSES:
                drafts[_CLASSES[kind]].add(subject, about, label)
    return [draft.table(name) for name, draft in drafts.items() if draft.properties]


def table(name: str, triples: Iterable[Triple]) -> Table:
    """The table `name` of a graph in memory, its rows a list, perhaps without any.

    Raises KeyError if no table is called so.
    """
    triples = list(triples)
    kind, order, labels = NamedNode(PREFIXES["fz"] + TABLES[name]), Order(triples), labels_of(triples)
    things: dict[Subject, list[Triple]] = defaultdict(list)
    for triple in triples:
        things[triple.subject].append(triple)
    members = {triple.subject for triple in triples if triple.predicate == RDF_TYPE and triple.object == kind}
    draft = _Draft()
    for subject in sorted(members, key=order.key):
        draft.add(subject, _by_predicate(things[subject]), labels.get)
    made = draft.table(name)
    return Table(name, made.columns, made.kinds, list(made.rows))


def _by_predicate(said: Iterable[Triple]) -> dict[str, list[Term]]:
    about: dict[str, list[Term]] = defaultdict(list)
    for triple in said:
        about[triple.predicate.value].append(triple.object)
    return about


@dataclass(slots=True)
class _Property:
    """What has been seen of a property: its number, its datatypes, and whether it has two values or labels."""

    number: int
    datatypes: set[str] = field(default_factory=set)
    has_two: bool = False
    has_labels: bool = False

    def cell(self, values: Sequence[Term], label: Label) -> Cell:
        """The values of one thing, and their labels."""
        ordered = sorted(values, key=term_key) if len(values) > 1 else values
        labels = [label(value) for value in ordered]
        self.datatypes.update(value.datatype.value if isinstance(value, Literal) else "" for value in values)
        self.has_two = self.has_two or len(values) > 1
        self.has_labels = self.has_labels or any(each is not None for each in labels)
        return (
            self.number,
            _SEPARATOR.join(map(_iri, ordered)),
            _SEPARATOR.join(each or "" for each in labels),
        )

    def kind(self) -> str:
        """Numbers or dates where all values are and no thing has two."""
        only = next(iter(self.datatypes)) if len(self.datatypes) == 1 and not self.has_two else ""
        return KINDS.get(only, TEXT)


class _Draft:
    """A table that is being made, thing by thing."""

    def __init__(self, folder: str | None = None) -> None:
        self.properties: dict[str, _Property] = {}
        # It is open as long as there is a table of it.
        self._rows = SpooledTemporaryFile(_HELD, dir=folder)  # noqa: SIM115

    def add(self, subject: Subject, about: Mapping[str, Sequence[Term]], label: Label) -> None:
        """Take a thing with all that is said of it."""
        cells = [self._property(predicate).cell(values, label) for predicate, values in about.items()]
        pickle.dump((_iri(subject), cells), self._rows, pickle.HIGHEST_PROTOCOL)

    def _property(self, predicate: str) -> _Property:
        if predicate not in self.properties:
            self.properties[predicate] = _Property(len(self.properties))
        return self.properties[predicate]

    def table(self, name: str) -> Table:
        """The table of all things that were taken."""
        columns, kinds, places = ["iri"], [TEXT], []
        for predicate in sorted(self.properties, key=lambda p: (_RANKS.get(p, len(_RANKS)), p)):
            known = self.properties[predicate]
            local = _column(predicate, columns)
            columns.append(local)
            kinds.append(known.kind())
            places.append((known.number, 1))
            if known.has_labels:
                columns.append(local + "Label")
                kinds.append(TEXT)
                places.append((known.number, 2))
        return Table(name, columns, kinds, _Rows(self._rows, places))


def _column(predicate: str, taken: Sequence[str]) -> str:
    """What the column of a property is called: its local name, with its prefix if another is called so."""
    local = predicate.replace("#", "/").rsplit("/", 1)[-1]
    return local if local not in taken else shorten(NamedNode(predicate))


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a draft, each cell in its place: by the number of a property, its values (1) or their labels (2)."""

    file: SpooledTemporaryFile[bytes]
    places: Sequence[tuple[int, int]]

    def __iter__(self) -> Iterator[Sequence[str]]:
        self.file.seek(0)
        while True:
            try:
                iri, cells = pickle.load(self.file)
            except EOFError:
                return
            found = {cell[0]: cell for cell in cells}
            yield [iri, *(found[number][which] if number in found else "" for number, which in self.places)]


def _iri(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def write_csv(folder: Path, made: Iterable[Table]) -> None:
    """A CSV file a table (RFC 4180), with the byte order mark that spreadsheets know UTF-8 by."""
    for table in made:
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(table.columns)
            writer.writerows(table.rows)
