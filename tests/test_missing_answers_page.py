"""The simulation of intervals with missing answers: the page that is stored, and what it must show."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from benchmarks.missing_answers import GAPS, METHODS, main, page, simulate

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "reference" / "missing-answers.md"


def coverage(text: str) -> dict[tuple[str, str, str], float]:
    """Scenario, method and factor to the coverage printed."""
    found, scenario = {}, ""
    for line in text.splitlines():
        if line.startswith("## "):
            scenario = line.removeprefix("## ")
        if row := re.fullmatch(r"\| ([^|]+) \| (size|budget|push) \| [^|]+ \| [^|]+ \| ([\d.]+)% \| \d+ \|", line):
            found[scenario, row[1], row[2]] = float(row[3])
    return found


def test_the_page_is_written_the_same_with_the_same_seed(tmp_path: Path, capsys) -> None:
    target = tmp_path / "page.md"
    assert main(["--runs", "2", "--seed", "4", "--markdown", str(target)]) == 0
    text = target.read_text(encoding="utf-8")
    assert text == page(simulate(runs=2, seed=4), runs=2, seed=4)
    assert "SYNTHETIC" in text
    assert len(coverage(text)) == len(GAPS) * 2 * len(METHODS) * 3
    assert "page.md" in capsys.readouterr().out


def test_the_stored_page_has_every_figure_of_the_present_methods() -> None:
    stored = PAGE.read_text(encoding="utf-8")
    found = coverage(stored)
    assert stored.startswith(page([], runs=600, seed=1).rstrip())
    assert {method for _, method, _ in found} == set(METHODS)
    # a normal distribution holds where errors are normal; matching loses a little where donors are scarce, in both
    normal = [share for (scenario, m, _), share in found.items() if m == METHODS[4] and "normal errors" in scenario]
    matched = [share for (_, m, _), share in found.items() if m == METHODS[3]]
    assert (len(normal), len(matched)) == (6, 12)
    assert min(normal) > 92.5
    assert min(matched) > 88


@pytest.mark.slow
def test_pooled_intervals_hold_where_answers_are_missing_with_the_outcome() -> None:
    scenarios = simulate(runs=300, seed=9)
    for scenario in scenarios:
        shares = {method: np.mean(tally.covered, axis=0) for method, tally in scenario.tallies.items()}
        # four Monte-Carlo errors of 300 runs at 95% are five points
        assert (shares["imputed, matched"] > 0.86).all(), (scenario.gaps, scenario.errors)
        assert (shares["imputed, normal"] > 0.9).all() or scenario.errors == "skewed"
        assert (shares["before any gap"] > 0.9).all()
    bias = {method: np.mean(tally.estimates, axis=0) - 1 for method, tally in scenarios[0].tallies.items()}
    assert (bias["complete cases"] < -0.04).all()
    assert (np.abs(bias["imputed, normal"]) < 0.04).all()
