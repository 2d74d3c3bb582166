"""Multiple imputation by chained equations: every missing answer drawn from the others, several times over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from civicreach.records.column import Column
from civicreach.records.errors import NotComputableError
from civicreach.records.formula import evaluate
from civicreach.records.missing import Missing
from civicreach.records.words import Message, message

from .convergence import Trace, judge
from .draws import draw_classes, draw_matched, draw_normal
from .plan import NEVER_IMPUTED, ImputationPlan, Treatment, plan_imputation

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Imputations:
    """m datasets without gaps, and how they came to be.

    Attributes
    ----------
    names, ids : tuple of str
        The p variables and n governments.
    values : np.ndarray
        Shape (m, n, p): numbers, and codes of answers in words; NaN where a value was left missing.
    plan : ImputationPlan
        What was filled, how and from what, and what was left, counted by reason.
    trace : Trace
        Means and standard deviations of the imputed values by iteration, with the verdict.
    iterations, donors, seed : int
        As run.
    unfinished : int
        Logistic and multinomial fits, of all datasets and iterations, that did not settle.
    """

    names: tuple[str, ...]
    ids: tuple[str, ...]
    values: Floats
    plan: ImputationPlan
    trace: Trace
    iterations: int
    donors: int
    seed: int
    unfinished: int

    @property
    def m(self) -> int:
        """Imputed datasets."""
        return len(self.values)

    @property
    def n_imputed(self) -> int:
        """Values filled in, in each dataset."""
        return sum(sum(t.imputed.values()) for t in self.plan.treatments.values())

    @property
    def n_left(self) -> int:
        """Values left missing, because there is nothing to be filled in."""
        return sum(sum(t.left.values()) for t in self.plan.treatments.values())

    @property
    def assumes(self) -> Message:
        """What the imputation takes for granted."""
        return _ASSUMES

    def matrix(self, names: Sequence[str]) -> Floats:
        """The variables named in every dataset, shape (m, n, names)."""
        return self.values[:, :, [self.names.index(name) for name in names]]


_ASSUMES = message(
    "The imputation takes answers as missing at random: among governments that are alike in the variables used, those "
    "that did not answer would have answered like those that did. It draws from linear and logistic models without "
    "interactions. Matched numbers are values that were really observed; where few governments are near, they are "
    "drawn towards those that answered."
)


def impute(
    columns: Mapping[str, Column],
    *,
    ids: Sequence[str],
    seed: int,
    m: int = 20,
    iterations: int = 20,
    donors: int = 5,
    formulas: Mapping[str, str] | None = None,
    predictors: Mapping[str, Sequence[str]] | None = None,
    numbers: Literal["matched", "normal"] = "matched",
    never: Collection[Missing] = NEVER_IMPUTED,
) -> Imputations:
    """Fill in missing values m times by chained equations.

    Parameters
    ----------
    columns, ids, formulas, predictors, numbers, never
        As `plan_imputation`, which decides what is filled and how.
    seed : int
        The same seed, columns and options give the same values.
    m : int
        Datasets, at least 2; about as many as the percentage of incomplete governments (White et al. 2011).
    iterations : int
        Rounds through all variables.
    donors : int
        For predictive mean matching.

    Raises
    ------
    NotComputableError
        As `plan_imputation`; options out of range; a formula that is not defined for imputed values.

    Notes
    -----
    Numbers by predictive mean matching of type 1 or from a normal distribution, 0 and 1 by logistic, words by
    multinomial regression, coefficients drawn anew each time; variables computed from others are recomputed at once.
    Chains start from values drawn at random among those observed.

    References
    ----------
    van Buuren & Groothuis-Oudshoorn (2011), doi:10.18637/jss.v045.i03; White, Royston & Wood (2011),
    doi:10.1002/sim.4067.

    Examples
    --------
    >>> columns = {
    ...     "age": Column.numbers([40, 44, 47, 51, 52, 55, 58, 60]),
    ...     "budget": Column.numbers([9, 8, None, 6, 5, None, 3, 2]),
    ... }
    >>> done = impute(columns, ids=list("ABCDEFGH"), m=5, seed=1)
    >>> done.values.shape, done.n_imputed, set(done.matrix(["budget"])[:, 2, 0].tolist()) <= {9, 8, 6, 5, 3, 2}
    ((5, 8, 2), 2, True)
    """
    if m < 2 or iterations < 1 or donors < 1:
        raise NotComputableError(
            "an imputation needs two or more datasets, one or more iterations and one or more donors",
            found=f"m = {m}, iterations = {iterations}, donors = {donors}",
        )
    plan = plan_imputation(columns, ids=ids, formulas=formulas, predictors=predictors, numbers=numbers, never=never)
    chains = _Chains(plan, columns, m=m, donors=donors, rng=np.random.default_rng(seed))
    means, sds = chains.run(iterations)
    values = np.repeat(_codes(columns, plan)[None], m, axis=0)
    values[:, plan.rows] = chains.values
    return Imputations(
        tuple(columns), tuple(ids), values, plan, judge(plan.visits, means, sds), iterations, donors, seed,
        chains.unfinished,
    )  # fmt: skip


class _Chains:
    """The m chains side by side: values as they stand, and the standardised predictors made of them."""

    def __init__(
        self, plan: ImputationPlan, columns: Mapping[str, Column], *, m: int, donors: int, rng: np.random.Generator
    ) -> None:
        self.plan, self.donors, self.rng, self.unfinished = plan, donors, rng, 0
        self.place = {name: j for j, name in enumerate(columns)}
        self.fill = {name: t.fill[plan.rows] for name, t in plan.treatments.items()}
        self.values = np.repeat(_codes(columns, plan)[None, plan.rows], m, axis=0)
        self.start: dict[str, Floats] = {}
        for name, treatment in plan.treatments.items():
            lacking = self.fill[name]
            if lacking.any() and treatment.method != "formula":
                known = self.values[0, ~lacking, self.place[name]]
                self._set(name, rng.choice(known, size=(m, int(lacking.sum()))))
        self.formulas = _parts_first([t for t in plan.treatments.values() if t.method == "formula"])
        for treatment in self.formulas:
            self._recompute(treatment)
        self._lay_out()

    def run(self, iterations: int) -> tuple[Floats, Floats]:
        """Means and standard deviations of the imputed values, shape (iterations, m, visits) each."""
        shape = (iterations, len(self.values), len(self.plan.visits))
        means, sds = np.empty(shape), np.full(shape, np.nan)
        for step in range(iterations):
            for name in self.plan.visits:
                self._draw(self.plan.treatments[name])
            for j, name in enumerate(self.plan.visits):
                drawn = self.values[:, self.fill[name], self.place[name]]
                means[step, :, j] = drawn.mean(axis=1)
                if drawn.shape[1] > 1:
                    sds[step, :, j] = drawn.std(axis=1, ddof=1)
        return means, sds

    def _draw(self, treatment: Treatment) -> None:
        name, lacking = treatment.name, self.fill[treatment.name]
        used = [column for predictor in treatment.predictors for column in self.slots[predictor]]
        X = self.design[:, :, used]
        known = self.values[0, ~lacking, self.place[name]]
        if treatment.method == "matched":
            drawn = draw_matched(known, X[:, ~lacking], X[:, lacking], donors=self.donors, rng=self.rng)
        elif treatment.method == "normal":
            drawn = draw_normal(known, X[:, ~lacking], X[:, lacking], rng=self.rng)
        else:
            codes = known.astype(np.intp)
            k = len(treatment.levels) or 2
            classes, fit = draw_classes(
                codes, X[:, ~lacking], X[:, lacking], k=k, rng=self.rng, start=self.start.get(name)
            )
            self.start[name] = fit.coefficients
            self.unfinished += int((~fit.settled).sum())
            drawn = classes.astype(np.float64)
        self._set(name, drawn)
        self._show(name)
        for other in self.formulas:
            if name in other.predictors:
                self._recompute(other)
                self._show(other.name)

    def _set(self, name: str, drawn: Floats) -> None:
        self.values[:, self.fill[name], self.place[name]] = drawn

    def _recompute(self, treatment: Treatment) -> None:
        assert treatment.formula is not None
        lacking = self.fill[treatment.name]
        part = self.values[:, lacking]

        def lookup(name: str) -> Column:
            values = part[:, :, self.place[name]].ravel()
            levels = self.plan.treatments[name].levels
            if levels:
                texts = np.array(levels, dtype=object)[values.astype(np.intp)]
                return Column(texts, np.zeros(len(values), dtype=np.uint8))
            return Column.numbers(values)

        computed = evaluate(treatment.formula, lookup, part.shape[0] * part.shape[1])
        if computed.is_text or not computed.present.all():
            raise NotComputableError(
                f"the formula of {treatment.name} is not defined for values that are imputed",
                found=treatment.formula.text,
                right=f"impute {treatment.name} itself: leave its formula out of the imputation",
            )
        self._set(treatment.name, computed.values.reshape(len(part), -1))

    def _lay_out(self) -> None:
        """Columns of the design: one for a number, one for every answer but the first."""
        self.slots: dict[str, range] = {}
        self.scale: dict[str, tuple[float, float]] = {}
        width = 0
        for name, treatment in self.plan.treatments.items():
            size = max(len(treatment.levels) - 1, 1)
            self.slots[name] = range(width, width + size)
            width += size
            known = self.values[0, ~self.fill[name], self.place[name]]
            spread = float(known.std()) if len(known) else 0.0
            self.scale[name] = (float(known.mean()) if len(known) else 0.0, spread or 1.0)
        self.design = np.zeros((*self.values.shape[:2], width))
        for name in self.plan.treatments:
            self._show(name)

    def _show(self, name: str) -> None:
        values, slots = self.values[:, :, self.place[name]], self.slots[name]
        if levels := self.plan.treatments[name].levels:
            for slot, code in zip(slots, range(1, len(levels)), strict=False):
                self.design[:, :, slot] = values == code
            return
        centre, spread = self.scale[name]
        self.design[:, :, slots[0]] = (values - centre) / spread


def _parts_first(treatments: Sequence[Treatment]) -> list[Treatment]:
    """Formulas in an order in which the parts of each are computed before it."""
    waiting, ordered = list(treatments), []
    while waiting:
        names = {t.name for t in waiting}
        ready = [t for t in waiting if t.formula and not names.intersection(t.formula.names)]
        ordered += ready
        waiting = [t for t in waiting if t not in ready]
    return ordered


def _codes(columns: Mapping[str, Column], plan: ImputationPlan) -> Floats:
    """All columns as numbers, answers in words by their place among the levels, shape (n, p)."""
    table = []
    for name, column in columns.items():
        levels = {level: float(code) for code, level in enumerate(plan.treatments[name].levels)}
        values = [levels.get(text, np.nan) for text in column.values] if column.is_text else column.values
        table.append(np.asarray(values, dtype=np.float64))
    return np.column_stack(table)
