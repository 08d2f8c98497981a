"""Files that Hadoop's file systems reach: which there are, and why one of them cannot be read.

Spark reads them; for one that it may not read it gives up all the others too. So those are found out by asking for the
first byte of each file, once Spark has given up, and left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from extract.corrections import FILE_NAME
from extract.read import suffixes
from extract.read.limits import LARGEST_FILE
from kg.building.extraction import Refusal
from kg.building.files import shown
from kg.cluster.errors import RAISED, telling, told
from kg.cluster.folder import Folder
from kg.cluster.session import spark_functions

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, DataFrameReader, SparkSession

_LOCAL_URI = re.compile("^file:/+")
_OF_GLOBS = re.compile(r"[\\{}\[\]*?]")
_ASKED_AT_ONCE = 16

_NO_LEAVE = "AccessControlException"
_UNREADABLE_FILE = "FAILED_READ_FILE"
_REASONS = {
    "Permission denied": "Permission denied",
    "AccessControlException": "Permission denied",
    "AccessDeniedException": "Permission denied",
    "FileNotFoundException": "No such file or directory",
}
"""Why a file cannot be read, by words of what Hadoop raises; the first that are found count."""


@dataclass(frozen=True, slots=True)
class Remote:
    """Remote files.

    Attributes:
        files: A data frame of their `path`, `length` and `content`, without those of empty files.
        uris: Their paths, each with the URI that Spark has for it.
        refused: Files and folders that are known not to be readable, with the reasons.
    """

    files: DataFrame
    uris: Mapping[str, str]
    refused: Mapping[str, Refusal]

    def contents(self) -> DataFrame:
        """The `path` and `content` of those that are not too large and not known to be refused."""
        refused = [uri for path, uri in self.uris.items() if path in self.refused]
        files = self.files.filter(~spark_functions.col("_metadata.file_path").isin(refused)) if refused else self.files
        return files.filter(f"length <= {LARGEST_FILE}").select("path", "content")

    def without_refused(self, refusal: Callable[[str], Refusal | None]) -> Remote:
        """The same files, with those that `refusal` gives a reason for among the refused."""
        unknown = [path for path in self.uris if path not in self.refused]
        return replace(self, refused={**self.refused, **refusals(unknown, refusal)})

    def missing(self, found: Iterable[str], refusal: Callable[[str], Refusal | None]) -> dict[str, Refusal]:
        """Why the files that are not among `found` gave no bytes; paths are as they are shown."""
        came = set(found)
        missing = [path for path in self.uris if shown(path) not in came and path not in self.refused]
        unknown = Refusal("cannot be read", "check the file and its permissions")
        reasons = {**dict.fromkeys(missing, unknown), **refusals(missing, refusal), **self.refused}
        return {shown(path): why for path, why in reasons.items()}


def find_remote(spark: SparkSession, uris: Sequence[str]) -> Remote:
    """The files at the URIs; of folders those with known suffixes.

    Raises ClusterError where they cannot be listed.
    """
    with telling(", ".join(uris)):
        given, closed = _listed(spark, uris)
    files = _binary_files(spark).load(given)
    path = spark_functions.col("path")
    known = "|".join(suffix.lstrip(".") for suffix in sorted(suffixes()))
    files = files.filter(spark_functions.lower(path).rlike(f"[.]({known})$") | path.isin(list(uris)))
    found = {_LOCAL_URI.sub("file:/", unquote(uri)): uri for uri in sorted(files.inputFiles())}
    wanted = {path: uri for path, uri in found.items() if _suffix(path) in suffixes() or path in uris}
    refusal = Refusal("a folder that cannot be opened", "check the path and its permissions")
    return Remote(files, wanted, dict.fromkeys(closed, refusal))


def remote_corrections(spark: SparkSession, uris: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The corrections files at the URIs: the folder that each speaks of, and its bytes."""
    given, _ = _listed(spark, uris)
    files = _binary_files(spark).option("pathGlobFilter", FILE_NAME).load(given)
    for row in files.select("path", "content").collect():
        yield row.path.rpartition("/")[0], bytes(row.content)


def is_of_a_file(error: Exception) -> bool:
    """Whether Spark gave up for a file that cannot be read."""
    return _UNREADABLE_FILE in str(error)


def refusals(paths: Iterable[str], refusal: Callable[[str], Refusal | None]) -> dict[str, Refusal]:
    """Those of `paths` that are refused, with why; many are asked for at once."""
    asked = list(paths)
    with ThreadPoolExecutor(_ASKED_AT_ONCE) as pool:
        return {path: why for path, why in zip(asked, pool.map(refusal, asked), strict=True) if why is not None}


def refusal_of(spark: SparkSession, path: str) -> Refusal | None:
    """Why a file cannot be read, found by asking for its first byte; None where it can."""
    try:
        return _asked(spark, path)
    except RAISED as error:
        said = str(error)
        reason = next((reason for words, reason in _REASONS.items() if words in said), None)
        return Refusal(reason or f"cannot be read ({told(said)})", "check the file and its permissions")


def _asked(spark: SparkSession, uri: str) -> Refusal | None:
    path = spark._jvm.org.apache.hadoop.fs.Path(uri)
    files = path.getFileSystem(spark._jsc.hadoopConfiguration())
    length = files.getFileStatus(path).getLen()
    if not length:
        return Refusal("the file is empty", "leave it out or give the report's full text")
    if length > LARGEST_FILE:
        return Refusal(f"too large ({length} bytes of at most {LARGEST_FILE})", "split it, one report a file")
    with closing(files.open(path)) as stream:
        stream.read()
    return None


def _listed(spark: SparkSession, uris: Sequence[str]) -> tuple[list[str], list[str]]:
    """What to load for the URIs: themselves, or where Spark may not list a folder in them, files; and such folders."""
    try:
        _binary_files(spark).load(list(uris))
    except RAISED as error:
        walked = [Folder(spark, uri).walk() for uri in uris] if _NO_LEAVE in str(error) else []
        files = [file for found, _ in walked for file in found]
        if not files:
            raise
        closed = [folder for _, folders in walked for folder in folders]
        return [_OF_GLOBS.sub(r"\\\g<0>", file) for file in files], closed
    return list(uris), []


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _binary_files(spark: SparkSession) -> DataFrameReader:
    reader = spark.read.format("binaryFile").option("recursiveFileLookup", "true")
    return reader.option("ignoreCorruptFiles", "true").option("ignoreMissingFiles", "true")
