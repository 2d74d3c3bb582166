"""Curves, the variance over specifications, and joint tests, by their definitions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from civicreach.analysis.factors.ols import fit_ols
from civicreach.analysis.specifications.curve import specification_curve
from civicreach.analysis.specifications.joint import joint_test
from civicreach.analysis.specifications.standing import Standing
from civicreach.analysis.specifications.variance import decision_shares
from civicreach.records.errors import NotComputableError

from .conftest import NAMES


def test_a_curve_counts_what_it_shows(data, fitted) -> None:
    y, X = data
    found, _ = fitted(y, X, transform=["none", {"take": "log", "defensible": False}], errors=["classical", "HC3"])
    curve = specification_curve(found, "age", stars=(0.10, 0.05, 0.01))
    assert curve.n_specifications == 2 * 2 * 8
    assert (np.diff(curve.beta) >= 0).all()
    assert (curve.p == found.p[curve.cell, curve.subset, 0]).all()
    assert curve.median == np.median(curve.beta)
    assert curve.share_positive == (curve.beta > 0).mean()
    assert curve.share_significant == (curve.p < 0.05).mean()
    assert curve.star.tolist() == [sum(p < limit for limit in (0.10, 0.05, 0.01)) for p in curve.p]
    defensible = specification_curve(found, "age", only_defensible=True)
    assert defensible.n_specifications == 16
    assert {found.plan.option(c, "transform") for c in defensible.cell} == {"none"}


def test_agreement_is_with_the_main_table_where_there_is_one(data, fitted) -> None:
    found, _ = fitted(*data, transform=["none", "log"])
    alone, beside = (specification_curve(found, "age", main=main) for main in (None, -0.2))
    assert alone.share_same_sign == 1.0 and alone.share_significant_same_sign == alone.share_significant > 0
    assert np.isnan(alone.main) and beside.main == -0.2
    assert (beside.share_same_sign, beside.share_significant_same_sign) == (0.0, 0.0)
    assert beside.share_significant == alone.share_significant


def test_a_curve_without_specifications(data, fitted) -> None:
    y, X = data
    X = X.copy()
    X[:, 1] = 4.0
    found, material = fitted(y, X)
    curve = specification_curve(found, "level")
    assert (curve.n_specifications, curve.n_left_out) == (0, 8)
    assert [count for _, count in curve.left_out] == [8]
    assert np.isnan(curve.median)
    assert np.isnan(curve.share_significant)
    assert decision_shares(found, "level").undefined is not None
    with pytest.raises(NotComputableError, match="nothing to test"):
        joint_test(found, material, "level")
    with pytest.raises(NotComputableError, match="no specification has the factor"):
        specification_curve(found, "posts")


def test_shares_of_decisions_add_up_and_equal_eta_squared_in_a_full_grid(data, fitted) -> None:
    y, X = data
    found, _ = fitted(y, X, transform=["none", "log", "rank"], outliers=["keep", "drop-largest"])
    shares = decision_shares(found, "age")
    assert shares.decisions == ("transform", "outliers", "level", "budget", "population")
    assert shares.is_factor.tolist() == [False, False, True, True, True]
    np.testing.assert_allclose(shares.share, shares.alone, atol=1e-10)
    assert shares.share.sum() == pytest.approx(shares.together)
    curve = specification_curve(found, "age")
    means = {}
    for option in ("none", "log", "rank"):
        some = [b for b, c in zip(curve.beta, curve.cell, strict=True) if found.plan.option(c, "transform") == option]
        means[option] = np.mean(some)
    between = np.var(list(means.values()))
    assert shares.alone[0] == pytest.approx(between / curve.beta.var())
    significant = decision_shares(found, "population", quantity="significant")
    assert 0 < significant.together <= 1


def test_shares_of_decisions_where_specifications_are_missing(data, fitted) -> None:
    y, X = data
    y, X = y.copy(), X.copy()
    y[5] = 0
    few = np.arange(40) > 5
    found, _ = fitted(
        y, X, {"study": np.ones(40, dtype=bool), "few": few},
        transform=["none", "log", "asinh"], sample=["study", {"take": "few", "keep": "age < 1"}],
    )  # fmt: skip
    # the logarithm is there in one sample only
    assert said_transform(found) == 15
    shares = decision_shares(found, "age")
    assert shares.n_specifications == 5 * 8
    assert shares.share.sum() == pytest.approx(shares.together)
    assert (np.abs(shares.share - shares.alone) > 1e-6).any()


def test_decisions_that_cannot_be_told_apart_share_alike(data, fitted) -> None:
    y, X = data
    found, _ = fitted(
        y, X, {"study": np.ones(40, dtype=bool), "few": np.arange(40) > 5},
        transform=["none", "log"], sample=["study", {"take": "few", "keep": "age < 1"}],
    )  # fmt: skip
    # only cells whose sample tells their form are left
    standing = found.standing.copy()
    for c in range(4):
        if (found.plan.option(c, "sample") == "few") != (found.plan.option(c, "transform") == "log"):
            standing[c] = Standing.REFUSED
    shares = decision_shares(replace(found, standing=standing), "age")
    assert shares.decisions[:2] == ("sample", "transform")
    assert shares.share[0] == pytest.approx(shares.share[1])
    assert shares.alone[0] == pytest.approx(shares.alone[1])
    assert shares.alone[0] > 0.0001
    assert shares.share.sum() == pytest.approx(shares.together)


def test_one_factor(data, fitted) -> None:
    y, X = data
    found, material = fitted(y, X[:, :1], transform=["log"])
    assert decision_shares(found, "age").decisions == ()
    for method in ("bootstrap", "permutation"):
        assert joint_test(found, material, "age", method=method, draws=99).p_median < 0.05


def said_transform(found) -> int:
    return int((found.standing == Standing.TRANSFORM).sum())


@pytest.mark.parametrize("errors", ["classical", "HC3"])
@pytest.mark.parametrize("method", ["bootstrap", "permutation"])
def test_a_joint_test_is_what_it_says(data, fitted, errors: str, method: str) -> None:
    """Draws made again by hand: the coefficient is taken out of the outcome, and everything is fitted anew."""
    from civicreach.analysis.specifications.subsets import fit_subsets

    y, X = data
    found, material = fitted(
        y, X, {"study": np.arange(40) > 2}, transform=["none", "log"], errors=[errors]
    )  # fmt: skip
    draws = 8
    test = joint_test(found, material, "budget", method=method, draws=draws, seed=8)
    rng = np.random.default_rng(8)
    kept = np.arange(40) > 2
    if method == "bootstrap":
        drawn = rng.multinomial(37, np.full(37, 1 / 37), size=draws)
    else:
        drawn = rng.random((draws, 40))[:, kept]
    plan = found.plan
    for draw in range(draws):
        betas, significant = [], []
        for c in range(2):
            outcome = y[kept] if plan.option(c, "transform") == "none" else np.log(y[kept])
            for s in np.flatnonzero(plan.member[:, 2]):
                inside, factors = plan.member[s : s + 1], X[kept].copy()
                if method == "bootstrap":
                    moved = outcome - found.estimate[c, s, 2] * factors[:, 2]
                    rows = np.repeat(np.arange(37), drawn[draw])
                    again = fit_subsets(
                        moved[rows, None], factors[rows], names=NAMES, outcome_names=["y"], member=inside,
                        errors=[errors],
                    )  # fmt: skip
                else:
                    factors[:, 2] = factors[np.argsort(drawn[draw]), 2]
                    again = fit_subsets(
                        outcome[:, None], factors, names=NAMES, outcome_names=["y"], member=inside, errors=[errors]
                    )
                spread = outcome.std(ddof=1) / X[kept, 2].std(ddof=1)
                betas.append(again.estimate[0, 0, 2] / spread)
                significant.append((again.p[0, 0, 0, 2] < 0.05) * np.sign(betas[-1]))
        assert test.null_median[draw] == pytest.approx(np.median(betas), rel=1e-8, abs=1e-12)
        share = max(np.mean(np.array(significant) > 0), np.mean(np.array(significant) < 0))
        assert test.null_share[draw] == pytest.approx(share)
    assert test.p_median == (1 + (np.abs(test.null_median) >= abs(test.median)).sum()) / (draws + 1)
    assert test.median == specification_curve(found, "budget").median


def test_an_effect_is_found_and_chance_is_not(data, fitted) -> None:
    y, X = data
    found, material = fitted(y, X, transform=["log"])
    for method in ("bootstrap", "permutation"):
        effect = joint_test(found, material, "age", method=method, draws=199)
        assert max(effect.p_median, effect.p_share, effect.p_stouffer) < 0.05
        assert effect.share == 1.0
        nothing = joint_test(found, material, "level", method=method, draws=199)
        assert min(nothing.p_median, nothing.p_stouffer) > 0.05
        assert nothing.n_specifications == 8
    both, _ = fitted(y, X, transform=["log"], errors=["classical", "HC3"])
    assert joint_test(both, material, "age", draws=20).n_specifications == 16
    one = joint_test(both, material, "age", errors="classical", draws=20)
    np.testing.assert_array_equal(one.null_share, joint_test(found, material, "age", draws=20).null_share)
    with pytest.raises(NotComputableError, match="nothing to test"):
        joint_test(both, material, "age", errors="HC0")
    progress: list[tuple[int, int]] = []
    joint_test(found, material, "age", draws=10, progress=lambda *done: progress.append(done))
    assert progress[-1] == (10, 10)


def test_draws_that_cannot_be_fitted_are_counted(data, fitted) -> None:
    y, X = data
    X = X.copy()
    X[:, 1] = 0
    X[7, 1] = 1
    found, material = fitted(y, X, transform=["log"])
    test = joint_test(found, material, "age", draws=100)
    # half of the specifications hold the rare factor, which is in no draw with probability 0.36
    assert 100 < test.n_not_fitted < 200
    assert not np.isnan(test.null_median).any()
    assert test.p_median <= 0.05


def test_rows_of_their_own_for_every_subset(data, fitted) -> None:
    y, X = data
    X = X.copy()
    X[:5, 3] = np.nan
    found, material = fitted(y, X, transform=["log"], missing=["each"])
    assert sorted(set(found.n.ravel().tolist())) == [35, 40]
    test = joint_test(found, material, "age", draws=40)
    assert test.p_stouffer < 0.05
    one = fit_ols(np.log(y[5:]), X[5:], names=NAMES)
    np.testing.assert_allclose(found.estimate[0, -1], one.estimate, rtol=1e-9)


@pytest.mark.parametrize("method", ["bootstrap", "permutation"])
def test_a_joint_test_draws_every_completion_on_its_own_rows(data, fitted, method: str) -> None:
    """Completions without any difference but the rows that a rule for outliers leaves each: pooled in every draw."""
    y, X = data
    few = np.ones(40, dtype=bool)
    few[30:] = False
    # the first completion keeps the last governments, the second has none of them
    second = y.copy()
    second[30:] = np.nan

    def complete(sample):
        return [(y[sample], X[sample]), (second[sample], X[sample])]

    found, material = fitted(
        y, X, None, {"imputed": complete}, transform=["log"], missing=["imputed"], factors=["declared"]
    )
    test = joint_test(found, material, "age", method=method, draws=6, seed=8)
    rng = np.random.default_rng(8)
    drawn = rng.multinomial(40, np.full(40, 1 / 40), size=6) if method == "bootstrap" else rng.random((6, 40))
    for draw in range(6):
        estimates = []
        for kept in (np.ones(40, dtype=bool), few):
            rows, factors = np.flatnonzero(kept), X.copy()
            if method == "bootstrap":
                rows = np.repeat(rows, drawn[draw][rows])
            else:
                factors[rows, 0] = X[rows[np.argsort(drawn[draw][rows])], 0]
            estimates.append(fit_ols(np.log(y[rows]), factors[rows], names=NAMES).estimate[0])
        moved = np.mean(estimates) - (found.estimate[0, 0, 0] if method == "bootstrap" else 0)
        unit = found.beta[0, 0, 0] / found.estimate[0, 0, 0]
        assert test.null_median[draw] == pytest.approx(moved * unit, rel=1e-8)


def test_intervals_of_imputed_specifications_have_the_pooled_degrees_of_freedom(data, fitted) -> None:
    from scipy import stats

    y, X = data

    def complete(sample):
        return [(y[sample], X[sample] + move) for move in (np.zeros((40, 4)), np.eye(40, 4) * 3, np.eye(40, 4) * -9)]

    found, _ = fitted(y, X, None, {"imputed": complete}, transform=["log"], missing=["joint", "imputed"])
    curve = specification_curve(found, "age")
    df = found.df[curve.cell, curve.subset, 0]
    whole = found.plan.cells[curve.cell, 1] == 0
    assert (df[whole] == 40 - 1 - found.plan.member[curve.subset[whole]].sum(axis=1)).all()
    assert (df[~whole] < 38).all() and (df[~whole] % 1 != 0).all()
    half = stats.t.isf(0.025, df) * curve.std_error * curve.beta / curve.estimate
    np.testing.assert_allclose(curve.conf_high - curve.beta, np.abs(half), rtol=1e-7)
    inside = (curve.conf_low < 0) & (curve.conf_high > 0)
    assert ((curve.p >= 0.05) == inside).all()
