"""What a store was built from: the base of its IRIs, and which file gave which report.

It stands beside the database and not in the graph, because paths differ from machine to machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_NAME = "files.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The `base` of the IRIs and, by absolute path, the SHA-256 of each file's bytes as it was read."""

    base: str
    files: Mapping[str, str] = field(default_factory=dict)

    def with_files(self, files: Mapping[str, str]) -> Manifest:
        """This manifest after `files` were read, again or for the first time."""
        return Manifest(self.base, {**self.files, **files})

    @property
    def digests(self) -> frozenset[str]:
        """The digests of all reports in the store."""
        return frozenset(self.files.values())


def read_manifest(version: Path) -> Manifest:
    """The manifest of a version of a store. Raises OSError or ValueError if it has none or a broken one."""
    data = json.loads((version / _NAME).read_text(encoding="utf-8"))
    return Manifest(data["base"], data["files"])


def write_manifest(version: Path, manifest: Manifest) -> None:
    """Write the manifest of a version of a store."""
    data = {"base": manifest.base, "files": dict(sorted(manifest.files.items()))}
    (version / _NAME).write_text(json.dumps(data, indent=1) + "\n", encoding="ascii")
