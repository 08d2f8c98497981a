"""The build on a real Spark master with executors of their own, from and to a remote Hadoop file system."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import kg
from kg.cli import cli
from kg.cluster import ClusterError, build
from kg.cluster.inputs import find_inputs
from kg.cluster.session import session
from tests.kg.test_cluster import BROKEN, NOT_MANY, lines_in, lines_of, listed
from tests.webhdfs import WebHdfs, serving

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.slow

START_S = 300
VOCABULARY = """@prefix fz: <https://w3id.org/fazhi/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/fazhi/programme/tea> a fz:Programme ; skos:prefLabel "茶馆议法"@zh .
"""


@pytest.fixture(scope="module")
def hdfs(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebHdfs]:
    """A remote file system with reports as offices keep them: folders, an archive, odd names, what cannot be read."""
    root = tmp_path_factory.mktemp("hdfs")
    reports = root / "reports"
    shutil.copytree(repository / "examples" / "reports", reports / "2024")
    shutil.copytree(repository / "examples" / "corrections", reports / "更正")
    shutil.copyfile(reports / "2024" / "d01.txt", reports / "d01 又一份.txt")
    shutil.make_archive(str(reports / "旧"), "zip", reports / "2024", "d02.txt")
    (reports / "茶 [1] {2} #?.TXT").write_text(NOT_MANY.format(5) + "我镇开展茶馆议法。\n", encoding="utf-8")
    (reports / "empty.txt").write_bytes(b"")
    (reports / "broken.docx").write_bytes(b"PK\x03\x04 and no more")
    (root / "empty").mkdir()
    (root / "closed").mkdir()
    with serving(root) as files:
        files.denied.add("/closed")
        yield files


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme of the user's own."""
    path = tmp_path_factory.mktemp("words") / "mine.ttl"
    path.write_text(VOCABULARY, encoding="utf-8")
    return path


@contextmanager
def started(log: Path, *arguments: str) -> Iterator[None]:
    """Run one of Spark's daemons until the block ends."""
    home = Path(pytest.importorskip("pyspark").__path__[0])
    command = (str(home / "bin" / "spark-class"), *arguments)
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as daemon:
        try:
            yield
        finally:
            daemon.terminate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait_for(log: Path, words: str) -> None:
    end = time.monotonic() + START_S
    while words not in log.read_text(encoding="utf-8", errors="replace"):
        assert time.monotonic() < end, log.read_text(encoding="utf-8", errors="replace")
        time.sleep(0.5)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A standalone master with one worker of one core; executors are processes beside the driver's."""
    folder = tmp_path_factory.mktemp("spark")
    address = ("--host", "127.0.0.1", "--webui-port", "0")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("SPARK_DAEMON_MEMORY", "256m")
        patch.setenv("SPARK_CONF_DIR", str(folder))
        (folder / "spark-defaults.conf").write_text("spark.driver.memory 600m\nspark.executor.memory 600m\n")
        port = free_port()
        classes = "org.apache.spark.deploy"
        with started(folder / "master.log", f"{classes}.master.Master", *address, "--port", str(port)):
            wait_for(folder / "master.log", "New state: ALIVE")
            limits = ("--cores", "1", "--memory", "1g", "--work-dir", str(folder / "work"))
            uri = f"spark://127.0.0.1:{port}"
            with started(folder / "worker.log", f"{classes}.worker.Worker", *address, *limits, uri):
                wait_for(folder / "worker.log", "Successfully registered with master")
                yield uri


