"""What has to hold of errors whatever the data are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.errors.cluster import cluster_robust
from civicreach.analysis.errors.comparison import METHODS, USUAL, compare_errors
from civicreach.analysis.errors.design import prepare
from civicreach.analysis.errors.intervals import bca, percentile, quantiles
from civicreach.analysis.errors.jackknife import jackknife, leave_out
from civicreach.analysis.errors.pairs import pairs_bootstrap
from civicreach.analysis.errors.permutation import permute
from civicreach.analysis.errors.robust import robust
from civicreach.analysis.errors.wild import wild_bootstrap, wild_errors

seeds = st.integers(0, 2**32 - 1)


def made(seed: int, n: int = 40, k: int = 3):
    """A model with skewed outcomes and a 0/1 factor; the design, the outcome and the factors."""
    generator = np.random.default_rng(seed)
    X = generator.normal(size=(n, k))
    X[:, 0] = np.arange(n) % 3 == 0
    y = X @ np.arange(k) + generator.exponential(size=n) * (1 + X[:, 0])
    return prepare(y, X, names=[f"x{j}" for j in range(k)]), y, X


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_order_and_units_do_not_matter(seed: int) -> None:
    design, y, X = made(seed)
    order = np.random.default_rng(seed + 1).permutation(len(y))
    other = prepare(1000 * y[order] - 7, X[order] * [0.01, 5, 1e6] + 3, names=design.names)
    unit = 1000 / np.array([0.01, 5, 1e6])
    groups = np.arange(len(y)) % 9
    for ours, theirs in (
        *((robust(design, method=m), robust(other, method=m)) for m in ("HC0", "HC1", "HC2", "HC3", "HC4", "HC2-BM")),
        *(
            (cluster_robust(design, groups, method=m), cluster_robust(other, groups[order], method=m))
            for m in ("CR0", "CR1", "CR2")
        ),
        (jackknife(design), jackknife(other)),
        (jackknife(design, groups=groups), jackknife(other, groups=groups[order])),
    ):
        np.testing.assert_allclose(theirs.std_error, ours.std_error * unit, rtol=1e-8)
        np.testing.assert_allclose(theirs.df, ours.df, rtol=1e-8)
    np.testing.assert_allclose(
        jackknife(other, scale="standardised").std_error, jackknife(design, scale="standardised").std_error, rtol=1e-8
    )


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_clusters_of_one_are_rows(seed: int) -> None:
    design, y, _ = made(seed)
    alone = np.arange(len(y))
    np.testing.assert_allclose(
        cluster_robust(design, alone, method="CR0").std_error, robust(design, method="HC0").std_error, rtol=1e-10
    )
    by_two = cluster_robust(design, alone), robust(design, method="HC2-BM")
    np.testing.assert_allclose(by_two[0].std_error, by_two[1].std_error, rtol=1e-10)
    np.testing.assert_allclose(by_two[0].df, by_two[1].df, rtol=1e-10)
    assert (robust(design, method="HC0").std_error <= robust(design, method="HC2").std_error).all()
    assert (robust(design, method="HC2").std_error <= robust(design, method="HC3").std_error).all()
    assert ((by_two[0].df >= 1) & (by_two[0].df <= design.df + 1e-9)).all()


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_resamples_are_fits_of_their_rows(seed: int) -> None:
    design, y, X = made(seed, n=20)
    rows = np.random.default_rng(seed).integers(0, 20, (30, 20))
    rows = rows[[np.linalg.matrix_rank(np.column_stack([np.ones(20), X[own]])) == 4 for own in rows]]
    resampled = pairs_bootstrap(design, seed=None, indices=rows)
    expected = [np.linalg.lstsq(np.column_stack([np.ones(20), X[own]]), y[own], rcond=None)[0][1:] for own in rows]
    np.testing.assert_allclose(resampled.values, expected, rtol=1e-7, atol=1e-7)
    weights = np.random.default_rng(seed).uniform(0.5, 2, 20)
    weighted = prepare(y, X, names=design.names, weights=weights)
    root = np.sqrt(weights)
    one = np.arange(20) != 3
    A = np.column_stack([np.ones(20), X]) * root[:, None]
    expected = np.linalg.lstsq(A[one], (y * root)[one], rcond=None)[0][1:]
    np.testing.assert_allclose(leave_out(weighted).values[3], expected, rtol=1e-8)


@settings(max_examples=10, deadline=None)
@given(seeds, st.integers(1, 10**6))
def test_the_same_seed_gives_the_same(seed: int, other: int) -> None:
    design, *_ = made(seed)
    for draw in (
        lambda s: pairs_bootstrap(design, seed=s, draws=60).values,
        lambda s: permute(design, seed=s, draws=60).null,
        lambda s: wild_bootstrap(design, seed=s, draws=60).null.null,
        lambda s: wild_bootstrap(design, seed=s, draws=60, multipliers="webb", groups=np.arange(40) % 8).null.null,
    ):
        assert np.array_equal(draw(seed), draw(seed))
        assert not np.array_equal(draw(seed), draw(seed + other))


@pytest.mark.parametrize("seed", [2, 3])
def test_p_and_interval_agree(seed: int) -> None:
    """The interval at level 1 - p ends at zero, within a draw."""
    design, *_ = made(seed)
    resampled = pairs_bootstrap(design, seed=seed, draws=1999)
    wild = wild_bootstrap(design, seed=seed, draws=1999)
    for make in (lambda level: percentile(resampled, level=level), lambda level: bca(resampled, level=level),
                 lambda level: wild_errors(wild, level=level)):  # fmt: skip
        for j, p in enumerate(make(0.95).p.tolist()):
            if not 0.01 < p < 0.99:
                continue
            errors = make(1 - p)
            nearest = min(abs(errors.conf_low[j]), abs(errors.conf_high[j]))
            assert nearest < 0.06 * errors.std_error[j], (errors.method, p)
            assert (p < 0.05) == (make(0.95).conf_low[j] > 0 or make(0.95).conf_high[j] < 0)


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_the_level_of_p_ends_at_zero(seed: int) -> None:
    """Between the draws next to zero, also where few rows make for much acceleration."""
    design, *_ = made(seed, n=14, k=2)
    resampled = pairs_bootstrap(design, seed=seed, draws=999)
    for j, p in enumerate(bca(resampled).p.tolist()):
        if 0.02 < p < 0.98:
            values = np.sort(resampled.values[:, j])
            below = int((values <= 0).sum())
            errors = bca(resampled, level=1 - p)
            low, high = values[max(below - 3, 0)], values[min(below + 2, len(values) - 1)]
            within = [low <= limit <= high for limit in (errors.conf_low[j], errors.conf_high[j])]
            assert any(within)


def test_quantiles_at_and_between_draws() -> None:
    values = np.array([5.0, 1.0, 4.0, 2.0, 3.0])
    assert quantiles(values, (1 / 6, 3 / 6)) == (1.0, 3.0)
    assert quantiles(values, (0.0, 1.0)) == (1.0, 5.0)
    assert quantiles(values, (0.01, 0.99)) == (1.0, 5.0)
    middle = quantiles(values, (0.4, 0.6))
    assert 2 < middle[0] < 3 < middle[1] < 4
    assert middle[0] + middle[1] == pytest.approx(6)


def test_p_differs_between_seeds_as_it_says(case_of) -> None:
    mtcars = case_of("mtcars")
    methods = ["HC3", "pairs percentile", "wild", "permutation"]
    runs = [
        compare_errors(mtcars.y, mtcars.X, names=mtcars.names, seed=seed, draws=199, methods=methods)
        for seed in range(60)
    ]
    for method in methods[1:]:
        p = np.array([compared.of(method).p[2] for compared in runs])
        said = np.mean([compared.of(method).p_error[2] for compared in runs])
        # the standard deviation of 60 draws is within a third of itself
        assert 0.67 < p.std() / said < 1.4, method
    assert np.isnan(runs[0].of("HC3").p_error).all()


def test_the_comparison_is_its_parts(case_of) -> None:
    mtcars = case_of("mtcars")
    options = {"names": mtcars.names, "seed": 4, "draws": 199, "groups": mtcars.groups}
    compared = compare_errors(mtcars.y, mtcars.X, methods=METHODS, **options)
    assert [errors.method for errors in compared.methods] == list(METHODS)
    assert not [errors.method for errors in compared.methods if errors.undefined]
    np.testing.assert_array_equal(compared.of("HC3").p, robust(mtcars.design).p)
    np.testing.assert_array_equal(compared.of("CR2").p, cluster_robust(mtcars.design, mtcars.groups).p)
    drawn = pairs_bootstrap(mtcars.design, seed=4, draws=199, groups=mtcars.groups)
    np.testing.assert_array_equal(compared.of("pairs BCa").conf_low, bca(drawn).conf_low)
    np.testing.assert_array_equal(compared.fit.estimate, compared.of("permutation").estimate)
    assert compared.n_clusters == len(set(mtcars.groups))
    assert compared.null is not None
    np.testing.assert_array_equal(compared.null.p, compared.of("permutation").p)
    for method, errors in ((errors.method, errors) for errors in compared.methods):
        assert (errors.draws is not None) == (method.startswith("pairs") or method in ("wild", "permutation"))
        whole = method.startswith(("CR", "pairs")) or method in ("jackknife", "wild")
        assert errors.n_clusters == (compared.n_clusters if whole else None)
        assert errors.assumes.text


def test_the_usual_methods_need_nothing_more(case_of) -> None:
    swiss = case_of("swiss")
    compared = compare_errors(swiss.y, swiss.X, names=swiss.names, seed=1, draws=99, scale="standardised")
    assert tuple(errors.method for errors in compared.methods) == USUAL
    np.testing.assert_allclose(compared.of("HC3").estimate, swiss.design.fit.beta, rtol=1e-12)
    np.testing.assert_allclose(compared.of("HC3").t, robust(swiss.design).t, rtol=1e-12)
    without = compare_errors(
        swiss.y, swiss.X, names=swiss.names, seed=1, draws=99, scale="standardised", methods=["pairs t", "CR2"]
    )
    assert all(without.of(method).undefined for method in ("pairs t", "CR2"))
    assert without.null is None


def test_blocks_do_not_show(case_of, monkeypatch) -> None:
    """Resamples that are given come out the same however many are handled together."""
    from civicreach.analysis.errors import slices

    swiss = case_of("swiss")
    rows = np.random.default_rng(1).integers(0, 47, (700, 47))
    whole = pairs_bootstrap(swiss.design, seed=None, indices=rows).values
    monkeypatch.setattr(slices, "_BLOCK", 7)
    monkeypatch.setattr(slices, "_ONE_THREAD", 5000)
    np.testing.assert_allclose(pairs_bootstrap(swiss.design, seed=None, indices=rows).values, whole, rtol=1e-9)
