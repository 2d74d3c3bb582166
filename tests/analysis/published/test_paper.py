"""The audit of the paper: every figure that was worked out by hand, no false alarm, and what changed digits show."""

from __future__ import annotations

import copy
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import ROOT

from civicreach.analysis.published.across import constant_scale, vif
from civicreach.analysis.published.audit import Audit, audit_study
from civicreach.analysis.published.consequences import what_follows
from civicreach.analysis.published.interval import Interval
from civicreach.sources.printed_tables import read_printed_study
from civicreach.sources.printed_tables.layouts import study_of

PAPER = json.loads((Path(__file__).parent / "printed.json").read_text(encoding="utf-8"))
GALLERY = ROOT / "docs" / "examples" / "printed-paper" / "printed.toml"

#: VIF of both tables and what they have in common, worked out by hand, independently of this code.
VIFS = """
median_age          2.674-2.703 2.682-2.722 2.682-2.703
population_total    2.436-2.451 2.409-2.463 2.436-2.451
level               2.177-2.191 2.134-2.189 2.177-2.189
f_independence      3.761-3.780 3.728-3.840 3.761-3.780
budget              0.982-2.974 2.167-2.199 2.167-2.199
purpose_push        1.230-1.269 1.182-1.267 1.230-1.267
purpose_pull        1.461-1.497 1.469-1.484 1.469-1.484
purpos_interaction  1.287-1.310 1.260-1.308 1.287-1.308
new_operation       1.423-1.436 1.394-1.450 1.423-1.436
contract_operation  1.219-1.264 1.214-1.259 1.219-1.259
system_legal        1.183-1.208 1.188-1.205 1.188-1.205
"""


def audit(data: dict[str, Any]) -> Audit:
    # json.loads gives whole numbers where the file has them; the reader takes them as text
    return audit_study(study_of(data, "printed.json"))


@pytest.fixture(scope="module")
def paper() -> Audit:
    return audit(PAPER)


def test_no_false_alarm(paper: Audit) -> None:
    assert paper.failed == ()
    assert paper.count("agrees") > 200
    assert paper.count("cannot tell") == 0


def test_percentages_are_of_all_114(paper: Audit) -> None:
    percents = [check for check in paper.checks if check.name == "percent"]
    assert len(percents) == 22
    assert {check.reason.values["base"] for check in percents} == {114}  # type: ignore[union-attr]


def test_counts_and_totals(paper: Audit) -> None:
    totals = {total.name: total.totals for total in what_follows(paper).totals}
    assert {name: (sums[0], len(sums)) for name, sums in totals.items()} == {
        "N_like": (1_929_562, 1), "N_Post": (9_443, 1), "population_total": (67_383_332, 1),
        "budget": (3_311_754_000, 1),
        "level": (17, 1), "purpose_push": (82, 1), "purpose_pull": (36, 1), "purpos_interaction": (11, 1),
        "new_operation": (9, 1), "contract_operation": (11, 1), "system_legal": (43, 1),
    }  # fmt: skip


def test_p_values_and_fit(paper: Audit) -> None:
    assert [check.verdict for check in paper.checks if check.name == "p"] == ["agrees"] * 24
    assert {model.test for model in paper.models} == {"two-sided t"}
    assert [model.df for model in paper.models] == [78, 78]
    assert [round(model.r2.middle, 5) for model in paper.models if model.r2] == [0.67626, 0.22966]


def test_vif_of_both_tables(paper: Audit) -> None:
    follows = what_follows(paper)
    same = 0
    for line in VIFS.split("\n")[1:-1]:
        name, *texts = line.split()
        found = [vif(model, model.block.rows[name]) for model in paper.models]
        found.append(next(f.vif for f in follows.models[0].factors if f.name == name))
        for interval, text in zip(found, texts, strict=True):
            assert interval is not None
            for end, printed in zip((interval.low, interval.high), text.split("-"), strict=True):
                # R² as F fixes it is itself an interval, of which the hand took one member
                assert end == pytest.approx(float(printed), abs=0.001), (name, interval, text)
                same += f"{end:.3f}" == printed
    assert same >= 58


