"""Worker processes with one task each at a time: whatever a task does to its worker costs that task only.

A task whose worker dies is done once more in the end, alone: it may have been another's memory that the worker died of.

Libraries keep pools that come close. concurrent.futures gives up the whole pool when one worker dies and knows no
limit of time; pebble knows one, but gives up too when a worker dies between tasks, and leaves running what a killed
worker had started (LibreOffice). Here each worker has a pipe of its own, so that it can be ended at any moment.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Generic, TypeVar

from extract.read.time_limit import CLOCK_FACTOR, Over, TimeLimit, usage_of

if sys.platform == "linux":
    import resource

T = TypeVar("T")
R = TypeVar("R")

# Forked workers share what this process has loaded: they start in no time, and have it in memory once.
_FORKS = sys.platform == "linux"

_TASKS_OF_A_WORKER = 200
_GRACE_SECONDS = 0.5
_SET_PARENT_DEATH_SIGNAL = 1
_MEBIBYTE = 1024 * 1024
_SAVE_ANEW = "save it anew as .docx or .txt"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may take.

    Attributes:
        seconds: Processor time, of the worker and of all that it starts.
        mebibytes: Memory beyond what a worker has from the start.
        clock_factor: How many times `seconds` it may take on the clock, for what sleeps or waits for ever; waiting for
            the processor does not count.
    """

    seconds: float = 120
    mebibytes: int = 2048
    clock_factor: float = CLOCK_FACTOR


@dataclass(frozen=True, slots=True)
class Loss:
    """A task that ended its worker or had to be ended with it: why, and what to do."""

    reason: str
    remedy: str


class _Death(Loss):
    """A task whose worker died at it."""


