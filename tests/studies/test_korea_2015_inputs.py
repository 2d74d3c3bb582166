"""The inputs of the study that comes with the project carry the published numbers, and look like raw data."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyreadstat
import pytest

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "studies" / "korea-2015"
TWIN = ROOT.parent / "shared" / "twin"
PURPOSES = ("promotion", "information", "cooperation", "gathering_opinions", "civil_affairs")
IN_KOREA = ("2015-05-31T15:00:00+0000", "2015-08-31T15:00:00+0000")
IN_UTC = ("2015-06-01T00:00:00+0000", "2015-09-01T00:00:00+0000")


def table(name: str, *, encoding: str = "utf-8", header: int = 1) -> list[dict[str, str]]:
    with (STUDY / name).open(encoding=encoding, newline="") as lines:
        for _ in range(header - 1):
            next(lines)
        return list(csv.DictReader(lines))


@cache
def survey() -> Mapping[str, dict[str, str]]:
    return {row["code"]: row for row in table("survey.csv", encoding="cp949")}


@cache
def printed() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((STUDY / "printed.json").read_text(encoding="utf-8"))
    return content


@cache
def page_of() -> Mapping[str, str]:
    return {row["government"]: row["page"] for row in table("accounts.csv")}


def posts_in(window: tuple[str, str]) -> Counter[str]:
    """Posts of each page in a window; times of one form and one zone sort as text."""
    query = f"""
        SELECT page, count(DISTINCT post_id) FROM read_parquet('{(STUDY / "posts.parquet").as_posix()}')
        WHERE created_at >= ? AND created_at < ? GROUP BY page
    """
    with duckdb.connect() as database:
        return Counter(dict(database.execute(query, window).fetchall()))


def last_likes() -> dict[str, int]:
    seen = [row for row in table("likes.csv") if row["likes"] and "2015-09-15" <= row["observed_at"] < "2015-09-26"]
    return {row["page"]: int(row["likes"]) for row in sorted(seen, key=lambda row: row["observed_at"])}


@cache
def values() -> dict[str, dict[str, float]]:
    """All that the inputs say of each positive government; what is not there is not there."""
    statistics = {row["행정구역코드"]: row for row in table("statistics.csv", encoding="cp949", header=3)}
    levels = {row["code"]: row["level"] for row in table("governments.csv")}
    posts, likes = posts_in(IN_KOREA), last_likes()
    found: dict[str, dict[str, float]] = {}
    for code, answer in survey().items():
        if answer["certainty"] not in "12":
            continue
        row: dict[str, float] = {
            "level": float(levels[code] == "first tier"),
            "new_operation": float(answer["operation"] == "2"),
            "contract_operation": float(answer["operation"] == "3"),
            "system_legal": float(answer["ordinance"]),
        }
        page = page_of().get(code, "")
        if page in likes:
            row["N_like"] = likes[page]
        if page in posts:
            row["N_Post"] = posts[page]
        if code in statistics:
            row["median_age"] = float(statistics[code]["중위연령"])
            row["population_total"] = float(statistics[code]["총인구"])
            row["f_independence"] = float(statistics[code]["재정자립도"])
        if answer["budget"]:
            row["budget"] = float(answer["budget"])
        if "9" not in [answer[item] for item in PURPOSES]:
            row["purpose_push"] = float("1" in (answer["promotion"], answer["information"]))
            row["purpose_pull"] = float(answer["gathering_opinions"])
            row["purpos_interaction"] = float(answer["civil_affairs"])
        found[code] = row
    return found


def complete() -> dict[str, dict[str, float]]:
    names = set(printed()["tables"]["descriptives"]["cells"])
    return {code: row for code, row in values().items() if set(row) == names}


def test_printed_numbers_are_192_texts() -> None:
    cells = [text for t in printed()["tables"].values() for row in t["cells"].values() for text in row.values()]
    assert len(cells) == 192
    assert all(isinstance(text, str) and float(text) == float(text) for text in cells)


def test_stars_stand_where_the_printed_p_value_says() -> None:
    limits = sorted(printed()["stars"].items(), key=lambda pair: -len(pair[0]))
    for name, stars in printed()["stars_printed"].items():
        for row, cells in printed()["tables"][name]["cells"].items():
            p = float(cells.get("p", cells.get("significance", "")))
            assert stars.get(row, "") == next((mark for mark, limit in limits if p < float(limit)), ""), (name, row)


@pytest.mark.parametrize("item", PURPOSES)
def test_purposes_are_those_of_table_1(item: str) -> None:
    answers = Counter(row[item] for row in survey().values())
    cells = printed()["tables"]["purposes"]["cells"][item]
    assert [str(answers[code]) for code in "109"] == [cells["yes_n"], cells["no_n"], cells["missing_n"]]


def test_confidence_is_that_of_table_2() -> None:
    answers = Counter(row["certainty"] for row in survey().values())
    cells = printed()["tables"]["confidence"]["cells"]
    assert [str(answers[code]) for code in "12349"] == [
        cells[row]["n"] for row in ("very sure", "sure", "unsure", "very unsure", "invalid")
    ]


def test_six_positive_governments_lack_one_thing_each() -> None:
    names = set(printed()["tables"]["descriptives"]["cells"])
    lacking = {code: names - set(row) for code, row in values().items() if set(row) != names}
    assert lacking == {
        "S006": {"N_like"},
        "S009": {"purpose_push", "purpose_pull", "purpos_interaction"},
        "S034": {"N_like", "N_Post"},
        "S061": {"median_age", "population_total", "f_independence"},
        "S081": {"budget"},
        "S095": {"N_Post"},
    }
    assert "S034" not in page_of()
    assert {"S006", "S095"} <= set(page_of())
    assert len(complete()) == 90


@pytest.mark.parametrize(
    ("name", "total"),
    [("N_like", 1_929_562), ("N_Post", 9_443), ("population_total", 67_383_332), ("budget", 3_311_754_000)],
)
def test_totals_are_those_that_the_means_prove(name: str, total: int) -> None:
    assert sum(row[name] for row in complete().values()) == total


def test_descriptives_are_those_of_table_3() -> None:
    for name, cells in printed()["tables"]["descriptives"]["cells"].items():
        column = np.array([row[name] for row in complete().values()])
        recomputed = (column.min(), column.max(), column.mean(), column.std(ddof=1), len(column))
        for found, text in zip(recomputed, cells.values(), strict=True):
            half_a_unit = 0.5 * 10.0 ** -len(text.partition(".")[2])
            assert abs(found - float(text)) <= half_a_unit * (1 + 1e-9), (name, text)


@pytest.mark.parametrize(("model", "outcome"), [("model-likes", "N_like"), ("model-posts", "N_Post")])
def test_standardised_coefficients_are_those_of_tables_4_and_5(model: str, outcome: str) -> None:
    cells = printed()["tables"][model]["cells"]
    factors = [row for row in cells if row not in ("constant", "model")]
    rows = complete().values()
    data = np.array([[row[name] for name in (*factors, outcome)] for row in rows])
    data = (data - data.mean(axis=0)) / data.std(axis=0)
    beta, (unexplained,), *_ = np.linalg.lstsq(data[:, :-1], data[:, -1], rcond=None)
    assert [f"{value:.3f}" for value in beta] == [cells[name]["beta"] for name in factors]
    assert f"{1 - unexplained / len(data):.3f}" == cells["model"]["r2"]


def test_the_time_zone_matters_for_posts_and_for_likes() -> None:
    korea, utc = posts_in(IN_KOREA), posts_in(IN_UTC)
    assert sum(korea[page] != utc[page] for page in page_of().values()) > 50
    last = {row["page"]: row["observed_at"] for row in table("likes.csv") if row["observed_at"] < "2015-09-26"}
    assert sum(at > "2015-09-25 15:00" for at in last.values()) > 20
    assert any("2015-09-26 00:00" <= row["observed_at"] < "2015-09-26 09:00" for row in table("likes.csv"))


def test_the_last_count_of_likes_is_not_always_the_largest_and_some_counts_failed() -> None:
    rows = [row for row in table("likes.csv") if "2015-09-15" <= row["observed_at"] < "2015-09-26"]
    largest: Counter[str] = Counter()
    for row in rows:
        largest[row["page"]] = max(largest[row["page"]], int(row["likes"] or 0))
    last = last_likes()
    assert sum(largest[page] > likes for page, likes in last.items()) == 13
    assert sum(not row["likes"] for row in rows) == 10
    assert page_of()["S006"] not in last
    assert page_of()["S006"] in {row["page"] for row in table("likes.csv")}


def test_every_group_of_confidence_has_activity() -> None:
    posts, likes = posts_in(IN_KOREA), last_likes()
    active = Counter(
        answer["certainty"]
        for code, answer in survey().items()
        if page_of().get(code, "") in likes and posts[page_of()[code]]
    )
    assert active == {"1": 16, "2": 77, "3": 10, "4": 3, "9": 5}


def test_the_harvest_holds_what_harvests_hold() -> None:
    with duckdb.connect() as database:
        query = database.execute(f"FROM read_parquet('{(STUDY / 'posts.parquet').as_posix()}')")
        names = [column[0] for column in query.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in query.fetchall()]
    assert names == ["page", "post_id", "created_at", "type", "message", "reactions"]
    different = {tuple(row.values()) for row in rows}
    assert len({row["post_id"] for row in rows}) == len(different), "a post that stands twice is the same twice"
    assert len(rows) - len(different) == 164
    assert sum(row["created_at"] is None for row in rows) == 19
    dated = [row["created_at"] for row in rows if row["created_at"] is not None]
    assert sum(moment.year < 1856 for moment in dated) == 6, "dated before there were computers"
    assert Counter(row["page"] for row in rows if row["page"] not in page_of().values()) == {"synthetic-ministry": 12}
    assert all(row["message"].startswith("SYNTHETIC") for row in rows)
    assert (STUDY / "posts.parquet").stat().st_size < 600_000


def test_every_government_is_called_synthetic() -> None:
    rows = table("governments.csv")
    assert len(rows) == 114
    assert all("가상" in row["name_ko"] and "Synthetic" in row["name_en"] for row in rows)
    regions = {row["code"] for row in rows if row["level"] == "first tier"}
    assert all((row["province"] in regions) == (row["level"] == "lower tier") for row in rows)


def test_the_spss_file_holds_the_same_answers_with_labels_and_missing_codes() -> None:
    frame, meta = pyreadstat.read_sav(STUDY / "survey.sav", user_missing=True)
    rows = [
        {
            name: value if isinstance(value, str) else "" if np.isnan(value) else f"{value:.0f}"
            for name, value in row.items()
        }
        for row in frame.to_dict("records")
    ]
    assert rows == list(survey().values())
    assert "SYNTHETIC" in (meta.file_label or "")
    assert meta.variable_value_labels["certainty"][1.0] == "very sure"
    assert meta.variable_value_labels["operation"] == {
        1.0: "existing department",
        2.0: "new entity",
        3.0: "contracted out",
    }
    assert set(meta.missing_ranges) == {*PURPOSES, "certainty"}
    assert meta.mr_sets["purposes"]["variable_list"] == list(PURPOSES)
    assert meta.mr_sets["purposes"]["counted_value"] == 1


def test_making_the_inputs_again_gives_the_same(tmp_path: Path) -> None:
    if not TWIN.exists():
        pytest.skip("the synthetic twin is not there")
    if shutil.which("pspp") is None:
        pytest.skip("GNU PSPP is not there")
    folders = tmp_path / "one", tmp_path / "two"
    for folder in folders:
        folder.mkdir()
        subprocess.run([sys.executable, STUDY / "make.py", TWIN, folder], check=True, capture_output=True)
    one, two = ({path.name: path.read_bytes() for path in sorted(folder.iterdir())} for folder in folders)
    assert one == two
    for name, content in one.items():
        if name.endswith(".csv"):
            assert content == (STUDY / name).read_bytes(), name
    with duckdb.connect() as database:
        again, committed = (
            database.execute(f"FROM '{(folder / 'posts.parquet').as_posix()}'").fetchall()
            for folder in (folders[0], STUDY)
        )
    assert again == committed
    frames = [pyreadstat.read_sav(folder / "survey.sav", user_missing=True)[0] for folder in (folders[0], STUDY)]
    assert frames[0].equals(frames[1])
