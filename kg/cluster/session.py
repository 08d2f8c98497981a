"""Starting Spark, and saying what is missing where that cannot be done."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    from py4j.protocol import Py4JError
    from pyspark import SparkFiles
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession, Window
    from pyspark.sql import functions as spark_functions
except ImportError:
    SparkFiles = SparkSession = Window = spark_functions = None
    Py4JError = PySparkException = ()

_LOCAL = "local"
_REMEDIES = {
    "ModuleNotFoundError": "install fazhi-kg on every executor",
    "JAVA_GATEWAY_EXITED": "`java -version` should say 17 or 21",
}
_PYTHON_ERROR = re.compile(r"[A-Za-z_.]*(Error|Exception): ")

# Rows hold whole reports, so few of them are taken at a time; partitions are counted by us and left as they are.
_SETTINGS = {
    "spark.sql.adaptive.coalescePartitions.enabled": "false",
    "spark.sql.files.maxPartitionBytes": str(8 * 1024 * 1024),
    "spark.sql.files.openCostInBytes": str(64 * 1024),
    "spark.sql.parquet.columnarReaderBatchSize": "16",
    "spark.sql.session.timeZone": "UTC",
}
_LOG = Path(__file__).with_name("log4j2.properties")
_LOCAL_SETTINGS = {
    "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={_LOG.as_uri()}",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
}


__all__ = ["ClusterError", "SparkFiles", "Window", "session", "spark_functions"]


class ClusterError(Exception):
    """A build on Spark that cannot start or go on, with what to do about it."""


@contextmanager
def session(master: str) -> Iterator[SparkSession]:
    """A Spark session, ended when the block ends.

    What `spark-defaults.conf` (in `$SPARK_CONF_DIR`) sets is kept: packages, credentials, memory.

    Raises ClusterError without pyspark or Java, where `master` cannot be reached, and for what Spark raises meanwhile.
    """
    _check()
    local = master.startswith(_LOCAL)
    if local:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    try:
        spark = _start(master, {**_SETTINGS, **(_LOCAL_SETTINGS if local else {})})
        try:
            yield spark
        finally:
            spark.stop()
    except (PySparkException, Py4JError) as error:
        raise ClusterError(f"Spark gave up: {_why(error)}") from error


def _start(master: str, settings: dict[str, str]) -> SparkSession:
    builder = SparkSession.builder.master(master).appName("kg build")
    for name, value in settings.items():
        builder = builder.config(name, value)
    if not sys.stderr.isatty():
        builder = builder.config("spark.ui.showConsoleProgress", "false")
    return builder.getOrCreate()


def _check() -> None:
    if SparkSession is None:
        raise ClusterError("Spark needs the package pyspark; install it with `pip install 'fazhi-kg[spark]'`")
    home = os.environ.get("JAVA_HOME")
    java = Path(home, "bin", "java") if home else None
    if not (java.is_file() if java else shutil.which("java")):
        where = f"JAVA_HOME is {home}, which holds no Java" if home else "none is installed"
        raise ClusterError(
            f"Spark needs Java 17 or 21, and {where}; install it (Debian, Ubuntu: apt install openjdk-17-jre-headless)"
        )


def _why(error: Exception) -> str:
    """What Spark says in one line; its messages hold long traces of Python and Java, the reason last."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    python = [line for line in lines if _PYTHON_ERROR.match(line)]
    java = [line for line in lines if line.startswith("Caused by:")]
    reason = [*lines[:1], *java[-1:], *python[-1:]]
    told = reason[-1] if reason else type(error).__name__
    return told + next((f"; {remedy}" for words, remedy in _REMEDIES.items() if words in told), "")
