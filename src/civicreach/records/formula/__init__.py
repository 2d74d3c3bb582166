"""Formulas of a study file: arithmetic and logic on its variables, and never code."""

from .evaluate import evaluate, evaluate_condition
from .parse import FUNCTIONS, Formula, name_of

__all__ = ["FUNCTIONS", "Formula", "evaluate", "evaluate_condition", "name_of"]
