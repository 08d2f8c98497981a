"""What a build has to look at, and what becomes of the files that earlier builds knew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.building.files import CorrectionsOf, Failure, count_others, digest, find_files, holds
from kg.building.reading import Found, Reading
from kg.building.snapshots import Snapshots
from kg.manifest import Source


@dataclass(frozen=True, slots=True)
class Plan:
    """The files to look at, those that cannot be opened, and the corrections files that speak of any of them.

    `others` counts the documents of other formats beside them, by suffix.
    """

    roots: tuple[Path, ...]
    files: tuple[Found, ...]
    failures: tuple[Failure, ...]
    corrections: tuple[Path, ...]
    others: Mapping[str, int] = field(default_factory=dict)

    def elsewhere(self, before: Iterable[Source]) -> list[Source]:
        """The sources of earlier builds that are none of this build's business, or could not be looked at."""
        return [source for source in before if self._is_elsewhere(Path(source.path))]

    def _is_elsewhere(self, path: Path) -> bool:
        unread = any(holds(failure.path, path) for failure in self.failures)
        return unread or not any(holds(root, path) for root in self.roots)

    def sources_after(self, before: Iterable[Source], reading: Reading, *, prune: bool) -> dict[str, Source]:
        """All sources of the store after this build, by path.

        A file that is gone stays unless `prune`, or unless its content was found in another place: it was moved.
        """
        digests = {source.digest for source in reading.sources}
        kept = (
            source
            for source in before
            if self._is_elsewhere(Path(source.path))
            or not (
                prune
                or source.path in reading.looked_at
                or (source.digest in digests and not Path(source.path).exists())
            )
        )
        return {source.path: source for source in (*kept, *reading.sources)}


def plan(paths: Sequence[Path], before: Mapping[str, Source], snapshots: Snapshots, *, prune: bool) -> Plan:
    """Look at the files that `paths` name. Raises BuildError if there is nothing to read."""
    digests = {path: digest(path) for path in find_files(paths, before if prune else ())}
    corrections_of = CorrectionsOf(paths)
    files = []
    used: set[Path] = set()
    for path, value in digests.items():
        if isinstance(value, str):
            corrections = corrections_of(path)
            used.update(corrections)
            copies = tuple(snapshots.copy(file) for file in corrections)
            files.append(Found(path, value, copies, snapshots.digest(corrections)))
    failures = tuple(value for value in digests.values() if isinstance(value, Failure))
    roots = tuple(path.absolute() for path in paths)
    return Plan(roots, tuple(files), failures, tuple(sorted(used)), count_others(paths))
