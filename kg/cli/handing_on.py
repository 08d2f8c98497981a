"""The commands that hand the graph on, or hold it against the shapes: `kg export`, `kg validate`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from kg.cli.terminal import PARTLY, clean, fail, open_store, put, store_option


@click.command()
@click.argument("out", metavar="OUT")
@store_option
@click.option("--report", "reports", multiple=True, metavar="NAME", help="Only this report and what it leads to.")
@click.option("--without-text", is_flag=True, help="Leave out the reports' full texts.")
@click.option("--format", "form", metavar="FORMAT", help="The format, where OUT is - (ttl, nt, nq, trig …).")
def export(out: str, folder: Path, reports: Sequence[str], without_text: bool, form: str | None) -> None:
    """导出。 / Write the graph to a file.

    By suffix: .ttl .nt .nq .trig .jsonld .rdf .graphml .gexf; .csv and .parquet give a folder of tables.
    """
    from kg.export import ExportError, export_bytes
    from kg.export import export as write
    from kg.find import UnknownNameError

    if (out == "-") != (form is not None):
        fail("--format goes with OUT -, and OUT - needs it; a file's format is its suffix")
    store = open_store(folder)
    try:
        if form is not None:
            put(export_bytes(store, form.lstrip(".").lower(), reports=reports, with_text=not without_text), None)
        else:
            write(store, Path(out), reports=reports, with_text=not without_text)
    except (ExportError, UnknownNameError) as error:
        fail(str(error))


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@store_option
def validate(file: Path | None, folder: Path) -> None:
    """校验。 / Hold the store, or an RDF file, against the shapes."""
    from kg.validate import ValidationError, read_graph, store_graph
    from kg.validate import validate as check

    try:
        triples = read_graph(file) if file is not None else store_graph(open_store(folder))
        violations = check(triples)
    except ValidationError as error:
        fail(str(error))
    for v in violations:
        click.echo(" ".join(part for part in (v.node, v.path, clean(v.value)[:80], v.message) if part))
    click.echo(f"{len(violations)} violations" if violations else "the graph conforms", err=True)
    sys.exit(PARTLY if violations else 0)
