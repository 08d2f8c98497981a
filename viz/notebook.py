"""Networks in notebooks: the whole page in a frame, so that it needs no connection and touches nothing round it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

import pyoxigraph as ox

from viz.render import PageSpec, make_page

HEIGHT = 640
"""Height of the frame in CSS pixels."""


@dataclass(frozen=True, slots=True)
class NetworkView:
    """A network page with its counts of nodes and edges."""

    nodes: int
    edges: int
    page: str = field(repr=False)

    def _repr_html_(self) -> str:
        # Without allow-same-origin the page can reach neither the notebook nor its server.
        frame = f'<iframe srcdoc="{escape(self.page)}" sandbox="allow-scripts allow-downloads"'
        return f'{frame} width="100%" height="{HEIGHT}" frameborder="0"></iframe>'


def view(store: ox.Store, spec: PageSpec) -> NetworkView:
    """Return the network for a notebook; errors are those of `viz.render.make_page`."""
    page, network = make_page(store, spec)
    return NetworkView(network.graph.number_of_nodes(), network.graph.number_of_edges(), page)
