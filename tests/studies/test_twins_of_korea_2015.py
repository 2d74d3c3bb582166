"""Twins of the paper, each confirmed by the study itself: inputs made from it, and an ordinary run."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from tests.conftest import ROOT
from tests.studies.twin_inputs import study_of_twin

from civicreach import read_study
from civicreach.analysis.published.audit import audit_study
from civicreach.analysis.published.twin.twin import search_twins
from civicreach.sources.printed_tables import read_printed_study

PAPER = ROOT / "docs" / "examples" / "printed-paper" / "printed.toml"

pytestmark = pytest.mark.skipif(shutil.which("pspp") is None, reason="make.py needs GNU PSPP for survey.sav")


@pytest.mark.parametrize("wanted", [1, pytest.param(10, marks=pytest.mark.slow)])
def test_twins_are_confirmed_by_the_study(wanted: int, tmp_path: Path) -> None:
    found = search_twins(audit_study(read_printed_study(PAPER)), wanted=wanted, seed=1)
    assert (len(found.twins), found.n_exact) == (wanted, wanted)
    for i, one in enumerate(found.twins):
        for other in found.twins[:i]:
            # not the same governments in another order
            assert not np.array_equal(np.sort(one.columns, axis=0), np.sort(other.columns, axis=0))
    for twin in found.twins:
        run = read_study(study_of_twin(found, twin, tmp_path / str(twin.number))).run()
        assert run.reproduced is not None
        assert [f"{c.table} {c.row} {c.column}: {c.printed} {c.computed}" for c in run.reproduced.different] == []
        assert run.reproduced.n_same == 192
        assert [run.findings.flow.start, *(step.n_after for step in run.findings.flow.steps)] == [114, 96, 90]
