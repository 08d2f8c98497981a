"""What the network of reports says as a whole: who shares what, what stands in the middle, who is alike.

Every function is pure and takes the bipartite graph that `affiliations` reads from a store: townships on one
side (`bipartite` 0), the laws, programmes and advisers that they have on the other (1). The same graph gives the
same answer on every run and machine. What is bounded says what it left out.
"""

from kg.analysis.affiliations import RELATIONS, affiliations, side
from kg.analysis.centrality import Centrality, betweenness, centralities, communities
from kg.analysis.projection import Projection, project
from kg.analysis.questions import AnalysisError, Answer, Question, answer, questions
from kg.analysis.similarity import MEASURES, Similarity, similar, similarities

__all__ = [
    "MEASURES",
    "RELATIONS",
    "AnalysisError",
    "Answer",
    "Centrality",
    "Projection",
    "Question",
    "Similarity",
    "affiliations",
    "answer",
    "betweenness",
    "centralities",
    "communities",
    "project",
    "questions",
    "side",
    "similar",
    "similarities",
]
