"""Runs `kg` in processes that are forked from one that has the program loaded, which takes two seconds each time.

What is asked, said and left behind is that of `python -m kg`; what a new interpreter does, `test_cli.py` tests.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import traceback
from functools import cache, partial
from pathlib import Path
from typing import Any, NoReturn

from kg.building.extraction import warm_up
from tests.patience import PATIENCE_S

ROOT = Path(__file__).resolve().parents[2]
Result = subprocess.CompletedProcess[str]


def kg(*args: str | Path, **environment: str) -> Result:
    """Run a command; what it says is kept."""
    variables = {key: value for key, value in os.environ.items() if key != "KG_STORE"} | environment
    server = _server()
    assert server.stdin and server.stdout
    to_be_read = partial(tempfile.NamedTemporaryFile, "w+", encoding="utf-8")
    with to_be_read() as out, to_be_read() as error:
        order = {"args": list(map(str, args)), "environment": variables, "said": [out.name, error.name]}
        server.stdin.write(json.dumps(order) + "\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        return subprocess.CompletedProcess(order["args"], status, out.read(), error.read())


@cache
def _server() -> subprocess.Popen[str]:
    """The process that forks; it ends with this one, whose end closes what it reads."""
    command = [sys.executable, "-m", "tests.kg.warm"]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")


def _serve() -> None:
    warm_up()
    while line := sys.stdin.readline():
        child = os.fork()
        if not child:
            _become(json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _become(order: dict[str, Any]) -> NoReturn:
    """Be the command: with its arguments, its variables, and files for what it says."""
    signal.alarm(2 * PATIENCE_S)
    for number, name in enumerate([os.devnull, *order["said"]]):
        os.dup2(os.open(name, os.O_RDWR), number)
    sys.stdin, sys.stdout = open(0, encoding="utf-8"), open(1, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = ["kg", *order["args"]]
    status = 0
    try:
        runpy.run_module("kg", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else bool(end.code)
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    _serve()
