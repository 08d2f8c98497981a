"""Reads what only an office suite reads (.doc, .wps), by way of LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path

from extract.read.errors import ReadError
from extract.read.limits import LARGEST_FILE
from extract.read.odt import read_odt
from extract.read.origins import Marked
from extract.read.time_limit import Over, TimeLimit, usage_of

SECONDS = 120
"""How much processor time a conversion may take; the first start of LibreOffice takes ten seconds."""

_PROGRAMS = ("soffice", "libreoffice")
_INSTALL = "install LibreOffice (Debian, Ubuntu: apt-get install libreoffice-writer), or save it as .docx"
_CHECK = "open it in Word or WPS and save it as .docx"

# A profile of its own, in which nothing of a document is run and nothing is fetched.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}
</oor:items>
"""
_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_ITEM = '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
_VALUES = (
    ("DisableMacrosExecution", "true"),
    ("MacroSecurityLevel", "3"),
    ("BlockUntrustedRefererLinks", "true"),
    ("DisableActiveContent", "true"),
)


def read_office(data: bytes, path: str) -> Marked:
    """The raw lines of a file that LibreOffice reads, with its paragraphs.

    Raises ReadError where LibreOffice is not installed, cannot read the file, or takes too long.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise ReadError(path, f"a {_kind(path)} file, which LibreOffice reads, and that is not installed", _INSTALL)
    with tempfile.TemporaryDirectory(prefix="fazhi-", ignore_cleanup_errors=True) as folder:
        return read_odt(_converted(program, data, path, Path(folder)), path)


def _kind(path: str) -> str:
    return Path(path).suffix.lower() or ".doc"


def _converted(program: str, data: bytes, path: str, folder: Path) -> bytes:
    """The file as OpenDocument."""
    given = folder / "report.doc"
    given.write_bytes(data)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    items = "\n".join(_ITEM.format(path=_SECURITY, name=name, value=value) for name, value in _VALUES)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS.format(items=items), encoding="utf-8")
    options = ["--headless", "--norestore", "--nolockcheck", "--nologo", "--nodefault"]
    command = [program, f"-env:UserInstallation={profile.as_uri()}", *options]
    _run([*command, "--convert-to", "odt:writer8", "--outdir", str(folder), str(given)], path, folder)
    result = folder / "report.odt"
    if not result.is_file() or result.stat().st_size > LARGEST_FILE:
        raise ReadError(path, "LibreOffice cannot read it: damaged, or protected by a password", _CHECK)
    return result.read_bytes()


def _run(command: list[str], path: str, folder: Path) -> None:
    """Run `command` in a session of its own, with nothing left of it afterwards."""
    nowhere = {name: "http://127.0.0.1:9" for name in ("http_proxy", "https_proxy", "ftp_proxy")}
    environment = {**os.environ, **nowhere, "HOME": str(folder), "TMPDIR": str(folder)}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(process, path)
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait(process: subprocess.Popen[bytes], path: str) -> None:
    """Wait until a process ends. Raises ReadError where that takes too long."""
    limit = TimeLimit(SECONDS, partial(usage_of, process.pid))
    while True:
        with suppress(subprocess.TimeoutExpired):
            process.wait(limit.wait())
            return
        over = limit.exceeded()
        if over is Over.PROCESSOR:
            raise ReadError(path, f"LibreOffice takes more than {SECONDS} seconds of processor time to read it", _CHECK)
        if over is Over.CLOCK:
            seconds = f"{limit.clock_seconds:g}"
            raise ReadError(path, f"LibreOffice takes more than {seconds} seconds on the clock to read it", _CHECK)
