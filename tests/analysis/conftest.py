"""Raw output of R, and the rows that it was made from."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from civicreach.analysis.errors.design import Design, prepare

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
def r_errors() -> Output:
    return _read((R / "errors.out.csv").read_text().splitlines())


@pytest.fixture(scope="session")
def r_at_rest() -> Output:
    return _read((R / "at_rest.out.csv").read_text().splitlines())


@pytest.fixture(scope="session")
def r_incomplete() -> Output:
    return _read((R / "incomplete.out.csv").read_text().splitlines())


@pytest.fixture(scope="session")
def r_columns(r_incomplete: Output) -> Callable[[str], dict[str, NDArray[np.float64]]]:
    """Columns of a data set that R printed beside its results, NaN where missing."""

    def columns(part: str) -> dict[str, NDArray[np.float64]]:
        return {
            quantity.removeprefix("data:"): np.array(list(values.values()))
            for (where, quantity), values in r_incomplete.items()
            if where == part and quantity.startswith("data:")
        }

    return columns


@pytest.fixture(scope="session")
def r_specifications() -> Output:
    return _read((R / "specifications.out.csv").read_text().splitlines())


@pytest.fixture(scope="session")
def r_outcomes() -> Output:
    return _read((R / "outcomes.out.csv").read_text().splitlines())


@pytest.fixture(scope="session")
def r_diagnostics() -> Output:
    return _read((R / "diagnostics.out.csv").read_text().splitlines())


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


TWIN = (
    "median_age", "population_total", "level", "f_independence", "budget", "purpose_push",
    "purpose_pull", "purpos_interaction", "new_operation", "contract_operation", "system_legal",
)  # fmt: skip
OUTCOMES = {"twin": "N_like", "longley": "Employed", "mtcars": "mpg", "swiss": "Fertility"}


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    part: str
    y: NDArray[np.float64]
    X: NDArray[np.float64]
    names: tuple[str, ...]
    groups: list[int]
    design: Design


@pytest.fixture(scope="session")
def case_of(twin, r_errors) -> Callable[[str], Case]:
    def make(part: str) -> Case:
        groups = [int(value) for value in r_errors[part, "group"].values()]
        if part == "twin":
            names, y, X = TWIN, twin("N_like"), twin(*TWIN)
        else:
            columns = {
                quantity.removeprefix("data_"): np.array(list(values.values()))
                for (own, quantity), values in r_errors.items()
                if own == part and quantity.startswith("data_")
            }
            y = columns.pop(OUTCOMES[part])
            names, X = tuple(columns), np.array(list(columns.values())).T
        return Case(part, y, X, names, groups, prepare(y, X, names=names, outcome_name=OUTCOMES[part]))

    return make


@pytest.fixture(params=list(OUTCOMES))
def case(request, case_of) -> Case:
    return case_of(request.param)


@pytest.fixture(scope="session")
def drawn() -> Callable[[int, int, int], NDArray[np.float64]]:
    """Park and Miller's uniform numbers, row by row, as errors.R draws them."""

    def draw(draws: int, n: int, seed: int) -> NDArray[np.float64]:
        values = []
        for _ in range(draws * n):
            seed = 16807 * seed % 2147483647
            values.append(seed / 2147483647)
        return np.array(values).reshape(draws, n)

    return draw
