"""Damage inside a database is told in a line, whatever the engine of queries makes of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kg as graph
from kg import integrity
from kg import store as stores
from kg.building.publishing import copy_of_newest, new_version, writing
from kg.cli import cli, opening
from kg.store import StoreError, open_reading

ROOT = Path(__file__).resolve().parents[2]
SLOWLY = "import sys, time\nfrom pathlib import Path\nfrom kg.cli import opening\n"


def kg(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


@pytest.fixture(scope="module")
def examples(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of two reports, large enough for blocks of data."""
    folder = tmp_path_factory.mktemp("examples")
    reports = [str(repository / "examples" / "reports" / f"{name}.txt") for name in ("d01", "d02")]
    assert kg("build", *reports, "--store", str(folder / "store"), "--jobs", "1").exit_code == 0
    return folder / "store"


@pytest.fixture
def store(examples: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(examples, tmp_path / "store"))


def tables(store: Path) -> list[Path]:
    version = stores.current(store)
    assert version is not None
    return sorted(stores.database(version).glob("*.sst"))


def damage(file: Path) -> None:
    """Change a byte in the first block of a table's data."""
    data = bytearray(file.read_bytes())
    data[len(data) // 20] ^= 0xFF
    file.write_bytes(data)


def test_a_store_as_it_was_written_has_no_damage(store: Path) -> None:
    version = stores.newest(store)
    integrity.check(version)
    listed = (version / integrity.NAME).read_text().splitlines()
    assert len(listed) == len(tables(store)) > 5
    assert integrity.size(version) == sum(int(line.split()[1]) for line in listed)


def test_every_table_is_checked_whatever_is_changed_in_it(store: Path) -> None:
    version = stores.newest(store)
    for file in tables(store):
        whole = file.read_bytes()
        for data in (whole[:-1], whole + b"x", b"x" + whole[1:]):
            file.write_bytes(data)
            with pytest.raises(StoreError, match=f"quads/{file.name} is not as it was written"):
                integrity.check(version)
        file.write_bytes(whole)
    integrity.check(version)


def test_commands_end_with_a_line_where_a_block_is_damaged(store: Path) -> None:
    """The engine would go on for ever at most of these, or give less than there is."""
    for file in tables(store):
        whole = file.read_bytes()
        damage(file)
        for command in (["stats"], ["show", "民法典"], ["query", "laws-most-cited"]):
            result = kg(*command, "--store", str(store))
            assert result.exit_code == 2 and result.stdout == ""
            [line] = result.stderr.splitlines()
            assert "已损坏" in line and "build again" in line
        file.write_bytes(whole)
    assert kg("stats", "--store", str(store)).exit_code == 0


def test_no_damaged_store_is_served(store: Path) -> None:
    damage(tables(store)[2])
    result = kg("serve", "--port", "0", "--store", str(store))
    assert result.exit_code == 2 and "is damaged" in result.stderr and len(result.stderr.splitlines()) == 1


def test_python_opens_no_damaged_store(store: Path) -> None:
    assert len(graph.open(store)) > 0
    damage(tables(store)[2])
    with pytest.raises(StoreError, match="is damaged"):
        graph.open(store)


def test_a_large_database_is_checked_while_the_command_goes_on(store: Path) -> None:
    """The command, one that never ends, is ended; where there is no damage, nothing is said of it."""
    version = stores.newest(store)
    code = f"{SLOWLY}opening.integrity.AT_ONCE = opening._PATIENCE_S = 0\nopening.watch(Path(sys.argv[1]))\n"
    watched = [sys.executable, "-c", code + "time.sleep(float(sys.argv[2]))\nprint('whole')", str(version)]
    whole = subprocess.run([*watched, "3"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (whole.returncode, whole.stdout, whole.stderr) == (0, "whole\n", "")
    damage(tables(store)[-2])
    ended = subprocess.run([*watched, "1000"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert ended.returncode == 2 and ended.stdout == ""
    assert "is damaged" in ended.stderr and len(ended.stderr.splitlines()) == 1


def test_what_the_engine_itself_says_of_damage_is_told_in_a_line(store: Path) -> None:
    for file in tables(store):
        damage(file)
    (stores.newest(store) / integrity.NAME).unlink()
    command = [sys.executable, "-m", "kg", "export", "-", "--format", "nq", "--store", str(store)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1 and "build again" in done.stderr and "Corruption" in done.stderr


def test_the_remedy_helps_and_nothing_is_read_again(store: Path, repository: Path) -> None:
    expected = sorted(map(str, open_reading(store)))
    damage(tables(store)[2])
    for version in stores.versions(store):
        shutil.rmtree(version)
    reports = [str(repository / "examples" / "reports" / f"{name}.txt") for name in ("d01", "d02")]
    built = kg("build", *reports, "--store", str(store))
    assert built.exit_code == 0 and "未变，未再读取" in built.stdout and "已读取 / read" not in built.stdout
    assert sorted(map(str, open_reading(store))) == expected


def test_checksums_of_shared_files_are_taken_over(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    checksum = integrity._checksum

    def note(file: Path) -> str:
        read.append(file.name)
        return checksum(file)

    monkeypatch.setattr(integrity, "_checksum", note)
    before = {line.rpartition(" ")[2]: line for line in _lines(store)}
    with writing(store):
        new_version(store, lambda draft: _copy(store, draft))
    after = {line.rpartition(" ")[2]: line for line in _lines(store)}
    assert {name: after[name] for name in before} == before and not set(read) & set(before)
    integrity.check(stores.newest(store))


def _lines(store: Path) -> list[str]:
    return (stores.newest(store) / integrity.NAME).read_text().splitlines()


def _copy(store: Path, draft: Path) -> None:
    copy_of_newest(store, draft)


def test_a_store_of_an_earlier_program_is_opened_unchecked(store: Path) -> None:
    version = stores.newest(store)
    (version / integrity.NAME).unlink()
    opening.watch(version)
    assert kg("stats", "--store", str(store)).exit_code == 0
