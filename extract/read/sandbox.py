"""Runs a reader's script in a process of its own, so that no file can hang or crash the build."""

from __future__ import annotations

import subprocess
import sys
from importlib import resources

from extract.read.errors import ReadError

SECONDS = 60

_ENOUGH_STATUS = 3
_NO_PART_OF_PATH = "-P"


def run(script: str, data: bytes, path: str, kind: str, *, seconds: float = SECONDS) -> bytes:
    """What the script `script` of extract/read/scripts writes when given `data`.

    The script limits its own memory and processor time; the time on the clock is limited here.
    Raises ReadError, naming the format `kind`, where it takes longer than `seconds` or does not end well.
    """
    remedy = "print it to a new PDF or save it as .docx or .txt"
    with resources.as_file(resources.files("extract") / "read" / "scripts" / f"{script}.py") as file:
        command = [sys.executable, _NO_PART_OF_PATH, str(file)]
        try:
            done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired as error:
            raise ReadError(path, f"a {kind} file that takes more than {seconds:g} seconds to read", remedy) from error
    if done.returncode == _ENOUGH_STATUS:
        reason, _, own = done.stderr.decode("utf-8", "replace").strip().partition("; ")
        raise ReadError(path, reason, own)
    if done.returncode:
        raise ReadError(path, f"a {kind} file that breaks its reader ({_why(done)})", remedy)
    return done.stdout


def _why(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode("utf-8", "replace").split("\n")
    said = [line.strip() for line in lines if line.strip()]
    return said[-1][:200] if said else f"exit status {done.returncode}"
