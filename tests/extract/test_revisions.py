"""The words that say of a report that it replaces another: the pattern's examples."""

from __future__ import annotations

import re

import pytest

from extract.pattern_data import load_patterns

REVISION = load_patterns("revisions")["revision"]


@pytest.mark.parametrize("name", REVISION["examples"])
def test_examples(name: str) -> None:
    assert re.search(REVISION["pattern"], name)


@pytest.mark.parametrize("name", REVISION["rejects"])
def test_rejects(name: str) -> None:
    assert not re.search(REVISION["pattern"], name)
