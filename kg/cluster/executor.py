"""What the executors do: files → sources, contents → quads, reports of one block → the graph of each.

Nothing here knows Spark: rows come in, rows go out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from pyoxigraph import Quad, RdfFormat, parse, serialize

from extract.read import ReadError, holds_members, members
from extract.read.archive import source
from kg.building.extraction import Profile, Refusal, Settings, extract_file
from kg.building.files import name_of, shown
from kg.building.jobs import unpacked
from kg.building.merging import Member, Merged, block_of, merge
from kg.building.workers import Limits, Loss, Workers
from kg.cluster.observations import observation_rows
from kg.cluster.rows import Content, Extracted, Found, MergedRow
from kg.export import canonical
from kg.export.tables import table


@dataclass(frozen=True, slots=True)
class Job:
    """What every executor needs to know.

    Attributes:
        settings: What all files share; the vocabulary's files are on the executor.
        corrections: Folders (paths or URIs) with the corrections file on the executor that speaks of what is in each.
        limits: What one file may take.
    """

    settings: Settings
    corrections: tuple[tuple[str, Path], ...]
    limits: Limits

    def corrections_of(self, path: str) -> tuple[Path, ...]:
        """The corrections files for a file, outermost first."""
        above = [(folder, file) for folder, file in self.corrections if path.startswith(f"{folder}/")]
        return tuple(file for _, file in sorted(above, key=lambda entry: len(entry[0])))


def find_sources(files: Iterable[tuple[str, bytes | None]]) -> Iterator[Found]:
    """The sources in some files: each file itself, or the files of an archive.

    A file is its path with its bytes, or without them where the path is one of this machine's own.
    """
    with TemporaryDirectory(prefix="fazhi-") as folder:
        for path, content in files:
            if content is None:
                yield from _sources(Path(path), path)
                continue
            copy = Path(folder, _base_name(path))
            copy.write_bytes(content)
            yield from _sources(copy, path)
            copy.unlink()


def _sources(file: Path, path: str) -> Iterator[Found]:
    """The sources in `file`, which is called `path`; Spark takes no names but such as can be shown."""
    name, path = name_of(Path(path)), shown(path)
    try:
        for position, given in enumerate(members(file) if holds_members(file) else [source(file)]):
            inner = shown(given.path.relative_to(file))
            yield _found((name, path, position), path if inner == "." else f"{path}/{inner}", given.data, given.problem)
    except ReadError as error:
        yield _found((name, path, -1), path, b"", error)


def _found(order: tuple[str, str, int], path: str, data: bytes, problem: ReadError | None) -> Found:
    if problem is None:
        return Found(*order, path, hashlib.sha256(data).hexdigest(), data, None, None)
    # Its place stands for its content, so that no two that cannot be read are the same.
    return Found(*order, path, f"{path}#{order[-1]}", None, problem.reason, problem.remedy)


def extract_contents(rows: Iterable[Content], job: Job) -> Iterator[Extracted]:
    """The quads of some contents, each extracted in a process that it alone can break."""
    with Workers(partial(_extract, job=job), 1, job.limits) as workers:
        for row, made in workers.run(rows):
            yield made if isinstance(made, Extracted) else _lost(row, made)


def _lost(row: Content, why: Loss | Refusal) -> Extracted:
    return Extracted(row.digest, row.names, None, None, None, None, why.reason, why.remedy)


def _extract(row: Content, job: Job) -> Extracted:
    """The quads of one content; runs in a worker."""
    with TemporaryDirectory(prefix="fazhi-") as folder:
        file = unpacked(Path(folder), row.digest, _base_name(row.path))
        file.parent.mkdir()
        file.write_bytes(row.content)
        made = extract_file(file, job.corrections_of(row.path), job.settings)
    if isinstance(made, Refusal):
        return _lost(row, made)
    profile = made.profile
    shared = _lines(made.shared)
    return Extracted(
        row.digest, row.names, block_of(profile), json.dumps(asdict(profile)), made.graph.decode(), shared, None, None
    )


def merge_blocks(rows: Iterable[Extracted]) -> Iterator[MergedRow]:
    """The reports of some blocks, each once; the rows of a block follow one another."""
    for _, block in groupby(rows, attrgetter("block")):
        extracted = {row.digest: row for row in block}
        for merged in merge(_member(row) for row in extracted.values()):
            yield _merged(merged, extracted[merged.primary.digest])


def _member(row: Extracted) -> Member:
    profile = Profile(**json.loads(row.profile or ""))
    return Member(profile, tuple(row.names), lambda: (row.graph or "").encode())


def _merged(report: Merged, row: Extracted) -> MergedRow:
    shared = _canonical("\n".join([*(row.shared or ()), ""]).encode())
    graph = _canonical((row.graph or "").encode() + report.extra)
    return MergedRow(
        report.primary.graph,
        [member.profile.digest for member in report.members],
        report.primary.is_report,
        sum(report.primary.facts.values()),
        _serialized(graph),
        _lines(_serialized(shared).encode()),
        _issues(graph),
        observation_rows(graph | shared),
    )


def _canonical(lines: bytes) -> set[Quad]:
    return {canonical(quad) for quad in parse(lines, format=RdfFormat.N_QUADS)}


def _serialized(quads: Iterable[Quad]) -> str:
    """Quads as sorted lines without the last line's end, which Spark writes."""
    return "\n".join(sorted(_lines(serialize(quads, format=RdfFormat.N_QUADS) or b"")))


def _lines(data: bytes) -> list[str]:
    return [line for line in data.decode().split("\n") if line]


def _issues(graph: Iterable[Quad]) -> list[tuple[str, str, str]]:
    made = table("issues", {quad.triple for quad in graph})
    places = [made.columns.index(name) for name in ("issueKind", "words", "why")] if made.rows else []
    return [(row[places[0]], row[places[1]], row[places[2]]) for row in made.rows]


def _base_name(path: str) -> str:
    return PurePosixPath(path).name
