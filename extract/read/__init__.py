"""Readers: a report's file → its clean text."""

from __future__ import annotations

from extract.read.archive import Source, holds_members, members
from extract.read.errors import ReadError, printable
from extract.read.origins import origin_at
from extract.read.reader import read, read_source, suffixes

__all__ = [
    "ReadError",
    "Source",
    "holds_members",
    "members",
    "origin_at",
    "printable",
    "read",
    "read_source",
    "suffixes",
]
