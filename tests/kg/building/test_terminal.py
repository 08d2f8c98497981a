"""`kg build` as a person sees it: on a terminal, piped, and stopped by Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shlex
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def given(examples: Path, tmp_path: Path) -> Path:
    """Two reports, one of them twice, and an empty file."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("d01.txt", "d02.txt"):
        (folder / name).write_bytes((examples / name).read_bytes())
    (folder / "again.txt").write_bytes((examples / "d01.txt").read_bytes())
    (folder / "empty.txt").write_bytes(b"")
    return folder


def heed_interrupts() -> None:
    """Tests that run in the background have them ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def on_terminal(given: Path, store: Path, interrupt_at: str = "") -> tuple[str, int]:
    """What a terminal receives, and the exit status; Ctrl-C is typed once `interrupt_at` is seen."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 120, 0, 0))
    command = [sys.executable, "-m", "kg", "build", str(given), "--store", str(store), "--jobs", "1"]
    given_terminal = {"stdin": theirs, "stdout": theirs, "stderr": theirs, "start_new_session": True}
    with subprocess.Popen(command, cwd=ROOT, preexec_fn=heed_interrupts, **given_terminal) as run:
        os.close(theirs)
        seen = b""
        while True:
            try:
                seen += os.read(ours, 65536)
            except OSError:  # the terminal is closed: the command has ended
                break
            if interrupt_at and interrupt_at.encode() in seen:
                run.send_signal(signal.SIGINT)
                interrupt_at = ""
    os.close(ours)
    return seen.decode(), run.returncode


def test_a_terminal_shows_progress_then_the_summary(given: Path, tmp_path: Path) -> None:
    seen, status = on_terminal(given, tmp_path / "store")
    assert status == 1
    stages = [seen.index(words) for words in ("looking for files", "读取 reading", "写入 writing", "2 reports")]
    assert stages == sorted(stages)
    assert re.search(r"读取 reading: 100%.* 3/3 \[.*份/s, 问题 problems: 1\]", seen)
    assert "looking for files" not in seen.split("\r")[-1] and "\x1b[2K" in seen


def test_nothing_but_the_result_and_the_problems_is_piped(given: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg", "build", str(given), "--store", str(tmp_path / "store"), "--jobs", "1"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert [line.split(": ")[1].split(" → ")[0] for line in ended.stderr.splitlines()] == [
        str(given / "empty.txt"),
        str(given / "d01.txt"),
    ]
    total, *rest = ended.stdout.splitlines()
    assert re.fullmatch(
        r"报告 2 份，事实 \d+ 条(，待核事项 \d+ 项)? / 2 reports, \d+ statements(, \d+ issues?)? → .*/store", total
    )
    assert rest[rest.index("文件（共 4 个） / Files (4 in all)") + 1 :][:3] == [
        "  3  已读取 / read",
        "  1  与其他文件为同一份报告 / the same report as another file",
        "  1  无法读取 / could not be read",
    ]


def test_what_to_do_next_can_be_typed_as_it_stands(given: Path, tmp_path: Path) -> None:
    store = tmp_path / "my store"
    command = [sys.executable, "-m", "kg", "build", str(given), "--store", str(store), "--jobs", "1"]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    (given / "d02.txt").unlink()
    said = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False).stdout.splitlines()
    assert "  1  文件已不在，其报告仍保留 / no longer there; their reports are kept" in said
    steps = [line.split("  #")[0].strip() for line in said[said.index("下一步 / Next") + 1 :]]
    assert f"kg build {given} --retry --store '{store}'" in steps
    (prune,) = (step for step in steps if "--prune" in step)
    pruned = subprocess.run(
        [sys.executable, "-m", *shlex.split(prune)], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert "  1  已移除 / removed" in pruned.stdout and "--prune" not in pruned.stdout


@pytest.mark.parametrize("moment", ["looking for files", "读取 reading"])
def test_ctrl_c_says_what_is_kept_and_the_same_command_goes_on(given: Path, tmp_path: Path, moment: str) -> None:
    seen, status = on_terminal(given, tmp_path / "store", moment)
    assert status == 130
    assert "Traceback" not in seen
    assert "已停止" in seen and "the store is as it was" in seen
    again, status = on_terminal(given, tmp_path / "store")
    assert status == 1 and "2 reports" in again
