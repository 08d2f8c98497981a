"""A folder behind Hadoop's WebHDFS REST API, so that Spark reads and writes it through a remote Hadoop file system.

The name node and the data node of https://hadoop.apache.org/docs/current/hadoop-project-dist/hadoop-hdfs/WebHDFS.html
are one server here; it redirects from the one to the other as they do, and has no users.
"""

from __future__ import annotations

import json
import shutil
import string
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote

BLOCK = 128 * 1024 * 1024


class Refused(Exception):
    """What the name node says no with: a status of HTTP, and an exception of Java's."""

    def __init__(self, status: int, java: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.java = java


@dataclass
class WebHdfs:
    """The server of the folder `root` at `uri`.

    Nobody may read what `denied` names; what `gone` names is listed, and not there when it is read; `asked` counts
    operations.
    """

    root: Path
    port: int
    denied: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    asked: Counter[str] = field(default_factory=Counter)

    @property
    def uri(self) -> str:
        """The file system's URI, without a slash at its end."""
        return f"webhdfs://127.0.0.1:{self.port}"

    def answer(self, operation: str, path: str, asked: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """The status and the content of the answer to an operation; of a redirection the content is where to."""
        self.asked[operation] += 1
        file = self.root / path.lstrip("/")
        reading = "LISTSTATUS" if file.is_dir() else "OPEN"
        if any(path.startswith(f"{name}/") or (path == name and operation == reading) for name in self.denied):
            message = f'Permission denied: user=kg, access=READ_EXECUTE, inode="{path}":hdfs:hdfs:drwx------'
            raise Refused(403, "org.apache.hadoop.security.AccessControlException", message)
        if path in self.gone and operation in {"GETFILESTATUS", "OPEN"}:
            raise _no_file(path)
        if operation == "OPEN":
            self._status(file)
        if operation in {"OPEN", "CREATE"} and "datanode" not in asked:
            return 307, b"&datanode=true"
        done = self._done(operation, file, asked, body)
        status = 201 if operation == "CREATE" else 200
        return status, done if isinstance(done, bytes) else json.dumps(done).encode()

    def _done(self, operation: str, path: Path, asked: Mapping[str, str], body: bytes) -> bytes | dict[str, object]:
        match operation:
            case "GETFILESTATUS":
                return {"FileStatus": self._status(path)}
            case "LISTSTATUS":
                return {"FileStatuses": {"FileStatus": self._listed(path)}}
            case "GETFILEBLOCKLOCATIONS":
                return {"BlockLocations": {"BlockLocation": [_block(path)]}}
            case "OPEN":
                return path.read_bytes()[int(asked.get("offset", 0)) :][
                    : int(asked["length"]) if "length" in asked else None
                ]
            case "CREATE":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(body)
                return b""
            case "MKDIRS":
                path.mkdir(parents=True, exist_ok=True)
                return {"boolean": True}
            case "RENAME":
                return {"boolean": self._renamed(path, asked["destination"])}
            case "DELETE":
                return {"boolean": _deleted(path)}
            case "SETPERMISSION" | "SETTIMES":
                return b""
        raise Refused(400, "java.lang.UnsupportedOperationException", f"{operation} is not done here")

    def _status(self, path: Path, suffix: str = "") -> dict[str, str | int]:
        if not path.exists():
            raise _no_file(f"/{path.relative_to(self.root)}")
        status, folder = path.stat(), path.is_dir()
        milliseconds = int(status.st_mtime * 1000)
        return {
            "pathSuffix": suffix,
            "type": "DIRECTORY" if folder else "FILE",
            "length": 0 if folder else status.st_size,
            "accessTime": milliseconds,
            "modificationTime": milliseconds,
            "blockSize": 0 if folder else BLOCK,
            "replication": 0 if folder else 1,
            "owner": "hdfs",
            "group": "hdfs",
            "permission": "755" if folder else "644",
        }

    def _listed(self, path: Path) -> list[dict[str, str | int]]:
        own = self._status(path)
        return [self._status(inner, inner.name) for inner in sorted(path.iterdir())] if path.is_dir() else [own]

    def _renamed(self, path: Path, destination: str) -> bool:
        target = self.root / destination.lstrip("/")
        if target.is_dir():
            target /= path.name
        if not path.exists() or target.exists() or not target.parent.is_dir():
            return False
        path.rename(target)
        return True


def _no_file(path: str) -> Refused:
    return Refused(404, "java.io.FileNotFoundException", f"File does not exist: {path}")


def _block(path: Path) -> dict[str, object]:
    return {
        "offset": 0,
        "length": path.stat().st_size,
        "hosts": ["localhost"],
        "names": ["localhost:9866"],
        "cachedHosts": [],
        "topologyPaths": ["/default-rack/localhost:9866"],
        "storageTypes": ["DISK"],
        "corrupt": False,
    }


def _deleted(path: Path) -> bool:
    if path.is_dir():
        shutil.rmtree(path)
        return True
    found = path.exists()
    path.unlink(missing_ok=True)
    return found


class _Handler(BaseHTTPRequestHandler):
    """Takes requests apart for `files`, and puts answers together."""

    protocol_version = "HTTP/1.1"
    files: WebHdfs

    def parse_request(self) -> bool:
        """Take the request apart; Hadoop's client writes letters beyond ASCII as they are, in UTF-8."""
        self.raw_requestline = quote(self.raw_requestline, string.printable).encode()
        return super().parse_request()

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        asked = dict(parse_qsl(query))
        name = unquote(path).removeprefix("/webhdfs/v1").rstrip("/") or "/"
        try:
            status, content = self.files.answer(asked["op"].upper(), name, asked, self._body())
        except Refused as refused:
            said = {
                "exception": refused.java.rpartition(".")[2],
                "javaClassName": refused.java,
                "message": str(refused),
            }
            status, content = refused.status, json.dumps({"RemoteException": said}).encode()
        self.send_response(status)
        if status == 307:
            self.send_header("Location", f"http://{self.headers['Host']}{self.path}{content.decode()}")
            content = b""
        # Without its type, for Hadoop 3.5 as Spark bundles it lacks the class that would parse that.
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_PUT = do_POST = do_DELETE = do_GET

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        chunks = []
        while size := int(self.rfile.readline(), 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(root: Path) -> Iterator[WebHdfs]:
    """Serve a folder on a free port of this machine until the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        files = WebHdfs(root, server.server_port)
        server.RequestHandlerClass = type("Handler", (_Handler,), {"files": files})
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield files
        finally:
            server.shutdown()
            thread.join()
