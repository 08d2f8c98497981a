"""The build on Spark: what executors do, without Spark; then the whole on local[2] beside a build on this machine."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from pyarrow.parquet import read_table

import kg
from kg.building.extraction import Settings
from kg.building.files import shown
from kg.building.version import version_of
from kg.building.workers import Limits
from kg.cli import cli
from kg.cli.cluster import master_and_paths
from kg.cluster import ClusterError, Summary, build, errors, job
from kg.cluster import session as sessions
from kg.cluster.errors import told
from kg.cluster.executor import Job, extract_contents, find_sources, merge_blocks
from kg.cluster.observations import COLUMNS
from kg.cluster.rows import Content, Found
from kg.export import export, export_bytes
from kg.iri import DATA
from kg.loading import load
from kg.store import open_reading

MASTER = "local[2]"
NOT_MANY = "高桥镇2024年法治政府建设情况报告\n慈利县人民政府：\n一、主要举措\n2024年，我镇开展宣讲{}次。\n"


def lines_of(store: Path) -> list[str]:
    return sorted(export_bytes(open_reading(store), "nq").decode().split("\n")[:-1])


def lines_in(dump: Path) -> list[str]:
    parts = [path for name in ("reports", "shared") for path in sorted((dump / name).glob("part-*.nq.gz"))]
    return sorted(line for path in parts for line in gzip.decompress(path.read_bytes()).decode().split("\n")[:-1])


def listed(dump: Path, name: str) -> list[dict[str, str]]:
    parts = sorted((dump / name).glob("part-*.json"))
    return [json.loads(line) for path in parts for line in path.read_text(encoding="utf-8").split("\n") if line]


@pytest.fixture(scope="module")
def reports(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples, twice the same, an archive, a correction, and files that cannot be read."""
    folder = tmp_path_factory.mktemp("in") / "reports"
    shutil.copytree(repository / "examples" / "reports", folder)
    shutil.copytree(repository / "examples" / "corrections", folder / "corrected")
    shutil.copyfile(folder / "d01.txt", folder / "d01 又一份.txt")
    with zipfile.ZipFile(folder / "archive.zip", "w") as archive:
        archive.writestr("2024/a.txt", NOT_MANY.format(3))
        archive.writestr("2024/b.txt", (folder / "d02.txt").read_bytes())
        archive.writestr("../out.txt", NOT_MANY.format(4))
    (folder / "empty.txt").write_bytes(b"")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 and no more")
    (folder / "odd [1] {2} %41 #?.txt").write_text(NOT_MANY.format(5), encoding="utf-8")
    return folder


BROKEN = {"empty.txt", "broken.docx", "out.txt"}


