"""Writes the interactive page: one HTML file, drawn by pyvis and vis-network, that asks nobody for anything.

pyvis gives the network and its bundled vis-network; its own template is not used, because that one loads
from elsewhere even with `cdn_resources="in_line"`, and it writes files in the system's encoding. A Content
Security Policy names the hashes of the page's scripts, so no text of a report can run as one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import as_file, files
from math import sqrt
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyvis.network import Network as Drawing

from viz.facts import Figure, Network, NodeFacts, Statement
from viz.layout import Positions, lay_out, read_positions, write_positions
from viz.network import build_network
from viz.style import load_style, load_texts

LABEL_LENGTH = 12
DRAWING_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "multiselect": False, "selectConnectedEdges": False, "keyboard": False},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3, "chosen": False},
    "edges": {"smooth": False, "chosen": False, "hoverWidth": 0, "selectionWidth": 0},
}
_MARKUP = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})
# The bundled library as pyvis ships it; its style sheet is for widgets that the page does not have.
_VIS = ("templates", "lib", "vis-9.1.2", "vis-network.min.js")


@dataclass(frozen=True, slots=True)
class PageSummary:
    """What was written: counts of nodes and edges drawn, nodes left out, and where the page is."""

    nodes: int
    edges: int
    left_out: int
    path: Path


def write_page(
    store: ox.Store,
    out: Path,
    *,
    about: Sequence[str] = (),
    depth: int = 1,
    kinds: Sequence[str] = (),
    years: Sequence[int] = (),
    layout: Path | None = None,
    title: str | None = None,
) -> PageSummary:
    """Write the network of the store as one HTML file and return what it holds.

    Args:
        store: The graph; it is only read.
        out: The file to write, UTF-8; a file that is there is replaced.
        about: Labels, IRIs or division codes of the nodes to start from; empty for the whole graph.
        depth: How many edges away from the start, 0 or more.
        kinds: Class names of the nodes to keep; empty for all but reports and government bodies.
        years: Calendar years of the statements to keep; empty for all.
        layout: A JSON file of saved positions; where it does not exist yet it is written.
        title: The page's title; without it the page has its own in both languages.

    Raises:
        viz.network.UnknownNameError: A name in `about` or `kinds` that nothing has, with close matches.
        viz.layout.LayoutError: `layout` is there and holds no positions.
        ValueError: A negative depth.
        OSError: A file cannot be written.
    """
    network = build_network(store, about=about, depth=depth, kinds=kinds, years=years)
    positions = lay_out(network.graph, saved=read_positions(layout) if layout else None)
    page = render(network, positions, title=title)
    if layout and not layout.exists():
        write_positions(layout, positions)
    out.write_bytes(page.encode("utf-8"))
    left_out = sum(network.left_out.values())
    return PageSummary(network.graph.number_of_nodes(), network.graph.number_of_edges(), left_out, out)


def render(network: Network, positions: Positions, *, title: str | None = None) -> str:
    """Return the page as text."""
    numbers = {node: number for number, node in enumerate(network.graph)}
    drawing = _drawing(network, positions, numbers)
    scripts = {"vis": _vis_network(), "page": _own("page.js")}
    style = _own("page.css")
    with as_file(files("viz")) as folder:
        drawing.set_template_dir(str(folder), "template.html")
        drawing.templateEnv.autoescape = True
        drawing.templateEnv.filters["embed"] = embed
        drawing.templateEnv.globals.update(
            drawing_options=DRAWING_OPTIONS,
            title=title or load_texts()["zh"]["title"],
            policy=_policy(scripts, style),
            scripts=scripts,
            style=style,
            told=_told(network, numbers, title),
        )
        return str(drawing.generate_html())


def embed(data: object) -> str:
    """Return data as JSON that may stand inside a script element: nothing in it can end the element."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return written.translate(_MARKUP)


def _own(name: str) -> str:
    return files("viz").joinpath(name).read_text(encoding="utf-8")


def _vis_network() -> str:
    """Return vis-network as pyvis bundles it, without the pointer to a source map that is not there."""
    script = files("pyvis").joinpath(*_VIS).read_text(encoding="utf-8")
    return re.sub(r"^//# sourceMappingURL=.*$", "", script, flags=re.MULTILINE)


