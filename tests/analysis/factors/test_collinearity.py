"""Which factors are tied to one another, and how much of a spread is rounding."""

from __future__ import annotations

import numpy as np
import pytest

from civicreach.analysis.factors.collinearity import (
    condition_indices,
    condition_of,
    linked_sets,
    rounding_noise,
    tied_factors,
)
from civicreach.analysis.factors.moments import moments
from civicreach.records.errors import NotComputableError


def links(size: int, *pairs: tuple[int, int]) -> np.ndarray:
    linked = np.zeros((size, size), dtype=bool)
    for i, j in pairs:
        linked[i, i] = linked[j, j] = linked[i, j] = linked[j, i] = True
    return linked


def test_columns_are_linked_through_others() -> None:
    assert linked_sets(links(8, (0, 3), (3, 5), (5, 7), (2, 4))) == ((0, 3, 5, 7), (2, 4))
    assert linked_sets(links(4)) == ()


def test_condition_numbers() -> None:
    assert condition_of(np.array([[1.0, 0.5], [0.5, 1.0]])) == pytest.approx(3)
    assert condition_of(np.ones((2, 2))) == np.inf
    q, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(9, 3)))
    assert tied_factors(q, 1e-14) == (pytest.approx(1), ())


def test_noise_is_what_rounding_makes_up_of_the_spread() -> None:
    near = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 5.0]])
    assert rounding_noise(moments(near, names=["a", "b"])) < 1e-13
    assert 1e-6 < rounding_noise(moments(near + 1e9, names=["a", "b"])) < 1e-5


def test_tied_columns_have_no_proportions() -> None:
    x = np.arange(6.0)
    c = condition_indices(np.column_stack([x, 2 * x, x**2]), names=["a", "b", "c"])
    assert np.isinf(c.indices[-1])
    assert np.isfinite(c.indices[:-1]).all()
    assert np.isnan(c.proportions).all()
    assert c.names == ("", "a", "b", "c")
    # fewer rows than columns are tied, however they look
    assert np.isinf(condition_indices(np.array([[1.0, 2.0], [3.0, 5.0]]), names=["a", "b"]).indices[-1])


def test_incomplete_rows_are_refused() -> None:
    with pytest.raises(NotComputableError, match=r"b \(1\)"):
        condition_indices(np.array([[1.0, np.nan], [2.0, 3.0]]), names=["a", "b"])
