"""Raw output of R, the rows that it was made from, and one of our results beside it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

R = Path(__file__).parents[2] / "tests" / "analysis" / "r"
TWIN = "the twin (SYNTHETIC)"
FACTORS = (
    "median_age", "population_total", "level", "f_independence", "budget", "purpose_push",
    "purpose_pull", "purpos_interaction", "new_operation", "contract_operation", "system_legal",
)  # fmt: skip
OUTCOMES = {"likes": "N_like", "posts": "N_Post", "twin_likes": "N_like", "twin_posts": "N_Post"}

Floats = NDArray[np.float64]
#: (part, quantity) to the names and the values that R printed, in its order.
Output = Mapping[tuple[str, str], tuple[list[str], Floats]]


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """Our values of one quantity of R's output; ``least`` is what differences are shares of where R's are smaller."""

    data: str
    n: int | None
    part: str
    quantity: str
    ours: ArrayLike
    least: ArrayLike = 0.0


def read(name: str) -> Output:
    """The output of one script of R."""
    found: dict[tuple[str, str], tuple[list[str], list[float]]] = {}
    with (R / f"{name}.out.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names, values = found.setdefault((row["part"], row["quantity"]), ([], []))
            names.append(row["name"])
            values.append(np.nan if row["value"] == "NA" else float(row["value"]))
    return {key: (names, np.array(values)) for key, (names, values) in found.items()}


def twin(*names: str) -> Floats:
    """Columns of the twin: one name gives (90,), several give (90, names)."""
    with (R / "twin90.csv").open(encoding="utf-8") as file:
        table = np.array([[float(row[name]) for name in names] for row in csv.DictReader(file)])
    return table[:, 0] if len(names) == 1 else table


def columns(r: Output, part: str, prefix: str = "data:") -> dict[str, Floats]:
    """The columns that R printed of its own data."""
    return {q.removeprefix(prefix): v for (p, q), (_, v) in r.items() if p == part and q.startswith(prefix)}


def data_of(r: Output, part: str, factors: tuple[str, ...] = FACTORS) -> tuple[str, Floats, Floats, tuple[str, ...]]:
    """What a data set is called, its outcome, its factors and their names."""
    if part in OUTCOMES:
        return TWIN, twin(OUTCOMES[part]), twin(*factors), factors
    own = columns(r, part)
    y = own.pop("y")
    return part.split("_")[0], y, np.column_stack(list(own.values())), tuple(own)