def test_the_constant_has_one_scale(paper: Audit) -> None:
    """By hand, with means and sds as printed: 1.925-1.941 and 1.928-1.942; ours carry their rounding too."""
    by_hand = (Interval(1.925, 1.941), Interval(1.928, 1.942))
    sharp = [{name: Interval(i.middle, i.middle) for name, i in held.items()} for held in (paper.means, paper.sds)]
    for model, hand in zip(paper.models, by_hand, strict=True):
        ours = constant_scale(model, paper.means, paper.sds, {})
        as_printed = constant_scale(model, sharp[0], sharp[1], {})
        assert ours is not None and as_printed is not None
        assert ours.low < hand.low and hand.high < ours.high
        assert (as_printed.low, as_printed.high) == pytest.approx((hand.low, hand.high), abs=0.002)


def test_corrected_for_eleven_tests(paper: Audit) -> None:
    likes, posts = what_follows(paper).models
    kept = {f.name: f"{f.holm.middle:.3f}" for f in likes.factors if f.holm and f.holm.high < 0.05}
    assert kept == {"population_total": "0.007", "level": "0.007", "f_independence": "0.007", "new_operation": "0.039"}
    assert all(f.holm and f.holm.low > 0.05 for f in posts.factors)
    pull = next(f for f in posts.factors if f.name == "purpose_pull")
    assert pull.holm and pull.fdr and (f"{pull.holm.middle:.2f}", f"{pull.fdr.middle:.2f}") == ("0.84", "0.74")


def test_departures_of_the_prose() -> None:
    found = audit_study(read_printed_study(GALLERY))
    failed = found.failed
    assert {check.name for check in failed} == {"claim", "claims-together"}
    said = " | ".join(check.row for check in failed)
    for words in ("0.01 level", "15.05", "36,797,266.6", "97.4%", "all respondents rated", "84.2% of all respondents",
                  "due to missing data", "did not use Facebook"):  # fmt: skip
        assert words in said, words
    assert len(failed) == 8
    assert sum(check.name == "claim" and check.verdict == "agrees" for check in found.checks) > 15


def test_the_gallery_holds_the_printed_numbers() -> None:
    ours, theirs = read_printed_study(GALLERY), study_of(PAPER, "printed.json")
    for mine, printed in zip(ours.tables, theirs.tables, strict=True):
        wanted = {row: {c: t for c, t in cells.items() if t} for row, cells in printed.cells.items()}
        assert {row: dict(cells) for row, cells in mine.cells.items()} == wanted
        assert dict(mine.model) == dict(printed.model)


def numbers() -> list[tuple[str, str, Any, str]]:
    """Every printed number of Tables 3 to 5: table, row, column, text."""
    found = []
    for key in ("table3_descriptives", "table4_likes", "table5_posts"):
        for row, cells in PAPER[key].items():
            if row == "columns" or isinstance(cells, str):
                continue
            for place, text in enumerate(cells) if isinstance(cells, list) else cells.items():
                if re.fullmatch(r"-?[\d.]+", text):
                    found.append((key, row, place, text))
    return found


def changed(key: str, row: str, place: Any, text: str) -> dict[str, Any]:
    data = copy.deepcopy(PAPER)
    data[key][row][place] = text
    return data


def test_a_last_digit_changed_by_two(capsys: pytest.CaptureFixture[str]) -> None:
    """Each number up and down by two units in its last place: at least half of the changes are caught."""
    caught = total = 0
    for key, row, place, text in numbers():
        for units in (2, -2):
            step = units * Decimal(1).scaleb(-len(text.partition(".")[2]))
            total += 1
            caught += bool(audit(changed(key, row, place, str(Decimal(text) + step))).failed)
    with capsys.disabled():
        print(f"\nlast digit changed by 2: {caught} of {total} caught ({caught / total:.0%})")
    assert total == 286
    assert caught >= total / 2


@pytest.mark.slow
def test_any_digit_changed_by_two(capsys: pytest.CaptureFixture[str]) -> None:
    """Every digit of every number, in any place, up and down by two where it stays a digit."""
    caught = total = 0
    for key, row, place, text in numbers():
        for i, char in enumerate(text):
            for digit in (int(char) + 2, int(char) - 2) if char.isdigit() else ():
                if 0 <= digit <= 9:
                    total += 1
                    caught += bool(audit(changed(key, row, place, f"{text[:i]}{digit}{text[i + 1 :]}")).failed)
    with capsys.disabled():
        print(f"\nany digit changed by 2: {caught} of {total} caught ({caught / total:.0%})")
    assert caught >= total / 2
