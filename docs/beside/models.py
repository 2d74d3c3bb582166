"""Least squares, descriptives, what the figures show, subsets of factors and shares of R²."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from beside.data import FACTORS, TWIN, Beside, Output, columns, data_of, read, twin
from civicreach.analysis.factors.collinearity import condition_indices
from civicreach.analysis.factors.correlations import correlate
from civicreach.analysis.factors.descriptives import describe
from civicreach.analysis.factors.moments import moments
from civicreach.analysis.factors.ols import fit_ols
from civicreach.analysis.factors.standardised import standardise
from civicreach.analysis.importance.shares import relative_importance
from civicreach.analysis.reality.paired import pair_activity
from civicreach.analysis.specifications.decisions import plan_specifications
from civicreach.analysis.specifications.multiverse import Material, fit_specifications
from civicreach.analysis.specifications.subsets import fit_subsets
from civicreach.records.specifications import Specifications


def least_squares(r: Output) -> Iterator[Beside]:
    """Tables of coefficients: on the twin, Longley's data, and a column far from zero."""
    own = columns(read("errors"), "longley", "data_")
    longley = own.pop("Employed"), np.column_stack(list(own.values())), tuple(own)
    far = r["far", "y"][1], np.column_stack([r["far", "day"][1], r["far", "age"][1]]), ("day", "age")
    for part, (data, y, X, names) in {
        "likes": data_of(r, "likes"), "posts": data_of(r, "posts"), "longley": ("longley", *longley),
        "near": ("made rows with a column of large mean and small spread", *far),
    }.items():  # fmt: skip
        fit = fit_ols(y, X, names=names)
        for quantity in ("estimate", "std_error", "beta", "t", "p", "vif"):
            yield Beside(data, len(y), part, quantity, getattr(fit, quantity))
        for quantity in ("r_squared", "adjusted_r_squared", "f", "df_model", "df_residual", "p_f", "rss"):
            yield Beside(data, len(y), part, quantity, getattr(fit, quantity))
        yield Beside(data, len(y), part, "residual_std_error", fit.residual_std_error)
        if part != "near":
            for quantity in ("estimate", "std_error", "t", "p"):
                yield Beside(data, len(y), part, f"constant_{quantity}", getattr(fit.constant, quantity))
        for quantity, found in (("fitted", fit.fitted), ("residual", fit.residuals)):
            assert found is not None
            yield Beside(data, len(y), part, quantity, found, fit.residual_std_error)


def descriptives(r: Output) -> Iterator[Beside]:
    """Table 3 on the twin, and how nearly its factors are tied."""
    names = r["descriptives", "mean"][0]
    d = describe(twin(*names), names=names)
    for quantity in ("minimum", "maximum", "mean", "sd", "median", "skewness"):
        yield Beside(TWIN, 90, "descriptives", quantity, getattr(d, quantity))
    c = condition_indices(twin(*FACTORS), names=FACTORS)
    yield Beside(TWIN, 90, "collinearity", "index", c.indices)
    yield Beside(TWIN, 90, "collinearity", "proportion_of_last", c.proportions[-1], 1)


def pictured(r: Output) -> Iterator[Beside]:
    """Standardised coefficients with intervals, correlations, and Likes against posts."""
    for part in ("N_like", "N_Post"):
        for level in (0.95, 0.9):
            found = standardise(fit_ols(twin(part), twin(*FACTORS), names=FACTORS), level=level)
            yield Beside(TWIN, 90, part, f"low_{level}", found.low, found.std_error)
            yield Beside(TWIN, 90, part, f"high_{level}", found.high, found.std_error)
    for row, name in zip(correlate(twin(*FACTORS), names=FACTORS).r, FACTORS, strict=True):
        yield Beside(TWIN, 90, "correlation", name, row)
    pair = pair_activity(twin("N_Post"), twin("N_like"), ids=[str(i) for i in range(90)])
    assert pair.association.effect is not None
    yield Beside(TWIN, 90, "association", "rho", pair.association.effect.value)


def subsets(r: Output) -> Iterator[Beside]:
    """Every subset of factors: sums over all and some in full on the twin, all in full on other data."""
    kinds = ("classical", "HC0", "HC1", "HC2", "HC3", "HC4")
    y = np.column_stack([twin("N_like"), np.log(twin("N_like"))])
    found = fit_subsets(y, twin(*FACTORS), names=FACTORS, outcome_names=["N_like", "log_like"], errors=kinds)
    for o, name in enumerate(found.outcomes):
        tables = {
            "estimate": found.estimate[:, o], "std_error": found.std_error[0, :, o], "p": found.p[0, :, o],
            "hc3": found.std_error[4, :, o], "hc3_p": found.p[4, :, o],
        }  # fmt: skip
        for quantity, table in tables.items():
            yield Beside(TWIN, 90, name, f"sum_{quantity}", np.nansum(table, axis=0))
            for code in (int(p.split("~")[1]) for p, q in r if p.startswith(f"{name}~") and q == quantity):
                yield Beside(TWIN, 90, f"{name}~{code}", quantity, table[code - 1][found.member[code - 1]])
        yield Beside(TWIN, 90, name, "sum_r_squared", found.r_squared[:, o].sum())
    for place, kind in enumerate(kinds[1:], start=1):
        yield Beside(TWIN, 90, "full", kind, found.std_error[place, -1, 1])
    for part in ("swiss", "longley", "airquality"):
        own = columns(r, part, "")
        (_, y), *rest = own.items()
        material = Material(y, np.column_stack([x for _, x in rest]), {"study": np.ones(len(y), dtype=bool)}, {})
        declared = Specifications.model_validate({"errors": ["classical", "HC3"], "missing": ["each"]})
        plan = plan_specifications(declared, outcome="y", factors=[name for name, _ in rest])
        fits = fit_specifications(plan, material)
        for s, inside in enumerate(plan.member):
            one = f"{part}~{s + 1}"
            yield Beside(part, len(y), one, "n", fits.n[0, s])
            yield Beside(part, len(y), one, "r_squared", fits.fit[0, s])
            yield Beside(part, len(y), one, "estimate", fits.estimate[0, s, inside])
            for cell in range(2):
                kind = plan.option(cell, "errors")
                yield Beside(part, len(y), one, kind, fits.std_error[cell, s, inside])
                yield Beside(part, len(y), one, f"{kind}_p", fits.p[cell, s, inside])


def shares(r: Output) -> Iterator[Beside]:
    """Shares of R² by factor and by groups of factors."""
    six = ("median_age", "population_total", "level", "f_independence", "purpos_interaction", "system_legal")
    for part, outcome, names, y in (
        ("N_like", "N_like", FACTORS, twin("N_like")), ("log_like", "log_like", FACTORS, np.log(twin("N_like"))),
        ("six", "N_like", six, twin("N_like")),
    ):  # fmt: skip
        m = moments(np.column_stack([y, twin(*names)]), names=[outcome, *names])
        yield Beside(TWIN, 90, part, "lmg", relative_importance(m, outcome=outcome, factors=names).share)
    groups = {"who": six[:2], "how": six[3:]}
    grouped = relative_importance(m, outcome="N_like", factors=six, groups=groups)
    yield Beside(TWIN, 90, "six", "owen", grouped.share)
