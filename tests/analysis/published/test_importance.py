"""Relative importance: LMG beside its definition over all orders, and the ranges that the paper leaves open."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from civicreach.analysis.importance.shares import lmg
from civicreach.analysis.published.across import common_vifs
from civicreach.analysis.published.audit import audit_study
from civicreach.analysis.published.correlations import correlation_matrix_exists
from civicreach.analysis.published.importance import importance_ranges
from civicreach.records.errors import NotComputableError
from civicreach.sources.printed_tables.layouts import study_of

PAPER = json.loads((Path(__file__).parent / "printed.json").read_text(encoding="utf-8"))


def test_lmg_by_its_definition() -> None:
    rng = np.random.default_rng(4)
    correlations = np.corrcoef(rng.normal(size=(50, 5)) @ rng.normal(size=(5, 5)), rowvar=False)
    x, y = correlations[:4, :4], correlations[:4, 4]

    def r2(places: list[int]) -> float:
        return float(y[places] @ np.linalg.solve(x[np.ix_(places, places)], y[places])) if places else 0.0

    shares = np.zeros(4)
    for order in permutations(range(4)):
        for place, factor in enumerate(order):
            shares[factor] += (r2(list(order[: place + 1])) - r2(list(order[:place]))) / 24
    np.testing.assert_allclose(lmg(x, y), shares, atol=1e-12)
    assert lmg(x, y).sum() == pytest.approx(r2([0, 1, 2, 3]))


def test_the_tables_do_not_rank_the_factors() -> None:
    models = audit_study(study_of(PAPER, "")).models
    ranges = importance_ranges(models, matrices=60, seed=1)
    found = dict(zip(ranges.factors, zip(ranges.least, ranges.greatest, strict=True), strict=True))
    assert ranges.n_matrices == 60
    first = [found[name] for name in ("f_independence", "population_total", "level")]
    # every pair overlaps, as in the ranges that were sampled by hand: .05-.31, .03-.28, .03-.26
    assert max(low for low, _ in first) < min(high for _, high in first)
    for (low, high), hand in zip(first, ((0.05, 0.31), (0.03, 0.28), (0.03, 0.26)), strict=True):
        assert low < hand[0] + 0.06 and high > hand[1] - 0.06
    assert len(common_vifs(models)) == 11
    again = importance_ranges(models, matrices=60, seed=1)
    np.testing.assert_array_equal(ranges.least, again.least)


def test_what_is_not_printed_is_said() -> None:
    with pytest.raises(NotComputableError):
        importance_ranges([])
    data = {"tables": {"t": {"cells": {"a": {"b": "1", "t": "2"}, "c": {"b": "1", "t": "1"}}, "n": "50"}}}
    with pytest.raises(NotComputableError, match="VIF"):
        importance_ranges(audit_study(study_of(data, "")).models)


@pytest.mark.parametrize("seed", range(12))
def test_matrices_that_exist_are_never_refused(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = int(rng.integers(3, 9))
    r = np.corrcoef(rng.normal(size=(p + int(rng.integers(0, 3)), p)), rowvar=False)
    low, high = np.round(r, 2) - 0.005, np.round(r, 2) + 0.005
    assert correlation_matrix_exists(low, high).verdict != "cannot be"


def test_a_proof_is_one() -> None:
    bounds = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    found = correlation_matrix_exists(bounds - 0.005, bounds + 0.005)
    assert found.verdict == "cannot be" and found.weights is not None
    greatest = np.abs(np.outer(found.weights, found.weights)) * 0.005
    np.fill_diagonal(greatest, 0)
    assert found.weights @ bounds @ found.weights + greatest.sum() < 0
