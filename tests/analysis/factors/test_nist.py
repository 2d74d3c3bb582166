"""NIST's linear regression sets: certified values, and what float64 can reach of them."""

from __future__ import annotations

import csv
import math
from decimal import Decimal, getcontext
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from civicreach.analysis.factors.ols import fit_ols

NIST = Path(__file__).parent / "nist"
SETS = ("norris", "pontius", "longley", "filip", "wampler1", "wampler2", "wampler3", "wampler4", "wampler5")

# Digits asked of coefficients and standard errors. Filip's powers rounded to float64 leave 7.6 digits of
# the certified values; the others lose to decimals rounded on input, and Wampler5 in 1 - rss/tss with R2 of .002.
DIGITS = {"filip": 7.5, "norris": 12, "pontius": 12, "longley": 12, "wampler2": 12, "wampler5": 12.5}


def read(name: str) -> list[dict[str, str]]:
    with (NIST / f"{name}.csv").open() as file:
        return list(csv.DictReader(file))


def degree(name: str) -> int:
    return next(int(row["degree"]) for row in read("certified_models") if row["dataset"] == name)


def certified(name: str) -> tuple[list[str], list[str]]:
    rows = [row for row in read("certified_parameters") if row["dataset"] == name]
    return [row["estimate"] for row in rows], [row["std_error"] for row in rows]


def load(name: str):
    rows = read(name)
    y = np.array([float(row["y"]) for row in rows])
    x = np.array([[float(row[key]) for key in row if key != "y"] for row in rows])
    power = degree(name)
    return y, x if power == 1 else np.column_stack([x[:, 0] ** p for p in range(1, power + 1)])


def fit(name: str):
    y, X = load(name)
    return fit_ols(y, X, names=[f"b{j + 1}" for j in range(X.shape[1])], outcome_name=name)


def digits(found: float, right: float) -> float:
    """Correct significant digits (log relative error), absolute where zero is right."""
    off = abs(found - right) / abs(right) if right else abs(found)
    return 16.0 if off == 0 else -math.log10(off)


@pytest.mark.parametrize("name", SETS)
def test_certified_coefficients_and_standard_errors(name: str) -> None:
    result = fit(name)
    estimates, errors = certified(name)
    least = DIGITS.get(name, 13)
    found = [result.constant.estimate, *result.estimate.tolist()]
    assert min(digits(f, float(c)) for f, c in zip(found, estimates, strict=True)) > least
    found = [result.constant.std_error, *result.std_error.tolist()]
    assert min(digits(f, float(c)) for f, c in zip(found, errors, strict=True)) > least


@pytest.mark.parametrize("name", SETS)
def test_certified_model_figures(name: str) -> None:
    result = fit(name)
    row = next(row for row in read("certified_models") if row["dataset"] == name)
    least = DIGITS.get(name, 13)
    assert digits(result.residual_std_error, float(row["residual_std_error"])) > least
    assert digits(result.r_squared, float(row["r_squared"])) > least
    if row["f"]:
        assert digits(result.f, float(row["f"])) > least


@pytest.mark.parametrize("name", ["wampler1", "wampler2"])
def test_a_perfect_fit_has_no_t_and_says_why(name: str) -> None:
    result = fit(name)
    assert result.undefined is not None
    assert np.isnan(result.t).all()
    assert np.isnan(result.p).all()
    assert all(math.isnan(value) for value in (result.f, result.p_f, result.constant.t, result.constant.p))
    assert (result.rss, result.residual_std_error, result.r_squared) == (0.0, 0.0, 1.0)


def test_the_method_is_said() -> None:
    assert fit("longley").method == "moments"
    assert fit("filip").method == "qr"
    assert 3e9 < fit("filip").condition < 4e9
    assert all(6 <= fit(name).digits <= 15 for name in SETS)


@pytest.mark.parametrize("name", ["filip", "wampler5", "longley"])
def test_what_float64_holds_is_solved_to_the_last_digits(name: str) -> None:
    # The data as rounded to float64, solved exactly: what remains is the arithmetic alone.
    y, X = load(name)
    b, inverse, rss, _ = solve_exactly(
        [Fraction(v) for v in y.tolist()], [[Fraction(1), *map(Fraction, row)] for row in X.tolist()]
    )
    result = fit(name)
    found = [result.constant.estimate, *result.estimate.tolist()]
    assert min(digits(f, float(e)) for f, e in zip(found, b, strict=True)) > 12
    errors = [math.sqrt(float(i * rss / (len(y) - len(b)))) for i in inverse]
    found = [result.constant.std_error, *result.std_error.tolist()]
    assert min(digits(f, e) for f, e in zip(found, errors, strict=True)) > 12


@pytest.mark.parametrize("name", SETS)
def test_data_and_certified_values_agree_in_exact_arithmetic(name: str) -> None:
    getcontext().prec = 40
    rows, power = read(name), degree(name)
    y = [Fraction(row["y"]) for row in rows]
    x = [[Fraction(row[key]) for key in row if key != "y"] for row in rows]
    X = [[Fraction(1), *([r[0] ** p for p in range(1, power + 1)] if power > 1 else r)] for r in x]
    b, inverse, rss, tss = solve_exactly(y, X)
    df = len(y) - len(b)
    errors = [decimal(i * rss / df).sqrt() for i in inverse]
    row = next(row for row in read("certified_models") if row["dataset"] == name)
    pairs = [*zip(map(decimal, b), certified(name)[0], strict=True), *zip(errors, certified(name)[1], strict=True)]
    pairs += [(decimal(rss / df).sqrt(), row["residual_std_error"]), (decimal(1 - rss / tss), row["r_squared"])]
    if rss:
        pairs.append((decimal((tss - rss) / (len(b) - 1) / (rss / df)), row["f"]))
    for exact, printed in pairs:
        assert abs(exact - Decimal(printed)) <= Decimal("1e-14") * abs(exact), (exact, printed)


def decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def solve_exactly(y: list[Fraction], X: list[list[Fraction]]):
    """Coefficients, diagonal of the inverse cross-products, rss and tss, by Gauss-Jordan on fractions."""
    k = len(X[0])
    A = [
        [sum(row[i] * row[j] for row in X) for j in range(k)]
        + [sum(row[i] * v for row, v in zip(X, y, strict=True))]
        + [Fraction(int(i == j)) for j in range(k)]
        for i in range(k)
    ]
    for c in range(k):
        A[c] = [v / A[c][c] for v in A[c]]
        for i in range(k):
            if i != c:
                A[i] = [a - A[i][c] * b for a, b in zip(A[i], A[c], strict=True)]
    b = [A[i][k] for i in range(k)]
    rss = sum((v - sum(p * q for p, q in zip(row, b, strict=True))) ** 2 for row, v in zip(X, y, strict=True))
    mean = sum(y) / len(y)
    return b, [A[i][k + 1 + i] for i in range(k)], rss, sum((v - mean) ** 2 for v in y)
