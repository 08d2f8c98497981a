"""The process that reads what could crash or hang: each file is on its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from extract.read import ReadError, sandbox
from extract.read.sandbox import run
from tests.patience import lives, wait_for

SCRIPT = """
import os, time
def read(data):
    if data == b"crash":
        os.abort()
    if data == b"hang":
        time.sleep(100)
    if data == b"rest":
        time.sleep(2)
    if data == b"spin":
        while True:
            pass
    if data == b"fill":
        return b"x" * (4 << 30)
    if data == b"fail":
        raise ValueError("no such thing")
    if data == b"refuse":
        return "a file of another kind; name it rightly"
    if data == b"write":
        with open("written.txt", "w") as file:
            file.write("x" * 10_000)
    return str(os.getppid()).encode()
"""


@pytest.fixture(autouse=True)
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real worker beside a script that does as it is told."""
    folder = tmp_path / "scripts"
    folder.mkdir()
    real = Path(sandbox.__file__).with_name("scripts") / "worker.py"
    (folder / "worker.py").write_bytes(real.read_bytes())
    (folder / "told.py").write_text(SCRIPT, encoding="utf-8")
    monkeypatch.setattr(sandbox, "__file__", str(tmp_path / "sandbox.py"))
    monkeypatch.chdir(tmp_path)
    sandbox._worker.cache_clear()
    return folder


def error_of(data: bytes, seconds: float = 20, factor: float = 4) -> ReadError:
    with pytest.raises(ReadError) as caught:
        run("told", data, "a.pdf", "PDF", seconds=seconds, factor=factor)
    return caught.value


def test_one_process_serves_many_files_and_outlives_the_bad_ones(tmp_path: Path) -> None:
    first = run("told", b"", "a.pdf", "PDF")
    assert "breaks its reader (Aborted)" in error_of(b"crash").reason
    assert "no such thing" in error_of(b"fail").reason
    assert "too much memory" in error_of(b"fill").reason
    assert (error_of(b"refuse").reason, error_of(b"refuse").remedy) == ("a file of another kind", "name it rightly")
    assert "more than 0.5 seconds on the clock" in error_of(b"hang", 20, 1 / 40).reason
    assert "more than 2 seconds of processor time" in error_of(b"spin", 2, 1 / 4).reason
    assert "File too large" in error_of(b"write").reason
    assert run("told", b"", "a.pdf", "PDF") == first
    assert not (tmp_path / "written.txt").read_text()


def test_waiting_is_no_processor_time() -> None:
    assert run("told", b"rest", "a.pdf", "PDF", seconds=1, factor=1000)


def test_a_lost_process_is_started_again() -> None:
    first = int(run("told", b"", "a.pdf", "PDF"))
    os.kill(first, 9)
    wait_for(lambda: not lives(first), "it goes on")
    assert int(run("told", b"", "a.pdf", "PDF")) != first


def test_nothing_is_left_when_whoever_asked_is_killed(tmp_path: Path) -> None:
    asking = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[3])!r})
from extract.read import sandbox
sandbox.__file__ = {sandbox.__file__!r}
print(int(sandbox.run("told", b"", "a", "PDF")), flush=True)
sandbox.run("told", b"hang", "a", "PDF")
"""
    asker = subprocess.Popen([sys.executable, "-c", asking], stdout=subprocess.PIPE, cwd=tmp_path)
    assert asker.stdout is not None
    worker = int(asker.stdout.readline())
    asker.kill()
    asker.wait()
    wait_for(lambda: not lives(worker), "the reader's process goes on")
