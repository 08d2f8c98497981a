"""The user's vocabularies and corrections as they are when a build starts.

The build reads copies, each under a path of its own for each content: so it does not matter what becomes of the files
meanwhile, nor what this process read from the same paths before.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.building.files import BuildError
from kg.building.version import digest_of


class Snapshots:
    """Copies of small files in a folder."""

    def __init__(self, folder: Path) -> None:
        """Nothing is copied yet."""
        self._folder = folder
        self._copies: dict[Path, tuple[Path, bytes]] = {}

    def copy(self, file: Path) -> Path:
        """The copy of a file. Raises BuildError if it cannot be read."""
        return self._copied(file)[0]

    def digest(self, files: Iterable[Path]) -> str:
        """A digest of what some files say together, "" if there are none."""
        contents = [self._copied(file)[1] for file in files]
        return digest_of(*contents) if contents else ""

    def originals(self, text: str) -> str:
        """`text` with the files named as the user names them."""
        for file, (copy, _) in self._copies.items():
            text = text.replace(str(copy), str(file))
        return text

    def _copied(self, file: Path) -> tuple[Path, bytes]:
        if file not in self._copies:
            try:
                content = file.read_bytes()
            except OSError as error:
                raise BuildError(f"{file} cannot be read ({error.strerror}); check the path") from error
            copy = self._folder / f"{len(self._copies)}-{digest_of(content)[:16]}" / file.name
            copy.parent.mkdir(parents=True)
            copy.write_bytes(content)
            self._copies[file] = copy, content
        return self._copies[file]
