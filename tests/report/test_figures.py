"""Every figure: what it draws, what it says to those who do not see it, and the files that it becomes."""

from __future__ import annotations

import json
import re
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import KOREA, StudyMaker

from civicreach import read_study
from civicreach.analysis.factors.correlations import correlate
from civicreach.analysis.factors.distributions import distribution
from civicreach.analysis.factors.missingness import missing_pattern
from civicreach.analysis.factors.ols import fit_ols
from civicreach.analysis.factors.standardised import standardise
from civicreach.analysis.reality.activity_range import activity_range
from civicreach.analysis.reality.paired import pair_activity
from civicreach.records.caseflow import CaseFlow, Departure, Step
from civicreach.records.column import Column
from civicreach.records.errors import OutputError
from civicreach.records.missing import Missing
from civicreach.report.document import Figure, NotDrawn, Paragraph, Report
from civicreach.report.figures.activity import activity_figure
from civicreach.report.figures.caseflow import caseflow_figure
from civicreach.report.figures.coefficients import coefficients_figure
from civicreach.report.figures.correlations import correlations_figure
from civicreach.report.figures.distributions import distributions_figure
from civicreach.report.figures.lettering import room, wrapped
from civicreach.report.figures.likes_posts import likes_posts_figure, log_ticks
from civicreach.report.figures.missing import missing_figure
from civicreach.report.locale import Locale
from civicreach.report.numbers import in_words
from civicreach.report.writers import charts, drawing
from civicreach.report.writers.charts import chart_pdf, chart_png, chart_svg, size_of
from civicreach.report.writers.svg import figure_svg
from civicreach.workflow.documents import document_files

ENGLISH, KOREAN = Locale("en"), Locale("ko")
KEYS = [
    "case-flow-diagram", "missing", "activity-sorted", "likes-posts", "say-do", "distributions", "correlations",
    "coefficients",
]  # fmt: skip

LONG = ("A label of two hundred letters that somebody once typed into a codebook " * 3)[:200].strip()
UNBROKEN = "소셜미디어활용실태조사" * 18


@pytest.fixture(scope="module")
def run() -> Any:
    return read_study(KOREA).run()


@pytest.fixture(scope="module")
def report(run: Any) -> Report:
    return run.report()


def drawn(part: Figure | NotDrawn) -> Figure:
    assert isinstance(part, Figure)
    return part


def texts(spec: Any) -> Iterator[str]:
    """Every text that stands in the data or the titles of a drawing."""
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key in ("text", "title") and isinstance(value, str | list):
                yield from [value] if isinstance(value, str) else [line for line in value if isinstance(line, str)]
            else:
                yield from texts(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from texts(value)


def rows(spec: Any, field: str) -> list[Any]:
    """The values of a field, in the order in which they are drawn."""
    if isinstance(spec, dict):
        here = (
            [row[field] for row in spec.get("values", []) if isinstance(row, dict) and field in row]
            if "values" in spec
            else []
        )
        return here + [found for key, value in spec.items() if key != "values" for found in rows(value, field)]
    return [found for value in spec for found in rows(value, field)] if isinstance(spec, list) else []


# all figures of the study ------------------------------------------------------------------------------------


def test_the_study_has_all_figures_in_order(report: Report) -> None:
    assert list(report.figures) == KEYS
    assert [figure.number for figure in report.figures.values()] == [str(n) for n in range(1, 9)]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("locale", [ENGLISH, KOREAN], ids=["en", "ko"])
def test_a_description_is_plain_data_in_one_language(report: Report, key: str, locale: Locale) -> None:
    figure = report.figures[key]
    spec = figure.spec(locale)
    assert json.loads(json.dumps(spec)) == spec
    assert spec == figure.spec(locale)
    words = " ".join(texts(spec))
    if key != "say-do":
        assert bool(re.search("[가-힣]", words)) == (locale.language == "ko")
    for said in (figure.caption, figure.alt, *figure.notes):
        assert bool(re.search("[가-힣]", locale.say(said))) == (locale.language == "ko")
    assert not re.search(r"\b(undefined|nan|None)\b", words)


@pytest.mark.parametrize("key", KEYS)
def test_no_letter_is_smaller_than_a_journal_prints(report: Report, key: str) -> None:
    svg = chart_svg(report.figures[key], ENGLISH)
    width, height = size_of(svg)
    sizes = {float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg)}
    # a pixel is three quarters of a point
    assert min(sizes) * 0.75 >= 7.5
    assert width <= 700 and height <= 900
    assert set(re.findall(r'font-family="([^"]*)"', svg)) == {"Noto Sans KR"}


