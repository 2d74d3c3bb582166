"""Raw output of R, and the rows that it was made from."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

R = Path(__file__).parent / "r"

#: (part, quantity) to the values printed by R, by name, in the order of the output.
Output = Mapping[tuple[str, str], Mapping[str, float]]


def _read(lines: list[str]) -> Output:
    found: dict[tuple[str, str], dict[str, float]] = {}
    for row in csv.DictReader(lines):
        values = found.setdefault((row["part"], row["quantity"]), {})
        # Names need not be unique: airquality's groups are months.
        key = row["name"] if row["name"] not in values else f"{row['name']}#{len(values)}"
        values[key] = float(row["value"]) if row["value"] != "NA" else np.nan
    return found


@pytest.fixture(scope="session")
def read_output() -> Callable[[list[str]], Output]:
    return _read


@pytest.fixture(scope="session")
def r_models() -> Output:
    return _read((R / "models.out.csv").read_text().splitlines())


@pytest.fixture(scope="session")
def r_ranks() -> Output:
    return _read((R / "ranks.out.csv").read_text().splitlines())


@pytest.fixture(scope="session")
def r_pictures() -> Output:
    return _read((R / "pictures.out.csv").read_text().splitlines())


@pytest.fixture(scope="session")
def twin() -> Callable[..., NDArray[np.float64]]:
    """Columns of the synthetic twin: one name gives (90,), several give (90, names)."""
    with (R / "twin90.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 90
    assert {row["data"] for row in rows} == {"SYNTHETIC"}

    def columns(*names: str) -> NDArray[np.float64]:
        table = np.array([[float(row[name]) for name in names] for row in rows])
        return table[:, 0] if len(names) == 1 else table

    return columns
