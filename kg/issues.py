"""What a person has to look at: files that could not be read, and what could not be resolved in reports.

The latter stands in the graph, as issues of its reports. The former stands beside it, in the manifest: a file that gave
no report is no thing of the graph, its path differs from machine to machine, and whether it can be read differs too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from kg import store as stores
from kg.bilingual import Bilingual, Sentences
from kg.building.files import shown
from kg.building.refusals import REFUSALS
from kg.find import ask, files_of
from kg.manifest import Refused, refused_of
from kg.store import open_version, unreadable
from ontology.vocabulary import indicators, issue_kinds

UNREAD = "file-unread"
"""The kind of issue that a file is which could not be read."""


def _indicator(identifier: str) -> str | None:
    """What an indicator of the vocabulary is called."""
    return next((entry.label_zh for entry in indicators() if entry.id == identifier), None)


WHYS = Sentences("kg", "whys.toml", _indicator)
"""Why something in a report could not be resolved."""

_ISSUES = """SELECT DISTINCT ?kind ?report ?words ?why ?start ?issue WHERE { ?issue a fz:Issue ; fz:issueKind ?kind ;
  fz:words ?words ; fz:why ?why ; fz:raisedIn ?report
  OPTIONAL { ?issue fz:start ?start } }
  ORDER BY ?kind ?report ?start ?issue"""


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


def issues(folder: Path) -> list[Issue]:
    """All issues of the newest version of a store: the files that could not be read, then those of reports by kind.

    Raises kg.store.StoreError if there is no store or it cannot be read.
    """
    version = stores.newest(folder)
    store = open_version(version)
    return [*unread(version), *unresolved(store)]


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


def unresolved(store: Store) -> list[Issue]:
    """The issues of all reports, in order of kind and file."""
    rows = list(ask(store, _ISSUES))
    files = {report: files_of(store, report) for report in {row["report"] for row in rows}}
    rows.sort(key=lambda row: (row["kind"].value, files[row["report"]]))
    return [_issue(files[row["report"]], row["kind"].value, row["words"].value, row["why"].value) for row in rows]


def _issue(file: str, kind: str, words: str, why: str) -> Issue:
    label, remedy = _known(kind)
    return Issue(kind, label, file, file, words, WHYS.both(why), remedy)


def _known(kind: str) -> tuple[Bilingual, Bilingual]:
    """What a kind is called, and how such issues are settled."""
    known = issue_kinds().get(kind)
    if known is None:
        return Bilingual(kind, kind), Bilingual("", "")
    return Bilingual(known.zh, known.en), Bilingual(known.remedy_zh, known.remedy_en)
