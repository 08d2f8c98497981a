from __future__ import annotations

import faulthandler
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.building.workers import Limits, Loss, Workers
from tests.patience import PATIENCE_S, lives, wait_for

LIMITS = Limits(seconds=20, mebibytes=300)
SHORT = Limits(seconds=1, mebibytes=300, clock_factor=1000)
"""For what uses the processor: not even a machine that is very busy brings it to the limit of the clock."""

ON_THE_CLOCK = Limits(seconds=1000, mebibytes=300, clock_factor=1 / 500)
"""Two seconds on the clock, for what does not use the processor."""


def work(task: tuple[str, object]) -> object:
    """Does what the task's first word says."""
    word, value = task
    if word.startswith("log"):
        with Path(str(value)).open("a") as log:
            log.write("x")
        if word == "log":
            os._exit(7)
        word = word.removeprefix("log and ")
    if word == "crash":
        faulthandler.disable()
        os.kill(os.getpid(), signal.SIGSEGV)
    if word == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "leave":
        os._exit(7)
    if word == "once" and not (tried := Path(str(value))).exists():
        tried.touch()
        faulthandler.disable()
        os.kill(os.getpid(), signal.SIGKILL if tried.name == "first" else signal.SIGSEGV)
    if word == "once":
        time.sleep(0.2)
        return (value, os.getpid(), sorted(entry.name for entry in Path(str(value)).parent.glob("at-*")))
    if word == "at":
        mark = Path(str(value))
        mark.touch()
        time.sleep(0.05)
        mark.unlink()
    if word == "deaf":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        Path(str(value)).touch()
    if word == "loop":
        while True:
            pass
    if word == "memory":
        return len(bytearray(2_000_000_000))
    if word in ("sleep", "deaf"):
        time.sleep(1000)
    if word == "stop":
        os.kill(os.getpid(), signal.SIGSTOP)
    if word == "rest":
        time.sleep(2 * SHORT.seconds)
    if word == "start":
        try:
            subprocess.run([sys.executable, "-c", "while True: pass"], check=False)
        finally:
            Path(str(value)).write_text("ended")
    return (value, os.getpid())


def answers(tasks: list[tuple[str, object]], jobs: int, limits: Limits = LIMITS) -> dict[str, object]:
    with Workers(work, jobs, limits) as workers:
        return {str(task[1]): answer for task, answer in workers.run(tasks)}


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_task_that_ends_its_worker_costs_that_task_only(jobs: int) -> None:
    bad = [("crash", "a"), ("killed", "b"), ("leave", "c"), ("memory", "d")]
    tasks = [task for number, one in enumerate(bad) for task in (("fine", number), one, ("fine", number + 10))]
    found = answers(tasks, jobs)
    assert len(found) == len(tasks)
    reasons = {key: value.reason for key, value in found.items() if isinstance(value, Loss)}
    assert set(reasons) == {"a", "b", "c", "d"}
    assert "SIGSEGV" in reasons["a"] and "killed" in reasons["b"] and "exit status 7" in reasons["c"]
    assert "more memory" in reasons["d"]


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_task_whose_worker_dies_is_done_again_alone(jobs: int, tmp_path: Path) -> None:
    others = [("at", tmp_path / f"at-{number}") for number in range(12)]
    dying = [("once", tmp_path / "first"), ("once", tmp_path / "second")]
    found = answers([others[0], *dying, *others[1:]], jobs)
    assert set(list(found)[-2:]) == {str(tmp_path / "first"), str(tmp_path / "second")}
    assert not any(isinstance(value, Loss) for value in found.values()) and len(found) == 14
    again = [found[str(task[1])] for task in dying]
    assert [value[2] for value in again] == [[], []]  # type: ignore[index]
    assert len({value[1] for value in found.values()} & {value[1] for value in again}) == 2  # type: ignore[index]
    assert not {value[1] for value in again} & {value[1] for value in list(found.values())[:-2]}  # type: ignore[index]


def test_a_task_is_tried_twice_and_no_more(tmp_path: Path) -> None:
    found = answers([("log", tmp_path / "log"), ("fine", 1)], 2)
    loss = found.pop(str(tmp_path / "log"))
    assert isinstance(loss, Loss) and "twice (exit status 7)" in loss.reason
    assert (tmp_path / "log").read_text() == "xx"
    assert not any(isinstance(value, Loss) for value in found.values())


