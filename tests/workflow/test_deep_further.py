"""What a study asks of a deep run beside the usual checks: as R has it, on the page, and where the data refuse."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from tests.conftest import KOREA, ROOT, STUDY, StudyMaker, small_files

from civicreach import read_study
from civicreach.analysis.errors.comparison import BESIDE, METHODS, USUAL
from civicreach.analysis.firmness.conclusions import Check
from civicreach.analysis.firmness.study import grouped
from civicreach.records.errors import StudyError
from civicreach.records.study import FirmnessOptions
from civicreach.report.locale import Locale
from civicreach.report.table import Table
from civicreach.workflow.run import StudyRun

R = ROOT / "tests" / "analysis" / "r"
FACTORS = (
    "median_age", "population_total", "level", "f_independence", "budget", "purpose_push", "purpose_pull",
    "purpos_interaction", "new_operation", "contract_operation", "system_legal",
)  # fmt: skip
EXPOSED = ("median_age", "level", "f_independence", "contract_operation")
#: As in the tests of the functions themselves: where R keeps its digits.
CLOSE = {"rtol": 1e-8}

TWIN = """
[study]
title = "The twin"
timezone = "UTC"
synthetic = true
[governments]
file = "governments.csv"
id = "id"
[statistics.all]
file = "all.csv"
government = "id"
[[models]]
name = "likes"
outcome = "N_like"
factors = [{factors}]
cluster = "province"
[[models]]
name = "rate"
outcome = "N_like"
factors = [{exposed}]
exposure = "population_total"
[firmness]
errors = ["HC0", "HC1", "HC2", "HC3", "HC4", "HC2-BM"]
draws = 999
[report]
stars = {{ "*" = 0.999 }}
"""


def output(name: str) -> Mapping[tuple[str, str], Mapping[str, float]]:
    found: dict[tuple[str, str], dict[str, float]] = {}
    for row in csv.DictReader((R / f"{name}.out.csv").read_text().splitlines()):
        if row["value"] != "NA":
            own = found.setdefault((row["part"], row["quantity"]), {})
            # names need not be unique: clusters are values of a group
            own[row["name"] if row["name"] not in own else f"{row['name']}#{len(own)}"] = float(row["value"])
    return found


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> StudyRun:
    """R's data as a study: every number of R's output stands on its page."""
    folder = tmp_path_factory.mktemp("twin")
    rows = list(csv.DictReader((R / "twin90.csv").read_text().splitlines()))
    group = list(output("errors")["twin", "group"].values())
    lines = [
        [f"G{i}", str(int(g)), *(row[c] for c in ("N_like", *FACTORS))]
        for i, (g, row) in enumerate(zip(group, rows, strict=True))
    ]
    text = ["id,province,N_like," + ",".join(FACTORS), *(",".join(line) for line in lines)]
    (folder / "all.csv").write_text("\n".join(text) + "\n")
    (folder / "governments.csv").write_text("\n".join(["id", *(line[0] for line in lines)]) + "\n")
    named = {key: ", ".join(f'"{f}"' for f in some) for key, some in (("factors", FACTORS), ("exposed", EXPOSED))}
    (folder / "study.toml").write_text(TWIN.format(**named))
    return read_study(folder).run(deep=True)


@pytest.fixture(scope="module")
def pages(twin: StudyRun) -> Mapping[str, Table]:
    return twin.report().tables


def values(table: Table, rows: list[str], column: str) -> list[float]:
    cells = [table.cell(row, column) for row in rows]
    assert all(cell is not None and isinstance(cell.value, float) for cell in cells)
    return [float(cell.value) for cell in cells if cell is not None and isinstance(cell.value, float)]


@pytest.mark.parametrize("method", ["CR0", "CR1", "CR2"])
@pytest.mark.parametrize("quantity", ["std_error", "p", "conf_low"])
def test_errors_by_clusters_are_those_of_r(pages: Mapping[str, Table], method: str, quantity: str) -> None:
    column = {"conf_low": "low"}.get(quantity, quantity)
    ours = values(pages["clusters-likes"], [f"{factor}-{method}" for factor in FACTORS], column)
    np.testing.assert_allclose(ours, list(output("errors")["twin", f"{method}_{quantity}"].values()), rtol=1e-7)


@pytest.mark.parametrize("method", ["HC0", "HC1", "HC2", "HC3", "HC4", "HC2-BM"])
def test_every_error_asked_for_stands_beside_the_classical_ones_as_in_r(
    pages: Mapping[str, Table], method: str
) -> None:
    ours = values(pages["intervals-likes"], [f"{factor}-{method}" for factor in FACTORS], "std_error")
    np.testing.assert_allclose(ours, list(output("errors")["twin", f"{method}_std_error"].values()), **CLOSE)
    checked = values(pages["firmness-likes"], [method], "median_age")
    np.testing.assert_allclose(checked, output("errors")["twin", f"{method}_p"]["median_age"], **CLOSE)


@pytest.mark.parametrize(
    ("table", "part", "factors"),
    [("effects-likes", "twin_likes", FACTORS), ("exposure-effects-rate", "twin_exposure", EXPOSED)],
)
@pytest.mark.parametrize("family", ["quasi-poisson", "negative binomial"])
def test_marginal_effects_are_those_of_r(
    pages: Mapping[str, Table], table: str, part: str, factors: tuple[str, ...], family: str
) -> None:
    in_r, key = output("outcomes"), family.replace(" ", "-")
    model = next(name for name, _ in in_r if name.startswith(f"{part}:") and name.endswith(family))
    effects = values(pages[table], list(factors), f"{key}-effect")
    np.testing.assert_allclose(effects, list(in_r[model, "margin"].values()), **CLOSE)
    errors = values(pages[table], list(factors), f"{key}-std_error")
    np.testing.assert_allclose(errors, list(in_r[model, "margin_error:HC3"].values()), rtol=1e-7)


@pytest.mark.parametrize(
    ("model", "suffix", "part"), [("likes", "", "twin_likes"), ("rate", "-exposure", "twin_exposure")]
)
def test_families_fit_as_in_r(pages: Mapping[str, Table], model: str, suffix: str, part: str) -> None:
    in_r, table = output("outcomes"), pages[f"families-{model}"]
    for family in ("poisson", "negative binomial"):
        row = f"{family.replace(' ', '-')}{suffix}"
        name = next(one for one, _ in in_r if one.startswith(f"{part}:") and one.endswith(f":{family}"))
        for quantity in ("log_likelihood", "aic", "bic", "dispersion"):
            np.testing.assert_allclose(values(table, [row], quantity), in_r[name, quantity][""], **CLOSE)
    notes = " ".join(Locale("en").say(note) for note in table.notes)
    assert f"z {in_r[part, 'cameron_trivedi:constant']['t']:.2f}" in notes
    assert f"z {in_r[part, 'cameron_trivedi:proportional']['t']:.2f}" in notes
    assert "p <0.001" in notes and "p 0.000" not in notes


def test_a_rate_is_a_check_beside_the_count(twin: StudyRun) -> None:
    assert twin.firmness is not None
    likes, rate = twin.firmness.models
    assert not [check.key for check in likes.checks if "exposure" in check.key]
    keys = [check.key for check in rate.checks]
    assert {"poisson-exposure", "negative-binomial-exposure"} < set(keys)
    (check,) = [check for check in rate.checks if check.key == "poisson-exposure"]
    np.testing.assert_allclose(
        check.estimate, list(output("outcomes")["twin_exposure:quasi-poisson", "estimate"].values())[1:], **CLOSE
    )


def test_names_of_errors_are_the_same_everywhere() -> None:
    asked = FirmnessOptions.model_fields["errors"].default
    assert ("classical", *asked) == USUAL
    assert set(BESIDE) < set(METHODS) and not set(BESIDE) & set(USUAL)


def test_checks_of_one_group_stand_together() -> None:
    nothing = np.zeros(1)
    checks = [Check(key, key, "", group, nothing, nothing, 1) for key, group in zip("abcd", "xyxz", strict=True)]
    assert [check.key for check in grouped(checks)] == ["a", "c", "b", "d"]


@pytest.fixture(scope="module")
def korea() -> StudyRun:
    return read_study(KOREA).run(deep=True)


def test_the_study_that_comes_along_asks_for_all_of_it(korea: StudyRun) -> None:
    tables, figures = korea.report().tables, korea.report().figures
    for model in ("likes", "posts"):
        for kind in (
            "clusters",
            "families",
            "effects",
            "exposure-effects",
            "dominance",
            "groups",
            "power",
            "weights",
            "bounds",
        ):
            assert tables[f"{kind}-{model}"].rows, kind
        assert {f"power-{model}", f"importance-{model}"} < set(figures)
    assert tables["purposes-bounds"].rows
    assert korea.firmness is not None and all(model.refused == () for model in korea.firmness.models)


def test_the_page_says_what_was_computed(korea: StudyRun) -> None:
    assert korea.firmness is not None
    tables, further = korea.report().tables, korea.firmness.further["likes"]
    assert further.grouped and further.dominance and further.response and further.bounds and further.curve
    group = tables["groups-likes"]
    owen = further.grouped.importance
    shares = dict(zip(owen.groups, owen.group_share.tolist(), strict=True))
    assert values(group, ["purposes", "operation"], "share") == [shares["purposes"], shares["operation"]]
    np.testing.assert_allclose(sum(shares.values()), owen.r_squared)
    general = values(tables["dominance-likes"], list(FACTORS), "general")
    np.testing.assert_allclose(general, further.dominance.general)
    np.testing.assert_allclose(general, values(tables["importance-likes"], list(FACTORS), "share"))
    weighted = values(tables["weights-likes"], list(FACTORS), "response-estimate")
    assert weighted == further.response.model.estimate[1:].tolist()
    # beside it the same errors without weights, so that a reader sees what the weights alone move
    model = korea.firmness.models[0]
    assert values(tables["weights-likes"], list(FACTORS), "unweighted-p") == model.errors.of("HC3").p.tolist()
    heads = {Locale("en").say(column.spanner) for column in tables["weights-likes"].columns if column.spanner}
    assert heads == {"Main table", "Unweighted, HC3", "Weighted for response, HC3"}
    (check,) = [check for check in model.checks if check.key == "weighted-response"]
    assert Locale("en").say(check.label) == "Weighted for response, HC3"
    assert Locale("en").say(check.about).startswith("HC3 errors. Weights assume")
    uncertain = [name for name, sign in zip(FACTORS, further.bounds.bounds.sign[1:], strict=True) if not sign]
    overview = " ".join(Locale("en").say(note) for note in tables["firmness"].notes)
    assert bool({f"likes-{name}" for name in uncertain} & {row.key for row in tables["firmness"].rows}) == (
        "Missing outcomes alone could change the sign" in overview
    )
    assert values(tables["bounds-likes"], list(FACTORS), "low") == further.bounds.bounds.low[1:].tolist()
    here = int(np.flatnonzero(further.curve.sizes == 90)[0])
    assert values(tables["power-likes"], list(FACTORS), "n90") == further.curve.standardised[here].tolist()


def test_every_figure_is_drawn_in_both_languages_and_says_synthetic(korea: StudyRun) -> None:
    for key in ("power-likes", "importance-posts"):
        figure = korea.report().figures[key]
        for language in ("en", "ko"):
            assert "SYNTHETIC" in str(figure.spec(Locale(language)))
            assert Locale(language).say(figure.alt)


Firm = Callable[..., StudyRun]


@pytest.fixture
def firm(make_study: StudyMaker) -> Firm:
    """The small study with more keys of its model and of [firmness], run deep."""

    def run(model: str = "", firmness: str = "", people: Mapping[str, str] | None = None) -> StudyRun:
        text = small_files()["people.csv"]
        for old, new in (people or {}).items():
            assert old in text
            text = text.replace(old, new)
        # with stars for everything there are conclusions about everything
        stars = 'stars = { "*" = 0.999 }'
        options = f"[firmness]\ndraws = 999\n{firmness}\n[report]\n{stars}"
        model = f'factors = ["population", "opinions"]\n{model}\n'
        columns = '{ population = "population" }'
        sized = '{ population = "population", size = "size" }' if "size" in text else columns
        exchanges = (('factors = ["population", "opinions"]\n', model), ("[report]", options), (columns, sized))
        return read_study(make_study(*exchanges, files={"people.csv": text})).run(deep=True)

    return run


def reasons(run: StudyRun) -> str:
    assert run.firmness is not None
    return " ".join(str(reason) for _, reason in run.firmness.models[0].refused)


def test_one_cluster_has_no_errors_and_says_so(firm: Firm) -> None:
    run = firm('cluster = "governments.region"')
    assert run.firmness is not None
    checks = {check.key: check for check in run.firmness.models[0].checks}
    for key in ("CR2-clusters", "wild-clusters"):
        assert np.isnan(checks[key].p).all() and "one cluster" in Locale("en").say(checks[key].reason)
    assert np.isfinite(checks["HC3"].p).all()


@pytest.mark.parametrize("key", ["cluster", "exposure"])
def test_a_government_without_cluster_or_exposure_is_left_out_and_named(firm: Firm, key: str) -> None:
    run = firm(f'{key} = "size"', people={"population\n": "population,size\n", **_sizes("")})
    assert run.firmness is not None
    further = run.firmness.further["likes"]
    found = further.clusters if key == "cluster" else further.counts[-1]
    assert found is not None and found.left_out == ("G05",)
    assert found.errors.n if key == "cluster" else found.n == 8
    table = run.report().tables[f"{'clusters' if key == 'cluster' else 'families'}-likes"]
    assert any("Town 5" in Locale("en").say(note) for note in table.notes)


def _sizes(fifth: str) -> dict[str, str]:
    """A column of sizes beside the population: 1 to 3, and what is wanted for the sixth government."""
    lines = small_files()["people.csv"].splitlines()[1:]
    return {f"{line}\n": f"{line},{fifth if i == 5 else i % 3 + 1}\n" for i, line in enumerate(lines)}


@pytest.mark.parametrize("value", ["0", "-2"])
def test_an_exposure_of_0_is_refused(firm: Firm, value: str) -> None:
    run = firm('exposure = "size"', people={"population\n": "population,size\n", **_sizes(value)})
    assert "an exposure must be above 0" in reasons(run)
    assert run.firmness is not None and [counts.exposure for counts in run.firmness.further["likes"].counts] == [""]


def test_a_negative_weight_is_refused_and_one_of_0_is_counted(firm: Firm) -> None:
    negative = firm('weight = "size"', people={"population\n": "population,size\n", **_sizes("-1")})
    assert "a weight is missing, infinite or negative" in reasons(negative)
    none = firm('weight = "size"', people={"population\n": "population,size\n", **_sizes("0")})
    assert none.firmness is not None
    weighted = none.firmness.further["likes"].weighted
    assert weighted is not None and (weighted.errors.n, weighted.n_weightless) == (8, 1)
    assert any("weight is 0: 1" in Locale("en").say(note) for note in none.report().tables["weights-likes"].notes)


def test_what_cannot_be_weighted_or_bounded_says_why(firm: Firm) -> None:
    assert "too many predictors" in reasons(firm(firmness='response = ["opinions"]'))
    assert "there is nothing to bound" in reasons(firm("outcome_range = [0, 100_000]\n", people={"G03,": "G99,"}))


def test_an_outcome_outside_its_range_is_a_fault_before_anything_is_computed(make_study: StudyMaker) -> None:
    factors = 'factors = ["population", "opinions"]\n'
    study = read_study(make_study((factors, f"{factors}outcome_range = [0, 60]\n")))
    for ask in (study.check, study.run):
        with pytest.raises(
            StudyError, match=r"(?s)likes, outcome_range: .* lies outside 0 to 60.*found: .*right would"
        ):
            ask()


def test_names_that_are_no_variables_are_faults_of_the_study_file(firm: Firm) -> None:
    with pytest.raises(StudyError, match=r"\[\[models\]\] likes, cluster: provnce is not a variable"):
        firm('cluster = "provnce"')
    with pytest.raises(StudyError, match=r"\[\[models\]\] likes, exposure: .* is text, not a number"):
        firm('exposure = "governments.region"')
    with pytest.raises(StudyError, match=r"\[firmness\] response: .* is text, not a number"):
        firm(firmness='response = ["governments.region"]')


def test_a_plain_run_is_the_same_with_and_without(make_study: StudyMaker) -> None:
    plain = read_study(make_study()).run().report().tables["model-likes"].rows
    asked = (
        'factors = ["population", "opinions"]\n',
        'factors = ["population", "opinions"]\nexposure = "population"\n',
    )
    assert read_study(make_study(asked)).run().report().tables["model-likes"].rows == plain
    assert "exposure" not in STUDY and Path(KOREA / "study.toml").read_text(encoding="utf-8").count("exposure") == 2