def _policy(scripts: Mapping[str, str], style: str) -> str:
    allowed = " ".join(_hash(script) for script in scripts.values())
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; img-src data: blob:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    """Return the CSP source of an inline element; browsers hash it with line ends as parsed."""
    digest = hashlib.sha256(text.replace("\r\n", "\n").encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _drawing(network: Network, positions: Positions, numbers: Mapping[str, int]) -> Drawing:
    drawing = Drawing(directed=True, cdn_resources="in_line")
    drawing.set_options(json.dumps(DRAWING_OPTIONS))
    for node, facts in network.graph.nodes(data="facts"):
        _draw_node(drawing, numbers[node], facts, positions[node], network.graph.degree(node))
    for number, (source, target, relation, edge) in enumerate(network.graph.edges(keys=True, data=True)):
        look = load_style().relation(relation)
        drawing.add_edge(
            numbers[source],
            numbers[target],
            id=f"e{number}",
            relation=relation,
            years=sorted(edge["years"]),
            width=look.width,
            dashes=list(look.dashes) or False,
            arrows="",
        )
    return drawing


def _draw_node(drawing: Drawing, number: int, facts: NodeFacts, position: tuple[int, int], degree: int) -> None:
    look = load_style().kind(facts.kind)
    drawing.add_node(
        number,
        label=_short(facts),
        shape=look.shape,
        color=look.colour,
        size=round(look.size * (0.9 + 0.35 * sqrt(max(degree, 1))), 1),
        x=position[0],
        y=position[1],
        kind=facts.kind,
        years=sorted(facts.years),
        degree=degree,
    )


def _short(facts: NodeFacts) -> str:
    """Return what stands beside the node: an instrument's short title if the full one ends with it, cut to fit."""
    shortens = load_style().kind(facts.kind).group == "instruments"
    endings = [name for name in facts.others if shortens and len(name) > 1 and facts.label.endswith(name)]
    label = min([facts.label, *endings], key=len)
    return label if len(label) <= LABEL_LENGTH else label[: LABEL_LENGTH - 1] + "…"


def _told(network: Network, numbers: Mapping[str, int], title: str | None) -> dict[str, Any]:
    """Return all that the page tells beside the drawing."""
    style = load_style()
    notes = _reports_told(network)
    order = {iri: number for number, iri in enumerate(notes)}
    return {
        "title": title,
        "texts": load_texts(),
        "groups": style.groups,
        "kinds": [asdict(kind) for kind in style.kinds],
        "relations": [asdict(relation) for relation in style.relations],
        "left_out": dict(network.left_out),
        "reports": [[note.label, note.year, numbers.get(note.place or "")] for note in notes.values()],
        "nodes": [_node_told(facts, order) for _, facts in network.graph.nodes(data="facts")],
        "edges": [
            [len(edge["stated"]), [_statement_told(statement, order) for statement in edge["statements"]]]
            for *_, edge in network.graph.edges(keys=True, data=True)
        ],
    }


def _reports_told(network: Network) -> dict[str, Any]:
    """Return the reports that the page draws on, by IRI."""
    used = {note.iri for _, facts in network.graph.nodes(data="facts") for note in facts.reports}
    used |= {statement.report for *_, told in network.graph.edges(data="statements") for statement in told}
    return {iri: network.reports[iri] for iri in sorted(used & network.reports.keys())}


def _node_told(facts: NodeFacts, order: Mapping[str, int]) -> dict[str, Any]:
    told: dict[str, Any] = {"iri": facts.iri, "label": facts.label}
    optional: dict[str, Any] = {
        "en": facts.label_en,
        "others": list(facts.others),
        "code": facts.code,
        "reports": [order[note.iri] for note in facts.reports],
        "figures": [_figure_told(figure, order) for figure in facts.figures],
        "figuresLeftOut": facts.figures_left_out,
    }
    return told | {name: value for name, value in optional.items() if value}


def _figure_told(figure: Figure, order: Mapping[str, int]) -> dict[str, Any]:
    return {
        "zh": figure.indicator,
        "en": figure.indicator_en,
        "measured": figure.measured,
        "value": figure.value,
        "comparator": figure.comparator,
        "unit": figure.unit,
        "said": _statement_told(figure.statement, order),
    }


def _statement_told(statement: Statement, order: Mapping[str, int]) -> list[Any]:
    """Return a statement as a row: report, year, before, quote, after, section, role, article."""
    return [
        order.get(statement.report),
        statement.year,
        statement.before,
        statement.quote,
        statement.after,
        statement.section,
        statement.role,
        statement.article,
    ]
