"""`kg build`."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from kg.cli.cluster import paths_and_spark
from kg.cli.help import Command
from kg.cli.terminal import PARTLY, STOPPED, clean, fail, store_option

if TYPE_CHECKING:
    from kg.builder import Progress, Summary

_MOST_NAMED = 20
_MOST_TYPED = 3
_CLEAR_LINE = "\x1b[2K"


@click.command(cls=Command)
@paths_and_spark
@store_option
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes at most (default: one a core).")
@click.option("--base", metavar="IRI", help="What the IRIs of data start with.")
@click.option(
    "--vocabulary", multiple=True, type=click.Path(path_type=Path), metavar="FILE.ttl", help="A vocabulary of your own."
)
@click.option("--strict", is_flag=True, help="Store nothing unless every file could be read.")
@click.option("--prune", is_flag=True, help="Let the reports go whose files are no longer in the PATHs.")
@click.option("--retry", is_flag=True, help="Read again the unchanged files that could not be read before.")
@click.option(
    "--file-timeout-s",
    type=click.FloatRange(min=1),
    default=120,
    show_default=True,
    metavar="S",
    help="Seconds of processor time that one file may take; on the clock, four times as many.",
)
@click.option(
    "--file-memory-mib",
    type=click.IntRange(min=64),
    default=2048,
    show_default=True,
    metavar="M",
    help="Mebibytes that one file may take.",
)
def build(paths: Sequence[Path], folder: Path, **options: Any) -> None:  # noqa: ANN401
    """Read files and folders into the store, only what is new or changed."""
    from kg.builder import BuildError
    from kg.builder import build as run
    from kg.store import StoreError

    show = _Show()
    try:
        with _terminated_as_interrupted(), show:
            summary = run(paths, folder, on_progress=show.update, **options)
    except (BuildError, StoreError) as error:
        fail(clean(str(error)))
    except KeyboardInterrupt:
        _stop(show.last)
    _tell(summary, paths, folder, is_listed=bool(summary.failures) and not options["strict"])
    if summary.stored:
        _tell_unused(summary, folder, options["vocabulary"])
    sys.exit(PARTLY if summary.failures else 0)


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """Let a build that is told to end stop as it does for Ctrl-C."""
    import signal

    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(last: Progress | None) -> NoReturn:
    """Say what is kept, and end at once, whatever the database is at: it may be killed at any moment."""
    import os

    stage, done, total = (last.stage, last.done, last.total) if last is not None else ("beginning", 0, 0)
    for text in _texts()["stopped"][stage]:
        click.echo(f"kg: {text.format(done=done, total=total)}", err=True)
    sys.stderr.flush()
    os._exit(STOPPED)


class _Show:
    """Shows the progress on a terminal, and nothing elsewhere."""

    def __init__(self) -> None:
        self.last: Progress | None = None
        self._bar: Any = None

    def __enter__(self) -> _Show:
        if sys.stderr.isatty():
            click.echo(f"{_texts()['progress']['beginning']}\r", nl=False, err=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._close()
        if sys.stderr.isatty():
            click.echo(_CLEAR_LINE, nl=False, err=True)

    def update(self, progress: Progress) -> None:
        if sys.stderr.isatty():
            if self.last is None or self.last.stage != progress.stage:
                self._open(progress)
            self._bar.total = progress.total
            if progress.problems:
                self._bar.set_postfix_str(f"{_texts()['progress']['problems']}: {progress.problems}", refresh=False)
            self._bar.update(progress.done - self._bar.n)
        self.last = progress

    def _open(self, progress: Progress) -> None:
        from tqdm import tqdm

        self._close()
        tqdm.monitor_interval = 0  # it would be a thread, and workers are forked
        words = _texts()["progress"]
        self._bar = tqdm(
            total=progress.total, desc=words[progress.stage], unit=words["unit"], file=sys.stderr, dynamic_ncols=True
        )

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _tell(summary: Summary, paths: Sequence[Path], folder: Path, *, is_listed: bool) -> None:
    """Say what was done; `is_listed` says whether `kg issues` has the files that could not be read."""
    _tell_files(summary)
    if summary.stored:
        click.echo(f"{_total(summary)} → {folder}")
        lines = (*_facts(summary), *_issues(summary), *_files(summary), *_next(summary, paths, folder))
    else:
        click.echo(_words("nothing", folder=folder))
        lines = (*_files(summary), *(_next(summary, paths, folder) if is_listed else ()))
    for line in lines:
        click.echo(line)


def _total(summary: Summary) -> str:
    """What the files of this build hold, in a line."""
    counts = {
        "reports": summary.reports,
        "others": summary.other_documents,
        "statements": summary.statements,
        "issues": sum(summary.issues.values()),
    }
    told = {name: n for name, n in counts.items() if n or name in ("reports", "statements")}
    words = _texts()["total"]
    chinese = "，".join(words[name][0].format(n=n) for name, n in told.items())
    english = ", ".join(words[name][1 if n == 1 else 2].format(n=n) for name, n in told.items())
    return f"{chinese} / {english}"


def _tell_files(summary: Summary) -> None:
    """Name the files of which something is to be said, on standard error."""
    from kg.building.files import shown
    from kg.building.refusals import bilingual

    for file in summary.corrections:
        _say(f"{shown(file)}: {_words('corrections')}")
    for failure in summary.failures:
        known = f" ({_words('known')})" if failure.known else ""
        _say(f"{shown(failure.path)}: {bilingual(failure.reason, failure.remedy)}{known}")
    pairs = {"duplicates": summary.duplicates, "revisions": summary.revisions}
    for name, found in pairs.items():
        _name([f"{shown(one)} → {shown(other)}: {_words(name)}" for one, other in found], name)


def _tell_unused(summary: Summary, folder: Path, vocabulary: Sequence[Path]) -> None:
    """Name the corrections that settle nothing, on standard error."""
    from kg.building.files import shown
    from kg.building.unused_corrections import unused_corrections

    for entry in unused_corrections(folder, summary.corrections, vocabulary):
        near = [words.format(names=", ".join(entry.near)) if entry.near else "" for words in _texts()["said"]["near"]]
        values = {"file": shown(entry.file), "line": entry.line, "name": entry.name}
        _say(_words(f"unused_{entry.kind}", **values, near_zh=near[0], near_en=near[1]))


def _name(lines: Sequence[str], what: str) -> None:
    """The first lines, and how many more there are."""
    for line in lines[:_MOST_NAMED]:
        _say(line)
    if len(lines) > _MOST_NAMED:
        _say(f"… {len(lines) - _MOST_NAMED} {' / '.join(_texts()['summary'][what])}")


def _say(line: str) -> None:
    from extract.read import printable

    click.echo(f"kg: {printable(line)}", err=True)


def _facts(summary: Summary) -> Iterator[str]:
    from kg import wording
    from kg.names import fz

    counts = ((wording.term(fz(name).value), count) for name, count in summary.facts.items())
    return _list("facts", sorted(counts, key=lambda pair: -pair[1]))


def _issues(summary: Summary) -> Iterator[str]:
    from ontology.vocabulary import issue_kinds

    known = issue_kinds() if summary.issues else {}
    names = {kind: f"{known[kind].zh} / {known[kind].en}" if kind in known else kind for kind in summary.issues}
    counts = ((names[kind], count) for kind, count in summary.issues.items())
    return _list("issues", sorted(counts, key=lambda pair: -pair[1]))


def _files(summary: Summary) -> Iterator[str]:
    counts = {
        "read": summary.read,
        "unchanged": summary.unchanged,
        "removed": summary.removed,
        "gone": len(summary.gone),
        "duplicates": len(summary.duplicates),
        "revisions": len(summary.revisions),
        "failures": len(summary.failures),
    }
    words = _texts()["summary"]
    listed = [(" / ".join(words[name]), count) for name, count in counts.items() if count]
    if summary.others:
        listed.append((f"{' / '.join(words['others'])}: {' '.join(summary.others)}", sum(summary.others.values())))
    return _list("files", listed, summary.files)


def _list(heading: str, counts: Sequence[tuple[str, int]], total: int = 0) -> Iterator[str]:
    if counts:
        yield " / ".join(_texts()["summary"][heading]).format(n=total)
        width = max(len(str(count)) for _, count in counts)
        yield from (f"  {count:>{width}}  {name}" for name, count in counts)


def _next(summary: Summary, paths: Sequence[Path], folder: Path) -> Iterator[str]:
    """What to do now."""
    words = _texts()["summary"]
    store, again = f"--store {_typed(folder)}", f"kg build {_given(paths)}"
    yield " / ".join(words["next"])
    if summary.issues or summary.failures:
        yield f"  kg issues {store}  # {' / '.join(words['check'])}"
    if any(failure.known for failure in summary.failures):
        yield f"  {again} --retry {store}  # {' / '.join(words['retry'])}"
    if summary.gone:
        yield f"  {again} --prune {store}  # {' / '.join(words['prune'])}"
    if not summary.stored:
        return
    yield f"  kg query --list {store}  # {' / '.join(words['ask'])}"
    yield f"  kg network network.html {store}  # {' / '.join(words['look'])}"


def _given(paths: Sequence[Path]) -> str:
    """The paths as they are typed, if that is not too much."""
    return " ".join(map(_typed, paths)) if len(paths) <= _MOST_TYPED else "…"


def _typed(path: Path) -> str:
    import shlex

    return shlex.quote(str(path)) if str(path).isprintable() else "…"


def _words(name: str, /, **values: object) -> str:
    """What is said of a file or of the store, in both languages."""
    return " / ".join(_texts()["said"][name]).format(**values)


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(files("kg.cli").joinpath("building.toml").read_text(encoding="utf-8"))
