"""The folder of a dump, wherever Hadoop's file systems reach: this machine, HDFS, S3 and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cluster.errors import RAISED

if TYPE_CHECKING:
    from py4j.java_gateway import JavaObject
    from pyspark.sql import SparkSession

DONE = "_SUCCESS"
_PART = "part-"


class Folder:
    """A folder by path or URI."""

    def __init__(self, spark: SparkSession, uri: str) -> None:
        """Look the folder up with the file system that its URI names."""
        self._path_of = spark._jvm.org.apache.hadoop.fs.Path
        self._path = self._path_of(uri)
        self._files = self._path.getFileSystem(spark._jsc.hadoopConfiguration())
        self.uri = uri

    def exists(self) -> bool:
        """Whether there is anything at the path."""
        return bool(self._files.exists(self._path))

    def matches(self) -> bool:
        """Whether there is anything at the path, taken as a glob."""
        return bool(self._files.globStatus(self._path))

    def names(self) -> list[str]:
        """What is in the folder."""
        return sorted(status.getPath().getName() for status in self._files.listStatus(self._path))

    def walk(self) -> tuple[list[str], list[str]]:
        """The paths of all files at and below the path, taken as a glob, and of the folders that may not be opened.

        As Spark does, it leaves out what has a name that begins with `_` or `.`.
        """
        files: list[str] = []
        closed: list[str] = []
        waiting = list(self._files.globStatus(self._path) or ())
        while waiting:
            status = waiting.pop()
            path = status.getPath()
            if not status.isDirectory():
                files.append(path.toString())
                continue
            try:
                inner = self._files.listStatus(path)
            except RAISED:
                closed.append(path.toString())
                continue
            waiting.extend(entry for entry in inner if not entry.getPath().getName().startswith(("_", ".")))
        return sorted(files), sorted(closed)

    def delete(self, name: str) -> None:
        """Delete a file or subfolder, if it is there."""
        self._files.delete(self._inner(name), True)

    def write(self, name: str, data: bytes) -> None:
        """Write a small file."""
        stream = self._files.create(self._inner(name), True)
        try:
            stream.write(bytearray(data))
        finally:
            stream.close()

    def rename_parts(self, name: str, suffix: str) -> None:
        """Give the parts of a subfolder, part-00000-…, short names with a suffix of their own."""
        inner = self._inner(name)
        found = (status.getPath().getName() for status in self._files.listStatus(inner))
        for number, part in enumerate(sorted(part for part in found if part.startswith(_PART))):
            self._files.rename(self._path_of(inner, part), self._path_of(inner, f"{_PART}{number:05}{suffix}"))

    def _inner(self, name: str) -> JavaObject:
        return self._path_of(self._path, name)
