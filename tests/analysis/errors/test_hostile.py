"""What cannot be judged is said: refused, or a result with its reason."""

from __future__ import annotations

import numpy as np
import pytest

from civicreach.analysis.errors.cluster import cluster_robust
from civicreach.analysis.errors.comparison import METHODS, compare_errors
from civicreach.analysis.errors.design import prepare
from civicreach.analysis.errors.intervals import bca, bootstrap_t, percentile
from civicreach.analysis.errors.jackknife import jackknife
from civicreach.analysis.errors.pairs import pairs_bootstrap
from civicreach.analysis.errors.permutation import permutation_test, permute
from civicreach.analysis.errors.robust import classical, robust
from civicreach.analysis.errors.wild import wild_bootstrap, wild_errors
from civicreach.records.errors import NotComputableError

AGE = np.array([31.0, 44, 52, 38, 47, 29, 60, 41, 55, 36, 49, 33])
POSTS = np.array([3.0, 9, 8, 4, 11, 2, 15, 7, 9, 6, 13, 2])
ALONE = np.zeros(12)
ALONE[4] = 1
HALVES = np.repeat([0.0, 1.0], 6)


def model(*factors, **options):
    names = [f"x{j}" for j in range(len(factors))]
    return prepare(POSTS, np.column_stack(factors), names=names, outcome_name="posts", **options)


@pytest.mark.parametrize(
    ("factors", "words"),
    [
        ((AGE, np.ones(12)), r"same value in all 12 cases.*x1 \(1\)"),
        ((AGE, AGE), "combinations of one another.*x0, x1"),
        ((AGE, HALVES, AGE + 2 * HALVES), "combinations of one another.*x0, x1, x2"),
        (tuple(AGE**j for j in range(1, 13)), "13 coefficients and too few complete cases.*found: 12"),
        ((np.where(AGE > 50, np.nan, AGE),), r"missing or infinite.*x0 \(3\)"),
    ],
)
def test_what_cannot_be_fitted_is_refused_by_name(factors, words: str) -> None:
    with pytest.raises(NotComputableError, match=words):
        model(*factors)


def test_a_perfect_fit_has_no_residuals() -> None:
    with pytest.raises(NotComputableError, match="reproduce posts exactly"):
        prepare(2 * AGE + 1, AGE[:, None], names=["age"], outcome_name="posts")


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (np.where(AGE > 55, -1.0, 1.0), "missing, infinite or negative.*found: 1 of 12, the first in row 7"),
        (np.where(AGE > 50, np.nan, 1.0), "found: 3 of 12"),
        (np.ones(11), "do not have the rows"),
        (np.where(AGE > 50, 1.0, 0.0), "found: 3 complete cases"),
    ],
)
def test_weights_that_are_none_are_refused(weights, words: str) -> None:
    with pytest.raises(NotComputableError, match=words):
        model(AGE, HALVES, weights=weights)


def test_rows_without_weight_are_counted_and_the_rest_is_the_same() -> None:
    weights = np.where(AGE > 50, 0.0, 3.0)
    kept = weights > 0
    design = model(AGE, weights=weights)
    assert (design.n, design.n_weightless) == (9, 3)
    plain = prepare(POSTS[kept], AGE[kept, None], names=["x0"])
    for method in ("HC0", "HC1", "HC2", "HC3", "HC4", "HC2-BM"):
        ours, theirs = robust(design, method=method), robust(plain, method=method)
        np.testing.assert_allclose(ours.std_error, theirs.std_error, rtol=1e-12)
        np.testing.assert_allclose(ours.df, theirs.df, rtol=1e-12)
    # weights that are all the same are none
    np.testing.assert_allclose(classical(design).p, classical(plain).p, rtol=1e-10)


