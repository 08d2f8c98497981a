"""How an address names nodes: by page and end of the address (place/140423103), or by IRI; several apart by spaces."""

from __future__ import annotations

from collections.abc import Iterable

from viz.explorer.index.read import Index, Thing
from viz.explorer.network.links import PAGES

_MOST = 60


def key_of(thing: Thing) -> str:
    """Return how an address names a thing."""
    return f"{thing.page}/{thing.slug}"


def joined(things: Iterable[Thing]) -> str:
    """Return how an address names some things, each once."""
    return " ".join(dict.fromkeys(map(key_of, things)))


def things_called(index: Index, written: str) -> tuple[list[Thing], list[str]]:
    """Return the nodes that a parameter names, and what in it names none. A report stands for its place."""
    found: dict[int, Thing] = {}
    unknown: list[str] = []
    for key in written.split()[:_MOST]:
        thing = _node(index, _thing(index, key))
        if thing is None:
            unknown.append(key)
        else:
            found[thing.id] = thing
    return list(found.values()), unknown


def _thing(index: Index, key: str) -> Thing | None:
    if "://" in key:
        return index.by_iri([key]).get(key)
    page, _, slug = key.partition("/")
    return index.find(page, slug)


def _node(index: Index, thing: Thing | None) -> Thing | None:
    if thing is not None and thing.page == "report" and thing.within is not None:
        thing = index.things([thing.within]).get(thing.within)
    return thing if thing is not None and thing.page in PAGES else None
