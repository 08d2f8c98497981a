"""RDF terms as people write them on a command line, and back."""

from __future__ import annotations

import re

from pyoxigraph import Literal, NamedNode

from ontology.prefixes import PREFIXES

_LITERAL = re.compile(r'"(?P<value>.*)"(?:@(?P<language>[A-Za-z-]+)|\^\^(?P<datatype>\S+))?', re.DOTALL)
_PREFIXED = re.compile(r"(?P<prefix>[a-z]+):(?P<local>[^\s/]*)")


def parse_term(text: str) -> NamedNode | Literal:
    """The term that `text` writes; what is written as no other term is plain text.

    `<IRI>`, an http(s) IRI, `fz:Law`, `"text"@zh` and `"2024"^^xsd:gYear` are understood. Raises
    ValueError for a broken IRI.
    """
    literal = _LITERAL.fullmatch(text)
    if literal is None:
        return parse_iri(text) or Literal(text)
    value, language, datatype = literal.group("value", "language", "datatype")
    if datatype is None:
        return Literal(value, language=language)
    return Literal(value, datatype=parse_iri(datatype))


def parse_iri(text: str) -> NamedNode | None:
    """The IRI that `text` writes: `<IRI>`, an http(s) IRI or a name with a known prefix; None if it is no IRI."""
    if text.startswith("<") and text.endswith(">"):
        return NamedNode(text[1:-1])
    if text.startswith(("http://", "https://")):
        return NamedNode(text)
    match = _PREFIXED.fullmatch(text)
    if match is None or match["prefix"] not in PREFIXES:
        return None
    return NamedNode(PREFIXES[match["prefix"]] + match["local"])


def shorten(term: object) -> str:
    """A term for a table: a literal's text, an IRI with its prefix where it has a known one."""
    if isinstance(term, Literal):
        return term.value
    if not isinstance(term, NamedNode):
        return str(term)
    for prefix, namespace in PREFIXES.items():
        if term.value.startswith(namespace) and len(term.value) > len(namespace):
            return f"{prefix}:{term.value[len(namespace) :]}"
    return term.value
