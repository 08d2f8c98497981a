"""How long a build of many reports takes and how much memory, from nothing, again, and with three more files.

    python benchmarks/scale.py WORK [N] [--jobs 2]

Writes N synthetic reports (default: 30,000) to WORK/reports and their store to WORK/store; both are kept, and what is
there already is not made again. Memory is the proportional set size (PSS), asked for twice a second, so that pages
which processes share count once.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from composing import compose
from synthetic import YEARS, text_of, write_reports

EVERY_SECONDS = 0.5
MIB = 1024 * 1024


@dataclass(slots=True)
class Cost:
    """What a command took: seconds by the clock and of all processors, and the peaks of memory in bytes."""

    seconds: float = 0.0
    processor_seconds: float = 0.0
    parent: int = 0
    child: int = 0
    all: int = 0
    said: str = ""


def run(arguments: list[str]) -> Cost:
    """Run `kg` and measure it and all its descendants. Raises CalledProcessError where it cannot do its work."""
    cost, started, before = Cost(), time.perf_counter(), _children_seconds()
    process = subprocess.Popen([sys.executable, "-m", "kg", *arguments], stdout=subprocess.PIPE, text=True)
    while process.poll() is None:
        _sample(process.pid, cost)
        time.sleep(EVERY_SECONDS)
    cost.seconds, cost.processor_seconds = time.perf_counter() - started, _children_seconds() - before
    cost.said = process.stdout.read().strip() if process.stdout else ""
    if process.returncode > 1:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return cost


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _sample(parent: int, cost: Cost) -> None:
    sizes = [(pid, _memory(pid)) for pid in _tree(parent)]
    cost.all = max(cost.all, sum(size for _, size in sizes))
    cost.parent = max([cost.parent, *(size for pid, size in sizes if pid == parent)])
    cost.child = max([cost.child, *(size for pid, size in sizes if pid != parent)])


def _tree(pid: int) -> list[int]:
    """A process and all that came of it."""
    found = [pid]
    for one in found:
        try:
            tasks = list(Path(f"/proc/{one}/task").iterdir())
            found += [int(child) for task in tasks for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return found


def _memory(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def size_of(folder: Path) -> int:
    """Bytes on the disk, files with several names once."""
    files = {(s.st_dev, s.st_ino): s.st_blocks * 512 for p in folder.rglob("*") if p.is_file() for s in [p.stat()]}
    return sum(files.values())


def show(what: str, files: int, cost: Cost, store: Path) -> None:
    """A row of the table in the README, and what the command said."""
    cells = (
        what,
        f"{files:,}",
        f"{cost.seconds:,.0f} s",
        f"{cost.processor_seconds:,.0f} s",
        f"{files / cost.seconds:.1f}",
        f"{cost.parent / MIB:,.0f} MiB",
        f"{cost.child / MIB:,.0f} MiB",
        f"{cost.all / MIB:,.0f} MiB",
        f"{size_of(store) / 1e9:.2f} GB",
    )
    print("| " + " | ".join(cells) + " |", cost.said, sep="\n", flush=True)


def main() -> None:
    """Build, build again, add three files, change one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("count", type=int, nargs="?", default=30_000)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    reports, store = asked.work / "reports", asked.work / "store"
    if not reports.exists():
        write_reports(reports, asked.count)
    build = ["build", str(reports), "--store", str(store), "--jobs", str(asked.jobs)]
    show("from nothing", asked.count, run(build), store)
    show("again, nothing new", asked.count, run(build), store)
    more = [compose(1, asked.count + number * YEARS, YEARS) for number in range(3)]
    for report in more:
        (reports / f"{report.name}.txt").write_text(text_of(report), encoding="utf-8")
    show("with three more files", asked.count + 3, run(build), store)
    changed = reports / f"{more[0].name}.txt"
    changed.write_text(changed.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    show("with one file changed", asked.count + 3, run(build), store)


if __name__ == "__main__":
    main()
