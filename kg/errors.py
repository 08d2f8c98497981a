"""What the program says when it cannot do what it was told to, in Chinese and English."""

from __future__ import annotations

from kg.bilingual import Sentences

ERRORS = Sentences("kg", "errors.toml")
"""The messages of its errors."""
