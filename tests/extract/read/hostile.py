"""Hostile and broken files of every format, composed: what each is, and what a reader should make of it."""

from __future__ import annotations

import gzip
import io
import random
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tests.extract.read import pages, word, writers

LINES = [
    "柳河镇人民政府关于2024年度法治政府建设情况的报告",
    "2024年，柳河镇扎实推进依法行政，现将有关情况报告如下：",
    "一、主要举措和成效",
    "全年开展宣传活动12场，发放资料3400余份，调解矛盾纠纷56件，调解成功率达到98.5%，群众满意。",
    "二、存在的不足",
    "执法力量不足，执法人员仅有5名，宣传形式不够丰富。",
    "柳河镇人民政府",
    "2025年1月16日",
]
TEXT = "\n".join(LINES)
SECRET = "canary-of-the-host"
"""What stands in a file of the host that hostile files point at; nothing read may hold it."""

READ = "read"
ANY = "any"

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Case:
    """A file: its name, its bytes, and what is to become of it.

    `expected` is READ (its text is TEXT), ANY (read or refused), or words that the reason for refusing it matches.
    """

    id: str
    name: str
    data: Callable[[], bytes]
    expected: str = ANY


def _mht() -> bytes:
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
    part = b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head + part + pages.modern(LINES).encode() + b"\r\n--b--\r\n"


@cache
def good(suffix: str) -> bytes:
    """A sound file of the format."""
    makers: Mapping[str, Callable[[], bytes]] = {
        ".txt": TEXT.encode,
        ".md": ("# " + "\n\n".join(LINES)).encode,
        ".html": pages.modern(LINES).encode,
        ".mht": _mht,
        ".docx": lambda: word.report(LINES, auto=True),
        ".odt": lambda: writers.odt(LINES),
        ".ofd": lambda: writers.ofd(LINES),
        ".rtf": lambda: writers.rtf(LINES),
        ".pdf": lambda: writers.pdf(LINES),
        ".zip": lambda: writers.zipped({f"{n}.txt": TEXT.encode() for n in range(5)}),
        ".tgz": lambda: writers.tarred((writers.plain(f"{n}.txt"), TEXT.encode()) for n in range(5)),
    }
    return makers[suffix]()


DOCUMENTS = (".txt", ".md", ".html", ".mht", ".docx", ".odt", ".ofd", ".rtf", ".pdf")
ARCHIVES = (".zip", ".tgz")


def cases(port: int) -> Iterator[Case]:
    """All files; those that ask the network ask this port of this machine."""
    yield from _cut_and_flipped()
    yield from _wrong_suffixes()
    yield from _empty_and_noise()
    yield from _texts()
    yield from _pages(port)
    yield from _packages(port)
    yield from _word_files(port)
    yield from _pdfs(port)
    yield from _rtfs(port)
    yield from _old_office()
    yield from _archives()


def _cut_and_flipped() -> Iterator[Case]:
    for suffix in (*DOCUMENTS, *ARCHIVES):
        for tenth in range(1, 10):
            yield Case(f"cut at {tenth} tenths{suffix}", f"cut{tenth}{suffix}", _cut(suffix, tenth))
        for seed in range(6):
            yield Case(f"flipped {seed}{suffix}", f"flipped{seed}{suffix}", _flipped(suffix, seed))