def test_what_answers_or_takes_too_long_is_not_tried_again(tmp_path: Path) -> None:
    found = answers([("log and loop", tmp_path / "a"), ("log and memory", tmp_path / "b")], 2, SHORT)
    assert all(isinstance(value, Loss) for value in found.values())
    assert (tmp_path / "a").read_text() == (tmp_path / "b").read_text() == "x"


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_endless_task_is_stopped_and_the_others_go_on(jobs: int) -> None:
    found = answers([("fine", 1), ("loop", "a"), ("fine", 2), ("fine", 3)], jobs, SHORT)
    loss = found.pop("a")
    assert isinstance(loss, Loss) and "--file-timeout-s" in loss.remedy
    assert loss.reason == "reading it takes more than 1 seconds of processor time"
    assert not any(isinstance(value, Loss) for value in found.values()) and len(found) == 3


def test_what_a_stopped_task_had_started_is_ended(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    loss = answers([("start", mark)], 1, SHORT)[str(mark)]
    assert isinstance(loss, Loss) and "1 seconds of processor time" in loss.reason
    assert mark.read_text() == "ended"


@pytest.mark.parametrize("word", ["sleep", "stop"])
def test_waiting_costs_no_processor_time_and_is_ended_by_the_clock(word: str) -> None:
    found = answers([(word, "a"), ("fine", 1)], 2, ON_THE_CLOCK)
    loss = found.pop("a")
    assert isinstance(loss, Loss) and "--retry" in loss.remedy
    assert loss.reason == "reading it takes more than 2 seconds on the clock"
    assert not any(isinstance(value, Loss) for value in found.values())


def test_a_file_that_must_wait_longer_than_its_limit_is_read() -> None:
    assert not isinstance(answers([("rest", "a")], 1, SHORT)["a"], Loss)


def test_workers_are_used_again_and_replaced_now_and_then() -> None:
    found = answers([("fine", number) for number in range(450)], 2)
    processes = {value[1] for value in found.values() if isinstance(value, tuple)}
    assert len(found) == 450 and 3 <= len(processes) <= 5


def test_tasks_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []

    def tasks() -> object:
        for number in range(1000):
            taken.append(number)
            yield ("fine", number)

    with Workers(work, 2, LIMITS) as workers:
        for done, _ in enumerate(workers.run(tasks()), 1):  # type: ignore[arg-type]
            assert len(taken) <= done + 2


def test_leaving_ends_all_at_once() -> None:
    with Workers(work, 2, Limits(60, 300)) as workers:
        running = workers.run([("fine", 0), ("loop", 1), ("loop", 2)])
        next(running)
        processes = [worker.process for worker in workers._workers]
        started = time.monotonic()
    assert time.monotonic() - started < PATIENCE_S
    assert not any(process.is_alive() for process in processes)


def seconds_to_leave(count: int, folder: Path) -> float:
    """How long it takes to leave so many workers that do not listen."""
    marks = [folder / f"{count}-{number}" for number in range(count)]
    with Workers(work, count + 1, Limits(60, 300)) as workers:
        running = workers.run([("fine", 0), *(("deaf", mark) for mark in marks)])
        next(running)
        wait_for(lambda: all(mark.exists() for mark in marks), "the workers do not begin")
        started = time.monotonic()
    return time.monotonic() - started


def test_leaving_many_that_do_not_listen_takes_no_longer_than_leaving_one(tmp_path: Path) -> None:
    assert seconds_to_leave(8, tmp_path) < 4 * seconds_to_leave(1, tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such signal")
def test_no_worker_outlives_a_build_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys; from tests.kg.building.test_workers import *\n"
        "def tasks():\n"
        "    yield ('loop', 1)\n"
        "    print(workers._workers[0].process.pid, flush=True)\n"
        "    yield ('loop', 2)\n"
        "workers = Workers(work, 2, Limits(600, 300))\n"
        "list(workers.run(tasks()))\n"
    )
    root = Path(__file__).resolve().parents[3]
    build = subprocess.Popen([sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, encoding="utf-8")
    assert build.stdout is not None
    worker = int(build.stdout.readline())
    build.kill()
    build.wait()
    build.stdout.close()
    wait_for(lambda: not lives(worker), "the worker goes on")


def test_an_interrupt_that_comes_while_a_worker_is_forked_is_not_lost() -> None:
    code = (
        "import os, signal\n"
        "from kg.building.workers import Workers\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGINT))\n"
        "with Workers(str, 1) as workers:\n"
        "    print(list(workers.run([1])))\n"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode != 0 and "KeyboardInterrupt" in done.stderr and "ignored" not in done.stderr
    assert done.stdout == ""
