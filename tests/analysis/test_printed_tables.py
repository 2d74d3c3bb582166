"""Tables 1 to 5 of the paper, number by number as text, from the synthetic twin and the printed counts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from civicreach.analysis.factors.descriptives import describe
from civicreach.analysis.factors.ols import fit_ols
from civicreach.analysis.reality.confidence import tabulate_confidence
from civicreach.analysis.reality.purposes import tabulate_purposes
from civicreach.records.column import Column
from civicreach.records.rounding import as_text

STUDY = Path(__file__).parents[2] / "studies" / "korea-2015"
TABLES = {
    key: table["cells"] for key, table in json.loads((STUDY / "printed.json").read_text("utf-8"))["tables"].items()
}
OUTCOMES = {"model-likes": "N_like", "model-posts": "N_Post"}

Cells = dict[str, dict[str, float]]


def differences(found: Cells, printed: dict[str, dict[str, str]]) -> list[str]:
    """Every cell of the printed table that does not come out as text; a cell that is not found fails."""
    return [
        f"{row} {column}: {text} printed, {found[row][column]!r} found"
        for row, cells in printed.items()
        for column, text in cells.items()
        if as_text(float(found[row][column]), len(text.partition(".")[2])) != text
    ]


def descriptives(twin) -> Cells:
    names = tuple(TABLES["descriptives"])
    d = describe(twin(*names), names=names)
    columns = {"min": d.minimum, "max": d.maximum, "mean": d.mean, "sd": d.sd, "n": d.n}
    return {name: {key: column[j] for key, column in columns.items()} for j, name in enumerate(names)}


def model(twin, key: str) -> Cells:
    factors = tuple(name for name in TABLES[key] if name not in ("constant", "model"))
    fit = fit_ols(twin(OUTCOMES[key]), twin(*factors), names=factors, outcome_name=OUTCOMES[key])
    found = {name: {"beta": fit.beta[j], "t": fit.t[j], "p": fit.p[j]} for j, name in enumerate(factors)}
    whole = {"r2": fit.r_squared, "adjusted_r2": fit.adjusted_r_squared, "f": fit.f, "significance": fit.p_f}
    return found | {"constant": {"t": fit.constant.t, "p": fit.constant.p}, "model": whole}


def test_table_3_comes_out_as_printed(twin) -> None:
    assert differences(descriptives(twin), TABLES["descriptives"]) == []


@pytest.mark.parametrize("key", [*OUTCOMES])
def test_tables_4_and_5_come_out_as_printed(twin, key: str) -> None:
    assert differences(model(twin, key), TABLES[key]) == []


def test_tables_3_to_5_print_143_numbers() -> None:
    assert sum(len(row) for key in ("descriptives", *OUTCOMES) for row in TABLES[key].values()) == 143


def test_table_1_comes_out_as_printed() -> None:
    printed = TABLES["purposes"]
    chosen = np.zeros((114, len(printed)))
    for j, cells in enumerate(printed.values()):
        chosen[: int(cells["yes_n"]), j] = 1
    chosen[110:] = np.nan
    t = tabulate_purposes(chosen, items=tuple(printed))
    counts = {"yes": t.yes, "no": t.no, "total": t.total}
    found = {
        item: {f"{key}_n": float(count[j]) for key, count in counts.items()}
        | {f"{key}_percent": t.percent(count)[j] for key, count in counts.items()}
        | {"missing_n": float(t.missing[j])}
        for j, item in enumerate(t.items)
    }
    assert differences(found, printed) == []


def test_table_2_comes_out_as_printed_and_on_the_valid_base() -> None:
    printed = TABLES["confidence"]
    order = ("very sure", "sure", "unsure", "very unsure")
    given = [answer for answer in order for _ in range(int(printed[answer]["n"]))] + [None] * 5
    t = tabulate_confidence(Column.texts(given), order=order, positive=("very sure", "sure"))
    counts = dict(zip(order, t.counts.tolist(), strict=True))
    counts |= {"valid": t.n_valid, "invalid": t.n_missing, "total": t.n}
    found = {key: {"n": float(n), "percent": float(t.percent(n))} for key, n in counts.items()}
    assert differences(found, printed) == []
    assert t.n_positive == 96
    assert as_text(float(t.percent(t.n_positive)), 1) == "84.2"
    assert as_text(float(t.valid_percent(t.n_positive)), 1) == "88.1"
