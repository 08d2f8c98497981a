"""Writes the answers in the READMEs anew: the output of each `$ kg …` line in a ```console block.

`python docs/answers.py` after a change to the extraction, the questions or the examples; a test compares.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READMES = (ROOT / "README.md", ROOT / "README.zh.md")
_BLOCK = re.compile(r"^```console\n\$ kg (?P<arguments>[^|\n]*)(?:\| head -(?P<lines>\d+))?\n.*?^```$", re.M | re.S)


def _kg(*arguments: str) -> str:
    command = [sys.executable, "-X", "utf8", "-m", "kg", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(f"kg {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def build(store: Path) -> None:
    """Build a store of the example reports in the folder `store`."""
    _kg("build", "examples/reports", "--store", str(store))


@cache
def _answer(*arguments: str) -> str:
    """What both READMEs ask is asked once."""
    return _kg(*arguments)


def refreshed(text: str, store: Path) -> str:
    """`text` with the answers that the store gives now; a command that fails raises RuntimeError."""

    def answer(match: re.Match[str]) -> str:
        command = match[0].splitlines()[1]
        lines = _answer(*match["arguments"].split(), "--store", str(store)).splitlines()
        kept = [line.rstrip() for line in lines[: int(match["lines"] or len(lines))]]
        return "\n".join(["```console", command, *kept, "```"])

    return _BLOCK.sub(answer, text)


def main() -> None:
    """Rewrite the READMEs where an answer has changed."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        build(store)
        for readme in READMES:
            readme.write_text(refreshed(readme.read_text(encoding="utf-8"), store), encoding="utf-8")


if __name__ == "__main__":
    main()
