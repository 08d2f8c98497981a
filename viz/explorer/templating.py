"""Makes pages from the templates; what a template writes is escaped unless it says otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from viz.explorer.words import Language, Words
from viz.style import load_style

_BREAKERS = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


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
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_BREAKERS))


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
    """Return the colours of kinds, as the network pages have them, as style rules."""
    style = load_style()
    light = "".join(f".kind-{kind.name}{{--kind:{kind.colour}}}" for kind in style.kinds)
    dark = "".join(f".kind-{kind.name}{{--kind:{kind.dark}}}" for kind in style.kinds)
    return f"{light}\n@media (prefers-color-scheme:dark){{{dark}}}\n"
