"""Each of more than three hundred hostile or broken files is read, or refused by name with a reason and a remedy."""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.read import ReadError, Source, holds_members, members, read, read_source
from tests.extract.read import hostile
from tests.extract.read.hostile import ANY, READ, TEXT, Case

SECONDS_AT_MOST = 60
MEMORY_AT_MOST = 3 * 1024**3

_LISTENER = socket.create_server(("127.0.0.1", 0))
_LISTENER.setblocking(False)
CASES = list(hostile.cases(_LISTENER.getsockname()[1]))


@pytest.fixture(autouse=True)
def bounds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No connection from this process or from one that it starts; no more than so much time and memory."""

    def refuse(*_: object) -> None:
        raise AssertionError("a reader asked the network")

    def too_long(*_: object) -> None:
        raise AssertionError("a reader takes without end")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_AT_MOST, before[1]))
    monkeypatch.setattr(signal, "alarm", signal.alarm)
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(SECONDS_AT_MOST)
    yield
    signal.alarm(0)
    resource.setrlimit(resource.RLIMIT_AS, before)
    with pytest.raises(BlockingIOError):
        _LISTENER.accept()


def outcomes(path: Path) -> list[str | ReadError]:
    """The text of the file, or of each in the archive, or why there is none."""

    def outcome(source: Source) -> str | ReadError:
        try:
            return read_source(source).text
        except ReadError as error:
            return error

    try:
        return [outcome(source) for source in members(path)] if holds_members(path) else [read(path).text]
    except ReadError as error:
        return [error]


def assert_says_what_where_and_how(error: ReadError, name: str) -> None:
    message = str(error)
    assert message.replace("\u3000", " ").isprintable()
    assert len(message) < 1000 + len(name)
    assert name.split("\n")[0][:20] in message or not name.isprintable()
    assert error.reason
    assert len(error.remedy) > 10
    assert "Traceback" not in message
    assert "Error(" not in message


def test_there_are_more_than_three_hundred() -> None:
    assert len(CASES) >= 300
    assert len({case.id for case in CASES}) == len({case.name for case in CASES}) == len(CASES)
    small = [case for case in CASES if not re.search("empty|noughts|million|many|bomb|drawing|stack", case.id)]
    assert len({case.data() for case in small}) > 300


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_hostile_file_is_read_or_refused_with_reason_and_remedy(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "in" / "here"
    folder.mkdir(parents=True)
    path = folder / case.name
    path.write_bytes(case.data())
    found = outcomes(path)
    for each in found:
        if isinstance(each, ReadError):
            assert_says_what_where_and_how(each, case.name)
        else:
            assert "root:x:" not in each or "password list" in case.id
            assert "hahaha" not in each
    if case.expected == READ:
        assert found == [TEXT]
    elif case.expected != ANY:
        assert found
        assert all(isinstance(each, ReadError) and re.search(case.expected, each.reason) for each in found), found
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [path]
    assert not Path("/tmp/fazhi-absolute.txt").exists()


def names() -> dict[str, str | bytes]:
    return {
        "a line break": "a\nb.txt",
        "control characters": "a\x1b[31m\x07\rb.txt",
        "right to left": "\u202etxt.fdp.txt",
        "a name in the encoding of Chinese Windows": "报告.txt".encode("gbk"),
        "as long as can be": "n" * 251 + ".txt",
        "blanks": "   .txt",
        "an option": "--help.txt",
        "a pattern": "[a-z]*?.txt",
        "full-width": "２０２４年　报告．txt.txt",
        "quotes": "a\"b'c`d$(e).txt",
    }


@pytest.mark.parametrize("kind", names())
def test_a_strange_name_is_no_obstacle(kind: str, tmp_path: Path) -> None:
    name = names()[kind]
    path = tmp_path / (name if isinstance(name, str) else os.fsdecode(name))
    path.write_text(TEXT, encoding="utf-8")
    document = read(path)
    assert document.text == TEXT
    assert document.name == ("报告.txt" if isinstance(name, bytes) else name)
    path.write_bytes(b"")
    with pytest.raises(ReadError, match="empty") as caught:
        read(path)
    assert str(caught.value).replace("\u3000", " ").isprintable()


def special(folder: Path) -> dict[str, tuple[Path, str]]:
    """Things in a file system that are no plain files, or too large, and what is said of them."""
    (folder / "folder.txt").mkdir()
    os.mkfifo(folder / "pipe.txt")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(folder / "socket.txt"))
    listening.close()
    for name, target in (("loop", "loop.txt"), ("one", "two.txt"), ("two", "one.txt"), ("dangling", "none.txt"),
                         ("device", "/dev/zero"), ("here", ".")):  # fmt: skip
        (folder / f"{name}.txt").symlink_to(target)
    for name in ("sparse.pdf", "sparse.zip", "sparse.txt"):
        with (folder / name).open("wb") as file:
            file.truncate(1025 * hostile.MEBIBYTE)
    return {
        "a folder": (folder / "folder.txt", "folder"),
        "a pipe": (folder / "pipe.txt", "no plain file"),
        "a socket": (folder / "socket.txt", "no plain file"),
        "a link to itself": (folder / "loop.txt", "symbolic links"),
        "links in a circle": (folder / "one.txt", "symbolic links"),
        "a link to nothing": (folder / "dangling.txt", "No such file"),
        "a device": (folder / "device.txt", "no plain file"),
        "a link to its folder": (folder / "here.txt", "folder"),
        "a gigabyte of noughts.pdf": (folder / "sparse.pdf", "too large"),
        "a gigabyte of noughts.zip": (folder / "sparse.zip", "too large"),
        "a gigabyte of noughts.txt": (folder / "sparse.txt", "too large"),
        "a name too long": (folder / ("n" * 300 + ".txt"), "too long"),
        "a nought in the name": (folder / "a\x00b.txt", "cannot be opened"),
        "what is not there": (folder / "none.txt", "No such file"),
    }


def test_what_is_no_plain_file_is_refused_at_once(tmp_path: Path) -> None:
    for kind, (path, words) in special(tmp_path).items():
        (error,) = outcomes(path)
        assert isinstance(error, ReadError), kind
        assert words in error.reason, kind
        assert_says_what_where_and_how(error, path.name if "\x00" not in path.name else "a")


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    """The superuser may read everything: there the file is read, so another user asks here."""
    tmp_path.chmod(0o755)
    for folder in tmp_path.parents:
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    receiving, sending = os.pipe()
    if not os.fork():
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            said = str(outcomes(path)[0])
            os.write(sending, said.encode())
        finally:
            os._exit(0)
    os.close(sending)
    with os.fdopen(receiving, encoding="utf-8") as file:
        said = file.read()
    os.wait()
    assert "Permission denied; check the path and its permissions" in said
    if os.geteuid() == 0:
        assert read(path).text == TEXT
