"""Least squares of a table that stays where it is, beside statsmodels, and beside reading the table and adding it up.

usage: python -m benchmarks.factors classical|hc3|statsmodels|sums ROWS
"""

from __future__ import annotations

import sys

from . import data
from .measure import Measure


def _command(who: str, rows: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.factors", who, str(rows)]


MEASURES = (
    Measure(
        name="ols",
        what="least squares on 11 factors from Parquet, beside statsmodels OLS on the same table read into memory",
        ours=lambda rows: _command("classical", rows),
        peer=lambda rows: _command("statsmodels", rows),
        target=1 / 9,
        memory=600,
        rows=20_000_000,
        prepare=lambda rows: data.command("factors", rows),
        packages=("duckdb", "statsmodels", "numpy"),
    ),
    Measure(
        name="ols-hc3",
        what="the same with HC3 errors, beside DuckDB adding up every column twice: the limit of two passes",
        ours=lambda rows: _command("hc3", rows),
        peer=lambda rows: _command("sums", rows),
        target=2.5,
        memory=800,
        rows=20_000_000,
        prepare=lambda rows: data.command("factors", rows),
        packages=("duckdb", "numpy"),
    ),
)


def classical(relation: str) -> None:
    """Coefficients and classical errors, from moments."""
    from civicreach.analysis.factors.at_rest import moments_at_rest
    from civicreach.analysis.factors.ols import fit_moments
    from civicreach.engine import Engine

    with Engine() as engine:
        m, _ = moments_at_rest(engine, relation, names=["y", *data.FACTORS])
    fit = fit_moments(m, outcome="y", factors=data.FACTORS)
    print(*(f"{value:.7e}" for value in (*fit.estimate, *fit.std_error)))


def statsmodels(relation: str) -> None:
    """The same."""
    import duckdb
    import numpy as np
    from statsmodels.api import OLS, add_constant

    table = duckdb.connect().execute(f"SELECT * FROM {relation}").fetchnumpy()
    fit = OLS(table["y"], add_constant(np.column_stack([table[name] for name in data.FACTORS]))).fit()
    print(*(f"{value:.7e}" for value in (*fit.params[1:], *fit.bse[1:])))


def hc3(relation: str) -> None:
    """Coefficients with HC3 errors; prints how many rows there were."""
    from civicreach.analysis.factors.at_rest import fit_at_rest
    from civicreach.engine import Engine

    with Engine() as engine:
        print(fit_at_rest(engine, relation, outcome="y", factors=data.FACTORS).ols.n)


def sums(relation: str) -> None:
    """Every column added up twice; prints how many rows there were."""
    from civicreach.engine import Engine

    asked = ", ".join(f"sum({name})" for name in ("y", *data.FACTORS))
    with Engine() as engine:
        for _ in range(2):
            ((n, *_),) = engine.execute(f"SELECT count(*), {asked} FROM {relation}")
    print(n)


if __name__ == "__main__":
    way = {"classical": classical, "statsmodels": statsmodels, "hc3": hc3, "sums": sums}[sys.argv[1]]
    way(f"read_parquet('{data.table(int(sys.argv[2])).as_posix()}')")
