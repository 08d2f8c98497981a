"""The spaCy pipeline: a blank Chinese model and our components, in one visible list.

Each component reads the `Findings` of the document and adds its own; the spans that displaCy
renders are in `doc.spans`. A character is a token, as in spaCy's own default for Chinese.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.advisers.find_advisers import AdviserMention, find_advisers
from extract.document import Document
from extract.instruments.find_instruments import InstrumentMention, OtherTitle, account_for_instruments, default_lexicon
from extract.instruments.lexicon import InstrumentLexicon
from extract.letterhead.find_letterhead import Letterhead, find_letterhead
from extract.metrics.find_cases import CaseMention, find_cases
from extract.metrics.find_metrics import find_metrics
from extract.metrics.find_quantities import NonFact
from extract.metrics.find_tables import find_tables, with_tables
from extract.metrics.metric import Metric
from extract.outline import outline
from extract.places.gazetteer import load as load_gazetteer
from extract.programmes.doubtful_programmes import doubtful_programmes
from extract.programmes.find_programmes import find_programmes
from extract.programmes.mention import ProgrammeMention
from extract.reading import Reading
from extract.text.fold import fold
from extract.text.tokens import CharacterTokenizer
from ontology.model import Issue
from ontology.vocabulary import instruments

Component = Callable[[Doc], Doc]
"""A step of the pipeline: it adds its findings to a doc and returns it."""

COMPONENTS = (
    "fazhi_outline",
    "fazhi_letterhead",
    "fazhi_instruments",
    "fazhi_programmes",
    "fazhi_advisers",
    "fazhi_metrics",
    "fazhi_cases",
)
_WORDED = frozenset({"fazhi_instruments", "fazhi_programmes", "fazhi_metrics"})


@dataclass(slots=True)
class Findings:
    """What the components found in one document so far."""

    document: Document
    reading: Reading
    head: Letterhead | None = None
    instruments: list[InstrumentMention] = field(default_factory=list)
    other_titles: list[OtherTitle] = field(default_factory=list)
    programmes: list[ProgrammeMention] = field(default_factory=list)
    advisers: list[AdviserMention] = field(default_factory=list)
    metrics: list[Metric] = field(default_factory=list)
    cases: list[CaseMention] = field(default_factory=list)
    left_out: list[NonFact] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def load(*, vocabulary: Sequence[Path | str] = ()) -> Language:
    """A spaCy pipeline whose docs carry the spans `instruments`, `programmes`, `advisers`, `metrics`, `cases`.

    `nlp(text)` takes clean text as `extract.read` returns it; `doc._.fazhi` are the findings.
    `vocabulary` are Turtle files with programmes, indicators, instruments and units of the user's own.

    Raises ontology.vocabulary.VocabularyError where such a file cannot be read.
    """
    nlp = spacy.blank("zh")
    nlp.tokenizer = CharacterTokenizer(nlp.vocab)
    own = {"vocabulary": [str(path) for path in vocabulary]}
    for name in COMPONENTS:
        nlp.add_pipe(name, config=own if name in _WORDED else {})
    return nlp


def analyse(nlp: Language, document: Document) -> Findings:
    """The findings of one document of any length.

    The components read the text; tokens are for the spans alone, so that a doc without them will do.
    """
    doc = Doc(nlp.vocab)
    doc._.fazhi_document = document
    for _, component in nlp.pipeline:
        doc = component(doc)
    return findings(doc)


def findings(doc: Doc) -> Findings:
    """The findings that the components left in a doc; those of the outline come first."""
    found = doc._.fazhi
    if not isinstance(found, Findings):
        raise TypeError("the doc was not made by extract.load()")
    return found


def _spans(doc: Doc, kind: str, marks: Iterable[tuple[int, int, str, str]]) -> None:
    if not len(doc):
        return
    group = []
    for start, end, label, key in marks:
        span = doc.char_span(start, end, label=label, kb_id=key, alignment_mode="expand")
        if isinstance(span, Span):
            group.append(span)
    doc.spans[kind] = group


@Language.component("fazhi_outline")
def _outline(doc: Doc) -> Doc:
    document = doc._.fazhi_document or Document(doc.text)
    folded = fold(document.text)
    doc._.fazhi = Findings(document, Reading(document, folded, outline(folded, document.text)))
    return doc


@Language.component("fazhi_letterhead")
def _letterhead(doc: Doc) -> Doc:
    found = findings(doc)
    found.head = find_letterhead(found.reading, load_gazetteer())
    found.issues.extend(found.head.issues)
    _spans(doc, "letterhead", ((start, end, name, "") for name, (start, end) in sorted(found.head.spans.items())))
    return doc


@Language.factory("fazhi_instruments", default_config={"vocabulary": []})
def _instruments(nlp: Language, name: str, vocabulary: list[str]) -> Component:
    lexicon = _lexicon(_paths(vocabulary))

    def component(doc: Doc) -> Doc:
        found = findings(doc)
        named = account_for_instruments(found.reading, lexicon, found.head.area if found.head else None)
        found.instruments, found.other_titles = list(named.mentions), list(named.others)
        found.issues.extend(named.issues)
        marks = ((m.start, m.end, m.instrument.kind, m.instrument.title) for m in found.instruments)
        _spans(doc, "instruments", marks)
        return doc

    return component


@cache
def _lexicon(extra: tuple[Path, ...]) -> InstrumentLexicon:
    return InstrumentLexicon(instruments(extra)) if extra else default_lexicon()


def _paths(vocabulary: Iterable[str]) -> tuple[Path, ...]:
    return tuple(Path(name) for name in vocabulary)


@Language.factory("fazhi_programmes", default_config={"vocabulary": []})
def _programmes(nlp: Language, name: str, vocabulary: list[str]) -> Component:
    extra = _paths(vocabulary)

    def component(doc: Doc) -> Doc:
        found = findings(doc)
        found.programmes = find_programmes(found.reading, extra)
        taken = [(m.start, m.end) for m in found.programmes] + [(m.start, m.end) for m in found.instruments]
        found.issues.extend(doubtful_programmes(found.reading, taken))
        _spans(doc, "programmes", ((m.start, m.end, "Programme", m.programme.id or "") for m in found.programmes))
        return doc

    return component


@Language.component("fazhi_advisers")
def _advisers(doc: Doc) -> Doc:
    found = findings(doc)
    found.advisers, alone, doubts = find_advisers(found.reading)
    found.issues.extend(
        Issue("lawyer-without-firm", lawyer.name, "no law firm is named with this lawyer", lawyer.start, lawyer.end)
        for lawyer in alone
    )
    text = found.document.text
    found.issues.extend(Issue(one.kind, text[one.start : one.end], one.why, one.start, one.end) for one in doubts)
    _spans(doc, "advisers", ((m.start, m.end, m.provider.kind, m.provider.name) for m in found.advisers))
    return doc


@Language.factory("fazhi_metrics", default_config={"vocabulary": []})
def _metrics(nlp: Language, name: str, vocabulary: list[str]) -> Component:
    extra = _paths(vocabulary)

    def component(doc: Doc) -> Doc:
        found = findings(doc)
        names = [(m.start, m.end) for m in found.instruments] + [(m.start, m.end) for m in found.programmes]
        tabled = find_tables(found.reading, found.head.year if found.head else None, extra)
        found.metrics, found.left_out = with_tables(*find_metrics(found.reading, names, extra), tabled)
        found.issues.extend(tabled.issues)
        found.issues.extend(_unclear(metric, found.reading.document.text) for metric in found.metrics if metric.rival)
        _spans(doc, "metrics", ((m.start, m.end, "Observation", m.indicator) for m in found.metrics))
        return doc

    return component


def _unclear(metric: Metric, text: str) -> Issue:
    why = f"{metric.indicator} was chosen; {metric.rival} fits equally well"
    return Issue("indicator-unclear", text[metric.start : metric.end], why, metric.start, metric.end)


@Language.component("fazhi_cases")
def _cases(doc: Doc) -> Doc:
    found = findings(doc)
    found.cases = find_cases(found.reading)
    _spans(doc, "cases", ((m.start, m.end, "CourtCase", m.number) for m in found.cases))
    return doc


def register_extensions() -> None:
    """Declare the doc attributes that the components use; safe to call again."""
    Doc.set_extension("fazhi", default=None, force=True)
    Doc.set_extension("fazhi_document", default=None, force=True)


register_extensions()
