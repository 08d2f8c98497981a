"""What all tests share: where the reports are, and a word on tests that had to be left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
REAL_REPORTS = ROOT.parent / "shared" / "reports"
ABSENT = "../shared/reports is not here"

# How long an example takes depends on what else the machine does.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


def _real_reports_are_here() -> bool:
    return any(REAL_REPORTS.glob("000*.txt"))


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of the example reports."""
    return ROOT / "examples" / "reports"


@pytest.fixture(scope="session")
def real_reports() -> Path:
    """The folder of the real reports, beside the repository; tests that ask for it are left out elsewhere."""
    return REAL_REPORTS


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-golden", action="store_true", help="write the golden files anew instead of comparing")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if _real_reports_are_here():
        return
    for item in items:
        if "real_reports" in getattr(item, "fixturenames", ()) or item.get_closest_marker("real_reports"):
            item.add_marker(pytest.mark.skip(reason=ABSENT))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    left_out = sum(ABSENT in str(report.longrepr) for report in skipped)
    if left_out:
        terminalreporter.write_line(f"{left_out} tests of the real reports were left out: {ABSENT}")
