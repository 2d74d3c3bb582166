"""Tables that cannot be, that cannot be read, and honest tables that look odd."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.published.audit import Audit, audit_study
from civicreach.analysis.published.consequences import what_follows
from civicreach.report.locale import Locale
from civicreach.sources.printed_tables.layouts import study_of


def audit(*tables: dict[str, Any], **study: Any) -> Audit:
    return audit_study(study_of({"tables": {f"table{i}": t for i, t in enumerate(tables, 1)}, **study}, "test"))


def verdicts(found: Audit, name: str) -> list[str]:
    return [check.verdict for check in found.checks if check.name == name]


def test_an_r2_above_one() -> None:
    found = audit({"cells": {"age": {"b": "1.0", "t": "2.0"}}, "model": {"r2": "1.2", "f": "3.0"}, "n": "50"})
    assert verdicts(found, "r2-range") == ["cannot be"]
    assert all(Locale("en").say(check.reason) for check in found.checks)


def test_what_rests_on_an_impossible_r2_cannot_be_told() -> None:
    cells = {"age": {"beta": "0.30", "t": "2.0", "vif": "1.2"}, "size": {"beta": "0.20", "t": "1.5", "vif": "1.0"}}
    model = {"adjusted_r2": "0.10", "f": "3.72", "p": "0.03"}
    sound = audit({"cells": cells, "model": {**model, "r2": "0.137"}, "n": "50"})
    for name, others in (("adjusted-r2", 1), ("f", 1), ("vif", 2), ("f-significance", 1)):
        assert verdicts(sound, name) == ["agrees"] * others
    found = audit({"cells": cells, "model": {**model, "r2": "1.2"}, "n": "50"})
    assert verdicts(found, "r2-range") == ["cannot be"]
    for name, others in (("adjusted-r2", 1), ("f", 1), ("vif", 2)):
        assert verdicts(found, name) == ["cannot tell"] * others
    # F says it alone
    assert verdicts(found, "f-significance") == ["agrees"]
    del model["f"]
    found = audit({"cells": cells, "model": {**model, "r2": "1.2"}, "n": "50"})
    assert verdicts(found, "f-significance") == ["cannot tell"]
    assert all(figures.r2 is None for figures in what_follows(found).models)


def test_models_beside_one_with_an_impossible_r2_cannot_be_told() -> None:
    cells = {"age": {"beta": "0.30", "t": "2.0"}, "size": {"beta": "0.20", "t": "1.5"}}
    found = audit(
        {"cells": cells, "model": {"r2": "1.2", "f": "3.72"}, "n": "50"},
        {"cells": cells, "model": {"r2": "0.137", "f": "3.72", "delta_r2": "0.02"}, "n": "50", "after": "table1"},
    )
    assert verdicts(found, "vif-agreement") == ["cannot tell"] * 2
    assert verdicts(found, "delta-r2") == ["cannot tell"]


def test_contradictory_numbers_of_cases() -> None:
    found = audit({"cells": {"age": {"b": "1.0", "t": "2.0"}}, "model": {"n": "95", "r2": "0.2"}, "n": "90"})
    assert "cannot be" in verdicts(found, "n")
    found = audit(
        {"cells": {"age": {"mean": "40.1", "sd": "3.2", "n": "88"}}},
        {"cells": {"age": {"b": "1.0", "t": "2.0"}}, "model": {"n": "90"}},
    )
    assert "cannot be" in verdicts(found, "n")


def test_a_star_without_a_legend() -> None:
    found = audit({"cells": {"age": {"t": "2.00", "p": "0.049**"}}, "df": "78"})
    assert verdicts(found, "stars") == ["cannot tell"]
    assert "legend" in Locale("en").say(next(c.reason for c in found.checks if c.name == "stars"))


def test_the_unreadable_is_called_unreadable() -> None:
    found = audit({"cells": {"age": {"t": "2.O0", "p": "0.049"}, "size": {"t": "l.5", "p": "0.14"}}, "df": "78"})
    unreadable = [check for check in found.checks if check.name == "readable"]
    assert [(check.printed, check.verdict, Locale("en").say(check.reason)) for check in unreadable] == [
        ("2.O0", "cannot tell", "unreadable"),
        ("l.5", "cannot tell", "unreadable"),
    ]


def test_degrees_of_freedom_run_together() -> None:
    rows = {f"x{i}": {"beta": "0.1", "t": "1.00"} for i in range(11)}
    found = audit({"cells": rows, "model": {"df": "1178", "n": "90", "df1": "11"}})
    (check,) = [c for c in found.checks if c.name == "df" and c.printed == "1178"]
    assert check.verdict == "cannot tell" and "run together" in Locale("en").say(check.reason)


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ({"b": "0.50", "se": "0.25", "t": "3.00"}, "t"),
        ({"t": "2.00", "p": "0.500"}, "p"),
        ({"t": "2.00", "p": "−0.050"}, "range"),
        ({"t": "2.00", "p": "1.050"}, "range"),
        ({"t": "2.00", "p": "n.s.*"}, "readable"),
        ({"b": "-0.50", "t": "2.00"}, "sign"),
        ({"b": "0.50", "se": "0.10", "95% CI": "[0.1, 0.6]"}, "interval"),
        ({"b": "0.50", "se": "0.10", "95% CI": "[0.6, 0.8]"}, "interval"),
        ({"b": "0.693", "se": "0.20", "z": "3.47", "OR": "1.50"}, "ratio"),
        ({"beta": "0.10", "t": "1.00", "VIF": "0.80"}, "range"),
        ({"beta": "0.10", "VIF": "2.00", "tolerance": "0.80", "t": "1.0"}, "tolerance"),
        ({"t": "1.00", "p": "0.320***"}, "stars"),
        ({"t": "5.00", "p": "0.000*"}, "stars"),
    ],
)
def test_rows_that_cannot_be(cells: dict[str, str], name: str) -> None:
    found = audit({"cells": {"age": cells}, "df": "78", "stars": {"*": "p<0.05", "**": "p<0.01", "***": "p<0.001"}})
    expected = "cannot tell" if name == "readable" else "cannot be"
    assert expected in verdicts(found, name)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ({"r2": "0.50", "adjusted_r2": "0.60", "f": "14.21"}, "adjusted-r2"),
        ({"r2": "0.50", "f": "90.00"}, "f"),
        ({"f": "2.00", "significance": "0.900"}, "f-significance"),
        ({"f": "F(5, 84) = 2.00", "significance": "0.900"}, "f-significance"),
        ({"r2": "0.50", "df2": "89"}, "df"),
    ],
)
def test_fits_that_cannot_be(model: dict[str, str], name: str) -> None:
    rows = {f"x{i}": {"b": "0.10", "t": "1.00"} for i in range(5)}
    found = audit({"cells": rows, "model": model, "n": "90", "k": "5"})
    assert "cannot be" in verdicts(found, name)


@pytest.mark.parametrize(
    ("cells", "name", "declared"),
    [
        ({"min": "1.00", "max": "5.00", "mean": "5.20", "sd": "1.00", "n": "30"}, "mean-range", {}),
        ({"min": "1", "max": "5", "mean": "3.00", "sd": "4.00", "n": "30"}, "sd-range", {}),
        ({"min": "0", "max": "1", "mean": "0.19", "sd": "0.401", "n": "90"}, "debit", {}),
        ({"mean": "0.35", "sd": "0.18", "n": "20"}, "debit", {"binary": ["x"]}),
        ({"mean": "5.19", "sd": "1.10", "n": "28"}, "grim", {"whole": ["x"]}),
        ({"mean": "3.44", "sd": "2.47", "n": "18"}, "grimmer", {"whole": ["x"]}),
        ({"min": "-2", "max": "1", "mean": "0.19", "sd": "0.394", "n": "90"}, "whole-data", {"whole": ["x"]}),
        ({"mean": "4.00", "sd": "2.00", "variance": "5.00", "n": "30"}, "variance", {}),
        ({"mean": "4.00", "sum": "150", "n": "30"}, "total", {}),
        ({"mean": "4.00", "sd": "2.00", "se": "0.50", "n": "30"}, "mean-error", {}),
    ],
)
def test_means_that_cannot_be(cells: dict[str, str], name: str, declared: dict[str, Any]) -> None:
    assert "cannot be" in verdicts(audit({"cells": {"x": cells}, **declared}), name)


def test_frequencies_that_cannot_be() -> None:
    rows = {
        "a": {"n": "17", "percent": "14.9"},
        "b": {"n": "79", "percent": "69.3"},
        "c": {"n": "18", "percent": "15.8"},
    }
    good = {**rows, "total": {"n": "114", "percent": "100.0"}}
    assert audit({"cells": good}).failed == ()
    wrong = {**good, "b": {"n": "79", "percent": "70.3"}}
    first = audit({"cells": wrong}).failed[0]
    assert (first.name, first.row) == ("percent", "b")
    wrong = {**good, "total": {"n": "115", "percent": "100.0"}}
    assert "sum" in {c.name for c in audit({"cells": wrong}).failed}


def test_a_correlation_matrix_that_cannot_be() -> None:
    rows = {"a": {"a": "1"}, "b": {"a": ".90", "b": "1"}, "c": {"a": "-.90", "b": ".90", "c": "1"}}
    found = audit({"cells": rows, "kind": "correlations"})
    assert [check.row for check in found.failed] == [""]
    rows["c"] = {"a": ".70", "b": ".90", "c": "1"}
    assert audit({"cells": rows, "kind": "correlations"}).failed == ()


def test_two_models_that_cannot_share_their_factors() -> None:
    def model(beta: str, r2: str, f: str) -> dict[str, Any]:
        return {"cells": {"x": {"beta": beta, "t": "2.000"}, "z": {"beta": "0.100", "t": "1.000"}},
                "model": {"r2": r2, "f": f}, "n": "100"}  # fmt: skip

    found = audit(model("0.210", "0.200", "12.125"), model("0.290", "0.200", "12.125"))
    assert verdicts(found, "vif-agreement") == ["cannot be", "agrees"]


class TestHonestTables:
    """What rounding, another kind of test or of error, or what a table leaves out can explain, is no alarm."""

    def test_normal_one_sided_and_clustered_tests(self) -> None:
        for p in (("0.0455", "0.3173"), ("0.0244", "0.1602"), ("0.0734", "0.3409")):
            rows = {"a": {"t": "2.000", "p": p[0]}, "b": {"t": "1.000", "p": p[1]}}
            found = audit({"cells": rows, "n": "83"})
            assert found.failed == ()
            assert len(verdicts(found, "p")) == 2

    def test_a_table_that_leaves_out_its_controls(self) -> None:
        rows = {"a": {"b": "0.5", "se": "0.2", "t": "2.5"}, "Region dummies": {"b": "yes"}}
        assert (
            audit({"cells": rows, "model": {"r2": "0.400", "adjusted_r2": "0.352", "f": "8.40"}, "n": "110"}).failed
            == ()
        )
        del rows["Region dummies"]
        # eight factors, of which one is listed
        found = audit({"cells": rows, "model": {"r2": "0.400", "adjusted_r2": "0.352"}, "n": "110"})
        assert found.failed == () and verdicts(found, "adjusted-r2") == ["cannot tell"]

    def test_robust_errors(self) -> None:
        rows = {"a": {"beta": "0.5", "t": "9.0"}, "b": {"beta": "0.1", "t": "0.4"}}
        table = {
            "cells": rows,
            "model": {"r2": "0.300", "f": "2.00"},
            "n": "110",
            "title": "OLS with robust standard errors",
        }
        assert (
            audit(table, {**table, "cells": {"a": {"beta": "0.2", "t": "1.0"}, "b": {"beta": "0.1", "t": "4"}}}).failed
            == ()
        )

    def test_an_index_between_0_and_1(self) -> None:
        assert audit({"cells": {"x": {"min": "0", "max": "1", "mean": "0.47", "sd": "0.22", "n": "80"}}}).failed == ()

    def test_a_scale_and_large_figures_without_decimals(self) -> None:
        assert audit({"cells": {"x": {"min": "1", "max": "5", "mean": "3.27", "sd": "0.71", "n": "28"}}}).failed == ()
        assert (
            audit(
                {"cells": {"x": {"min": "1200", "max": "98000", "mean": "23456.78", "sd": "19000.1", "n": "28"}}}
            ).failed
            == ()
        )

    def test_several_answers(self) -> None:
        rows = {
            "a": {"n": "85", "percent": "74.6"},
            "b": {"n": "60", "percent": "52.6"},
            "total": {"n": "114", "percent": "100"},
        }
        assert audit({"cells": rows}).failed == ()

    def test_weights(self) -> None:
        rows = {
            "a": {"n": "85", "percent": "71.0"},
            "b": {"n": "29", "percent": "29.0"},
            "total": {"n": "114", "percent": "100"},
        }
        assert audit({"cells": rows, "weighted": True}).failed == ()

    def test_an_sd_divided_by_n(self) -> None:
        assert audit({"cells": {"x": {"mean": "0.50", "sd": "0.500", "n": "20"}}, "binary": ["x"]}).failed == ()

    def test_a_bound_for_p(self) -> None:
        rows = {"a": {"t": "3.60", "p": "< .001"}, "b": {"t": "0.50", "p": "n.s."}, "c": {"t": "1.50", "p": "> .05"}}
        assert audit({"cells": rows, "df": "78"}).failed == ()


TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "-", "0", "1", "-1", "0.000", "1.2", "−.5", "<.001", ">1", "n.s.", "1e300", "-1e-300", "0.05*",
                     "(.)", "F(1,2)=3", "99999999999999999999", "[1, 2]", "0.3 (0.1)", "yes", "***", "1,5", "½", "٣"]),
    st.floats(allow_nan=False, allow_infinity=False, width=32).map(lambda value: f"{value:.3f}"),
    st.builds("{}E{}".format, st.integers(-9, 9), st.integers(-70, 70)),
)  # fmt: skip
COLUMNS = st.sampled_from(["b", "se", "beta", "t", "z", "p", "stars", "95% CI", "lower", "upper", "OR", "IRR", "VIF",
                           "tolerance", "mean", "sd", "min", "max", "n", "percent", "valid percent",
                           "variance", "sum", "median",
                           "yes_n", "no_n", "total_n", "missing_n", "a", "b (se)", "Model 1 b",
                           "Model 2 t"])  # fmt: skip
ROWS = st.sampled_from(["a", "b", "x", "total", "valid", "missing", "constant", "R2", "F", "N", "R² (adj. R²)", "df"])
FIT = st.dictionaries(
    st.sampled_from(["r2", "adjusted_r2", "f", "significance", "n", "df1", "df2", "delta_r2", "k"]), TEXTS
)
TABLE = st.fixed_dictionaries(
    {"cells": st.dictionaries(ROWS, st.dictionaries(COLUMNS, TEXTS, max_size=6), max_size=5)},
    optional={
        "model": FIT, "n": TEXTS, "df": TEXTS, "k": TEXTS, "level": TEXTS, "binary": st.just(True),
        "whole": st.just(True),
        "kind": st.sampled_from(["frequencies", "descriptives", "regression", "correlations", "other"]),
        "stars": st.dictionaries(st.sampled_from(["*", "**", "†"]), TEXTS), "after": st.just("table1"),
        "outcome": st.just("x"),
    },
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(TABLE, min_size=1, max_size=3), st.dictionaries(st.sampled_from(["survey", "regression"]), TEXTS))
def test_nothing_crashes(tables: list[dict[str, Any]], n: dict[str, str]) -> None:
    from civicreach.analysis.published.consequences import what_follows

    found = audit(*tables, n=n)
    what_follows(found)
    for check in found.checks:
        assert check.verdict in ("agrees", "cannot be", "cannot tell")
        assert Locale("en").say(check.reason) and Locale("ko").say(check.reason)
        assert isinstance(check.reference, str)