def _cut(suffix: str, tenth: int) -> Callable[[], bytes]:
    return lambda: good(suffix)[: len(good(suffix)) * tenth // 10]


def _flipped(suffix: str, seed: int) -> Callable[[], bytes]:
    def flip() -> bytes:
        chance = random.Random(f"{suffix}{seed}")
        data = bytearray(good(suffix))
        for _ in range(4**seed // 4 + 1):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        return bytes(data)

    return flip


def _wrong_suffixes() -> Iterator[Case]:
    for suffix in DOCUMENTS:
        for wrong in (".txt", ".docx", ".pdf", ".doc"):
            # Markdown and mail are text: only their suffix says that their marks are no words.
            if wrong != suffix and suffix != ".md":
                yield Case(f"{suffix} named {wrong}", f"x{suffix[1:]}{wrong}", lambda suffix=suffix: good(suffix), READ)


def _empty_and_noise() -> Iterator[Case]:
    for suffix in (*DOCUMENTS, *ARCHIVES, ".doc", ".wps"):
        yield Case(f"empty{suffix}", f"empty{suffix}", bytes, "empty")
        yield Case(f"noughts{suffix}", f"noughts{suffix}", lambda: bytes(5000), "binary|no text")
        yield Case(
            f"noise{suffix}",
            f"noise{suffix}",
            lambda suffix=suffix: random.Random(suffix).randbytes(20_000),
            "encoding|binary|no text",
        )


def _texts() -> Iterator[Case]:
    def text(name: str, data: bytes | Callable[[], bytes], expected: str = ANY) -> Case:
        return Case(name, f"{name.replace(' ', '-')}.txt", data if callable(data) else lambda: data, expected)

    yield text("only a byte order mark", b"\xef\xbb\xbf", "no text")
    yield text("only blanks", b" \r\n\t\xe3\x80\x80\n" * 99, "no text")
    yield text("only invisible characters", "\u200b\ufeff\u202e".encode() * 99, "no text")
    yield text("half a character", TEXT.encode()[:-1])
    yield text("utf 16 of odd length", TEXT.encode("utf-16") + b"\x00", READ)
    yield text("utf 16 without a mark", TEXT.encode("utf-16-le"), READ)
    yield text("utf 32", TEXT.encode("utf-32"), READ)
    yield text("latin", "Déjà vu à Évian, ça va".encode("latin-1") * 9, "encoding")
    yield text("japanese", "地方自治体の年次報告書です".encode("shift-jis") * 9)
    yield text("control characters", bytes(range(1, 32)) * 99, "binary|no text")
    yield text("overrides of direction", ("\u202e".join(TEXT)).encode(), READ)
    yield text("lone surrogates", TEXT.encode("utf-16-le") + b"\x00\xd8" * 3)
    yield text("line ends of all kinds", TEXT.replace("\n", "\r\x0b\u2028\x85\n").encode(), READ)
    yield text("five million characters", lambda: b"a" * 5_000_000, "more than 4000000 characters")
    yield text("a million lines", lambda: TEXT.encode() + b"\n" * 1_000_000, READ)
    yield text("a line of digits", lambda: b"1" * 300_000)
    yield text("brackets", lambda: "（《“".encode() * 50_000)
    yield text("a password list", b"root:x:0:0::/root:/bin/sh\n" * 50)


def _pages(port: int) -> Iterator[Case]:
    def page(name: str, data: bytes | Callable[[], bytes], expected: str = ANY) -> Case:
        return Case(name, f"{name.replace(' ', '-')}.html", data if callable(data) else lambda: data, expected)

    body, near = pages.body(LINES).encode(), f"http://127.0.0.1:{port}/".encode()
    yield page("deep divs", lambda: b"<div>" * 60_000 + body + b"</div>" * 60_000, READ)
    yield page("deep unclosed", lambda: b"<html><body>" + b"<b><i><font>" * 60_000 + body, READ)
    yield page("deep tables", lambda: b"<html><body>" + b"<table><tr><td>" * 20_000 + body)
    yield page("deep lists", lambda: b"<html><body>" + b"<ol><li>" * 30_000 + body)
    yield page("wrong ends", lambda: b"<html><p>" + b"<div>" * 40_000 + b"</span>" * 40_000 + body, READ)
    yield page("open comments", lambda: b"<html><body>" + body + b"<!--" * 100_000, READ)
    yield page("open scripts", lambda: b"<html><body>" + body + b"<script>" * 100_000, READ)
    yield page("open tags", lambda: b"<html><body>" + body + b"<div " * 100_000)
    yield page("too much markup", lambda: b"<html><body>" + b"<p>a" * 5_000_000, "characters of markup")
    yield page("too many tags", lambda: b"<html><body>" + b"<p>a" * 2_500_000, "more than 2000000 tags")
    attributes = b"".join(b"a%d=1 " % n for n in range(30_000))
    yield page("many attributes", lambda: b"<html><div " + attributes + b">" + body, READ)
    cell = b"<tr><td colspan=99999 rowspan=99999>x</td><td>y</td></tr>"
    yield page("wide cells", lambda: body + b"<table>" + cell * 500 + b"</table>")
    yield page("many fields", lambda: b"<html><body>" + "<div>索引号：</div>".encode() * 10_000 + body)
    entities = b'<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY x SYSTEM "file:///tmp/secret">]><html><body>&x;&a;'
    yield page("entities", entities.replace(b"/tmp/secret", b"/etc/passwd") + body)
    yield page(
        "asks the network",
        b'<html><head><base href="%s"><link rel=stylesheet href="%sa.css"><meta http-equiv=refresh content="0;url=%s">'
        b'<script src="%sx.js"></script></head><body><img src="%sx.png"><iframe src="%s"></iframe><object data="%s">'
        b"</object>%s</body></html>" % (*[near] * 7, body),
        READ,
    )
    yield page("only scripts", b"<html><body><script>document.write('x')</script></body></html>", "no text")
    yield page("only frames", b"<html><frameset><frame src=a.html></frameset></html>", "in a frame")
    yield page(
        "a picture in the page",
        lambda: b"<html><img src='data:image/png;base64," + b"A" * MEBIBYTE + b"'>" + body,
        READ,
    )
    yield page("a false charset", b'<html><head><meta charset="utf-7"></head><body>' + body, READ)
    yield page("an unknown charset", b'<html><head><meta charset="x-y-z"></head><body>' + body, READ)
    yield page("numeric references", b"<html><body>" + b"&#x110000;&#0;&#xD800;&#65535;" * 999 + body)
    boundary = b"".join(b"Content-Type: multipart/related; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2000))
    yield Case("a deep web archive", "deep.mht", lambda: b"MIME-Version: 1.0\n" + boundary)
    yield Case(
        "a web archive of bad base64",
        "base64.mht",
        lambda: _mht().replace(b"8bit", b"base64").replace(b"charset=utf-8", b"charset=nowhere"),
    )


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "haha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
QUADRATIC = f'<!DOCTYPE x [<!ENTITY j "{"h" * 50_000}">]>'
# How an XML part can misbehave: what comes before its root, and what is put in its text.
DOCTYPES = {
    "laughs": (LAUGHS, "&j;", "document type|well-formed"),
    "quadratic": (QUADRATIC, "&j;" * 2000, "document type|well-formed"),
    "a file from outside": (
        '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>',
        "&j;",
        "document type|well-formed",
    ),
    "the network": ('<!DOCTYPE x [<!ENTITY j SYSTEM "http://127.0.0.1:{port}/">]>', "&j;", "document type|well-formed"),
    "a definition from the network": ('<!DOCTYPE x SYSTEM "http://127.0.0.1:{port}/x.dtd">', "", "document type"),
    "parameter entities": (
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:{port}/p.dtd">%p;]>',
        "",
        "document type|well-formed",
    ),
    "a false encoding": ('<?xml version="1.0" encoding="nowhere"?>', "", "well-formed"),
}
MAIN = {".docx": "word/document.xml", ".odt": "content.xml", ".ofd": "OFD.xml"}


def _packages(port: int) -> Iterator[Case]:
    for suffix, main in MAIN.items():
        for name, (before, inside, expected) in DOCTYPES.items():
            yield Case(
                f"{name}{suffix}", f"{name.replace(' ', '-')}{suffix}", _doctype(suffix, before, inside, port), expected
            )
        yield Case(
            f"without its main part{suffix}", f"part{suffix}", _without(suffix, main), "missing|damaged|no text|ZIP"
        )
        yield Case(f"main part no XML{suffix}", f"noxml{suffix}", _replaced(suffix, main, b"\xff\xfe<x"), "well-formed")
        yield Case(f"main part empty{suffix}", f"void{suffix}", _replaced(suffix, main, b""), "well-formed")
        yield Case(f"main part of another kind{suffix}", f"other{suffix}", _replaced(suffix, main, b"<x/>"))
        yield Case(
            f"a part that is a bomb{suffix}",
            f"bomb{suffix}",
            _replaced(suffix, main, b" " * 40 * MEBIBYTE),
            "far too much",
        )
        deep = b"<a>" * 100_000 + b"</a>" * 100_000
        yield Case(
            f"deep elements{suffix}", f"deep{suffix}", _replaced(suffix, main, deep), "well-formed|nested|no text"
        )
        yield Case(f"a part that says it is short{suffix}", f"short{suffix}", _shortened(suffix))
        yield Case(f"a bad checksum{suffix}", f"crc{suffix}", _bad_checksum(suffix), "cannot be unpacked|damaged")
        yield Case(
            f"a part that is encrypted{suffix}", f"locked{suffix}", _encrypted_part(suffix), "unpacked|password|damaged"
        )
        yield Case(f"include{suffix}", f"include{suffix}", _including(suffix, main))


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _replaced(suffix: str, part: str, content: bytes) -> Callable[[], bytes]:
    return lambda: writers.zipped({**_parts(good(suffix)), part: content})


def _without(suffix: str, part: str) -> Callable[[], bytes]:
    return lambda: writers.zipped({name: data for name, data in _parts(good(suffix)).items() if name != part})


def _doctype(suffix: str, before: str, inside: str, port: int) -> Callable[[], bytes]:
    def make() -> bytes:
        parts = _parts(good(suffix))
        xml = parts[MAIN[suffix]].decode()
        root = xml[xml.index("?>") + 2 :] if xml.startswith("<?xml") else xml
        end = root.rindex("</")
        changed = before.replace("{port}", str(port)) + root[:end] + inside + root[end:]
        return writers.zipped({**parts, MAIN[suffix]: changed})

    return make


def _including(suffix: str, main: str) -> Callable[[], bytes]:
    def make() -> bytes:
        parts = _parts(good(suffix))
        end = parts[main].rindex(b"</")
        link = b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
        return writers.zipped({**parts, main: parts[main][:end] + link + parts[main][end:]})

    return make


def _patched(data: bytes, local: int, central: int, value: bytes) -> bytes:
    """The ZIP with bytes at this place of each local and central header."""
    changed = bytearray(data)
    for mark, at in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        start = 0
        while (found := data.find(mark, start)) >= 0:
            changed[found + at : found + at + len(value)] = value
            start = found + 4
    return bytes(changed)


def _shortened(suffix: str) -> Callable[[], bytes]:
    return lambda: _patched(good(suffix), 22, 24, b"\x05\x00\x00\x00")


def _bad_checksum(suffix: str) -> Callable[[], bytes]:
    return lambda: _patched(good(suffix), 14, 16, b"\xde\xad\xbe\xef")


def _encrypted_part(suffix: str) -> Callable[[], bytes]:
    return lambda: _patched(good(suffix), 6, 8, b"\x01\x00")


def _word_files(port: int) -> Iterator[Case]:
    def changed(old: str, new: str) -> Callable[[], bytes]:
        def change(name: str, content: bytes) -> bytes:
            return content.replace(old.encode(), new.encode(), 1) if name == "word/document.xml" else content

        return lambda: word.rewritten(good(".docx"), change)

    wide = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>' * 100
    yield Case("wide cells.docx", "wide.docx", changed("<w:body>", "<w:body>" + wide), READ)
    empty = "<w:p/>" * 2_500_000
    yield Case("too many tags.docx", "tags.docx", changed("<w:body>", "<w:body>" + empty), "far too much")
    field = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>'
    yield Case("a field without end.docx", "field.docx", changed("<w:sectPr", field + "<w:sectPr"), READ)
    fetch = f'INCLUDEPICTURE "http://127.0.0.1:{port}/x.png"'
    yield Case(
        "a field that fetches.docx",
        "fetch.docx",
        changed("<w:body>", f"<w:body><w:p><w:fldSimple w:instr=' {fetch} '/></w:p>"),
        READ,
    )

    def linked(kind: str, target: str, mode: str) -> Callable[[], bytes]:
        def change(name: str, content: bytes) -> bytes:
            link = f'<Relationship Id="rId98" Type="http://x/{kind}" Target="{target}"{mode}/></Relationships>'
            is_links = name == "word/_rels/document.xml.rels"
            return content.replace(b"</Relationships>", link.encode()) if is_links else content

        return lambda: word.rewritten(good(".docx"), change)

    outside = ' TargetMode="External"'
    yield Case("a template from the network.docx", "template.docx",
               linked("attachedTemplate", f"http://127.0.0.1:{port}/t.dotm", outside), READ)  # fmt: skip
    yield Case("a header from outside.docx", "header.docx", linked("header", "../../../../etc/passwd", ""), READ)
    yield Case("a part that is its own.docx", "own.docx", linked("header", "document.xml", ""))
    cyclic = '<w:style {0} w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'

    def styled(name: str, content: bytes) -> bytes:
        more = cyclic.format("") + cyclic.format("").replace('"A"', '"X"').replace('"B"', '"A"').replace('"X"', '"B"')
        return content.replace(b"</w:styles>", more.encode() + b"</w:styles>") if name == "word/styles.xml" else content

    yield Case("styles in a circle.docx", "styles.docx", lambda: word.rewritten(good(".docx"), styled), READ)


def _pdf_of(*objects: bytes, trailer: bytes = b"<< /Root 1 0 R >>") -> bytes:
    body = b"".join(b"%d 0 obj %s endobj\n" % (n, content) for n, content in enumerate(objects, 1))
    return b"%PDF-1.5\n" + body + b"trailer " + trailer + b"\n"


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >> stream\n%s\nendstream" % (len(content), more, content)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << >> >>"


def _pdfs(port: int) -> Iterator[Case]:
    def pdf(name: str, data: bytes | Callable[[], bytes], expected: str = ANY) -> Case:
        return Case(f"{name}.pdf", f"{name.replace(' ', '-')}.pdf", data if callable(data) else lambda: data, expected)

    def packed(content: bytes, times: int = 1) -> bytes:
        for _ in range(times):
            content = zlib.compress(content, 9)
        return _pdf_of(CATALOG, PAGES, PAGE, _stream(content, b"/Filter [%s]" % (b"/FlateDecode " * times)))

    form = b"<< /XObject << /X 5 0 R >> >>"
    nothing = "text layer|damaged"
    yield pdf(
        "pages in a circle",
        _pdf_of(CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 /Parent 2 0 R >>"),
        nothing,
    )
    yield pdf(
        "forms in a circle",
        _pdf_of(
            CATALOG,
            PAGES,
            PAGE.replace(b"<< >>", form),
            _stream(b"/X Do"),
            _stream(b"/X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources " + form),
        ),
        nothing,
    )
    yield pdf(
        "a length in a circle", _pdf_of(CATALOG, PAGES, PAGE, b"<< /Length 4 0 R >> stream\nx\nendstream"), nothing
    )
    yield pdf(
        "a trailer in a circle",
        _pdf_of(CATALOG, PAGES, PAGE, trailer=b"<< /Root 1 0 R /Prev 9 >>") + b"startxref\n9\n",
        nothing,
    )
    yield pdf(
        "a billion pages",
        _pdf_of(CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1000000000 >>", PAGE),
        "pages|" + nothing,
    )
    yield pdf("a page without end", _pdf_of(CATALOG, PAGES, PAGE.replace(b"200 200", b"1e38 nan")), nothing)
    yield pdf("a stream that is a bomb", lambda: packed(bytes(200 * MEBIBYTE), times=2), nothing)
    yield pdf("a drawing of many lines", lambda: packed(b"0 0 m 9 9 l S\n" * 300_000), nothing)
    yield pdf("a stack without end", lambda: packed(b"q " * 3_000_000), nothing)
    yield pdf("deep arrays", lambda: _pdf_of(CATALOG + b"[" * 100_000, PAGES, PAGE), nothing)
    yield pdf("no trailer", b"%PDF-1.7\n" + b"x" * 500, "damaged")
    yield pdf("only its name", b"%PDF-1.7", "damaged")
    yield pdf("protected by a password", lambda: writers.pdf(LINES, password="secret"), "password")
    yield pdf("a scan", writers.scan, "without a text layer")
    yield pdf("an empty page", _pdf_of(CATALOG, PAGES, PAGE, _stream(b"")), "without a text layer")
    near = b"(http://127.0.0.1:%d/)" % port
    action = (
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /URI /URI %s >> /AA << /WC << /S /Launch /F (x) >> >> >>"
    )
    yield pdf(
        "an action that asks the network", _pdf_of(action % near, PAGES, PAGE, _stream(b"")), "without a text layer"
    )
    far = b"<< /Length 0 /F << /FS /URL /F %s >> >> stream\n\nendstream" % near
    yield pdf("a stream from the network", _pdf_of(CATALOG, PAGES, PAGE, far), "without a text layer")
    script = b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (while(1){}) >> >>"
    yield pdf("a script", _pdf_of(script, PAGES, PAGE, _stream(b"")), "without a text layer")
    yield pdf("a kilobyte of something before", lambda: b"\x00" * 900 + good(".pdf"))
    yield pdf("a tail of something", lambda: good(".pdf") + bytes(MEBIBYTE), READ)


def _rtfs(port: int) -> Iterator[Case]:
    def rtf(name: str, data: Callable[[], bytes], expected: str = ANY) -> Case:
        return Case(f"{name}.rtf", f"{name.replace(' ', '-')}.rtf", data, expected)

    sound = good(".rtf")
    head = rb"{\rtf1\ansi\ansicpg936 "
    yield rtf("deep groups", lambda: head + b"{" * 200_000)
    yield rtf("groups that close too often", lambda: sound + b"}" * 100_000, READ)
    yield rtf("fields without end", lambda: head + rb"{\field{\*\fldinst{" * 20_000)
    yield rtf("links without end", lambda: head + rb'{\field{\*\fldinst{HYPERLINK "x"' * 20_000)
    yield rtf("huge numbers", lambda: sound[:-1] + rb"\fs99999999999999999999\u9999999999?}")
    yield rtf("characters beyond all", lambda: sound[:-1] + rb"\u-99999999?\u1114112?}")
    yield rtf("binary that lies", lambda: sound[:-1] + rb"{\pict\bin999999999 x}}")
    yield rtf("an object", lambda: sound[:-1] + rb"{\object{\*\objdata " + b"d0cf11e0" * 100_000 + b"}}}", READ)
    picture = rb'{\field{\*\fldinst INCLUDEPICTURE "http://127.0.0.1:%d/x.png"}{\fldrslt }}' % port
    yield rtf("a picture from the network", lambda: sound[:-1] + picture + b"}", READ)
    yield rtf("a template from the network", lambda: sound[:-1] + rb"{\*\template http://127.0.0.1:%d/t}}" % port, READ)
    yield rtf("a code page that is none", lambda: rb"{\rtf1\ansicpg99999 \'b8\'df}" * 9)
    yield rtf("a backslash at the end", lambda: sound + b"\\")


def _ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(2000)


def _old_office() -> Iterator[Case]:
    for name, stream, expected in (
        ("protected", "EncryptedPackage", "password"),
        ("a spreadsheet", "Workbook", "spreadsheet"),
        ("a presentation", "PowerPoint Document", "presentation"),
        ("of no kind", "Nothing", "old Office"),
    ):
        for suffix in (".doc", ".docx", ".txt"):
            yield Case(
                f"{name}{suffix}", f"{name.replace(' ', '-')}{suffix}", lambda stream=stream: _ole(stream), expected
            )
    for name, magic, expected in (
        ("a picture", b"\x89PNG\r\n\x1a\n", "PNG"),
        ("a photograph", b"\xff\xd8\xff\xe0", "JPEG"),
        ("a rar archive", b"Rar!\x1a\x07", "RAR"),
        ("a 7z archive", b"7z\xbc\xaf\x27\x1c", "7z"),
        ("an xz archive", b"\xfd7zXZ\x00", "xz"),
        ("a program", b"\x7fELF\x02", "program"),
        ("a program for Windows", b"MZ\x90\x00", "program"),
        ("a database", b"SQLite format 3\x00", "database"),
    ):
        yield Case(f"{name}.docx", f"{name.replace(' ', '-')}.docx", lambda magic=magic: magic + bytes(600), expected)


def _archives() -> Iterator[Case]:
    """Archives; what is expected is said of each of their members."""
    sound = TEXT.encode()

    def zipped(name: str, parts: Mapping[str, bytes], expected: str = ANY) -> Case:
        return Case(f"{name}.zip", f"{name.replace(' ', '-')}.zip", lambda: _zip(parts), expected)

    for name, member in (
        ("a path upwards", "../../up.txt"),
        ("an absolute path", "/tmp/fazhi-absolute.txt"),
        ("a path with a drive", "C:\\fazhi.txt"),
        ("a path upwards in the middle", "a/../../up.txt"),
        ("a path upwards with backslashes", "..\\..\\up.txt"),
    ):
        yield zipped(name, {member: sound}, "outside")
        tar = member.replace("\\", "/")
        yield Case(f"{name}.tgz", f"{name.replace(' ', '-')}.tgz",
                   lambda tar=tar: writers.tarred([(writers.plain(tar), sound)]), "outside")  # fmt: skip
    for name, member in (
        ("a line break in a name", "a\nb.txt"),
        ("control characters in a name", "a\x1b[31m\x07b.txt"),
        ("a name from right to left", "\u202etxt.exe.txt"),
        ("a long name", "n" * 5000 + ".txt"),
        ("a name of blanks", "   .txt"),
        ("a name in many folders", "a/" * 500 + "b.txt"),
    ):
        yield zipped(name, {member: sound}, READ)
        yield Case(f"{name}.tgz", f"{name.replace(' ', '-')}.tgz",
                   lambda member=member: writers.tarred([(writers.plain(member), sound)]), READ)  # fmt: skip
    yield zipped("bomb", {"a.txt": bytes(30 * MEBIBYTE)}, "bombs")
    yield zipped("bomb in an archive", {"b.zip": _zip({"a.txt": bytes(30 * MEBIBYTE)})}, "bombs")
    yield zipped("archives four deep", {"b.zip": _zip({"c.zip": _zip({"d.zip": _zip({"a.txt": sound})})})}, "nested")
    yield zipped("many empty members", {f"{n}.txt": b"" for n in range(3000)}, "empty")
    yield zipped("nothing in it", {}, ANY)
    yield zipped("only hidden files", {"__MACOSX/._a.txt": b"x", ".DS_Store": b"x"}, ANY)
    yield zipped("a program in it", {"a.docx": b"MZ\x90\x00" + bytes(99)}, "program")
    yield Case(
        "too many members.zip",
        "members.zip",
        lambda: _zip({f"{n}": b"" for n in range(20_001)}),
        "more than 20000 files",
    )
    yield Case(
        "a zip that is encrypted",
        "locked.zip",
        lambda: _patched(_zip({"a.txt": sound}), 6, 8, b"\x01\x00"),
        "encrypted",
    )
    yield Case(
        "an unknown compression", "method.zip", lambda: _patched(_zip({"a.txt": sound}), 8, 10, b"\x63\x00"), "damaged"
    )
    yield Case(
        "a size that lies",
        "lie.zip",
        lambda: _patched(_zip({"a.txt": sound}), 22, 24, b"\x05\x00\x00\x00"),
        "damaged|larger",
    )
    yield Case(
        "a huge size that lies",
        "huge.zip",
        lambda: _patched(_zip({"a.txt": sound}), 22, 24, b"\xff\xff\xff\x7f"),
        "too large",
    )
    yield Case("a bad checksum.zip", "crc.zip", lambda: _patched(_zip({"a.txt": sound}), 14, 16, bytes(4)), "damaged")
    yield Case("members over each other", "overlap.zip", _overlapping)
    yield Case(
        "a zip behind a program", "behind.zip", lambda: b"MZ\x90" + bytes(999) + _zip({"a.txt": sound}), "program"
    )
    yield Case("a link.zip", "link.zip", _zip_with_a_link, "link or device")
    links = {"a symbolic link": tarfile.SYMTYPE, "a hard link": tarfile.LNKTYPE}
    for name, kind in {**links, "a device": tarfile.CHRTYPE, "a pipe": tarfile.FIFOTYPE}.items():
        yield Case(f"{name}.tgz", f"{name.replace(' ', '-')}.tgz", lambda kind=kind: _tar_with(kind), "link or device")
    yield Case(
        "bomb.tgz", "bomb.tgz", lambda: writers.tarred([(writers.plain("a.txt"), bytes(30 * MEBIBYTE))]), "bombs"
    )
    yield Case("a gzip that is a bomb", "bomb.gz", lambda: gzip.compress(bytes(60 * MEBIBYTE)), "bombs|larger")
    yield Case("a gzip in a gzip", "twice.gz", lambda: gzip.compress(gzip.compress(sound)))
    yield Case("a single file.gz", "one.txt.gz", lambda: gzip.compress(sound), READ)
    yield Case(
        "a tar that is all header", "header.tar", lambda: (b"a" * 257 + b"ustar").ljust(5120, b"9"), "damaged|TAR"
    )
    yield Case("a sparse tar", "sparse.tar", _sparse_tar, "damaged|TAR|link|too large")


def _zip(parts: Mapping[str, bytes]) -> bytes:
    return writers.zipped(parts, level=9)


def _overlapping() -> bytes:
    data = bytearray(_zip({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()}))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = bytes(4)
    return bytes(data)


def _zip_with_a_link() -> bytes:
    info = zipfile.ZipInfo("link.txt")
    info.external_attr = 0o120777 << 16
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(info, "/etc/passwd")
    return file.getvalue()


def _tar_with(kind: bytes) -> bytes:
    info = tarfile.TarInfo("link.txt")
    info.type, info.linkname = kind, "/etc/passwd"
    return writers.tarred([(info, b"")])


def _sparse_tar() -> bytes:
    """A member of the old GNU sparse kind that says it has an exabyte."""
    header = bytearray(tarfile.TarInfo("a.txt").tobuf(tarfile.GNU_FORMAT))
    header[156:157] = b"S"
    header[483:495] = b"77777777777\x00"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\x00 " % sum(header)
    return bytes(header) + bytes(1024)
