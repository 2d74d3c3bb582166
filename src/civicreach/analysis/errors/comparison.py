"""All kinds of errors of one model, side by side with the classical ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.ols import OLSResult
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

from .cluster import ONE_CLUSTER, cluster_robust
from .design import Scale, clusters, prepare
from .intervals import bca, bootstrap_t, percentile
from .jackknife import jackknife
from .null import NullDraws
from .pairs import Resampled, pairs_bootstrap
from .permutation import permutation_test, permute
from .result import Errors, without_figures
from .robust import classical, robust
from .wild import Multipliers, Wild, wild_bootstrap, wild_errors

Floats = NDArray[np.float64]

Method = Literal[
    "classical", "HC0", "HC1", "HC2", "HC3", "HC4", "HC2-BM", "CR0", "CR1", "CR2", "jackknife",
    "pairs percentile", "pairs t", "pairs BCa", "wild", "permutation",
]  # fmt: skip

METHODS: tuple[Method, ...] = get_args(Method)
#: What a small sample is judged by where nothing else is asked for. BCa and studentised pairs hold less often where
#: outcomes are skewed (docs/reference/coverage.md), and percentiles of pairs are there for standardised coefficients.
USUAL: tuple[Method, ...] = ("classical", "HC3", "HC2-BM", "jackknife", "pairs percentile", "wild", "permutation")

#: Shown beside them by a deep run and not counted as checks, for that reason.
BESIDE: tuple[Method, ...] = ("HC4", "pairs t", "pairs BCa")


@dataclass(frozen=True, slots=True, eq=False)
class ErrorComparison:
    """One model, its errors by several methods.

    Attributes
    ----------
    outcome, names : str, tuple of str
        The outcome and the k factors.
    n, n_weightless, n_clusters : int, int, int or None
        Rows counted, rows left out because their weight is 0, clusters.
    scale : str
        Whether coefficients are in the units of the variables or standardised.
    fit : OLSResult or None
        The model with its classical figures; None where there are weights.
    methods : tuple of Errors
        The classical ones first, then as asked for; where the data do not carry a method, with its reason.
    null : NullDraws or None
        Of the permutation test, or else of the wild bootstrap, for corrections over a table of models.
    """

    outcome: str
    names: tuple[str, ...]
    n: int
    n_weightless: int
    n_clusters: int | None
    scale: Scale
    fit: OLSResult | None
    methods: tuple[Errors, ...]
    null: NullDraws | None

    def of(self, method: str) -> Errors:
        """The errors by one method."""
        for errors in self.methods:
            if errors.method == method:
                return errors
        raise NotComputableError(
            f"no errors by {method} were asked for", found=", ".join(errors.method for errors in self.methods)
        )


def compare_errors(
    outcome: Floats,
    factors: Floats,
    *,
    names: Sequence[str],
    seed: int,
    outcome_name: str = "outcome",
    methods: Sequence[Method] = USUAL,
    groups: Sequence[object] | None = None,
    weights: Floats | None = None,
    scale: Scale = "units",
    draws: int = 9_999,
    multipliers: Multipliers = "rademacher",
    level: float = 0.95,
) -> ErrorComparison:
    """Fit one model and judge its coefficients by several kinds of errors.

    Parameters
    ----------
    outcome, factors, names, outcome_name, weights
        As for `prepare`.
    seed : int
        Of all random draws; the same one gives the same figures.
    methods : sequence of str
        Of `METHODS`. The classical one always comes first.
    groups : sequence, optional
        Of every row: its cluster. CR0 to CR2 need them; jackknife, pairs and wild then leave out, draw or multiply
        whole clusters.
    scale, level : str, float
        Of coefficients and intervals. ``"pairs t"`` is for the units of the variables only.
    draws : int
        Of every random method.
    multipliers : str
        Of the wild bootstrap.

    Returns
    -------
    ErrorComparison

    Raises
    ------
    NotComputableError
        Where the model cannot be fitted, as `prepare` says; where a method is not known.

    Examples
    --------
    >>> x, y = np.arange(12.0), np.array([1.0, 3.0, 2.0, 5.0, 4.0, 8.0, 5.0, 9.0, 7.0, 8.0, 12.0, 9.0])
    >>> compared = compare_errors(y, x[:, None], names=["age"], seed=1, draws=999, methods=["HC3", "permutation"])
    >>> [errors.method for errors in compared.methods], compared.of("permutation").p.tolist()
    (['classical', 'HC3', 'permutation'], [0.001])
    """
    if unknown := [method for method in methods if method not in METHODS]:
        raise NotComputableError(
            f"there are no errors of the name {', '.join(unknown)}", right=f"one of {', '.join(METHODS)}"
        )
    design = prepare(outcome, factors, names=names, outcome_name=outcome_name, weights=weights)
    n_clusters = None if groups is None else clusters(design, groups)[1]
    studentise = "pairs t" in methods and scale == "units"

    @cache
    def resampled() -> Resampled:
        return pairs_bootstrap(design, seed=seed, draws=draws, groups=groups, scale=scale, studentise=studentise)

    @cache
    def permuted() -> NullDraws:
        return permute(design, seed=seed, draws=draws)

    @cache
    def wild() -> Wild:
        return wild_bootstrap(design, seed=seed, draws=draws, multipliers=multipliers, groups=groups)

    def errors(method: Method) -> Errors:
        if reason := _why_not(method, n_clusters, scale):
            own = n_clusters or 0 if method in _CLUSTERED else n_clusters if method in _BY_UNIT else None
            return without_figures(method, design, reason, level=level, scale=scale, n_clusters=own)
        match method:
            case "classical":
                return classical(design, level=level, scale=scale)
            case "CR0" | "CR1" | "CR2":
                return cluster_robust(design, groups or (), method=method, level=level, scale=scale)
            case "jackknife":
                return jackknife(design, groups=groups, level=level, scale=scale)
            case "pairs percentile":
                return percentile(resampled(), level=level)
            case "pairs t":
                return bootstrap_t(resampled(), level=level)
            case "pairs BCa":
                return bca(resampled(), level=level)
            case "wild":
                return wild_errors(wild(), level=level, scale=scale)
            case "permutation":
                return permutation_test(design, permuted(), level=level, scale=scale)
        return robust(design, method=method, level=level, scale=scale)

    asked: list[Method] = ["classical", *(method for method in dict.fromkeys(methods) if method != "classical")]
    results = tuple(errors(method) for method in asked)
    null = permuted() if "permutation" in asked else wild().null if "wild" in asked and n_clusters != 1 else None
    return ErrorComparison(
        design.outcome, design.names, design.n, design.n_weightless, n_clusters, scale, design.fit, results, null
    )


_CLUSTERED = ("CR0", "CR1", "CR2")
_BY_UNIT = ("jackknife", "pairs percentile", "pairs t", "pairs BCa", "wild")


def _why_not(method: Method, n_clusters: int | None, scale: Scale) -> Message | None:
    """Why a method cannot be asked for here."""
    if n_clusters is None and method in _CLUSTERED:
        return message("no clusters are named")
    if n_clusters == 1 and method in (*_CLUSTERED, *_BY_UNIT):
        return ONE_CLUSTER
    if method == "pairs t" and scale == "standardised":
        return message("standardised coefficients have no standard error in each draw to be divided by")
    return None
