"""Whether two texts are one report: the same letters and digits, whatever the format did to the rest."""

from __future__ import annotations

import hashlib
import unicodedata

from extract.script import simplified


def letters(text: str) -> str:
    """The letters and digits of `text`, in one script and one width: what no change of format changes."""
    folded = unicodedata.normalize("NFKC", simplified(text))
    return "".join(char for char in folded if char.isalnum()).casefold()


def fingerprint(text: str) -> str:
    """A digest of the letters and digits of `text`."""
    return hashlib.sha256(letters(text).encode("utf-8", "replace")).hexdigest()
