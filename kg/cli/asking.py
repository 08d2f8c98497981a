"""The commands that answer on the terminal: `kg query`, `kg show`, `kg stats`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.help import Command
from kg.cli.opening import open_store
from kg.cli.terminal import WRONG_USE, clean, fail, put, store_option, tell

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.describe import Description
    from kg.find import Named


@click.command(cls=Command)
@click.argument("question", required=False, metavar="[NAME|SPARQL]")
@store_option
@click.option("--file", "file", type=click.Path(path_type=Path), metavar="F.rq", help="Read the SPARQL from a file.")
@click.option("--param", "params", multiple=True, metavar="K=V", help="Bind a parameter of the question.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "tsv", "json", "xml", "ttl", "nt"]),
    default="table",
    show_default=True,
    help="How the answer is written.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the answer to a file.")
@click.option("--list", "listing", is_flag=True, help="List the named questions.")
@click.option("--all-documents", is_flag=True, help="A named question: also of documents that are no such reports.")
def query(
    question: str | None,
    folder: Path,
    file: Path | None,
    params: Sequence[str],
    form: str,
    output: Path | None,
    listing: bool,
    all_documents: bool,
) -> None:
    """Ask a named question, or SPARQL."""
    from kg.query import QueryError, headings, render, run

    if listing:
        _list_questions(params)
        return
    asked = _question(question, file)
    try:
        bound = dict(_pair(param) for param in params)
        columns = headings(asked)
        answer = render(run(open_store(folder), asked, bound, all_documents=all_documents), form, columns)
    except QueryError as error:
        fail(str(error))
    put([answer], output)


def _question(question: str | None, file: Path | None) -> str:
    if (question is None) == (file is None):
        fail("give one question: a NAME, SPARQL, or --file F.rq; `kg query --list` lists the names")
    if file is None:
        return question or ""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}; check the file")


def _pair(param: str) -> tuple[str, str]:
    name, sign, value = param.partition("=")
    if not (name and sign):
        fail(f"--param {param!r} is no NAME=VALUE")
    return name.lstrip("?$"), value


def _list_questions(params: Sequence[str]) -> None:
    from kg.query import questions, table

    rows = [
        (q.name, q.title_zh, q.title_en, ", ".join(parameter.name for parameter in q.parameters))
        for q in questions().values()
    ]
    click.echo(table(("name", "zh", "en", "parameters"), rows), nl=False)


@click.command(cls=Command)
@click.argument("name")
@store_option
@click.option("--account", is_flag=True, help="Of a report: what became of every number, title and name in it.")
def show(name: str, folder: Path, account: bool) -> None:
    """Show one thing with its evidence.

    By name, file name, division code, IRI, or the short id of a statement (d01.txt#observation/812).
    """
    from kg.describe import describe
    from kg.find import UnknownNameError, find

    store = open_store(folder)
    if account:
        _show_account(store, name)
        return
    try:
        found = find(store, name)
    except UnknownNameError as error:
        fail(str(error))
    if len(found) > 1:
        _list_namesakes(store, name, found)
        sys.exit(WRONG_USE)
    _show(describe(store, found[0].node))


def _list_namesakes(store: Store, name: str, found: Iterable[Named]) -> None:
    from kg.describe import kinds_of

    tell(f"several things are called {name!r}; name one by its IRI:")
    for thing in found:
        click.echo(f"{thing.node.value}  {clean(thing.label)}  {', '.join(kinds_of(store, thing.node))}")


def _show(description: Description) -> None:
    click.echo(f"{clean(description.label)}\n{description.iri}\n{' '.join(description.kinds)}")
    from kg.wording import heading

    why = [(heading("rule"), description.rule)] if description.rule else []
    why += [(heading("hint"), hint) for hint in description.hints]
    for title, pairs in (("facts", description.facts), ("why", why), ("links", description.links)):
        if pairs:
            click.echo(f"\n{heading(title)}")
        for name, value in pairs:
            click.echo(f"  {name}: {clean(value)}")
    if description.statements:
        click.echo(f"\n{heading('evidence')}")
    place = None
    for statement in description.statements:
        if place != (place := " · ".join(part for part in (statement.source, statement.section) if part)):
            click.echo(f" {clean(place)}")
        click.echo(f"  {statement.kind}: {clean(statement.facts)}")
        click.echo(f"    「{clean(statement.quote)}」 [{clean(statement.id)}]")


def _show_account(store: Store, name: str) -> None:
    """Print the account of a report, and its sum."""
    from collections import Counter

    from kg import wording
    from kg.account import Outcome, account_of
    from kg.find import UnknownNameError, find_reports

    try:
        reports = find_reports(store, name)
    except UnknownNameError as error:
        fail(str(error))
    for report in reports:
        items = account_of(store, report)
        for item in items:
            what = wording.non_fact(item.name) if item.outcome is Outcome.NON_FACT else item.name
            click.echo(f"{item.start:>6}  {item.kind:6} {clean(item.words)}  {item.outcome}  {what}")
        for (kind, outcome), count in sorted(Counter((item.kind, str(item.outcome)) for item in items).items()):
            click.echo(f"{kind:6} {outcome:9} {count}")


@click.command(cls=Command)
@store_option
def stats(folder: Path) -> None:
    """Count things by class, and reports by province and year."""
    from kg.describe import class_counts, report_counts
    from kg.query import table

    store = open_store(folder)
    click.echo(table(("class", "count"), [(name, str(count)) for name, count in class_counts(store)]))
    rows = [(province or "-", year or "-", str(count)) for province, year, count in report_counts(store)]
    click.echo(table(("province", "year", "reports"), rows), nl=False)
