"""Times when a network page shows itself in a headless Chromium: its first paint, its nodes, its lines.

    python benchmarks/paint.py [PAGE.html] [--runs 5]

Without a page one of 30,000 nodes and 100,000 edges is made up, as large as `kg network` writes. Each run opens the
file in a browser of its own, with nothing cached. Seconds count from the beginning of the navigation:

- first paint: PerformancePaintTiming's first-contentful-paint, when the words and filters are there;
- nodes: the frame in which WebGL has drawn the nodes;
- lines: the frame in which it has drawn the edges, too; the screen is read back to see that they are there;
- evidence: the sentences are unpacked, too.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import chromium  # noqa: E402
from tests.viz import large  # noqa: E402
from viz.layout import ARRANGEMENTS, lay_out  # noqa: E402
from viz.render import render  # noqa: E402

MOMENTS = ("first paint", "nodes", "lines", "evidence")
_TIMES = """() => {
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  const marks = ["fazhi-nodes", "fazhi-drawn"].map((name) => performance.getEntriesByName(name)[0]);
  return [paint.startTime, ...marks.map((mark) => mark.startTime), performance.now()].map((time) => time / 1000);
}"""
_PATIENCE_MS = 180_000
_EMPTY_BYTES = 60_000
"""A stage without nodes packs into less."""


def write_page(out: Path) -> None:
    """Write a page of 30,000 nodes and 100,000 edges."""
    network = large.network()
    out.write_text(render(network, {name: lay_out(network.graph, name) for name in ARRANGEMENTS}), encoding="utf-8")


def times(browser: Browser, page: Path) -> list[float]:
    """Open a page once and return the seconds of the moments.

    Raises:
        RuntimeError: The page says that all is drawn, and the screen shows no nodes.
    """
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        tab = context.new_page()
        tab.set_default_timeout(_PATIENCE_MS)
        tab.goto(page.as_uri())
        tab.wait_for_selector("html[data-told]")
        found: list[float] = tab.evaluate(_TIMES)
        if len(tab.locator("#stage").screenshot()) < _EMPTY_BYTES:
            raise RuntimeError("the page says that all is drawn, and shows no nodes")
        return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", type=Path, nargs="?")
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        page = asked.page or Path(folder) / "network.html"
        if asked.page is None:
            write_page(page)
        print(f"{page.name}: {page.stat().st_size / 1e6:.2f} MB; load {os.getloadavg()[0]:.1f}")
        runs = []
        for _ in range(asked.runs):
            with chromium() as browser:
                runs.append(times(browser, page.resolve()))
    for moment, seconds in zip(MOMENTS, zip(*runs, strict=True), strict=True):
        print(f"{moment:12} median {median(seconds):5.2f} s, least {min(seconds):5.2f}, most {max(seconds):5.2f}")


if __name__ == "__main__":
    main()
