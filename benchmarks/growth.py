"""What a national year and ten years would take: a simulation from files that were measured here.

    python benchmarks/growth.py FOLDER [--sample 1000] [--seed 1]

The model. Each file of the larger corpus is one of the sample, drawn with replacement: its seconds of one core, its
quads, the bytes of its quads in the store are those that were measured. Files are taken in blocks of 200 by whichever
core is free, as the builds do; each process starts once, in the seconds that were measured. What reports share grows as
a power of the number of reports (Heaps' law), fitted to the growth over the sample. Not in the model: cores that share
a memory bus or are throttled, disks and networks, the publishing of the store, longer reports than the sample's.
"""

from __future__ import annotations

import argparse
import heapq
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from pyoxigraph import DefaultGraph, Quad, Store

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from extract.read import suffixes  # noqa: E402
from kg.building.extraction import Facts, Refusal, Settings, extract_facts  # noqa: E402

TOWNS = 29_428
"""Townships and towns of China at the end of 2023, sub-districts left out."""

BLOCK = 200
"""Files that one core takes at a time."""

CORPORA = {"a national year": TOWNS, "ten years": 10 * TOWNS}
CORES = (2, 8, 32, 128)


@dataclass(frozen=True, slots=True)
class Sample:
    """Files that were measured: seconds of one core and quads of each, and what they came to together.

    `shared` is how many different quads of shared things the first n files hold, by n.
    """

    seconds: np.ndarray
    quads: np.ndarray
    start_seconds: float
    bytes_per_quad: float
    shared: dict[int, int]


def measure(files: Sequence[Path]) -> Sample:
    """Extract the files one after the other, in this process, and load their quads into a store."""
    started = time.process_time()
    _extract(files[0])
    start_seconds = time.process_time() - started
    seconds, quads, curve = [], [], {}
    shared: set[Quad] = set()
    with TemporaryDirectory() as folder:
        store = Store(folder)
        for count, file in enumerate(files, 1):
            started = time.process_time()
            made = _extract(file)
            seconds.append(time.process_time() - started)
            found = set(made.assembled.quads()) if isinstance(made, Facts) else set()
            named = {quad for quad in found if not isinstance(quad.graph_name, DefaultGraph)}
            shared |= found - named
            quads.append(len(named))
            store.bulk_extend(named)
            if count & (count - 1) == 0 or count == len(files):
                curve[count] = len(shared)
        store.optimize()
        store.flush()
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    return Sample(np.array(seconds), np.array(quads), start_seconds, size / max(1, sum(quads)), curve)


def _extract(file: Path) -> Facts | Refusal:
    return extract_facts(file, (), Settings())


def heaps(curve: dict[int, int]) -> tuple[float, float]:
    """`factor` and `power` of factor · n ** power, fitted to the upper half of a growth curve."""
    counts = sorted(curve)[len(curve) // 2 :]
    power, factor = np.polyfit(np.log(counts), np.log([curve[count] for count in counts]), 1)
    return float(np.exp(factor)), float(power)


def minutes(seconds: np.ndarray, cores: int, start: float) -> float:
    """How long `cores` take for files of `seconds` each, taking blocks of them as they come free."""
    blocks = np.add.reduceat(seconds, np.arange(0, len(seconds), BLOCK))
    free = [start] * cores
    for block in blocks:
        heapq.heappush(free, heapq.heappop(free) + float(block))
    return max(free) / 60


def table(sample: Sample, seed: int) -> list[list[str]]:
    """The simulated corpora, a row each, under a row of headings."""
    rng = np.random.default_rng(seed)
    factor, power = heaps(sample.shared)
    rows = [
        ["corpus", "files", "quads", "of them shared", "store, GB", *(f"minutes on {cores} cores" for cores in CORES)]
    ]
    for name, files in CORPORA.items():
        drawn = rng.integers(0, len(sample.seconds), files)
        own, shared = int(sample.quads[drawn].sum()), int(factor * files**power)
        times = [minutes(sample.seconds[drawn], cores, sample.start_seconds) for cores in CORES]
        size = (own + shared) * sample.bytes_per_quad / 1e9
        rows.append(
            [name, f"{files:,}", f"{own + shared:,}", f"{shared:,}", f"{size:.1f}", *(f"{time:.1f}" for time in times)]
        )
    return rows


def main() -> None:
    """Measure the sample of the folder on the command line and print the simulation."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=1000, help="files to measure (default: 1000)")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    files = sorted(path for path in asked.folder.rglob("*") if path.suffix in suffixes())
    random.Random(asked.seed).shuffle(files)
    sample = measure(files[: asked.sample])
    factor, power = heaps(sample.shared)
    low, middle, high = np.percentile(sample.seconds, (5, 50, 95))
    print(f"measured {len(sample.seconds)} files: {sample.seconds.mean() * 1000:.0f} ms each on one core")
    print(f"  (5 % under {low * 1000:.0f} ms, half under {middle * 1000:.0f} ms, 95 % under {high * 1000:.0f} ms)")
    print(f"  {sample.quads.mean():.0f} quads each, {sample.bytes_per_quad:.0f} bytes of store a quad")
    print(f"  shared quads: {factor:.0f} · n^{power:.2f}; a process starts in {sample.start_seconds:.1f} s")
    for row in table(sample, asked.seed):
        print(" | ".join(row))


if __name__ == "__main__":
    main()
