"""The benchmarks run, both ways to the same answer; how fast is not asked here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks import coverage, data, factors, growth, twins
from benchmarks.__main__ import MEASURES, main, markdown
from benchmarks.measure import Measure, Row, Run, run, take

NAMES = ("counting-window", "counting-months", "checking", "ndjson", "ols", "ols-hc3")


@pytest.fixture(autouse=True)
def small_data(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data of their own, made once."""
    monkeypatch.setenv("BENCHMARKS_DATA", str(tmp_path_factory.getbasetemp() / "benchmarks"))


@pytest.mark.parametrize("name", NAMES)
def test_both_ways_give_the_same(name: str) -> None:
    row = take(MEASURES[name], rows=20_000, runs=1)
    assert row.same
    assert (row.name, row.rows, row.runs) == (name, 20_000, 1)
    assert row.ours > 0
    assert row.ratio == row.ours / row.peer
    assert row.memory > 20
    assert row.versions["duckdb"] != "absent"
    assert (row.met is None) == (row.target is None)


def test_rows_are_printed_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "benchmarks.md"
    main(["counting-window", "--rows", "20000", "--runs", "1", "--json", "--markdown", str(page)])
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["name"] == "counting-window"
    assert "| counting-window |" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["subsets", "subsets-hc3", "importance"])
def test_inner_seconds_and_the_same_answer(name: str) -> None:
    pytest.importorskip("statsmodels")
    row = take(MEASURES[name], runs=1)
    assert row.same
    # inside of the process, and not its start and imports
    assert row.ours < 0.5
    assert row.versions["statsmodels"] != "absent"


def test_a_process_may_time_itself_and_name_what_it_uses() -> None:
    one = run(command("echo '# inner 0.125'; echo '# version thing 1.2'; echo answer"))
    assert (one.seconds, one.printed, one.versions) == (0.125, "answer\n", {"thing": "1.2"})
    slow = Measure(
        "x", "x", lambda _: command("echo '# inner 3'"), lambda _: command("echo '# inner 9'"), None, most=2.0
    )
    row = take(slow, runs=1)
    assert (row.met, row.ratio) == (False, 1 / 3)


def test_the_simulation_of_joint_tests() -> None:
    from benchmarks.joint_tests import TRUTHS, page, rates

    table = {truth: rates(truth, runs=3, seed=2) for truth in TRUTHS}
    assert all(0 <= rate <= 1 for row in table.values() for rate in row.values())
    assert "| nothing |" in page(table, runs=3, seed=2)


def command(text: str) -> list[str]:
    return ["sh", "-c", text]


@pytest.mark.parametrize(
    ("ours", "target", "memory", "met", "same"),
    [("true", 1e9, None, True, True), ("sleep 0.2", 0.001, None, False, True), ("true", 1e9, 0.001, False, True),
     ("true", None, None, None, True), ("echo other", 1e9, None, True, False)],
)  # fmt: skip
def test_what_is_met(ours: str, target: float | None, memory: float | None, met: bool | None, same: bool) -> None:
    measure = Measure("x", "x", lambda _: command(ours), lambda _: command("true"), target, memory)
    row = take(measure, runs=1)
    assert (row.met, row.same) == (met, same)


def test_digits_are_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    data.make("factors", 20_000)
    relation = f"read_parquet('{data.table(20_000).as_posix()}')"
    found = {}
    for way in (factors.digits, factors.hard):
        way(relation)
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith("20000 rows")
        found[way] = [float(line.split(": ")[1].split(", ")[0]) for line in lines[1:]]
    # in one pass, in two, and by raw sums
    assert min(found[factors.digits][:2]) > 12
    assert min(found[factors.hard][:2]) > 10 > 2 > found[factors.hard][2]


def test_growth_is_measured_size_by_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growth, "SIZES", (20_000, 40_000, 80_000))
    page = tmp_path / "growth.md"
    assert growth.main(["--most", "40000", "--markdown", str(page)]) == 0
    *points, last = capsys.readouterr().out.splitlines()
    assert [point.split("\t")[0] for point in points] == ["20,000", "40,000"]
    assert last.startswith("Slope of the logarithm") and last in page.read_text("utf-8")


def test_the_slope_of_growth() -> None:
    # seconds as rows, after a start of one: linear; as their square: 2
    for power in (1, 2):
        points = [(rows, Run(0.0, 1.0 + rows**power, 0.0, "")) for rows in (1, 5, 20)]
        assert growth.slope(points, 1.0) == pytest.approx(power)


def test_a_command_that_fails_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        run(command("echo no such thing >&2; exit 3"))


def test_memory_is_of_the_child() -> None:
    # a child begins with what its parent held, and the process of the tests holds much: a light one asks
    code = (
        "import sys; from benchmarks.measure import run\n"
        "held = run([sys.executable, '-c', 'x = bytearray(200 * 2**20); print(len(x))'])\n"
        "print(held.memory, held.printed)"
    )
    asked = [sys.executable, "-c", code]
    done = subprocess.run(asked, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True)
    memory, printed = done.stdout.split()
    assert 200 < float(memory) < 260
    assert printed == str(200 * 2**20)


def test_the_page_names_no_day_and_no_place() -> None:
    row = Row("x", "what", 1.0, 2.0, 0.5, 1.3, True, 10, 100.0, 90.0, 600.0, 1.0, 2.0, 3, True, {"python": "3.11.7"})
    page = markdown([row])
    assert "| x | 1.00 | 2.00 | 0.50 | 1.30 | yes | 10 | 100 | 600 | 90 | 1.00 | 2.00 | 0.50 |" in page
    assert "python 3.11.7" in page
    assert str(Path(__file__).parents[1]) not in page


def test_twins_are_timed_seed_by_seed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "twins.md"
    assert twins.main(["--seeds", "1", "--markdown", str(page)]) == 0
    assert "192 of 192" in capsys.readouterr().out
    assert "Exact twins 1 of 1" in page.read_text(encoding="utf-8")


def test_a_program_that_is_absent_leaves_the_measure_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert main(["bootstrap-r"]) == 0
    assert "bootstrap-r: left out, Rscript is not installed" in capsys.readouterr().err


def test_coverage_is_counted(tmp_path: Path) -> None:
    page = tmp_path / "coverage.md"
    coverage.main(["--runs", "3", "--draws", "39", "--markdown", str(page)])
    text = page.read_text(encoding="utf-8")
    assert text == coverage.page(
        {s: coverage.simulate(s, runs=3, draws=39, seed=20_151_123) for s in coverage.SITUATIONS},
        runs=3, draws=39, seed=20_151_123,
    )  # fmt: skip
    assert "SYNTHETIC" in text
    lines = [line for line in text.splitlines() if line.startswith("| classical |")]
    assert len(lines) == len(coverage.SITUATIONS)
    assert all("| 1.00 | 0 |" in line for line in lines)
    # no factor has an effect, and shares are of three intervals
    assert {cell.strip() for line in lines for cell in line.split("|")[2:6]} <= {"0.0", "33.3", "66.7", "100.0"}
