"""Reads the vocabularies: what the extractor matches and what the graph names.

Every function takes `extra`, further Turtle files in the manner of ours; an entry of theirs adds
to the entry of ours that has the same IRI, or is a new one. Results are cached.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import pyoxigraph as ox

from ontology.model import InstrumentKind
from ontology.prefixes import PREFIXES

FOLDER: Final = Path(__file__).parent
"""Where the vocabularies lie."""

INDICATORS: Final = FOLDER / "indicators.ttl"
INSTRUMENTS: Final = FOLDER / "instruments.ttl"
ISSUE_KINDS: Final = FOLDER / "issues.toml"
PROGRAMMES: Final = FOLDER / "programmes.ttl"
UNITS: Final = FOLDER / "units.ttl"

_INSTRUMENT: Final = "https://w3id.org/fazhi/id/instrument/"

_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_Values = dict[str, list[_Term]]


class VocabularyError(ValueError):
    """A vocabulary file that cannot be read, or an entry in it that lacks something."""


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """What metrics measure; in a cue "…" stands for a few words, `units` are labels of units."""

    id: str
    label_zh: str
    label_en: str
    theme: str
    units: tuple[str, ...]
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeEntry:
    """A known programme or observance.

    `names` are its label and all other names. Where `discoverable` is False the names are also
    plain words and count only within quotation marks.
    """

    id: str
    label: str
    label_en: str
    observance: bool
    names: tuple[str, ...]
    discoverable: bool = True


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit; a value in it times `factor` is a value in the unit labelled `base`."""

    id: str
    label: str
    factor: Decimal
    base: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InstrumentEntry:
    """A registered legal instrument; `title` is the full official one.

    `names` are its short titles and, from `skos:hiddenLabel`, the wrong ones that writers use.
    """

    id: str
    title: str
    kind: InstrumentKind
    names: tuple[str, ...]
    adopted: date | None = None
    in_force: date | None = None
    repealed: date | None = None
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class IssueKind:
    """A kind of issue: what it is called and how a person settles it."""

    id: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


def indicators(extra: tuple[Path, ...] = ()) -> tuple[IndicatorEntry, ...]:
    """The indicators, sorted by id."""
    return _indicators(extra)


def programmes(extra: tuple[Path, ...] = ()) -> tuple[ProgrammeEntry, ...]:
    """The programmes and observances, sorted by id."""
    return _programmes(extra)


def units(extra: tuple[Path, ...] = ()) -> tuple[UnitEntry, ...]:
    """The units, sorted by id."""
    return _units(extra)


def units_by_name(extra: tuple[Path, ...] = ()) -> dict[str, UnitEntry]:
    """The units by their labels and by all other names that they are written with."""
    return {name: unit for unit in units(extra) for name in (*unit.names, unit.label)}


def instruments(extra: tuple[Path, ...] = ()) -> tuple[InstrumentEntry, ...]:
    """The registered legal instruments, sorted by id."""
    return _instruments(extra)


@cache
def issue_kinds() -> Mapping[str, IssueKind]:
    """The kinds of issue by their id."""
    data = tomllib.loads(ISSUE_KINDS.read_text(encoding="utf-8"))
    return {key: IssueKind(id=key, **values) for key, values in data.items()}


@cache
def _indicators(extra: tuple[Path, ...]) -> tuple[IndicatorEntry, ...]:
    labels = {f"{PREFIXES['unit']}{unit.id}": unit.label for unit in units(extra)}
    return tuple(_indicator(entry, labels) for entry in _entries(INDICATORS, extra, "ind", "Indicator"))


def _indicator(entry: _Entry, unit_labels: Mapping[str, str]) -> IndicatorEntry:
    themes = entry.iris("skos:broader")
    return IndicatorEntry(
        id=entry.id,
        label_zh=entry.label("zh"),
        label_en=entry.label("en"),
        theme=themes[0].removeprefix(f"{PREFIXES['ind']}theme-") if themes else "other",
        units=tuple(entry.look_up(unit_labels, iri) for iri in entry.iris("fz:usualUnit")),
        cues=entry.texts("skos:hiddenLabel"),
    )


@cache
def _programmes(extra: tuple[Path, ...]) -> tuple[ProgrammeEntry, ...]:
    return tuple(_programme(entry) for entry in _entries(PROGRAMMES, extra, "prog", "Programme", "Observance"))


def _programme(entry: _Entry) -> ProgrammeEntry:
    return ProgrammeEntry(
        id=entry.id,
        label=entry.label("zh"),
        label_en=entry.label("en"),
        observance=f"{PREFIXES['fz']}Observance" in entry.iris("rdf:type"),
        names=entry.names(),
        discoverable=entry.first("fz:discoverable") not in ("false", "0"),
    )


@cache
def _units(extra: tuple[Path, ...]) -> tuple[UnitEntry, ...]:
    entries = tuple(_entries(UNITS, extra, "unit", "Unit"))
    labels = {entry.iri: entry.label("zh") for entry in entries}
    return tuple(_unit(entry, labels) for entry in entries)


