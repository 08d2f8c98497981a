"""spaCy's tokens of Chinese text, a character each, made in time linear in the text's length.

spaCy's own tokenizer looks for every character in a copy of the rest of the text; a long text takes
it the square of the time.
"""

from __future__ import annotations

import re

from spacy.lang.zh import ChineseTokenizer
from spacy.tokens import Doc

_TOKEN = re.compile(r"\S ?|\s+")


class CharacterTokenizer(ChineseTokenizer):
    """Makes the same docs as spaCy's tokenizer of blank Chinese models."""

    def __call__(self, text: str) -> Doc:
        """The doc of `text`: a token a character, the space after it kept with it, other white space in one token."""
        words = _TOKEN.findall(text)
        spaces = [len(word) == 2 and word[1] == " " and not word[0].isspace() for word in words]
        if True in spaces:
            words = [word[0] if space else word for word, space in zip(words, spaces, strict=True)]
        return Doc(self.vocab, words=words, spaces=spaces)
