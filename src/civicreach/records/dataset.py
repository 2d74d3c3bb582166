"""One row per government, with the definition and the origin of every variable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .caseflow import CaseFlow
from .column import Column
from .government import Governments
from .words import Words


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """One variable of the dataset.

    Attributes
    ----------
    name : str
        As formulas and models name it.
    column : Column
        Its values over the governments, with the reason for every missing one.
    label : Words
        As tables show it.
    formula : str
        As the study defines it.
    origins : tuple of str
        The files that its values come from.
    digits : int or None
        Decimals to show, where the study says.
    """

    name: str
    column: Column
    label: Words
    formula: str
    origins: tuple[str, ...]
    digits: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """The governments of a study with their variables, and who of them is analysed.

    Attributes
    ----------
    governments : Governments
        All of them, in order.
    variables : mapping of name to Variable
        In the order of the study file.
    sampled : np.ndarray
        Shape (n,), bool: stayed through all sample rules.
    flow : CaseFlow
        The sample rules, step by step; completeness for a model comes after and is not in it.
    """

    governments: Governments
    variables: Mapping[str, Variable]
    sampled: NDArray[np.bool_]
    flow: CaseFlow

    def complete(self, names: Iterable[str]) -> NDArray[np.bool_]:
        """Where all the variables named are there and the government is in the sample, shape (n,)."""
        there = self.sampled.copy()
        for name in names:
            there &= self.variables[name].column.present
        return there

    def matrix(self, names: Sequence[str], rows: NDArray[np.bool_]) -> NDArray[np.float64]:
        """The variables named, as numbers, shape (rows, names); NaN where missing."""
        if not names:
            return np.empty((int(rows.sum()), 0))
        return np.column_stack([self.variables[name].column.values[rows].astype(np.float64) for name in names])

    def ids(self, rows: NDArray[np.bool_]) -> tuple[str, ...]:
        """Ids of the governments chosen, in order."""
        return tuple(id for id, chosen in zip(self.governments.ids, rows, strict=True) if chosen)
