"""A folder of short reports that changes as people change theirs: files come and go, are corrected, copied, moved."""

from __future__ import annotations

import os
import random
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.extract.read import word

TOWNS = (("慈利县", "高桥镇"), ("慈利县", "苗市镇"), ("陆河县", "河口镇"), ("城口县", "双河乡"), ("慈利县", "无此镇"))
LAWS = ("中华人民共和国民法典", "中华人民共和国行政处罚法", "信访工作条例", "关于本镇学法的若干制度")
FIRMS = ("湖南溇澧律师事务所", "广东螺溪律师事务所", "陆河县螺河法律服务所")
PROGRAMMES = ("“澧水法韵”活动", "“法律明白人”培养工程", "国家宪法日宣传")
BEGINNINGS = ("a", "b", os.fsdecode(b"c\xff\n"))
OWN = """@prefix fz: <https://w3id.org/fazhi/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix prog: <https://w3id.org/fazhi/programme/> .
prog:rhymes a fz:Programme ; skos:prefLabel "{label}"@zh ; skos:altLabel "澧水法韵"@zh .
"""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")


def lines_of(chance: random.Random) -> list[str]:
    """A report of a few lines."""
    county, town = chance.choice(TOWNS)
    year = chance.choice((2022, 2023))
    return [
        f"{county}{town}{year}年度法治政府建设情况报告",
        f"{county}人民政府：",
        "一、主要举措",
        f"全年开展法治宣讲{chance.randint(2, 30)}场次，化解矛盾纠纷{chance.randint(20, 400)}件。",
        f"组织学习《{chance.choice(LAWS)}》{chance.randint(2, 9)}次，开展{chance.choice(PROGRAMMES)}。",
        f"聘请{chance.choice(FIRMS)}担任法律顾问。",
        "二、存在的不足",
        f"执法人员只有{chance.randint(2, 9)}人，力量不足。",
        f"{town}人民政府",
        f"{year + 1}年1月{chance.randint(10, 20)}日",
    ]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="ignore")


class Corpus:
    """The folder, and what a build is to be told besides."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.vocabulary: list[Path] = []
        self.history: list[str] = []
        self._chance = random.Random(seed)
        self._count = 0
        (folder / "in" / "sub").mkdir(parents=True)
        for _ in range(5):
            self.add()

    @property
    def paths(self) -> list[Path]:
        return [self.folder / "in"]

    def edit(self) -> None:
        """Change something."""
        edits: tuple[Callable[[], None], ...] = (
            self.add, self.add, self.change, self.change_a_figure, self.delete, self.rename, self.move, self.copy,
            self.save_as, self.save_as, self.supersede, self.correct, self.teach, self.break_one, self.archive,
        )  # fmt: skip
        edit = self._chance.choice(edits)
        self.history.append(edit.__name__)
        edit()

    def _files(self) -> list[Path]:
        return sorted(path for path in (self.folder / "in").rglob("*.*") if path.suffix not in (".toml", ".zip"))

    def _text_file(self) -> Path:
        return self._chance.choice([path for path in self._files() if path.suffix == ".txt"] or [self.add()])

    def _new(self, suffix: str = ".txt") -> Path:
        self._count += 1
        folder = self.folder / "in" / self._chance.choice((".", "sub"))
        return folder / f"{self._chance.choice(BEGINNINGS)}{self._count}{suffix}"

    def add(self) -> Path:
        path = self._new()
        path.write_text("\n".join(lines_of(self._chance)), encoding="utf-8")
        return path

    def change(self) -> None:
        self._text_file().write_text("\n".join(lines_of(self._chance)), encoding="utf-8")

    def change_a_figure(self) -> None:
        path = self._text_file()
        path.write_text(_text(path).replace("件", "2件"), encoding="utf-8")

    def delete(self) -> None:
        files = self._files()
        if len(files) > 3:
            self._chance.choice(files).unlink()

    def rename(self) -> None:
        path = self._chance.choice(self._files())
        path.rename(path.with_name(self._new(path.suffix).name))

    def move(self) -> None:
        path = self._chance.choice(self._files())
        target = self.folder / "in" / ("." if path.parent.name == "sub" else "sub") / path.name
        if not target.exists():
            path.rename(target)

    def copy(self) -> None:
        path = self._chance.choice(self._files())
        shutil.copy(path, self._new(path.suffix))

    def save_as(self) -> None:
        """The same report in another format."""
        lines = [_CONTROL.sub("", line) for line in _text(self._text_file()).split("\n")]  # a file may be broken
        suffix = self._chance.choice((".html", ".docx", ".md"))
        paragraphs = "".join(f"<p>{line}</p>" for line in lines)
        data = {
            ".html": f"<html><body><h1>政务公开</h1>{paragraphs}</body></html>".encode(),
            ".docx": word.report(lines) if suffix == ".docx" else b"",
            ".md": "\n\n".join(lines).encode(),
        }
        self._new(suffix).write_bytes(data[suffix])

    def supersede(self) -> None:
        """A corrected version beside its predecessor."""
        path = self._text_file()
        text = _text(path).replace("场次", "3场次")
        mark = self._chance.choice(("（更正）", "", "（修订）"))
        path.with_name(f"{self._new().stem}{mark}.txt").write_text(text, encoding="utf-8")

    def correct(self) -> None:
        file = self.folder / "in" / self._chance.choice((".", "sub")) / "corrections.toml"
        code, glob = self._chance.choice(("430821110", "500229210")), self._chance.choice(("a*", "b*", "*.txt"))
        said = (
            f'[area]\n"{glob}" = "{code}"\n',
            f'[firms]\n"{FIRMS[0]}" = "{FIRMS[1]}"\n',
            '[ignore]\nwords = ["化解矛盾纠纷"]\n',
        )
        if file.exists() and self._chance.random() < 0.3:
            file.unlink()
        else:
            file.write_text(self._chance.choice(said), encoding="utf-8")

    def teach(self) -> None:
        own = self.folder / "own.ttl"
        own.write_text(OWN.format(label=self._chance.choice(("澧水韵", "法韵行动"))), encoding="utf-8")
        self.vocabulary = self._chance.choice(([], [own]))

    def break_one(self) -> None:
        self._text_file().write_bytes(self._chance.choice((b"", bytes(range(256)) * 20, "牛奶\n鸡蛋".encode())))

    def archive(self) -> None:
        files = self._chance.sample(self._files(), 2)
        with zipfile.ZipFile(self._new(".zip"), "w") as made:
            for file in files:
                name = file.name.encode("utf-8", "replace").decode()
                made.writestr(zipfile.ZipInfo(f"2023/{name}"), file.read_bytes())
                if self._chance.random() < 0.5:
                    file.unlink()
