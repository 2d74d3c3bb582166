"""Descriptives and quantiles of tables that stay where they are, beside those of arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.factors.descriptives import describe
from civicreach.analysis.factors.descriptives_at_rest import describe_at_rest, quantiles_at_rest
from civicreach.engine import Engine
from civicreach.engine.order_statistics import order_statistics, reach
from civicreach.records.errors import NotComputableError


def keep(engine: Engine, table) -> list[str]:
    names = [f"v{place}" for place in range(table.shape[1])]
    rows = ", ".join(
        "(" + ", ".join("CAST(NULL AS DOUBLE)" if np.isnan(v) else f"CAST('{float(v)!r}' AS DOUBLE)" for v in row) + ")"
        for row in table
    )
    engine.define("t", f"SELECT * FROM (VALUES {rows}) AS t({', '.join(names)})", kept=True)
    return names


def test_every_figure_is_that_of_the_rows() -> None:
    rng = np.random.default_rng(2)
    table = np.column_stack([rng.normal(size=41), rng.lognormal(8, 2, size=41).round(), rng.integers(0, 3, size=41)])
    table = np.column_stack([table, np.full(41, 7.0), np.full(41, np.nan)])
    table[:5, 0] = np.nan
    with Engine(threads=1) as engine:
        names = keep(engine, table)
        there = describe_at_rest(engine, "t", names=names)
    here = describe(table, names=names)
    for figure in ("n", "n_missing", "minimum", "maximum", "mean", "sd", "median", "skewness"):
        np.testing.assert_allclose(getattr(there, figure), getattr(here, figure), rtol=1e-11, err_msg=figure)
    assert (there.n_rows, there.notes) == (here.n_rows, here.notes)
    assert set(there.notes) == {"v3", "v4"}


numbers = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False, width=64),
    st.integers(-3, 3).map(float),
    st.sampled_from([1.0, np.nextafter(1.0, 2), 5e-324, 1.7e308, -1.7e308]),
)


@given(st.lists(numbers, min_size=1, max_size=60), st.data())
@settings(max_examples=40, deadline=None)
def test_order_statistics_are_exact_whatever_the_values(values, data) -> None:
    places = data.draw(st.lists(st.integers(0, len(values) - 1), min_size=1, max_size=4))
    with Engine(threads=1) as engine:
        keep(engine, np.array(values)[:, None])
        assert reach(engine, "t", "v0") == (len(values), min(values), max(values))
        found = order_statistics(engine, "t", "v0", places)
    assert found == {place: sorted(values)[place] for place in places}


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=60), st.lists(st.floats(0, 1), min_size=1, max_size=3))
@settings(max_examples=25, deadline=None)
def test_quantiles_are_those_of_numpy(values, shares) -> None:
    with Engine(threads=1) as engine:
        keep(engine, np.array(values)[:, None])
        found = quantiles_at_rest(engine, "t", "v0", shares=shares)
    size = np.abs(values).max()
    np.testing.assert_allclose(found, np.quantile(values, shares), rtol=1e-12, atol=1e-12 * size)


def test_many_rows_take_few_passes() -> None:
    asked = []
    with Engine(threads=1) as engine:
        engine.define("t", "SELECT hash(i) % 1000003 * 0.001 AS v0 FROM range(100000) AS r(i)", kept=True)

        class Counting:
            def execute(self, sql: str):
                asked.append(sql)
                return engine.execute(sql)

        found = order_statistics(Counting(), "t", "v0", [49_999])
        ((expected,),) = engine.execute("SELECT v0 FROM t ORDER BY v0 OFFSET 49999 LIMIT 1")
    assert found == {49_999: float(expected)} and len(asked) <= 5


def test_what_is_not_there_is_told() -> None:
    with Engine(threads=1) as engine:
        keep(engine, np.array([[np.nan], [2.0]]))
        assert quantiles_at_rest(engine, "t", "v0", shares=[0.3]).tolist() == [2.0]
        with pytest.raises(NotComputableError, match=r"1\.5"):
            quantiles_at_rest(engine, "t", "v0", shares=[0.5, 1.5])
        with pytest.raises(IndexError, match="of 1 values"):
            order_statistics(engine, "t", "v0", [1])
        keep(engine, np.array([[np.nan]]))
        assert np.isnan(quantiles_at_rest(engine, "t", "v0", shares=[0.5])).all()