@pytest.fixture(scope="module")
def local(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store built on this machine."""
    store = tmp_path_factory.mktemp("local") / "store"
    summary = kg.build([reports], store, jobs=1)
    assert {failure.path.name for failure in summary.failures} == BROKEN
    return store


def found_in(folder: Path) -> list[Found]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".toml")
    return list(find_sources((str(path), None) for path in files))


# What executors do.


def test_an_archive_is_its_files_and_a_broken_one_is_named(reports: Path) -> None:
    found = list(find_sources([(str(reports / "archive.zip"), None)]))
    assert [(Path(row.path).name, row.position, row.reason is None) for row in found] == [
        ("a.txt", 0, True),
        ("b.txt", 1, True),
        ("out.txt", 2, False),
    ]
    assert "outside" in (found[2].reason or "") and found[2].content is None
    assert len({row.digest for row in found}) == 3


def test_bytes_are_read_like_the_file_that_holds_them(reports: Path) -> None:
    for name in ("d03.txt", "archive.zip", "broken.docx", "empty.txt"):
        [path] = reports.rglob(name)
        here = list(find_sources([(str(path), None)]))
        there = list(find_sources([(f"s3a://bucket/{name}", path.read_bytes())]))
        assert [row._replace(path="", file="", digest="") for row in there] == [
            row._replace(path="", file="", digest="") for row in here
        ]
        assert [row.path.replace("s3a://bucket", str(path.parent)) for row in there] == [row.path for row in here]


@pytest.fixture(scope="module")
def strange(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of names that Spark cannot take as they are, and the store that this machine makes of it."""
    place = tmp_path_factory.mktemp("strange")
    folder = place / os.fsdecode(b"in\xff\n")
    folder.mkdir()
    text = (examples / "d03.txt").read_bytes()
    for name in (b"\xff\n.txt", b"\xfe.txt", b"\xfd" * 240 + b".txt"):
        (folder / os.fsdecode(name)).write_bytes(text + name[:1])
    with zipfile.ZipFile(folder / os.fsdecode(b"\xfc.zip"), "w") as archive:
        archive.writestr("a\nb.txt", text)
    (folder / "corrections.toml").write_text('[ignore]\nwords = ["民法典"]\n', encoding="utf-8")
    summary = kg.build([folder], place / "store", jobs=1)
    assert (summary.files, summary.failures, len(summary.corrections)) == (4, (), 1)
    return folder, place / "store"


def test_strange_names_are_shown_as_a_build_on_this_machine_shows_them(strange: tuple[Path, Path]) -> None:
    folder, store = strange
    found = found_in(folder)
    assert len({row.path for row in found}) == len({row.name for row in found}) == 4
    assert all(word.isprintable() for row in found for word in (row.name, row.file, row.path))
    contents = [Content(row.digest, row.path, [Path(row.path).name], row.content or b"") for row in found]
    job = Job(Settings(), ((shown(folder), folder / "corrections.toml"),), Limits())
    rows = sorted(extract_contents(contents, job), key=lambda row: (row.block or "", row.digest))
    lines = {line for row in merge_blocks(rows) for line in [*row.graph.split("\n"), *row.shared]}
    assert sorted(lines) == lines_of(store)


def test_executors_make_the_graph_of_a_build_on_this_machine(reports: Path, local: Path) -> None:
    found = [row for row in found_in(reports) if row.content is not None]
    corrections = ((str(reports / "corrected"), reports / "corrected" / "corrections.toml"),)
    job = Job(Settings(), corrections, Limits())
    names: dict[str, set[str]] = {}
    first: dict[str, Found] = {}
    for row in sorted(found):
        names.setdefault(row.digest, set()).add(Path(row.path).name)
        first.setdefault(row.digest, row)
    contents = [Content(row.digest, row.path, sorted(names[row.digest]), row.content or b"") for row in first.values()]
    extracted = [row for row in extract_contents(contents, job) if row.block is not None]
    made = list(merge_blocks(sorted(extracted, key=lambda row: (row.block or "", row.digest))))
    lines = {line for row in made for line in [*row.graph.split("\n"), *row.shared]}
    assert sorted(lines) == lines_of(local)


def test_a_content_that_breaks_its_reader_costs_itself_alone(reports: Path) -> None:
    broken = Content("1", "x/broken.docx", ["broken.docx"], b"PK\x03\x04 and no more")
    sound = Content("2", "x/d03.txt", ["d03.txt"], (reports / "d03.txt").read_bytes())
    slow = Job(Settings(), (), Limits(seconds=0.0))
    fast = Job(Settings(), (), Limits())
    assert [row.reason is None for row in sorted(extract_contents([broken, sound], fast))] == [False, True]
    [late] = extract_contents([sound], slow)
    assert "seconds" in (late.reason or "") and late.graph is None


def test_corrections_speak_of_what_is_below_them() -> None:
    job = Job(Settings(), (("s3a://b/x/y", Path("inner")), ("s3a://b/x", Path("outer"))), Limits())
    assert job.corrections_of("s3a://b/x/y/a.txt") == (Path("outer"), Path("inner"))
    assert job.corrections_of("s3a://b/x/z/a.txt") == (Path("outer"),)
    assert job.corrections_of("s3a://b/xy/a.txt") == ()


def test_the_table_of_observations_has_the_columns_of_the_export(local: Path, tmp_path: Path) -> None:
    export(open_reading(local), tmp_path / "out.parquet")
    columns = read_table(tmp_path / "out.parquet" / "observations.parquet").column_names
    assert [name for name in COLUMNS if name in columns] == columns
    assert set(COLUMNS) - set(columns) <= {"origin"}


# The command line, and what may be missing.


def command(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, ["build", *map(str, args)])


@pytest.mark.parametrize(
    ("given", "master", "paths"),
    [
        ("local[2]", "local[2]", []),
        ("local", "local", []),
        ("spark://host:7077", "spark://host:7077", []),
        ("k8s://https://host:443", "k8s://https://host:443", []),
        ("yarn", "yarn", []),
        ("reports", "local[*]", ["reports"]),
        ("./yarn", "local[*]", ["./yarn"]),
        ("locality", "local[*]", ["locality"]),
        ("s3a://bucket/reports", "local[*]", ["s3a://bucket/reports"]),
    ],
)
def test_what_is_no_master_is_a_path(given: str, master: str, paths: list[str]) -> None:
    assert master_and_paths(given, ["more"]) == (master, [*paths, "more"])


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--spark", "local[2]", "--dump", "out"), "--spark needs PATH"),
        (("reports", "--spark", "local[2]"), "--dump DIR"),
        (("reports", "--dump", "out"), "--dump goes with --spark"),
        (("--spark", "reports", "--dump", "out", "--jobs", "2"), "--jobs is for a build on this machine"),
        (("--spark", "reports", "--dump", "out", "--store", "s"), "--store is for a build on this machine"),
        ((), "Missing argument"),
    ],
)
def test_wrong_use(args: tuple[str, ...], words: str) -> None:
    result = command(*args)
    assert result.exit_code == 2 and words in result.stderr


