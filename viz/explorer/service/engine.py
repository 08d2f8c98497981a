"""One process of Oxigraph's server, on a private address of this machine."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

_LOG = logging.getLogger(__name__)
_FENCE = Path(__file__).with_name("fence.py")
_DISTRIBUTION = "oxigraph"
_NAMES = ("oxigraph", "oxigraph.exe")
_PORTS = range(20_000, 32_000)
_TRIES = 5
_PATIENCE_S = 30.0
_GLANCE_S = 0.01
_NO_NEWS = ("note: ", "Listening ")


class EngineError(Exception):
    """An engine that does not start or has died, with what to do about it."""


def program() -> Path:
    """The engine's program, as its package installed it. Raises EngineError if it is not there."""
    try:
        installed = files(_DISTRIBUTION) or []
    except PackageNotFoundError:
        installed = []
    for file in installed:
        path = Path(str(file.locate()))
        if path.name in _NAMES and path.is_file():
            return path.resolve()
    raise EngineError("the SPARQL engine is not installed; install it with `pip install oxigraph`")


@dataclass(frozen=True, slots=True)
class Engine:
    """A running engine. `address` is its host and port; `log` takes what it says."""

    process: subprocess.Popen[bytes]
    address: str
    log: IO[bytes]

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def kill(self) -> None:
        """End the process at once, without waiting for it; what it has committed stays."""
        self.process.kill()
        asyncio.get_running_loop().run_in_executor(None, self._bury)

    async def killed(self) -> None:
        """End the process, and wait until it has let go of its database."""
        self.process.kill()
        await asyncio.to_thread(self.process.wait)

    def _bury(self) -> None:
        self.process.wait()
        self.log.close()

    def last_words(self) -> str:
        """The last that it said, in a line."""
        self.log.seek(0)
        lines = self.log.read().decode(errors="replace").splitlines()
        said = [line.strip() for line in lines if line.strip() and not line.startswith(_NO_NEWS)]
        return said[-1] if said else f"exit status {self.process.poll()}"


async def start(database: Path, *, writable: bool = False, memory: int) -> Engine:
    """An engine on the database in a folder, ready to be asked.

    Args:
        database: The folder of the Oxigraph database.
        writable: Whether it takes updates; it then holds the database for itself.
        memory: Bytes that it may use; it dies if it needs more.

    Raises:
        EngineError: It does not start.
    """
    words = ""
    for _ in range(_TRIES):
        engine = _launch(database, writable=writable, memory=memory)
        try:
            if await _answers(engine):
                return engine
        except BaseException:
            engine.kill()
            raise
        words = engine.last_words()
        await engine.killed()
    raise EngineError(f"the SPARQL engine does not start on {database}: {words}")


def _launch(database: Path, *, writable: bool, memory: int) -> Engine:
    address = _free_address()
    serve = ["serve" if writable else "serve-read-only", "--location", str(database), "--bind", address]
    fenced = [sys.executable, "-I", "-S", str(_FENCE), str(os.getpid()), str(memory)]
    log = TemporaryFile()  # noqa: SIM115  # closed with the engine
    process = subprocess.Popen(
        [*fenced, str(program()), *serve],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        env={},
    )
    return Engine(process, address, log)


def _free_address() -> str:
    """An address of this machine that a page in a browser cannot guess: on Linux, all of 127.0.0.0/8 is loopback."""
    dice = random.SystemRandom()
    host = f"127.{dice.randrange(1, 255)}.{dice.randrange(256)}.{dice.randrange(1, 255)}"
    return f"{host if sys.platform == 'linux' else '127.0.0.1'}:{dice.choice(_PORTS)}"


async def _answers(engine: Engine) -> bool:
    """Wait until the engine takes connections; False if it died instead, or another program has its address."""
    host, _, port = engine.address.rpartition(":")
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PATIENCE_S
    while engine.alive and loop.time() < deadline:
        try:
            _, writer = await asyncio.open_connection(host, int(port))
        except OSError:
            await asyncio.sleep(_GLANCE_S)
            continue
        writer.close()
        return engine.alive
    return False
