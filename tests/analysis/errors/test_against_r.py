"""Errors, tests and intervals beside R on four data sets (r/errors.R); random ones on the same draws."""

from __future__ import annotations

import numpy as np
import pytest

from civicreach.analysis.errors.cluster import cluster_robust
from civicreach.analysis.errors.design import prepare
from civicreach.analysis.errors.intervals import bca, bootstrap_t, percentile
from civicreach.analysis.errors.jackknife import jackknife
from civicreach.analysis.errors.pairs import pairs_bootstrap
from civicreach.analysis.errors.permutation import permutation_test, permute
from civicreach.analysis.errors.robust import classical, robust
from civicreach.analysis.errors.together import correct, westfall_young
from civicreach.analysis.errors.wild import wild_bootstrap, wild_errors
from civicreach.analysis.multiplicity import false_discovery, holm

# Longley's factors are so collinear that R's raw columns keep nine to ten digits of it; the others keep twelve.
CLOSE = {"rtol": 1e-8, "atol": 0.0}
DRAWS = {"twin": 99, "longley": 199, "mtcars": 199, "swiss": 199}
BOOTS = {"twin": 399, "longley": 199, "mtcars": 399, "swiss": 399}


def same(ours, theirs, **tolerance) -> None:
    np.testing.assert_allclose(ours, list(theirs.values()), **(tolerance or CLOSE))


def same_by_t(errors, r, part: str) -> None:
    same(errors.estimate, r[part, "estimate"])
    for quantity in ("std_error", "p"):
        same(getattr(errors, quantity), r[part, f"{errors.method}_{quantity}"])
    # a limit may lie near zero: it is as close as the estimate is
    for quantity in ("conf_low", "conf_high"):
        theirs = np.array(list(r[part, f"{errors.method}_{quantity}"].values()))
        assert (np.abs(getattr(errors, quantity) - theirs) <= 1e-8 * (np.abs(theirs) + errors.std_error)).all()
    if (part, f"{errors.method}_df") in r:
        same(errors.df, r[part, f"{errors.method}_df"])


@pytest.mark.parametrize("method", ["HC0", "HC1", "HC2", "HC3", "HC4", "HC2-BM"])
def test_robust_is_as_in_r(case, r_errors, method: str) -> None:
    same_by_t(robust(case.design, method=method), r_errors, case.part)


def test_classical_is_as_in_r(case, r_errors) -> None:
    same_by_t(classical(case.design), r_errors, case.part)


@pytest.mark.parametrize("method", ["CR0", "CR1", "CR2"])
def test_clustered_is_as_in_r(case, r_errors, method: str) -> None:
    same_by_t(cluster_robust(case.design, case.groups, method=method), r_errors, case.part)


@pytest.mark.parametrize("method", ["classical", "HC0", "HC1", "HC2", "HC3", "HC4", "HC2-BM", "CR0", "CR1", "CR2"])
def test_weights_are_as_in_r(case_of, r_errors, method: str) -> None:
    swiss = case_of("swiss")
    weights = np.arange(1, 48) % 5
    design = prepare(swiss.y, swiss.X, names=swiss.names, weights=weights)
    assert design.n_weightless == int((weights == 0).sum())
    if method == "classical":
        errors = classical(design)
    elif method.startswith("CR"):
        errors = cluster_robust(design, swiss.groups, method=method)
    else:
        errors = robust(design, method=method)
    same_by_t(errors, r_errors, "swiss_weighted")


@pytest.mark.parametrize("method", ["CR0", "CR1", "CR2"])
def test_a_factor_of_one_cluster_is_as_in_r(case_of, r_errors, method: str) -> None:
    mtcars = case_of("mtcars")
    gear = np.array(mtcars.groups) // 10
    design = prepare(mtcars.y, np.column_stack([mtcars.X[:, 0], gear == 5]), names=["wt", "five"])
    same_by_t(cluster_robust(design, gear, method=method), r_errors, "mtcars_alone")


def test_the_jackknife_is_as_in_r(case, r_errors) -> None:
    for scale in ("units", "standardised"):
        same(jackknife(case.design, scale=scale).std_error, r_errors[case.part, f"jackknife_{scale}"])
    clustered = jackknife(case.design, groups=case.groups)
    if clustered.undefined:
        # longley, mtcars: R fits without the cluster although a factor no longer varies
        pytest.fail(clustered.undefined.text)
    same(clustered.std_error, r_errors[case.part, "jackknife_clusters"])


