"""Text in tables that people open as spreadsheets."""

from __future__ import annotations

from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_text(value: str) -> str:
    """`value` so that no spreadsheet takes it for a formula: OWASP's guard against CSV injection."""
    return f"'{value}" if value.startswith(_FORMULA) else value