@pytest.mark.parametrize("method", ["HC2", "HC3", "HC4", "HC2-BM"])
def test_a_leverage_of_one_is_said(method: str) -> None:
    errors = robust(model(AGE, ALONE), method=method)
    assert errors.undefined is not None
    assert errors.undefined.values == {"n": 1, "rows": "5"}
    for figures in (errors.std_error, errors.df, errors.t, errors.p, errors.conf_low, errors.conf_high):
        assert np.isnan(figures).all()
    assert np.isfinite(errors.estimate).all()


@pytest.mark.parametrize("method", ["HC0", "HC1"])
def test_a_leverage_of_one_leaves_the_others(method: str) -> None:
    design = model(AGE, ALONE)
    errors = robust(design, method=method)
    assert errors.undefined is None
    assert np.isfinite(errors.std_error).all()
    wild = wild_bootstrap(design, seed=1, draws=99)
    assert wild.divided_by == "HC1"
    assert wild_errors(wild).notes[0].values == {"method": "HC1"}


def test_a_row_that_a_factor_hangs_on_undoes_the_jackknife() -> None:
    design = model(AGE, ALONE)
    errors = jackknife(design)
    assert errors.undefined is not None
    assert errors.undefined.values == {"n": 1}
    resampled = pairs_bootstrap(design, seed=3, draws=999)
    # the row is missing from a share of about 1/e of the draws
    assert 300 < resampled.draws.singular < 440
    assert resampled.draws.used + resampled.draws.singular == resampled.draws.asked == 999
    assert bca(resampled).undefined is not None
    note = percentile(resampled).notes[0]
    assert note.values == {"singular": resampled.draws.singular, "asked": 999}
    assert np.isfinite(percentile(resampled).conf_low).all()


def test_draws_that_are_all_singular() -> None:
    design = model(AGE, HALVES)
    same = np.zeros((20, 12), dtype=int)
    resampled = pairs_bootstrap(design, seed=None, indices=same, studentise=True)
    assert (resampled.draws.used, resampled.draws.singular) == (0, 20)
    for make in (percentile, bca, bootstrap_t):
        errors = make(resampled)
        assert errors.undefined is not None
        assert np.isnan(errors.p).all()


def test_one_cluster() -> None:
    design = model(AGE)
    for errors in (cluster_robust(design, ["a"] * 12), jackknife(design, groups=["a"] * 12)):
        assert errors.undefined is not None
        assert errors.n_clusters == 1
        assert np.isnan(errors.std_error).all()
    for make in (pairs_bootstrap, wild_bootstrap):
        with pytest.raises(NotComputableError, match="all rows are in one cluster"):
            make(design, seed=1, groups=["a"] * 12)
    compared = compare_errors(POSTS, AGE[:, None], names=["age"], groups=["a"] * 12, seed=1, draws=99, methods=METHODS)
    without = {errors.method for errors in compared.methods if errors.undefined}
    assert without == {"CR0", "CR1", "CR2", "jackknife", "pairs percentile", "pairs t", "pairs BCa", "wild"}


def test_fewer_clusters_than_factors_are_noted() -> None:
    errors = cluster_robust(model(AGE, HALVES, np.tile([0.0, 1, 2], 4)), np.arange(12) % 3)
    assert errors.notes[0].values == {"n": 3, "k": 3}
    assert "fewer than {df} degrees of freedom" in errors.notes[-1].text


