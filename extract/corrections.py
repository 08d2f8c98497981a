"""What a person has settled by hand: the `corrections.toml` beside the reports.

Six tables, each optional: `[area]` file name or glob → division's name or code; `[year]` the same → the year reported
on; `[report]` the same → whether it is a report on law-based government; `[entity]` words → instrument, programme or
indicator; `[firms]` other name → full name; `[ignore]` words that are no facts, for all files (`words`) or for
some (`[ignore.files]`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from extract.pattern_data import load_patterns
from extract.places.full_names import divisions_called, full_name
from extract.places.gazetteer import load as load_gazetteer
from extract.text.fold import fold
from ontology.model import Instrument, Programme, Provider, ProviderKind
from ontology.vocabulary import indicators, instruments, programmes

FILE_NAME = "corrections.toml"
IGNORED = f"{FILE_NAME} [ignore]"
"""What the hints of a report begin with that tell of words which were ignored in it."""
_TABLES = ("area", "year", "report", "entity", "firms", "ignore")
_KINDS = ("instrument", "programme", "indicator")
_MOST_NAMED = 3
_FIRST_YEAR, _LAST_YEAR = 1949, 2100


class CorrectionsError(ValueError):
    """A corrections file that cannot be used: which file and line, what is wrong, how to fix it."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator by its identifier in the vocabulary."""

    id: str


