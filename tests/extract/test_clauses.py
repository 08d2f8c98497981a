import pytest

from extract.text.clauses import Clauses

TEXT = "全年宣讲12次，培训3场；共评“一案一评，一案一改”活动5次。未发生\n败诉案件"


@pytest.mark.parametrize(
    ("words", "clause", "sentence"),
    [
        ("宣讲", "全年宣讲12次", "全年宣讲12次，培训3场；共评“一案一评，一案一改”活动5次。"),
        ("3场", "培训3场", "全年宣讲12次，培训3场；共评“一案一评，一案一改”活动5次。"),
        ("一改", "共评“一案一评，一案一改”活动5次", "全年宣讲12次，培训3场；共评“一案一评，一案一改”活动5次。"),
        ("未发生", "未发生", "未发生\n"),
        ("败诉", "败诉案件", "败诉案件"),
    ],
)
def test_the_clause_and_the_sentence_of_a_place(words: str, clause: str, sentence: str) -> None:
    clauses, place = Clauses(TEXT), TEXT.index(words)
    assert TEXT[slice(*clauses.clause(place))] == clause
    assert TEXT[slice(*clauses.sentence(place))] == sentence


def test_a_quotation_without_end_or_over_a_sentence_holds_no_clause_together() -> None:
    for text in ("“一案一评，一改", "“一案。一评，一改”"):
        assert text[slice(*Clauses(text).clause(text.index("改")))].startswith("一改")


def test_a_text_without_marks_is_one_clause() -> None:
    assert (Clauses("").clause(0), Clauses("宣讲").clause(1), Clauses("宣讲").sentence(0)) == ((0, 0), (0, 2), (0, 2))
