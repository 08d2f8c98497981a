"""Starting Spark, and saying what is missing where that cannot be done."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread

from kg.cluster.errors import ClusterError, telling

try:
    from pyspark import SparkFiles
    from pyspark.sql import SparkSession, Window
    from pyspark.sql import functions as spark_functions
except ImportError:
    SparkFiles = SparkSession = Window = spark_functions = None

_LOCAL = "local"
_ADDRESS = re.compile(r"([^/,:]+):(\d+)")
_ADDRESS_TIMEOUT_S = 10
_LOG = Path(__file__).with_name("log4j2.properties")

# Rows hold whole reports, so few of them are taken at a time; partitions are counted by us and left as they are.
_SETTINGS = {
    "spark.sql.adaptive.coalescePartitions.enabled": "false",
    "spark.sql.files.maxPartitionBytes": str(8 * 1024 * 1024),
    "spark.sql.files.openCostInBytes": str(64 * 1024),
    "spark.sql.parquet.columnarReaderBatchSize": "16",
    "spark.sql.session.timeZone": "UTC",
    "spark.driver.defaultJavaOptions": f"-Dlog4j2.configurationFile={_LOG.as_uri()}",
}
_LOCAL_SETTINGS = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
}

# Hadoop's clients try for a quarter of an hour where nobody answers; three times of 20 s are enough for a person.
_HADOOP_SETTINGS = {"ipc.client.connect.max.retries.on.timeouts": "2"}
_HADOOP_DEFAULTS = "core-default.xml"


__all__ = ["SparkFiles", "Window", "session", "spark_functions"]


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
    else:
        _check_reach(master)
    with telling(f"Spark cannot start on {master}"), _interrupt_kept():
        spark = _start(master, {**_SETTINGS, **(_LOCAL_SETTINGS if local else {})})
    with telling("Spark gave up"):
        try:
            yield spark
        finally:
            spark.stop()


@contextmanager
def _interrupt_kept() -> Iterator[None]:
    """Leave Ctrl-C to the caller: Spark's own handler calls Java within a call to Java, and tells at length of it."""
    handler = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if current_thread() is main_thread():
            signal.signal(signal.SIGINT, handler)


def _start(master: str, settings: dict[str, str]) -> SparkSession:
    builder = SparkSession.builder.master(master).appName("kg build")
    for name, value in settings.items():
        builder = builder.config(name, value)
    if not sys.stderr.isatty():
        builder = builder.config("spark.ui.showConsoleProgress", "false")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
        spark = builder.getOrCreate()
    hadoop = spark._jsc.hadoopConfiguration()
    for name, value in _HADOOP_SETTINGS.items():
        if list(hadoop.getPropertySources(name) or ()) == [_HADOOP_DEFAULTS]:
            hadoop.set(name, value)
    return spark


def _check() -> None:
    if SparkSession is None:
        raise ClusterError("Spark needs the package pyspark; install it with `pip install 'pyspark>=4'`")
    home = os.environ.get("JAVA_HOME")
    java = Path(home, "bin", "java") if home else None
    if not (java.is_file() if java else shutil.which("java")):
        where = f"JAVA_HOME is {home}, which holds no Java" if home else "none is installed"
        raise ClusterError(
            f"Spark needs Java 17 or 21, and {where}; install it (Debian, Ubuntu: apt install openjdk-17-jre-headless)"
        )


def _check_reach(master: str) -> None:
    """Raise ClusterError where no one listens at the master's address, which Spark would find out in minutes."""
    if master == "yarn" and not {"HADOOP_CONF_DIR", "YARN_CONF_DIR"} & os.environ.keys():
        raise ClusterError(
            "yarn: no cluster is named; set HADOOP_CONF_DIR to the folder of its core-site.xml and yarn-site.xml"
        )
    addresses = _ADDRESS.findall(master)
    problems = [problem for host, port in addresses if (problem := _problem(host, int(port)))]
    if addresses and len(problems) == len(addresses):
        raise ClusterError(f"{master}: {problems[0]}; check host and port, and that the master runs")


def _problem(host: str, port: int) -> str:
    """Why there is no connection to a port, if so."""
    try:
        socket.create_connection((host, port), _ADDRESS_TIMEOUT_S).close()
    except (OSError, OverflowError, UnicodeError) as error:
        return getattr(error, "strerror", None) or str(error)
    return ""
