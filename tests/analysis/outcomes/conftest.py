"""The data that R was given: columns of the twin, or what R printed of its own data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TWIN = {"twin_likes": "N_like", "twin_posts": "N_Post", "twin_exposure": "N_like"}


@dataclass(frozen=True)
class Data:
    part: str
    y: Floats
    X: Floats
    names: tuple[str, ...]
    exposure: Floats | None


@pytest.fixture(scope="session")
def data(r_outcomes, twin) -> Callable[[str], Data]:
    def of(part: str) -> Data:
        if part in TWIN:
            model = f"{part}:poisson"
            names = tuple(name for name in r_outcomes[model, "estimate"] if name)
            y, X = twin(TWIN[part]), twin(*names)
        else:
            columns = {
                quantity.removeprefix("data:"): np.array(list(values.values()))
                for (one, quantity), values in r_outcomes.items()
                if one == part and quantity.startswith("data:")
            }
            y = columns.pop("y")
            names, X = tuple(columns), np.column_stack(list(columns.values()))
        exposure = r_outcomes.get((part, "exposure"))
        return Data(part, y, X, names, None if exposure is None else np.array(list(exposure.values())))

    return of