def _unit(entry: _Entry, labels: Mapping[str, str]) -> UnitEntry:
    bases = entry.iris("fz:baseUnit")
    return UnitEntry(
        id=entry.id,
        label=entry.label("zh"),
        factor=Decimal(entry.first("qudt:conversionMultiplier") or "1"),
        base=entry.look_up(labels, bases[0]) if bases else entry.label("zh"),
        names=entry.names(),
    )


@cache
def _instruments(extra: tuple[Path, ...]) -> tuple[InstrumentEntry, ...]:
    kinds = tuple(kind.value for kind in InstrumentKind)
    return tuple(_instrument(entry) for entry in _entries(INSTRUMENTS, extra, "instrument", *kinds))


@cache
def _kinds() -> Mapping[str, InstrumentKind]:
    return {f"{PREFIXES['fz']}{kind.value}": kind for kind in InstrumentKind}


def _instrument(entry: _Entry) -> InstrumentEntry:
    types = entry.iris("rdf:type")
    title = entry.first("dcterms:title") or entry.label("zh")
    successors = entry.iris("dcterms:isReplacedBy")
    return InstrumentEntry(
        id=entry.id,
        title=title,
        kind=next(_kinds()[iri] for iri in types if iri in _kinds()),
        names=tuple(name for name in (*entry.names(), *entry.texts("skos:hiddenLabel")) if name != title),
        adopted=entry.day("dcterms:issued"),
        in_force=entry.day("fz:inForce") or entry.day("eli:first_date_entry_in_force"),
        repealed=entry.day("fz:repealed") or entry.day("eli:date_no_longer_in_force"),
        replaced_by=_identifier(successors[0], _INSTRUMENT) if successors else None,
    )


class _Entry:
    """What the files say of one IRI."""

    def __init__(self, iri: str, base: str, values: _Values) -> None:
        self.iri = iri
        self.id = _identifier(iri, base)
        self._values = values

    def _of(self, name: str) -> Sequence[_Term]:
        return self._values.get(_expand(name), ())

    def iris(self, name: str) -> tuple[str, ...]:
        return tuple(value.value for value in self._of(name) if isinstance(value, ox.NamedNode))

    def texts(self, name: str, language: str = "zh") -> tuple[str, ...]:
        """The literals of a property that have no language or this one, each once."""
        literals = [value for value in self._of(name) if isinstance(value, ox.Literal)]
        return tuple(dict.fromkeys([value.value for value in literals if value.language in (None, language)]))

    def first(self, name: str, language: str = "zh") -> str | None:
        for value in self._of(name):
            if isinstance(value, ox.Literal) and value.language in (None, language):
                return value.value
        return None

    def label(self, language: str) -> str:
        """The label in a language, else the identifier."""
        for name in ("rdfs:label", "skos:prefLabel", "dcterms:title"):
            text = self.first(name, language)
            if text is not None:
                return text
        return self.id

    def names(self) -> tuple[str, ...]:
        """The Chinese label and all other Chinese names, each once."""
        return tuple(dict.fromkeys((self.label("zh"), *self.texts("skos:prefLabel"), *self.texts("skos:altLabel"))))

    def day(self, name: str) -> date | None:
        text = self.first(name)
        if text is None:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise VocabularyError(f"{self.iri}: {name} is no date: {text!r}; write it as 2024-01-31") from error

    def look_up(self, labels: Mapping[str, str], iri: str) -> str:
        if iri not in labels:
            raise VocabularyError(
                f"{self.iri}: {iri} is no unit that is known; use one of units.ttl, or describe it beside it"
            )
        return labels[iri]


def _entries(file: Path, extra: Sequence[Path], prefix: str, *kinds: str) -> Iterator[_Entry]:
    base = _INSTRUMENT if prefix == "instrument" else PREFIXES[prefix]
    wanted = {ox.NamedNode(_expand(f"fz:{kind}")) for kind in kinds}
    subjects: defaultdict[str, _Values] = defaultdict(lambda: defaultdict(list))
    for path in (file, *extra):
        _read(path, subjects)
    for iri in sorted(subjects):
        if not wanted.isdisjoint(subjects[iri].get(_expand("rdf:type"), [])):
            yield _Entry(iri, base, subjects[iri])


def _read(path: Path, subjects: defaultdict[str, _Values]) -> None:
    try:
        for subject, predicate, value, _ in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if isinstance(subject, ox.NamedNode):
                subjects[subject.value][predicate.value].append(value)
    except (OSError, SyntaxError) as error:
        raise VocabularyError(f"{path}: {error}") from error


@cache
def _expand(name: str) -> str:
    prefix, local = name.split(":", 1)
    return PREFIXES[prefix] + local


def _identifier(iri: str, base: str) -> str:
    return unquote(iri.removeprefix(base))
