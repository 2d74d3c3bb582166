"""Laws of the further analyses: what a single cluster, a constant exposure and a study without gaps must give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.errors.design import prepare
from civicreach.analysis.errors.robust import robust
from civicreach.analysis.firmness.clusters import cluster_checks, examine_clusters
from civicreach.analysis.firmness.counts import examine_counts, exposure_checks
from civicreach.analysis.firmness.unanswered import bound_answers
from civicreach.analysis.study import Said
from civicreach.records.column import Column
from civicreach.records.errors import NotComputableError

seeds = st.integers(0, 10_000)


def counted(seed: int, n: int = 40) -> dict[str, Any]:
    """Counts that spread more than Poisson's, and two factors."""
    rng = np.random.default_rng(seed)
    X = np.column_stack([rng.normal(size=n), np.arange(n) % 2])
    y = rng.poisson(np.exp(2 + 0.3 * X[:, 0]) * rng.gamma(3, 1 / 3, size=n)).astype(float)
    ids = [f"G{i}" for i in range(n)]
    return {"outcome": y, "factors": X, "names": ["size", "tier"], "outcome_name": "likes", "ids": ids}


@given(seed=seeds)
@settings(max_examples=15)
def test_governments_that_are_clusters_of_their_own_have_hc0(seed: int) -> None:
    data = counted(seed)
    own = Column.texts(data["ids"])
    found = examine_clusters(**data, cluster="id", groups=own, seed=1, draws=99)
    design = prepare(data["outcome"], data["factors"], names=data["names"])
    np.testing.assert_allclose(found.errors.of("CR0").std_error, robust(design, method="HC0").std_error, rtol=1e-9)
    np.testing.assert_allclose(found.errors.of("CR2").std_error, robust(design, method="HC2").std_error, rtol=1e-9)
    assert set(found.sizes) == {1} and found.left_out == ()
    assert [check.key for check in cluster_checks(found, "id")] == ["CR2-clusters", "wild-clusters"]


@given(seed=seeds, size=st.floats(0.01, 1e6))
@settings(max_examples=15)
def test_an_exposure_that_is_the_same_for_all_changes_no_factor(seed: int, size: float) -> None:
    data = counted(seed)
    plain = examine_counts(**data)
    exposed = examine_counts(**data, exposure="people", size=np.full(40, size))
    for one, other in zip(plain.effects, exposed.effects, strict=True):
        scale = np.abs(one.std_error)
        np.testing.assert_allclose(other.estimate / scale, one.estimate / scale, atol=1e-6)
        np.testing.assert_allclose(other.std_error, one.std_error, rtol=1e-5)
    np.testing.assert_allclose(plain.comparison.lr, exposed.comparison.lr, rtol=1e-6, atol=1e-6)
    for check, fit in zip(exposure_checks(exposed, "people"), plain.fits[1:], strict=True):
        np.testing.assert_allclose(check.p, fit.p[1:], atol=1e-6)


def test_a_government_without_an_exposure_is_left_out_of_every_family() -> None:
    data = counted(3)
    size = np.arange(1.0, 41.0)
    size[[4, 7]] = np.nan
    found = examine_counts(**data, exposure="people", size=size)
    assert (found.n, found.left_out) == (38, ("G4", "G7"))
    assert {fit.n for fit in found.fits} == {effects.n for effects in found.effects} == {38}


def test_counts_with_a_fraction_keep_the_family_that_takes_them() -> None:
    data = counted(3)
    data["outcome"][0] += 0.5
    found = examine_counts(**data)
    assert [fit.family for fit in found.fits] == ["quasi-poisson"]
    assert [family for family, _ in found.refused] == ["poisson", "negative binomial"]
    assert found.dispersion == ()
    data["outcome"][0] = -1
    with pytest.raises(NotComputableError, match="counts cannot be negative"):
        examine_counts(**data)


def test_two_clusters_are_no_check_and_their_draws_no_error() -> None:
    data = counted(5)
    found = examine_clusters(**data, cluster="tier", groups=Column.numbers(data["factors"][:, 1].tolist()), seed=1)
    pairs = found.errors.of("pairs percentile")
    assert np.isnan(pairs.std_error).all() and np.isnan(pairs.p).all(), "every draw that can be fitted is the same"
    assert pairs.undefined is not None and pairs.undefined.text.startswith("only {distinct} of the {used} draws")
    assert pairs.undefined.values["distinct"] == 1
    assert found.between == ("tier",)
    checks = cluster_checks(found, "Tier")
    assert all(np.isnan(check.p).all() for check in checks)
    assert all("{n} clusters and {least} at least" in check.reason.text for check in checks)
    assert np.isfinite(found.errors.of("CR2").p[0]), "shown all the same"


def test_a_factor_that_few_clusters_tell_of_is_not_counted_and_the_others_are() -> None:
    data = counted(6)
    data["factors"][:, 1] = np.arange(40) >= 32
    found = examine_clusters(**data, cluster="area", groups=Column.numbers([i // 4 for i in range(40)]), seed=1)
    assert found.between == ("tier",) and found.uncertain.tolist() == [False, True]
    for check in cluster_checks(found, "Area"):
        assert np.isfinite(check.p).tolist() == [True, False]
        assert check.reason.values["names"] == "tier"


def test_answers_are_bounded_over_those_asked_only() -> None:
    asked = np.array([True, True, True, False])
    chosen = np.array([[1.0, 0.0], [1.0, np.nan], [0.0, 1.0], [np.nan, np.nan]])
    found = bound_answers(Said(asked, ("push", "pull"), chosen, None))
    assert found is not None and found.shares.n == 3
    assert found.shares.low.round(3).tolist() == [0.667, 0.333] and found.shares.high.round(3).tolist() == [
        0.667,
        0.667,
    ]
    assert bound_answers(Said(asked, ("push", "pull"), np.nan_to_num(chosen), None)) is None
    assert bound_answers(Said(asked, (), np.empty((4, 0)), None)) is None
