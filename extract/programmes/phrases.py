"""Quoted words that name nothing."""

from __future__ import annotations

import re
from functools import cache

from extract.pattern_data import load_patterns
from extract.programmes.forms import compiled
from extract.programmes.squeezing import squeeze


def is_phrase(name: str) -> bool:
    """Whether quoted words are known to name nothing: a slogan, a figure of speech, a requirement."""
    phrases, form = _phrases()
    name = name.strip("、 ")
    return squeeze(name).text in phrases or bool(form.search(name))


@cache
def short_name_kinds() -> frozenset[str]:
    """The kind words before which a name of two characters is one."""
    return frozenset(load_patterns("programmes")["short_name_kinds"])


@cache
def _phrases() -> tuple[frozenset[str], re.Pattern[str]]:
    """Phrases without the marks that writers put in at will, and the forms of others."""
    data = load_patterns("programmes")
    form = compiled("|".join(f"(?:{form['pattern']})" for form in data["phrase_form"]))
    return frozenset(squeeze(phrase).text for phrase in data["phrases"]), form
