"""What a file may take, told by a clock and a processor that are the test's own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from extract.read.time_limit import Over, TimeLimit, processor_seconds


@dataclass
class Machine:
    """A task's machine: `share` of a processor is the task's; `before` was used when it began."""

    share: float
    now: float = 1000.0
    before: float = 50.0
    looks: int = 0

    def used(self) -> float:
        self.looks += 1
        return self.before + self.share * (self.now - 1000)

    def limit(self, seconds: float = 100) -> TimeLimit:
        return TimeLimit(seconds, self.used, factor=4, clock=lambda: self.now)


def end_of(machine: Machine, until: float = 1000) -> tuple[Over | None, float]:
    """The limit that ends a task of up to `until` seconds, and after how many on the clock."""
    limit = machine.limit()
    while machine.now < 1000 + until:
        machine.now += limit.wait()
        if (over := limit.exceeded()) is not None:
            return over, machine.now - 1000
    return None, until


def test_an_endless_loop_ends_at_its_limit_of_processor_time() -> None:
    over, seconds = end_of(Machine(share=1))
    assert over is Over.PROCESSOR and seconds == pytest.approx(101, abs=0.2)


def test_on_a_busy_machine_it_ends_at_the_same_limit() -> None:
    over, seconds = end_of(Machine(share=1 / 3))
    assert over is Over.PROCESSOR and seconds == pytest.approx(301, abs=1)


def test_a_loop_of_several_threads_ends_as_much_sooner() -> None:
    over, seconds = end_of(Machine(share=2))
    assert over is Over.PROCESSOR and 50 < seconds < 102


def test_a_good_file_on_a_busy_machine_may_take_longer_than_its_limit() -> None:
    assert end_of(Machine(share=1 / 3), until=250) == (None, 250)


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


def test_processor_time_is_that_of_a_process_and_of_all_that_it_started() -> None:
    inner = "import time\nwhile time.process_time() < 0.3: pass\nprint(1, flush=True)\ntime.sleep(1000)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True) as outer:
        assert outer.stdout is not None and outer.stdout.readline() == b"1\n"
        spent = processor_seconds(outer.pid)
        os.killpg(outer.pid, 9)
    assert 0.3 <= spent < 30
    assert processor_seconds(outer.pid) == 0.0
