"""Least squares of a table that stays where it is, beside statsmodels, and beside reading the table and adding it up.

usage: python -m benchmarks.factors classical|hc3|statsmodels|sums|digits|hard ROWS

`digits` prints how many digits of the coefficients agree with cross-products in extended precision over the same rows;
`hard` the same with HC3 on columns whose mean is a million sds. How time grows with rows: `benchmarks.growth`.
"""

from __future__ import annotations

import sys
from typing import Any

from . import data
from .measure import Measure


def command(who: str, rows: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.factors", who, str(rows)]


MEASURES = (
    Measure(
        name="ols",
        what="least squares on 11 factors from Parquet, beside statsmodels OLS on the same table read into memory",
        ours=lambda rows: command("classical", rows),
        peer=lambda rows: command("statsmodels", rows),
        target=1 / 9,
        memory=600,
        rows=20_000_000,
        prepare=lambda rows: data.command("factors", rows),
        packages=("duckdb", "statsmodels", "numpy"),
    ),
    Measure(
        name="ols-hc3",
        what="the same with HC3 errors, beside DuckDB adding up every column twice, the limit of two passes",
        ours=lambda rows: command("hc3", rows),
        peer=lambda rows: command("sums", rows),
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


def digits(relation: str) -> None:
    """Worst relative digits of slopes and errors beside extended precision: in one pass, in two, and by raw sums."""
    from civicreach.analysis.factors.at_rest import fit_at_rest, moments_at_rest
    from civicreach.analysis.factors.ols import fit_moments
    from civicreach.engine import Engine

    names = ["y", *data.FACTORS]
    with Engine() as engine:
        one = fit_moments(moments_at_rest(engine, relation, names=names)[0], outcome="y", factors=data.FACTORS)
        two = fit_at_rest(engine, relation, outcome="y", factors=data.FACTORS).ols
        slopes, errors = exact(lambda: engine.pieces(relation, names))
        raw = raw_sums(engine.pieces(relation, names))
    print(f"{one.n} rows; digits of the worst coefficient and of the worst classical error")
    for passes, fit in (("one pass", one), ("two passes", two)):
        print(f"{passes}: {shared(fit.estimate, slopes):.1f}, {shared(fit.std_error, errors):.1f}")
    print(f"sums of products as they are: {shared(raw, slopes):.1f}")


def hard(relation: str) -> None:
    """The same where every column's mean is a million of its standard deviations."""
    names = ["y", *data.FACTORS]
    spread = ", ".join(f"stddev_samp({name}) AS {name}" for name in names)
    moved = ", ".join(f"t.{name} + 1e6 * s.{name} AS {name}" for name in names)
    digits(f"(SELECT {moved} FROM {relation} AS t, (SELECT {spread} FROM {relation}) AS s)")


def exact(pieces: Any) -> tuple[Any, Any]:
    """Slopes and classical errors from centred cross-products in extended precision, solved with refinement in it."""
    import numpy as np

    n, first = 0, None
    for piece in pieces():
        rows = np.array(piece, dtype=np.longdouble)
        first = rows.sum(axis=1) if first is None else first + rows.sum(axis=1)
        n += rows.shape[1]
    mean = first / n
    cross: Any = np.zeros((len(mean), len(mean)), dtype=np.longdouble)
    for piece in pieces():
        for start in range(0, len(piece[0]), 8192):
            rows = np.array([column[start : start + 8192] for column in piece], dtype=np.longdouble) - mean[:, None]
            cross += rows @ rows.T
    among, outcome = cross[1:, 1:], cross[1:, 0]
    scale = np.sqrt(np.diag(among))
    among, outcome = among / np.outer(scale, scale), outcome / scale
    guess = np.linalg.inv(among.astype(float)).astype(np.longdouble)
    identity = np.eye(len(scale), dtype=np.longdouble)
    for _ in range(4):
        guess = guess @ (2 * identity - among @ guess)
    slopes = guess @ outcome
    left = cross[0, 0] - slopes @ outcome
    errors = np.sqrt(left / (n - len(scale) - 1) * np.diag(guess))
    return slopes / scale, errors / scale


def raw_sums(pieces: Any) -> Any:
    """Slopes from sums of products that were not centred, in float64: what loses its digits."""
    import numpy as np

    total: Any = 0.0
    for piece in pieces:
        rows = np.array([np.ones(len(piece[0])), *piece])
        total = total + rows @ rows.T
    centred = total[1:, 1:] - np.outer(total[0, 1:], total[0, 1:]) / total[0, 0]
    return np.linalg.solve(centred[1:, 1:], centred[1:, 0])


def shared(found: Any, true: Any) -> float:
    """Digits that the worst of some figures shares with the true ones."""
    import numpy as np

    worst = float(np.abs((found.astype(np.longdouble) - true) / true).max())
    return min(-np.log10(max(worst, 1e-20)), 17.0)


def nothing() -> None:
    """The imports and an engine, which every fit takes."""
    from civicreach.analysis.factors import at_rest  # noqa: F401
    from civicreach.engine import Engine

    with Engine() as engine:
        engine.execute("SELECT 1")


WAYS = {"classical": classical, "statsmodels": statsmodels, "hc3": hc3, "sums": sums, "digits": digits, "hard": hard}

if __name__ == "__main__":
    way, number = sys.argv[1], int(sys.argv[2])
    if way == "nothing":
        nothing()
    else:
        WAYS[way](f"read_parquet('{data.table(number).as_posix()}')")
