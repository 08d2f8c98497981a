"""`kg analyse`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.help import Command
from kg.cli.opening import open_store
from kg.cli.terminal import clean, fail, put, store_option, tell

if TYPE_CHECKING:
    from kg.analysis import Answer


@click.command(cls=Command)
@click.argument("question", required=False, metavar="[QUESTION]")
@store_option
@click.option("--about", multiple=True, metavar="NAME", help="Only what tells of this thing: a name, code or IRI.")
@click.option(
    "--kind", "kinds", multiple=True, metavar="CLASS", help="Only laws, firms … of this class (Law, LawFirm)."
)
@click.option("--year", "years", multiple=True, type=int, metavar="Y", help="Only what is said of this year.")
@click.option("--place", "places", multiple=True, metavar="NAME", help="Only townships in this place.")
@click.option(
    "--measure",
    type=click.Choice(["jaccard", "cosine"]),
    default="jaccard",
    show_default=True,
    help="How likeness is measured.",
)
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, metavar="N", help="Rows at most.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "tsv", "json"]),
    default="table",
    show_default=True,
    help="How the answer is written.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the answer to a file.")
@click.option("--list", "listing", is_flag=True, help="List the questions.")
def analyse(
    question: str | None,
    folder: Path,
    about: Sequence[str],
    kinds: Sequence[str],
    years: Sequence[int],
    places: Sequence[str],
    measure: str,
    limit: int,
    form: str,
    output: Path | None,
    listing: bool,
) -> None:
    """Analyse the network: what is shared, central, close together, alike."""
    from kg.analysis import AnalysisError, answer
    from kg.find import UnknownNameError

    if listing:
        _list_questions()
        return
    if question is None:
        fail("give a QUESTION; `kg analyse --list` lists them")
    store = open_store(folder)
    try:
        found = answer(
            store, question, about=about, kinds=kinds, years=years, places=places, measure=measure, limit=limit
        )
    except (AnalysisError, UnknownNameError) as error:
        fail(str(error))
    put([_written(found, form)], output)
    _tell(found)


def _list_questions() -> None:
    from kg.analysis import questions
    from kg.query import table

    rows = [(question.name, question.zh, question.en) for question in questions().values()]
    click.echo(table(("name", "zh", "en"), rows), nl=False)


def _written(answer: Answer, form: str) -> bytes:
    import csv
    import io
    import json

    from kg.query import table

    if form == "table":
        return table(answer.columns, [[str(cell) for cell in row] for row in answer.rows]).encode()
    if form == "json":
        told = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
        return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter="," if form == "csv" else "\t", lineterminator="\n")
    writer.writerows([answer.columns, *answer.rows])
    return stream.getvalue().encode()


def _tell(answer: Answer) -> None:
    """Say on standard error what the answer does not hold."""
    if answer.left_out:
        some = ", ".join(map(clean, answer.left_out[:5])) + (" …" if len(answer.left_out) > 5 else "")
        tell(f"not compared by the {len(answer.left_out)} commonest: {some}")
    if answer.rows_left_out:
        tell(f"{answer.rows_left_out} rows more; --limit gives them")
    if answer.pivots:
        tell(f"betweenness is estimated from {answer.pivots} nodes")
