"""Rank tests beside R (../r/ranks.R), their laws, and their reasons."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.reality.ranks import jonckheere, kruskal_wallis, midranks, spearman
from civicreach.analysis.reality.two_groups import cliffs_delta, mann_whitney
from civicreach.records.errors import NotComputableError

NAN = np.nan
# Sums of ranks are exact; what differs from R is the last digits of the distribution functions.
CLOSE = {"rtol": 1e-11, "atol": 0.0}
MEASURES = ("N_like", "N_Post", "median_age")
EXACT = ("small", "middle", "large")
small = st.lists(st.integers(0, 6).map(float), min_size=2, max_size=8).map(np.array)


def by_group(twin, measure: str):
    group = twin("purpose_pull") + 2 * twin("system_legal")
    return {f"{code:g}": twin(measure)[group == code] for code in np.unique(group)}


def pair(r_ranks, part: str):
    return tuple(np.array(list(r_ranks[part, name].values())) for name in ("x", "y"))


@pytest.mark.parametrize("measure", MEASURES)
def test_kruskal_wallis_is_as_in_r(twin, r_ranks, measure: str) -> None:
    test = kruskal_wallis(by_group(twin, measure))
    np.testing.assert_allclose(test.statistic, r_ranks["kruskal", "statistic"][measure], **CLOSE)
    np.testing.assert_allclose(test.p, r_ranks["kruskal", "p"][measure], **CLOSE)
    assert sum(test.n) == 90
    assert test.effect is not None
    np.testing.assert_allclose(test.effect.value, test.statistic * 91 / (90**2 - 1))


@pytest.mark.parametrize("measure", MEASURES)
def test_the_trend_is_kendalls_in_r(twin, r_ranks, measure: str) -> None:
    test = jonckheere(by_group(twin, measure))
    np.testing.assert_allclose(test.z, r_ranks["trend", "z"][measure], rtol=1e-10)
    np.testing.assert_allclose(test.p, r_ranks["trend", "p"][measure], rtol=1e-10)


def test_missing_values_are_left_out_and_counted_as_in_r(r_ranks) -> None:
    ozone = r_ranks["airquality", "ozone"]
    months = np.array([key.split("#")[0] for key in ozone])
    values = np.array(list(ozone.values()))
    groups = {month: values[months == month] for month in ("5", "6", "7", "8", "9")}
    test, trend = kruskal_wallis(groups), jonckheere(groups)
    assert test.n_missing == trend.n_missing == 37
    assert test.df == r_ranks["airquality", "df"][""]
    for found, quantity in ((test.statistic, "statistic"), (test.p, "p"), (trend.z, "trend_z"), (trend.p, "trend_p")):
        np.testing.assert_allclose(found, r_ranks["airquality", quantity][""], rtol=1e-10, err_msg=quantity)


def test_mann_whitney_and_cliffs_delta_are_as_in_r(twin, r_ranks) -> None:
    for name, u in r_ranks["wilcox", "statistic"].items():
        measure, group = name.split("~")
        values, member = twin(measure), twin(group) == 1
        test = mann_whitney(values[member], values[~member], how="normal")
        assert test.statistic == u
        np.testing.assert_allclose(test.p, r_ranks["wilcox", "p"][name], **CLOSE, err_msg=name)
        effect = test.effect
        assert effect is not None
        np.testing.assert_allclose(
            [effect.value, effect.conf_low, effect.conf_high],
            [r_ranks["cliff", quantity][name] for quantity in ("delta", "conf_low", "conf_high")],
            rtol=1e-11,
            err_msg=name,
        )
    assert len(r_ranks["wilcox", "statistic"]) == 12


@pytest.mark.parametrize("part", EXACT)
def test_the_exact_distribution_is_as_in_r(r_ranks, part: str) -> None:
    x, y = pair(r_ranks, part)
    exact, normal = mann_whitney(x, y), mann_whitney(x, y, how="normal")
    assert (exact.how, normal.how) == ("exact", "normal")
    assert exact.statistic == r_ranks[part, "statistic"][""]
    np.testing.assert_allclose(exact.p, r_ranks[part, "p_exact"][""], **CLOSE)
    np.testing.assert_allclose(normal.p, r_ranks[part, "p_normal"][""], **CLOSE)
    assert exact.effect is not None
    found = [exact.effect.value, exact.effect.conf_low, exact.effect.conf_high]
    np.testing.assert_allclose(found, [r_ranks[part, name][""] for name in ("delta", "conf_low", "conf_high")])


def test_spearman_is_as_in_r(twin, r_ranks) -> None:
    for name, rho in r_ranks["spearman", "rho"].items():
        test = spearman(*(twin(measure) for measure in name.split("~")))
        np.testing.assert_allclose(test.statistic, rho, **CLOSE)
        np.testing.assert_allclose(test.p, r_ranks["spearman", "p"][name], rtol=1e-10)
        assert test.effect is not None
        for found, quantity in ((test.effect.conf_low, "conf_low"), (test.effect.conf_high, "conf_high")):
            np.testing.assert_allclose(found, r_ranks["spearman", quantity][name], rtol=1e-10)


@pytest.mark.parametrize("sizes", [(2, 2), (3, 4), (5, 3)])
def test_exact_p_counts_every_way_of_dealing_the_ranks(sizes) -> None:
    n1, n = sizes[0], sum(sizes)
    ranks = np.arange(1.0, n + 1)
    deals = [(set(deal), sum(deal) - n1 * (n1 + 1) / 2) for deal in combinations(ranks, n1)]
    for deal, u in deals:
        x, y = (np.array([r for r in ranks if (r in deal) is inside]) for inside in (True, False))
        test = mann_whitney(x, y)
        assert test.statistic == u
        below, above = (np.mean([other <= u for _, other in deals]), np.mean([other >= u for _, other in deals]))
        np.testing.assert_allclose(test.p, min(1, 2 * min(below, above)))


@settings(max_examples=60, deadline=None)
@given(small, small)
def test_exchanging_two_groups_turns_the_sign_and_keeps_p(x, y) -> None:
    one, other = mann_whitney(x, y), mann_whitney(y, x)
    if one.reason:
        assert other.reason == one.reason
        return
    assert one.statistic + other.statistic == len(x) * len(y)
    np.testing.assert_allclose(one.p, other.p)
    np.testing.assert_allclose(one.effect.value, -other.effect.value, atol=1e-15)
    if one.effect.conf_low is not None:
        np.testing.assert_allclose(one.effect.conf_low, -other.effect.conf_high, atol=1e-12)
        assert -1 <= one.effect.conf_low <= one.effect.value <= one.effect.conf_high <= 1
    np.testing.assert_allclose(one.effect.value, np.sign(x[:, None] - y[None, :]).mean(), atol=1e-15)


@settings(max_examples=60, deadline=None)
@given(small, small, small)
def test_the_order_of_groups_matters_to_the_trend_alone(x, y, z) -> None:
    one, other = kruskal_wallis({"a": x, "b": y, "c": z}), kruskal_wallis({"c": z, "a": x, "b": y})
    if one.reason:
        assert one.p is None
        return
    np.testing.assert_allclose(one.statistic, other.statistic, atol=1e-12)
    np.testing.assert_allclose(one.p, other.p, rtol=1e-9)
    assert -1e-12 <= one.effect.value <= 1 + 1e-12
    up, down = jonckheere({"a": x, "b": y, "c": z}), jonckheere({"c": z, "b": y, "a": x})
    np.testing.assert_allclose(up.z, -down.z, atol=1e-12)
    np.testing.assert_allclose(up.effect.value, -down.effect.value, atol=1e-12)
    # A monotone change of the values changes no rank.
    cubed = jonckheere({"a": x**3, "b": y**3, "c": z**3})
    assert (cubed.statistic, cubed.p) == (up.statistic, up.p)


def test_two_groups_without_ties_agree_between_the_tests() -> None:
    x, y = np.array([1.0, 4, 6, 9, 11]), np.array([2.0, 3, 5, 7, 8, 10])
    normal, trend = mann_whitney(x, y, how="normal"), jonckheere({"y": y, "x": x})
    kruskal = kruskal_wallis({"x": x, "y": y})
    # The trend is Mann-Whitney's without the correction for continuity, Kruskal-Wallis its square.
    np.testing.assert_allclose(kruskal.statistic, trend.z**2)
    np.testing.assert_allclose(kruskal.p, trend.p)
    assert trend.statistic == normal.statistic
    assert normal.p > trend.p


def test_groups_of_one_are_left_out_and_named() -> None:
    groups = {"sure": np.array([1.0, 5, 7]), "unsure": np.array([2.0, 3, NAN]), "very unsure": np.array([4.0])}
    test = kruskal_wallis(groups)
    assert (test.groups, test.n, test.n_missing, test.too_small) == (
        ("sure", "unsure"), (3, 2), 1, (("very unsure", 1),)
    )  # fmt: skip
    assert test.p == kruskal_wallis({"sure": groups["sure"], "unsure": groups["unsure"]}).p


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (kruskal_wallis({"a": np.array([1.0, 2.0])}), "two groups"),
        (kruskal_wallis({}), "two groups"),
        (kruskal_wallis({"a": np.array([1.0, 2.0]), "b": np.array([3.0])}), "two groups"),
        (kruskal_wallis({"a": np.array([2.0, 2.0]), "b": np.array([2.0, 2.0])}), "same value"),
        (jonckheere({"a": np.array([2.0, 2.0]), "b": np.array([2.0, 2.0])}), "same value"),
        (jonckheere({"a": np.array([NAN, 2.0]), "b": np.array([2.0, 2.0])}), "two groups"),
        (mann_whitney(np.array([1.0]), np.array([2.0, 3.0])), "two groups"),
        (mann_whitney(np.array([2.0, 2.0]), np.array([2.0, 2.0])), "same value"),
        (mann_whitney(np.array([]), np.array([])), "two groups"),
        (spearman(np.array([1.0, 2.0]), np.array([1.0, 2.0])), "only {n} governments"),
        (spearman(np.array([1.0, 2.0, 3.0]), np.ones(3)), "same value"),
        (spearman(np.array([1.0, 2.0, 3.0]), np.array([1.0, 8.0, 9.0])), "agree completely"),
    ],
)
def test_what_cannot_be_tested_is_a_result_with_its_reason(test, words: str) -> None:
    assert words in test.reason.text
    assert test.p is None
    assert test.how == ""


def test_groups_that_do_not_overlap_have_no_interval_and_say_so() -> None:
    test = mann_whitney(np.array([1.0, 2, 3]), np.array([4.0, 5, 6]))
    assert test.p is not None
    assert (test.effect.value, test.effect.conf_low) == (-1.0, None)
    assert test.effect.reason is not None


def test_a_complete_agreement_keeps_its_sign() -> None:
    test = spearman(np.array([1.0, 2, 3, NAN]), np.array([9.0, 4, 1, 0]))
    assert (test.statistic, test.n, test.n_missing) == (-1, (3,), 1)


def test_the_interval_of_cliffs_delta_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(11)
    hits = 0
    for _ in range(400):
        effect = cliffs_delta(rng.normal(0.5, 1, 25), rng.normal(0, 1, 30))
        hits += effect.conf_low <= 0.2763264 <= effect.conf_high  # 2 * pnorm(0.5 / sqrt(2)) - 1
    assert 0.92 <= hits / 400 <= 0.98


def test_the_variance_of_cliffs_delta_has_a_floor_as_in_r(r_ranks) -> None:
    effect = cliffs_delta(np.array([10.0, 7]), np.array([0.0, 7, 4, 2]))
    found = [effect.value, effect.conf_low, effect.conf_high]
    np.testing.assert_allclose(found, [r_ranks["tight", name][""] for name in ("delta", "conf_low", "conf_high")])


def test_ties_have_no_exact_distribution() -> None:
    tied = np.array([1.0, 2.0, 2.0])
    assert mann_whitney(tied, np.array([3.0, 4.0])).how == "normal"
    with pytest.raises(NotComputableError, match="ties"):
        mann_whitney(tied, np.array([3.0, 4.0]), how="exact")


def test_large_groups_take_the_normal_distribution() -> None:
    x = np.arange(50.0)
    assert mann_whitney(x, x[:20] + 0.5).how == "normal"
    assert mann_whitney(x[:49], x[:20] + 0.5).how == "exact"


def test_measures_of_different_governments_are_refused() -> None:
    with pytest.raises(NotComputableError, match="same governments"):
        spearman(np.ones(3), np.ones(4))


@settings(max_examples=40, deadline=None)
@given(small)
def test_midranks_add_up(x) -> None:
    assert midranks(x).sum() == len(x) * (len(x) + 1) / 2
    np.testing.assert_array_equal(np.argsort(midranks(x), kind="stable"), np.argsort(x, kind="stable"))
