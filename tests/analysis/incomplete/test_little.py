"""Little's test, beside EM written row by row in R (r/incomplete.R) and the documentation of naniar."""

from __future__ import annotations

import numpy as np
import pytest

from civicreach.analysis.incomplete.little import little_test
from civicreach.records.errors import NotComputableError

# Both stop EM at changes of 1e-11 and 1e-12 standard deviations; nearly tied variables (boys) lose two digits of them.
EIGHT_DIGITS = {"rtol": 1e-8}


@pytest.mark.parametrize("part", ["nhanes", "airquality", "air6", "boys", "twin"])
def test_little_is_as_in_r(part: str, r_columns, r_incomplete) -> None:
    data = r_columns(part)
    test = little_test(np.column_stack(list(data.values())), names=list(data))
    expected = r_incomplete[part, "little"]
    assert test.df == expected["df"]
    np.testing.assert_allclose([test.chi2, test.p], [expected["chi2"], expected["p"]], **EIGHT_DIGITS)
    np.testing.assert_allclose(test.mean, list(r_incomplete[part, "em_mean"].values()), **EIGHT_DIGITS)
    np.testing.assert_allclose(
        np.diag(test.covariance), list(r_incomplete[part, "em_variance"].values()), **EIGHT_DIGITS
    )
    assert test.n == len(next(iter(data.values()))) - test.n_empty


def test_airquality_is_as_naniar_documents_it(r_columns) -> None:
    data = r_columns("air6")
    test = little_test(np.column_stack(list(data.values())), names=list(data))
    assert (f"{test.chi2:.1f}", test.df, f"{test.p:.5f}", test.n_patterns) == ("35.1", 14, "0.00142", 4)


def test_units_and_order_do_not_matter(r_columns) -> None:
    table = np.column_stack(list(r_columns("twin").values()))
    names = [f"v{j}" for j in range(table.shape[1])]
    plain = little_test(table, names=names)
    moved = little_test((table * 1e-6 + 1e3)[::-1, ::-1], names=names)
    np.testing.assert_allclose([moved.chi2, moved.p], [plain.chi2, plain.p], rtol=1e-7)


def test_rows_without_any_value_are_left_out_and_counted(r_columns) -> None:
    table = np.column_stack(list(r_columns("airquality").values()))
    more = np.vstack([table, np.full((3, 4), np.nan)])
    plain, test = (little_test(values, names=list("abcd")) for values in (table, more))
    assert (test.n_empty, test.n, test.chi2) == (3, 153, plain.chi2)


def test_the_size_under_the_null_is_the_level() -> None:
    rng = np.random.default_rng(7)
    rejected = 0
    for _ in range(200):
        table = rng.multivariate_normal([0, 0, 0], [[1, 0.5, 0.3], [0.5, 1, 0.4], [0.3, 0.4, 1]], size=200)
        table[rng.random(table.shape) < 0.1] = np.nan
        rejected += little_test(table[~np.isnan(table).all(axis=1)], names=list("abc")).p < 0.05
    # 10 expected; four standard errors of 200 draws are 12
    assert 1 <= rejected <= 22


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ([[1.0, 2.0], [3.0, 5.0], [2.0, 1.0]], "no value is missing"),
        ([[1.0, np.nan], [3.0, np.nan], [2.0, np.nan]], "no value or one value only: b"),
        ([[1.0, 4.0], [3.0, 4.0], [2.0, np.nan]], "no value or one value only: b"),
        ([[1.0, np.nan], [3.0, np.nan], [np.nan, 2.0], [np.nan, 1.0]], "a and b"),
        ([[1.0, 2.0], [2.0, np.nan]], "no value or one value only"),
        ([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [4.0, np.nan]], "combinations of one another"),
    ],
)
def test_what_cannot_be_tested_is_refused(table, says: str) -> None:
    with pytest.raises(NotComputableError, match=says):
        little_test(np.array(table), names=["a", "b"])


def test_more_variables_than_rows_are_refused() -> None:
    rng = np.random.default_rng(1)
    table = rng.normal(size=(6, 8))
    table[0, 0] = np.nan
    with pytest.raises(NotComputableError, match="8 variables, 6 rows"):
        little_test(table, names=list("abcdefgh"))
