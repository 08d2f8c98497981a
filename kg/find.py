"""Finding the things of a graph by IRI, label, other name, file name or code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePath

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kg.entities import literal
from kg.terms import parse_iri
from ontology.prefixes import PREFIXES

_BY_NAME = """SELECT DISTINCT ?thing ?name WHERE {
  ?thing rdfs:label|skos:altLabel|dcterms:title|dcterms:identifier|fz:sourceName|fz:caseNumber ?name
  FILTER(STR(?name) = ?wanted) }"""
_NAMES = """SELECT DISTINCT ?name WHERE {
  ?thing rdfs:label|skos:altLabel|fz:sourceName ?label BIND(STR(?label) AS ?name) }"""
_FULLY = """SELECT DISTINCT ?thing WHERE { ?thing fz:within ?above ; rdfs:label ?label . ?above rdfs:label ?place
  FILTER(CONCAT(STR(?place), STR(?label)) = ?wanted) }"""
_LABELLED = "SELECT DISTINCT ?thing ?name WHERE { ?thing rdfs:label|skos:altLabel|dcterms:title ?name }"
_LABELS = """SELECT ?label WHERE { ?thing rdfs:label ?label }"""
_REPORT = NamedNode(PREFIXES["fz"] + "Report")
_PART_OF = (NamedNode(PREFIXES["fz"] + "statedIn"), NamedNode(PREFIXES["fz"] + "raisedIn"))
_MARKS = str.maketrans("", "", "“”‘’《》〈〉「」『』\"'")
_WITHIN = NamedNode(PREFIXES["fz"] + "within")
_SOURCE = NamedNode(PREFIXES["fz"] + "sourceName")
_TYPE = NamedNode(PREFIXES["rdf"] + "type")


class UnknownNameError(LookupError):
    """A name that nothing has."""

    def __init__(self, name: str, near: Sequence[str], kind: str) -> None:
        """Keep the name and those that come close."""
        self.name, self.near = name, tuple(near)
        listed = "`kg query reports` lists them" if kind == "report" else "`kg stats` says what is there"
        hint = f"did you mean {', '.join(near)}?" if near else listed
        super().__init__(f"there is no {kind} called {name!r}; {hint}")

    def __str__(self) -> str:
        """The message as it is: a LookupError would not quote it, a KeyError would."""
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with its label, a place's after that of what it lies in."""

    node: NamedNode
    label: str


def find(store: Store, name: str) -> list[Named]:
    """All things called `name`, in order of IRI; a name may also be an IRI.

    A place may stand after what it lies in (泾川县太平镇), a name without its quotation marks.

    Raises UnknownNameError, with close matches, if there is none.
    """
    found = _find(store, name) or _find_fully(store, name) or _find_unmarked(store, name)
    if not found:
        raise UnknownNameError(name, _near(store, name), "thing")
    return [Named(node, full_label(store, node)) for node in found]


def find_reports(store: Store, name: str) -> list[NamedNode]:
    """The reports called `name`: by file name with or without suffix, title or IRI.

    Raises UnknownNameError, with close matches, if there is none.
    """
    found = [node for node in _find(store, name) if _is_report(store, node)]
    if not found:
        sources = _reports_by_source(store)
        found = list(dict.fromkeys(node for source, node in sources if PurePath(source).stem == name))
        if not found:
            raise UnknownNameError(name, get_close_matches(name, [source for source, _ in sources], n=3), "report")
    return found


def short_id(store: Store, node: NamedNode) -> str:
    """What a report's statement or issue is called in short, «d01.txt#observation/812»; "" for anything else."""
    for link in _PART_OF:
        for quad in store.quads_for_pattern(node, link, None):
            report = quad.object
            if isinstance(report, NamedNode) and node.value.startswith(report.value + "/"):
                name = next(iter(_names(store, report)), "")
                return f"{name}#{node.value[len(report.value) + 1 :]}"
    return ""


def files_of(store: Store, report: NamedNode) -> str:
    """The names of the files that hold a report, «d01.docx、d01.pdf»."""
    return "、".join(_names(store, report))


def _names(store: Store, report: NamedNode) -> list[str]:
    found = (quad.object for quad in store.quads_for_pattern(report, _SOURCE, None))
    return sorted(source.value for source in found if isinstance(source, Literal))


def _by_short_id(store: Store, name: str) -> list[NamedNode]:
    """The statements and issues called so in short; the file's name may lack its suffix."""
    source, _, part = name.rpartition("#")
    nodes = [
        NamedNode(f"{report.value}/{part}")
        for known, report in _reports_by_source(store)
        if source in (known, PurePath(known).stem)
    ]
    return [node for node in dict.fromkeys(nodes) if next(store.quads_for_pattern(node, None, None), None) is not None]


def _find(store: Store, name: str) -> list[NamedNode]:
    try:
        node = parse_iri(name)
    except ValueError:
        node = None
    if node is not None and next(store.quads_for_pattern(node, None, None), None) is not None:
        return [node]
    if "#" in name and (parts := _by_short_id(store, name)):
        return parts
    rows = ask(store, _BY_NAME.replace("?wanted", str(literal(name))))
    return sorted({row["thing"] for row in rows}, key=str)


def _find_fully(store: Store, name: str) -> list[NamedNode]:
    """The places called so after the name of what they lie in."""
    return sorted({row["thing"] for row in ask(store, _FULLY.replace("?wanted", str(literal(name))))}, key=str)


def _find_unmarked(store: Store, name: str) -> list[NamedNode]:
    """The things called so but for quotation marks: “枫桥经验” for 枫桥经验."""
    bare = name.translate(_MARKS)
    if not bare:
        return []
    rows = ask(store, _LABELLED)
    return sorted({row["thing"] for row in rows if row["name"].value.translate(_MARKS) == bare}, key=str)


def _near(store: Store, name: str) -> list[str]:
    names = [row["name"].value for row in ask(store, _NAMES)]
    containing = sorted((other for other in names if name and name in other), key=len)[:3]
    return containing or get_close_matches(name, names, n=3, cutoff=0.5)


def _reports_by_source(store: Store) -> list[tuple[str, NamedNode]]:
    rows = ask(store, "SELECT ?source ?report WHERE { ?report fz:sourceName ?source } ORDER BY ?source ?report")
    return [(row["source"].value, row["report"]) for row in rows]


def _is_report(store: Store, node: NamedNode) -> bool:
    return next(store.quads_for_pattern(node, _TYPE, _REPORT), None) is not None


def label_of(store: Store, node: NamedNode) -> str:
    """The Chinese label of a thing, else another, else its IRI."""
    rows = ask(store, _LABELS.replace("?thing", str(node)))
    labels = sorted((row["label"] for row in rows), key=lambda label: (label.language != "zh", label.value))
    return labels[0].value if labels else node.value


def full_label(store: Store, node: NamedNode) -> str:
    """The label of a thing, a place's after that of what it lies in: 泾川县太平镇."""
    above = next((quad.object for quad in store.quads_for_pattern(node, _WITHIN, None)), None)
    return (label_of(store, above) if isinstance(above, NamedNode) else "") + label_of(store, node)


def ask(store: Store, sparql: str) -> QuerySolutions:
    """The solutions of one of our own SELECT queries over all graphs."""
    results = store.query(sparql, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    if not isinstance(results, QuerySolutions):
        raise TypeError("a SELECT query is wanted")
    return results
