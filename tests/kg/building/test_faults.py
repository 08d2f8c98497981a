"""Whatever ends a build, the store is as before it or as after it, and the same build finishes the job."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kg import store as stores
from kg.builder import Progress, build
from kg.building import publishing
from kg.export import export_bytes
from kg.find import ask
from kg.store import StoreError, open_reading
from tests.kg.building.readers import read_slowly
from tests.kg.sample import read_sample

ROOT = Path(__file__).resolve().parents[3]
CODE = """
import sys
from pathlib import Path
from kg.builder import build
from kg.store import StoreError
from tests.kg.building.readers import read_slowly
try:
    build([sys.argv[1]], sys.argv[2], jobs=2, prune=True, reader=read_slowly)
except StoreError as error:
    sys.exit(str(error))
"""


def write(folder: Path, numbers: range, words: str = "宣讲民法典") -> None:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        (folder / f"r{number}.txt").write_text(f"第{number}镇\n{words}{number}次", encoding="utf-8")


def start(reports: Path, store: Path, limit: Callable[[], None] = lambda: None) -> subprocess.Popen[str]:
    def prepare() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # tests that run in the background have it ignored
        limit()

    command = [sys.executable, "-c", CODE, str(reports), str(store)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, encoding="utf-8", preexec_fn=prepare)


def quads(store: Path) -> bytes:
    return export_bytes(open_reading(store), "nq") if stores.current(store) else b""


class Case:
    """A store, the folder that it was built from after some edits, and what it is to be before and after the build."""

    def __init__(self, folder: Path) -> None:
        self.reports, self.store, self._saved = folder / "in", folder / "store", folder / "saved"
        write(self.reports, range(20))
        build([self.reports], self._saved, jobs=2, reader=read_sample)
        self.before = quads(self._saved)
        write(self.reports, range(15, 45), "学习民法典")
        (self.reports / "r3.txt").unlink()
        build([self.reports], folder / "clean", jobs=2, reader=read_slowly)
        self.after = quads(folder / "clean")

    def restore(self) -> None:
        shutil.rmtree(self.store, ignore_errors=True)
        shutil.copytree(self._saved, self.store)

    def finish(self) -> None:
        finished = start(self.reports, self.store)
        assert finished.communicate()[1] == "" and finished.returncode == 0
        assert quads(self.store) == self.after
        assert not list(self.store.glob("unfinished-*"))


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return Case(tmp_path_factory.mktemp("faults"))


def kill_at(case: Case, moment: float) -> None:
    case.restore()
    killed = start(case.reports, case.store)
    time.sleep(moment)
    killed.kill()
    killed.communicate()
    assert quads(case.store) in (case.before, case.after), f"killed after {moment} s"
    case.finish()


def duration(case: Case) -> float:
    case.restore()
    started = time.monotonic()
    case.finish()
    return time.monotonic() - started


def test_a_killed_build_leaves_the_store_whole_and_is_finished_by_the_next(case: Case) -> None:
    length = duration(case)
    for part in (0.4, 0.65, 0.9):
        kill_at(case, part * length)


@pytest.mark.slow
def test_killed_at_fifty_random_moments(case: Case) -> None:
    length = duration(case)
    chance = random.Random(1)
    for _ in range(50):
        kill_at(case, chance.uniform(0.1, 1.1) * length)


def test_a_build_killed_while_it_writes_leaves_the_store_whole(case: Case) -> None:
    """Killed at chosen moments, not by the clock: when the new version takes shape."""
    for pattern in ("unfinished-*/quads/*.sst", "unfinished-*/sources.sqlite", "v000002"):
        case.restore()
        killed = start(case.reports, case.store)
        while killed.poll() is None and not list(case.store.glob(pattern)):
            time.sleep(0.001)
        killed.kill()
        killed.communicate()
        assert quads(case.store) in (case.before, case.after), pattern
        case.finish()


def committed(path: Path) -> int:
    """How many outcomes outlive the build."""
    if not path.exists():
        return 0
    try:
        with closing(sqlite3.connect(path)) as database:
            return int(database.execute("SELECT COUNT(*) FROM outcome").fetchone()[0])
    except sqlite3.OperationalError:  # there is no table yet
        return 0


def test_what_a_killed_build_read_is_not_read_again(tmp_path: Path) -> None:
    write(tmp_path / "in", range(400))
    killed = start(tmp_path / "in", tmp_path / "store")
    while killed.poll() is None and not committed(tmp_path / "store" / stores.OUTCOMES):
        time.sleep(0.01)
    killed.kill()
    killed.communicate()
    seen: list[Progress] = []
    summary = build(
        [tmp_path / "in"], tmp_path / "store", jobs=2, prune=True, reader=read_slowly, on_progress=seen.append
    )
    assert 0 < summary.read < 400 and summary.unchanged == 400 - summary.read
    build([tmp_path / "in"], tmp_path / "clean", jobs=2, reader=read_slowly)
    assert quads(tmp_path / "store") == quads(tmp_path / "clean")


@pytest.mark.parametrize("size", [20_000, 60_000, 120_000, 250_000])
def test_a_full_disk_is_said_in_a_line_and_the_next_build_goes_on(case: Case, size: int) -> None:
    """A limit on the size of files fails as a full disk does: in the middle of a write."""
    case.restore()
    full = start(case.reports, case.store, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    said = full.communicate()[1]
    assert quads(case.store) in (case.before, case.after)
    if full.returncode:
        assert len(said.strip().splitlines()) == 1 and "run the same command again" in said, said
    else:
        assert size == 250_000
    case.finish()


def test_a_signal_stops_a_build_and_keeps_what_it_read(case: Case) -> None:
    case.restore()
    stopped = start(case.reports, case.store)
    while stopped.poll() is None and not list(case.store.glob(f"{stores.OUTCOMES}-wal")):
        time.sleep(0.01)
    stopped.send_signal(signal.SIGINT)
    stopped.communicate()
    assert stopped.returncode != 0
    assert quads(case.store) in (case.before, case.after)
    case.finish()


def test_all_of_a_version_is_on_the_disk_before_it_has_its_name(
    folder: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What power loss can take: files and folders that were not synced when the version was named."""
    synced: set[int] = set()
    published: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def note_sync(handle: int) -> None:
        synced.add(os.fstat(handle).st_ino)
        fsync(handle)

    def note_rename(path: Path, target: Path) -> Path:
        if target.name.startswith("v"):
            published.append(target.name)
            inside = [path, *path.rglob("*")]
            assert {entry.stat().st_ino for entry in inside} <= synced
            synced.clear()
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "rename", note_rename)
    (folder / "new.txt").write_text("添镇\n民法典", encoding="utf-8")
    build([folder], built, jobs=1, reader=read_sample)
    assert published == ["v000002"]
    assert built.stat().st_ino in synced