def test_executors_of_a_master_make_from_hdfs_to_hdfs_what_this_machine_makes(
    master: str, hdfs: WebHdfs, vocabulary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.chdir(tmp_path)
    summary = build([f"{hdfs.uri}/reports"], f"{hdfs.uri}/kg/dump", master=master, vocabulary=[vocabulary])
    dump = hdfs.root / "kg" / "dump"
    here = kg.build([hdfs.root / "reports"], tmp_path / "store", vocabulary=[vocabulary], jobs=1)
    lines = lines_of(tmp_path / "store")
    assert lines_in(dump) == lines
    assert len(here.corrections) == 1 and any("programme/tea>" in line and "runs" in line for line in lines)
    assert {Path(failed.path).name for failed in summary.failures} == BROKEN - {"out.txt"}
    assert {row["path"].partition("/reports/")[0] for row in listed(dump, "files")} == {hdfs.uri}
    assert hdfs.asked["OPEN"] > 7 and hdfs.asked["CREATE"] > 5
    assert (dump / "_SUCCESS").is_file() and not (dump / "_unfinished").exists()


def test_what_may_not_be_read_costs_itself_alone(
    master: str, hdfs: WebHdfs, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    folder = hdfs.root / "partly"
    folder.mkdir()
    report = repository / "examples" / "reports" / "d01.txt"
    for name in ("report.txt", "denied.txt", "vanished.txt"):
        shutil.copyfile(report, folder / name)
    (folder / "茶 [1] {2} #?%20.txt").write_text(NOT_MANY.format(5), encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    monkeypatch.setattr(hdfs, "denied", {"/partly/denied.txt"})
    monkeypatch.setattr(hdfs, "gone", {"/partly/vanished.txt"})
    summary = build([f"{hdfs.uri}/partly"], str(tmp_path / "dump"), master=master)
    assert {failed.path.removeprefix(f"{hdfs.uri}/partly/"): failed.reason for failed in summary.failures} == {
        "denied.txt": "Permission denied",
        "vanished.txt": "No such file or directory",
        "empty.txt": "the file is empty",
    }
    kg.build([folder / "report.txt", *folder.glob("茶*")], tmp_path / "store", jobs=1)
    assert lines_in(tmp_path / "dump") == lines_of(tmp_path / "store")


def test_executors_without_the_program_are_told_of(
    master: str, hdfs: WebHdfs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    venv.create(tmp_path / "bare")
    monkeypatch.setenv("PYSPARK_PYTHON", str(tmp_path / "bare" / "bin" / "python"))
    arguments = [f"{hdfs.uri}/reports/2024/d01.txt", "--spark", master, "--dump", str(tmp_path / "dump")]
    result = CliRunner().invoke(cli, ["build", *arguments])
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == (
        "kg: Spark gave up: ModuleNotFoundError: No module named 'kg'; install fazhi-kg on every executor, and let "
        "PYSPARK_PYTHON name its Python there"
    )


def test_a_remote_folder_without_reports_is_nothing_to_read(master: str, hdfs: WebHdfs, tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match=f"^nothing to read at {hdfs.uri}/empty; there should be files of .doc, "):
        build([f"{hdfs.uri}/empty"], str(tmp_path / "dump"), master=master)
    assert not (tmp_path / "dump").exists()


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    """A session on this machine."""
    with session("local[1]") as made:
        yield made


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("{hdfs}/nowhere", "there is no such file or folder; check the path"),
        ("{hdfs}/nowhere/*.txt", "there is no such file or folder; check the path"),
        ("{hdfs}/closed", "Permission denied: user=kg.*HADOOP_USER_NAME"),
        ("hdfs://no-such-host.invalid/reports", "UnknownHostException: no-such-host.invalid; check the host"),
        ("hdfs://127.0.0.1:9/reports", "Connection refused; check host and port"),
        ("hdfs:///reports", "no host.*HADOOP_CONF_DIR"),
        ("s3a://bucket/reports", "spark.jars.packages org.apache.hadoop:hadoop-aws:VERSION"),
        ("s3://bucket/reports", "write s3a://"),
        ("oss://bucket/reports", "Spark has no connector for it"),
    ],
)
def test_what_cannot_be_reached_is_told_in_a_line(
    spark: SparkSession, hdfs: WebHdfs, tmp_path: Path, uri: str, words: str
) -> None:
    uri = uri.format(hdfs=hdfs.uri)
    with pytest.raises(ClusterError, match=words) as raised:
        find_inputs(spark, [uri], (), tmp_path)
    assert str(raised.value).startswith(f"{uri}: ") and "\n" not in str(raised.value)


def test_a_folder_that_may_not_be_opened_costs_what_is_in_it(
    spark: SparkSession, hdfs: WebHdfs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = hdfs.root / "offices"
    (folder / "open" / "secret").mkdir(parents=True)
    names = {"open/a.txt", "open/茶 [1] {2} #?%20.txt", "open/empty.txt", "open/secret/b.txt", "c.png", "_hidden.txt"}
    for name in names:
        (folder / name).write_text("" if "empty" in name else name, encoding="utf-8")
    monkeypatch.setattr(hdfs, "denied", {"/offices/open/secret"})
    remote = find_inputs(spark, [f"{hdfs.uri}/off*"], (), tmp_path).remote
    assert remote is not None
    found = {path.removeprefix(f"{hdfs.uri}/offices/") for path in remote.uris}
    assert found == {"open/a.txt", "open/茶 [1] {2} #?%20.txt", "open/empty.txt"}
    assert {path: why.reason for path, why in remote.refused.items()} == {
        f"{hdfs.uri}/offices/open/secret": "a folder that cannot be opened"
    }
    contents = {row.path.rpartition("/offices/")[2]: bytes(row.content).decode() for row in remote.contents().collect()}
    assert contents == {name: name for name in found - {"open/empty.txt"}}


def test_nobody_waits_a_quarter_of_an_hour_for_a_name_node(spark: SparkSession) -> None:
    tries = spark._jsc.hadoopConfiguration().get("ipc.client.connect.max.retries.on.timeouts")
    assert tries == "2"
