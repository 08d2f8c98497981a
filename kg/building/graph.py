"""Brings the graph of a draft in line with the files that it is to stand for; what did not change is not touched.

A report stands in its named graph. What reports share stands in the default graph as long as one of them names it: each
description of a thing is counted, so that what nobody names any more goes, and the rest is what all of them say.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from kg.building.merging import Member, block_of, merge
from kg.building.outcomes import Outcomes
from kg.building.progress import Meter
from kg.manifest import Manifest

# Bytes of N-Quads that are loaded at a time: the database sorts them in memory, of which it takes eight times as many.
_PORTION = 40 << 20

_CHANGES = """
CREATE TEMP TABLE change (graph TEXT PRIMARY KEY, old TEXT, new TEXT, extra BLOB);
"""


@dataclass(slots=True)
class Update:
    """The IRIs of the reports that are new or changed, and of those among them that revise others, with these."""

    changed: list[str] = field(default_factory=list)
    revisions: list[tuple[str, str]] = field(default_factory=list)


def update(database: Store, manifest: Manifest, outcomes: Outcomes, touched: Iterable[str], meter: Meter) -> Update:
    """Make `database` say what the sources of `manifest` say.

    Args:
        database: The graph as it was.
        manifest: What it was made of, with the sources already as they are to be.
        outcomes: What was read from each source, and from each that it had before.
        touched: The keys of all sources that came, went or changed.
        meter: Where the reports to be written are counted.
    """
    manifest.database.executescript(_CHANGES)
    result = Update()
    for block in sorted(_blocks(manifest, outcomes, touched)):
        meter.check()
        _merge(manifest, outcomes, block, result)
    (meter.total,) = manifest.row("SELECT COUNT(new) FROM change")
    _count(manifest, outcomes, meter)
    _remove(database, manifest, meter)
    for portion in _portions(_added(manifest, outcomes, meter)):
        database.bulk_load(portion, format=RdfFormat.N_QUADS, lenient=True)
    _clear(manifest)
    database.flush()
    return result


def _blocks(manifest: Manifest, outcomes: Outcomes, touched: Iterable[str]) -> set[str]:
    """The blocks of reports in which anything changed; the table of contents follows the sources."""
    blocks = set()
    for key in set(touched):
        row = manifest.row("SELECT block FROM content WHERE key = ?", key)
        held = manifest.row("SELECT 1 FROM source WHERE key = ?", key)
        if row is not None:
            blocks.add(row[0])
            if held is None:
                manifest.run("DELETE FROM content WHERE key = ?", key)
        elif held is not None:
            block = block_of(outcomes.profile(key))
            blocks.add(block)
            manifest.run("INSERT INTO content VALUES (?, ?, '')", key, block)
    return blocks


def _merge(manifest: Manifest, outcomes: Outcomes, block: str, result: Update) -> None:
    """Merge the reports of one block anew, and note what changes by it."""
    keys = {}
    members = []
    for (key,) in list(manifest.rows("SELECT key FROM content WHERE block = ? ORDER BY key", block)):
        profile = outcomes.profile(key)
        names = tuple(name for (name,) in manifest.rows("SELECT DISTINCT name FROM source WHERE key = ?", key))
        members.append(Member(profile, tuple(sorted(names)), partial(outcomes.graph, key)))
        keys[profile.digest] = key
    old = {graph: (key, extra) for graph, key, extra in manifest.rows(_REPORTS, block)}
    merged = merge(members)
    new = {report.primary.graph: (keys[report.primary.digest], report.extra) for report in merged}
    for report in merged:
        for member in report.members:
            manifest.run(
                "UPDATE content SET graph = ? WHERE key = ?", report.primary.graph, keys[member.profile.digest]
            )
    for graph in sorted(old.keys() | new.keys()):
        before, after = old.get(graph), new.get(graph)
        if before != after:
            _note(manifest, graph, block, before, after)
    for report in merged:
        graph = report.primary.graph
        if old.get(graph) != new[graph]:
            result.changed.append(graph)
            result.revisions += [(graph, older) for older in report.revises]


_REPORTS = "SELECT graph, key, extra FROM report WHERE block = ?"
_State = tuple[str, bytes] | None


def _note(manifest: Manifest, graph: str, block: str, before: _State, after: _State) -> None:
    """One report changes; its area or year may have, so that it left one block and came into another."""
    before = before or manifest.row("SELECT key, extra FROM report WHERE graph = ?", graph)
    old, new, extra = before and before[0], after and after[0], after and after[1]
    noted = manifest.row("SELECT old, new, extra FROM change WHERE graph = ?", graph)
    if noted is not None:
        old, new, extra = old or noted[0], new or noted[1], extra or noted[2]
    manifest.run("INSERT OR REPLACE INTO change VALUES (?, ?, ?, ?)", graph, old, new, extra)
    if after is not None:
        manifest.run("INSERT OR REPLACE INTO report VALUES (?, ?, ?, ?)", graph, block, *after)
    else:
        manifest.run("DELETE FROM report WHERE graph = ? AND block = ?", graph, block)


def _count(manifest: Manifest, outcomes: Outcomes, meter: Meter) -> None:
    """Count the descriptions that the reports which change no longer give, and those that they give now."""
    for old, new in manifest.rows("SELECT old, new FROM change WHERE old IS NOT new"):
        meter.check()
        for key, sign in ((old, -1), (new, 1)):
            if key is not None:
                for subject, description in _descriptions(outcomes.shared(key)):
                    _count_one(manifest, subject, description, sign)


def _count_one(manifest: Manifest, subject: str, description: bytes, sign: int) -> None:
    digest = hashlib.sha256(description).digest()
    if not manifest.run("UPDATE shared SET count = count + ? WHERE digest = ?", sign, digest):
        packed = zlib.compress(description)
        manifest.run("INSERT INTO shared VALUES (?, ?, ?, ?, 1)", digest, subject, packed, sign)


def _descriptions(shared: bytes) -> Iterator[tuple[str, bytes]]:
    """Each thing that some lines of N-Quads describe, with its lines; the lines are in order."""
    for subject, lines in groupby(shared.splitlines(keepends=True), lambda line: line.split(b" ", 1)[0]):
        yield subject.decode(), b"".join(lines)


def _remove(database: Store, manifest: Manifest, meter: Meter) -> None:
    """Take out of the graph what is no longer said."""
    for (graph,) in manifest.rows("SELECT graph FROM change WHERE old IS NOT NULL"):
        meter.check()
        database.remove_graph(NamedNode(graph))
    for subject, description in manifest.rows("SELECT subject, description FROM shared WHERE count <= 0"):
        meter.check()
        others = manifest.rows("SELECT description FROM shared WHERE subject = ? AND count > 0", subject)
        still = {quad for (other,) in others for quad in _quads(zlib.decompress(other))}
        for quad in _quads(zlib.decompress(description)):
            if quad not in still:
                database.remove(quad)


def _quads(lines: bytes) -> Iterator[Quad]:
    return parse(lines, format=RdfFormat.N_QUADS)


def _added(manifest: Manifest, outcomes: Outcomes, meter: Meter) -> Iterator[bytes]:
    """What is said anew, as N-Quads."""
    for new, extra in manifest.rows("SELECT new, extra FROM change WHERE new IS NOT NULL ORDER BY graph"):
        meter.check()
        yield outcomes.graph(new)
        yield extra
        meter.done += 1
    for (description,) in manifest.rows("SELECT description FROM shared WHERE fresh = 1 AND count > 0"):
        yield zlib.decompress(description)


def _clear(manifest: Manifest) -> None:
    manifest.database.execute("DELETE FROM shared WHERE count <= 0")
    manifest.database.execute("UPDATE shared SET fresh = 0 WHERE fresh = 1")
    manifest.database.execute("DROP TABLE change")


def _portions(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces put together, as much as is loaded at a time."""
    found: list[bytes] = []
    length = 0
    for piece in pieces:
        found.append(piece)
        length += len(piece)
        if length >= _PORTION:
            yield b"".join(found)
            found, length = [], 0
    yield b"".join(found)