def test_without_pyspark_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sessions, "SparkSession", None)
    result = command("--spark", tmp_path, "--dump", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stderr == "kg: Spark needs the package pyspark; install it with `pip install 'pyspark>=4'`\n"


@pytest.mark.parametrize("home", [None, "/nowhere"])
def test_without_java_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: str | None
) -> None:
    monkeypatch.setattr(sessions, "SparkSession", object())
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    if home:
        monkeypatch.setenv("JAVA_HOME", home)
    with pytest.raises(ClusterError, match=r"Java 17 or 21.*apt install openjdk-17-jre-headless") as raised:
        build([str(tmp_path)], str(tmp_path / "out"), master=MASTER)
    assert home is None or home in str(raised.value)
    assert not (tmp_path / "out").exists()


JAVA = "An error occurred.\n: java.lang.RuntimeException: {}\n\tat a.b.C\nCaused by: {}\n\tat x\n"


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (
            "A Python worker failed:\nTraceback\n  File\nModuleNotFoundError: No module named 'kg'\n",
            "ModuleNotFoundError: No module named 'kg'; install fazhi-kg on every executor, and let PYSPARK_PYTHON "
            "name its Python there",
        ),
        (
            "An error occurred.\n\tat a.b.C\nCaused by: java.io.IOException: No space left on device\n\tat x",
            "IOException: No space left on device",
        ),
        (
            "[JAVA_GATEWAY_EXITED] Java gateway process exited.",
            "[JAVA_GATEWAY_EXITED] Java gateway process exited; Java's own words stand above; `java -version` should "
            "say 17 or 21",
        ),
        (
            "An error occurred.\n: java.net.ConnectException: host:9: Connection refused\n\tat x",
            "ConnectException: host:9: Connection refused; check host and port, and that the service runs and is not "
            "behind a firewall",
        ),
        (
            JAVA.format(
                "x", "java.lang.ClassNotFoundException: Class org.apache.hadoop.fs.s3a.S3AFileSystem not found"
            ),
            "ClassNotFoundException: Class S3AFileSystem not found; S3 needs `spark.jars.packages "
            "org.apache.hadoop:hadoop-aws:VERSION` in spark-defaults.conf, of the version of Spark's own Hadoop",
        ),
        (
            'Broken.\n: org.apache.hadoop.fs.UnsupportedFileSystemException: No FileSystem for scheme "s3"\n',
            'UnsupportedFileSystemException: No FileSystem for scheme "s3"; write s3a://',
        ),
        (
            'An error occurred.\n: java.lang.NumberFormatException: For input string: "60s"\n\tat x',
            'NumberFormatException: For input string: "60s"; hadoop-aws must be of the very version of Spark\'s own '
            "Hadoop",
        ),
        ("Broken.\n\tat org.x.ConnectionManager.run(Connect.java)", "Broken"),
        ("", ""),
    ],
)
def test_what_spark_raises_is_told_in_a_line(said: str, line: str) -> None:
    assert told(said) == line


class Trouble(Exception):
    """Stands for what Spark raises."""


@pytest.mark.parametrize(("said", "line"), [("x\n\tat y", "Spark gave up: x"), ("", "Spark gave up: Trouble")])
def test_a_session_ends_with_what_spark_raises(monkeypatch: pytest.MonkeyPatch, said: str, line: str) -> None:
    stopped = []
    monkeypatch.setattr(sessions, "_check", lambda: None)
    monkeypatch.setattr(sessions, "_start", lambda *_: SimpleNamespace(stop=lambda: stopped.append(True)))
    monkeypatch.setattr(errors, "RAISED", (Trouble,))
    with pytest.raises(ClusterError) as raised, sessions.session(MASTER):
        raise Trouble(said)
    assert str(raised.value) == line and stopped


