"""How long reading one file may take: so much processor time, and a multiple of that on the clock.

A busy machine makes a good file wait for the processor, which is not the file's fault; an endless loop uses the
processor, and what sleeps or waits for ever is found by the clock.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from enum import Enum

import psutil

CLOCK_FACTOR = 4
"""How many times the processor time a file may take on the clock."""

_FIRST_LOOK_S = 1.0
_BETWEEN_LOOKS_S = 0.1
_PARTS = 4  # user and system, of a process itself and of those that it waited for; Linux adds waiting for disks


class Over(Enum):
    """The limit that was reached."""

    PROCESSOR = "processor"
    CLOCK = "clock"


class TimeLimit:
    """The limit of one task, which is looked at now and then: `exceeded` at `next_look`, at the earliest."""

    def __init__(
        self,
        seconds: float,
        used: Callable[[], float],
        *,
        factor: float = CLOCK_FACTOR,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """The task begins now.

        Args:
            seconds: The processor time that it may take.
            used: The processor time of its processes so far, in seconds, with what they used before the task. Asking
                takes some milliseconds, so that it is first asked after a second (a tenth of a limit under ten
                seconds), when most tasks are done; time is counted from there.
            factor: How many times `seconds` the task may take on the clock.
            clock: What tells the time, in seconds.
        """
        self.clock_seconds = seconds * factor
        self._seconds = seconds
        self._used = used
        self._clock = clock
        self._deadline = clock() + self.clock_seconds
        self._mark: float | None = None
        self.next_look = clock() + min(_FIRST_LOOK_S, seconds / 10, self.clock_seconds)

    def wait(self) -> float:
        """How many seconds there are to the next look."""
        return max(0.0, self.next_look - self._clock())

    def exceeded(self) -> Over | None:
        """The limit that is reached, if one is.

        A look that comes late costs the task no time on the clock: whoever looks was stopped (Ctrl-Z, a lid that was
        closed) or did not get the processor, and so was the task.
        """
        now = self._clock()
        if now < self.next_look:
            return None
        self._deadline += now - self.next_look
        spent = self._spent()
        if spent >= self._seconds:
            return Over.PROCESSOR
        if now >= self._deadline:
            return Over.CLOCK
        soonest = (self._seconds - spent) / (os.cpu_count() or 1)
        self.next_look = min(now + max(_BETWEEN_LOOKS_S, soonest), self._deadline)
        return None

    def _spent(self) -> float:
        used = self._used()
        if self._mark is None:
            self._mark = used
        return used - self._mark


def processor_seconds(pid: int) -> float:
    """The processor time of a process, of all that it started, and of what these waited for; 0.0 once it is gone.

    On Windows and macOS, psutil does not know of those that ended.
    """
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.Error:
        return 0.0
    return sum(map(_own_seconds, family))


def _own_seconds(process: psutil.Process) -> float:
    try:
        return sum(process.cpu_times()[:_PARTS])
    except psutil.Error:
        return 0.0
