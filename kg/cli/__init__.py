"""The `kg` command. Results go to standard output, everything else to standard error.

Exit status: 0 done, 1 done in part or not in order, 2 wrong use.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress

import click

from kg import __version__
from kg.cli.analysing import analyse
from kg.cli.asking import query, show, stats
from kg.cli.building import build
from kg.cli.cluster import load
from kg.cli.handing_on import export, push, validate
from kg.cli.issues import issues
from kg.cli.looking import network
from kg.cli.serving import serve
from kg.cli.terminal import PARTLY

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=_CONTEXT)
@click.version_option(__version__, prog_name="kg")
def cli() -> None:
    """把法治政府建设报告变成知识图谱。 / Reports on law-based government → a knowledge graph."""


for command in (build, load, query, export, network, analyse, serve, show, stats, issues, validate, push):
    cli.add_command(command)


def main() -> None:
    """Run the command with UTF-8 in and out, whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        cli(prog_name="kg", standalone_mode=True)
    except BrokenPipeError:
        _close_quietly()


def _close_quietly() -> None:
    """The reader has gone (`kg … | head`): leave without a trace of it."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(PARTLY)
