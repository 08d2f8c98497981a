"""`kg build`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.cluster import paths_and_spark
from kg.cli.terminal import PARTLY, fail, store_option

if TYPE_CHECKING:
    from kg.builder import Progress, Summary


@click.command()
@paths_and_spark
@store_option
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes at most (default: one a core).")
@click.option("--base", metavar="IRI", help="What the IRIs of data start with.")
@click.option(
    "--vocabulary", multiple=True, type=click.Path(path_type=Path), metavar="FILE.ttl", help="A vocabulary of your own."
)
@click.option("--strict", is_flag=True, help="Store nothing unless every file could be read.")
def build(
    paths: Sequence[Path], folder: Path, jobs: int | None, base: str | None, vocabulary: Sequence[Path], strict: bool
) -> None:
    """读入文件和文件夹。 / Read files and folders into the store."""
    from kg.builder import BuildError
    from kg.builder import build as run
    from kg.store import StoreError

    try:
        summary = run(
            paths, folder, jobs=jobs, base=base, vocabulary=vocabulary, strict=strict, on_progress=_progress()
        )
    except (BuildError, StoreError) as error:
        fail(str(error))
    _tell(summary, folder)
    sys.exit(PARTLY if summary.failures else 0)


def _progress() -> Callable[[Progress], None] | None:
    """A line that counts files, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def show(progress: Progress) -> None:
        click.echo(f"\r{progress.done}/{progress.total}", nl=False, err=True)

    return show


def _tell(summary: Summary, folder: Path) -> None:
    for file in summary.corrections:
        click.echo(f"kg: {file}: corrections applied", err=True)
    for failure in summary.failures:
        click.echo(f"kg: {failure.path}: {failure.reason}; {failure.remedy}", err=True)
    for duplicate, original in summary.duplicates:
        click.echo(f"kg: {duplicate}: the same as {original}, counted once", err=True)
    if not summary.stored:
        click.echo(f"nothing was stored; {folder} is as it was")
        return
    others = f", {summary.other_documents} other documents" if summary.other_documents else ""
    issues = f", {sum(summary.issues.values())} issues (kg issues)" if summary.issues else ""
    click.echo(f"{summary.reports} reports{others}, {summary.statements} statements{issues} → {folder}")
