"""Rows of a small Parquet file at rest give the errors of R's sandwich: by SQL, in pieces and on a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pytest
from tests.servers import Server

from civicreach.analysis.factors.at_rest import POWERS, fit_at_rest
from civicreach.analysis.outcomes.poisson_at_rest import fit_poisson_at_rest
from civicreach.engine import Engine, RunsSQL, quoted
from civicreach.engine.spark import Spark

Output = Mapping[tuple[str, str], Mapping[str, float]]

#: `a` is 350 of its standard deviations from 0: R's own CR0 and CR1 miss their common factor by up to 5e-10.
NINE_DIGITS = {"rtol": 1e-9}
#: Where t is large, p multiplies what t lacks by t.
CR2_P = {"rtol": 1e-7}
#: R's iteration ends with seven digits of its weights.
POISSON_DIGITS = {"rtol": 1e-8}

COLUMNS = ("y", "a", "b", "posts", "size", "region")
FACTORS = ["a", "b"]


class OnlySQL:
    """An engine that reads no pieces."""

    def __init__(self, engine: Engine) -> None:
        self.execute = engine.execute


At = Callable[[str], tuple[RunsSQL, str]]


@pytest.fixture(scope="module")
def at(r_at_rest: Output, tmp_path_factory: pytest.TempPathFactory, sail_server: Server) -> Iterator[At]:
    """An engine, and what it calls the rows that R printed."""
    table = np.column_stack([list(r_at_rest["rows", name].values()) for name in COLUMNS])
    rows = ", ".join(f"({', '.join(f'{value:.17E}' for value in row)})" for row in table.tolist())
    path = tmp_path_factory.mktemp("rest") / "rows.parquet"
    with Engine(threads=1) as engine, Spark(sail_server.address) as server:
        chosen = "* REPLACE ('p' || CAST(region AS INTEGER) AS region)"
        engine.write_parquet(f"SELECT {chosen} FROM (VALUES {rows}) AS r({', '.join(COLUMNS)})", path)
        server.open("of_r", [str(path)], format="parquet")
        here = f"read_parquet({quoted(path.as_posix())})"
        ways: dict[str, tuple[RunsSQL, str]] = {
            "pieces": (engine, here), "sql": (OnlySQL(engine), here), "sail": (server, "of_r"),
        }  # fmt: skip
        yield ways.__getitem__


WAYS = pytest.mark.parametrize("way", ["pieces", "sql", "sail"])


@WAYS
@pytest.mark.parametrize("errors", [*POWERS, "CR0", "CR1", "CR2"])
def test_least_squares(at: At, r_at_rest: Output, errors: str, way: str) -> None:
    engine, rows = at(way)
    cluster = "region" if errors.startswith("CR") else None
    fit = fit_at_rest(engine, rows, outcome="y", factors=FACTORS, errors=errors, cluster=cluster)
    constant, *slopes = r_at_rest["ols", "estimate"].values()
    np.testing.assert_allclose([fit.constant.estimate, *fit.ols.estimate], [constant, *slopes], **NINE_DIGITS)
    expected = list(r_at_rest["ols", errors].values())
    np.testing.assert_allclose([fit.constant.std_error, *fit.std_error], expected, **NINE_DIGITS)
    if errors == "CR2":
        df = [*r_at_rest["ols", "CR2_df"].values()]
        np.testing.assert_allclose(fit.df, df, **NINE_DIGITS)
        _, *p = r_at_rest["ols", "CR2_p"].values()
        np.testing.assert_allclose(fit.p, p, **CR2_P)


@WAYS
@pytest.mark.parametrize("errors", ["model", *POWERS])
@pytest.mark.parametrize("exposure", [None, "size"])
def test_counts(at: At, r_at_rest: Output, errors: str, exposure: str | None, way: str) -> None:
    engine, rows = at(way)
    fit = fit_poisson_at_rest(engine, rows, outcome="posts", factors=FACTORS, exposure=exposure, errors=errors)
    of_r = {
        quantity: list(r_at_rest[f"poisson{exposure or ''}", quantity].values()) for quantity in ("estimate", errors)
    }
    np.testing.assert_allclose(fit.estimate, of_r["estimate"], **POISSON_DIGITS)
    np.testing.assert_allclose(fit.std_error, of_r[errors], **POISSON_DIGITS)
