"""The data that R was given: columns of the twin, or what R printed of its own data."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@pytest.fixture(scope="session")
def r_data(r_diagnostics, twin) -> Callable[[str], tuple[Floats, Floats, tuple[str, ...]]]:
    def of(part: str) -> tuple[Floats, Floats, tuple[str, ...]]:
        names = tuple(
            quantity.removeprefix("p_without:")
            for one, quantity in r_diagnostics
            if one == part and quantity.startswith("p_without:")
        )
        if part in ("likes", "posts"):
            return twin({"likes": "N_like", "posts": "N_Post"}[part]), twin(*names), names
        columns = [np.array(list(r_diagnostics[part, f"data:{name}"].values())) for name in ("y", *names)]
        return columns[0], np.column_stack(columns[1:]), names

    return of
