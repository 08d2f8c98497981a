"""Finds SERVICE and LOAD in SPARQL, what would make the engine ask another server; and FROM.

The text is cut into the tokens of the SPARQL grammar, so that a word in a string, a comment, an IRI or a name is no
keyword. Where the engine could read the text in another way than a tokenizer does, both ways are followed; and a
keyword counts wherever the engine takes one, which needs no blank around it: `1SERVICE<http://…>`,
`SERVICESILENT?x`, `SERVICE:name{`. So some unusual but harmless text is refused; no call is let through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CHARACTER = r"A-Za-z0-9_\u0080-\U0010FFFF"
_RUN = rf"[{_CHARACTER}](?:\.*+[{_CHARACTER}\-])*+"
_LOCAL = rf"(?:[{_CHARACTER}:\-]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?#@%])"
_NOTHING = r"(?:[ \t\r\n]|\#[^\r\n]*+)"
_TOKEN = re.compile(
    rf"""
    (?P<nothing>   {_NOTHING}++ )
  | (?P<iri>       <(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*+> )
  | (?P<string>    \"\"\"(?:\\.|[^\\])*?\"\"\" | '''(?:\\.|[^\\])*?'''
                 | "(?:\\.|[^"\\\r\n])*+" | '(?:\\.|[^'\\\r\n])*+' )
  | (?P<variable>  [?$][{_CHARACTER}]++ )
  | (?P<language>  @[A-Za-z]++(?:-[A-Za-z0-9]++)*+ )
  | (?P<label>     _:{_RUN} )
  | (?P<name>      (?P<prefix>(?:{_RUN})?+):(?:{_LOCAL}++(?:\.++{_LOCAL}++)*+)?+ )
  | (?P<word>      {_RUN} )
  | (?P<sign>      [^'"] )
    """,
    re.VERBOSE | re.DOTALL,
)
_AMBIGUOUS_IRI = re.compile(r"[#']")
_AMBIGUOUS_VARIABLE = re.compile(r"\?(?:true|false|\d)", re.IGNORECASE)
_OPENING = re.compile(rf"{_NOTHING}*+\{{")


def calls(text: str, keyword: str) -> bool:
    """Whether SPARQL may hold the keyword (SERVICE or LOAD) in any way in which the engine could read it.

    Time is linear in the length of the text.
    """
    keyword = keyword.lower()
    return keyword in text.lower() and any(_may_be(keyword, token) for token in _tokens(text))


def names_graphs(text: str) -> bool:
    """Whether a query says by FROM which graphs it is to see."""
    words = (token["word"] for token in _tokens(text)) if "from" in text.lower() else ()
    return any(word is not None and word.lower() == "from" for word in words)


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """The tokens of every reading of the text, each position read once."""
    waiting, seen = [0], set[int]()
    while waiting:
        position = waiting.pop()
        while position < len(text) and position not in seen:
            seen.add(position)
            token = _TOKEN.match(text, position)
            if token is None:  # a quote that begins no string: the engine will say so
                break
            yield token
            if token.lastgroup == "iri" and _AMBIGUOUS_IRI.search(token[0]):
                waiting.append(position + 1)  # a < b, and what follows it is no IRI
            position = token.end()


def _may_be(keyword: str, token: re.Match[str]) -> bool:
    written = token[0].lower()
    if keyword not in written:
        return False
    if token["variable"]:
        return _AMBIGUOUS_VARIABLE.match(written) is not None
    if token["name"]:
        return keyword in token["prefix"].lower() and (
            keyword == "load" or _OPENING.match(token.string, token.end()) is not None
        )
    return token["word"] is not None
