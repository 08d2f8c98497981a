"""What is added up once, so that no page has to: weights, summaries and tallies."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from statistics import quantiles

_REPLACED = """
DELETE FROM figure WHERE report IN (SELECT id FROM report WHERE replaced_by IS NOT NULL);
DELETE FROM mention WHERE report IN (SELECT id FROM report WHERE replaced_by IS NOT NULL);
"""
_COVERAGE = """
INSERT INTO coverage SELECT place.RANK, year, COUNT(*) FROM report JOIN place ON place.id = report.place
  WHERE genuine AND replaced_by IS NULL AND place.RANK IS NOT NULL GROUP BY 1, 2;
UPDATE place SET covered = counted.n FROM (
  SELECT place.RANK AS id, COUNT(DISTINCT place.township) AS n FROM report JOIN place ON place.id = report.place
  WHERE genuine AND replaced_by IS NULL GROUP BY 1) counted WHERE counted.id = place.id;
"""
_WEIGHTS = """
UPDATE thing SET weight = reports FROM tally
  WHERE tally.thing = thing.id AND relation = '' AND tally.place IS NULL AND year IS NULL;
UPDATE thing SET weight = counted.n FROM (SELECT indicator, COUNT(DISTINCT report) AS n FROM figure GROUP BY indicator)
  counted WHERE counted.indicator = thing.id;
UPDATE thing SET weight = 1 WHERE page = 'report';
UPDATE thing SET weight = counted.n FROM (SELECT place AS id, SUM(reports) AS n FROM coverage GROUP BY 1) counted
  WHERE counted.id = thing.id;
"""
_MENTIONS = """
SELECT thing, kind, report, mention.place, year, relation, province, prefecture
  FROM mention JOIN thing ON thing.id = thing LEFT JOIN place ON place.id = mention.place ORDER BY thing
"""
_COUNTS = """
INSERT INTO meta VALUES ('figures', (SELECT COUNT(*) FROM figure)), ('issues', (SELECT COUNT(*) FROM issue)),
  ('mentions', (SELECT COALESCE(SUM(times), 0) FROM mention));
"""
# A place with two reports of one year has two headlines of a kind; the greater stays.
_ONE_HEADLINE = """
UPDATE figure SET headline = 0 WHERE rowid IN (SELECT rowid FROM (
  SELECT figure.rowid, ROW_NUMBER() OVER (PARTITION BY figure.place, indicator, unit, figure.year
    ORDER BY ABS(value) DESC, report, start) AS rank
  FROM figure JOIN (
    SELECT place, year FROM report WHERE genuine AND replaced_by IS NULL GROUP BY 1, 2 HAVING COUNT(*) > 1) double
    ON figure.place = double.place AND figure.year = double.year
  WHERE headline = 1) WHERE rank > 1);
"""
_HEADLINES = """
SELECT indicator, unit, year, value, place.county, place.prefecture, place.province
  FROM figure JOIN place ON place.id = figure.place
  WHERE headline = 1 AND place.township IS NOT NULL ORDER BY indicator, unit, year, value
"""


def add_up(connection: sqlite3.Connection) -> None:
    """Fill in the weights of things, the summaries of figures, the tallies of mentions and the coverage of places."""
    connection.executescript(_REPLACED)
    connection.executescript(_ONE_HEADLINE)
    for rank in ("province", "prefecture", "county", "township"):
        connection.executescript(_COVERAGE.replace("RANK", rank))
    tallies = _tallies(connection.execute(_MENTIONS))
    connection.executemany("INSERT INTO tally VALUES (?, ?, ?, ?, ?, ?, ?)", tallies)
    summaries = _summaries(connection.execute(_HEADLINES))
    connection.executemany("INSERT INTO summary VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", summaries)
    connection.executescript(_WEIGHTS)
    connection.executescript(_COUNTS)


def _tallies(mentions: Iterable[Sequence[object]]) -> Iterator[tuple[object, ...]]:
    """Yield the tallies of things; the mentions of each come one after the other."""
    for (thing, kind), group in groupby(mentions, key=lambda row: row[:2]):
        reports: dict[tuple[object, ...], set[object]] = defaultdict(set)
        places: dict[tuple[object, ...], set[object]] = defaultdict(set)
        for _, _, report, place, year, relation, province, prefecture in group:
            keys: set[tuple[object, ...]] = {(within, None, by) for within in (None, province) for by in (relation, "")}
            for key in keys | {(prefecture, None, relation), (None, year, "")}:
                reports[key].add(report)
                places[key].add(place)
        for key, some in reports.items():
            yield (thing, kind, *key, len(some), len(places[key] - {None}))


def _summaries(headlines: Iterable[Sequence[float]]) -> Iterator[tuple[float | None, ...]]:
    """Yield a summary for each place above the townships, and None for the whole graph; values come in order."""
    for (indicator, unit, year), group in groupby(headlines, key=lambda row: row[:3]):
        values: dict[float | None, list[float]] = defaultdict(list)
        for row in group:
            for place in {None, *row[4:7]}:
                values[place].append(row[3])
        for place, some in values.items():
            yield (place, indicator, unit, year, len(some), some[0], *quartiles(some), some[-1])


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the lower quartile, median and upper quartile of sorted values, interpolated (the median of one is it)."""
    if len(values) == 1:
        return (values[0],) * 3
    lower, median, upper = quantiles(values, n=4, method="inclusive")
    return lower, median, upper
