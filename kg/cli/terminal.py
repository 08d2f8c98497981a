"""What the commands share: the option of the store, how results and errors are written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from kg.bilingual import Sentences

F = TypeVar("F", bound=Callable[..., Any])

_TOLD = Sentences("kg.cli", "told.toml")

PARTLY, WRONG_USE, STOPPED = 1, 2, 130
"""Exit status: done in part or not in order; wrong use; a build that was stopped by a signal."""


def store_option(command: F) -> F:
    """The option that says where the store is."""
    option = click.option(
        "--store",
        "folder",
        type=click.Path(path_type=Path),
        envvar="KG_STORE",
        default=Path("kg-store"),
        show_default="$KG_STORE, else ./kg-store",
        metavar="DIR",
        help="Where the store is.",
    )
    return option(command)


def told(sentence: str) -> str:
    """A sentence of a command in both languages, in one line."""
    return clean(str(_TOLD.both(sentence)))


def tell(sentence: str) -> None:
    """Say on standard error, in both languages, what is to be known of a result."""
    click.echo(f"kg: {told(sentence)}", err=True)


def fail(message: str, code: int = WRONG_USE) -> NoReturn:
    """End with one line on standard error, in both languages."""
    from kg.errors import ERRORS

    click.echo(f"kg: {clean(str(ERRORS.both(message)))}", err=True)
    sys.exit(code)


def put(pieces: Iterable[bytes], output: Path | None) -> None:
    """Write data, piece by piece, to a file or to standard output."""
    from kg.export.files import ExportError, write_stream

    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.writelines(pieces)
        sys.stdout.buffer.flush()
        return
    try:
        write_stream(output, lambda stream, _: stream.writelines(pieces))
    except ExportError as error:
        fail(str(error))


def progress() -> Callable[[int, int], None] | None:
    """What shows a line that counts, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        click.echo(f"\r{done}/{total}" + ("\n" if done == total else ""), nl=False, err=True)

    return show


def clean(text: str) -> str:
    """`text` in one line, without what could steer a terminal."""
    return "".join(char if char.isprintable() else " " for char in text)
