"""The steps of a build on Spark, as its driver takes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from socket import gethostname
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from extract.read import suffixes
from kg.building.extraction import Refusal, Settings
from kg.building.version import version_of
from kg.building.workers import Limits
from kg.cluster.errors import RAISED, ClusterError, telling
from kg.cluster.executor import Job, extract_contents, find_sources, merge_blocks
from kg.cluster.folder import DONE, Folder
from kg.cluster.inputs import SHIPPED, Inputs, find_inputs
from kg.cluster.remote import is_of_a_file, refusal_of
from kg.cluster.rows import EXTRACTED, FOUND, MERGED, Content, Extracted, Found, MergedRow
from kg.cluster.session import SparkFiles, Window, session, spark_functions
from kg.iri import DATA

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import DataFrame, SparkSession

PARTS = ("reports", "shared", "observations", "files", "issues")
"""The subfolders of a dump."""

_STAGING = "_unfinished"
_SUMMARY = "summary.json"
_FILES_A_PARTITION = 200
_MOST_PARTITIONS = 20_000
_LISTED_FAILURES = 1000
_SOURCES = "sources"
_REFUSED = "path string, digest string, reason string, remedy string"
_FILES = f"{_REFUSED}, report string"


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that gave no report: why, and what to do."""

    path: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build on Spark did; `failures` are the first thousand of `failed`."""

    base: str
    files: int
    failed: int
    reports: int
    other_documents: int
    statements: int
    issues: int
    failures: tuple[Failed, ...]


def build(
    paths: Sequence[str],
    dump: str,
    *,
    master: str = "local[*]",
    base: str = DATA,
    vocabulary: Sequence[Path] = (),
    limits: Limits | None = None,
) -> Summary:
    """Read the files and folders `paths` on Spark, write a dump, and say what happened.

    The dump's quads are those that `kg.build` puts into a store, line for line.

    Args:
        paths: Files, folders and globs; those with a scheme (`s3a://`, `hdfs://`, `file://`) are read through Hadoop,
            the others on each machine under the same path.
        dump: The folder to write, a path or URI. An unfinished dump there is replaced.
        master: Spark's master: `local[N]`, `spark://HOST:PORT`, `yarn`, `k8s://…`.
        base: What the IRIs of data start with.
        vocabulary: Turtle files with programmes, indicators, instruments and units of the user's own.
        limits: What reading one file may take, by default `kg.building.workers.Limits()`.

    Raises:
        ClusterError: pyspark or Java is missing, Spark gives up, a URI cannot be reached, nothing to read, or the dump
            is there already.
        kg.builder.BuildError: A broken vocabulary or corrections file, or a base that is none.
    """
    with session(master) as spark, TemporaryDirectory(prefix="fazhi-") as shipped:
        with telling(dump):
            folder = _prepare(Folder(spark, dump))
        inputs = find_inputs(spark, paths, tuple(vocabulary), Path(shipped))
        if not inputs.count():
            formats = ", ".join(sorted(suffixes()))
            raise ClusterError(f"nothing to read at {', '.join(paths)}; there should be files of {formats}")
        version = version_of(Settings(base, tuple(vocabulary)))
        job = partial(job_of, inputs.vocabulary, inputs.corrections, base, limits or Limits(), version)
        summary = _Steps(spark, folder, inputs, job).run()
        folder.delete(_STAGING)
        folder.write(_SUMMARY, (json.dumps(asdict(summary), ensure_ascii=False, indent=1) + "\n").encode())
        folder.write(DONE, b"")
    return summary


def _prepare(folder: Folder) -> Folder:
    """The folder, empty but for what is not ours to delete. Raises ClusterError if it holds a dump or anything else."""
    names = set(folder.names()) if folder.exists() else set()
    if DONE in names:
        raise ClusterError(f"there is a dump at {folder.uri} already; name another folder with --dump, or delete it")
    strangers = names - {*PARTS, _STAGING, _SUMMARY}
    if strangers:
        raise ClusterError(f"{folder.uri} holds other files ({min(strangers)}); name another folder with --dump")
    for name in names:
        folder.delete(name)
    return folder


def job_of(
    vocabulary: Sequence[str], corrections: Sequence[tuple[str, str]], base: str, limits: Limits, version: str
) -> Job:
    """What an executor needs to know, with the files where it has them.

    Raises ClusterError where the executor's program is another than the driver's: the graph would be neither's.
    """
    shipped = Path(SparkFiles.get(SHIPPED))
    settings = Settings(base, tuple(shipped / name for name in vocabulary))
    if version_of(settings) != version:
        raise ClusterError(
            f"fazhi-kg or a library that it reads with is of another version on {gethostname()} than on the driver; "
            "install the same on both (compare `pip freeze`)"
        )
    return Job(settings, tuple((folder, shipped / name) for folder, name in corrections), limits)


class _Steps:
    """The steps over one folder, each reading what the step before it wrote."""

    def __init__(self, spark: SparkSession, folder: Folder, inputs: Inputs, job: Callable[[], Job]) -> None:
        self._spark = spark
        self._folder = folder
        self._inputs = inputs
        self._job = job
        cores = spark.sparkContext.defaultParallelism
        self._partitions = min(_MOST_PARTITIONS, max(cores, inputs.count() // _FILES_A_PARTITION))
        spark.conf.set("spark.sql.shuffle.partitions", str(max(cores, self._partitions)))

    def run(self) -> Summary:
        """All steps."""
        found = self._found()
        extracted = self._staged("contents", self._extract(found), EXTRACTED)
        merged = self._staged("reports", self._merge(extracted), MERGED)
        self._write_quads(merged)
        merged.selectExpr("inline(observations)").write.parquet(self._path("observations"))
        self._write_listings(found, extracted, merged)
        return self._summary(merged)

    def _path(self, *names: str) -> str:
        return "/".join((self._folder.uri.rstrip("/"), *names))

    def _staged(self, name: str, rows: RDD[tuple[object, ...]], schema: str) -> DataFrame:
        """The rows as a data frame that can be read again and again."""
        path = self._path(_STAGING, name)
        self._spark.createDataFrame(rows, schema, verifySchema=False).write.parquet(path)
        return self._spark.read.schema(schema).parquet(path)

    def _found(self) -> DataFrame:
        """The sources. What Spark gives up for is found out and left out, and all is read again."""
        try:
            return self._staged(_SOURCES, self._find(), FOUND)
        except RAISED as error:
            before = self._inputs.remote
            if before is None or not is_of_a_file(error):
                raise
            remote = before.without_refused(self._refusal)
            if remote.refused == before.refused:
                raise
        self._inputs = replace(self._inputs, remote=remote)
        self._folder.delete(f"{_STAGING}/{_SOURCES}")
        return self._found()

    def _refusal(self, path: str) -> Refusal | None:
        return refusal_of(self._spark, path)

    def _find(self) -> RDD[Found]:
        contents = self._inputs.contents(self._spark, self._partitions)
        return contents.mapPartitions(find_sources)

    def _extract(self, found: DataFrame) -> RDD[Extracted]:
        """The quads of each content once, whatever files have it."""
        same = Window.partitionBy("digest")
        ordered = same.orderBy("name", "file", "position")
        base_name = spark_functions.element_at(spark_functions.split("path", "/"), -1)
        firsts = (
            found.filter("content is not null")
            .withColumn("names", spark_functions.sort_array(spark_functions.collect_set(base_name).over(same)))
            .withColumn("place", spark_functions.row_number().over(ordered))
            .filter("place = 1")
        )
        job = self._job
        contents = firsts.select(*Content._fields).rdd.map(lambda row: Content(*row))
        return contents.mapPartitions(lambda rows: extract_contents(rows, job()))

    def _merge(self, extracted: DataFrame) -> RDD[MergedRow]:
        blocks = extracted.filter("block is not null").repartition("block").sortWithinPartitions("block", "digest")
        return blocks.rdd.map(lambda row: Extracted(*row)).mapPartitions(merge_blocks)

    def _write_quads(self, merged: DataFrame) -> None:
        """One line a quad; a report's lines are one value with line ends in it."""
        shared = merged.selectExpr("explode(shared) as line").distinct().sortWithinPartitions("line")
        for name, lines in (("reports", merged.select("graph")), ("shared", shared)):
            lines.write.option("compression", "gzip").text(self._path(name))
            self._folder.rename_parts(name, ".nq.gz")

    def _write_listings(self, found: DataFrame, extracted: DataFrame, merged: DataFrame) -> None:
        stated = merged.selectExpr("report", "explode(digests) as digest")
        outcome = extracted.selectExpr("digest", "reason as lost", "remedy as help").join(stated, "digest", "left")
        files = (
            self._refused(found)
            .unionByName(found.select("path", "digest", "reason", "remedy"))
            .join(outcome, "digest", "left")
            .selectExpr(
                "path", "digest", "report", "coalesce(reason, lost) as reason", "coalesce(remedy, help) as remedy"
            )
        )
        files.write.json(self._path("files"))
        merged.selectExpr("report", "inline(issues)").write.json(self._path("issues"))

    def _refused(self, found: DataFrame) -> DataFrame:
        """The files that Hadoop lists and whose bytes did not come."""
        remote, missing = self._inputs.remote, dict[str, Refusal]()
        if remote is not None:
            missing = remote.missing((row.file for row in found.select("file").distinct().collect()), self._refusal)
        rows = [(path, None, why.reason, why.remedy) for path, why in missing.items()]
        return self._spark.createDataFrame(rows, _REFUSED)

    def _summary(self, merged: DataFrame) -> Summary:
        files = self._spark.read.schema(_FILES).json(self._path("files"))
        failed = files.filter("reason is not null").orderBy("path")
        counts = merged.selectExpr(
            "count_if(is_report)",
            "count_if(not is_report)",
            "coalesce(sum(statements), 0)",
            "coalesce(sum(size(issues)), 0)",
        ).first()
        failures = tuple(Failed(row.path, row.reason, row.remedy) for row in failed.limit(_LISTED_FAILURES).collect())
        reports, others, statements, issues = map(int, counts)
        base = self._job().settings.base
        return Summary(base, files.count(), failed.count(), reports, others, statements, issues, failures)
