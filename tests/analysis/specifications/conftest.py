"""Data with a known answer, and the way from declared decisions to fitted specifications."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from civicreach.analysis.specifications.decisions import plan_specifications
from civicreach.analysis.specifications.multiverse import Material, Multiverse, fit_specifications
from civicreach.records.specifications import Specifications

NAMES = ("age", "level", "budget", "population")


@pytest.fixture
def data() -> tuple[np.ndarray, np.ndarray]:
    """40 governments, 4 factors; counts that depend on the first."""
    rng = np.random.default_rng(11)
    X = rng.normal(size=(40, 4))
    X[:, 3] += X[:, 0]
    return np.round(np.exp(2 + X[:, 0] + rng.normal(size=40))) + 1, X


@pytest.fixture
def fitted() -> Callable[..., tuple[Multiverse, Material]]:
    def make(y, X, samples=None, completions=None, **declared) -> tuple[Multiverse, Material]:
        material = Material(y, X, samples or {"study": np.ones(len(y), dtype=bool)}, completions or {})
        plan = plan_specifications(
            Specifications.model_validate(declared), outcome="likes", factors=NAMES[: X.shape[1]],
            completions=completions or (),
        )  # fmt: skip
        return fit_specifications(plan, material), material

    return make
