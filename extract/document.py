"""A report's clean text on its way through the pipeline."""

from __future__ import annotations

from dataclasses import dataclass, field

from ontology.model import Issue, SectionRole


@dataclass(frozen=True, slots=True)
class Document:
    """A file's clean text.

    `text` has one paragraph a line and no white space inside a paragraph except between two
    words of Latin letters or digits. `name` is the base name of the file, `digest` the SHA-256
    of its bytes in hexadecimal, `path` the path as given, `metadata` what a header table says
    (索引号, 发文字号, 成文日期 … → value), `origins` where the text's pages or paragraphs begin:
    offset and label ("page 4" in two languages), ascending, the first at 0; `issues` say what of
    the file the text does not have.
    """

    text: str
    name: str = ""
    digest: str = ""
    path: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    origins: tuple[tuple[int, str], ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the text under one heading: `text[start:end]`, its body from `body` on.

    `heading` is without its number; `level` is 0 for what stands before the first heading,
    1 for 一、, 2 for （一）, 3 for 1. and deeper. A subsection has its parent's role unless its
    own heading says otherwise.
    """

    heading: str
    level: int
    role: SectionRole
    start: int
    body: int
    end: int
