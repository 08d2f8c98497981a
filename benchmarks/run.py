"""Timings of the main job: extraction, start-up, a build from nothing and with nothing new, a question, the page.

`make bench`, or `python benchmarks/run.py [FOLDER-OR-FILE …]` for reports of your own. Extraction is compared with
spaCy's zh tokenizer alone on the same texts, best of 15 for each report, as a whole and stage by stage; the rest is
best of three, in seconds.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from extraction import BASE, compare, stages

ROOT = Path(__file__).resolve().parents[1]
KG = [sys.executable, "-m", "kg"]
ROUNDS = 3


def _seconds(arguments: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run([*KG, *arguments], check=True, capture_output=True)
    return time.perf_counter() - started


def _best(arguments: list[str]) -> float:
    return min(_seconds(arguments) for _ in range(ROUNDS))


def _clean_build(reports: list[str], folder: Path) -> float:
    return min(_seconds(["build", *reports, "--store", str(folder / f"clean-{turn}")]) for turn in range(ROUNDS))


def measure(reports: list[str], folder: Path) -> dict[str, float]:
    """The timings by name, in seconds; stores and pages go to `folder`."""
    store = str(folder / "clean-0")
    return {
        "kg --help": _best(["--help"]),
        "kg build, from nothing": _clean_build(reports, folder),
        "kg build, nothing new": _best(["build", *reports, "--store", store]),
        "kg query, count of the statements": _best(
            ["query", "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", "--store", store]
        ),
        "kg network": _best(["network", str(folder / "network.html"), "--store", store]),
        "kg export .ttl": _best(["export", str(folder / "graph.ttl"), "--store", store]),
    }


def main() -> None:
    """Print the timings of the examples, or of the paths on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("reports", nargs="*", default=[str(ROOT / "examples" / "reports")], metavar="FOLDER-OR-FILE")
    reports = parser.parse_args().reports
    for timings in (compare(reports), stages(reports)):
        for name, seconds in timings.items():
            print(f"{seconds * 1000:8.1f} ms {name}: {seconds / timings[BASE]:.2f} times the tokenizer")
    with tempfile.TemporaryDirectory() as folder:
        for name, seconds in measure(reports, Path(folder)).items():
            print(f"{seconds:8.2f} s  {name}")


if __name__ == "__main__":
    main()
