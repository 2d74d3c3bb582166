"""Descriptive statistics of columns with and without missing values."""

from __future__ import annotations

import numpy as np
import pytest

from civicreach.analysis.factors.descriptives import describe
from civicreach.records.errors import NotComputableError

NAN = np.nan


def test_each_variable_counts_its_own_values() -> None:
    d = describe(np.array([[1.0, NAN, 7.0], [2.0, 4.0, 7.0], [6.0, NAN, 7.0]]), names=["a", "b", "c"])
    assert d.n_rows == 3
    assert d.n.tolist() == [3, 1, 3]
    assert d.n_missing.tolist() == [0, 2, 0]
    assert d.median.tolist() == [2.0, 4.0, 7.0]
    assert d.mean.tolist() == [3.0, 4.0, 7.0]
    np.testing.assert_array_equal(d.sd, [np.sqrt(7), NAN, 0.0])
    assert [d.skewness[0] > 0, *np.isnan(d.skewness[1:]).tolist()] == [True, True, True]


def test_what_cannot_be_computed_says_why() -> None:
    d = describe(np.array([[NAN, 1.0, 5.0, 1.0], [NAN, NAN, 5.0, 2.0]]), names=["none", "one", "same", "two"])
    assert {name: note.text.split(",")[0] for name, note in d.notes.items()} == {
        "none": "no value is known",
        "one": "only one value is known",
        "same": "all {n} values are the same",
        "two": "only two values are known",
    }
    assert np.isnan(d.mean[0])
    assert np.isnan(d.median[0])


def test_no_rows_and_no_columns() -> None:
    assert describe(np.empty((0, 2)), names=["a", "b"]).n.tolist() == [0, 0]
    assert describe(np.empty((3, 0)), names=[]).n.tolist() == []


def test_infinite_values_are_refused() -> None:
    with pytest.raises(NotComputableError, match=r"a \(1\)"):
        describe(np.array([[np.inf], [1.0]]), names=["a"])
    with pytest.raises(NotComputableError, match="names do not match"):
        describe(np.ones((2, 2)), names=["a"])