Target = Instrument | Programme | Indicator
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of one or more files; where two speak of the same thing the later one counts.

    `areas`, `years` and `reports` are globs of file names with a division's code, with the year reported on and
    with whether such a file is a report at all; `entities` are words with what they mean,
    `firms` names with the provider meant, `ignored` globs of file names with words that are no facts.
    """

    areas: tuple[tuple[str, str], ...] = ()
    years: tuple[tuple[str, int], ...] = ()
    reports: tuple[tuple[str, bool], ...] = ()
    entities: tuple[tuple[str, Target], ...] = ()
    firms: tuple[tuple[str, Provider], ...] = ()
    ignored: tuple[tuple[str, str], ...] = ()

    def area(self, name: str) -> str | None:
        """The code of the division that the file `name` is about, None where nothing is said."""
        return _of_file(self.areas, name)

    def year(self, name: str) -> int | None:
        """The year that the file `name` reports on, None where nothing is said."""
        return _of_file(self.years, name)

    def is_report(self, name: str) -> bool | None:
        """Whether the file `name` is a report on law-based government, None where nothing is said."""
        return _of_file(self.reports, name)

    def of_files(self) -> tuple[str, ...]:
        """The names and globs of the files that anything is said of, each once."""
        tables = self.areas, self.years, self.reports, self.ignored
        return tuple(dict.fromkeys(glob for table in tables for glob, _ in table if glob != "*"))

    def ignored_in(self, name: str) -> tuple[str, ...]:
        """The words that are no facts in the file `name`."""
        return tuple(dict.fromkeys(words for glob, words in self.ignored if fnmatchcase(name, glob)))

    def __len__(self) -> int:
        """How many corrections there are."""
        return sum(len(getattr(self, table.name)) for table in fields(self))

    def __add__(self, other: Corrections) -> Corrections:
        """These corrections and then the others."""
        return Corrections(
            self.areas + other.areas,
            self.years + other.years,
            self.reports + other.reports,
            tuple({**dict(self.entities), **dict(other.entities)}.items()),
            tuple({**dict(self.firms), **dict(other.firms)}.items()),
            self.ignored + other.ignored,
        )


def _of_file(entries: Sequence[tuple[str, _T]], name: str) -> _T | None:
    """What the last entry says of the file `name`."""
    return next((value for glob, value in reversed(entries) if fnmatchcase(name, glob)), None)


NONE = Corrections()
"""No corrections."""


def find_corrections(file: Path, root: Path) -> tuple[Path, ...]:
    """The corrections files for `file`: those of its folder and of the folders above it up to `root`, outermost first.

    `root` is the folder or the file that the user named.
    """
    top = root if root.is_dir() else root.parent
    folder, found = file.parent, []
    while folder == top or top in folder.parents:
        if (folder / FILE_NAME).is_file():
            found.append(folder / FILE_NAME)
        folder = folder.parent
    return tuple(reversed(found))


def load_corrections(files: Sequence[Path], vocabulary: Sequence[Path] = ()) -> Corrections:
    """The corrections of some files together.

    Raises CorrectionsError where a file cannot be read, or says what is not known.
    """
    total = NONE
    for file in files:
        total += _load(file, tuple(vocabulary))
    return total


def _load(file: Path, vocabulary: tuple[Path, ...]) -> Corrections:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CorrectionsError(f"{file}: cannot be read: {error}; save it as UTF-8") from error
    return _parsed(file, text, vocabulary)


@lru_cache(maxsize=256)
def _parsed(file: Path, text: str, vocabulary: tuple[Path, ...]) -> Corrections:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        remedy = "names and values stand in quotation marks, and no name of a table stands twice"
        raise CorrectionsError(f"{file}: broken TOML: {error}; {remedy}") from error
    return _Parser(file, text.splitlines(), vocabulary).parse(data)


class _Parser:
    """Checks the tables of one file and turns them into corrections."""

    def __init__(self, file: Path, lines: Sequence[str], vocabulary: tuple[Path, ...]) -> None:
        self._file = file
        self._lines = lines
        self._vocabulary = vocabulary

    def parse(self, data: Mapping[str, Any]) -> Corrections:
        for table in data:
            if table not in _TABLES:
                raise self._error(table, f"unknown table or key {table!r}", f"use [{'], ['.join(_TABLES)}]")
        return Corrections(
            areas=tuple(self._pairs(data, "area", self._code)),
            years=tuple(self._values(data, "year", _is_year, "a year, as in 2024")),
            reports=tuple(self._values(data, "report", _is_truth, "true or false")),
            entities=tuple((fold(words), target) for words, target in self._pairs(data, "entity", self._target)),
            firms=tuple((fold(name), firm) for name, firm in self._pairs(data, "firms", self._firm)),
            ignored=tuple(self._ignored(data.get("ignore", {}))),
        )

    def _error(self, words: str, problem: str, remedy: str) -> CorrectionsError:
        line = next((number for number, line in enumerate(self._lines, 1) if words in line), 1)
        return CorrectionsError(f"{self._file}, line {line}: {problem}; {remedy}")

    def _table(self, data: Mapping[str, Any], table: str) -> dict[str, Any]:
        pairs = data.get(table, {})
        if not isinstance(pairs, dict):
            raise self._error(
                table, f"{table} is no table", f"write [{table}] and under it lines of the form name = value"
            )
        return pairs

    def _values(
        self, data: Mapping[str, Any], table: str, fits: Callable[[object], bool], wanted: str
    ) -> Iterator[tuple[str, Any]]:
        """The entries of a table whose values are no texts."""
        for key, value in self._table(data, table).items():
            if not fits(value):
                raise self._error(key, f"[{table}] {key!r} is {value!r}", f"write {wanted}, without quotation marks")
            yield key, value

    def _pairs(self, data: Mapping[str, Any], table: str, read: Callable[[str, str], _T]) -> Iterator[tuple[str, _T]]:
        for key, value in self._table(data, table).items():
            if not isinstance(value, str) or not key.strip() or not value.strip():
                raise self._error(key or table, f"[{table}] {key!r} has no text for a value", 'write "name" = "value"')
            yield key, read(key, value.strip())

    def _code(self, key: str, division: str) -> str:
        """The code of a division given by it, or by its name written out."""
        gazetteer = load_gazetteer()
        if division.isascii():
            try:
                gazetteer.by_code(division)
            except KeyError:
                remedy = "give the official code, 6 digits for a county and 9 for a township, or the full name"
                raise self._error(key, f"no division has the code {division!r}", remedy) from None
            return division
        found = divisions_called(fold(division), gazetteer)
        if len(found) == 1 and found[0].code:
            return found[0].code
        if not found:
            remedy = "write the county's name and then the township's, or the official code of 6 or 9 digits"
            raise self._error(key, f"no division is called {division!r}", remedy)
        some = ", ".join(f"{full_name(place)} {place.code}" for place in found[:_MOST_NAMED])
        remedy = f"write the county's name before it, or the code, say {some}"
        raise self._error(key, f"{len(found)} divisions are called {division!r}", remedy)

    def _firm(self, key: str, name: str) -> Provider:
        suffix = load_patterns("advisers")["suffix"]
        for ends, kind in (("law_firm", ProviderKind.LAW_FIRM), ("office", ProviderKind.LEGAL_SERVICES_OFFICE)):
            if fold(name).rstrip("）").endswith(tuple(suffix[ends])) or suffix[ends][0] in name:
                return Provider(fold(name), kind)
        endings = " or ".join((suffix["law_firm"][0], suffix["office"][0]))
        raise self._error(key, f"{name!r} is no full name of a firm", f"it should hold {endings}")

    def _ignored(self, data: object) -> Iterator[tuple[str, str]]:
        if not isinstance(data, dict):
            raise self._error("ignore", "ignore is no table", 'write [ignore] and under it words = ["…"]')
        for key in data:
            if key not in ("words", "files"):
                raise self._error(key, f"[ignore] has no key {key!r}", "use words, or [ignore.files]")
        files = data.get("files", {})
        if not isinstance(files, dict):
            raise self._error("files", "[ignore] files is no table", 'write [ignore.files] and "file name" = ["…"]')
        for glob, words in (("*", data.get("words", [])), *files.items()):
            if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
                raise self._error(
                    "words" if glob == "*" else glob, f"{words!r} is no list of words", 'write ["…", "…"]'
                )
            yield from ((glob, fold(word)) for word in words)

    def _target(self, key: str, name: str) -> Target:
        kind, colon, rest = name.partition(":")
        if colon and kind.strip() in _KINDS:
            return self._of_kind(key, kind.strip(), rest.strip())
        found = {kind: target for kind in _KINDS if (target := self._known(kind, name)) is not None}
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            forms = ", ".join(f"{kind}:{name}" for kind in found)
            raise self._error(key, f"{name!r} is more than one thing", f"write one of {forms}")
        remedy = "add it to a file for --vocabulary, or write programme:NAME"
        raise self._unknown(key, name, _names_of(_KINDS, self._vocabulary), remedy)

    def _of_kind(self, key: str, kind: str, name: str) -> Target:
        found = self._known(kind, name)
        if found is not None:
            return found
        if kind == "programme" and name:
            return Programme(name)
        names = _names_of((kind,), self._vocabulary)
        raise self._unknown(key, name, names, "add it to a file for --vocabulary")

    def _unknown(self, key: str, name: str, names: Sequence[str], remedy: str) -> CorrectionsError:
        """That no vocabulary has the name: with the names that come close, else the remedy."""
        near = get_close_matches(name, names, n=3)
        return self._error(key, f"no vocabulary has {name!r}", f"did you mean {', '.join(near)}?" if near else remedy)

    def _known(self, kind: str, name: str) -> Target | None:
        return _targets(kind, self._vocabulary).get(name.strip("《》") if kind == "instrument" else name)


def _is_year(value: object) -> bool:
    return type(value) is int and _FIRST_YEAR <= value <= _LAST_YEAR


def _is_truth(value: object) -> bool:
    return isinstance(value, bool)


def _targets(kind: str, vocabulary: tuple[Path, ...]) -> Mapping[str, Target]:
    tables = {"instrument": _instruments, "programme": _programmes, "indicator": _indicators}
    return tables[kind](vocabulary)


def _names_of(kinds: Sequence[str], vocabulary: tuple[Path, ...]) -> list[str]:
    return [name for kind in kinds for name in _targets(kind, vocabulary)]


@cache
def _instruments(vocabulary: tuple[Path, ...]) -> Mapping[str, Target]:
    entries = instruments(vocabulary)
    made = {entry.id: Instrument(entry.title, entry.kind, entry.id) for entry in entries}
    shorts = {name: made[entry.id] for entry in entries for name in entry.names}
    return {**shorts, **{entry.title: made[entry.id] for entry in entries}}


@cache
def _programmes(vocabulary: tuple[Path, ...]) -> Mapping[str, Target]:
    found: dict[str, Target] = {}
    for entry in programmes(vocabulary):
        programme = Programme(entry.label, entry.id, entry.observance)
        found.update({name: programme for name in entry.names if name not in found})
        found.update({entry.id: programme, entry.label: programme})
    return found


@cache
def _indicators(vocabulary: tuple[Path, ...]) -> Mapping[str, Target]:
    entries = indicators(vocabulary)
    labels = {entry.label_zh: Indicator(entry.id) for entry in entries}
    return {**labels, **{entry.id: Indicator(entry.id) for entry in entries}}