def test_readers_always_see_a_whole_state(tmp_path: Path) -> None:
    reports, store = tmp_path / "in", tmp_path / "store"
    write(reports, range(10))
    build([reports], store, jobs=1, reader=read_sample)
    states = [frozenset(f"r{number}.txt" for number in range(10 + step)) for step in range(9)]
    seen: list[frozenset[str]] = []
    errors: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                rows = ask(open_reading(store), "SELECT ?n { ?r a fz:Report ; fz:sourceName ?n ; fz:text ?t }")
                seen.append(frozenset(row["n"].value for row in rows))
        except (StoreError, OSError) as error:
            errors.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for step in range(1, 9):
        write(reports, range(9 + step, 10 + step))
        build([reports], store, jobs=1, reader=read_sample)
    done.set()
    reader.join()
    assert not errors
    assert set(seen) <= set(states) and len(set(seen)) > 1
    assert [states.index(state) for state in seen] == sorted(states.index(state) for state in seen)


def test_a_version_that_is_read_is_not_deleted(folder: Path, built: Path) -> None:
    """The database opens its files when they are first asked for, so the reader reads only in the end."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom kg.store import open_reading\n"
        "store = open_reading(Path(sys.argv[1]))\nprint('open', flush=True)\nsys.stdin.readline()\n"
        "print(sum(1 for quad in store))\n"
    )
    command = [sys.executable, "-c", code, str(built)]
    expected = sum(1 for _ in open_reading(built))
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as reader:
        assert reader.stdout is not None and reader.stdin is not None
        assert reader.stdout.readline() == "open\n"
        for number in range(4):
            (folder / f"new{number}.txt").write_text(f"添{number}镇\n民法典", encoding="utf-8")
            build([folder], built, jobs=1, reader=read_sample)
        assert (built / "v000001").exists()
        reader.stdin.write("\n")
        reader.stdin.flush()
        assert reader.stdout.read() == f"{expected}\n"


def test_versions_that_nobody_reads_are_deleted(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "unread"
    for number in range(4):
        (folder / f"new{number}.txt").write_text(f"添{number}镇\n民法典", encoding="utf-8")
        build([folder], store, jobs=1, reader=read_sample)
    assert sorted(entry.name for entry in store.glob("v*")) == ["v000003", "v000004"]


def test_opening_goes_on_with_the_newest_if_a_version_goes_meanwhile(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = len(open_reading(built))
    newest, asked = stores.newest, []

    def gone_once(folder: Path) -> Path:
        asked.append(folder)
        return newest(folder) if len(asked) > 1 else folder / "v000000"

    monkeypatch.setattr(stores, "newest", gone_once)
    assert len(open_reading(built)) == expected and len(asked) == 2


def test_a_lock_that_a_dead_build_left_does_no_harm(folder: Path, built: Path) -> None:
    (built / publishing._LOCK).write_text("")
    (built / publishing._PROCESS).write_text("999999\n")
    (folder / "new.txt").write_text("添镇\n民法典", encoding="utf-8")
    assert build([folder], built, jobs=1, reader=read_sample).stored