def test_a_page_names_typefaces_that_other_machines_have(report: Report) -> None:
    svg = figure_svg(report.figures["missing"], KOREAN)
    families = set(re.findall(r'font-family="([^"]*)"', svg))
    assert len(families) == 1 and families.pop().startswith("Noto Sans KR, ")


def test_a_figure_is_drawn_once_for_all_formats(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import vl_convert

    calls: list[str] = []
    for name in ("vegalite_to_svg", "svg_to_png"):
        real = getattr(vl_convert, name)
        monkeypatch.setattr(
            vl_convert, name, lambda *a, real=real, name=name, **k: (calls.append(name), real(*a, **k))[1]
        )
    report = run.report()
    for _ in document_files(report, ["html", "docx", "pdf", "markdown", "figures"]):
        pass
    # those in the second language are drawn in a process beside this one
    assert sorted(calls) == ["svg_to_png"] * 8 + ["vegalite_to_svg"] * 8


def test_drawn_beside_or_here_is_the_same(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ["docx", "figures"]
    beside = list(document_files(run.report(), asked))
    monkeypatch.setattr(drawing.sys, "executable", "no-such-python")
    here = list(document_files(run.report(), asked))
    assert len(beside) == len(here) > 40
    assert beside == here


# files -------------------------------------------------------------------------------------------------------


def test_the_format_figures_writes_three_files_a_figure_and_language(report: Report) -> None:
    files = dict(document_files(report, ["figures"]))
    assert sorted(files) == sorted(
        f"figures/{key}-{language}.{kind}"
        for key in KEYS
        for language in ("en", "ko")
        for kind in ("svg", "png", "pdf")
    )
    assert files == dict(document_files(report, ["figures"]))


def test_a_png_has_three_hundred_dots_an_inch(report: Report) -> None:
    figure = report.figures["coefficients"]
    png = chart_png(figure, KOREAN)
    assert png.startswith(b"\x89PNG")
    width, height = size_of(chart_svg(figure, KOREAN))
    # a pixel of the drawing is a 96th of an inch
    assert struct.unpack(">II", png[16:24]) == pytest.approx((width * 300 / 96, height * 300 / 96), abs=1.5)
    place = png.index(b"pHYs")
    across, down, unit = struct.unpack(">IIB", png[place + 4 : place + 13])
    assert (across, down, unit) == (11811, 11811, 1)


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="poppler-utils are not installed")
def test_a_pdf_is_of_the_same_size_and_embeds_its_type(report: Report, tmp_path: Path) -> None:
    figure = report.figures["missing"]
    file = tmp_path / "figure.pdf"
    file.write_bytes(chart_pdf(figure, KOREAN))
    fonts = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts and all("NotoSansKR" in line and re.search(r"\byes\s+yes\s+yes\b", line) for line in fonts)
    about = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", about)
    assert size is not None
    width, height = size_of(chart_svg(figure, KOREAN))
    assert (float(size[1]), float(size[2])) == pytest.approx((width * 0.75, height * 0.75), abs=1)


def test_without_the_typefaces_a_sentence_names_the_figures(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> Path:
        raise OutputError("a PDF needs the Korean typefaces")

    monkeypatch.setattr(charts, "typefaces", absent)
    charts._typefaces.cache_clear()
    charts._svg.cache_clear()
    try:
        with pytest.raises(OutputError, match=r"figures \(figures/\*\.svg, \*\.png, \*\.pdf.*pylopdf-fonts-ko"):
            chart_svg(report.figures["missing"], ENGLISH)
    finally:
        charts._typefaces.cache_clear()


# one by one --------------------------------------------------------------------------------------------------


def numbers_in(figure: Figure) -> list[str]:
    return re.findall(r"-?\d+(?:,\d{3})*(?:\.\d+)?", ENGLISH.say(figure.alt))


def test_the_alternative_text_of_the_study_says_its_results(run: Any, report: Report) -> None:
    said = {key: ENGLISH.say(figure.alt) for key, figure in report.figures.items()}
    flow = run.findings.flow
    assert said["case-flow-diagram"].startswith("114 governments listed. ")
    for n in flow.counts:
        assert str(n) in said["case-flow-diagram"]
    for r in run.findings.ranges.values():
        for value in (r.minimum, r.median, r.maximum):
            assert in_words(value) in said["activity-sorted"]
    assert "90 of 96 governments" in said["missing"]
    for fitted in run.findings.models:
        shown = standardise(fitted.result)
        for j in np.flatnonzero(shown.without_zero):
            wanted = f"{shown.beta[j]:.3f} [{shown.low[j]:.3f}, {shown.high[j]:.3f}]"
            assert wanted in said["coefficients"]
    table = report.tables["model-likes"]
    assert f"{table.cell('population_total', 'beta').value:.3f}" in said["coefficients"]  # type: ignore[union-attr]


def ranges(**measures: list[float]) -> dict[str, Any]:
    return {
        name: activity_range(np.array(values), ids=[f"g{i}" for i in range(len(values))])
        for name, values in measures.items()
    }


def test_sorted_activity_shows_every_government_in_order() -> None:
    figure = drawn(activity_figure(ranges(likes=[5.0, 2.0, np.nan, 9.0], posts=[1.0, 0.0, 3.0, 2.0]), {}))
    spec = figure.spec(ENGLISH)
    assert rows(spec, "rank") == [1, 2, 3, 1, 2, 3, 4]
    assert rows(spec["concat"][0], "value") == [2.0, 5.0, 9.0, 5.0, 5.0]  # the last are the median's line and words
    assert numbers_in(figure) == ["3", "2", "5", "9", "4", "0", "1.5", "3"]


def test_the_printed_look_has_two_axes_and_two_kinds_of_line() -> None:
    figure = drawn(activity_figure(ranges(likes=[52.0, 289353.0], posts=[2.0, 247.0]), {}, look="printed"))
    spec = figure.spec(ENGLISH)
    assert spec["resolve"] == {"scale": {"y": "independent"}}
    left, right = spec["layer"]
    assert [part["encoding"]["y"]["axis"]["orient"] for part in (left, right)] == ["left", "right"]
    assert [part["encoding"]["y"]["title"] for part in (left, right)] == [
        ["posts (solid line)"],
        ["likes (dashed line)"],
    ]
    assert left["mark"]["strokeDash"] != right["mark"]["strokeDash"]
    assert chart_svg(figure, ENGLISH).count("stroke-dasharray") >= 1


def test_the_printed_look_is_chosen_in_the_study_file(make_study: StudyMaker) -> None:
    folder = make_study(("[report]\n", '[report]\nsorted_activity = "printed"\n'))
    assert "resolve" in read_study(folder).run().report().figures["activity-sorted"].spec(ENGLISH)


def test_the_printed_look_of_three_measures_gives_panels_and_says_so() -> None:
    figure = drawn(activity_figure(ranges(a=[1.0], b=[2.0], c=[3.0]), {}, look="printed"))
    assert len(figure.spec(ENGLISH)["concat"]) == 3
    assert "takes two measures; there are 3" in ENGLISH.say(figure.notes[-1])


def test_many_governments_are_one_area() -> None:
    n = 5000
    figure = drawn(activity_figure(ranges(likes=list(np.arange(n, dtype=float))), {}))
    assert figure.spec(ENGLISH)["concat"][0]["layer"][0]["mark"]["type"] == "area"
    assert len(chart_svg(figure, ENGLISH)) < 300_000


def test_likes_against_posts_leave_zeros_and_missing_to_the_note() -> None:
    posts, likes = np.array([1.0, 20.0, 0.0, np.nan, 5.0]), np.array([10.0, 4000.0, 7.0, 8.0, 0.0])
    pair = pair_activity(posts, likes, ids=list("abcde"))
    figure = drawn(likes_posts_figure([pair], {}))
    spec = figure.spec(ENGLISH)
    assert (rows(spec, "x"), rows(spec, "y")) == ([1.0, 20.0], [10.0, 4000.0])
    said = [ENGLISH.say(note) for note in figure.notes]
    assert "2 governments" in said[0] and said[1].endswith("zero: 2.") and said[2].endswith("not known: 1.")
    assert [one["encoding"][axis]["scale"]["type"] for one in spec["concat"][0]["layer"] for axis in "xy"] == [
        "log"
    ] * 2


@settings(max_examples=60, deadline=None)
@given(st.floats(0.01, 1e8), st.floats(1.05, 1e6))
def test_logarithmic_axes_have_round_ticks_inside(low: float, ratio: float) -> None:
    ticks = log_ticks(low, low * ratio)
    assert all(low <= tick <= low * ratio for tick in ticks) and ticks == sorted(set(ticks))
    assert len(ticks) > 2 or ratio < 10


def fitted(seed: int = 1, k: int = 3) -> Any:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(40, k))
    return standardise(fit_ols(X[:, 0] + rng.normal(size=40), X, names=[f"x{j}" for j in range(k)]))


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_coefficients_stand_side_by_side_on_one_scale(count: int) -> None:
    models = {f"m{i}": fitted(i, 2 + i) for i in range(count)}
    spec = drawn(coefficients_figure(models, {name: name for name in models}, {})).spec(ENGLISH)
    assert len(spec["concat"]) == count and spec["columns"] == 3
    domains = [str(layer["encoding"]["x"]["scale"]) for panel in spec["concat"] for layer in panel["layer"][1:4]]
    assert len(set(domains)) == 1
    points = [panel["layer"][3] for panel in spec["concat"]]
    assert rows(points, "beta") == [beta for model in models.values() for beta in model.beta.tolist()]
    assert rows(points, "apart") == [apart for model in models.values() for apart in model.without_zero.tolist()]


def test_a_perfect_model_is_named_and_not_drawn() -> None:
    x = np.arange(8.0)
    perfect = standardise(fit_ols(x, x[:, None], names=["x"]))
    assert isinstance(coefficients_figure({"p": perfect}, {"p": "P"}, {}), NotDrawn)
    figure = drawn(coefficients_figure({"p": perfect, "m": fitted()}, {"p": "P", "m": "M"}, {}))
    assert len(figure.spec(ENGLISH)["concat"]) == 1
    assert "P is not drawn" in ENGLISH.say(figure.notes[-1])


def test_correlations_are_the_lower_half_readable_in_grey() -> None:
    matrix = np.random.default_rng(2).normal(size=(597, 20))
    # correlations of every size: -0.99 to 0.99 with the first
    for j, share in enumerate(np.linspace(-0.99, 0.99, 19), 1):
        matrix[:, j] = share * matrix[:, 0] + np.sqrt(1 - share**2) * matrix[:, j]
    names = [f"factor {j}" for j in range(20)]
    result = correlate(matrix, names=names)
    figure = drawn(correlations_figure(result, {}))
    cells = [row for layer in figure.spec(ENGLISH)["layer"][:1] for row in layer["data"]["values"]]
    assert len(cells) == 190
    assert cells[0]["text"] == in_words(float(result.r[1, 0]), 2).replace("-", "−")
    for cell in cells:
        tone = int(re.findall(r"\d+", cell["fill"])[0])
        ink = 255 if cell["ink"] == "white" else 0
        assert abs(tone - ink) > 115
    assert numbers_in(figure)[:2] == ["20", "597"]
    width, _ = size_of(chart_svg(figure, ENGLISH))
    assert width <= 760


def test_missingness_has_a_row_for_each_reason_and_names_who() -> None:
    columns = {
        "likes": Column(np.array([np.nan, np.nan, 1.0, 2.0]), np.array([1, 4, 0, 0], dtype=np.uint8)),
        "age": Column(np.array([np.nan, 1.0, 1.0, 2.0]), np.array([7, 0, 0, 0], dtype=np.uint8)),
    }
    pattern = missing_pattern(columns, ids=["a", "b", "c", "d"])
    figure = drawn(missing_figure(pattern, {}, {"a": "Alpha", "b": "Beta"}))
    words = list(texts(figure.spec(ENGLISH)))
    assert words == [
        *("likes", "left blank: 1", "likes", "no account is known: 1", "age", "not in the statistics: 1"),
        *("Alpha", "Beta"),
    ]
    assert "2 of 4 governments have every variable" in ENGLISH.say(figure.alt)
    assert Missing.NO_ACCOUNT.words.text in ENGLISH.say(figure.alt)


def test_many_governments_are_not_named_under_the_columns() -> None:
    pattern = missing_pattern({"x": Column.numbers([None] * 600 + [1.0])}, ids=[f"g{i}" for i in range(601)])
    figure = drawn(missing_figure(pattern, {}, {}))
    spec = figure.spec(ENGLISH)
    assert list(texts(spec)) == ["x", "left blank: 600"]
    # neighbours are one box
    assert len(spec["layer"][1]["data"]["values"]) == 1


def flow(labels: Any = "rule") -> CaseFlow:
    gone = Departure("excluded by rule", labels, tuple("abc"))
    absent = [Departure("missing", f"reason {j}", ("d",)) for j in range(20)]
    return CaseFlow(10, "governments", (Step(labels, (gone,), 7), Step("complete", tuple(absent), 6)))


def test_the_case_flow_keeps_the_excluded_and_the_missing_apart() -> None:
    figure = drawn(caseflow_figure(flow()))
    words = list(texts(figure.spec(ENGLISH)))
    assert words[:8] == [
        *("governments", "n = 10", "excluded by rule: 3", "rule", "n = 7", "missing: 1", "reason 0: 1", "reason 1: 1"),
    ]
    assert "and 8 more reasons, in the table" in words
    assert isinstance(caseflow_figure(CaseFlow(3, "governments")), NotDrawn)


def test_distributions_say_what_has_no_logarithm() -> None:
    outcomes = {
        "likes": distribution(np.array([1.0, 10.0, 100.0, 0.0, np.nan])),
        "change": distribution(np.array([-5.0, 2.0, 3.0])),
        "nothing": distribution(np.zeros(4)),
        "ratio": distribution(np.log([1.0, 2.0]), logged="log"),
    }
    figure = drawn(distributions_figure(outcomes, {}))
    assert len(figure.spec(ENGLISH)["concat"]) == 8
    notes = [ENGLISH.say(note) for note in figure.notes]
    assert "1 missing" in notes[0] and "1 zeros and 0 negative" in notes[0]
    assert "0 zeros and 1 negative" in notes[1] and "4 zeros" in notes[2]
    words = list(texts(figure.spec(ENGLISH)))
    assert "There is nothing to draw." in words
    assert {"likes, natural logarithm", "ratio, before the logarithm", "ratio"} <= set(words)


# where there is nothing to draw ------------------------------------------------------------------------------


def test_what_cannot_be_drawn_is_said(make_study: StudyMaker) -> None:
    folder = make_study(('[[models]]\nname = "likes"\noutcome = "likes"\nfactors = ["population", "opinions"]', ""))
    report = read_study(folder).run().report()
    assert not {"coefficients", "correlations", "distributions", "missing"} & set(report.figures)
    said = " ".join(
        ENGLISH.say(part.words) for section in report.sections for part in section.parts if isinstance(part, Paragraph)
    )
    for name in ("Standardised coefficients", "Correlations of the factors", "Distribution of the outcomes", "What is"):
        assert re.search(rf"Not drawn: [^.]*{name}", said)
    assert "(the study names no models)" in said


@pytest.mark.parametrize(
    "part",
    [
        activity_figure(ranges(likes=[np.nan]), {}),
        likes_posts_figure([], {}),
        likes_posts_figure([pair_activity(np.zeros(3), np.ones(3), ids=list("abc"))], {}),
        correlations_figure(None, {}),
        correlations_figure(correlate(np.ones((5, 1)), names=["a"]), {}),
        correlations_figure(correlate(np.ones((5, 2)), names=["a", "b"]), {}),
        missing_figure(None, {}, {}),
        missing_figure(missing_pattern({"a": Column.numbers([1.0])}, ids=["a"]), {}, {}),
        distributions_figure({}, {}),
        distributions_figure({"a": distribution(np.array([np.nan]))}, {}),
        coefficients_figure({}, {}, {}),
    ],
)
def test_reasons_are_sentences_in_both_languages(part: Figure | NotDrawn) -> None:
    assert isinstance(part, NotDrawn)
    assert len(ENGLISH.say(part.reason)) > 10
    assert re.search("[가-힣]", KOREAN.say(part.reason))


# labels of any length ----------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=220) | st.text(alphabet="aW 가", min_size=120, max_size=220), st.floats(40, 400))
def test_wrapping_loses_no_letter_and_keeps_to_the_width(text: str, width: float) -> None:
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert lines and all(room(line) <= width for line in lines)


@pytest.mark.parametrize("label", [LONG, UNBROKEN])
def test_long_labels_stand_whole_in_every_figure(label: str) -> None:
    labels = {"likes": label, "posts": label, "x0": label, "x1": label}
    X = np.random.default_rng(1).normal(size=(30, 2))
    figures = [
        activity_figure(ranges(likes=[1.0, 5.0], posts=[2.0, 3.0]), labels),
        activity_figure(ranges(likes=[1.0, 5.0], posts=[2.0, 3.0]), labels, look="printed"),
        likes_posts_figure([pair_activity(np.array([1.0, 2.0]), np.array([3.0, 4.0]), ids=["a", "b"])], labels),
        coefficients_figure({"m": fitted(k=2)}, {"m": label}, labels),
        correlations_figure(correlate(X, names=["x0", "x1"]), labels),
        distributions_figure({"likes": distribution(np.array([1.0, 2.0, 9.0]))}, labels),
        missing_figure(missing_pattern({"likes": Column.numbers([1.0, None])}, ids=["a", "b"]), labels, {"b": label}),
        caseflow_figure(flow(label)),
    ]
    for figure in figures:
        words = "".join("".join(texts(drawn(figure).spec(ENGLISH))).split())
        assert "".join(label.split()) in words
        assert "…" not in chart_svg(drawn(figure), ENGLISH)
