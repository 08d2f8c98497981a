"""`python -m viz.explorer.index VERSION TARGET`: makes an index, and writes how far it is, a share a line."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path

from viz.explorer.index.build import build_index

_MODEST = 5


def main() -> None:
    """Make the index; end with a line that says why not, and status 1, if it cannot be made."""
    with suppress(OSError):
        os.nice(_MODEST)
    version, target = (Path(argument) for argument in sys.argv[1:3])
    try:
        build_index(version, target, _tell)
    except (OSError, sqlite3.Error) as error:
        sys.stderr.write(f"the pages' index {target} cannot be made: {error}\n")
        sys.exit(1)


def _tell(share: float) -> None:
    sys.stdout.write(f"{share:.3f}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
