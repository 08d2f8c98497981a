"""Reads the named graph of one report, all its subjects in one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_letters
from typing import cast

import pyoxigraph as ox

Values = Mapping[str, list[str]]
"""The values of properties, by name."""

_BETWEEN = "\ufdd0"
"""No character, so that it may stand between values; a value that holds it all the same loses what follows it."""

# One row a subject costs the engine half of one row a value. A letter says which property a value is of.
_QUERY = f"""SELECT ?s (GROUP_CONCAT(CONCAT(?letter, STR(?o)); SEPARATOR="{_BETWEEN}") AS ?all) WHERE {{
  VALUES (?p ?letter) {{ PROPERTIES_HERE }}
  GRAPH GRAPH_HERE {{ ?s ?p ?o }} }} GROUP BY ?s"""


class GraphReader:
    """Reads some properties of all subjects of a named graph."""

    def __init__(self, properties: Mapping[str, str]) -> None:
        """Take the properties' IRIs by the names that they shall have."""
        letters = ascii_letters[: len(properties)]
        pairs = zip(properties.values(), letters, strict=True)
        self._query = _QUERY.replace("PROPERTIES_HERE", " ".join(f'(<{iri}> "{letter}")' for iri, letter in pairs))
        self._names: Mapping[str, str] = dict(zip(letters, properties, strict=True))

    def read(self, store: ox.Store, graph: str) -> dict[str, Values]:
        """Return the values by subject."""
        query = self._query.replace("GRAPH_HERE", str(ox.NamedNode(graph)))
        rows = cast("ox.QuerySolutions", store.query(query))
        return {row[0].value: self._values(row[1].value.split(_BETWEEN)) for row in rows}

    def _values(self, written: Sequence[str]) -> Values:
        values: dict[str, list[str]] = {}
        for value in written:
            name = self._names.get(value[:1])
            if name is not None:
                values.setdefault(name, []).append(value[1:])
        return values


def first(values: Values, name: str) -> str:
    """Return a value of a property, "" if it has none; always the same one."""
    found = values.get(name)
    return min(found) if found else ""