def test_a_factor_of_one_cluster_has_no_error() -> None:
    """Its residuals sum to zero within its own cluster, and it is zero in the others: an error of 0 is none."""
    treated = np.repeat([1.0, 0, 0, 0], 3)
    errors = cluster_robust(
        prepare(POSTS, treated[:, None], names=["treated"]), np.repeat([0, 1, 2, 3], 3), method="CR0"
    )
    assert np.isfinite(errors.std_error).all()  # the constant leaves something to the other clusters
    alone = np.column_stack([treated, np.roll(treated, 3), np.roll(treated, 6)])
    for method in ("CR1", "CR2"):
        errors = cluster_robust(prepare(POSTS, alone, names=["a", "b", "c"]), np.repeat([0, 1, 2, 3], 3), method=method)
        assert np.isnan(errors.std_error).all()
        assert np.isnan(errors.df).all()
        assert [note.text[:9] for note in errors.notes][-1] == "no error "
    errors = cluster_robust(prepare(POSTS, alone, names=["a", "b", "c"]), np.repeat([0, 1, 2, 3], 3), method="CR0")
    assert np.isnan(errors.std_error).all()
    assert any("cancel in each cluster" in note.text for note in errors.notes)
    wild = wild_bootstrap(
        prepare(POSTS, alone, names=["a", "b", "c"]), groups=np.repeat([0, 1, 2, 3], 3), seed=1, draws=99
    )
    errors = wild_errors(wild)
    for figures in (errors.std_error, errors.p, errors.conf_low, errors.conf_high):
        assert np.isnan(figures).all()
    assert any("cancel in each cluster" in note.text for note in errors.notes)


@pytest.mark.parametrize(
    ("groups", "words"), [(["a"] * 11, "do not have the rows"), ([None, *"ab" * 5, "a"], "rows without a cluster.*1")]
)
def test_clusters_that_are_none_are_refused(groups, words: str) -> None:
    with pytest.raises(NotComputableError, match=words):
        cluster_robust(model(AGE), groups)


def test_what_is_asked_for_wrongly_is_refused() -> None:
    design = model(AGE)
    with pytest.raises(NotComputableError, match="random draws need a seed"):
        pairs_bootstrap(design, seed=None)
    with pytest.raises(NotComputableError, match="random draws need a seed"):
        permute(design, seed=None)
    with pytest.raises(NotComputableError, match="random draws need a seed"):
        wild_bootstrap(design, seed=None)
    with pytest.raises(NotComputableError, match="no standard error in each draw"):
        pairs_bootstrap(design, seed=1, scale="standardised", studentise=True)
    with pytest.raises(NotComputableError, match="have no standard errors"):
        bootstrap_t(pairs_bootstrap(design, seed=1, draws=99))
    with pytest.raises(NotComputableError, match=r"no errors of the name HC5.*one of classical, HC0"):
        compare_errors(POSTS, AGE[:, None], names=["age"], seed=1, methods=["HC5"])
    with pytest.raises(NotComputableError, match="no errors by HC4 were asked for"):
        compare_errors(POSTS, AGE[:, None], names=["age"], seed=1, methods=["HC3"]).of("HC4")
    for make, given in ((pairs_bootstrap, "indices"), (permute, "permutations"), (wild_bootstrap, "given")):
        with pytest.raises(NotComputableError, match=r"given do not have the rows.*\(5, 3\) for 12 rows"):
            make(design, seed=None, **{given: np.zeros((5, 3), dtype=int)})


def test_too_few_draws_are_noted() -> None:
    design = model(AGE)
    for errors in (
        percentile(pairs_bootstrap(design, seed=1, draws=19)),
        wild_errors(wild_bootstrap(design, seed=1, draws=15)),
        permutation_test(design, permute(design, seed=1, draws=15)),
    ):
        assert any("too few for this level" in note.text for note in errors.notes)


def test_orders_of_few_rows_are_few() -> None:
    design = prepare(POSTS[:5], AGE[:5, None], names=["age"])
    null = permute(design, seed=1, draws=199)
    assert permutation_test(design, null).notes[1].values == {"n": 5}
    assert len(permutation_test(design, permute(design, seed=1, draws=99)).notes) == 1


def test_signs_of_few_clusters_are_few() -> None:
    wild = wild_bootstrap(model(AGE), seed=1, draws=999, groups=np.arange(12) % 4)
    note = wild_errors(wild).notes[1]
    assert note.values == {"n": 4, "patterns": 16}
    webb = wild_bootstrap(model(AGE), seed=1, draws=999, groups=np.arange(12) % 4, multipliers="webb")
    assert len(wild_errors(webb).notes) == 1 or "no end" in wild_errors(webb).notes[1].text
