"""The commands that hand the graph on, or hold it against the shapes: `kg export`, `kg push`, `kg validate`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.help import Command
from kg.cli.opening import open_store
from kg.cli.terminal import PARTLY, clean, fail, progress, store_option, tell, told

if TYPE_CHECKING:
    from kg.remote import Protocol


@click.command(cls=Command)
@click.argument("out", metavar="OUT")
@store_option
@click.option("--report", "reports", multiple=True, metavar="NAME", help="Only this report and what it leads to.")
@click.option("--without-text", is_flag=True, help="Leave out the reports' full texts.")
@click.option("--format", "form", metavar="FORMAT", help="The format, where OUT is - (ttl, nt, nq, trig …).")
def export(out: str, folder: Path, reports: Sequence[str], without_text: bool, form: str | None) -> None:
    """Write the graph to a file.

    By suffix: .ttl .nt .nq .trig .jsonld .rdf .graphml .gexf; .csv and .parquet give a folder of tables.
    """
    from kg.export import ExportError, export_to
    from kg.export import export as write
    from kg.find import UnknownNameError

    if (out == "-") != (form is not None):
        fail("--format goes with OUT -, and OUT - needs it; a file's format is its suffix")
    store = open_store(folder)
    try:
        if form is not None:
            sys.stdout.flush()
            export_to(sys.stdout.buffer, store, form.lstrip(".").lower(), reports=reports, with_text=not without_text)
            sys.stdout.buffer.flush()
        else:
            write(store, Path(out), reports=reports, with_text=not without_text)
    except (ExportError, UnknownNameError) as error:
        fail(str(error))


@click.command(cls=Command)
@click.argument("url", metavar="URL")
@store_option
@click.option(
    "--protocol",
    type=click.Choice(["graph-store", "update"]),
    help="What URL is for: graphs (Graph Store Protocol) or updates. By default it is asked.",
)
@click.option("--user", metavar="NAME", help="A user name; the password is $KG_PASSWORD, or asked for.")
@click.option(
    "--token", metavar="TOKEN", envvar="KG_TOKEN", show_envvar=True, help="A bearer token; better in $KG_TOKEN."
)
def push(url: str, folder: Path, protocol: Protocol | None, user: str | None, token: str | None) -> None:
    """Push the graph into another SPARQL 1.1 store.

    Named graphs take the place of those that are there; the default graph is added to.
    """
    from kg.remote import PushError
    from kg.remote import push as run

    password = os.environ.get("KG_PASSWORD") if user else None
    if user and password is None:
        password = click.prompt(told("password"), hide_input=True, err=True)
    try:
        pushed = run(
            open_store(folder),
            url,
            protocol=protocol,
            user=(user, password or "") if user else None,
            token=token or None,
            on_progress=progress(),
        )
    except PushError as error:
        fail(str(error))
    click.echo(f"{pushed.triples} triples in {pushed.graphs} graphs → {url}")


@click.command(cls=Command)
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@store_option
def validate(file: Path | None, folder: Path) -> None:
    """Hold the store, or an RDF file, against the shapes."""
    from kg.validate import ValidationError, read_graph, store_graph
    from kg.validate import validate as check

    try:
        triples = read_graph(file) if file is not None else store_graph(open_store(folder))
        violations = check(triples)
    except ValidationError as error:
        fail(str(error))
    for v in violations:
        click.echo(" ".join(part for part in (v.node, v.path, clean(v.value)[:80], v.message) if part))
    tell(f"{len(violations)} violations of the shapes" if violations else "the graph conforms")
    sys.exit(PARTLY if violations else 0)
