"""What a reader says about a file that it cannot read."""

from __future__ import annotations

import unicodedata


def printable(words: str) -> str:
    """The words on one line, with escapes for characters that a terminal would act on or cannot show."""
    return "".join(map(_shown, words))


def _shown(char: str) -> str:
    if char.isprintable() or unicodedata.category(char) == "Zs":
        return char
    return ascii(char)[1:-1]


class ReadError(Exception):
    """A file that cannot be read: `path` as given, `reason`, and the `remedy` for the user."""

    def __init__(self, path: str, reason: str, remedy: str) -> None:
        """One line is made of the three: «path: reason; remedy»."""
        super().__init__(printable(f"{path}: {reason}; {remedy}"))
        self.path = path
        self.reason = reason
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str, str]]:
        """What pickle rebuilds the error from, so that it can cross processes."""
        return ReadError, (self.path, self.reason, self.remedy)
