"""What Spark and Hadoop raise, told in a line: what is wrong, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

try:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
except ImportError:
    RAISED: tuple[type[Exception], ...] = ()
else:
    RAISED = (PySparkException, Py4JError)

_REMEDIES = {
    "ModuleNotFoundError": "install fazhi-kg on every executor, and let PYSPARK_PYTHON name its Python there",
    "PYTHON_VERSION_MISMATCH": "let PYSPARK_PYTHON name a Python on every executor of the driver's minor version",
    "JAVA_GATEWAY_EXITED": "Java's own words stand above; `java -version` should say 17 or 21",
    "S3AFileSystem not found": "S3 needs `spark.jars.packages org.apache.hadoop:hadoop-aws:VERSION` in "
    "spark-defaults.conf, of the version of Spark's own Hadoop",
    'For input string: "': "hadoop-aws must be of the very version of Spark's own Hadoop",
    "AWS credentials": "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the keys in spark-defaults.conf",
    "NoSuchBucket": "check the name of the bucket and spark.hadoop.fs.s3a.endpoint",
    'No FileSystem for scheme "s3': "write s3a://",
    "No FileSystem for scheme": "Spark has no connector for it: name its package in spark.jars.packages",
    "Incomplete HDFS URI": "name the host (hdfs://HOST:8020/…), or set HADOOP_CONF_DIR to the cluster's configuration",
    "UnknownHostException": "check the host; a name of the cluster's own needs HADOOP_CONF_DIR",
    "AccessControlException": "ask its owner for leave; HADOOP_USER_NAME says as whom you come",
    "AccessDenied": "ask its owner for leave, or check the keys",
    "PATH_NOT_FOUND": "check the path",
    "FileNotFoundException": "check the path",
    "Connect": "check host and port, and that the service runs and is not behind a firewall",
    "SocketTimeout": "check host and port, and that the service runs and is not behind a firewall",
}
"""What to do, by words of what is raised; the first that are found count."""

_PYTHON_ERROR = re.compile(r"[A-Za-z_.]*(Error|Exception): ")
_JAVA_ERROR = re.compile(r"(: |Caused by: )(?=[\w.$]+)")
_PACKAGE = re.compile(r"\b(?:[a-z]\w*\.)+(?=[A-Z])")


class ClusterError(Exception):
    """A build on Spark that cannot start or go on, with what to do about it."""


@contextmanager
def telling(what: str) -> Iterator[None]:
    """Raise ClusterError, headed by `what`, for what Spark and Hadoop raise in the block."""
    try:
        yield
    except RAISED as error:
        raise ClusterError(f"{what}: {told(str(error)) or type(error).__name__}") from error


def told(message: str) -> str:
    """A message in one line; those of Spark hold long traces of Python and Java, the reason last."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    python = [line for line in lines if _PYTHON_ERROR.match(line)]
    java = [_JAVA_ERROR.sub("", line, count=1) for line in lines if _JAVA_ERROR.match(line)]
    reason = _PACKAGE.sub("", [*lines[:1], *java[-1:], *python[-1:]][-1]).removesuffix(".") if lines else ""
    said = "\n".join([*lines[:1], *java, *python])
    remedy = next((remedy for words, remedy in _REMEDIES.items() if words in said), "")
    return f"{reason}; {remedy}" if remedy else reason
