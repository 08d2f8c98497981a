from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest

from viz.facts import Network, NodeFacts
from viz.layout import read_positions
from viz.render import embed, render, write_page
from viz.style import load_style, load_texts


@pytest.fixture(scope="module")
def page(store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("page") / "network.html"
    write_page(store, out, title="山西<四镇>")
    return out.read_bytes().decode("utf-8")


def block(page: str, name: str) -> object:
    found = re.search(rf'<script type="application/json" id="data-{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found.group(1))


def test_the_summary_counts_what_is_drawn(store: ox.Store, tmp_path: Path) -> None:
    summary = write_page(store, tmp_path / "a.html")
    page = summary.path.read_text(encoding="utf-8")
    assert (len(block(page, "nodes")), len(block(page, "edges"))) == (summary.nodes, summary.edges)
    assert summary.left_out == 0


def test_the_page_is_the_same_on_every_run(store: ox.Store, tmp_path: Path) -> None:
    one, other = (write_page(store, tmp_path / name).path.read_bytes() for name in ("a.html", "b.html"))
    assert one == other


def test_nothing_in_the_markup_is_loaded_from_elsewhere(page: str) -> None:
    markup = re.sub(r"<script[^>]*>.*?</script>|<style>.*?</style>", "", page, flags=re.DOTALL)
    assert re.findall(r'(?:src|href)="([^"]*)"', markup) == ["data:,"]
    assert "sourceMappingURL" not in page


def test_the_policy_names_each_script_and_nothing_else(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page).group(1).replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy and "connect-src 'none'" in policy
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts}
    assert len(scripts) == 2
    assert hashes == set(re.findall("sha256-([^']+)", policy.split("style-src")[0]))


def test_a_title_is_text(page: str) -> None:
    assert "<title>山西&lt;四镇&gt;</title>" in page


@pytest.mark.parametrize("text", ["</script>", "<!--<script>", "a&b", "\u2028\u2029", "{{7*7}}", '"\\'])
def test_embedded_data_cannot_end_its_element(text: str) -> None:
    written = embed({"text": text})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {"text": text}


def test_positions_are_saved_once_and_then_used(store: ox.Store, tmp_path: Path) -> None:
    layout = tmp_path / "positions.json"
    write_page(store, tmp_path / "a.html", layout=layout)
    moved = {node: (x + 1000, y) for node, (x, y) in read_positions(layout).items()}
    layout.write_text(json.dumps(moved), encoding="utf-8")
    page = write_page(store, tmp_path / "b.html", layout=layout).path.read_text(encoding="utf-8")
    assert {(node["x"], node["y"]) for node in block(page, "nodes")} == set(moved.values())


@pytest.mark.parametrize(
    ("label", "others", "short"),
    [
        ("中华人民共和国民法典", ("民法典", "法"), "民法典"),
        ("国家宪法日", ("12·4",), "国家宪法日"),
        ("一" * 30, (), "一" * 11 + "…"),
    ],
)
def test_long_names_are_shortened(label: str, others: tuple[str, ...], short: str) -> None:
    facts = NodeFacts(iri="urn:x", kind="Law", label=label, others=others)
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    graph.add_node("urn:x", facts=facts)
    page = render(Network(graph, {}, {}), {"urn:x": (0, 0)})
    assert [node["label"] for node in block(page, "nodes")] == [short]


def test_an_empty_network_is_a_page_too(tmp_path: Path) -> None:
    assert write_page(ox.Store(), tmp_path / "a.html").nodes == 0


def test_the_style_is_whole() -> None:
    style = load_style()
    groups = {group["name"] for group in style.groups}
    assert {kind.group for kind in style.kinds} == groups
    colours = [colour for look in (*style.kinds, *style.relations) for colour in (look.colour, look.dark)]
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in colours)


def test_the_page_speaks_both_languages() -> None:
    texts = load_texts()
    assert texts["zh"].keys() == texts["en"].keys()
    script = Path(__file__).parents[2].joinpath("viz", "page.js").read_text(encoding="utf-8")
    template = Path(__file__).parents[2].joinpath("viz", "template.html").read_text(encoding="utf-8")
    used = set(re.findall(r'\btext\("(\w+)"', script)) | set(re.findall(r'data-(?:text|label)="(\w+)"', template))
    assert used <= texts["zh"].keys()
    unused = texts["zh"].keys() - used
    assert unused == set(), "words that the page never says"
