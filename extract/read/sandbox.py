"""Runs a reader's script in a process of its own, so that no file can hang or crash the build."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock, Timer

from extract.read.errors import ReadError
from extract.read.scripts.worker import ANSWER, BROKEN, CAN_FORK, READ, REFUSED, REQUEST, TOO_LONG, TOO_MUCH
from extract.read.time_limit import CLOCK_FACTOR

SECONDS = 60
"""How much processor time a script may take for a file."""

_NO_PART_OF_PATH = "-P"
_REMEDY = "print it to a new PDF or save it as .docx or .txt"


def run(
    script: str, data: bytes, path: str, kind: str, *, seconds: float = SECONDS, factor: float = CLOCK_FACTOR
) -> bytes:
    """What the script `script` of extract/read/scripts makes of `data`.

    Its memory is limited, its processor time to `seconds` (in whole seconds, at least one) and its time on the clock to
    `factor` times those, without what it waits for the processor; it can write no file.
    Raises ReadError, naming the format `kind`, where it takes longer or does not end well.
    """
    clock_seconds = seconds * factor
    outcome, said = _worker(script).ask(data, seconds, clock_seconds)
    if outcome == READ:
        return said
    words = said.decode("utf-8", "replace")
    if outcome == REFUSED:
        reason, _, remedy = words.partition("; ")
        raise ReadError(path, reason, remedy)
    if outcome == TOO_MUCH:
        raise ReadError(path, f"a {kind} file that takes more than {seconds:g} seconds of processor time", _REMEDY)
    if outcome == TOO_LONG:
        raise ReadError(path, f"a {kind} file that takes more than {clock_seconds:g} seconds on the clock", _REMEDY)
    raise ReadError(path, f"a {kind} file that breaks its reader ({words})", _REMEDY)


class _Worker:
    """The process that runs one script, started when first asked and again where it is gone."""

    def __init__(self, script: str) -> None:
        self._script = script
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        atexit.register(self.stop)

    def ask(self, data: bytes, seconds: float, clock_seconds: float) -> tuple[bytes, bytes]:
        """The outcome of one file and what the script says of it."""
        with self._lock:
            process = self._running()
            deadline = time.monotonic() + clock_seconds
            watch = Timer(clock_seconds, process.kill)
            if not CAN_FORK:
                watch.start()
            try:
                return _asked(process, data, seconds, clock_seconds)
            except OSError as error:
                self.stop()
                is_late = not CAN_FORK and time.monotonic() >= deadline
                return (TOO_LONG, b"") if is_late else (BROKEN, str(error).encode())
            finally:
                watch.cancel()

    def stop(self) -> None:
        """End the process, which also ends when its standard input does."""
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            with suppress(OSError):
                self._process.communicate()
        self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        """The process; a new one where there is none or it has ended, and where this one is a fork of its owner."""
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            self.stop()
            file = Path(__file__).with_name("scripts") / "worker.py"
            command = [sys.executable, _NO_PART_OF_PATH, str(file), self._script]
            pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere)
            self._owner = os.getpid()
        return self._process


def _asked(process: subprocess.Popen[bytes], data: bytes, seconds: float, clock_seconds: float) -> tuple[bytes, bytes]:
    """The process's answer. Raises OSError where it died before it gave one."""
    if process.stdin is None or process.stdout is None:
        raise OSError("no way to the reader's process")
    process.stdin.write(REQUEST.pack(seconds, clock_seconds, len(data)))
    process.stdin.write(data)
    process.stdin.flush()
    head = process.stdout.read(ANSWER.size)
    outcome, length = ANSWER.unpack(head) if len(head) == ANSWER.size else (b"", 0)
    said = process.stdout.read(length)
    if not outcome or len(said) < length:
        raise OSError("the reader's process died")
    return outcome, said


@cache
def _worker(script: str) -> _Worker:
    return _Worker(script)
