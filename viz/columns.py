"""What a page tells, as columns: one list a property, which takes a fraction of the room of one object a thing."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import log10, sqrt
from typing import Any

import networkx as nx

from kg.analysis import communities
from viz.facts import Figure, Network, NodeFacts, Statement
from viz.layout import Positions
from viz.layout.force import weighted
from viz.style import load_style, load_texts

Columns = dict[str, list[Any]]

LABEL_LENGTH = 12
_CROWDED = 100
"""From this many links on a node grows by their logarithm only."""


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of the evidence goes in: statements an edge, characters on each side of a quote, edges and figures."""

    statements: int
    context: int
    share: float = 1.0


DETAILS = (Detail(12, 90), Detail(3, 60), Detail(2, 30), Detail(1, 16), *(Detail(1, 0, 0.5**n) for n in range(8)))
"""From all to hardly any; a page takes the first that fits."""


def packed(data: object) -> str:
    """Return data as JSON, deflated (RFC 1950) and in base64: it cannot hold any markup."""
    return base64.b64encode(zlib.compress(_json(data), 9)).decode("ascii")


def unpacked(text: str) -> Any:  # noqa: ANN401
    """Return what `packed` packed."""
    return json.loads(zlib.decompress(base64.b64decode(text)))


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8")


def core(network: Network, arrangements: Mapping[str, Positions]) -> dict[str, Any]:
    """Return what a page needs to draw: nodes, edges, reports, positions and communities, as columns.

    Nodes are numbered in the graph's order, edges in that of `graph.edges(keys=True)`; years are numbers of `years`.
    """
    graph, style = network.graph, load_style()
    numbers = {node: number for number, node in enumerate(graph)}
    years = _YearSets()
    nodes = [_node(facts, graph.degree(node), years) for node, facts in graph.nodes(data="facts")]
    relations = {relation.name: number for number, relation in enumerate(style.relations)}
    edges = [
        {
            "from": numbers[source],
            "to": numbers[target],
            "relation": relations[relation],
            "years": years.number(edge["years"]),
            "count": len(edge["stated"]),
        }
        for source, target, relation, edge in graph.edges(keys=True, data=True)
    ]
    notes = [network.reports[iri] for iri in _used_reports(network)]
    reports = [{"label": note.label, "year": note.year, "place": numbers.get(note.place or "", -1)} for note in notes]
    return {
        "nodes": _columns(nodes) | {"community": _communities(graph, numbers)},
        "edges": _columns(edges),
        "reports": _columns(reports),
        "years": years.sets,
        "arrangements": {name: [xy for node in graph for xy in places[node]] for name, places in arrangements.items()},
        "left_out": dict(network.left_out),
    }


def looks() -> dict[str, Any]:
    """Return how things look and what the page says, the same for every page."""
    style = load_style()
    return {
        "texts": load_texts(),
        "groups": style.groups,
        "kinds": [asdict(kind) for kind in style.kinds],
        "relations": [asdict(relation) for relation in style.relations],
        "palette": asdict(style.palette),
    }


def evidence(network: Network, detail: Detail) -> dict[str, Any]:
    """Return the sentences of the edges and the figures of the nodes, as columns; `of` counts each one's own."""
    order = {iri: number for number, iri in enumerate(_used_reports(network))}
    edges = [edge["statements"][: detail.statements] for *_, edge in network.graph.edges(keys=True, data=True)]
    edges = [said if number < len(edges) * detail.share else [] for number, said in enumerate(edges)]
    all_facts: list[NodeFacts] = [facts for _, facts in network.graph.nodes(data="facts")]
    figures = [facts.figures if detail.share == 1.0 else [] for facts in all_facts]
    left_out = [
        facts.figures_left_out + (len(facts.figures) - len(kept))
        for facts, kept in zip(all_facts, figures, strict=True)
    ]
    return {
        "said": {"of": list(map(len, edges))}
        | _columns([_statement(one, order, detail.context) for said in edges for one in said]),
        "figures": {"of": list(map(len, figures)), "leftOut": left_out}
        | _columns([_figure(one, order, detail.context) for own in figures for one in own]),
    }


class _YearSets:
    """Numbers the sets of years, of which there are few."""

    def __init__(self) -> None:
        self.sets: list[list[int]] = []
        self._numbers: dict[tuple[int, ...], int] = {}

    def number(self, years: Iterable[int]) -> int:
        key = tuple(sorted(years))
        if key not in self._numbers:
            self._numbers[key] = len(self.sets)
            self.sets.append(list(key))
        return self._numbers[key]


def _columns(rows: Sequence[Mapping[str, Any]]) -> Columns:
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}


def _node(facts: NodeFacts, degree: int, years: _YearSets) -> dict[str, Any]:
    kinds = [kind.name for kind in load_style().kinds]
    short = shortened(facts)
    return {
        "iri": facts.iri,
        "kind": kinds.index(facts.kind),
        "label": facts.label,
        "short": "" if short == facts.label else short,
        "en": facts.label_en,
        "others": list(facts.others),
        "code": facts.code,
        "years": years.number(facts.years),
        "size": node_size(facts, degree),
    }


def node_size(facts: NodeFacts, degree: int) -> float:
    """Return the radius of a node in canvas units: its area grows with its links, from a hundred on hardly."""
    grown = sqrt(min(max(degree, 1), _CROWDED)) * 0.35 + 3 * log10(max(degree / _CROWDED, 1))
    return round(load_style().kind(facts.kind).size * (0.9 + grown), 1)


def shortened(facts: NodeFacts) -> str:
    """Return what stands beside the node: an instrument's short title if the full one ends with it, cut to fit."""
    shortens = load_style().kind(facts.kind).group == "instruments"
    endings = [name for name in facts.others if shortens and len(name) > 1 and facts.label.endswith(name)]
    label = min([facts.label, *endings], key=len)
    return label if len(label) <= LABEL_LENGTH else label[: LABEL_LENGTH - 1] + "…"


def _communities(graph: nx.MultiDiGraph[str], numbers: Mapping[str, int]) -> list[int]:
    """Return the number of each node's community, the largest 0."""
    found = [0] * len(numbers)
    parts: list[list[str]] = communities(weighted(graph)) if numbers else []
    for number, part in enumerate(parts):
        for node in part:
            found[numbers[node]] = number
    return found


def _used_reports(network: Network) -> list[str]:
    """Return the IRIs of the reports that the page draws on, in order."""
    used = {note.iri for _, facts in network.graph.nodes(data="facts") for note in facts.reports}
    used |= {one.report for *_, told in network.graph.edges(data="statements") for one in told}
    used |= {one.statement.report for _, facts in network.graph.nodes(data="facts") for one in facts.figures}
    return sorted(used & network.reports.keys())


def _figure(figure: Figure, order: Mapping[str, int], context: int) -> dict[str, Any]:
    return {
        "zh": figure.indicator,
        "en": figure.indicator_en,
        "measured": figure.measured,
        "value": figure.value,
        "comparator": figure.comparator,
        "unit": figure.unit,
    } | _statement(figure.statement, order, context)


def _statement(statement: Statement, order: Mapping[str, int], context: int) -> dict[str, Any]:
    before, after = statement.before, statement.after
    return {
        "report": order.get(statement.report, -1),
        "year": statement.year,
        "before": before if len(before) <= context + 1 else "…" + before[len(before) - context :] if context else "",
        "quote": statement.quote,
        "after": after if len(after) <= context + 1 else after[:context] + "…" if context else "",
        "section": statement.section,
        "role": statement.role,
        "article": statement.article,
    }
