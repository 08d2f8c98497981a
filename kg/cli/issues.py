"""`kg issues`."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.help import Command
from kg.cli.terminal import clean, fail, put, store_option, tell
from kg.spreadsheets import as_text

if TYPE_CHECKING:
    from kg.issues import Issue

_COLUMNS = ("kind", "label_zh", "label_en", "file", "words", "why_zh", "why_en", "remedy_zh", "remedy_en")
_UTF8_MARK = "\ufeff"


@click.command(cls=Command)
@store_option
@click.option("--kind", metavar="KIND", help="Those of one kind alone, say file-unread.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    show_default=True,
    help="How they are written.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write them to a file.")
def issues(folder: Path, kind: str | None, form: str, output: Path | None) -> None:
    """What could not be read or resolved, and why."""
    from kg.issues import issues as listed
    from kg.store import StoreError

    try:
        found = listed(folder, kind)
    except StoreError as error:
        fail(str(error))
    first = next(found, None)
    if first is None:
        _check_kind(kind)
        tell("there are no issues")
    pieces = FORMS[form](chain([first], found) if first is not None else ())
    put((piece.encode("utf-8") for piece in pieces), output)


def _check_kind(kind: str | None) -> None:
    """End with the kinds that there are unless this is one of them."""
    from kg.issues import UNREAD
    from ontology.vocabulary import issue_kinds

    known = dict.fromkeys([UNREAD, *issue_kinds()])
    if kind is not None and kind not in known:
        fail(f"there is no kind of issue {kind!r}; the kinds are {', '.join(known)}")


def _text(found: Iterable[Issue]) -> Iterator[str]:
    """A line for each; how such issues are settled once, below the first of those that are settled so."""
    told = None
    for issue in found:
        words = f"“{clean(issue.words)}”: " if issue.words else ""
        yield f"{issue.file}: {issue.kind}: {words}{clean(str(issue.why))}\n"
        if told != (told := (issue.label, issue.remedy)):
            yield f"  {issue.label}. {issue.remedy}\n"


def _csv(found: Iterable[Issue]) -> Iterator[str]:
    """A table for spreadsheets: with the mark by which they know UTF-8, and nothing that they take for a formula."""
    writer = csv.DictWriter(_Echo(), _COLUMNS)
    yield _UTF8_MARK
    yield writer.writeheader()
    for issue in found:
        yield writer.writerow({name: as_text(words) for name, words in _row(issue).items()})


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _json(found: Iterable[Issue]) -> Iterator[str]:
    """A list of objects, as json.dumps would write it with an indent of 1."""
    before = "[\n "
    for issue in found:
        yield before + json.dumps(_row(issue), ensure_ascii=False, indent=1).replace("\n", "\n ")
        before = ",\n "
    yield "[]\n" if before.startswith("[") else "\n]\n"


def _row(issue: Issue) -> dict[str, str]:
    said = {"label": issue.label, "why": issue.why, "remedy": issue.remedy}
    both = {f"{name}_{language}": getattr(words, language) for name, words in said.items() for language in ("zh", "en")}
    return {"kind": issue.kind, "file": issue.file, "words": issue.words, **both}


FORMS: dict[str, Callable[[Iterable[Issue]], Iterator[str]]] = {"text": _text, "csv": _csv, "json": _json}
