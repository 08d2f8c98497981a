"""What reports share, read from the default graph: places, firms, instruments … with their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

import pyoxigraph as ox

from ontology.prefixes import PREFIXES
from ontology.terms import DCTERMS, FZ, RDF, RDFS, SKOS
from viz.style import load_style

_QUERY = """SELECT ?s ?p ?o WHERE {
  VALUES ?p { rdf:type rdfs:label skos:altLabel dcterms:title dcterms:identifier fz:within fz:scope fz:practisesAt
              fz:caseNumber skos:broader }
  ?s ?p ?o }"""

# The page that shows things of a class, by the first class of a thing that is here.
PAGES = {
    "AdministrativeDivision": "place",
    "LegalInstrument": "instrument",
    "LegalServiceProvider": "provider",
    "Lawyer": "lawyer",
    "Programme": "programme",
    "Indicator": "indicator",
    "CourtCase": "case",
    "Unit": "unit",
}
_THEME = "theme"
_ABOVE = tuple(map(str, (FZ.within, FZ.scope, FZ.practisesAt, SKOS.broader)))
_TYPE, _LABEL, _TITLE, _CODE = map(str, (RDF.type, RDFS.label, DCTERMS.title, DCTERMS.identifier))
_OTHERS = (str(SKOS.altLabel), str(FZ.caseNumber))


@dataclass(slots=True)
class Entry:
    """A thing as the graph describes it; `above` is the IRI of what it lies in or belongs to."""

    iri: str
    page: str
    kind: str
    zh: str
    en: str = ""
    code: str = ""
    above: str = ""
    others: list[str] = field(default_factory=list)


def read_things(store: ox.Store) -> Iterator[Entry]:
    """Yield what has a page, in order of IRI."""
    about: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    for row in cast("ox.QuerySolutions", store.query(_QUERY, prefixes=dict(PREFIXES))):
        subject, predicate, value = row["s"], row["p"], row["o"]
        named = isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode)
        if named and isinstance(value, ox.NamedNode | ox.Literal):
            about.setdefault(subject.value, {}).setdefault(predicate.value, []).append(value)
    for iri in sorted(about):
        entry = _entry(iri, about[iri])
        if entry is not None:
            yield entry


def _entry(iri: str, about: dict[str, list[ox.NamedNode | ox.Literal]]) -> Entry | None:
    kinds = {node.value.rpartition("#")[2] for node in about.get(_TYPE, ())}
    page = next((page for kind, page in PAGES.items() if kind in kinds), _THEME if "Concept" in kinds else "")
    if not page:
        return None
    labels = sorted({(_language(value), value.value) for value in about.get(_LABEL, ())})
    titles = sorted({value.value for value in about.get(_TITLE, ())})
    chinese = [name for language, name in labels if language != "en"]
    english = [name for language, name in labels if language == "en"]
    others = sorted({value.value for name in _OTHERS for value in about.get(name, ())})
    zh = next(iter([*chinese, *titles, *english]), iri.rsplit("/", 1)[-1])
    en = next(iter(english), "")
    return Entry(
        iri=iri,
        page=page,
        kind=_kind(kinds, page),
        zh=zh,
        en=en,
        code=min((value.value for value in about.get(_CODE, ())), default=""),
        above=next((value.value for name in _ABOVE for value in about.get(name, ())), ""),
        others=[name for name in dict.fromkeys([*chinese, *titles, *others, en]) if name and name != zh],
    )


def _language(value: ox.NamedNode | ox.Literal) -> str:
    return value.language or "" if isinstance(value, ox.Literal) else ""


def _kind(kinds: set[str], page: str) -> str:
    """The most special class, as the network pages choose it."""
    styled = (kind.name for kind in load_style().kinds if kind.name in kinds)
    return next(styled, next((kind for kind, shown in PAGES.items() if shown == page), "Concept"))


def slugs(entries: Sequence[Entry], base: str) -> Iterator[str]:
    """Yield for each entry what its address ends with, unique among those of one page.

    It is the end of its IRI: …/place/140423103 → 140423103.
    """
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        slug = slug_of(entry.iri, entry.page, base)
        number = 1
        while (entry.page, slug if number == 1 else f"{slug}~{number}") in seen:
            number += 1
        slug = slug if number == 1 else f"{slug}~{number}"
        seen.add((entry.page, slug))
        yield slug


def slug_of(iri: str, page: str, base: str) -> str:
    """Return the part of an IRI after the base and the name of its page; of a foreign IRI its last part."""
    tail = iri.removeprefix(base) if iri.startswith(base) else iri
    _, found, rest = tail.partition(f"{page}/")
    return rest if found and rest else iri.replace("#", "/").rstrip("/").rsplit("/", 1)[-1] or "_"
