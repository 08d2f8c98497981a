"""`kg build --spark`, and `kg load` for what it writes."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.core import ParameterSource

from kg.cli.help import Command
from kg.cli.terminal import PARTLY, STOPPED, clean, fail, store_option

if TYPE_CHECKING:
    from kg.cluster import Summary

_LOCAL = "local[*]"
_MASTER = re.compile(r"local(\[[^]]+])?|yarn|(spark|k8s|mesos|local-cluster)\W.+")
_OF_BOTH = {"paths", "spark", "dump", "base", "vocabulary"}


def paths_and_spark(command: Callable[..., None]) -> Callable[..., None]:
    """Give `kg build` its PATH argument, and the options that make it a build on Spark instead."""

    @wraps(command)
    def build(paths: Sequence[str], spark: str | None, dump: str | None, **options: Any) -> None:  # noqa: ANN401
        if spark is not None:
            _build_on_spark(*master_and_paths(spark, paths), dump, options["base"], options["vocabulary"])
        if dump is not None:
            raise click.UsageError("--dump goes with --spark; a build without it fills the store")
        if not paths:
            raise click.UsageError("Missing argument 'PATH...'")
        command(paths=tuple(map(Path, paths)), **options)

    decorators = (
        click.argument("paths", nargs=-1, metavar="PATH..."),
        click.option("--spark", is_flag=False, flag_value=_LOCAL, metavar="[MASTER]", help="Build on Apache Spark."),
        click.option("--dump", metavar="DIR", help="Where a build on Spark writes, for `kg load` and other stores."),
    )
    for decorate in decorators:
        build = decorate(build)
    return build


def master_and_paths(given: str, paths: Sequence[str]) -> tuple[str, list[str]]:
    """The master and the paths of `--spark [MASTER] PATH…`: what looks like no master is the first of the paths."""
    return (given, list(paths)) if _MASTER.fullmatch(given) else (_LOCAL, [given, *paths])


def _build_on_spark(
    master: str, paths: Sequence[str], dump: str | None, base: str | None, vocabulary: Sequence[Path]
) -> NoReturn:
    """Build a dump, say what happened, and end."""
    from kg.builder import BuildError
    from kg.cluster import ClusterError, build
    from kg.iri import DATA

    _refuse_other_options()
    if not paths or dump is None:
        raise click.UsageError("--spark needs PATH... and --dump DIR")
    try:
        with _stopping_in_a_line(dump):
            summary = build(paths, dump, master=master, base=base or DATA, vocabulary=vocabulary)
    except (BuildError, ClusterError) as error:
        fail(str(error))
    _tell(summary, dump)
    sys.exit(PARTLY if summary.failed else 0)


@contextmanager
def _stopping_in_a_line(dump: str) -> Iterator[None]:
    """Let Ctrl-C, and whoever tells the build to end, end it at once, with a line that says what is left.

    What is raised in a call to Java leaves answers that the next call takes for its own, so nothing is raised; Spark
    ends by itself where its driver has.
    """

    def stop(*_: object) -> None:
        try:
            fail(f"stopped: the dump at {dump} is unfinished and of no use; the same command builds it anew", STOPPED)
        finally:
            sys.stderr.flush()
            os._exit(STOPPED)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _refuse_other_options() -> None:
    """Say of an option that Spark does not heed that it does not."""
    context = click.get_current_context()
    for option in context.command.params:
        name = option.name or ""
        if name not in _OF_BOTH and context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{option.opts[0]} is for a build on this machine; it does not go with --spark")


def _tell(summary: Summary, dump: str) -> None:
    from kg.building.refusals import bilingual

    for failure in summary.failures:
        click.echo(f"kg: {clean(failure.path)}: {clean(bilingual(failure.reason, failure.remedy))}", err=True)
    if summary.failed > len(summary.failures):
        click.echo(f"kg: {summary.failed - len(summary.failures)} more could not be read: see {dump}/files", err=True)
    others = f", {summary.other_documents} other documents" if summary.other_documents else ""
    issues = f", {summary.issues} issues" if summary.issues else ""
    click.echo(f"{summary.reports} reports{others}, {summary.statements} statements{issues} → {dump}")


@click.command(cls=Command)
@click.argument("dump", type=click.Path(path_type=Path), metavar="DUMP")
@store_option
def load(dump: Path, folder: Path) -> None:
    """Load what `kg build --spark` wrote into a new store."""
    from kg.loading import LoadError
    from kg.loading import load as run
    from kg.store import StoreError

    try:
        quads = run(dump, folder, on_progress=_progress if sys.stderr.isatty() else None)
    except (LoadError, StoreError) as error:
        fail(str(error))
    click.echo(f"{quads} quads → {folder}")


def _progress(done: int, total: int) -> None:
    click.echo(f"\r{done}/{total}" + ("\n" if done == total else ""), nl=False, err=True)
