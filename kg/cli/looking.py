"""The commands that open the graph in a browser: `kg network`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from kg.cli.help import Command
from kg.cli.opening import open_store
from kg.cli.terminal import fail, store_option, tell


@click.command(cls=Command)
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT.html")
@store_option
@click.option("--about", multiple=True, metavar="NAME", help="Start from this thing: a label, code or IRI.")
@click.option(
    "--depth",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    metavar="N",
    help="Links away from the start.",
)
@click.option(
    "--kind", "kinds", multiple=True, metavar="CLASS", help="Only things of this class (Township, LawFirm …)."
)
@click.option("--year", "years", multiple=True, type=int, metavar="Y", help="Only what is said of this year.")
@click.option(
    "--arrange",
    type=click.Choice(["force", "hierarchy", "bipartite"]),
    default="force",
    show_default=True,
    help="How things stand at first: by force, by place, or townships on one side and what they have on the other.",
)
@click.option("--layout", type=click.Path(path_type=Path), metavar="FILE", help="Keep positions in this file.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Things at most, the best connected first.")
@click.option("--title", metavar="TEXT", help="The page's title.")
@click.option("--note", metavar="TEXT", help="A line beside the source.")
def network(
    out: Path,
    folder: Path,
    about: Sequence[str],
    depth: int,
    kinds: Sequence[str],
    years: Sequence[int],
    arrange: str,
    layout: Path | None,
    limit: int | None,
    title: str | None,
    note: str | None,
) -> None:
    """Write an interactive page of the network.

    It is one file that works offline. --layout reads the file and keeps its positions, or writes it if it is not there.
    """
    from viz.layout import LayoutError
    from viz.network import UnknownNameError
    from viz.render import PageSpec, write_page

    store = open_store(folder)
    spec = PageSpec(about, depth, kinds, years, arrange, layout, limit, title, note)
    try:
        written = write_page(store, out, spec)
    except (UnknownNameError, LayoutError, ValueError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"cannot write {out}: {error.strerror or error}; check the folder and its permissions")
    if written.left_out:
        tell(f"{written.left_out} of the least connected things were left out of the page")
    click.echo(str(out))
