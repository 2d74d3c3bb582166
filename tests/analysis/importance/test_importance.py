"""Shares of R² beside R's own orders one by one (r/specifications.R), and by their laws."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.factors.moments import moments
from civicreach.analysis.factors.ols import fit_ols
from civicreach.analysis.factors.resampling import resampled_cross
from civicreach.analysis.importance.dominance import dominance
from civicreach.analysis.importance.intervals import importance_intervals
from civicreach.analysis.importance.shares import owen_weights, relative_importance
from civicreach.records.errors import NotComputableError

FACTORS = (
    "median_age", "population_total", "level", "f_independence", "budget", "purpose_push",
    "purpose_pull", "purpos_interaction", "new_operation", "contract_operation", "system_legal",
)  # fmt: skip
SIX = ("median_age", "population_total", "level", "f_independence", "purpos_interaction", "system_legal")


def moments_of(twin, outcome: str, names):
    y = np.log(twin("N_like")) if outcome == "log_like" else twin(outcome)
    return moments(np.column_stack([y, twin(*names)]), names=[outcome, *names])


@pytest.mark.parametrize("outcome", ["N_like", "log_like"])
def test_lmg_is_as_in_r(twin, r_specifications, outcome: str) -> None:
    found = relative_importance(moments_of(twin, outcome, FACTORS), outcome=outcome, factors=FACTORS)
    np.testing.assert_allclose(found.share, list(r_specifications[outcome, "lmg"].values()), rtol=1e-10)
    assert found.share.sum() == pytest.approx(found.r_squared, rel=1e-12)


def test_orders_one_by_one_in_r(twin, r_specifications) -> None:
    m = moments_of(twin, "N_like", SIX)
    alone = relative_importance(m, outcome="N_like", factors=SIX)
    np.testing.assert_allclose(alone.share, list(r_specifications["six", "lmg"].values()), rtol=1e-10)
    grouped = relative_importance(m, outcome="N_like", factors=SIX, groups={"who": SIX[:2], "how": SIX[3:]})
    np.testing.assert_allclose(grouped.share, list(r_specifications["six", "owen"].values()), rtol=1e-10)
    assert grouped.groups == ("who", "level", "how")
    np.testing.assert_allclose(grouped.group_share.sum(), alone.r_squared, rtol=1e-12)


@given(k=st.integers(2, 5), seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_laws_of_shares(k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(25, k)) @ rng.normal(size=(k, k))
    y = X @ rng.normal(size=k) + rng.normal(size=25)
    names = [f"x{j}" for j in range(k)]
    m = moments(np.column_stack([X, y]), names=[*names, "y"])
    found = relative_importance(m, outcome="y", factors=names)
    fit = fit_ols(y, X, names=names)
    assert found.share.sum() == pytest.approx(fit.r_squared, abs=1e-10)
    assert (found.share >= -1e-12).all()
    # dominance averages what each adds over sizes, and that is the same share
    dominant = dominance(m, outcome="y", factors=names)
    np.testing.assert_allclose(dominant.conditional.mean(axis=1), found.share, atol=1e-10)
    np.testing.assert_allclose(dominant.conditional[:, 0], found.alone, atol=1e-12)
    np.testing.assert_allclose(dominant.conditional[:, -1], found.last, atol=1e-12)
    for i, j in itertools.combinations(range(k), 2):
        assert dominant.complete[i, j] + dominant.complete[j, i] == pytest.approx(1.0)
        if dominant.complete[i, j] == 1.0:
            assert dominant.general[i] >= dominant.general[j] - 1e-12
    # groups of one, and one group of all, change nothing
    singles = relative_importance(m, outcome="y", factors=names, groups={f"g{j}": [names[j]] for j in range(k)})
    np.testing.assert_allclose(singles.share, found.share, atol=1e-12)
    whole = relative_importance(m, outcome="y", factors=names, groups={"all": names})
    np.testing.assert_allclose(whole.share, found.share, atol=1e-12)
    # the order of the factors does not matter
    turned = relative_importance(m, outcome="y", factors=names[::-1])
    np.testing.assert_allclose(turned.share[::-1], found.share, atol=1e-10)


def test_a_factor_without_effect_has_a_share_where_it_is_correlated() -> None:
    table = np.random.default_rng(1).normal(size=(4000, 2))
    y = table[:, 0] + 0.5 * np.random.default_rng(2).normal(size=4000)
    other = table[:, 0] + table[:, 1]
    m = moments(np.column_stack([table[:, 0], other, y]), names=["cause", "shadow", "y"])
    found = relative_importance(m, outcome="y", factors=["cause", "shadow"])
    assert abs(fit_ols(y, np.column_stack([table[:, 0], other]), names=["cause", "shadow"]).beta[1]) < 0.02
    assert found.share[1] > 0.15


def test_weights_are_those_of_orders() -> None:
    rng = np.random.default_rng(0)
    value = rng.normal(size=16)
    value[0] = 0
    groups = (0, 0, 1, 0)
    gains = np.zeros(4)
    orders = [order for order in itertools.permutations(range(4)) if order.index(2) in (0, 3)]
    for order in orders:
        before = 0
        for j in order:
            gains[j] += value[before | 1 << j] - value[before]
            before |= 1 << j
    np.testing.assert_allclose(value @ owen_weights(groups), gains / len(orders), atol=1e-12)


def test_intervals(twin) -> None:
    y, X = np.log(twin("N_like")), twin(*SIX)
    found = importance_intervals(y, X, names=SIX, draws=400, seed=3, groups={"who": SIX[:2]})
    again = importance_intervals(y, X, names=SIX, draws=400, seed=3, groups={"who": SIX[:2]})
    np.testing.assert_array_equal(found.conf_low, again.conf_low)
    share = found.importance.share
    assert ((found.conf_low < share) & (share < found.conf_high)).all()
    assert (found.n_draws + found.n_singular, found.importance.n) == (400, 90)
    assert found.most_important.sum() == pytest.approx(1.0)
    assert (found.group_low[1:] == found.conf_low[2:]).all()
    assert found.group_low[0] >= found.conf_low[:2].sum() - 1e-12


def test_draws_are_rows_drawn_again(twin) -> None:
    table = twin(*SIX)
    unit = (table - table.mean(axis=0)) / table.std(axis=0, ddof=1)
    rng = np.random.default_rng(0)
    counts = rng.multinomial(90, np.full(90, 1 / 90), size=20).astype(float)
    correlations, spread = resampled_cross(unit, counts)
    for draw, count in enumerate(counts.astype(int)):
        rows = np.repeat(unit, count, axis=0)
        np.testing.assert_allclose(correlations[draw], np.corrcoef(rows.T), atol=1e-12)
        np.testing.assert_allclose(spread[draw], rows.std(axis=0) * np.sqrt(90), rtol=1e-12)


def test_singular_draws_are_counted() -> None:
    rng = np.random.default_rng(5)
    rare = np.zeros(20)
    rare[4] = 1.0
    X = np.column_stack([rng.normal(size=20), rare])
    found = importance_intervals(rng.normal(size=20), X, names=["age", "rare"], draws=500)
    # a row is in no draw with probability (19/20)**20, about 0.36
    assert 130 < found.n_singular < 230
    assert not np.isnan(found.conf_low).any()


@pytest.mark.parametrize(
    ("X", "sentence"),
    [
        (np.column_stack([np.arange(6.0), np.full(6, 2.0)]), "same value.*\n*.*b"),
        (np.column_stack([np.arange(6.0), np.arange(6.0) * 2]), "combinations of one another"),
        (np.arange(6.0)[:, None], "from 2 to 20"),
        (np.arange(18.0).reshape(3, 6) ** 2, "too few complete cases"),
    ],
)
def test_what_has_no_shares_is_refused(X, sentence: str) -> None:
    names = list("abcdef")[: X.shape[1]]
    y = np.random.default_rng(0).normal(size=len(X))
    m = moments(np.column_stack([X, y]), names=[*names, "y"])
    for function in (relative_importance, dominance):
        with pytest.raises(NotComputableError, match=sentence):
            function(m, outcome="y", factors=names)


def test_groups_that_do_not_fit_are_refused(twin) -> None:
    m = moments_of(twin, "N_like", SIX)
    with pytest.raises(NotComputableError, match="what is no factor"):
        relative_importance(m, outcome="N_like", factors=SIX, groups={"a": ["nothing"], "b": [SIX[0]]})
    with pytest.raises(NotComputableError, match="twice"):
        relative_importance(m, outcome="N_like", factors=SIX, groups={"a": [SIX[0]], "b": [SIX[0]]})
