"""What a person has to look at: files that could not be read, and what could not be resolved in reports.

The latter stands in the graph, as issues of its reports. The former stands beside it, in the manifest: a file that gave
no report is no thing of the graph, its path differs from machine to machine, and whether it can be read differs too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby, product
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg import store as stores
from kg.bilingual import Bilingual, Sentences
from kg.building.files import shown
from kg.building.refusals import REFUSALS
from kg.find import files_of
from kg.manifest import Refused, refused_of
from kg.names import TYPE, fz
from kg.sorting import Record, Sorter
from kg.store import open_version, unreadable
from ontology.vocabulary import indicators, issue_kinds

UNREAD = "file-unread"
"""The kind of issue that a file is which could not be read."""


def _indicator(identifier: str) -> str | None:
    """What an indicator of the vocabulary is called."""
    return next((entry.label_zh for entry in indicators() if entry.id == identifier), None)


WHYS = Sentences("kg", "whys.toml", _indicator)
"""Why something in a report could not be resolved."""

_ISSUE = fz("Issue")
_KIND, _WORDS, _WHY = fz("issueKind"), fz("words"), fz("why")
_RAISED_IN, _START = fz("raisedIn"), fz("start")
_KNOWN_REPORTS = 1000


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue: its kind and what that is called, the file, the words that raised it, why, and how to settle it.

    `file` is the path of a file that could not be read, `name` what it is called among the files that were given; in a
    report both are the base names of the files that hold it.
    """

    kind: str
    label: Bilingual
    file: str
    name: str
    words: str
    why: Bilingual
    remedy: Bilingual


def issues(folder: Path, kind: str | None = None) -> Iterator[Issue]:
    """The issues of the newest version of a store: the files that could not be read, then those of reports by kind.

    They are given as they are asked for, of one `kind` alone if that is named. Raises kg.store.StoreError at once if
    there is no store or it cannot be read.
    """
    version = stores.newest(folder)
    store = open_version(version)
    files = unread(version) if kind in (None, UNREAD) else []
    return chain(files, unresolved(store, kind) if kind != UNREAD else ())


def unread(version: Path) -> list[Issue]:
    """The files that could not be read when a published version was made, in order of path.

    Raises kg.store.StoreError if the version is damaged.
    """
    try:
        return [_unread(file) for file in refused_of(version)]
    except ValueError as error:
        raise unreadable(version.parent, error) from error


def _unread(file: Refused) -> Issue:
    label, _ = _known(UNREAD)
    why, remedy = REFUSALS.both(file.reason), REFUSALS.both(file.remedy)
    return Issue(UNREAD, label, shown(file.path), file.name, "", why, remedy)


def unresolved(store: Store, kind: str | None = None) -> Iterator[Issue]:
    """The issues of all reports, or of one kind, in order of kind and file; sorted on the disk if they are many."""
    with TemporaryDirectory(prefix="fazhi-") as folder:
        sorter = Sorter(Path(folder))
        for record in _records(store, kind):
            sorter.add(*record)
        for (told, file, *_), records in groupby(sorter.records(), itemgetter(0)):
            for value in dict.fromkeys(value for _, value in records):
                words, why = json.loads(value)
                yield _issue(str(file), str(told), words, why)


def _records(store: Store, wanted: str | None) -> Iterator[Record]:
    """What is said of each issue, the words and why, by its kind, file, report, and place in that."""
    name = lru_cache(_KNOWN_REPORTS)(files_of)
    for found in store.quads_for_pattern(None, TYPE, _ISSUE):
        about = list(store.quads_for_pattern(found.subject, None, None))
        start = min((int(start) for start in _values(about, _START) if start.isdecimal()), default=-1)
        for kind in _values(about, _KIND):
            if wanted in (None, kind):
                for report, words, why in product(_reports(about), _values(about, _WORDS), _values(about, _WHY)):
                    key = (kind, name(store, report), report.value, start, str(found.subject))
                    yield key, json.dumps([words, why]).encode()


def _values(about: list[Quad], predicate: NamedNode) -> set[str]:
    return {quad.object.value for quad in about if quad.predicate == predicate and isinstance(quad.object, Literal)}


def _reports(about: list[Quad]) -> set[NamedNode]:
    found = (quad.object for quad in about if quad.predicate == _RAISED_IN)
    return {report for report in found if isinstance(report, NamedNode)}


def _issue(file: str, kind: str, words: str, why: str) -> Issue:
    label, remedy = _known(kind)
    return Issue(kind, label, file, file, words, WHYS.both(why), remedy)


def _known(kind: str) -> tuple[Bilingual, Bilingual]:
    """What a kind is called, and how such issues are settled."""
    known = issue_kinds().get(kind)
    if known is None:
        return Bilingual(kind, kind), Bilingual("", "")
    return Bilingual(known.zh, known.en), Bilingual(known.remedy_zh, known.remedy_en)
