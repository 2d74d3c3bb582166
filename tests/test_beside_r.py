"""The page of our numbers beside R's is up to date, and tells of everything that R printed."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from tests.conftest import ROOT

DOCS = ROOT / "docs"
R = ROOT / "tests" / "analysis" / "r"


@pytest.fixture
def beside_r(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "path", [str(DOCS), *sys.path])
    import beside_r

    return beside_r


def test_the_page_is_up_to_date(beside_r: ModuleType, monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "argv", ["beside_r.py", "--check"])
    assert beside_r.main() == 0, capsys.readouterr().out


@pytest.mark.parametrize("output", sorted(R.glob("*.out.csv")), ids=lambda path: path.name)
def test_every_output_of_r_is_told_of(output: Path, beside_r: ModuleType) -> None:
    text = beside_r.PAGE.read_text(encoding="utf-8")
    assert f"(../../tests/analysis/r/{output.name}) are compared" in text


def test_a_new_output_or_quantity_cannot_be_forgotten(beside_r: ModuleType, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(beside_r, "R", tmp_path)
    monkeypatch.setattr(beside_r, "read", lambda name: {("likes", "estimate"): None, ("far", "day"): None})
    for name in ("models", "new"):
        (tmp_path / f"{name}.out.csv").touch()
    assert beside_r.forgotten({"models": {("likes", "estimate")}}) == ["new: likes estimate", "new: far day"]
    assert beside_r.forgotten({"new": {("likes", "estimate"), ("far", "day")}}) == ["models: likes estimate"]


def test_what_is_set_apart_is_there(beside_r: ModuleType) -> None:
    for name, patterns in beside_r.APART.items():
        keys = [" ".join(key) for key in beside_r.read(name)]
        for pattern in patterns:
            assert any(re.fullmatch(pattern, key) for key in keys), f"{name}: {pattern}"


def test_agreeing_digits(beside_r: ModuleType) -> None:
    theirs = np.array([1.0, 200.0, 1.0, 0.0, 1e-20])
    ours = np.array([1.0, 200.001, 2.5, 0.0, 3e-12])
    assert beside_r.agreeing(ours, theirs, 0).tolist() == [15, 5, 0, 15, 0]
    assert beside_r.agreeing(ours, theirs, 1).tolist() == [15, 5, 0, 15, 11]
    with pytest.raises(ValueError, match="not the same figures"):
        beside_r.agreeing(np.array([1.0, np.nan]), np.array([1.0, 2.0]), 0)
    with pytest.raises(ValueError, match="not the same figures"):
        beside_r.agreeing(np.ones(2), np.ones(3), 0)


def test_another_machine_may_lose_a_digit_and_no_figure(beside_r: ModuleType) -> None:
    page = "At least **9** digits agree; fewest: `likes p`. | 1.5 | **12** |"
    assert beside_r.same(page, page.replace("**9**", "**8**").replace("likes p", "likes t"))
    assert not beside_r.same(page, page.replace("**12**", "**10**"))
    assert not beside_r.same(page, page.replace("1.5", "1.6"))
    assert not beside_r.same(page, f"{page}**3**")
