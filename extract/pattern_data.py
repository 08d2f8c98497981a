"""The pattern data that lies beside the code, in extract/patterns/*.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def load_patterns(name: str) -> dict[str, Any]:
    """The parsed content of extract/patterns/<name>.toml; shared, so never change it.

    Raises FileNotFoundError where there is no such file, tomllib.TOMLDecodeError where it is broken.
    """
    resource = resources.files("extract") / "patterns" / f"{name}.toml"
    return tomllib.loads(resource.read_text(encoding="utf-8"))


def expand(pattern: str) -> str:
    r"""A pattern with `\p{H}` (a Chinese character, inside brackets) written out."""
    return pattern.replace(r"\p{H}", "\u4e00-\u9fff")
