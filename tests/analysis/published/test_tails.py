"""Tail probabilities, corrections and power beside R (r/probabilities.R, r/probabilities.out.csv)."""

from __future__ import annotations

import csv
import math
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from civicreach.analysis import tails
from civicreach.analysis.multiplicity import false_discovery, holm
from civicreach.analysis.power import power

R = Path(__file__).parent / "r"
ROWS = list(csv.DictReader((R / "probabilities.out.csv").read_text(encoding="utf-8").splitlines()))
#: The continued fraction and lgamma keep eleven digits for all degrees of freedom that papers have.
CLOSE = 1e-10


def rows(kind: str) -> list[tuple[float, float, float, float]]:
    return [tuple(float(row[key]) for key in ("x", "df1", "df2", "value")) for row in ROWS if row["kind"] == kind]


def test_t_and_f_and_normal_beside_r() -> None:
    for t, _, df, value in rows("t") + rows("table"):
        assert tails.two_sided_t(t, df) == pytest.approx(value, rel=CLOSE)
    for f, df1, df2, value in rows("f"):
        assert tails.upper_f(f, df1, df2) == pytest.approx(value, rel=CLOSE)
    for z, _, _, value in rows("normal"):
        assert tails.two_sided_normal(z) == pytest.approx(value, rel=CLOSE)
    assert len(ROWS) > 250


def test_power_beside_r() -> None:
    for noncentrality, _, df, value in rows("power"):
        assert power(noncentrality, int(df)) == pytest.approx(value, rel=1e-8)


@pytest.mark.parametrize("table", ["4", "5"])
def test_corrections_beside_r(table: str) -> None:
    p = [tails.two_sided_t(t, 78) for t, *_ in rows(f"holm{table}")]
    assert holm(p) == pytest.approx([value for *_, value in rows(f"holm{table}")], rel=1e-9)
    assert false_discovery(p) == pytest.approx([value for *_, value in rows(f"fdr{table}")], rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.floats(1e-6, 60), st.integers(1, 40), st.integers(1, 20_000))
def test_beside_scipy(x: float, df1: int, df2: int) -> None:
    for mine, theirs in (
        (tails.two_sided_t(x, df2), 2 * float(special.stdtr(df2, -x))),
        (tails.upper_f(x, df1, df2), float(special.fdtrc(df1, df2, x))),
        (tails.upper_chi2(x, df1), float(special.chdtrc(df1, x))),
    ):
        # what lies beyond 1e-60 loses digits, and is printed by nobody
        assert mine == pytest.approx(theirs, rel=1e-9, abs=1e-60)


def test_ends() -> None:
    assert tails.two_sided_t(0, 5) == 1
    assert tails.two_sided_t(math.inf, 5) == 0
    assert (tails.upper_f(0, 2, 5), tails.upper_f(math.inf, 2, 5)) == (1, 0)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="Rscript is not installed")
def test_r_prints_what_is_stored() -> None:
    done = subprocess.run(["Rscript", "probabilities.R"], cwd=R, capture_output=True, text=True, check=True)
    now = list(csv.DictReader(done.stdout.splitlines()))
    assert [row["kind"] for row in now] == [row["kind"] for row in ROWS]
    # another build of R may differ in the last digits
    assert [float(row["value"]) for row in now] == pytest.approx([float(row["value"]) for row in ROWS], rel=1e-9)
