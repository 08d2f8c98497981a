"""Finds a Chromium for the tests that open pages; a machine without one gets one, or a clear failure."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.patience import PATIENCE_S

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",  # WebGL on the processor
    "--disable-dev-shm-usage",
    "--disable-background-networking",
]
INSTALLERS = (
    ("apt-get", "update"),
    ("apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"),
    (sys.executable, "-m", "playwright", "install", "chromium"),
)
MISSING = (
    "no Chromium was found and none could be installed: install it (Debian: apt-get install chromium; "
    "elsewhere: python -m playwright install --with-deps chromium) and run the tests again"
)


def looks(*choices: dict[str, Any]) -> list[Any]:
    """All combinations of choices by their names, to parametrize a test by; but two of them are slow tests.

    The first of all choices and the last of all are no slow tests: of two sizes, two languages and two schemes, each
    is seen.
    """
    combinations = list(product(*(choice.items() for choice in choices)))
    return [
        pytest.param(
            *(value for _, value in combination),
            id="-".join(name for name, _ in combination),
            marks=() if combination in (combinations[0], combinations[-1]) else pytest.mark.slow,
        )
        for combination in combinations
    ]


@cache
def executable() -> str:
    """Return the path of a Chromium: on PATH, else playwright's own, else one that is installed now.

    Raises:
        RuntimeError: There is none and none can be installed; the message says what to do.
    """
    found = _find()
    for command in INSTALLERS:
        if found:
            break
        _run(command)
        found = _find()
    if not found:
        raise RuntimeError(MISSING)
    return found


def _find() -> str | None:
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or _playwrights_own()


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _run(command: tuple[str, ...]) -> None:
    """Run an installer; whether it worked shows when the browser is looked for again."""
    if not shutil.which(command[0]):
        return
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(
            command,
            check=False,
            capture_output=True,
            timeout=300,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium, closed at the end; what is expected of its pages may come late."""
    path = executable()
    expect.set_options(timeout=1000 * PATIENCE_S)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
