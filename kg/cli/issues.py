"""`kg issues`."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.help import Command
from kg.cli.terminal import clean, fail, put, store_option
from kg.spreadsheets import as_text

if TYPE_CHECKING:
    from kg.issues import Issue

_COLUMNS = ("kind", "label_zh", "label_en", "file", "words", "why_zh", "why_en", "remedy_zh", "remedy_en")


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
        found = listed(folder)
    except StoreError as error:
        fail(str(error))
    if kind is not None:
        found = _of_kind(found, kind)
    if not found:
        _say_that_there_are_none()
    put(_FORMS[form](found), output)


def _say_that_there_are_none() -> None:
    said = tomllib.loads(files("kg.cli").joinpath("issues.toml").read_text(encoding="utf-8"))
    click.echo(f"kg: {' / '.join(said['none'])}", err=True)


def _of_kind(found: Sequence[Issue], kind: str) -> list[Issue]:
    from kg.issues import UNREAD
    from ontology.vocabulary import issue_kinds

    chosen = [issue for issue in found if issue.kind == kind]
    if not chosen and kind not in issue_kinds():
        known = ", ".join(dict.fromkeys([UNREAD, *issue_kinds()]))
        fail(f"there is no kind of issue {kind!r}; the kinds are {known}")
    return chosen


def _text(found: Sequence[Issue]) -> bytes:
    lines = []
    for issue in found:
        words = f"“{clean(issue.words)}”: " if issue.words else ""
        lines.append(f"{issue.file}: {issue.kind}: {words}{clean(str(issue.why))}\n")
        lines.append(f"  {issue.label}. {issue.remedy}\n")
    return "".join(lines).encode("utf-8")


def _csv(found: Sequence[Issue]) -> bytes:
    """A table for spreadsheets: with the mark by which they know UTF-8, and nothing that they take for a formula."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, _COLUMNS)
    writer.writeheader()
    writer.writerows({name: as_text(words) for name, words in _row(issue).items()} for issue in found)
    return out.getvalue().encode("utf-8-sig")


def _json(found: Sequence[Issue]) -> bytes:
    return (json.dumps([_row(issue) for issue in found], ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _row(issue: Issue) -> dict[str, str]:
    said = {"label": issue.label, "why": issue.why, "remedy": issue.remedy}
    both = {f"{name}_{language}": getattr(words, language) for name, words in said.items() for language in ("zh", "en")}
    return {"kind": issue.kind, "file": issue.file, "words": issue.words, **both}


_FORMS: dict[str, Callable[[Sequence[Issue]], bytes]] = {"text": _text, "csv": _csv, "json": _json}
