"""What a reader says about a file that it cannot read."""

from __future__ import annotations


class ReadError(Exception):
    """A file that cannot be read: `path` as given, `reason`, and the `remedy` for the user."""

    def __init__(self, path: str, reason: str, remedy: str) -> None:
        """One line is made of the three: «path: reason; remedy»."""
        super().__init__(" ".join(f"{path}: {reason}; {remedy}".splitlines()))
        self.path = path
        self.reason = reason
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str, str]]:
        """What pickle rebuilds the error from, so that it can cross processes."""
        return ReadError, (self.path, self.reason, self.remedy)
