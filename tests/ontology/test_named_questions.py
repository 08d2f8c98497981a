"""The named questions: each has a full header, parses and finds its rows in a small graph."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology.prefixes import PREFIXES
from ontology.vocabulary import FOLDER

QUERIES = sorted((FOLDER / "queries").glob("*.rq"))
SMALL = Path(__file__).parent / "small.trig"

Rows = list[dict[str, str | None]]


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.load(path=str(SMALL), format=ox.RdfFormat.TRIG)
    # what is shared may be said in a report's graph too; no question counts it twice
    for name in ("r1", "r2"):
        graph = ox.NamedNode(f"https://w3id.org/fazhi/id/{name}")
        shared = list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
        store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in shared)
    return store


def ask(store: ox.Store, name: str, **parameters: str) -> Rows:
    """The rows of a named question; a parameter is bound at the head of its outermost WHERE."""
    text = (FOLDER / "queries" / f"{name}.rq").read_text(encoding="utf-8")
    values = "".join(f" VALUES ?{key} {{ {ox.Literal(value)} }}" for key, value in parameters.items())
    solutions = store.query(text.replace("WHERE {", "WHERE {" + values, 1), use_default_graph_as_union=True)
    names = [variable.value for variable in solutions.variables]
    return [{n: (row[n].value if row[n] is not None else None) for n in names} for row in solutions]


def headers(path: Path) -> list[tuple[str, str]]:
    return re.findall(r"^# ([\w.]+): (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_header_is_complete(path: Path, store: ox.Store) -> None:
    fields = dict(headers(path))
    assert {"title.zh", "title.en", "columns", "columns.zh"} <= fields.keys()
    variables = store.query(path.read_text(encoding="utf-8"), use_default_graph_as_union=True).variables
    assert len(fields["columns"].split(" | ")) == len(fields["columns.zh"].split(" | ")) == len(variables)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_parameters_are_described_and_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    body = text[text.index("SELECT") :]
    assert body.index("WHERE {") == body.index("{") - len("WHERE "), "the first brace opens the outermost WHERE"
    for value in (value for key, value in headers(path) if key == "param"):
        name, zh, en, _ = re.split(r"\s*\|\s*", value, maxsplit=3)
        assert zh and en
        assert re.search(rf"\?{name}\b", body)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_prefixes_are_ours(path: Path) -> None:
    declared = re.findall(r"^PREFIX (\w+): <(.*)>$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert all(PREFIXES[prefix] == iri for prefix, iri in declared)


def test_there_is_a_question_for_each_wish() -> None:
    assert len(QUERIES) >= 14


def test_reports_leave_out_other_documents(store: ox.Store) -> None:
    rows = ask(store, "reports")
    assert [(row["file"], row["area"], row["county"], row["statements"]) for row in rows] == [
        ("r1.txt", "东镇", "甲县", "10"),
        ("r3.txt", "南镇", "乙县", "0"),
        ("r2.txt", "西镇", "乙县", "3"),
    ]
    assert [row["file"] for row in ask(store, "reports", year="2023")] == ["r1.txt"]


def test_laws_most_cited(store: ox.Store) -> None:
    rows = ask(store, "laws-most-cited")
    assert [(row["title"], row["kind"], row["reports"], row["citations"]) for row in rows] == [
        ("中华人民共和国民法典", "Law", "2", "2"),
        ("中华人民共和国合同法", "Law", "1", "1"),
    ]
    assert len(ask(store, "laws-most-cited", year="2024")) == 1


def test_firms(store: ox.Store) -> None:
    rows = ask(store, "firm-townships")
    assert [(row["provider"], row["county"], row["area"], row["lawyers"]) for row in rows] == [
        ("某某律师事务所", "乙县", "西镇", None),
        ("某某律师事务所", "甲县", "东镇", "王某"),
    ]
    assert ask(store, "firm-townships", firm="别的") == []
    (shared,) = ask(store, "firms-shared")
    assert (shared["clients"], set(str(shared["names"]).split("、"))) == ("2", {"东镇", "西镇"})


def test_laws_shared(store: ox.Store) -> None:
    assert [(row["area"], row["other"], row["titles"]) for row in ask(store, "laws-shared")] == [
        ("东镇", "西镇", "中华人民共和国民法典")
    ]
    assert [(row["area"], row["other"]) for row in ask(store, "laws-shared", township="西镇")] == [("西镇", "东镇")]


def test_figures_of_a_township(store: ox.Store) -> None:
    rows = ask(store, "figures", township="东镇")
    assert [row["quote"] for row in rows] == ["应诉0件", "罚款5000元", "化解率98%", "调处20件", "计划调处30件"]
    assert rows[1] == {
        "area": "东镇",
        "reportYear": "2023",
        "indicator": "罚没款",
        "measured": "罚款",
        "comparator": "Exactly",
        "value": "5000",
        "unit": "元",
        "section": None,
        "quote": "罚款5000元",
    }
    assert ask(store, "figures", township="西镇") == []


def test_one_indicator(store: ox.Store) -> None:
    assert [row["value"] for row in ask(store, "indicator", indicator="disputes-mediated")] == ["20"]
    assert [row["value"] for row in ask(store, "indicator", indicator="罚没款", year="2023")] == ["5000"]
    assert ask(store, "indicator", indicator="fines-amount", year="2024") == []


@pytest.mark.parametrize(
    ("name", "quotes"),
    [
        ("zero-litigation", ["应诉0件"]),
        ("fines", ["罚款5000元"]),
        ("dispute-resolution", ["化解率98%", "调处20件"]),
        ("plans", ["计划调处30件"]),
        ("court-cases", ["（2023）某01行初1号"]),
        ("repealed-laws", ["合同法"]),
    ],
)
def test_questions_with_evidence(store: ox.Store, name: str, quotes: list[str]) -> None:
    assert sorted(str(row["quote"]) for row in ask(store, name)) == sorted(quotes)


def test_programmes(store: ox.Store) -> None:
    rows = ask(store, "programmes-by-county")
    assert [(row["countyName"], row["programme"], row["names"]) for row in rows] == [
        ("乙县", "“枫桥经验”", "西镇"),
        ("甲县", "“枫桥经验”", "东镇"),
    ]
    assert len(ask(store, "programmes-by-county", county="甲县")) == 1
    (across,) = ask(store, "programmes-across-counties")
    assert (across["programme"], across["counties"], across["townships"]) == ("“枫桥经验”", "2", "2")


def test_evidence_by_words_and_by_iri(store: ox.Store) -> None:
    assert [row["statement"] for row in ask(store, "evidence", fact="枫桥")] == [
        "https://w3id.org/fazhi/id/a1",
        "https://w3id.org/fazhi/id/a2",
    ]
    (row,) = ask(store, "evidence", fact="https://w3id.org/fazhi/id/e1")
    assert (row["file"], row["section"], row["role"], row["start"], row["end"]) == (
        "r1.txt",
        "成效",
        "Achievements",
        "0",
        "13",
    )


def test_reports_without_adviser(store: ox.Store) -> None:
    assert [row["file"] for row in ask(store, "without-adviser")] == ["r3.txt"]
    assert ask(store, "without-adviser", year="2023") == []


def test_issues(store: ox.Store) -> None:
    assert [(row["file"], row["issueKind"], row["words"]) for row in ask(store, "issues")] == [
        ("r1.txt", "number-unread", "30")
    ]
    assert ask(store, "issues", kind="place-unknown") == []


ALIKE = """
@prefix fz: <https://w3id.org/fazhi/ns#> . @prefix id: <https://w3id.org/fazhi/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ind: <https://w3id.org/fazhi/indicator/> . @prefix unit: <https://w3id.org/fazhi/unit/> .
id:{name} {{
    id:{name} a fz:Report ; fz:year "2023"^^xsd:gYear ; fz:sourceName "{name}.txt" ; fz:text "" {about} .
    {statements}
}}
"""
SAID = """id:{name}-{start} a fz:Statement, fz:Observation ; fz:statedIn id:{name} ; fz:start {start} ; fz:end 9 ;
    fz:quote "{quote}" ; fz:sectionRole fz:{role} ; fz:indicator ind:{indicator} ; fz:value {value} ;
    fz:comparator fz:Exactly ; fz:unit unit:jian ."""
FACTS = (
    ("应诉0件", 1, "Achievements", "litigation-cases", "0"),
    ("应诉0件", 5, "Preamble", "litigation-cases", "0"),
    ("罚款800元", 2, "Achievements", "fines-amount", "800"),
    ("调处20件", 3, "Achievements", "disputes-mediated", "20"),
    ("计划调处30件", 4, "Plans", "disputes-mediated", "30"),
)
NAMESAKE = """id:town4 a fz:AdministrativeDivision, fz:Township ; rdfs:label "东镇"@zh ; fz:within id:county2 .
id:town5 a fz:AdministrativeDivision, fz:Township ; rdfs:label "东镇"@zh ."""


def alike(name: str, about: str) -> bytes:
    fields = ("quote", "start", "role", "indicator", "value")
    statements = (SAID.format(name=name, **dict(zip(fields, fact, strict=True))) for fact in FACTS)
    return ALIKE.format(name=name, about=about, statements="\n".join(statements)).encode()


@pytest.mark.parametrize(
    "question", ["zero-litigation", "fines", "dispute-resolution", "indicator", "figures", "plans"]
)
@pytest.mark.parametrize(
    "abouts", [("", ""), ("; fz:about id:town4", "; fz:about id:town5")], ids=["none", "namesakes"]
)
def test_reports_that_say_the_same_stay_two(question: str, abouts: tuple[str, str]) -> None:
    """Of an unknown area, or of towns of one name: and what one of them says twice is told once."""
    store = ox.Store()
    store.load(path=str(SMALL), format=ox.RdfFormat.TRIG)
    prefixes = "@prefix fz: <https://w3id.org/fazhi/ns#> . @prefix id: <https://w3id.org/fazhi/id/> . "
    store.load((prefixes + f"@prefix rdfs: <{PREFIXES['rdfs']}> . {NAMESAKE}").encode(), format=ox.RdfFormat.TRIG)
    before = ask(store, question)
    for name, about in zip(("r8", "r9"), abouts, strict=True):
        store.load(alike(name, about), format=ox.RdfFormat.TRIG)
    added = [str(row["quote"]) for row in ask(store, question)]
    for row in before:
        added.remove(str(row["quote"]))
    own = {
        "zero-litigation": ["应诉0件"],
        "fines": ["罚款800元"],
        "dispute-resolution": ["调处20件"],
        "indicator": ["应诉0件", "罚款800元", "调处20件"],
        "figures": [fact[0] for fact in FACTS[1:]],
        "plans": ["计划调处30件"],
    }[question]
    of_a_township = question in ("figures", "plans") and not abouts[0]
    assert sorted(added) == ([] if of_a_township else sorted(own * 2))
