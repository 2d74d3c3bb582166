"""Random studies with nothing wrong in them give no alarm; the same with one cell spoilt are often found out."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from tests.analysis.published.simulation import study

from civicreach.analysis.published.audit import audit_study
from civicreach.analysis.published.check import Check
from civicreach.sources.printed_tables.layouts import study_of


def failed(data: dict[str, Any]) -> tuple[Check, ...]:
    return audit_study(study_of(data, "simulated")).failed


def test_no_false_alarm_in_a_hundred() -> None:
    for seed in range(100):
        assert failed(study(seed)) == (), seed


@pytest.mark.slow
def test_no_false_alarm_in_a_thousand() -> None:
    for seed in range(1000, 2000):
        assert failed(study(seed)) == (), seed


def spoilt(data: dict[str, Any], rng: np.random.Generator) -> Iterator[tuple[str, dict[str, Any]]]:
    """The study with one cell changed, once for every kind of change that it has a cell for."""
    cells: dict[str, list[tuple[str, str, str]]] = {}
    for key, table in data["tables"].items():
        for row, columns in table["cells"].items():
            for column, text in columns.items():
                kind = f"{'mean' if key == 'table2' else 'frequency' if key == 'table1' else key[:5]}: {column}"
                kind = "correlation" if key == "correlations" else kind
                if (
                    re.search(r"\d", text)
                    and "[" not in text
                    and "<" not in text
                    and not (key == "correlations" and row == column)
                ):
                    cells.setdefault(kind, []).append((key, row, column))
    for kind, places in sorted(cells.items()):
        key, row, column = places[rng.integers(len(places))]
        yield kind, with_cell(data, key, row, column, rng)
    models = [key for key, table in data["tables"].items() if "model" in table]
    for name in ("r2", "adjusted_r2", "f", "significance"):
        key = models[rng.integers(len(models))]
        text = data["tables"][key]["model"][name]
        if "<" not in text:
            made = copy.deepcopy(data)
            made["tables"][key]["model"][name] = spoil(text, rng)
            yield f"fit: {name}", made


def with_cell(data: dict[str, Any], key: str, row: str, column: str, rng: np.random.Generator) -> dict[str, Any]:
    made = copy.deepcopy(data)
    held = made["tables"][key]["cells"][row]
    held[column] = spoil(held[column], rng)
    return made


def spoil(text: str, rng: np.random.Generator) -> str:
    """One digit of the last number of a text replaced by another; never the first of several digits by a zero."""
    start = text.rfind("=") + 1
    places = [i for i in range(start, len(text)) if text[i].isdigit()]
    place = places[rng.integers(len(places))]
    digit = int(text[place]) + int(rng.integers(1, 10))
    return f"{text[:place]}{digit % 10}{text[place + 1 :]}"


def rates(seeds: range) -> tuple[Counter[str], Counter[str]]:
    caught: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for seed in seeds:
        for kind, data in spoilt(study(seed), np.random.default_rng(seed)):
            total[kind] += 1
            caught[kind] += bool(failed(data))
    return caught, total


def report(caught: Counter[str], total: Counter[str], capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\none digit of one cell replaced: {caught.total()} of {total.total()} caught")
        for kind in sorted(total):
            print(f"  {kind:28} {caught[kind] / total[kind]:4.0%} of {total[kind]}")


def test_spoilt_cells_are_often_found(capsys: pytest.CaptureFixture[str]) -> None:
    caught, total = rates(range(15))
    report(caught, total, capsys)
    assert caught.total() > 0.4 * total.total()
    for kind in ("fit: adjusted_r2", "frequency: Frequency", "frequency: Percent"):
        assert caught[kind] > 0.7 * total[kind], kind


@pytest.mark.slow
def test_rates_of_detection(capsys: pytest.CaptureFixture[str]) -> None:
    caught, total = rates(range(1000, 1200))
    report(caught, total, capsys)
    assert caught.total() > 0.4 * total.total()


def test_the_simulation_prints_what_is_declared() -> None:
    """The studies do have what the checks are about, so that passing them says something."""
    names = Counter(check.name for seed in range(60) for check in audit_study(study_of(study(seed), "")).checks)
    for name in ("t", "p", "stars", "sign", "beta", "interval", "vif", "vif-agreement", "se-agreement",
                 "constant-scale", "adjusted-r2", "f", "f-significance", "df", "delta-r2", "percent", "sum",
                 "mean-range", "sd-range",
                 "grim", "grimmer", "debit", "whole-data", "correlation", "n"):  # fmt: skip
        assert names[name] > 5, name
