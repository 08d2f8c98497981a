"""Runs a reader's script for one file after another, each in a process of its own.

    python -P worker.py SCRIPT

A request on standard input is how many seconds it may take, of processor time and on the clock (doubles), and the
length of the file, then its bytes. The answer on standard output is an outcome (one byte), a length, then what the
script says. All numbers are big-endian.
The script's `read(data)` returns bytes, or as a str why there is nothing to read.

The script's libraries are loaded once; each file has a fork of this process, with limits of its own, so that no file
can crash, hang or fill another's. Without fork (Windows) the files share one process, which whoever asks must watch.
"""

from __future__ import annotations

import math
import os
import runpy
import select
import signal
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

Script = Callable[[bytes], bytes | str]

READ, REFUSED, BROKEN, CRASHED, TOO_MUCH, TOO_LONG = b"r", b"s", b"b", b"c", b"p", b"t"
"""Outcomes; the last two: too much processor time, too long on the clock."""

REQUEST = struct.Struct(">ddQ")
ANSWER = struct.Struct(">cQ")

CAN_FORK = hasattr(os, "fork")
MEMORY = 1536 * 1024**2
_CHUNK = 1 << 20
_LOOK_SECONDS = 5


def main() -> None:
    """Answer until the requests end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    script = runpy.run_path(str(Path(__file__).with_name(f"{sys.argv[1]}.py")))["read"]
    while request := _exactly(REQUEST.size):
        seconds, clock_seconds, length = REQUEST.unpack(request)
        data = _exactly(length)
        if len(data) < length:
            return
        outcome, said = _in_child(script, data, seconds, clock_seconds) if CAN_FORK else _outcome(script, data)
        sys.stdout.buffer.write(ANSWER.pack(outcome, len(said)) + said)
        sys.stdout.buffer.flush()


def _exactly(length: int) -> bytes:
    """The next bytes of standard input, not buffered, so that more of it can be told from its end; less at the end."""
    parts: list[bytes] = []
    while length and (part := os.read(sys.stdin.fileno(), min(length, _CHUNK))):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _in_child(script: Script, data: bytes, seconds: float, clock_seconds: float) -> tuple[bytes, bytes]:
    """The script's outcome and words, from a fork of this process."""
    receiving, sending = os.pipe()
    child = os.fork()
    if not child:
        _answer(script, data, seconds, sending)
    os.close(sending)
    try:
        said = _received(receiving, child, clock_seconds)
    finally:
        os.close(receiving)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if said is None:
        return TOO_LONG, b""
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return TOO_MUCH, b""
    return (said[:1], said[1:]) if said else (CRASHED, _death(status).encode())


def _answer(script: Script, data: bytes, seconds: float, sending: int) -> None:
    """Write outcome and words, and end this process at once."""
    try:
        _limit(math.ceil(seconds))
        outcome, said = _outcome(script, data)
        with os.fdopen(sending, "wb") as file:
            file.write(outcome + said)
    finally:
        os._exit(0)


def _outcome(script: Script, data: bytes) -> tuple[bytes, bytes]:
    try:
        said = script(data)
    except MemoryError:
        return BROKEN, b"it needs too much memory"
    except Exception as error:  # whatever a library raises for a broken file
        return BROKEN, f"{type(error).__name__}: {error}"[:200].encode("utf-8", "replace")
    return (REFUSED, said.encode()) if isinstance(said, str) else (READ, said)


def _limit(seconds: int) -> None:
    """Limit this process: memory, processor time (SIGXCPU), no core dumps, and no file may be written."""
    if resource is not None:
        for kind, most, beyond in (
            (resource.RLIMIT_AS, MEMORY, 0),
            (resource.RLIMIT_CPU, seconds, 1),  # at the hard limit it would be SIGKILL
            (resource.RLIMIT_CORE, 0, 0),
            (resource.RLIMIT_FSIZE, 0, 0),
        ):
            soft, hard = (math.inf if limit == resource.RLIM_INFINITY else limit for limit in resource.getrlimit(kind))
            resource.setrlimit(kind, (int(min(most, soft, hard)), int(min(most + beyond, hard))))


def _received(receiving: int, child: int, seconds: float) -> bytes | None:
    """All that the child writes until it ends; None where it takes too long. Exits where nobody waits for it any more.

    The time in which it runs or waits for the processor does not count: that has a limit of its own.
    """
    parts: list[bytes] = []
    deadline = time.monotonic() + seconds
    while (left := deadline - (began := time.monotonic())) > 0:
        ready, _, _ = select.select([receiving, sys.stdin.fileno()], [], [], min(left, _LOOK_SECONDS))
        if sys.stdin.fileno() in ready:
            raise SystemExit
        if ready:
            part = os.read(receiving, _CHUNK)
            if not part:
                return b"".join(parts)
            parts.append(part)
        elif _is_running(child):
            deadline += time.monotonic() - began
    return None


def _is_running(child: int) -> bool:
    """Whether a process runs or waits for its turn; False where the system does not tell (it is no Linux)."""
    try:
        return Path(f"/proc/{child}/stat").read_bytes().rpartition(b")")[2].split()[0] == b"R"
    except OSError:
        return False


def _death(status: int) -> str:
    """What ended a process."""
    if not os.WIFSIGNALED(status):
        return f"exit status {os.waitstatus_to_exitcode(status)}"
    number = os.WTERMSIG(status)
    return signal.strsignal(number) or f"signal {number}"


if __name__ == "__main__":
    main()
