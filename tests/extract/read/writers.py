"""Writes the paragraphs of a report in the formats that the readers read."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from odf.opendocument import OpenDocumentText
from odf.table import Table, TableCell, TableColumn, TableRow
from odf.text import P
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = 595.0, 842.0
TABLE_SIZE = 0.7
NO_LINE_STARTS_WITH = "，。、；：！？）》”’】〕%"


def wrapped(paragraph: str, size: float, width: float, *, indent: float = 2.0) -> list[tuple[float, str]]:
    """The lines of a paragraph with their indents, no closing mark at a line's start, no number cut."""
    if "\t" in paragraph:
        return [(0.0, paragraph)]
    lines: list[tuple[float, str]] = []
    line, shift = "", indent * size
    for char in paragraph:
        over = pdfmetrics.stringWidth(line + char, FONT, size) - (width - shift)
        hangs = char in NO_LINE_STARTS_WITH and over <= size
        if line and over > 0 and not hangs:
            kept = line if char not in NO_LINE_STARTS_WITH else line[:-1].rstrip(NO_LINE_STARTS_WITH)
            lines.append((shift, kept))
            line, shift = line[len(kept) :], 0.0
        line += char
    return [*lines, (shift, line)]


pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def placed(line: str, width: float) -> list[tuple[float, str]]:
    """The cells of a table's row, or the one line, with their distances from the left."""
    cells = line.split("\t")
    return [(number * width / len(cells), cell) for number, cell in enumerate(cells)]


def pdf(
    paragraphs: Sequence[str],
    *,
    size: float = 16,
    columns: int = 1,
    header: str = "",
    number: str = "- {} -",
    rotation: int = 0,
    password: str = "",
    ruled: bool = False,
    scans: Collection[int] = (),
) -> bytes:
    """A PDF of the paragraphs: the first is a centred title across all columns.

    Those with tabs are tables, with lines around their cells where `ruled`; the pages `scans` are pictures.
    """
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), encrypt=password or None, invariant=1)
    margin, gutter, leading = 72.0, 2 * size, 1.7 * size
    width = (WIDTH - 2 * margin - gutter * (columns - 1)) / columns
    lines = [line for paragraph in paragraphs[1:] for line in wrapped(paragraph, size, width)]
    page = 0
    while lines or page == 0:
        page += 1
        if page in scans:
            canvas.drawInlineImage(_picture(), 0, 0, WIDTH, HEIGHT)
            canvas.showPage()
            continue
        top = HEIGHT - margin
        _turn(canvas, rotation)
        if page == 1:
            top = _title(canvas, paragraphs[0], size, top) - 2 * leading
        for column in range(columns):
            y = top
            while lines and y > margin + leading:
                shift, text = lines.pop(0)
                canvas.setFont(FONT, size if "\t" not in text else TABLE_SIZE * size)
                left = margin + column * (width + gutter) + shift
                cells = placed(text, width)
                for across, cell in cells:
                    canvas.drawString(left + across, y, cell)
                    if ruled and len(cells) > 1:
                        canvas.rect(left + across - 2, y - 0.5 * leading, width / len(cells), leading)
                y -= leading
        canvas.setFont(FONT, 10)
        if header:
            canvas.drawCentredString(WIDTH / 2, HEIGHT - 40, header)
        if number:
            canvas.drawCentredString(WIDTH / 2, 40, number.format(page))
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _turn(canvas: Canvas, rotation: int) -> None:
    """Turn the page, and its content so that a viewer shows it upright."""
    canvas.setPageRotation(rotation)
    if rotation:
        canvas.translate(*{90: (0, WIDTH), 180: (WIDTH, HEIGHT), 270: (HEIGHT, 0)}[rotation])
        canvas.rotate({90: -90, 180: 180, 270: 90}[rotation])
        canvas.setPageSize((HEIGHT, WIDTH) if rotation != 180 else (WIDTH, HEIGHT))


def _title(canvas: Canvas, title: str, size: float, top: float) -> float:
    for _, line in wrapped(title, size * 1.3, WIDTH - 160, indent=0):
        canvas.setFont(FONT, size * 1.3)
        canvas.drawCentredString(WIDTH / 2, top, line)
        top -= size * 2.2
    return top