def test_a_master_that_does_not_answer_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_check", lambda: None)
    started: list[str] = []

    def start(master: str, _: dict[str, str]) -> SimpleNamespace:
        started.append(master)
        return SimpleNamespace(stop=list)

    monkeypatch.setattr(sessions, "_start", start)
    monkeypatch.delenv("HADOOP_CONF_DIR", raising=False)
    monkeypatch.delenv("YARN_CONF_DIR", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as master, socket.create_server(("127.0.0.1", 0)) as closed:
        up, down = (server.getsockname()[1] for server in (master, closed))
        closed.close()
        for wrong, words in [
            (f"spark://127.0.0.1:{down}", "refused; check host and port"),
            (f"k8s://https://127.0.0.1:{down}", "refused; check host and port"),
            ("spark://no-such-host.invalid:7077", "check host and port"),
            ("spark://127.0.0.1:99999", "check host and port"),
            ("yarn", "set HADOOP_CONF_DIR"),
        ]:
            with pytest.raises(ClusterError, match=f"^{re.escape(wrong)}: .*{words}"), sessions.session(wrong):
                pass
        assert started == []
        with sessions.session(f"spark://127.0.0.1:{down},127.0.0.1:{up}"):
            pass
        assert len(started) == 1


def test_an_executor_of_another_version_refuses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(job, "SparkFiles", SimpleNamespace(get=lambda _: str(tmp_path)))
    (tmp_path / "mine.ttl").write_text("# 我的词\n", encoding="utf-8")
    driver = version_of(Settings(vocabulary=(tmp_path / "mine.ttl",)))
    made = job.job_of(("mine.ttl",), (), DATA, Limits(), driver)
    assert made == Job(Settings(DATA, (tmp_path / "mine.ttl",)), (), Limits())
    (tmp_path / "mine.ttl").write_text("# 别的词\n", encoding="utf-8")
    with pytest.raises(ClusterError, match=r"another version on .* than on the driver; install the same"):
        job.job_of(("mine.ttl",), (), DATA, Limits(), driver)


# On Spark.


@pytest.fixture(scope="module")
def dumped(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Summary]]:
    """A dump made on local[2], and what was said of it."""
    dump = tmp_path_factory.mktemp("spark") / "dump"
    yield dump, build([str(reports)], str(dump), master=MASTER)


@pytest.mark.slow
def test_a_dump_is_the_export_of_a_build_on_this_machine(dumped: tuple[Path, Summary], local: Path) -> None:
    assert lines_in(dumped[0]) == lines_of(local)
    assert len(list((dumped[0] / "reports").glob("part-*.nq.gz"))) > 1


@pytest.mark.slow
def test_a_dump_loads_into_a_store(dumped: tuple[Path, Summary], local: Path, tmp_path: Path) -> None:
    assert load(dumped[0], tmp_path / "store") == len(open_reading(local))
    assert export_bytes(open_reading(tmp_path / "store"), "nq") == export_bytes(open_reading(local), "nq")


@pytest.mark.slow
def test_observations_are_those_of_the_export(dumped: tuple[Path, Summary], local: Path, tmp_path: Path) -> None:
    export(open_reading(local), tmp_path / "out.parquet")
    here = read_table(tmp_path / "out.parquet" / "observations.parquet").to_pylist()
    there = read_table(dumped[0] / "observations").to_pylist()
    assert len(here) > 400
    padded = [{**dict.fromkeys(COLUMNS), **row} for row in here]
    assert sorted(there, key=lambda row: row["iri"]) == sorted(padded, key=lambda row: row["iri"])


@pytest.mark.slow
def test_a_dump_says_what_became_of_each_file(dumped: tuple[Path, Summary], local: Path) -> None:
    dump, summary = dumped
    files = {Path(row["path"]).name: row for row in listed(dump, "files")}
    assert {name for name, row in files.items() if "reason" in row} == BROKEN
    assert all(row["remedy"] for row in files.values() if "reason" in row)
    assert files["d01.txt"]["report"] == files["d01 又一份.txt"]["report"] and files["b.txt"]["report"]
    assert {Path(failed.path).name for failed in summary.failures} == BROKEN and summary.failed == len(BROKEN)
    assert summary.files == len(files)
    kinds = {row["kind"] for row in listed(dump, "issues")}
    assert "not-a-report" in kinds
    assert json.loads((dump / "summary.json").read_text(encoding="utf-8"))["reports"] == summary.reports
    assert (dump / "_SUCCESS").is_file() and not (dump / "_unfinished").exists()


@pytest.mark.slow
def test_a_finished_dump_and_other_files_are_left_alone(dumped: tuple[Path, Summary], reports: Path) -> None:
    before = sorted(path for path in dumped[0].rglob("*"))
    with pytest.raises(ClusterError, match="there is a dump at"):
        build([str(reports)], str(dumped[0]), master=MASTER)
    assert sorted(path for path in dumped[0].rglob("*")) == before
    (reports.parent / "other").mkdir()
    (reports.parent / "other" / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ClusterError, match=r"holds other files \(letter.txt\)"):
        build([str(reports)], str(reports.parent / "other"), master=MASTER)


