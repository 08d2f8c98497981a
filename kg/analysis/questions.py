"""The questions of `kg analyse`: tables of names for people, made of the functions of this package."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

import networkx as nx
from pyoxigraph import Store

from kg import names
from kg.analysis.affiliations import RELATIONS, affiliations
from kg.analysis.centrality import centralities, communities
from kg.analysis.projection import project
from kg.analysis.similarity import Similarity, similar, similarities
from kg.find import find
from ontology.prefixes import PREFIXES

Cell = str | int | float
Row = tuple[Cell, ...]
SEPARATOR = "、"
"""Between the names of one cell, as in the named questions."""
_DIGITS = 6


class AnalysisError(Exception):
    """A question that cannot be asked, with what to do about it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be asked: its name, what it asks, and the columns of its answer."""

    name: str
    zh: str
    en: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A table, and what was left out of it.

    `left_out` names the things too common to compare by, `rows_left_out` counts the rows beyond the limit, and
    `pivots` says from how many nodes the betweenness was counted (0: from all, or there is none).
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: tuple[str, ...] = ()
    rows_left_out: int = 0
    pivots: int = 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """The graph with what was asked of it; `about` are nodes, empty for all."""

    graph: nx.Graph[str]
    about: frozenset[str]
    limit: int
    measure: str

    def name(self, node: str) -> str:
        return str(self.graph.nodes[node]["label"])

    def place(self, node: str) -> tuple[str, str]:
        return str(self.graph.nodes[node]["within"]), self.name(node)

    def names(self, nodes: Collection[str]) -> str:
        return SEPARATOR.join(map(self.name, nodes))

    def is_wanted(self, *nodes: str) -> bool:
        return not self.about or bool(self.about.intersection(nodes))


@cache
def questions() -> Mapping[str, Question]:
    """Return all questions by name."""
    told = tomllib.loads(files("kg.analysis").joinpath("questions.toml").read_text(encoding="utf-8"))
    return {name: Question(name, one["zh"], one["en"], tuple(one["columns"])) for name, one in told.items()}


def answer(
    store: Store,
    name: str,
    *,
    about: Sequence[str] = (),
    kinds: Sequence[str] = (),
    years: Sequence[int] = (),
    places: Sequence[str] = (),
    measure: str = "jaccard",
    limit: int = 50,
) -> Answer:
    """Return the answer to a question.

    Args:
        store: The graph; it is only read.
        name: A name of `questions()`.
        about: Names, codes or IRIs of things; only rows that tell of one of them are in the answer. Empty for all.
        kinds: Classes of laws, programmes and advisers to look at (`Law`, `LawFirm` …), empty for all.
        years: Calendar years to look at, empty for all.
        places: Names, codes or IRIs of places; only townships in them are looked at. Empty for all.
        measure: A name of `MEASURES`, for `similar-townships`.
        limit: How many rows at most.

    Raises:
        AnalysisError: There is no such question or class.
        kg.find.UnknownNameError: A name in `about` or `places` that nothing has.
    """
    if name not in questions():
        near = get_close_matches(name, questions(), n=3, cutoff=0.4)
        hint = f"did you mean {', '.join(near)}?" if near else "`kg analyse --list` lists them"
        raise AnalysisError(f"there is no question called {name!r}; {hint}")
    relations, ask = _ASKING[name]
    _check(kinds)
    within = [thing.node.value for place in places for thing in find(store, place)]
    wanted = frozenset(thing.node.value for one in about for thing in find(store, one))
    graph = affiliations(store, relations, kinds=kinds, years=years, places=within)
    return ask(questions()[name].columns, _Asked(graph, wanted, limit, measure))


def _check(kinds: Sequence[str]) -> None:
    for kind in kinds:
        try:
            names.fz(kind)
        except AttributeError:
            known = {"Law", "LocalRegulation", "PolicyDocument", "LawFirm", "LegalServicesOffice", "Programme"}
            near = get_close_matches(kind, known, n=3, cutoff=0.4)
            hint = f"did you mean {', '.join(near)}?" if near else f"classes are those of {PREFIXES['fz']}"
            raise AnalysisError(f"there is no class called {kind!r}; {hint}") from None


def _shared(onto: int) -> Callable[[tuple[str, ...], _Asked], Answer]:
    """Return what answers who shares what on one side of the graph."""

    def ask(columns: tuple[str, ...], asked: _Asked) -> Answer:
        projection = project(asked.graph, onto)
        edges = [edge for edge in projection.graph.edges(data="weight") if asked.is_wanted(*edge[:2])]
        edges.sort(key=lambda edge: -edge[2])
        rows = tuple(_pair(asked, one, other, onto) for one, other, _ in edges[: asked.limit])
        over = max(0, len(edges) - asked.limit) + (0 if asked.about else projection.pairs_left_out)
        return Answer(columns, rows, tuple(map(asked.name, projection.left_out)), over)

    return ask


def _pair(asked: _Asked, one: str, other: str, onto: int) -> Row:
    shared = list(nx.common_neighbors(asked.graph, one, other))
    shared.sort(key=lambda node: (asked.graph.degree(node), node))
    ends = (*asked.place(one), *asked.place(other)) if onto == 0 else (asked.name(one), asked.name(other))
    return (*ends, len(shared), asked.names(shared))


def _similar(columns: tuple[str, ...], asked: _Asked) -> Answer:
    if asked.about:
        lists = [similar(asked.graph, one, measure=asked.measure, most=asked.limit) for one in sorted(asked.about)]
        return Answer(columns, tuple(_alike(asked, one) for found in lists for one in found))
    found, common = similarities(asked.graph, measure=asked.measure, most=asked.limit)
    return Answer(columns, tuple(_alike(asked, one) for one in found), tuple(map(asked.name, common)))


def _alike(asked: _Asked, pair: Similarity) -> Row:
    shared = sorted(pair.shared, key=lambda node: (asked.graph.degree(node), node))
    ends = (*asked.place(pair.one), *asked.place(pair.other))
    return (*ends, round(pair.score, _DIGITS), len(shared), asked.names(shared))


def _central(columns: tuple[str, ...], asked: _Asked) -> Answer:
    found, pivots = centralities(asked.graph)
    nodes = sorted((node for node in found if asked.is_wanted(node)), key=lambda node: (-found[node].pagerank, node))
    rows = tuple(
        (
            asked.graph.nodes[node]["kind"],
            *asked.place(node),
            found[node].degree,
            round(found[node].betweenness, _DIGITS),
            round(found[node].pagerank, _DIGITS),
        )
        for node in nodes[: asked.limit]
    )
    sampled = pivots if pivots < len(found) else 0
    return Answer(columns, rows, (), max(0, len(nodes) - asked.limit), sampled)


def _communities(columns: tuple[str, ...], asked: _Asked) -> Answer:
    rows: list[Row] = []
    parts: list[list[str]] = communities(asked.graph)
    for number, part in enumerate(parts, 1):
        members = part if any(map(asked.is_wanted, part)) else []
        for node in sorted(members, key=lambda node: (-asked.graph.degree(node), node)):
            kind = asked.graph.nodes[node]["kind"]
            rows.append((number, len(part), kind, *asked.place(node), asked.graph.degree(node)))
    return Answer(columns, tuple(rows[: asked.limit]), (), max(0, len(rows) - asked.limit))


_ASKING: Mapping[str, tuple[Sequence[str], Callable[[tuple[str, ...], _Asked], Answer]]] = {
    "shared-laws": (("cites",), _shared(0)),
    "shared-programmes": (("runs",), _shared(0)),
    "shared-clients": (("hasLegalAdviser",), _shared(1)),
    "similar-townships": (tuple(RELATIONS), _similar),
    "central": (tuple(RELATIONS), _central),
    "communities": (tuple(RELATIONS), _communities),
}
