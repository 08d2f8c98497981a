"""The pattern data that lies beside the code, in extract/patterns/*.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any, Final

HAN: Final = "[\u4e00-\u9fff]"
"""A Chinese character, as a pattern."""


@cache
def load_patterns(name: str) -> dict[str, Any]:
    """The parsed content of extract/patterns/<name>.toml; shared, so never change it.

    Raises FileNotFoundError where there is no such file, tomllib.TOMLDecodeError where it is broken.
    """
    resource = resources.files("extract") / "patterns" / f"{name}.toml"
    return tomllib.loads(resource.read_text(encoding="utf-8"))


def either(words: Iterable[str]) -> str:
    """A regular expression of all words, of which the longest that stands at a place matches.

    Words that begin alike share their beginning, so that a character rules out all others at once.
    """
    tree: dict[str, Any] = {}
    for word in words:
        branch = tree
        for character in word:
            branch = branch.setdefault(character, {})
        branch[""] = {}
    return _written(tree)


def _written(tree: dict[str, Any]) -> str:
    """The expression of what a tree of characters holds; an end in it makes the rest optional."""
    longer = [re.escape(character) + _written(tree[character]) for character in sorted(tree) if character]
    if len(longer) == 1 and "" not in tree:
        return longer[0]
    return f"(?:{'|'.join(longer)}){'?' if '' in tree else ''}" if longer else ""


def expand(pattern: str) -> str:
    r"""A pattern with `\p{H}` (a Chinese character, inside brackets) written out."""
    return pattern.replace(r"\p{H}", "\u4e00-\u9fff")
