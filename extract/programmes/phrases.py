"""Quoted words that name nothing."""

from __future__ import annotations

import re
from functools import cache

from extract.pattern_data import load_patterns
from extract.programmes.forms import compiled
from extract.programmes.squeezing import squeeze


def is_phrase(name: str) -> bool:
    """Whether quoted words are known to name nothing: a slogan, a figure of speech, a requirement."""
    phrases, forms = _phrases()
    name = name.strip("、 ")
    return squeeze(name).text in phrases or any(form.search(name) for form in forms)


@cache
def short_name_kinds() -> frozenset[str]:
    """The kind words before which a name of two characters is one."""
    return frozenset(load_patterns("programmes")["short_name_kinds"])


@cache
def _phrases() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    data = load_patterns("programmes")
    forms = tuple(compiled(form["pattern"]) for form in data["phrase_form"])
    return frozenset(squeeze(phrase).text for phrase in data["phrases"]), forms
