"""Count models without each case."""

from __future__ import annotations

import numpy as np
import pytest

from civicreach.analysis.diagnostics.refits import refit_without_each
from civicreach.analysis.diagnostics.reliance import reliance_on_cases
from civicreach.analysis.outcomes.negative_binomial import fit_negative_binomial
from civicreach.analysis.outcomes.poisson import fit_poisson
from civicreach.records.errors import NotComputableError

FACTORS = ("level", "f_independence", "contract_operation")
IDS = tuple(f"G{place:02}" for place in range(90))


@pytest.mark.parametrize("exposed", [False, True])
@pytest.mark.parametrize("family", ["quasi-poisson", "negative binomial"])
def test_each_refit_is_a_fit_of_the_others(family: str, exposed: bool, twin) -> None:
    y, X = twin("N_Post"), twin(*FACTORS)
    exposure = twin("population_total") if exposed else None

    def fit(keep):
        more = {"names": FACTORS, "outcome_name": "Posts", "exposure": exposure[keep] if exposed else None}
        if family == "negative binomial":
            return fit_negative_binomial(y[keep], X[keep], errors="HC3", **more)
        return fit_poisson(y[keep], X[keep], **more)

    whole = fit(np.ones(90, dtype=bool))
    found = refit_without_each(whole, ids=IDS)
    assert found.refused == ()
    for place in (0, 41, 89):
        without = fit(np.arange(90) != place)
        np.testing.assert_allclose(found.estimate_without[place], without.estimate, rtol=1e-10)
        np.testing.assert_allclose(found.p_without[place], without.p, rtol=1e-8)
        np.testing.assert_allclose(found.alpha_without[place], without.alpha, rtol=1e-9)
    for j, reliance in enumerate(reliance_on_cases(found, legend={"*": 0.05}), start=1):
        fallen = {one.id for one in reliance.falls}
        below = found.p_without[:, j] < 0.05
        assert fallen == (
            {one for one, holds in zip(IDS, below, strict=True) if not holds} if reliance.stars else set()
        )
        assert reliance.n_refits == 90


def test_a_government_without_which_nothing_can_be_fitted_is_named_with_the_reason() -> None:
    # without B the counts of level 1 are all 0
    y = np.array([4.0, 3, 0, 0, 7, 2, 5])
    level = np.array([0.0, 1, 1, 1, 0, 0, 0])[:, None]
    found = refit_without_each(fit_poisson(y, level, names=["level"], outcome_name="Posts"), ids=list("ABCDEFG"))
    ((one, sentence),) = found.refused
    assert one == "B"
    assert "separation" in sentence
    assert np.isnan(found.p_without[1]).all()
    (reliance,) = reliance_on_cases(found, legend={"*": 0.05})
    assert reliance.n_refits == 6


def test_ids_are_those_of_the_rows(twin) -> None:
    fit = fit_poisson(twin("N_Post"), twin(*FACTORS), names=FACTORS)
    with pytest.raises(NotComputableError, match="2 ids, 90 rows"):
        refit_without_each(fit, ids=["A", "B"])