def scan() -> bytes:
    """A PDF of one page that is a picture."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.drawInlineImage(_picture(), 0, 0, WIDTH, HEIGHT)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _picture() -> Image.Image:
    return Image.new("L", (60, 80), 200)


def ofd(paragraphs: Sequence[str], *, header: str = "") -> bytes:
    """An OFD file (GB/T 33190) of the paragraphs on pages of A4, 28 characters a line."""
    size, left, top, leading, per_page = 5.6, 26.0, 30.0, 9.5, 24
    lines = [line for paragraph in paragraphs for line in wrapped(paragraph, size, 28 * size)]
    pages = [lines[start : start + per_page] for start in range(0, len(lines), per_page)]
    parts = {
        "OFD.xml": _ofd_part(
            "OFD", "<ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
        ),
        "Doc_0/Tpls/Tpl_0/Content.xml": _ofd_part("Page", _ofd_layer([_ofd_text(header, 60, 15, 4)] if header else [])),
    }
    listed = ""
    for number, page in enumerate(pages):
        name = f"Pages/Page_{number}/Content.xml"
        listed += f'<ofd:Page ID="{100 + number}" BaseLoc="{name}"/>'
        texts = [
            _ofd_text(cell, left + shift + across, top + row * leading, size if text == cell else TABLE_SIZE * size)
            for row, (shift, text) in enumerate(page)
            for across, cell in placed(text, 28 * size)
        ]
        texts.append(_ofd_text(f"— {number + 1} —", 95, 280, 4))
        # The order of drawing is not that of reading.
        content = '<ofd:Template TemplateID="2" ZOrder="Background"/>' + _ofd_layer(texts[::-1])
        parts[f"Doc_0/{name}"] = _ofd_part("Page", content)
    common = (
        "<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        '<ofd:TemplatePage ID="2" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData>'
    )
    parts["Doc_0/Document.xml"] = _ofd_part("Document", f"{common}<ofd:Pages>{listed}</ofd:Pages>")
    return zipped(parts)


def _ofd_part(root: str, content: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<ofd:{root} xmlns:ofd="http://www.ofdspec.org/2016">{content}</ofd:{root}>'
    )


def _ofd_layer(texts: Iterable[str]) -> str:
    return f'<ofd:Content><ofd:Layer ID="1">{"".join(texts)}</ofd:Layer></ofd:Content>'


def _ofd_text(text: str, x: float, y: float, size: float) -> str:
    steps = [size if ord(char) > 0x2000 else size / 2 for char in text[:-1]]
    delta = f"g {len(steps)} {size}" if set(steps) == {size} else " ".join(map(str, steps))
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y - size} {size * len(text) + 1} {size * 1.2}" Font="3" Size="{size}">'
        f'<ofd:TextCode X="0" Y="{size}" DeltaX="{delta}">{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def odt(paragraphs: Iterable[str]) -> bytes:
    """An OpenDocument text of the paragraphs, those with tabs as tables."""
    document = OpenDocumentText()
    for is_table, lines in groupby(paragraphs, key=lambda line: "\t" in line):
        if is_table:
            document.text.addElement(_odt_table([line.split("\t") for line in lines]))
            continue
        for line in lines:
            document.text.addElement(P(text=line))
    file = io.BytesIO()
    document.write(file)
    return file.getvalue()


def _odt_table(rows: Sequence[Sequence[str]]) -> Table:
    table = Table()
    table.addElement(TableColumn(numbercolumnsrepeated=max(map(len, rows))))
    for row in rows:
        made = TableRow()
        for text in row:
            cell = TableCell()
            cell.addElement(P(text=text))
            made.addElement(cell)
        table.addElement(made)
    return table


def rtf(paragraphs: Iterable[str]) -> bytes:
    """An RTF file as Word writes it: each Chinese character as \\u with a fallback of two GBK bytes."""
    lines = [r"{\rtf1\ansi\ansicpg936\uc2\deff0{\fonttbl{\f0\fcharset134 SimSun;}}{\info{\title x}}"]
    lines += [_rtf_line("".join(map(_rtf_char, paragraph))) for paragraph in paragraphs]
    return "\r\n".join([*lines, "}"]).encode("ascii")


def _rtf_line(text: str) -> str:
    """A paragraph, or a table's row where there are tabs."""
    if "\t" not in text:
        return rf"\pard\f0 {text}\par"
    cells = text.split("\t")
    places = "".join(rf"\cellx{2000 * (number + 1)}" for number in range(len(cells)))
    return rf"\trowd{places}\pard\intbl\f0 " + "".join(rf"{cell}\cell " for cell in cells) + r"\row"


def _rtf_char(char: str) -> str:
    if ord(char) < 128:
        return "\\" + char if char in "\\{}" else char
    code = ord(char) if ord(char) < 0x8000 else ord(char) - 0x10000
    fallback = char.encode("gbk", "replace").ljust(2, b"?")
    return f"\\u{code}" + "".join(f"\\'{byte:02x}" for byte in fallback)


def rtf_of_bytes(paragraphs: Iterable[str]) -> bytes:
    """An RTF file as old programs write it: GBK bytes."""
    lines = [r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}}"]
    for paragraph in paragraphs:
        cells = (cell.encode("gbk", "replace") for cell in paragraph.split("\t"))
        lines.append(_rtf_line("\t".join("".join(f"\\'{byte:02x}" for byte in cell) for cell in cells)))
    return "\r\n".join([*lines, "}"]).encode("ascii")


def zipped(parts: Mapping[str, str | bytes], *, level: int = 6) -> bytes:
    """A ZIP of the parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def tarred(members: Iterable[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    """A TAR of the members, in gzip."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for info, data in members:
            info.size = len(data) if info.isreg() else 0
            archive.addfile(info, io.BytesIO(data))
    return gzip.compress(file.getvalue(), mtime=0)


def plain(name: str) -> tarfile.TarInfo:
    """A plain file's entry in a TAR."""
    return tarfile.TarInfo(name)


def broken(data: bytes) -> Iterator[bytes]:
    """The file cut off at every tenth, and with single bits turned."""
    for tenth in range(1, 10):
        yield data[: len(data) * tenth // 10]
    for turn in range(10):
        changed = bytearray(data)
        for at in range(turn * 7 + 3, len(changed), max(97, len(changed) // 10)):
            changed[at] ^= 1 << (at % 8)
        yield bytes(changed)
