"""The Turtle of each example report, compared byte for byte with what a person has read.

`make golden` writes the files anew; look at the difference before you commit it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.export import export_bytes

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "reports"
GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("report", sorted(EXAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_golden_turtle(report: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    kg.build([report], tmp_path / "store", jobs=1)
    turtle = export_bytes(kg.open(tmp_path / "store").store, "ttl")
    golden = GOLDEN / f"{report.stem}.ttl"
    if request.config.getoption("--write-golden"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(turtle)
    assert turtle.decode() == golden.read_bytes().decode(), f"{golden.name} differs: `make golden`, then read the diff"


def test_every_golden_file_has_its_report() -> None:
    assert {path.stem for path in GOLDEN.glob("*.ttl")} == {path.stem for path in EXAMPLES.glob("*.txt")}
