from __future__ import annotations

from itertools import groupby
from operator import attrgetter

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from kg.export.turtle import XSD, TurtleWriter
from ontology.prefixes import PREFIXES

BASE = "https://w3id.org/fazhi/id/"
P = NamedNode(PREFIXES["fz"] + "measured")


def write(*triples: Triple) -> str:
    writer = TurtleWriter(prefixes=PREFIXES, base=BASE, predicates=[PREFIXES["rdfs"] + "label"])
    ordered = sorted(triples, key=str)
    return "".join(writer.write(list(group) for _, group in groupby(ordered, attrgetter("subject"))))


def read(text: str) -> set[Triple]:
    return {quad.triple for quad in parse(text.encode(), format=RdfFormat.TURTLE)}


texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\"\\\n\r\t\x00\x1f\u2028\u202e\ufeff'@<>"))
tails = st.text(st.sampled_from("aZ0中文镇-_.~%/:（）“”·—①²é,;@'!()*"), max_size=12).map(
    lambda t: t.replace("%", "%25")
)
nodes = st.builds(
    lambda base, tail: NamedNode(base + tail),
    st.sampled_from([BASE, *PREFIXES.values(), "https://example.org/"]),
    tails,
)
languages = st.sampled_from(["zh", "en", "zh-hant"])
numbers = st.builds(
    lambda value, kind: Literal(value, datatype=NamedNode(XSD + kind)),
    st.text(st.sampled_from("0123456789.+-eE"), max_size=6) | st.sampled_from(["true", "false", "2024", "1."]),
    st.sampled_from(["integer", "decimal", "boolean", "gYear", "double"]),
)
terms = nodes | texts.map(Literal) | st.builds(lambda t, lang: Literal(t, language=lang), texts, languages) | numbers
triples = st.sets(st.builds(Triple, nodes, nodes, terms), max_size=6)


@given(triples)
def test_what_is_written_reads_back_as_the_same(graph: set[Triple]) -> None:
    assert read(write(*graph)) == graph


@given(triples, st.randoms())
def test_order_of_arrival_does_not_matter(graph: set[Triple], random: object) -> None:
    shuffled = list(graph)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert write(*shuffled) == write(*graph)


def test_it_looks_as_a_person_would_write_it() -> None:
    node = NamedNode(BASE + "place/430821110")
    rdf, rdfs, fz = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["fz"]
    decimal, integer = (NamedNode(XSD + name) for name in ("decimal", "integer"))
    written = write(
        Triple(node, NamedNode(fz + "value"), Literal("95.6", datatype=decimal)),
        Triple(node, NamedNode(fz + "start"), Literal("12", datatype=integer)),
        Triple(node, NamedNode(rdf + "type"), NamedNode(fz + "Township")),
        Triple(node, NamedNode(rdfs + "label"), Literal("Gaoqiao", language="en")),
        Triple(node, NamedNode(rdfs + "label"), Literal("高桥镇", language="zh")),
        Triple(node, NamedNode(fz + "text"), Literal("第一行\n第“二”行")),
        Triple(node, NamedNode(fz + "within"), NamedNode(BASE + "place/430821")),
    )
    assert written.split("\n\n", 1)[1] == (
        "<place/430821110>\n"
        "    a fz:Township ;\n"
        '    rdfs:label "高桥镇"@zh, "Gaoqiao"@en ;\n'
        "    fz:start 12 ;\n"
        '    fz:text """第一行\n第“二”行""" ;\n'
        "    fz:value 95.6 ;\n"
        "    fz:within <place/430821> .\n"
    )
