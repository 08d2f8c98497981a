"""Turtle as a person would write it: grouped, ordered, abbreviated, and the same bytes every time.

The serialisers of rdflib and Oxigraph write one or the other order; a reader wants a report
followed by its statements, types and labels first, and long text over several lines.
https://www.w3.org/TR/turtle/
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Subject = NamedNode | BlankNode | Triple
Term = Subject | Literal

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

_LOCAL = re.compile(r"[A-Za-z0-9\u4e00-\u9fff]([A-Za-z0-9\u4e00-\u9fff_-]*[A-Za-z0-9\u4e00-\u9fff])?")
_RELATIVE = re.compile(r"[^\W_][\w\-%/（）《》“”‘’、，。：；—·〔〕]*")
_KNOWN_IRIS = 1 << 12
_SHORT = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_ESCAPED = re.compile(r'[\\"\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]')
_LONG = re.compile(r'[\\"\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]')


class TurtleWriter:
    """Writes triples with `prefixes` (name → namespace) and IRIs under `base` relative to it.

    `predicates` come first, in their order; all others follow alphabetically.
    """

    def __init__(
        self,
        *,
        prefixes: Mapping[str, str],
        base: str,
        predicates: Sequence[str] = (),
    ) -> None:
        """Keep what all documents of this writer share."""
        self._prefixes = dict(prefixes)
        self._base = base
        self._rank = {RDF_TYPE.value: -1, **{iri: rank for rank, iri in enumerate(predicates)}}
        self._iri = lru_cache(_KNOWN_IRIS)(self._write_iri)

    def write(self, subjects: Iterable[Sequence[Triple]]) -> Iterator[str]:
        """The document, piece by piece: the directives, then a block a subject, of which all triples are given."""
        yield f"@base <{self._base}> .\n"
        for name, namespace in sorted(self._prefixes.items()):
            yield f"@prefix {name}: <{namespace}> .\n"
        for triples in subjects:
            yield self._block(triples)

    def _block(self, triples: Sequence[Triple]) -> str:
        subject = triples[0].subject
        properties: dict[NamedNode, list[Term]] = defaultdict(list)
        for triple in triples:
            properties[triple.predicate].append(triple.object)
        ordered = sorted(properties, key=lambda p: (self._rank.get(p.value, len(self._rank)), self._iri(p.value)))
        lines = (f"    {self._predicate(p)} {self._objects(properties[p])}" for p in ordered)
        return f"\n{self._term(subject)}\n" + " ;\n".join(lines) + " .\n"

    def _predicate(self, predicate: NamedNode) -> str:
        return "a" if predicate == RDF_TYPE else self._iri(predicate.value)

    def _objects(self, objects: Iterable[Term]) -> str:
        return ", ".join(self._term(o) for o in sorted(set(objects), key=term_key))

    def _term(self, term: Term) -> str:
        if isinstance(term, NamedNode):
            return self._iri(term.value)
        return self._literal(term) if isinstance(term, Literal) else str(term)

    def _write_iri(self, iri: str) -> str:
        for name, namespace in self._prefixes.items():
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                return f"{name}:{iri[len(namespace) :]}"
        if iri.startswith(self._base) and _RELATIVE.fullmatch(iri, len(self._base)):
            return f"<{iri[len(self._base) :]}>"
        return f"<{iri}>"

    def _literal(self, literal: Literal) -> str:
        value, datatype = literal.value, literal.datatype.value
        if datatype in _SHORT and _SHORT[datatype].fullmatch(value):
            return value
        text = f'"""{_LONG.sub(_escape, value)}"""' if "\n" in value else f'"{_ESCAPED.sub(_escape, value)}"'
        if literal.language:
            return f"{text}@{literal.language}"
        return text if datatype == XSD + "string" else f"{text}^^{self._iri(datatype)}"


def term_key(term: Term) -> tuple[str, ...]:
    """A sort key over terms of any kind: Chinese labels before English ones, then by value."""
    if isinstance(term, Literal):
        language = term.language or ""
        return ("literal", "" if language == "zh" else "x" + language, term.value, term.datatype.value, str(term))
    return (type(term).__name__, natural(str(term)))


def natural(text: str) -> str:
    """`text` such that sorting puts 2 before 10: every number padded."""
    return re.sub(r"\d+", lambda match: match.group().zfill(12), text)


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return _ESCAPES.get(char) or f"\\u{ord(char):04X}"
