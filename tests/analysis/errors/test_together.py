"""Corrections for many tests: laws and refusals; the figures beside R are in test_against_r.py."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.errors.design import prepare
from civicreach.analysis.errors.permutation import permute
from civicreach.analysis.errors.together import correct, westfall_young
from civicreach.analysis.errors.wild import wild_bootstrap
from civicreach.records.errors import NotComputableError


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_corrected_is_never_smaller(p: list[float]) -> None:
    names = [str(i) for i in range(len(p))]
    table = correct(names, p)
    assert (table.holm >= table.p).all()
    assert (table.false_discovery >= table.p).all()
    assert (table.holm >= table.false_discovery - 1e-15).all()
    assert (table.holm <= np.minimum(table.p * len(p), 1) + 1e-15).all()
    # a test that could not be made corrects nothing
    more = correct([*names, "none"], [*p, float("nan")])
    np.testing.assert_array_equal(more.holm[:-1], table.holm)
    assert (more.n_tests, more.n_without) == (len(p), 1)
    assert np.isnan([more.holm[-1], more.false_discovery[-1]]).all()


def draws(seed: int = 5, n: int = 30):
    generator = np.random.default_rng(1)
    X = generator.normal(size=(n, 3))
    outcomes = X[:, :1] + generator.normal(size=(n, 2))
    designs = [prepare(y, X, names=["a", "b", "c"]) for y in outcomes.T]
    return designs, [permute(design, seed=seed, draws=399) for design in designs]


def test_a_table_of_two_models() -> None:
    designs, joint = draws()
    p = np.concatenate([one.p for one in joint])
    names = [f"{outcome} {factor}" for outcome in "yz" for factor in "abc"]
    table = correct(names, p, joint=joint)
    assert table.westfall_young is not None
    assert (table.westfall_young >= p - 1e-15).all()
    assert table.draws == 399
    assert len(table.assumes) == 3
    # the order of what is corrected is the order of t
    order = np.argsort(-np.abs(np.concatenate([one.t for one in joint])))
    assert (np.diff(table.westfall_young[order]) >= 0).all()
    wild = [wild_bootstrap(design, seed=5, draws=399).null for design in designs]
    assert correct(names, p, joint=wild).draws == 399


def test_independent_tests_are_corrected_as_holm_would() -> None:
    generator = np.random.default_rng(3)
    null, t = generator.normal(size=(20_000, 6)), np.array([3.2, -2.9, 2.2, 1.0, 0.3, -2.5])
    p = ((np.abs(null) >= np.abs(t)).sum(axis=0) + 1) / 20_001
    ours, holm = westfall_young(t, null), correct([*"abcdef"], p).holm
    # Monte-Carlo error of a share of 20,000 draws: three of its standard deviations
    assert (ours <= holm + 3 * np.sqrt(holm * (1 - holm) / 20_000)).all()
    # Šidák's step-down is exact for independent tests
    sidak = np.maximum.accumulate(1 - (1 - np.sort(p)) ** np.arange(6, 0, -1))
    np.testing.assert_allclose(np.sort(ours), sidak, atol=0.011)
    assert np.isnan(westfall_young(np.array([1.0, np.nan]), null[:, :2])[1])


def test_what_cannot_be_corrected_is_refused() -> None:
    _, joint = draws()
    names, p = [*"abcdef"], [0.5] * 6
    other = draws(seed=6)[1]
    for wrong in ([joint[0], other[1]], [joint[0], permute(draws()[0][1], seed=5, draws=99)]):
        with pytest.raises(NotComputableError, match=r"not joint.*the same method, rows, seed"):
            correct(names, p, joint=wrong)
    with pytest.raises(NotComputableError, match=r"names and joint draws do not match.*6 and 3"):
        correct(names, p, joint=joint[:1])
    with pytest.raises(NotComputableError, match="names and probabilities do not match"):
        correct(names, p[:3])
    with pytest.raises(NotComputableError, match=r"outside 0 and 1.*1\.5"):
        correct(["a"], [1.5])
