"""The rows that pass between the steps of a build on Spark: named tuples, each with its schema."""

from __future__ import annotations

from typing import NamedTuple

from kg.cluster.observations import Value, schema


class Found(NamedTuple):
    """A source: one report's file, or a file in an archive, with its bytes or why there are none.

    `name`, `file` and `position` say in which order sources are taken: of equal contents the first counts.
    """

    name: str
    file: str
    position: int
    path: str
    digest: str
    content: bytes | None
    reason: str | None
    remedy: str | None


FOUND = (
    "name string, file string, position int, path string, digest string, content binary, reason string, remedy string"
)


class Content(NamedTuple):
    """A content to extract: the path of its first source, and the base names of all."""

    digest: str
    path: str
    names: list[str]
    content: bytes


class Extracted(NamedTuple):
    """A content's quads with what merging must know of it (`profile`, JSON), or why there are none."""

    digest: str
    names: list[str]
    block: str | None
    profile: str | None
    graph: str | None
    shared: list[str] | None
    reason: str | None
    remedy: str | None


EXTRACTED = (
    "digest string, names array<string>, block string, profile string, graph string, shared array<string>, "
    "reason string, remedy string"
)


class MergedRow(NamedTuple):
    """A report as it stands in the graph: lines of N-Quads, and the digests of the contents that hold it."""

    report: str
    digests: list[str]
    is_report: bool
    statements: int
    graph: str
    shared: list[str]
    issues: list[tuple[str, str, str]]
    observations: list[tuple[Value, ...]]


MERGED = (
    "report string, digests array<string>, is_report boolean, statements int, graph string, shared array<string>, "
    "issues array<struct<kind: string, words: string, why: string>>, "
    f"observations array<struct<{schema()}>>"
)
