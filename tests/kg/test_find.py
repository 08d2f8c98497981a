from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import NamedNode, Store

from kg.assemble import assemble
from kg.describe import class_counts, describe, report_counts
from kg.find import UnknownNameError, find
from kg.iri import Minter
from kg.issues import unresolved
from kg.register import register
from ontology.model import DivisionKind, Place, PlaceMention
from tests.kg.sample import NEW_TOWN, report


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("高桥镇", "place/430821110"),
        ("430821110", "place/430821110"),
        ("慈利县高桥镇", "place/430821110"),
        ("《民法典》", "instrument/中华人民共和国民法典"),
        ("d01.txt", "report/1916c3ba9ff78e25"),
        ("民法典", "instrument/中华人民共和国民法典"),
        ("湖南溇澧律师事务所", "provider/湖南溇澧律师事务所"),
        ("https://w3id.org/fazhi/id/place/430821110", "place/430821110"),
    ],
)
def test_things_are_found_by_any_of_their_names(store: Store, name: str, end: str) -> None:
    assert [thing.node.value for thing in find(store, name)] == ["https://w3id.org/fazhi/id/" + end]


def test_namesakes_are_all_found(store: Store) -> None:
    store.extend(assemble(report("d01.txt", "ab" * 32, NEW_TOWN), Minter(), register()).quads())
    assert len(find(store, "d01.txt")) == 2


@pytest.mark.parametrize(
    "name", ["石门县高桥镇", "高桥", "高桥真", "", '"', "<http://x y>", "https://nowhere.example/"]
)
def test_unknown_names_are_said_in_one_line(store: Store, name: str) -> None:
    with pytest.raises(UnknownNameError) as raised:
        find(store, name)
    assert "\n" not in str(raised.value) and repr(name) in str(raised.value)


def test_a_thing_is_described_with_its_evidence(store: Store) -> None:
    made = describe(store, NamedNode("https://w3id.org/fazhi/id/provider/湖南溇澧律师事务所"))
    assert made.kinds == ("律师事务所 / Law firm", "法律服务机构 / Provider of legal services")
    assert {"向泽远", "慈利县高桥镇"} <= {label for _link, label in made.links}
    assert [(s.quote, s.source, s.section) for s in made.statements] == [("湖南溇澧律师事务所", "d01.txt", "主要举措")]


def test_a_report_is_described_with_all_its_statements(store: Store) -> None:
    made = describe(store, find(store, "d01.txt")[0].node)
    assert len(made.statements) == 8 and not any(name == "text" for name, _value in made.facts)
    told = [s.facts for s in made.statements if s.kind.endswith("Observation")]
    assert told[0].endswith("纠纷 · 152 件")


def test_every_statement_of_a_report_says_something(store: Store) -> None:
    made = report("d02.txt", "cd" * 32, NEW_TOWN)
    mention = PlaceMention(
        Place("柳河村", DivisionKind.VILLAGE, None, NEW_TOWN), replace(made.cases[0].evidence, start=0), "village"
    )
    store.extend(assemble(replace(made, places=(mention,)), Minter(), register()).quads())
    told = describe(store, find(store, "d02.txt")[0].node).statements
    assert [s.id for s in told if not s.facts] == []
    assert {s.facts for s in told if s.kind.endswith("Place mention")} == {"新设镇柳河村"}
    assert {s.facts for s in told if s.kind.endswith("Case mention")} == {made.cases[0].number}


def test_a_statement_is_described_by_itself(store: Store) -> None:
    node = NamedNode("https://w3id.org/fazhi/id/report/1916c3ba9ff78e25/observation/48")
    made = describe(store, node)
    assert [s.quote for s in made.statements if s.iri == node.value] == ["18件"]


def test_counts_and_issues(store: Store) -> None:
    assert ("Statement", 8) in class_counts(store)
    assert report_counts(store) == [("湖南省", "2024", 1)]
    (issue,) = unresolved(store)
    assert (issue.kind, issue.file, issue.words) == ("number-unread", "d01.txt", "4次") and " / " in str(issue.remedy)
