"""What a build on Spark reads: files of the machines themselves, and files that Hadoop's file systems reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from extract.corrections import FILE_NAME
from kg.builder import find_files
from kg.building.files import shown
from kg.cluster.errors import ClusterError, telling
from kg.cluster.folder import Folder
from kg.cluster.remote import Remote, find_remote, remote_corrections

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import SparkSession

_SCHEME = "://"

SHIPPED = "fazhi"
"""The folder of small files that Spark brings to every executor, by the name that it has there."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What to read.

    Attributes:
        local: Files of the machines themselves, by absolute path.
        remote: The others, None if there are no paths of such.
        vocabulary: Turtle files of the user's own, as paths in the folder `SHIPPED`.
        corrections: Folders (paths or URIs), each with the corrections file that speaks of all in it, as a path there.
    """

    local: tuple[str, ...]
    remote: Remote | None
    vocabulary: tuple[str, ...]
    corrections: tuple[tuple[str, str], ...]

    def contents(self, spark: SparkSession, partitions: int) -> RDD[tuple[str, bytes | None]]:
        """An RDD of (path, bytes); local files have None for bytes, they are read where they are."""
        rows = spark.sparkContext.parallelize([(path, None) for path in self.local], max(1, partitions))
        if self.remote is None:
            return rows
        return rows.union(self.remote.contents().rdd.map(lambda row: (row.path, bytes(row.content))))

    def count(self) -> int:
        """How many files there are."""
        return len(self.local) + len(self.remote.uris if self.remote else ())


def find_inputs(spark: SparkSession, paths: Sequence[str], vocabulary: Sequence[Path], folder: Path) -> Inputs:
    """The files that `paths` name, and the vocabularies and corrections files, shipped through `folder`.

    Raises kg.builder.BuildError where there is nothing at a path of this machine's own, ClusterError where there is
    nothing at a URI or it cannot be reached or listed.
    """
    uris = [path for path in paths if _SCHEME in path]
    for uri in uris:
        _check_reach(spark, uri)
    own = [Path(path) for path in paths if _SCHEME not in path]
    local = tuple(map(str, find_files(own))) if own else ()
    remote = find_remote(spark, uris) if uris else None
    found = [*_local_corrections(own), *(remote_corrections(spark, uris) if uris else ())]
    corrections = {f"corrections/{number}/{FILE_NAME}": above for number, (above, _) in enumerate(found)}
    words = {f"vocabulary/{number}/{file.name}": file.read_bytes() for number, file in enumerate(vocabulary)}
    _ship(spark, folder, {**words, **dict(zip(corrections, (data for _, data in found), strict=True))})
    speaking = tuple((above, name) for name, above in corrections.items())
    return Inputs(local, remote, tuple(words), speaking)


def _check_reach(spark: SparkSession, uri: str) -> None:
    with telling(uri):
        if not Folder(spark, uri).matches():
            raise ClusterError(f"{uri}: there is no such file or folder; check the path")


def _ship(spark: SparkSession, folder: Path, files: Mapping[str, bytes]) -> None:
    """Bring files to every executor, in a folder there."""
    archive = folder / f"{SHIPPED}.zip"
    with ZipFile(archive, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    spark.sparkContext.addArchive(f"{archive.as_uri()}#{SHIPPED}")


def _local_corrections(paths: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        files = sorted(path.rglob(FILE_NAME)) if path.is_dir() else [path.parent / FILE_NAME]
        yield from ((shown(file.absolute().parent), file.read_bytes()) for file in files if file.is_file())
