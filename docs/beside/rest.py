"""Regression over rows at rest."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from beside.data import Beside, Output
from civicreach.analysis.factors.at_rest import POWERS, fit_at_rest
from civicreach.analysis.outcomes.poisson_at_rest import fit_poisson_at_rest
from civicreach.engine import Engine

COLUMNS = ("y", "a", "b", "posts", "size", "region")
DATA = "numbers by a rule"


def at_rest(r: Output) -> Iterator[Beside]:
    """Least squares and Poisson models from sums that an engine takes."""
    table = np.column_stack([r["rows", name][1] for name in COLUMNS])
    rows = ", ".join(f"({', '.join(f'{value:.17E}' for value in row)})" for row in table.tolist())
    with Engine(threads=1) as engine:
        engine.define("rows_at_rest", f"SELECT * FROM (VALUES {rows}) AS r({', '.join(COLUMNS)})", kept=True)
        for errors in (*POWERS, "CR0", "CR1", "CR2"):
            cluster = "region" if errors.startswith("CR") else None
            fit = fit_at_rest(engine, "rows_at_rest", outcome="y", factors=["a", "b"], errors=errors, cluster=cluster)
            if errors == "HC0":
                yield Beside(DATA, len(table), "ols", "estimate", [fit.constant.estimate, *fit.ols.estimate])
            yield Beside(DATA, len(table), "ols", errors, [fit.constant.std_error, *fit.std_error])
            if errors == "CR2":
                yield Beside(DATA, len(table), "ols", "CR2_df", fit.df)
                yield Beside(DATA, len(table), "ols", "CR2_p", [fit.constant.p, *fit.p])
        for exposure in (None, "size"):
            for errors in ("model", *POWERS):
                counts = fit_poisson_at_rest(
                    engine, "rows_at_rest", outcome="posts", factors=["a", "b"], exposure=exposure, errors=errors
                )
                part = f"poisson{exposure or ''}"
                if errors == "model":
                    yield Beside(DATA, len(table), part, "estimate", counts.estimate)
                yield Beside(DATA, len(table), part, errors, counts.std_error)
