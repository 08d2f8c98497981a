"""What is next to a thing that hundreds of places name, against a plain count of what was written into the index."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from importlib.resources import files

import pytest

from viz.explorer.index.read import Index
from viz.explorer.network.links import Filter, neighbours

PROGRAMME, LAWYER, FIRM, PROVINCE = 1, 2, 3, 4
PLACES = range(10, 610)
RELATIONS = ("runs", "planned", "recommended", "village")
KINDS = ("Township", "County", "Town")  # one name within another
MOST = 200

Mention = tuple[int, int | None, str, int, int]
"""place, year, relation, times, thing."""


def weight(place: int) -> int:
    return place % 7


def kind(place: int) -> str:
    return KINDS[place % 3]


@pytest.fixture(scope="module")
def mentions() -> list[Mention]:
    choice = random.Random(5)
    made: list[Mention] = [
        (place, choice.choice((None, 2023, 2024)), relation, choice.randint(1, 4), PROGRAMME)
        for place in PLACES
        for relation in RELATIONS
        for _ in range(choice.randint(0, 3))
    ]
    return [*made, (10, 2023, "practises", 2, LAWYER), (11, 2023, "practises", 1, LAWYER)]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, mentions: list[Mention]) -> Index:
    path = tmp_path_factory.mktemp("links") / "index.sqlite"
    things = [
        (PROGRAMME, "programme", "Programme", None, 600),
        (LAWYER, "lawyer", "Lawyer", FIRM, 2),
        (FIRM, "provider", "LawFirm", None, 2),
        (PROVINCE, "place", "Province", None, 9),
        *((place, "place", kind(place), None, weight(place)) for place in PLACES),
    ]
    with closing(sqlite3.connect(path)) as db:
        for name in ("schema.sql", "indexes.sql"):
            db.executescript(files("viz.explorer.index").joinpath(name).read_text(encoding="utf-8"))
        db.executemany(
            "INSERT INTO thing (id, iri, page, slug, kind, zh, within, weight) VALUES (?1, ?1, ?2, ?1, ?3, ?1, ?4, ?5)",
            things,
        )
        db.executemany(
            "INSERT INTO place (id, code, province, township, townships) VALUES (?1, '', ?2, ?1, 1)",
            [(place, PROVINCE if place % 2 else None) for place in PLACES],
        )
        db.executemany(
            "INSERT INTO mention (place, year, relation, times, thing, report, start, end, articles)"
            " VALUES (?, ?, ?, ?, ?, 0, 0, 1, '')",
            mentions,
        )
        db.commit()
    return Index(path)


def counted(mentions: list[Mention], asked: Filter) -> tuple[dict[str, list[tuple[int, int]]], Counter[str]]:
    """By relation the places that name the programme most, with how often; and how many places of each kind do."""
    times: dict[str, Counter[int]] = defaultdict(Counter)
    for place, year, relation, often, thing in mentions:
        is_wanted = relation != "village" and kind(place) not in asked.hidden and thing == PROGRAMME
        if is_wanted and asked.year in (None, year) and (asked.place is None or place % 2):
            times[relation][place] += often
    first = {
        relation: sorted(places.items(), key=lambda one: (-one[1], -weight(one[0]), one[0]))[:MOST]
        for relation, places in times.items()
    }
    return first, Counter(kind(place) for place in {place for places in times.values() for place in places})


@pytest.mark.parametrize(
    "asked",
    [
        Filter(),
        Filter(year=2023),
        Filter(place=PROVINCE),
        Filter(hidden=("Township",)),
        Filter(hidden=("Town",)),
        Filter(2024, PROVINCE, ("County", "Law")),
        Filter(hidden=KINDS),
    ],
)
def test_the_places_that_name_a_thing_most_come_first_by_relation(
    index: Index, mentions: list[Mention], asked: Filter
) -> None:
    found = neighbours(index, index.things([PROGRAMME])[PROGRAMME], asked)
    first, counts = counted(mentions, asked)
    shown: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for near in found.first:
        shown[near.relation].append((near.node, near.times))
        assert (near.weight, near.kind) == (weight(near.node), kind(near.node))
    assert found.counts == counts
    assert len(found.first) == min(MOST, sum(map(len, first.values())))
    assert shown == {relation: first[relation][: len(shown[relation])] for relation in shown}
    lengths = [len(some) for some in shown.values()]
    assert not lengths or (len(lengths) == 3 and max(lengths) - min(lengths) <= 1)


def test_relations_take_turns_and_the_most_stated_begins(index: Index, mentions: list[Mention]) -> None:
    found = neighbours(index, index.things([PROGRAMME])[PROGRAMME], Filter())
    tops = {relation: some[0] for relation, some in counted(mentions, Filter())[0].items()}
    order = sorted(tops, key=lambda relation: (-tops[relation][1], -weight(tops[relation][0]), tops[relation][0]))
    assert [near.relation for near in found.first[:6]] == order * 2


def test_the_firm_of_a_lawyer_comes_with_the_places_that_name_them(index: Index) -> None:
    found = neighbours(index, index.things([LAWYER])[LAWYER], Filter())
    assert [(near.node, near.relation, near.times) for near in found.first] == [
        (FIRM, "works", 1),
        (10, "practises", 2),
        (11, "practises", 1),
    ]
    assert found.counts == Counter({"LawFirm": 1, kind(10): 1, kind(11): 1})
    hidden = neighbours(index, index.things([LAWYER])[LAWYER], Filter(hidden=("LawFirm", kind(10))))
    assert [near.node for near in hidden.first] == [11]
