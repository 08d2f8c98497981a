"""SPARQL 1.1 Service Description: what the service at an address can do.

https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_IRI_BREAKERS = frozenset('<>"{}|^`\\') | {chr(code) for code in range(0x21)}


def description_query(endpoint: str) -> str:
    """The query whose answer describes the query service at an address, in whatever format the asker wants.

    Raises ValueError for an address that is no IRI.
    """
    if _IRI_BREAKERS & set(endpoint):
        raise ValueError(f"{endpoint!r} is no address")
    return _template().replace("urn:endpoint", endpoint)


@cache
def _template() -> str:
    return files("viz.explorer.service").joinpath("description.rq").read_text(encoding="utf-8")
