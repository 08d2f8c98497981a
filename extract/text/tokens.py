"""spaCy's tokens of Chinese text, a character each, made in time linear in the text's length.

spaCy's own tokenizer looks for every character in a copy of the rest of the text; a long text takes
it the square of the time.
"""

from __future__ import annotations

import re

from spacy.lang.zh import ChineseTokenizer
from spacy.tokens import Doc

# White space that is no token by itself: a blank after a character, or a run of several.
_GAP = re.compile(r"\s(?:\s+|(?<= ))")


class CharacterTokenizer(ChineseTokenizer):
    """Makes the same docs as spaCy's tokenizer of blank Chinese models."""

    def __call__(self, text: str) -> Doc:
        """The doc of `text`: a token a character, the blank after it kept with it, other white space in one token."""
        words: list[str] = []
        spaces: list[bool] = []
        last = 0
        for gap in _GAP.finditer(text):
            words += text[last : gap.start()]
            spaces += [False] * (gap.start() - last)
            last = gap.end()
            rest = gap[0]
            if words and rest[0] == " ":
                spaces[-1], rest = True, rest[1:]
            if rest:
                words.append(rest)
                spaces.append(False)
        words += text[last:]
        return Doc(self.vocab, words=words, spaces=[*spaces, *[False] * (len(text) - last)])
