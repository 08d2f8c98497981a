"""How long reading one file may take: so much processor time, and a multiple of that on the clock.

A busy machine makes a good file wait for the processor, which is not the file's fault and does not count. An endless
loop uses the processor, and what sleeps or waits for something else for ever is found by the clock.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import psutil

CLOCK_FACTOR = 4
"""How many times the processor time a file may take on the clock."""

_FIRST_LOOK_S = 1.0
_SHORTEST_S, _LONGEST_S = 0.1, 5.0
_PARTS = 4  # user and system, of a process itself and of those that it waited for; Linux adds waiting for disks
_TELLS_WHO_RUNS = sys.platform == "linux"


class Over(Enum):
    """The limit that was reached."""

    PROCESSOR = "processor"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Usage:
    """The processor time of some processes so far, and whether one of them runs now or waits for its turn."""

    seconds: float
    is_running: bool


class TimeLimit:
    """The limit of one task, which is looked at now and then: `exceeded` at `next_look`, at the earliest."""

    def __init__(
        self,
        seconds: float,
        usage: Callable[[], Usage],
        *,
        factor: float = CLOCK_FACTOR,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """The task begins now.

        Args:
            seconds: The processor time that it may take.
            usage: What its processes used so far, with what they used before the task. Asking takes some milliseconds,
                so that it is first asked after a second (a tenth of a limit under ten seconds), when most tasks are
                done; processor time is counted from there.
            factor: How many times `seconds` the task may take on the clock.
            clock: What tells the time, in seconds.
        """
        self.clock_seconds = seconds * factor
        self._seconds = seconds
        self._usage = usage
        self._clock = clock
        self._mark: float | None = None
        self._last_look = clock()
        self._deadline = self._last_look + self.clock_seconds
        self.next_look = self._last_look + min(_FIRST_LOOK_S, seconds / 10, self.clock_seconds)

    def wait(self) -> float:
        """How many seconds there are to the next look."""
        return max(0.0, self.next_look - self._clock())

    def exceeded(self) -> Over | None:
        """The limit that is reached, if one is.

        No time on the clock is counted up to a look that finds the task running or waiting for the processor, nor
        while a look comes late: whoever looks was stopped (Ctrl-Z, a lid that was closed), and so was the task.
        """
        now = self._clock()
        if now < self.next_look:
            return None
        usage = self._usage()
        self._deadline += now - (self._last_look if usage.is_running else self.next_look)
        self._last_look = now
        left = self._left(usage.seconds)
        if left <= 0:
            return Over.PROCESSOR
        if now >= self._deadline:
            return Over.CLOCK
        soonest = left / (os.cpu_count() or 1)
        self.next_look = min(now + min(max(soonest, _SHORTEST_S), _LONGEST_S), self._deadline)
        return None

    def _left(self, used: float) -> float:
        if self._mark is None:
            self._mark = used
        return self._seconds - (used - self._mark)


def usage_of(pid: int) -> Usage:
    """What a process, all that it started, and those that these waited for used; nothing once it is gone.

    On Windows and macOS, psutil does not know of those that ended, nor who runs.
    """
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.Error:
        return Usage(0.0, False)
    return Usage(sum(map(_own_seconds, family)), _TELLS_WHO_RUNS and any(map(_is_running, family)))


def _own_seconds(process: psutil.Process) -> float:
    try:
        return sum(process.cpu_times()[:_PARTS])
    except psutil.Error:
        return 0.0


def _is_running(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_RUNNING
    except psutil.Error:
        return False
