"""From one report's file to its facts.

`facts(path)` returns the typed facts of a file, `facts_of(document)` those of a clean text;
`load()` returns a spaCy pipeline whose docs carry the spans that displaCy renders.
A file's clean text is `extract.read.read(path)`, which raises `ReadError` where there is none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extract.document import Document
    from extract.pipeline import load
    from extract.read import ReadError
    from extract.report import facts, facts_of

__all__ = ["Document", "ReadError", "facts", "facts_of", "load"]

_HOMES = {
    "Document": "extract.document",
    "ReadError": "extract.read",
    "facts": "extract.report",
    "facts_of": "extract.report",
    "load": "extract.pipeline",
}


def __getattr__(name: str) -> object:
    """The public names, loaded when first asked for: spaCy takes half a second to import."""
    if name in _HOMES:
        found: object = getattr(import_module(_HOMES[name]), name)
        return found
    raise AttributeError(f"module 'extract' has no attribute {name!r}")
