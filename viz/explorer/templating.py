"""Makes pages from the templates; what a template writes is escaped unless it says otherwise."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from viz.explorer.words import Language, Words
from viz.style import load_style

_BREAKERS = re.compile("[<>&\u2028\u2029]")


@cache
def environment() -> Environment:
    """Return the templates with their filters."""
    made = Environment(
        loader=PackageLoader("viz.explorer"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"json": json_block, "number": number, "percent": percent}
    made.globals |= {"asset": asset, "kind_label": kind_label}
    return made


def load_templates() -> None:
    """Compile all templates, so that no page has to."""
    for name in environment().list_templates():
        environment().get_template(name)


def fill(template: str, context: Mapping[str, object]) -> str:
    """Return the page that a template makes of `context`. Raises jinja2.TemplateError."""
    return environment().get_template(template).render(context)


def json_block(value: object) -> Markup:
    """Return JSON that may stand in a script element: no string in it can end the element or a line."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(_BREAKERS.sub(lambda found: f"\\u{ord(found[0]):04x}", written))


def number(value: float) -> str:
    """Return a number with separators and without trailing zeros, 1,234.5; a minus sign before a negative one."""
    written = f"{value:,.4f}".rstrip("0").rstrip(".")
    return written.replace("-", "\u2212")


def percent(share: float) -> str:
    """Return a share of 1 in per cent, without decimals except near the ends."""
    value = share * 100
    return f"{value:.0f}%" if value in (0, 100) or 1 <= value <= 99 else f"{value:.1f}%"


def kind_label(name: str, language: Language) -> str:
    """Return what a class of things is called, as on the network pages; the class's name if it has no words."""
    found = next((kind for kind in load_style().kinds if kind.name == name), None)
    if found is not None:
        return found.en if language == "en" else found.zh
    return Words(language)(f"kinds.{name}") if Words(language).has(f"kinds.{name}") else name


@cache
def asset(name: str) -> str:
    """Return the address of a static file; it changes with the file, so that browsers may keep it for ever."""
    digest = sha256(files("viz.explorer").joinpath("static", name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?{digest}"


@cache
def kinds_css() -> str:
    """Return the colours of kinds and communities, as the network pages have them, as style rules; paper is light."""
    style = load_style()
    light = _colours((f"kind-{kind.name}", kind.colour) for kind in style.kinds)
    dark = _colours((f"kind-{kind.name}", kind.dark) for kind in style.kinds)
    light += _communities(style.palette.colours, style.palette.other)
    dark += _communities(style.palette.dark, style.palette.other_dark)
    return f"{light}\n@media screen and (prefers-color-scheme:dark){{{dark}}}\n"


def _communities(colours: Sequence[str], other: str) -> str:
    named = [(f"community-{number}", colour) for number, colour in enumerate(colours, 1)]
    return _colours([*named, ("community-other", other)])


def _colours(classes: Iterable[tuple[str, str]]) -> str:
    return "".join(f".{name}{{--kind:{colour}}}" for name, colour in classes)
