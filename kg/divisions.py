"""The official townships of China, so that a page can say which of them have published nothing.

The register of divisions is the extractor's; that is why this module imports `extract`.
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.places.gazetteer import load, significant
from ontology.model import Place

__all__ = ["all_townships", "place_of", "significant"]


def all_townships() -> Iterator[tuple[str, str]]:
    """Yield the code and name of each township of the register, in no order."""
    return load().all_townships()


def place_of(code: str) -> Place | None:
    """Return the division with a code and all that it lies in, None where the register has none."""
    try:
        return load().by_code(code)
    except KeyError:
        return None
