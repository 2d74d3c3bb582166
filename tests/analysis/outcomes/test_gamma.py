"""The gamma function's logarithm and derivatives beside scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from civicreach.analysis.outcomes.gamma import digamma_trigamma, digamma_trigamma_rises, log_gamma, log_rising

X = np.concatenate([10.0 ** np.linspace(-8, 12, 401), [1.0, 2.0, 9.999999, 10.0, 1.4616321449683623]])


def test_the_three_are_as_in_scipy() -> None:
    digamma, trigamma = digamma_trigamma(X)
    for found, expected in (
        (log_gamma(X), special.gammaln(X)),
        (digamma, special.digamma(X)),
        (trigamma, special.polygamma(1, X)),
    ):
        np.testing.assert_allclose(found, expected, rtol=3e-14, atol=2e-14)


@pytest.mark.parametrize("theta", [1e-6, 0.3, 9.99, 10.0, 35.0, 1e4])
def test_rises_are_sums_over_the_steps(theta: float) -> None:
    for y in (0, 1, 7, 300):
        steps = theta + np.arange(y)
        first, second = digamma_trigamma_rises(np.array([float(y)]), np.array([theta]))
        np.testing.assert_allclose(
            log_rising(np.array([float(y)]), np.array([theta]))[0, 0],
            np.log(steps / theta).sum(),
            rtol=1e-12,
            atol=1e-14,
        )
        np.testing.assert_allclose(first[0, 0], (1 / steps).sum(), rtol=1e-12)
        np.testing.assert_allclose(second[0, 0], -(1 / steps**2).sum(), rtol=1e-12)


def test_large_theta_does_not_cancel() -> None:
    y, theta = np.array([250.0]), np.array([1e9])
    assert log_rising(y, theta)[0, 0] == pytest.approx(250 * 249 / 2 / 1e9, rel=1e-6)
