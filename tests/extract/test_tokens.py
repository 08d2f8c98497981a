import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from extract.text.tokens import CharacterTokenizer

_NLP = spacy.blank("zh")
_OURS = CharacterTokenizer(_NLP.vocab)


@pytest.mark.parametrize("text", ["", "a b", "我镇  共\n\n12 次", " 起", "止 ", "\u3000我\u3000 镇", "a \nb", "\n a"])
def test_tokens_are_those_of_spacy(text: str) -> None:
    _compare(text)


@given(st.text(alphabet="我镇12a \n\t\u3000。", max_size=30))
def test_tokens_of_any_text_are_those_of_spacy(text: str) -> None:
    _compare(text)


def _compare(text: str) -> None:
    ours, theirs = _OURS(text), _NLP.make_doc(text)
    assert [(token.text, token.whitespace_) for token in ours] == [(token.text, token.whitespace_) for token in theirs]
    assert ours.text == text
