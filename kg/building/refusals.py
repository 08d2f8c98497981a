"""Why a file gave no report, and what to do, in Chinese and English."""

from __future__ import annotations

from kg.bilingual import Sentences

REFUSALS = Sentences("kg.building", "refusals.toml")
"""All that the program says of a file that it could not read."""


def bilingual(*sentences: str) -> str:
    """Sentences of one refusal, «中文；中文 / English; English»; in English alone where one of them is not known."""
    return str(REFUSALS.both(*sentences))


def chinese(sentence: str) -> str | None:
    """What `refusals.toml` has for a sentence, None if it has nothing."""
    return REFUSALS.chinese(sentence)