def resamples(drawn, draws: int, n: int, seed: int):
    return np.floor(drawn(draws, n, seed) * n).astype(int)


@pytest.mark.parametrize("scale", ["units", "standardised"])
def test_pairs_are_as_in_r(case, r_errors, drawn, scale: str) -> None:
    indices = resamples(drawn, BOOTS[case.part], case.design.n, 5)
    resampled = pairs_bootstrap(case.design, seed=None, indices=indices, scale=scale)
    assert resampled.draws.singular == r_errors[case.part, "pairs_singular"][""]
    assert resampled.draws.used == BOOTS[case.part] - resampled.draws.singular
    same_limits(percentile(resampled), r_errors[case.part, f"percentile_{scale}"])
    same_limits(bca(resampled), r_errors[case.part, f"bca_{scale}"])
    same(percentile(resampled).std_error, r_errors[case.part, f"pairs_{scale}_std_error"])


def test_clusters_drawn_are_as_in_r(case_of, r_errors, drawn) -> None:
    swiss = case_of("swiss")
    indices = resamples(drawn, 199, len(set(swiss.groups)), 17)
    resampled = pairs_bootstrap(swiss.design, seed=None, indices=indices, groups=swiss.groups)
    assert resampled.draws.singular == r_errors["swiss_clusters", "pairs_singular"][""]
    same_limits(percentile(resampled), r_errors["swiss_clusters", "percentile_units"])
    same_limits(bca(resampled), r_errors["swiss_clusters", "bca_units"])


def test_studentised_limits_are_as_in_r(case, r_errors, drawn) -> None:
    indices = resamples(drawn, BOOTS[case.part], case.design.n, 5)
    resampled = pairs_bootstrap(case.design, seed=None, indices=indices, studentise=True)
    same_limits(bootstrap_t(resampled), r_errors[case.part, "studentised"])


def same_limits(errors, theirs) -> None:
    limits = np.array(list(theirs.values())).reshape(-1, 2)
    ours = np.column_stack([errors.conf_low, errors.conf_high])
    width = limits[:, 1:] - limits[:, :1]
    np.testing.assert_allclose((ours - limits) / width, 0, atol=1e-8)


def test_permutations_are_as_in_r(case, r_errors, drawn) -> None:
    orders = np.argsort(drawn(DRAWS[case.part], case.design.n, 7), axis=1)
    null = permute(case.design, seed=None, permutations=orders)
    np.testing.assert_allclose(
        null.null[:, 0], list(r_errors[case.part, "permutation_null_of_first"].values()), rtol=1e-7, atol=1e-8
    )
    same(permutation_test(case.design, null).p, r_errors[case.part, "permutation_p"])


def test_wild_is_as_in_r(case, r_errors, drawn) -> None:
    signs = np.where(drawn(DRAWS[case.part], case.design.n, 11) < 0.5, 1.0, -1.0)
    wild = wild_bootstrap(case.design, seed=None, given=signs)
    np.testing.assert_allclose(
        wild.null.null[:, 0], list(r_errors[case.part, "wild_null_of_first"].values()), rtol=1e-6, atol=1e-7
    )
    same(wild.null.p, r_errors[case.part, "wild_p"])
    values = case.design.estimate + 1.5 * case.design.std_error
    same([wild.p_at(j, value) for j, value in enumerate(values)], r_errors[case.part, "wild_p_at_value"])


def test_wild_by_clusters_is_as_in_r(case, r_errors, drawn) -> None:
    n_clusters = len(set(case.groups))
    six = np.array([-np.sqrt(1.5), -1, -np.sqrt(0.5), np.sqrt(0.5), 1, np.sqrt(1.5)])
    given = six[np.floor(drawn(DRAWS[case.part], n_clusters, 13) * 6).astype(int)]
    wild = wild_bootstrap(case.design, seed=None, given=given, groups=case.groups, multipliers="webb")
    same(wild.null.t, r_errors[case.part, "wild_clustered_t"])
    same(wild_errors(wild).p, r_errors[case.part, "wild_clustered_p"])


def test_corrections_are_as_in_r(case, r_errors, drawn) -> None:
    p = classical(case.design).p.tolist()
    same(holm(p), r_errors[case.part, "holm"])
    same(false_discovery(p), r_errors[case.part, "false_discovery"])
    orders = np.argsort(drawn(DRAWS[case.part], case.design.n, 7), axis=1)
    null = permute(case.design, seed=None, permutations=orders)
    same(westfall_young(null.t, null.null), r_errors[case.part, "westfall_young"])
    assert correct(case.names, p).westfall_young is None
