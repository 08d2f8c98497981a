"""What a file may take, told by a clock and a processor that are the test's own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from extract.read.time_limit import Over, TimeLimit, Usage, usage_of


@dataclass
class Machine:
    """A task's machine: `share` of a processor is the task's, which else waits; `before` was used when it began."""

    share: float
    waits_for_the_processor: bool = False
    now: float = 1000.0
    before: float = 50.0
    looks: int = 0

    def usage(self) -> Usage:
        self.looks += 1
        return Usage(self.before + self.share * (self.now - 1000), self.waits_for_the_processor)

    def limit(self, seconds: float = 100) -> TimeLimit:
        return TimeLimit(seconds, self.usage, factor=4, clock=lambda: self.now)


def end_of(machine: Machine, until: float = 100_000) -> tuple[Over | None, float]:
    """The limit that ends a task of up to `until` seconds, and after how many on the clock."""
    limit = machine.limit()
    while machine.now < 1000 + until:
        machine.now = min(machine.now + limit.wait(), 1000 + until)
        if (over := limit.exceeded()) is not None:
            return over, machine.now - 1000
    return None, until


def test_an_endless_loop_ends_at_its_limit_of_processor_time() -> None:
    over, seconds = end_of(Machine(share=1))
    assert over is Over.PROCESSOR and seconds == pytest.approx(101, abs=0.2)


def test_on_a_busy_machine_it_ends_at_the_same_limit() -> None:
    over, seconds = end_of(Machine(share=1 / 50, waits_for_the_processor=True))
    assert over is Over.PROCESSOR and seconds == pytest.approx(5001, abs=6)


def test_a_loop_of_several_threads_ends_as_much_sooner() -> None:
    over, seconds = end_of(Machine(share=2))
    assert over is Over.PROCESSOR and 50 < seconds < 102


def test_a_good_file_on_a_busy_machine_may_take_longer_than_its_limit() -> None:
    machine = Machine(share=1 / 50, waits_for_the_processor=True)
    assert end_of(machine, until=4900) == (None, 4900)


@pytest.mark.parametrize("share", [0, 0.2])
def test_what_hardly_uses_the_processor_is_ended_by_the_clock(share: float) -> None:
    assert end_of(Machine(share)) == (Over.CLOCK, 400)


def test_a_second_passes_before_the_first_look_and_looks_are_few() -> None:
    machine = Machine(share=1)
    limit = machine.limit()
    machine.now += 0.99
    assert limit.exceeded() is None and machine.looks == 0
    end_of(machine)
    assert 1 < machine.looks < 60 * (os.cpu_count() or 1)


def test_a_limit_under_ten_seconds_is_looked_at_sooner() -> None:
    assert Machine(share=1).limit(1).wait() == pytest.approx(0.1)


def test_time_in_which_nobody_looked_does_not_count() -> None:
    """The lid was closed, or the whole build stopped with Ctrl-Z."""
    machine = Machine(share=0)
    limit = machine.limit()
    machine.now += 1_000_000
    assert limit.exceeded() is None
    while limit.exceeded() is None:
        machine.now += limit.wait()
    assert limit.exceeded() is Over.CLOCK and machine.now - 1000 == pytest.approx(1_000_399)


@contextmanager
def running(code: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process that starts another of this code, which is to write a line; both end with the block."""
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}])"
    command = [sys.executable, "-c", outer]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        try:
            assert process.stdout is not None and process.stdout.readline() == b"1\n"
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)


SPIN = "import time\nwhile time.process_time() < 0.3: pass\nprint(1, flush=True)\n"


def test_processor_time_is_that_of_a_process_and_of_all_that_it_started() -> None:
    with running(f"{SPIN}time.sleep(1000)") as process:
        assert 0.3 <= usage_of(process.pid).seconds < 30
    assert usage_of(process.pid) == Usage(0.0, False)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell")
def test_it_is_known_whether_a_process_waits_for_the_processor_or_for_something_else() -> None:
    with running(f"{SPIN}while True: pass") as process:
        assert usage_of(process.pid).is_running
        os.killpg(process.pid, signal.SIGSTOP)
        while usage_of(process.pid).is_running:
            time.sleep(0.01)
    with running("import time; print(1, flush=True); time.sleep(1000)") as process:
        while usage_of(process.pid).is_running:
            time.sleep(0.01)
