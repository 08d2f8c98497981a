"""Makes the index of one version of the store, in one pass over its reports."""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cache, partial
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path

import pyoxigraph as ox

from kg.iri import DATA
from kg.store import open_version
from viz.explorer.index import sums
from viz.explorer.index.names import characters, pinyin_keys, place_syllables, romanised, syllables
from viz.explorer.index.places import missing_places, standings
from viz.explorer.index.reports import Figure, ReportFacts, read_report
from viz.explorer.index.things import Entry, read_things, slug_of, slugs

Progress = Callable[[float], None]

_REPORT = re.compile(r"(.+[/#])report/[^/]+")
_NOT_DONE = ("Plans", "Suggestions")
_CHUNK = 64
_FEW = 200
_MOST_WORKERS = 4
_READING = (0.1, 0.8)
"""The share of the work that reading the reports is: from, to."""


def build_index(version: Path, target: Path, progress: Progress = lambda _: None, workers: int | None = None) -> None:
    """Write the index of a version of the store to the file `target`, whole or not at all.

    Args:
        version: The folder of the version.
        target: Where the index shall be; what is there is replaced.
        progress: Told now and then which share of the work is done, from 0 to 1.
        workers: Processes that read reports; as many as there are processors, four at most, if None.

    Raises:
        OSError: The store cannot be read or the file not be written.
        sqlite3.Error: The file cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".explorer-", dir=target.parent)
    os.close(handle)
    draft = Path(name)
    try:
        with closing(sqlite3.connect(draft)) as connection:
            _Build(connection, version, progress, workers).run()
        draft.chmod(0o644)
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    progress(1.0)


class _Build:
    """One index in the making."""

    def __init__(self, db: sqlite3.Connection, version: Path, progress: Progress, workers: int | None) -> None:
        self._db = db
        self._version = version
        self._progress = progress
        self._workers = workers or min(_MOST_WORKERS, os.cpu_count() or 1)
        self._base = DATA
        self._ids: dict[str, int] = {}
        self._alike: dict[str, int] = {}

    def run(self) -> None:
        """Fill the database."""
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;")
        self._db.executescript(_script("schema.sql"))
        store = open_version(self._version)
        graphs = sorted(node.value for node in store.named_graphs() if isinstance(node, ox.NamedNode))
        self._base = _base_of(graphs)
        self._things(store)
        self._progress(_READING[0])
        del store
        self._reports(graphs)
        self._db.executescript(_script("indexes.sql"))
        self._progress(0.85)
        sums.add_up(self._db)
        self._db.executescript(_script("indexes_of_sums.sql"))
        self._progress(0.92)
        self._make_findable()
        self._db.execute("INSERT INTO meta VALUES ('base', ?)", (self._base,))
        self._db.executescript("ANALYZE; INSERT INTO name_fts(name_fts) VALUES ('optimize');")
        self._db.commit()

    def _things(self, store: ox.Store) -> None:
        entries = list(read_things(store))
        entries += missing_places([entry for entry in entries if entry.page == "place"], self._base)
        self._ids = {entry.iri: number for number, entry in enumerate(entries, 1)}
        self._alike = _alike(entries, self._ids)
        self._db.executemany(
            "INSERT INTO thing (id, iri, page, slug, kind, zh, en, pinyin, within) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (self._thing(entry, slug) for entry, slug in zip(entries, slugs(entries, self._base), strict=True)),
        )
        places = {self._ids[entry.iri]: entry for entry in entries if entry.page == "place"}
        self._db.executemany(
            "INSERT INTO place (id, code, above, province, prefecture, county, township, townships)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (number, places[number].code, where.above, *where.ranks, where.townships)
                for number, where in standings(places, self._ids)
            ),
        )
        for entry in entries:
            self._name(self._ids[entry.iri], _names(entry))

    def _thing(self, entry: Entry, slug: str) -> tuple[object, ...]:
        pinyin = romanised(entry.zh, place_syllables(entry.zh)) if entry.page == "place" else ""
        above = self._ids.get(entry.above)
        return (self._ids[entry.iri], entry.iri, entry.page, slug, entry.kind, entry.zh, entry.en, pinyin, above)

    def _name(self, thing: int, names: Iterable[str]) -> None:
        """Note the names of a thing."""
        self._db.executemany("INSERT INTO raw_name VALUES (?, ?)", ((thing, text) for text in names))

    def _make_findable(self) -> None:
        """Number the names, those of the most named things first, and fill the search."""
        self._db.execute(
            "INSERT INTO name (thing, text) SELECT thing, text FROM raw_name JOIN thing ON thing.id = raw_name.thing"
            " ORDER BY weight DESC, thing.id, raw_name.rowid"
        )
        names = self._db.execute("SELECT name.id, text, page FROM name JOIN thing ON thing.id = thing ORDER BY name.id")
        self._db.executemany(
            "INSERT INTO name_fts (rowid, characters, pinyin, page) VALUES (?, ?, ?, ?)",
            ((number, characters(text), _pinyin(text, page), page) for number, text, page in names),
        )
        self._db.execute("DROP TABLE raw_name")

    def _reports(self, graphs: Sequence[str]) -> None:
        first, last = _READING
        revised: list[tuple[int, str]] = []
        for done, report in enumerate(_read(self._version, graphs, self._workers), 1):
            if report is not None:
                self._report(report)
                revised += ((self._ids[report.iri], old) for old in report.revises)
            if done % _CHUNK == 0:
                self._progress(first + (last - first) * done / len(graphs))
        self._db.executemany(
            "UPDATE report SET replaced_by = ? WHERE id = ?",
            ((new, self._ids[old]) for new, old in revised if old in self._ids),
        )

    def _report(self, report: ReportFacts) -> None:
        number = len(self._ids) + 1
        self._ids[report.iri] = number
        place = self._ids.get(report.place)
        slug = slug_of(report.iri, "report", self._base)
        kind = "Report" if report.genuine else "OtherDocument"
        self._db.execute(
            "INSERT INTO thing (id, iri, page, slug, kind, zh, within) VALUES (?, ?, 'report', ?, ?, ?, ?)",
            (number, report.iri, slug, kind, report.label, place),
        )
        self._db.execute(
            "INSERT INTO report VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                place,
                report.year,
                report.issued,
                "\n".join(report.sources),
                report.genuine,
                None,
                report.statements,
                len(report.issues),
            ),
        )
        self._name(number, filter(None, dict.fromkeys((report.label, *report.sources))))
        self._db.executemany(
            "INSERT INTO issue VALUES (?, ?, ?, ?, ?, ?)",
            ((number, one.kind, one.words, one.why, one.start, one.end) for one in report.issues),
        )
        if report.genuine:
            self._facts(report, number, place)

    def _facts(self, report: ReportFacts, number: int, place: int | None) -> None:
        if place is not None:
            figures = [one for one in report.figures if one.indicator in self._ids]
            units = [self._alike.get(one.unit, self._ids.get(one.unit)) for one in figures]
            chosen = _headlines(figures, units, report.year)
            self._db.executemany(
                "INSERT INTO figure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        *(place, self._ids[one.indicator], one.year, unit, self._ids.get(one.unit)),
                        *(number, one.start, one.end, one.value, one.comparator, one.role),
                        *(one.measured, one.share, order in chosen),
                    )
                    for order, (one, unit) in enumerate(zip(figures, units, strict=True))
                ),
            )
        self._db.executemany(
            "INSERT INTO mention VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (self._ids[iri], place, year, relation, number, one.start, one.end, one.times, "\n".join(one.articles))
                for (iri, relation, year), one in report.mentions.items()
                if iri in self._ids
            ),
        )


def _headlines(figures: Sequence[Figure], units: Sequence[int | None], year: int | None) -> set[int]:
    """The places of the figures that stand for their indicator and unit: of what was done, the greatest.

    A share of a total stands for it only where nothing else does: the total then counts something else.
    """
    best: dict[tuple[str, int | None], int] = {}
    for order, (figure, unit) in enumerate(zip(figures, units, strict=True)):
        if figure.role in _NOT_DONE or figure.year is None or figure.year != year:
            continue
        other = figures[best.setdefault((figure.indicator, unit), order)]
        if (not figure.share, abs(figure.value)) > (not other.share, abs(other.value)):
            best[figure.indicator, unit] = order
    return set(best.values())


def _pinyin(text: str, page: str) -> str:
    """The pinyin under which a name is found; titles of reports and numbers of cases are not looked for so."""
    if page in ("report", "case"):
        return ""
    return pinyin_keys(place_syllables(text) if page == "place" else syllables(text))


def _names(entry: Entry) -> Iterator[str]:
    """All names of a thing, its code among them; units and themes are looked for by nobody."""
    if entry.page not in ("unit", "theme"):
        yield from dict.fromkeys([entry.zh, *entry.others, *([entry.code] if entry.code else [])])


def _alike(entries: Sequence[Entry], ids: Mapping[str, int]) -> dict[str, int]:
    """For the IRI of each unit that counts the same as another, the id of the one that stands for both."""
    units = {entry.zh: entry.iri for entry in entries if entry.page == "unit"}
    groups = [
        [units[label] for label in group if label in units] for group in tomllib.loads(_script("units.toml"))["alike"]
    ]
    return {iri: ids[group[0]] for group in groups for iri in group}


def _base_of(graphs: Sequence[str]) -> str:
    """What the IRIs of the data start with, as those of the reports say."""
    bases = Counter(match[1] for graph in graphs if (match := _REPORT.fullmatch(graph)))
    return bases.most_common(1)[0][0] if bases else DATA


def _script(name: str) -> str:
    return files("viz.explorer.index").joinpath(name).read_text(encoding="utf-8")


@cache
def _opened(version: Path) -> ox.Store:
    """The store, opened once in each process that reads reports."""
    return open_version(version)


def _read_one(version: Path, graph: str) -> ReportFacts | None:
    return read_report(_opened(version), graph)


def _read(version: Path, graphs: Sequence[str], workers: int) -> Iterator[ReportFacts | None]:
    """Yield the reports of the graphs in their order."""
    if workers == 1 or len(graphs) < _FEW:
        store = open_version(version)
        yield from (read_report(store, graph) for graph in graphs)
        return
    with get_context("spawn").Pool(workers) as pool:
        yield from pool.imap(partial(_read_one, version), graphs, chunksize=_CHUNK)
