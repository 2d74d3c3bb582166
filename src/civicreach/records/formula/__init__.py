"""Formulas of a study file: arithmetic and logic on its variables, and never code."""

from .evaluate import evaluate
from .parse import FUNCTIONS, Formula, name_of

__all__ = ["FUNCTIONS", "Formula", "evaluate", "name_of"]