@pytest.mark.slow
def test_through_hadoop_it_is_the_same_and_an_unfinished_dump_is_replaced(
    reports: Path, local: Path, tmp_path: Path
) -> None:
    (tmp_path / "dump" / "reports").mkdir(parents=True)
    (tmp_path / "dump" / "reports" / "part-00000.nq.gz").write_bytes(b"left by a build that died")
    with (reports / "huge.txt").open("wb") as huge:
        huge.truncate(1 << 30)
    try:
        summary = build([reports.as_uri()], (tmp_path / "dump").as_uri(), master=MASTER)
    finally:
        (reports / "huge.txt").unlink()
    assert lines_in(tmp_path / "dump") == lines_of(local)
    assert {Path(failed.path).name for failed in summary.failures} == BROKEN | {"huge.txt"}
    assert "too large" in next(failed.reason for failed in summary.failures if failed.path.endswith("huge.txt"))


@pytest.mark.slow
def test_strange_names_are_no_obstacle(strange: tuple[Path, Path], tmp_path: Path) -> None:
    folder, store = strange
    summary = build([str(folder)], str(tmp_path / "dump"), master=MASTER)
    assert (summary.files, summary.failed) == (4, 0)
    assert lines_in(tmp_path / "dump") == lines_of(store)


@pytest.mark.slow
def test_an_own_vocabulary_goes_with_the_job(tmp_path: Path) -> None:
    words = tmp_path / "mine.ttl"
    words.write_text(
        "@prefix fz: <https://w3id.org/fazhi/ns#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<https://w3id.org/fazhi/programme/tea> a fz:Programme ; skos:prefLabel "茶馆议法"@zh .\n',
        encoding="utf-8",
    )
    (tmp_path / "in").mkdir()
    for number in range(3):
        text = NOT_MANY.format(number + 2) + "我镇开展茶馆议法。\n"
        (tmp_path / "in" / f"r{number}.txt").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(
        cli,
        [
            *("build", "--spark", MASTER, str(tmp_path / "in"), "--dump", str(tmp_path / "out")),
            "--vocabulary",
            str(words),
        ],
    )
    assert result.exit_code == 0, result.stderr
    kg.build([tmp_path / "in"], tmp_path / "store", vocabulary=[words], jobs=1)
    lines = lines_in(tmp_path / "out")
    assert lines == lines_of(tmp_path / "store")
    assert any("programme/tea>" in line and "runs" in line for line in lines)


@pytest.mark.slow
def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match=r"nowhere: there is no such file or folder; check the path"):
        build([(tmp_path / "nowhere").as_uri()], str(tmp_path / "out"), master=MASTER)


def stopped(process: subprocess.Popen[str], dump: Path) -> None:
    """Assert that a build which was told to end says one line of its own, and ends as a build does that is stopped."""
    _, said = process.communicate(timeout=120)
    lines = [line for line in said.splitlines() if not line.startswith("WARNING")]
    assert process.returncode == 130 and len(lines) == 1, said
    assert lines[0].startswith("kg: 已停止") and f"the dump at {dump} is unfinished and of no use" in lines[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_told_to_end_says_so_in_a_line(number: int, repository: Path, tmp_path: Path) -> None:
    """Wherever the signal comes, also in a call that would tell at length of what is raised in it."""
    code = (
        "import logging, os, sys\n"
        "from kg import cluster\n"
        "from kg.cli import cli\n"
        "def build(*_, **__):\n"
        "    try:\n"
        f"        os.kill(os.getpid(), {int(number)})\n"
        "    except BaseException:\n"
        "        logging.exception('while sending command')\n"
        "        raise\n"
        "cluster.build = build\n"
        "cli(['build', 'reports', '--spark', 'local[1]', '--dump', sys.argv[1]])\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "dump")]
    stopped(subprocess.Popen(command, cwd=repository, stderr=subprocess.PIPE, encoding="utf-8"), tmp_path / "dump")


@pytest.mark.slow
def test_ctrl_c_stops_spark_and_shows_no_trace_of_it(reports: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    dump = tmp_path / "dump"
    command = [sys.executable, "-m", "kg", "build", "--spark", "local[1]", str(reports), "--dump", str(dump)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True)
    while process.poll() is None and not (dump / "_unfinished").exists():
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    stopped(process, dump)
    assert not (dump / "_SUCCESS").exists()
