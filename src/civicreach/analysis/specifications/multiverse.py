"""Fitting the plan: all specifications of one outcome, with what could not be fitted and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.tails_each import judged_by_t
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message

from .cases import Cases, Completion, take_cases
from .decisions import DECISIONS, Plan
from .families import FAMILIES, Estimates, Family, pooled
from .standing import Standing

Floats = NDArray[np.float64]

#: Told how many specifications are done, of how many.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What a plan is fitted on.

    Attributes
    ----------
    outcome : np.ndarray
        Shape (n,), untransformed; NaN is missing.
    factors : np.ndarray
        Shape (n, k); NaN is missing.
    samples : mapping of str to np.ndarray
        The rows, shape (n,), bool, of each option of the decision on the sample.
    completions : mapping of str to callable
        The ways to impute; see `cases.Completion`. Each completion is fitted on its own rows and all are pooled.
    complete : np.ndarray, optional
        Shape (n,), bool: the rows that "joint" takes for complete, where more must be known than outcome and factors,
        as where all models of a study share their cases.
    """

    outcome: Floats
    factors: Floats
    samples: Mapping[str, NDArray[np.bool_]]
    completions: Mapping[str, Completion]
    complete: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class CellCases:
    """The cases of one cell of the plan: governments in the sample, left out, and fitted; and what was found.

    Of several completions: the most left out as outliers, the fewest fitted, and what was found in any.
    """

    n_sample: int
    n_incomplete: int
    n_outliers: int
    n: int
    notes: tuple[Message, ...]

    @classmethod
    def of(cls, parts: Sequence[Cases]) -> CellCases:
        """The cases of one specification, of as many completions as there are."""
        notes = list(parts[0].notes)
        notes += [note for part in parts[1:] for note in part.notes if note not in parts[0].notes]
        return cls(
            parts[0].n_sample,
            max(part.n_incomplete for part in parts),
            max(part.n_outliers for part in parts),
            min(len(part.outcome) for part in parts),
            tuple(notes),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Multiverse:
    """Every specification of a plan.

    Attributes
    ----------
    plan : Plan
        What was fitted.
    estimate, beta, std_error, p : np.ndarray
        Shape (c, s, k): cell, subset, factor; NaN where the factor is not in, or there is no figure.
    df : np.ndarray
        Shape (c, s, k): degrees of freedom of each t, infinite of a normal deviate; 0 where nothing was fitted.
    n : np.ndarray
        Shape (c, s): rows; the fewest of any completion.
    fit : np.ndarray
        Shape (c, s): R².
    standing : np.ndarray
        Shape (c, s), uint8: `Standing`.
    cases : tuple of CellCases
        Of each cell.
    """

    plan: Plan
    estimate: Floats
    beta: Floats
    std_error: Floats
    p: Floats
    df: Floats
    n: NDArray[np.intp]
    fit: Floats
    standing: NDArray[np.uint8]
    cases: tuple[CellCases, ...]

    @property
    def left_out(self) -> tuple[tuple[Message, int], ...]:
        """Why specifications have no figures, and how many; nothing is left out in silence."""
        counts = np.bincount(self.standing.ravel(), minlength=len(Standing))
        return tuple((standing.reason, int(counts[standing])) for standing in Standing if standing and counts[standing])

    @property
    def n_fitted(self) -> int:
        """Specifications with figures."""
        return int((self.standing == Standing.FITTED).sum())


def fit_specifications(
    plan: Plan, material: Material, *, families: Mapping[str, Family] = FAMILIES, progress: Progress | None = None
) -> Multiverse:
    """Fit every specification of a plan.

    Parameters
    ----------
    plan : Plan
        From `plan_specifications`.
    material : Material
        The data.
    families : mapping
        As the plan was made with.
    progress : callable, optional
        Told after every group of cells how many specifications are done, of how many.

    Raises
    ------
    NotComputableError
        Where the material does not have a sample or an imputation of the plan, or not its factors.

    Notes
    -----
    About 35 bytes and 8 for each factor times five a specification: 250,000 with 11 factors fill 120 MB.

    Examples
    --------
    >>> from civicreach.records.specifications import Specifications
    >>> from .decisions import plan_specifications
    >>> plan = plan_specifications(Specifications(transform=["none", "log"]), outcome="likes", factors=["age"])
    >>> rows = np.array([[5.0, 30.0], [7.0, 41.0], [6.0, 35.0], [12.0, 44.0]])
    >>> sample = {"study": np.ones(4, dtype=bool)}
    >>> fit_specifications(plan, Material(rows[:, 0], rows[:, 1:], sample, {})).beta.round(3).ravel().tolist()
    [0.858, 0.907]
    """
    _check(plan, material)
    c, s, k = len(plan.cells), *plan.member.shape
    shape = (c, s, k)
    estimate, beta, std_error, p = (np.full(shape, np.nan) for _ in range(4))
    df, n, fit = np.zeros(shape), np.zeros((c, s), dtype=np.intp), np.full((c, s), np.nan)
    standing = np.zeros((c, s), dtype=np.uint8)
    cases: dict[int, CellCases] = {}
    done = 0
    for places, parts in grouped_cases(plan, material):
        about = CellCases.of(parts)
        stopped = next((part.standing for part in parts if part.standing != Standing.FITTED), None)
        cases.update(dict.fromkeys(places, about))
        for name in dict.fromkeys(plan.option(place, "family") for place in places):
            of_family = [place for place in places if plan.option(place, "family") == name]
            errors = tuple(plan.option(place, "errors") for place in of_family)
            if stopped is not None:
                standing[of_family] = stopped
                n[of_family] = about.n
                continue
            found = fit_cases(parts, families[name], plan, errors)
            estimate[of_family], beta[of_family] = found.estimate, found.beta
            std_error[of_family], df[of_family] = found.std_error, found.df
            estimates = np.broadcast_to(found.estimate, found.std_error.shape)
            p[of_family] = judged_by_t(estimates, found.std_error, found.df)[1]
            n[of_family], fit[of_family], standing[of_family] = found.n, found.fit, found.standing
        done += len(places) * s
        if progress is not None:
            progress(done, plan.count)
    return Multiverse(
        plan, estimate, beta, std_error, p, df, n, fit, standing, tuple(cases[place] for place in range(c))
    )  # fmt: skip


def grouped_cases(plan: Plan, material: Material) -> Iterator[tuple[list[int], tuple[Cases, ...]]]:
    """Cells of the plan that share their cases, with these; several where missing values are imputed."""
    shared = [DECISIONS.index(name) for name in ("sample", "missing", "transform", "outliers")]
    groups: dict[tuple[int, ...], list[int]] = {}
    for place, cell in enumerate(plan.cells):
        groups.setdefault(tuple(cell[shared].tolist()), []).append(place)
    for places in groups.values():
        taken = {name: plan.option(places[0], name) for name in DECISIONS}
        yield (
            places,
            take_cases(
                material.outcome,
                material.factors,
                names=plan.factors,
                sample=material.samples[taken["sample"]],
                missing=taken["missing"],
                transform=taken["transform"],
                outliers=taken["outliers"],
                completions=material.completions,
                complete=material.complete,
            ),
        )


def fit_cases(parts: tuple[Cases, ...], family: Family, plan: Plan, errors: tuple[str, ...]) -> Estimates:
    """All subsets of the plan on the same cases; pooled where these were imputed several times."""
    return pooled([_fit_each(part, family, plan, errors) for part in parts])


def _fit_each(cases: Cases, family: Family, plan: Plan, errors: tuple[str, ...]) -> Estimates:
    """Subsets whose own factors are complete in the same rows are fitted together."""
    missing = np.isnan(cases.factors)
    gaps = missing.any(axis=0)
    if not gaps.any():
        return family.fit(cases.outcome, cases.factors, names=plan.factors, member=plan.member, errors=errors)
    with_gaps = plan.member[:, gaps]
    patterns, which = np.unique(with_gaps, axis=0, return_inverse=True)
    parts, order = [], []
    for place, pattern in enumerate(patterns):
        subsets = np.flatnonzero(which.ravel() == place)
        rows = ~missing[:, gaps][:, pattern].any(axis=1)
        # factors with gaps that are in none of these subsets do not matter to them
        factors = np.where(missing, 0.0, cases.factors)[rows]
        parts.append(
            family.fit(cases.outcome[rows], factors, names=plan.factors, member=plan.member[subsets], errors=errors)
        )
        order.append(subsets)
    back = np.argsort(np.concatenate(order))
    return Estimates(
        np.concatenate([part.estimate for part in parts])[back],
        np.concatenate([part.beta for part in parts])[back],
        np.concatenate([part.std_error for part in parts], axis=1)[:, back],
        np.concatenate([part.df for part in parts], axis=1)[:, back],
        np.concatenate([part.n for part in parts])[back],
        np.concatenate([part.fit for part in parts])[back],
        np.concatenate([part.standing for part in parts], axis=1)[:, back],
    )


def _check(plan: Plan, material: Material) -> None:
    n = len(material.outcome)
    if material.factors.shape != (n, len(plan.factors)):
        raise NotComputableError(
            "outcome, factors and plan do not belong together",
            found=f"{n} outcomes, factors of shape {material.factors.shape}, a plan of {len(plan.factors)}",
        )
    for decision, there in (("sample", material.samples), ("missing", {"joint", "each", *material.completions})):
        options = plan.decisions[DECISIONS.index(decision)].options
        if absent := [option.name for option in options if option.name not in there]:
            raise NotComputableError(
                f"[specifications.{decision}] has options that were not prepared", found=", ".join(absent)
            )
