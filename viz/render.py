"""Writes the interactive page: one HTML file that asks nobody for anything.

Up to 1,500 nodes it is drawn by pyvis and vis-network, above by sigma.js on WebGL; everything else of the page is the
same. pyvis gives the network and its bundled vis-network; its own template is not used, because that one loads from
elsewhere even with `cdn_resources="in_line"`, and it writes files in the system's encoding. A Content Security Policy
names the hashes of the page's scripts, so no text of a report can run as one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import pyoxigraph as ox
from pyvis.network import Network as Drawing

from viz.columns import DETAILS, core, evidence, looks, node_size, packed, shortened
from viz.facts import Network
from viz.layout import ARRANGEMENTS, Positions, lay_out, read_positions, write_positions
from viz.network import build_network
from viz.style import load_style, load_texts

DRAWING_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "multiselect": False, "selectConnectedEdges": False, "keyboard": False},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3, "chosen": False},
    "edges": {"smooth": False, "chosen": False, "hoverWidth": 0, "selectionWidth": 0},
}
SCRIPTS = ("data", "words", "looks", "filter", "labels", "panel", "legend", "search", "picture", "positions", "main")
"""The parts of the page's script, in order; the part that draws comes after `labels`."""
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


@dataclass(frozen=True, slots=True)
class PageSpec:
    """What a network page shows, and how.

    Attributes:
        about: Labels, IRIs or division codes of the nodes to start from; empty for the whole graph.
        depth: How many edges away from the start, 0 or more.
        kinds: Class names of the nodes to keep; empty for all but reports and government bodies.
        years: Calendar years of the statements to keep; empty for all.
        arrange: How the nodes stand when the page opens, a name of `viz.layout.ARRANGEMENTS`.
        layout: A JSON file of saved positions of that arrangement; where it does not exist yet it is written.
        limit: How many nodes at most, the best connected first; `viz/style.toml` says the default.
        title: The page's title; without it the page has its own in both languages.
        note: A line beside the source, on the page and its pictures.
    """

    about: Sequence[str] = ()
    depth: int = 1
    kinds: Sequence[str] = ()
    years: Sequence[int] = ()
    arrange: str = "force"
    layout: Path | None = None
    limit: int | None = None
    title: str | None = None
    note: str | None = None


def write_page(store: ox.Store, out: Path, spec: PageSpec = PageSpec()) -> PageSummary:
    """Write the network of a store, which is only read, as one HTML file in UTF-8 and return what it holds.

    Raises what `make_page` raises, and OSError where the file cannot be written.
    """
    page, network = make_page(store, spec)
    out.write_bytes(page.encode("utf-8"))
    left_out = sum(network.left_out.values())
    return PageSummary(network.graph.number_of_nodes(), network.graph.number_of_edges(), left_out, out)


def make_page(store: ox.Store, spec: PageSpec) -> tuple[str, Network]:
    """Return the page as text, and the network that it draws.

    Raises:
        viz.network.UnknownNameError: A name in `about` or `kinds` that nothing has, with close matches.
        viz.layout.LayoutError: `layout` is there and holds no positions.
        ValueError: A negative depth.
        OSError: The file of positions cannot be written.
    """
    layout, arrange = spec.layout, spec.arrange
    saved = read_positions(layout) if layout else {}
    network = build_network(
        store, about=spec.about, depth=spec.depth, kinds=spec.kinds, years=spec.years, limit=spec.limit
    )
    arrangements = {
        name: lay_out(network.graph, name, saved=saved if name == arrange else None) for name in ARRANGEMENTS
    }
    page = render(network, arrangements, arrange=arrange, title=spec.title, note=spec.note)
    if layout and not layout.exists():
        write_positions(layout, arrangements[arrange])
    return page, network


def render(
    network: Network,
    arrangements: Mapping[str, Positions],
    *,
    arrange: str = "force",
    title: str | None = None,
    note: str | None = None,
) -> str:
    """Return the page as text; `arrangements` holds the positions by name, `arrange` names the first to be shown."""
    large = len(network.graph) > load_style().limits.drawn_by_pyvis
    scripts = {"library": _webgl() if large else _vis_network(), "page": _page_script(large=large)}
    style = _own("page.css")
    told = {"title": title, "note": note, "arrange": arrange, "arrangements": list(arrangements), **looks()}
    drawn = packed(core(network, arrangements))
    drawing = Drawing(directed=True, cdn_resources="in_line") if large else _drawing(network, arrangements[arrange])
    with as_file(files("viz.page")) as folder:
        drawing.set_template_dir(str(folder), "template.html")
        drawing.templateEnv.autoescape = True
        drawing.templateEnv.filters["embed"] = embed
        drawing.templateEnv.globals.update(
            large=large,
            drawing_options=DRAWING_OPTIONS,
            title=title or load_texts()["zh"]["title"],
            policy=_policy(scripts, style),
            scripts=scripts,
            style=style,
            told=told,
            drawn=drawn,
            evidence="",
        )
        bare = len(str(drawing.generate_html()).encode("utf-8"))
        drawing.templateEnv.globals["evidence"] = _evidence(network, load_style().limits.bytes - bare)
        return str(drawing.generate_html())


def _evidence(network: Network, room: int) -> str:
    """Return as much of the evidence as fits, packed."""
    for detail in DETAILS[:-1]:
        made = packed(evidence(network, detail))
        if len(made) <= room:
            return made
    return packed(evidence(network, DETAILS[-1]))


def embed(data: object) -> str:
    """Return data as JSON that may stand inside a script element: nothing in it can end the element."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return written.translate(_MARKUP)


def _own(*path: str) -> str:
    return files("viz.page").joinpath(*path).read_text(encoding="utf-8")


def _page_script(*, large: bool) -> str:
    """Return the parts of the script as one, in a scope of its own."""
    names = list(SCRIPTS)
    names.insert(names.index("labels") + 1, "draw_webgl" if large else "draw_vis")
    parts = "\n".join(_own("script", f"{name}.js") for name in names)
    return f'(async () => {{\n"use strict";\n{parts}\n}})();'


def _webgl() -> str:
    """Return sigma.js and graphology with their licences, which go where they go."""
    licences = _own("vendor", "webgl.licences.txt").replace("*/", "* /")
    return f"/*\n{licences}\n*/\n{_own('vendor', 'webgl.js')}"


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


def _drawing(network: Network, positions: Positions) -> Drawing:
    """Return the network as pyvis holds it."""
    drawing = Drawing(directed=True, cdn_resources="in_line")
    drawing.set_options(json.dumps(DRAWING_OPTIONS))
    numbers = {node: number for number, node in enumerate(network.graph)}
    for node, facts in network.graph.nodes(data="facts"):
        look = load_style().kind(facts.kind)
        (x, y), size = positions[node], node_size(facts, network.graph.degree(node))
        drawing.add_node(
            numbers[node], label=shortened(facts), shape=look.shape, color=look.colour, size=size, x=x, y=y
        )
    for number, (source, target, relation) in enumerate(network.graph.edges(keys=True)):
        line = load_style().relation(relation)
        dashes = list(line.dashes) or False
        drawing.add_edge(numbers[source], numbers[target], id=number, width=line.width, dashes=dashes, arrows="")
    return drawing
