"""Positions kept in a file, so that a page that is drawn again looks as before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

Positions = Mapping[str, tuple[int, int]]


class LayoutError(ValueError):
    """A file of positions that is not one."""


def read_positions(path: Path) -> dict[str, tuple[int, int]]:
    """Return the saved positions by IRI, {} where the file is not there yet.

    Raises:
        LayoutError: The file is not a JSON object of IRI → [x, y].
    """
    if not path.exists():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {str(node): (round(float(x)), round(float(y))) for node, (x, y) in data.items()}
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise LayoutError(f"{path} holds no positions: a JSON object of IRI → [x, y] is expected ({error})") from error


def write_positions(path: Path, positions: Positions) -> None:
    """Write positions as `read_positions` reads them, one node a line."""
    lines = [f"  {json.dumps(node, ensure_ascii=False)}: [{x}, {y}]" for node, (x, y) in sorted(positions.items())]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8", newline="\n")
