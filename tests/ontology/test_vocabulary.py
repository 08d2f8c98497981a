"""The vocabularies as the extractor reads them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology import vocabulary
from ontology.model import InstrumentKind
from ontology.vocabulary import VocabularyError, indicators, instruments, issue_kinds, programmes, units

HEAD = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix fz: <https://w3id.org/fazhi/ns#> .
@prefix ind: <https://w3id.org/fazhi/indicator/> .
@prefix instrument: <https://w3id.org/fazhi/id/instrument/> .
@prefix prog: <https://w3id.org/fazhi/programme/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix unit: <https://w3id.org/fazhi/unit/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def extra(folder: Path, turtle: str) -> tuple[Path, ...]:
    path = folder / "extra.ttl"
    path.write_text(HEAD + turtle, encoding="utf-8")
    return (path,)


def test_indicators() -> None:
    entries = {entry.id: entry for entry in indicators()}
    assert len(entries) >= 115
    rate = entries["dispute-resolution-rate"]
    assert (rate.label_zh, rate.label_en, rate.theme) == ("化解/成功率", "Dispute resolution rate", "disputes")
    assert rate.units == ("%",)
    assert "化解率" in rate.cues
    assert [entry.id for entry in entries.values() if not entry.cues] == ["other"]


def test_indicators_units_are_units() -> None:
    labels = {entry.label for entry in units()}
    assert {unit for entry in indicators() for unit in entry.units} <= labels


def test_programmes() -> None:
    entries = {entry.id: entry for entry in programmes()}
    assert entries["fengqiao"].label == "“枫桥经验”"
    assert "新时代枫桥经验" in entries["fengqiao"].names
    assert entries["constitution-day"].observance
    assert not entries["fengqiao"].observance
    assert "九五普法规划" in entries["ninth-five-year-publicity"].names
    assert not entries["law-by-cases"].discoverable


def test_no_name_is_two_programmes() -> None:
    owners: dict[str, set[str]] = {}
    for entry in programmes():
        for name in entry.names:
            owners.setdefault(name.replace("“", "").replace("”", ""), set()).add(entry.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_units() -> None:
    entries = {entry.label: entry for entry in units()}
    assert len(entries) >= 90
    assert len(entries) == len(units()), "a label is of one unit"
    assert (entries["万元"].factor, entries["万元"].base) == (Decimal(10000), "元")
    assert (entries["成"].factor, entries["成"].base) == (Decimal(10), "%")
    assert (entries["人次"].factor, entries["人次"].base) == (Decimal(1), "人次")
    assert all(entry.id.isascii() and entry.base in entries for entry in units())


def test_instruments() -> None:
    entries = {entry.title: entry for entry in instruments()}
    assert len(entries) > 900
    code = entries["中华人民共和国民法典"]
    assert code.kind is InstrumentKind.LAW
    assert "民法典" in code.names
    assert code.title not in code.names
    assert all(entry.replaced_by is None or isinstance(entry.replaced_by, str) for entry in entries.values())


def test_laws_of_today_and_what_they_replaced() -> None:
    entries = {entry.title: entry for entry in instruments()}
    code = entries["中华人民共和国生态环境法典"]
    assert (str(code.adopted), str(code.in_force), code.repealed) == ("2026-03-12", "2026-08-15", None)
    old = entries["中华人民共和国噪声污染防治法"]
    assert (str(old.repealed), old.replaced_by) == ("2026-08-15", code.id)
    assert str(entries["中华人民共和国社会救助法"].in_force) == "2026-07-01"
    assert "中华人民共和国刑法修正案" not in entries, "the bare title means any of the twelve"
    of_both = entries["森林草原防灭火条例"].id
    assert entries["森林防火条例"].replaced_by == entries["草原防火条例"].replaced_by == of_both


def test_a_name_means_one_instrument_unless_their_periods_tell_them_apart() -> None:
    named: defaultdict[str, set[str]] = defaultdict(set)
    for entry in instruments():
        for name in {entry.title, *entry.names}:
            named[name.replace(" ", "")].add(entry.title)
    shared = {name: titles for name, titles in named.items() if len(titles) > 1}
    assert shared, "two outlines of one name, each of its own period"
    assert all(re.search(r"（\d{4}—\d{4}年）$", title) for titles in shared.values() for title in titles), shared


def test_a_date_that_is_not_of_the_national_database_has_a_source_or_says_that_it_has_none() -> None:
    dates = {"issued", "modified", "inForce", "repealed"}
    said: defaultdict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in ox.parse(path=str(vocabulary.INSTRUMENTS), format=ox.RdfFormat.TURTLE):
        name = re.split(r"[#/]", str(triple.predicate).strip("<>"))[-1]
        said[str(triple.subject)][name].append(getattr(triple.object, "value", ""))
    for subject, values in said.items():
        noted = set(re.findall(r"[a-z]+:(\w+)", " ".join(values["editorialNote"])))
        assert noted <= dates & set(values), f"{subject}: a note on a date that is not there"
        of_the_database = not any(values[name] for name in ("inForce", "repealed"))
        assert of_the_database or values["source"] or values["editorialNote"], subject
        assert len(values["source"]) == len(set(values["source"]))
        assert all(re.fullmatch(r"https?://[^/ ]+/\S*", url) for url in values["source"]), subject


def test_no_day_comes_before_the_one_that_it_follows() -> None:
    for entry in instruments():
        days = [day for day in (entry.adopted, entry.in_force, entry.repealed) if day]
        assert days == sorted(days), entry.title


def test_what_replaces_an_instrument_is_registered() -> None:
    ids = {entry.id for entry in instruments()}
    assert {entry.replaced_by for entry in instruments()} - {None} <= ids


def test_issue_kinds() -> None:
    kinds = issue_kinds()
    assert all(kind.zh and kind.en and kind.remedy_zh and kind.remedy_en for kind in kinds.values())
    assert kinds["year-unknown"].id == "year-unknown"


def test_an_extra_file_adds_entries_and_names(tmp_path: Path) -> None:
    files = extra(
        tmp_path,
        """
        prog:lantern-talks a fz:Programme ; skos:prefLabel "灯下说法"@zh .
        prog:fengqiao skos:altLabel "枫桥做法"@zh .
        ind:tea-talks a fz:Indicator ; rdfs:label "茶话会"@zh ; skos:hiddenLabel "茶话会"@zh ; fz:usualUnit unit:ci .
        instrument:某县灯会管理办法 a fz:PolicyDocument ; dcterms:title "某县灯会管理办法"@zh ;
            dcterms:issued "2020-02-03"^^xsd:date ; fz:repealed "2024-01-01"^^xsd:date ;
            dcterms:isReplacedBy instrument:新灯会办法 .
        """,
    )
    programme = {entry.id: entry for entry in programmes(files)}
    assert programme["lantern-talks"].names == ("灯下说法",)
    assert "枫桥做法" in programme["fengqiao"].names
    indicator = {entry.id: entry for entry in indicators(files)}["tea-talks"]
    assert (indicator.theme, indicator.units, indicator.cues) == ("other", ("次",), ("茶话会",))
    instrument = {entry.id: entry for entry in instruments(files)}["某县灯会管理办法"]
    assert (str(instrument.adopted), str(instrument.repealed)) == ("2020-02-03", "2024-01-01")
    assert instrument.replaced_by == "新灯会办法"
    assert "lantern-talks" not in {entry.id for entry in programmes()}


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        ("prog:broken a fz:Programme", "extra.ttl"),
        ('instrument:x a fz:Law ; dcterms:title "甲"@zh ; dcterms:issued "2020年" .', "is no date"),
        ('ind:x a fz:Indicator ; rdfs:label "甲"@zh ; fz:usualUnit unit:nothing .', "is no unit"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, turtle: str, words: str) -> None:
    files = extra(tmp_path, turtle)
    with pytest.raises(VocabularyError, match=words):
        for read in (programmes, indicators, instruments):
            read(files)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"absent\.ttl"):
        programmes((tmp_path / "absent.ttl",))


def test_reading_costs_little_more_than_parsing() -> None:
    """Our part of reading costs at most as much again as three bare parses of the same files, in one run."""
    code = (
        "import time, pyoxigraph, ontology.vocabulary as v\n"
        "files = [v.UNITS, v.INDICATORS, v.PROGRAMMES, v.INSTRUMENTS]\n"
        "def spent(act):\n"
        "    start = time.process_time(); act(); return time.process_time() - start\n"
        "parse = lambda: [list(pyoxigraph.parse(path=str(file))) for file in files]\n"
        "read = lambda: [read() for read in (v.units, v.indicators, v.programmes, v.instruments)]\n"
        "bare = spent(parse)\n"
        "print(spent(read) / min(bare, spent(parse)))"
    )
    command, root = [sys.executable, "-c", code], vocabulary.FOLDER.parent
    runs = [subprocess.run(command, cwd=root, capture_output=True, text=True, check=True) for _ in range(3)]
    assert min(float(run.stdout) for run in runs) < 4
