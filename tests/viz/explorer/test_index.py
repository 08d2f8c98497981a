"""The index: what it keeps of the graph, what it adds up, and that it is made whole or not at all."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from kg import store as stores
from tests.viz.explorer.serving import publish
from viz.explorer.index.build import build_index
from viz.explorer.index.keeper import Indexes, PreparingError, UnreadyError, index_file
from viz.explorer.index.names import match
from viz.explorer.index.read import Index, Thing
from viz.explorer.index.sums import quartiles
from viz.explorer.snapshots import Graphs


@pytest.fixture(scope="module")
def version(county_store: Path) -> Path:
    return stores.newest(county_store)


@pytest.fixture(scope="module")
def path(version: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("index") / "index.sqlite"
    build_index(version, target, workers=1)
    return target


@pytest.fixture(scope="module")
def index(path: Path) -> Index:
    return Index(path)


def place(index: Index, slug: str) -> Thing:
    found = index.find("place", slug)
    assert found is not None
    return found


def headlines(index: Index, slug: str, indicator: str = "disputes-found") -> dict[int, float]:
    """The figures that stand for a place, by year."""
    rows = index.rows(
        "SELECT year, value FROM figure JOIN thing ON thing.id = indicator WHERE place = ? AND slug = ? AND headline",
        place(index, slug).id,
        indicator,
    )
    assert len({row["year"] for row in rows}) == len(rows), "one a year"
    return {row["year"]: row["value"] for row in rows}


def test_the_greatest_figure_of_what_was_done_stands_for_the_year(index: Index) -> None:
    """Neither a share of it (900), nor the year before (800), nor the plan (2000), nor a lesser one (41)."""
    assert headlines(index, "140423103") == {2023: 137, 2024: 150}
    kept = {row[0] for row in index.rows("SELECT value FROM figure WHERE place = ?", place(index, "140423103").id)}
    assert {900, 800, 2000, 41} <= kept


def test_of_two_reports_of_a_year_one_figure_stands_for_it(index: Index) -> None:
    assert headlines(index, "140423105") == {2023: 30}


def test_other_documents_and_corrected_reports_count_nowhere(index: Index) -> None:
    values = {row[0] for row in index.rows("SELECT value FROM figure")}
    assert 70000 not in values and 400 not in values
    assert headlines(index, "140425101") == {2023: 410}
    reports = index.rows("SELECT genuine, replaced_by FROM report WHERE place = ?", place(index, "140425101").id)
    assert sorted((row["genuine"], row["replaced_by"] is None) for row in reports) == [(1, False), (1, True)]
    assert place(index, "140425101").weight == 1


def test_units_that_count_the_same_are_compared_and_stay_as_written(index: Index) -> None:
    figures = "FROM figure JOIN thing ON thing.id = indicator WHERE slug = 'disputes-found'"
    assert index.value(f"SELECT COUNT(DISTINCT unit) {figures}") == 1
    written = index.rows("SELECT DISTINCT thing.zh FROM figure JOIN thing ON thing.id = written WHERE place = ?",
                         place(index, "140423104").id)  # fmt: skip
    assert {row[0] for row in written} == {"起", "次"}


def summary(index: Index, slug: str, year: int) -> sqlite3.Row:
    return index.rows(
        "SELECT summary.* FROM summary JOIN thing ON thing.id = indicator"
        " WHERE place = ? AND year = ? AND slug = 'disputes-found'",
        place(index, slug).id,
        year,
    )[0]


def test_a_summary_is_of_townships_alone(index: Index) -> None:
    """The county's own report says 99999, which is no township's."""
    row = summary(index, "140423", 2023)
    values = sorted([137, 90, 30, 5])
    assert (row["n"], row["least"], row["most"]) == (4, 5, 137)
    assert row["median"] == median(values)
    everything = index.rows(
        "SELECT n, most FROM summary JOIN thing ON thing.id = indicator"
        " WHERE place IS NULL AND year = 2023 AND slug = 'disputes-found'"
    )
    assert tuple(everything[0]) == (5, 410)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([7.0], (7, 7, 7)), ([1.0, 3.0], (1.5, 2, 2.5)), ([1.0, 2.0, 3.0, 4.0, 100.0], (2, 3, 4))],
)
def test_quartiles(values: list[float], expected: tuple[float, float, float]) -> None:
    assert quartiles(values) == expected


def test_a_tally_counts_reports_and_places(index: Index) -> None:
    firm = index.find("provider", "山西太行律师事务所")
    assert firm is not None
    rows = index.rows("SELECT relation, place, year, reports, places FROM tally WHERE thing = ?", firm.id)
    tallies = {tuple(row)[:3]: tuple(row)[3:] for row in rows}
    assert len(tallies) == len(rows)
    province, prefecture = (place(index, slug).id for slug in ("140000", "140400"))
    assert {tallies[relation, within, None] for relation in ("advises", "") for within in (None, province)} == {(4, 3)}
    assert tallies["advises", prefecture, None] == (4, 3)
    by_year = {year: reports for (_, _, year), (reports, _) in tallies.items() if year is not None}
    assert sum(by_year.values()) == 4 and len(by_year) == 2
    assert firm.weight == 4


def test_tallies_are_what_counting_gives(index: Index) -> None:
    rows = index.rows("SELECT * FROM tally")
    assert rows
    for row in rows:
        counted = index.row(
            """SELECT COUNT(DISTINCT report), COUNT(DISTINCT mention.place)
            FROM mention LEFT JOIN place ON place.id = mention.place WHERE thing = ?1
            AND (?2 IS NULL OR ?2 IN (province, prefecture)) AND (?3 IS NULL OR year = ?3) AND ?4 IN ('', relation)""",
            *(row["thing"], row["place"], row["year"], row["relation"]),
        )
        assert tuple(counted) == (row["reports"], row["places"]), tuple(row)


def test_the_coverage_is_what_counting_gives(index: Index) -> None:
    for rank in ("province", "prefecture", "county", "township"):
        counted = index.rows(
            f"""SELECT place.{rank}, year, COUNT(*) FROM report JOIN place ON place.id = report.place
            WHERE genuine AND replaced_by IS NULL AND {rank} NOTNULL GROUP BY 1, 2"""
        )
        kept = index.rows("SELECT coverage.* FROM coverage JOIN thing ON thing.id = place WHERE kind = ?", rank.title())
        assert counted and sorted(map(tuple, kept)) == sorted(map(tuple, counted))
    assert index.value("SELECT covered FROM place WHERE code = '140423'") == 4


def test_a_mention_tells_where_it_is_first_how_often_and_with_which_articles(tmp_path: Path) -> None:
    graph = """@prefix fz: <https://w3id.org/fazhi/ns#> . @prefix o: <urn:a/report/1/o/> .
      <urn:law> a fz:Law, fz:LegalInstrument .
      <urn:a/report/1> { <urn:a/report/1> a fz:Report ; fz:year "2023" .
        o:1 fz:instrument <urn:law> ; fz:start 10 ; fz:end 12 ; fz:article "第二条" .
        o:2 fz:instrument <urn:law> ; fz:start 9 ; fz:end 11 ; fz:article "第一条" .
        o:3 fz:instrument <urn:law> ; fz:start 30 ; fz:end 32 ; fz:article "第一条" . }"""
    build_index(publish(tmp_path / "store", 1, graph), tmp_path / "index.sqlite")
    row = Index(tmp_path / "index.sqlite").rows("SELECT start, end, times, articles FROM mention")
    assert [tuple(one) for one in row] == [(9, 11, 3, "第一条\n第二条")]


def test_a_place_weighs_as_many_reports_as_lie_in_it(index: Index) -> None:
    weights = [place(index, slug).weight for slug in ("140423103", "140423", "140400", "140000")]
    assert weights == [2, 8, 9, 9]


def test_the_townships_of_known_counties_are_there_without_a_report_and_others_are_not(index: Index) -> None:
    without = place(index, "140423100")
    assert (without.zh, without.weight, without.pinyin) == ("古韩镇", 0, "Guhan Zhen")
    assert index.find("place", "110101001") is None
    assert index.find("place", "110101") is not None, "counties are all there"
    assert [thing.zh for thing in index.above(without.id)] == ["山西省", "长治市", "襄垣县"]


def test_a_place_knows_how_many_townships_lie_in_it(index: Index) -> None:
    rows = dict(index.rows("SELECT code, townships FROM place WHERE code IN ('140423', '140423103', '')"))
    assert rows["140423"] == 10 and rows["140423103"] == 1


def test_two_processes_make_the_same_index_as_one(version: Path, path: Path, tmp_path: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr("viz.explorer.index.build._FEW", 0)
    build_index(version, tmp_path / "other.sqlite", workers=2)
    assert dump(tmp_path / "other.sqlite") == dump(path)


def dump(path: Path) -> list[str]:
    index = Index(path)
    tables = ("thing", "name", "place", "report", "figure", "mention", "issue", "summary", "tally", "coverage", "meta")
    rows = [str(tuple(row)) for table in tables for row in index.rows(f"SELECT * FROM {table} ORDER BY 1, 2")]
    for asked in ("夏店", "xiadian", "山西"):
        found = index.rows("SELECT rowid FROM name_fts WHERE name_fts MATCH ?", match(asked))
        rows += [str(tuple(row)) for row in found]
    return rows


def test_an_index_is_whole_or_not_there(version: Path, tmp_path: Path) -> None:
    def interrupt(share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(version, tmp_path / "index.sqlite", interrupt)
    assert list(tmp_path.iterdir()) == []


def test_progress_never_goes_back_and_ends_at_one(version: Path, tmp_path: Path) -> None:
    shares: list[float] = []
    build_index(version, tmp_path / "index.sqlite", shares.append)
    assert shares == sorted(shares) and shares[-1] == 1


def odd_store(folder: Path) -> Path:
    """Things of two bases with one name, places that lie in each other, and statements that lack what they need."""
    return publish(
        folder,
        1,
        """@prefix fz: <https://w3id.org/fazhi/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix a: <urn:a/place/> . @prefix b: <urn:b/place/> . @prefix o: <urn:a/report/1/o/> .
        a:140423103 a fz:Township, fz:AdministrativeDivision ; rdfs:label "甲镇"@zh ; fz:within b:140423103 .
        b:140423103 a fz:Township, fz:AdministrativeDivision ; rdfs:label "乙镇"@zh ; fz:within a:140423103 .
        <urn:c/other> a fz:Law, fz:LegalInstrument .
        <urn:a/indicator/x> a fz:Indicator ; rdfs:label "x" .
        <urn:a/report/1> { <urn:a/report/1> a fz:Report ; fz:about a:140423103 ; fz:year "2023" .
          o:1 fz:indicator <urn:a/indicator/x> ; fz:value "many" ; fz:start 0 ; fz:end 2 .
          o:2 fz:indicator <urn:nowhere> ; fz:value 1 ; fz:start 0 ; fz:end 2 .
          o:3 fz:instrument <urn:c/other> ; fz:start "x" ; fz:end 2 .
          o:4 fz:instrument <urn:c/other> ; fz:start 1 ; fz:end 2 . }
        <urn:a/graph> { <urn:a/graph> rdfs:label "no report" . }""",
    )


def test_odd_graphs_are_read_as_far_as_they_make_sense(tmp_path: Path) -> None:
    build_index(odd_store(tmp_path / "store"), tmp_path / "index.sqlite")
    index = Index(tmp_path / "index.sqlite")
    assert {place(index, "140423103").zh, place(index, "140423103~2").zh} == {"甲镇", "乙镇"}
    assert index.value("SELECT COUNT(*) FROM report") == 1
    assert index.value("SELECT COUNT(*) FROM figure") == 0
    assert index.value("SELECT COUNT(*) FROM mention") == 1
    assert index.value("SELECT year FROM report") == 2023


def until_ready(indexes: Indexes) -> tuple[str, Index]:
    while True:
        try:
            snapshot, index = indexes.newest()
        except PreparingError as error:
            assert 0 <= error.share <= 1
        else:
            return snapshot.version, index


LAW = """@prefix fz: <https://w3id.org/fazhi/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
  <urn:x/instrument/{0}> a fz:Law, fz:LegalInstrument ; rdfs:label "{0}"@zh ."""


def test_a_server_shows_the_old_version_until_the_new_one_has_its_index(tmp_path: Path) -> None:
    store = tmp_path / "store"
    publish(store, 1, LAW.format("旧法"))
    graphs = Graphs(store)
    indexes = Indexes(graphs)
    version, old = until_ready(indexes)
    assert version == "v000001" and old.find("instrument", "旧法")
    publish(store, 2, LAW.format("新法"))
    seen = []
    while (found := indexes.newest())[0].version != "v000002":
        seen.append(found[0].version)
        time.sleep(0.01)
    assert set(seen) == {"v000001"}, "meanwhile the old one"
    assert found[1].find("instrument", "新法") and not found[1].find("instrument", "旧法")
    assert index_file(store / "v000002").exists()


def test_a_server_says_why_an_index_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "no-folder").write_text("a file")
    monkeypatch.setattr("viz.explorer.index.keeper.index_file", lambda _: tmp_path / "no-folder" / "index.sqlite")
    publish(tmp_path / "store", 1, LAW.format("法"))
    with pytest.raises(UnreadyError, match="no-folder"):
        until_ready(Indexes(Graphs(tmp_path / "store")))


def test_a_finished_index_is_not_made_again(tmp_path: Path) -> None:
    publish(tmp_path / "store", 1, LAW.format("法"))
    until_ready(Indexes(Graphs(tmp_path / "store")))
    path = index_file(tmp_path / "store" / "v000001")
    before = path.stat().st_ino
    until_ready(Indexes(Graphs(tmp_path / "store")))
    assert path.stat().st_ino == before


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Index]:
    build_index(publish(tmp_path, 1, ""), tmp_path / "index.sqlite")
    yield Index(tmp_path / "index.sqlite")


def test_an_empty_store_has_an_index(small: Index) -> None:
    assert small.value("SELECT COUNT(*) FROM report") == 0
    assert small.find("place", "140000") is not None
