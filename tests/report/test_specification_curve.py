"""The figure of a specification curve: what it draws, in both languages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from civicreach.analysis.specifications.curve import Curve, specification_curve
from civicreach.analysis.specifications.decisions import Plan, plan_specifications
from civicreach.analysis.specifications.multiverse import Material, fit_specifications
from civicreach.records.specifications import Specifications
from civicreach.report.figures.specification_curve import (
    MOST_DRAWN,
    alternative,
    caption,
    notes,
    specification_curve_spec,
)
from civicreach.report.locale import Locale

LABELS = {"age": {"en": "Median age", "ko": "중위연령"}, "likes": {"en": "Likes", "ko": "좋아요 수"}}


@pytest.fixture(scope="module")
def drawn() -> tuple[Curve, Plan]:
    rng = np.random.default_rng(3)
    X = rng.normal(size=(50, 6))
    X[:, 5] = X[:, 4] * 2
    y = np.exp(X[:, 0] + rng.normal(size=50))
    declared = Specifications.model_validate(
        {"transform": ["none", "log", "rank"], "outliers": ["keep", "winsorise"], "errors": ["classical", "HC3"]}
    )
    names = ["age", "level", "budget", "population", "push", "push_twice"]
    plan = plan_specifications(declared, outcome="likes", factors=names)
    fits = fit_specifications(plan, Material(y, X, {"study": np.ones(50, dtype=bool)}, {}))
    return specification_curve(fits, "age"), plan


def layers(spec):
    return [layer for part in spec["vconcat"] for layer in part["layer"]]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_grid_stands_under_the_points(drawn, language: str) -> None:
    curve, plan = drawn
    locale = Locale(language)
    spec = specification_curve_spec(curve, plan, LABELS, locale)
    above, below = spec["vconcat"]
    points = above["layer"][2]["data"]["values"]
    assert len(points) == MOST_DRAWN < curve.n_specifications
    assert points[0]["beta"] == curve.beta[0]
    assert points[-1]["beta"] == curve.beta[-1]
    assert all(point["low"] < point["beta"] < point["high"] for point in points)
    # each specification has one option of every decision, and ticks for its other factors
    ticks = below["layer"][0]["data"]["values"]
    by_place = np.bincount([tick["x"] for tick in ticks], minlength=MOST_DRAWN)
    places = np.unique(np.linspace(0, curve.n_specifications - 1, MOST_DRAWN).round()).astype(int)
    significant = (curve.p[places] < curve.level).astype(int)
    assert 0 < significant.sum() < MOST_DRAWN
    assert by_place.tolist() == (3 + significant + plan.member[curve.subset[places], 1:].sum(axis=1)).tolist()
    names = [row["text"] for layer in below["layer"][1:] for row in layer["data"]["values"]]
    assert len(names) == 1 + 4 + 7 + 5
    assert ("로그" in names, "logarithm" in names) == (language == "ko", language == "en")


def test_words(drawn) -> None:
    curve, _ = drawn
    korean, english = Locale("ko"), Locale("en")
    assert korean.say(caption(curve, LABELS)) == "모형 설정 곡선: 좋아요 수에 대한 중위연령의 계수"
    assert english.say(alternative(curve, LABELS)).startswith(
        f"{curve.n_specifications} specifications of Median age on Likes"
    )
    said = [english.say(note) for note in notes(curve)]
    assert said[1] == f"{MOST_DRAWN} of {curve.n_specifications} specifications are drawn, evenly spaced along the " + (
        "order; the numbers are of all."
    )
    assert said[2] == (
        f"{curve.n_left_out} specifications have no figure (factors of the specification are combinations of one "
        f"another: {curve.n_left_out})."
    )


def test_points_are_told_apart_without_colour_and_the_median_stands_beside_them(drawn) -> None:
    curve, plan = drawn
    above, _ = specification_curve_spec(curve, plan, LABELS, Locale("en"))["vconcat"]
    points, text = above["layer"][2]["encoding"], above["layer"][-1]
    assert points["shape"]["condition"]["value"] != points["shape"]["value"]
    assert text["mark"]["type"] == "text" and text["encoding"]["x"]["value"] == above["width"]


def test_the_main_table_stands_on_the_curve_and_clear_of_the_median(drawn) -> None:
    curve, plan = drawn
    for main, baselines in ((curve.median + 0.01, ("top", "bottom")), (curve.median - 0.01, ("bottom", "top"))):
        above, _ = specification_curve_spec(replace(curve, main=main), plan, LABELS, Locale("en"))["vconcat"]
        *_, median, rule, text = above["layer"]
        assert rule["data"]["values"] == [{"beta": main}]
        assert text["data"]["values"][0]["text"] == f"Main table {main:.3f}"
        assert (median["mark"]["baseline"], text["mark"]["baseline"]) == baselines
    said = [Locale("en").say(note) for note in notes(replace(curve, main=0.25))]
    assert "Dotted: the coefficient of the main table, 0.250." in said
    assert "the sign of the main table" in Locale("en").say(alternative(replace(curve, main=0.25), LABELS))


def test_it_can_be_drawn(drawn) -> None:
    import vl_convert

    curve, plan = drawn
    svg = vl_convert.vegalite_to_svg(specification_curve_spec(curve, plan, LABELS, Locale("ko")))
    assert "다른 요인" in svg
