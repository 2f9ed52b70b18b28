"""Scoring: rule sets are data, the engine is pure, every score explains and replays itself."""

from hejia.performance.scoring.engine import score
from hejia.performance.scoring.reading import FigureProblem, FigureProblems
from hejia.performance.scoring.replay import Record, record_of, replay, scored_again
from hejia.performance.scoring.result import GroupScore, ItemScore, Rate, Result
from hejia.performance.scoring.rulesets import RuleSet, load, shipped

__all__ = [
    "FigureProblem",
    "FigureProblems",
    "GroupScore",
    "ItemScore",
    "Rate",
    "Record",
    "Result",
    "RuleSet",
    "load",
    "record_of",
    "replay",
    "score",
    "scored_again",
    "shipped",
]
