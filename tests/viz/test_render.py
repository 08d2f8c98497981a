from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest

from viz.columns import DETAILS, evidence, packed, unpacked
from viz.facts import Network, NodeFacts
from viz.layout import ARRANGEMENTS, read_positions
from viz.network import build_network
from viz.render import SCRIPTS, PageSpec, embed, render, write_page
from viz.style import load_style, load_texts

PAGE = Path(__file__).parents[2] / "viz" / "page"


@pytest.fixture(scope="module")
def page(store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("page") / "network.html"
    write_page(store, out, PageSpec(title="山西<四镇>"))
    return out.read_bytes().decode("utf-8")


def block(page: str, name: str) -> object:
    found = re.search(rf'<script type="application/json" id="data-{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found.group(1))


def unpack(page: str, name: str) -> dict:
    found = re.search(rf'<script type="text/plain" id="data-{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    return unpacked(found.group(1))


def test_the_summary_counts_what_is_drawn(store: ox.Store, tmp_path: Path) -> None:
    summary = write_page(store, tmp_path / "a.html")
    page = summary.path.read_text(encoding="utf-8")
    assert (len(block(page, "nodes")), len(block(page, "edges"))) == (summary.nodes, summary.edges)
    assert summary.left_out == 0


def test_the_page_is_the_same_on_every_run(store: ox.Store, tmp_path: Path) -> None:
    one, other = (write_page(store, tmp_path / name).path.read_bytes() for name in ("a.html", "b.html"))
    assert one == other


def test_nothing_points_at_a_source_map(page: str) -> None:
    assert "sourceMappingURL" not in page


def test_a_title_is_text(page: str) -> None:
    assert "<title>山西&lt;四镇&gt;</title>" in page


@pytest.mark.parametrize("text", ["</script>", "<!--<script>", "a&b", "\u2028\u2029", "{{7*7}}", '"\\'])
def test_embedded_data_cannot_end_its_element(text: str) -> None:
    written = embed({"text": text})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {"text": text}


def test_positions_are_saved_once_and_then_used(store: ox.Store, tmp_path: Path) -> None:
    layout = tmp_path / "positions.json"
    write_page(store, tmp_path / "a.html", PageSpec(layout=layout))
    moved = {node: (x + 1000, y) for node, (x, y) in read_positions(layout).items()}
    layout.write_text(json.dumps(moved), encoding="utf-8")
    page = write_page(store, tmp_path / "b.html", PageSpec(layout=layout)).path.read_text(encoding="utf-8")
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
    page = render(Network(graph, {}, {}), {"force": {"urn:x": (0, 0)}})
    assert [node["label"] for node in block(page, "nodes")] == [short]


def test_an_empty_network_is_a_page_too(tmp_path: Path) -> None:
    assert write_page(ox.Store(), tmp_path / "a.html").nodes == 0


def test_the_style_is_whole() -> None:
    style = load_style()
    groups = {group["name"] for group in style.groups}
    assert {kind.group for kind in style.kinds} == groups
    colours = [colour for look in (*style.kinds, *style.relations) for colour in (look.colour, look.dark)]
    palette = style.palette
    colours += [*palette.colours, *palette.dark, palette.other, palette.other_dark]
    assert len(palette.colours) == len(palette.dark) == len({*palette.colours, palette.other}) - 1
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in colours)


def test_the_page_speaks_both_languages() -> None:
    texts = load_texts()
    assert texts["zh"].keys() == texts["en"].keys()
    scripts = "".join(path.read_text(encoding="utf-8") for path in (PAGE / "script").glob("*.js"))
    template = (PAGE / "template.html").read_text(encoding="utf-8")
    asked = set(re.findall(r'\btext\("(\w+)"', scripts)) | set(re.findall(r'data-(?:text|label)="(\w+)"', template))
    assert asked <= texts["zh"].keys()
    made = {f"arrange_{name}" for name in ARRANGEMENTS} | {"colour_kind", "colour_community"}
    said = set(re.findall(r'"(\w+)"', scripts + template)) | made
    assert texts["zh"].keys() - said == {"title"} - said, "words that the page never says"


def test_every_part_of_the_script_is_in_the_page(page: str) -> None:
    parts = {path.stem for path in (PAGE / "script").glob("*.js")}
    assert parts == {*SCRIPTS, "draw_vis", "draw_webgl"}
    assert (PAGE / "script" / "search.js").read_text(encoding="utf-8") in page


# ---- what goes into a page


def test_the_columns_tell_all_nodes_edges_and_sentences(store: ox.Store, page: str) -> None:
    network = build_network(store)
    drawn, evidence = unpack(page, "drawn"), unpack(page, "evidence")
    assert drawn["nodes"]["iri"] == list(network.graph)
    ends = list(zip(drawn["edges"]["from"], drawn["edges"]["to"], strict=True))
    numbers = {node: number for number, node in enumerate(network.graph)}
    assert ends == [(numbers[one], numbers[other]) for one, other in network.graph.edges()]
    counts = [len(edge["statements"]) for *_, edge in network.graph.edges(keys=True, data=True)]
    assert evidence["said"]["of"] == counts == drawn["edges"]["count"]
    assert len(evidence["said"]["quote"]) == sum(counts)
    assert "聘请山西太行律师事务所李明律师担任镇政府法律顾问" in evidence["said"]["quote"]
    assert len(evidence["figures"]["value"]) == sum(evidence["figures"]["of"]) == 8


def test_packing_is_undone(page: str) -> None:
    told = {"a": ["</script>", "夏店镇", 1, None], "b": {"c": [1.5]}}
    assert unpacked(packed(told)) == told
    assert not set("<>&") & set(packed(told))


def test_each_arrangement_has_a_place_for_each_node(page: str) -> None:
    drawn = unpack(page, "drawn")
    assert set(drawn["arrangements"]) == set(ARRANGEMENTS)
    assert {len(places) for places in drawn["arrangements"].values()} == {2 * len(drawn["nodes"]["iri"])}


def test_the_page_opens_with_the_arrangement_asked_for(store: ox.Store, tmp_path: Path) -> None:
    layout = tmp_path / "positions.json"
    summary = write_page(store, tmp_path / "a.html", PageSpec(arrange="bipartite", layout=layout, note="示例<数据>"))
    page = summary.path.read_text(encoding="utf-8")
    told, drawn = block(page, "told"), unpack(page, "drawn")
    assert (told["arrange"], told["note"]) == ("bipartite", "示例<数据>")
    saved = read_positions(layout)
    assert drawn["arrangements"]["bipartite"] == [xy for iri in drawn["nodes"]["iri"] for xy in saved[iri]]


def test_communities_are_numbered_by_size(page: str) -> None:
    found = Counter(unpack(page, "drawn")["nodes"]["community"])
    assert [count for _, count in sorted(found.items())] == sorted(found.values(), reverse=True)
    assert len(found) > 1


def test_evidence_is_cut_until_the_page_fits(store: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    network = build_network(store)
    positions = {"force": {node: (0, 0) for node in network.graph}}
    whole = render(network, positions)
    style = load_style()
    less = replace(style, limits=replace(style.limits, bytes=len(whole.encode()) - 400))
    monkeypatch.setattr("viz.render.load_style", lambda: less)
    cut = render(network, positions)
    assert len(cut.encode()) <= less.limits.bytes < len(whole.encode())
    assert unpack(cut, "evidence")["said"]["quote"] == unpack(whole, "evidence")["said"]["quote"]
    assert len("".join(unpack(cut, "evidence")["said"]["before"])) < len(
        "".join(unpack(whole, "evidence")["said"]["before"])
    )


def test_details_grow_less_and_say_what_they_leave_out(store: ox.Store) -> None:
    network = build_network(store)
    made = [evidence(network, detail)["said"] for detail in DETAILS]
    words = [sum(map(len, [*said.get("before", []), *said.get("quote", []), *said.get("after", [])])) for said in made]
    assert words == sorted(words, reverse=True) and words[0] > words[-1]
    assert sum(evidence(network, DETAILS[0])["figures"]["leftOut"]) == 0
    assert sum(evidence(network, DETAILS[-1])["figures"]["leftOut"]) == 8


# ---- large pages


def test_a_large_network_is_drawn_by_sigma(large_page: str) -> None:
    assert 'id="data-nodes"' not in large_page and "new vis.Network" not in large_page
    assert "sigma 3.0.3" in large_page
    licences = (PAGE / "vendor" / "webgl.licences.txt").read_text(encoding="utf-8")
    assert licences.count("Permission is hereby granted") == 4 and licences in large_page


@pytest.mark.parametrize("made", ["page", "large_page"])
def test_the_policy_of_both_kinds_of_page(made: str, request: pytest.FixtureRequest) -> None:
    page = request.getfixturevalue(made)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page).group(1).replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy and "connect-src 'none'" in policy
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts}
    assert len(scripts) == 2
    assert hashes == set(re.findall("sha256-([^']+)", policy.split("style-src")[0]))
    markup = re.sub(r"<script[^>]*>.*?</script>|<style>.*?</style>", "", page, flags=re.DOTALL)
    assert re.findall(r'(?:src|href)="([^"]*)"', markup) == ["data:,"]
    assert not re.search(r"\son\w+=|\sstyle=", markup)


def test_the_bundle_is_of_the_versions_that_are_named() -> None:
    vendor = json.loads((PAGE.parent / "vendor" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    wanted = {name: vendor[name] for name in ("sigma", "graphology")}
    banner = (PAGE / "vendor" / "webgl.js").read_text(encoding="utf-8").splitlines()[0]
    notice = (PAGE.parents[1] / "NOTICE").read_text(encoding="utf-8")
    for name, version in wanted.items():
        assert f"{name} {version}" in banner
        assert f"{name} {version}" in notice or f"{name}.js {version}" in notice


@pytest.mark.slow
def test_thirty_thousand_nodes_fit_in_eight_megabytes(largest_page: Path) -> None:
    page = largest_page.read_text(encoding="utf-8")
    drawn = unpack(page, "drawn")
    assert (len(drawn["nodes"]["iri"]), len(drawn["edges"]["from"])) == (30_000, 100_000)
    assert len(page.encode("utf-8")) <= 8_000_000
    said = unpack(page, "evidence")["said"]
    assert sum(drawn["edges"]["count"]) > 80_000
    assert [min(count, 1) for count in drawn["edges"]["count"]] == said["of"], "each line has its sentence"
