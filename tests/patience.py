"""Waiting for what is to come, on however busy a machine."""

from __future__ import annotations

import time
from collections.abc import Callable

import psutil

PATIENCE_S = 60
"""Longer than anything here takes: it ends a test that hangs."""


def wait_for(condition: Callable[[], object], otherwise: str) -> None:
    """Wait until `condition` holds; where it does not for a minute, the test fails and says `otherwise`."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.02)


def lives(pid: int) -> bool:
    """Whether a process goes on; one that ended may still wait for somebody to ask how."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
