"""Pooling, Little's test, patterns and weights where answers are missing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from beside.data import TWIN, Beside, Floats, Output, columns
from civicreach.analysis.factors.ols import fit_ols
from civicreach.analysis.incomplete.little import little_test
from civicreach.analysis.incomplete.patterns import tabulate_patterns
from civicreach.analysis.incomplete.pooling import pool, pool_r_squared
from civicreach.analysis.incomplete.weights import fit_weighted, response_weights
from civicreach.records.column import Column

POOLED = {
    "nhanes": ("chl", ("age", "bmi")),
    "airquality": ("Ozone", ("Solar.R", "Wind", "Temp")),
    "boys": ("wgt", ("age", "hgt", "hc")),
    "twin": ("N_like", ("median_age", "population_total", "f_independence", "budget", "purpose_pull")),
}
CALLED = {"twin": f"{TWIN} with holes", "air6": "airquality with month and day"}


def pooling(r: Output) -> Iterator[Beside]:
    """Models pooled by Rubin's rules over the data sets that mice imputed."""
    for part, (outcome, factors) in POOLED.items():
        filled: dict[int, dict[str, Floats]] = {}
        for name in columns(r, part, "imputed:"):
            for cell, value in zip(*r[part, f"imputed:{name}"], strict=True):
                dataset, row = map(int, cell.split("."))
                table = filled.setdefault(dataset, {v: c.copy() for v, c in columns(r, part).items()})
                table[name][row - 1] = value
        fits = [fit_ols(t[outcome], np.column_stack([t[f] for f in factors]), names=factors) for t in filled.values()]
        estimates = np.array([[fit.constant.estimate, *fit.estimate] for fit in fits])
        errors = np.array([[fit.constant.std_error, *fit.std_error] for fit in fits])
        found = pool(estimates, errors**2, names=["constant", *factors], df_complete=fits[0].df_residual)
        data, n = CALLED.get(part, part), fits[0].n
        for ours, theirs in {
            "estimate": "estimate", "std_error": "std.error", "t": "statistic", "df": "df", "p": "p.value",
            "riv": "riv", "missing_share": "lambda", "fmi": "fmi", "within": "ubar", "between": "b",
        }.items():  # fmt: skip
            yield Beside(data, n, part, f"pooled:{theirs}", getattr(found, ours))
        yield Beside(data, n, part, "pooled:2.5 %", found.conf_low, found.std_error)
        yield Beside(data, n, part, "pooled:97.5 %", found.conf_high, found.std_error)
        yield Beside(data, n, part, "dfcom", found.df_complete)
        r2 = pool_r_squared([fit.r_squared for fit in fits], n=n)
        yield Beside(data, n, part, "r_squared", [r2.estimate, r2.conf_low, r2.conf_high, r2.fmi])


def missing_answers(r: Output) -> Iterator[Beside]:
    """Little's test with its estimates by EM, patterns, and weights for who answered."""
    for part in (*POOLED, "air6"):
        own = columns(r, part)
        table, data = np.column_stack(list(own.values())), CALLED.get(part, part)
        n = len(table)
        test = little_test(table, names=list(own))
        yield Beside(data, n, part, "little", [test.chi2, test.df, test.p])
        yield Beside(data, n, part, "em_mean", test.mean)
        yield Beside(data, n, part, "em_variance", np.diag(test.covariance))
        if (part, "pattern") in r:
            patterns = tabulate_patterns({k: Column.numbers(v) for k, v in own.items()}, ids=[str(i) for i in range(n)])
            by_name = {"+".join(sorted(one.lacking)) or "nothing": one.n for one in patterns.patterns}
            yield Beside(data, n, part, "pattern", [by_name[name] for name in r[part, "pattern"][0]])
            yield Beside(data, n, part, "n_missing", patterns.n_missing)
    own = columns(r, "twin")
    complete = ~np.isnan(np.column_stack(list(own.values()))).any(axis=1)
    predictors = ("median_age", "f_independence")
    X = np.column_stack([own[name] for name in predictors])
    weights = response_weights(complete, X, names=predictors, ids=[str(i) for i in range(len(X))])
    yield Beside(CALLED["twin"], weights.n, "weights", "coefficient", weights.coefficients)
    yield Beside(CALLED["twin"], weights.n, "weights", "weight", weights.weights[weights.weights > 0])
    yield Beside(CALLED["twin"], weights.n, "weights", "effective_n", weights.effective_n)
    factors = ("median_age", "population_total", "budget")
    X = np.column_stack([own[name] for name in factors])
    for errors in ("HC0", "HC1", "HC2", "HC3"):
        fit = fit_weighted(own["N_like"], X, weights=weights.weights, names=factors, errors=errors)
        yield Beside(CALLED["twin"], weights.n, "weights", errors, fit.std_error)
    yield Beside(CALLED["twin"], weights.n, "weights", "estimate", fit.estimate)
