"""What people see of a report that several files hold, and of one that revises another."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store

from kg.builder import Summary, build
from kg.describe import describe
from kg.find import find_reports, short_id
from kg.issues import unresolved
from kg.query import run
from kg.store import open_reading
from kg.validate import store_graph, validate


def page(text: str) -> str:
    return "<html><body>" + "".join(f"<p>{line}</p>" for line in text.splitlines()) + "</body></html>"


@pytest.fixture(scope="module")
def built(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Summary, Store]:
    folder = tmp_path_factory.mktemp("sources")
    (folder / "in").mkdir()
    for name in ("d01", "d04"):
        text = (examples / f"{name}.txt").read_text(encoding="utf-8")
        (folder / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
        (folder / "in" / f"{name}.html").write_text(page(text), encoding="utf-8")
    corrected = (examples / "d04.txt").read_text(encoding="utf-8").replace("件", "2件", 1)
    (folder / "in" / "d04（更正）.txt").write_text(corrected, encoding="utf-8")
    (folder / "in" / "d01-2.txt").write_text(
        (folder / "in" / "d01.txt").read_text(encoding="utf-8").replace("次", "0次", 1), encoding="utf-8"
    )
    return build([folder / "in"], folder / "store"), open_reading(folder / "store")


def test_the_summary_names_sources_and_revisions(built: tuple[Summary, Store]) -> None:
    summary, _ = built
    assert (summary.files, summary.reports) == (6, 4)
    assert {(one.name, other.name) for one, other in summary.duplicates} == {
        ("d01.txt", "d01.html"),
        ("d04.txt", "d04.html"),
    }
    assert [(one.name, other.name) for one, other in summary.revisions] == [("d04（更正）.txt", "d04.html")]
    assert summary.issues["reports-differ"] == 2


def test_questions_give_a_row_for_each_report(built: tuple[Summary, Store]) -> None:
    _, store = built
    files = [row["file"] for row in rows(store, "reports")]
    assert sorted(files) == ["d01-2.txt", "d01.html、d01.txt", "d04.html、d04.txt", "d04（更正）.txt"]
    evidence = [(row["file"], row["statement"]) for row in rows(store, "evidence", fact="律师事务所")]
    assert len(evidence) == len(set(statement for _, statement in evidence)) > 0
    told = [(row["file"], row["issueKind"], row["words"]) for row in rows(store, "issues", kind="reports-differ")]
    assert told == [("d01-2.txt", "reports-differ", "d01.html"), ("d01.html、d01.txt", "reports-differ", "d01-2.txt")]


def test_a_report_is_found_and_told_under_each_name(built: tuple[Summary, Store]) -> None:
    _, store = built
    assert find_reports(store, "d04.html") == find_reports(store, "d04.txt") == find_reports(store, "d04")
    [node] = find_reports(store, "d04.txt")
    told = describe(store, node)
    assert sum(label.endswith("source name") for label, _ in told.facts) == 2
    assert all(statement.source.startswith("d04.html、d04.txt") for statement in told.statements)
    assert len(told.statements) == len({statement.iri for statement in told.statements})
    assert told.statements[0].id.startswith("d04.html#") and short_id(store, node) == ""
    assert ("修订自 / revises", told.label) in told.links


def test_a_revision_tells_what_it_revises(built: tuple[Summary, Store]) -> None:
    _, store = built
    [node] = find_reports(store, "d04（更正）.txt")
    [older] = find_reports(store, "d04.txt")
    assert ("修订自 / revises", describe(store, older).label) in describe(store, node).facts


def test_differing_reports_are_issues_of_both(built: tuple[Summary, Store]) -> None:
    _, store = built
    found = [issue for issue in unresolved(store) if issue.kind == "reports-differ"]
    assert [(issue.file, issue.words) for issue in found] == [
        ("d01-2.txt", "d01.html"),
        ("d01.html、d01.txt", "d01-2.txt"),
    ]
    assert all("更正" in issue.remedy.zh for issue in found)


def test_it_conforms(built: tuple[Summary, Store]) -> None:
    assert validate(store_graph(built[1])) == []


def rows(store: Store, name: str, **parameters: str) -> list[dict[str, str]]:
    found = run(store, name, parameters)
    assert isinstance(found, QuerySolutions)
    return [
        {variable.value: row[variable].value for variable in found.variables if row[variable] is not None}
        for row in found
    ]