class _Worker(Generic[T, R]):
    """One process, its pipe, and what it is at."""

    def __init__(self, work: Callable[[T], R], limits: Limits) -> None:
        context = get_context("fork") if _FORKS else get_context("spawn")
        self._limits = limits
        self.pipe, theirs = context.Pipe()
        arguments = (theirs, work, limits, os.getpid())
        self.process: BaseProcess = context.Process(target=_serve, args=arguments, daemon=True)
        with _interrupt_held_back():
            self.process.start()
        theirs.close()
        self.tasks_left = _TASKS_OF_A_WORKER
        self.task: list[T] = []
        self.over: Over | None = None
        self.limit = self._limit()

    def give(self, task: T) -> None:
        """Let it do `task`; that it is dead is found when its answer is asked for."""
        self.task = [task]
        self.tasks_left -= 1
        self.limit = self._limit()
        with suppress(OSError):
            self.pipe.send(task)

    def is_done(self) -> bool:
        """Whether it has answered or died."""
        return bool(connection.wait([self.pipe, self.process.sentinel], 0))

    def is_late(self) -> bool:
        """Whether its task has taken all its time."""
        self.over = self.limit.exceeded()
        return self.over is not None

    def take(self) -> R | Loss:
        """What came of its task, which must be done or its process dead."""
        self.task = []
        try:
            answer: R | Loss = self.pipe.recv()
        except (EOFError, OSError):
            self.tasks_left = 0
            self.process.join()
            return _died(self.process.exitcode or 0)
        return answer

    def end(self) -> None:
        """Ask it to stop, which lets it end what it started; where it does not listen, kill it."""
        self.process.terminate()
        self.process.join(_GRACE_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.join()
        self.pipe.close()

    def _limit(self) -> TimeLimit:
        usage = partial(usage_of, self.process.pid or 0)
        return TimeLimit(self._limits.seconds, usage, factor=self._limits.clock_factor)


class Workers(Generic[T, R]):
    """Up to `jobs` processes that do `work`, replaced when they die or have done enough.

    `work` and all tasks and answers can be pickled. Use it as a context manager: leaving it ends all processes.
    """

    def __init__(
        self, work: Callable[[T], R], jobs: int, limits: Limits = Limits(), prepare: Callable[[], None] | None = None
    ) -> None:
        """No process is started before there is a task; `prepare` is called before the first that shares memory."""
        self._work = work
        self._jobs = jobs
        self._limits = limits
        self._prepare = prepare if _FORKS else None
        self._workers: list[_Worker[T, R]] = []

    def __enter__(self) -> Workers[T, R]:
        """These workers."""
        return self

    def __exit__(self, *_: object) -> None:
        """End all of them."""
        self.end()

    def end(self) -> None:
        """End all processes, whatever they are at, within a second; the next task starts new ones."""
        for worker in self._workers:
            worker.process.terminate()
        deadline = time.monotonic() + _GRACE_SECONDS
        for worker in self._workers:
            worker.process.join(max(0.0, deadline - time.monotonic()))
        for worker in self._workers:
            worker.kill()
        self._workers.clear()

    def run(self, tasks: Iterable[T]) -> Iterator[tuple[T, R | Loss]]:
        """Each task with its answer, or with why there is none, as they are done; `tasks` is taken as needed."""
        waiting = iter(tasks)
        broken: list[T] = []
        self._occupy(waiting)
        while busy := [worker for worker in self._workers if worker.task]:
            for worker in self._ready(busy):
                [task] = worker.task
                answer = self._answer(worker)
                self._occupy(waiting)
                if isinstance(answer, _Death):
                    broken.append(task)
                else:
                    yield task, answer
        for task in broken:
            yield task, self._alone(task)

    def _alone(self, task: T) -> R | Loss:
        """What comes of a task in a new process while there is no other."""
        self.end()
        worker = self._new()
        worker.give(task)
        self._ready([worker])
        return self._answer(worker)

    def _answer(self, worker: _Worker[T, R]) -> R | Loss:
        """What came of the task of a worker that is ready."""
        return worker.take() if worker.is_done() else self._late(worker)

    def _ready(self, busy: list[_Worker[T, R]]) -> list[_Worker[T, R]]:
        """Those that have answered, died, or run out of time; waits until there is one."""
        handles = [handle for worker in busy for handle in (worker.pipe, worker.process.sentinel)]
        while True:
            connection.wait(handles, min(worker.limit.wait() for worker in busy))
            if ready := [worker for worker in busy if worker.is_done() or worker.is_late()]:
                return ready

    def _late(self, worker: _Worker[T, R]) -> Loss:
        worker.task = []
        worker.tasks_left = 0
        if worker.over is Over.CLOCK:
            return Loss(
                f"reading it takes more than {worker.limit.clock_seconds:g} seconds on the clock",
                f"build again with --retry when the machine has less to do, or {_SAVE_ANEW}",
            )
        return Loss(
            f"reading it takes more than {self._limits.seconds:g} seconds of processor time",
            f"{_SAVE_ANEW}, or give it more time with --file-timeout-s",
        )

    def _occupy(self, waiting: Iterator[T]) -> None:
        """Give each idle worker a task, with new workers for those that are dead or have done enough."""
        for worker in [w for w in self._workers if not w.task and (w.tasks_left <= 0 or not w.process.is_alive())]:
            self._workers.remove(worker)
            worker.end()
        idle = [worker for worker in self._workers if not worker.task]
        for task in islice(waiting, self._jobs - len(self._workers) + len(idle)):
            (idle.pop() if idle else self._new()).give(task)

    def _new(self) -> _Worker[T, R]:
        if self._prepare is not None:
            self._prepare()
            self._prepare = None
        worker: _Worker[T, R] = _Worker(self._work, self._limits)
        self._workers.append(worker)
        return worker


@contextmanager
def _interrupt_held_back() -> Iterator[None]:
    """Let Ctrl-C come after the block: what it raises in the hooks of a fork, such as logging's, is lost."""
    if not _FORKS:
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _died(code: int) -> Loss:
    """Why there is no answer, where the task ends its worker alone too."""
    if code == -signal.SIGKILL:
        return _Death(
            "the process that read it was killed twice, probably for want of memory",
            f"{_SAVE_ANEW}, or build where there is more memory",
        )
    name = signal.Signals(-code).name if code < 0 else f"exit status {code}"
    return _Death(
        f"it broke the process that read it, twice ({name})", f"{_SAVE_ANEW}, and please report this with the file"
    )


def _serve(pipe: Connection[Any, Any], work: Callable[[Any], Any], limits: Limits, parent: int) -> None:
    """Do tasks until told to stop; runs in the worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if _FORKS:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, _leave)
    _die_with(parent)
    # What the parent had open is not this process's to close: the threads that would do it have not come along.
    gc.freeze()
    _limit_memory(limits.mebibytes)
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        pipe.send(_done(work, task))


def _done(work: Callable[[Any], Any], task: object) -> object:
    try:
        return work(task)
    except MemoryError:
        return Loss("reading it takes more memory than one file may have", f"split it, or {_SAVE_ANEW}")
    except Exception as error:  # whatever it is, it must not cost the other tasks
        return Loss(f"reading it failed ({type(error).__name__}: {error})", "please report this with the file")


def _leave(*_: object) -> None:
    """Unwind, so that what was started is ended and what was written is removed."""
    raise SystemExit


def _die_with(parent: int) -> None:
    """Let no worker outlive the build, not even one in an endless loop of a build that was killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:
            raise SystemExit


def _limit_memory(mebibytes: int) -> None:
    if sys.platform != "linux":
        return
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    wanted = pages * resource.getpagesize() + mebibytes * _MEBIBYTE
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
