"""Writes reports that nobody published: varied, seeded, in the manner of the genre, of real townships.

    python benchmarks/synthetic.py FOLDER 30000 [--years 5] [--seed 1] [--other-formats 0.2]

Report i is the same whatever the number of reports, so that the first thousand of thirty thousand are those of a
thousand. Each township writes `--years` reports in a row, the last on 2025. Every sentence, figure, firm and person is
made up (`synthetic.toml`); townships are those of the register of divisions, laws those of the register of instruments.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path

from composing import ROOT, Synthetic, compose

PER_FOLDER = 1000
YEARS = 5
"""Reports of each township, by default."""

Format = Callable[[Sequence[str]], bytes]


def write_reports(folder: Path, count: int, *, seed: int = 1, years: int = YEARS, other_formats: float = 0.0) -> None:
    """Write `count` reports into numbered subfolders of `folder`.

    `other_formats` is the share that is written as HTML, Word, PDF, ODT, RTF and OFD in turn; the rest is text.
    """
    formats = cycle(_formats().items()) if other_formats else None
    step = round(1 / other_formats) if other_formats else 0
    for index in range(count):
        report = compose(seed, index, years)
        target = folder / f"{index // PER_FOLDER:03}"
        if index % PER_FOLDER == 0:
            target.mkdir(parents=True, exist_ok=True)
        if formats and index % step == 0:
            suffix, write = next(formats)
            (target / f"{report.name}.{suffix}").write_bytes(write(report.lines))
        else:
            (target / f"{report.name}.txt").write_text(text_of(report), encoding="utf-8")


def text_of(report: Synthetic) -> str:
    """The report as a text file holds it."""
    return "\n".join(report.lines) + "\n"


def _formats() -> dict[str, Format]:
    """What writes lines in each format but text: the writers of the readers' tests, which need the `dev` extra."""
    sys.path.insert(0, str(ROOT))
    from tests.extract.read import pages, word, writers

    return {
        "html": lambda lines: pages.modern(lines).encode(),
        "docx": word.report,
        "pdf": writers.pdf,
        "odt": writers.odt,
        "rtf": writers.rtf,
        "ofd": writers.ofd,
    }


def main() -> None:
    """Write the reports that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("count", type=int, metavar="N")
    parser.add_argument("--years", type=int, default=YEARS, help=f"reports of each township (default: {YEARS})")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--other-formats", type=float, default=0.0, metavar="SHARE", help="share that is no text file")
    asked = parser.parse_args()
    write_reports(asked.folder, asked.count, seed=asked.seed, years=asked.years, other_formats=asked.other_formats)


if __name__ == "__main__":
    main()
