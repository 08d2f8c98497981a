"""The `kg` command. Results go to standard output, everything else to standard error.

Exit status: 0 done, 1 done in part or not in order, 2 wrong use.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import NoReturn

import click

from kg import __version__
from kg.cli.analysing import analyse
from kg.cli.asking import query, show, stats
from kg.cli.building import build
from kg.cli.cluster import load
from kg.cli.handing_on import export, push, validate
from kg.cli.help import Group
from kg.cli.issues import issues
from kg.cli.looking import network
from kg.cli.serving import serve
from kg.cli.terminal import PARTLY, fail

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=Group, context_settings=_CONTEXT)
@click.version_option(__version__, prog_name="kg")
def cli() -> None:
    """Reports on law-based government → a knowledge graph."""


for command in (build, load, query, export, network, analyse, serve, show, stats, issues, validate, push):
    cli.add_command(command)


def main() -> None:
    """Run the command with UTF-8 in and out, whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        sys.exit(cli.main(prog_name="kg", standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.UsageError as error:
        _refuse(error)
    except click.Abort:
        fail("stopped", PARTLY)
    except BrokenPipeError:
        _close_quietly()
    except RuntimeError as error:
        _tell_damage(error)


def _refuse(error: click.UsageError) -> NoReturn:
    """Say what is wrong with the command line as all errors are said, and where to read how to write it."""
    command = error.ctx.command_path if error.ctx is not None else "kg"
    fail(f"{' '.join(error.format_message().split()).removesuffix('.')} (see `{command} --help`)")


def _tell_damage(error: RuntimeError) -> NoReturn:
    """Say that the database is damaged, where that is what the engine raised."""
    if not str(error).startswith("Corruption"):
        raise error
    words = " ".join(str(error).split())
    fail(f"the store is damaged ({words}); check the disk, delete the folders v… in it and build again")


def _close_quietly() -> None:
    """The reader has gone (`kg … | head`): leave without a trace of it."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(PARTLY)
