"""The command that serves the graph: `kg serve`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from kg.cli.help import Command
from kg.cli.terminal import fail, store_option


@click.command(cls=Command)
@store_option
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="The address to listen at (0.0.0.0: all).",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    metavar="N",
    help="The port (0: any free).",
)
@click.option(
    "--timeout-s",
    type=click.FloatRange(min=0, min_open=True),
    default=30,
    show_default=True,
    metavar="S",
    help="Seconds that one query may take.",
)
@click.option(
    "--result-mb",
    type=click.IntRange(min=1),
    default=256,
    show_default=True,
    metavar="M",
    help="Megabytes that one answer may have.",
)
@click.option("--writable", is_flag=True, help="Take SPARQL updates at /update, and graphs at /graphs.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="Another name by which browsers may ask.")
@click.option(
    "--token", metavar="TOKEN", envvar="KG_TOKEN", show_envvar=True, help="What writers must send; better in $KG_TOKEN."
)
def serve(
    folder: Path,
    host: str,
    port: int,
    timeout_s: float,
    result_mb: int,
    writable: bool,
    names: Sequence[str],
    token: str | None,
) -> None:
    """Serve the explorer, and SPARQL at /sparql."""
    from kg.cli.opening import watch
    from kg.store import StoreError, current
    from viz.explorer.server import ServeError
    from viz.explorer.server import serve as run

    def tell(address: str) -> None:
        click.echo(f"{address}\n{address}/sparql (SPARQL)\nCtrl+C", err=True)

    try:
        if (version := current(folder)) is not None:
            watch(version)
        run(
            folder,
            host=host,
            port=port,
            timeout_s=timeout_s,
            result_mb=result_mb,
            writable=writable,
            token=token or None,
            names=names,
            on_ready=tell,
        )
    except (StoreError, ServeError) as error:
        fail(str(error))
