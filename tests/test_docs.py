"""What the documentation says can be done is done here: commands, study files, Python, R, links, generated pages."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT, SHARED

DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.S | re.M)


WITH_COMMANDS = [page for page in PAGES if any("$ civicreach" in block for block in blocks(page, "console"))]


#: Where the documentation has a server of its own.
SERVER = "spark://localhost:15002"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder with the studies and examples in it, as the reader has them."""
    shutil.copytree(ROOT / "studies", tmp_path / "studies")
    shutil.copytree(DOCS / "examples", tmp_path / "docs" / "examples")
    return tmp_path


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=name_of)
def test_commands_run(page: Path, place: Path, request: pytest.FixtureRequest) -> None:
    program = str(Path(sys.executable).parent / "civicreach")
    for block in blocks(page, "toml"):
        if named := re.match(r"# ([a-z-]+\.toml)\n", block):
            (place / named[1]).write_text(block, encoding="utf-8")
    for block in blocks(page, "console"):
        for line in block.splitlines():
            if line.startswith("$ civicreach"):
                if SERVER in line:
                    line = line.replace(SERVER, request.getfixturevalue("sail_server").address)
                command = [program, *line.removeprefix("$ civicreach").split()]
                done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
                assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def test_the_server_of_the_page_starts() -> None:
    (line,) = [line for block in blocks(ROOT / "docs/how-to/spark.md", "console") for line in block.splitlines()
               if line.startswith("$ sail ")]  # fmt: skip
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = line.removeprefix("$ ").replace("15002", str(port)).split()
    command[0] = str(Path(sys.executable).with_name(command[0]))
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 60
            while not answers(port):
                assert process.poll() is None and time.monotonic() < deadline
                time.sleep(0.1)
        finally:
            process.kill()


def test_there_are_commands() -> None:
    assert [name_of(page) for page in WITH_COMMANDS] == [
        "docs/how-to/archive.md",
        "docs/how-to/documents.md",
        "docs/how-to/figures.md",
        "docs/how-to/imports.md",
        "docs/how-to/linking.md",
        "docs/how-to/spark.md",
        "docs/how-to/statistics.md",
        "docs/ko/start.md",
        "docs/tutorial/first-study.md",
    ]


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "toml")], ids=name_of)
def test_study_files_are_toml(page: Path) -> None:
    for block in blocks(page, "toml"):
        # alternatives of one table stand in one block
        for part in re.split(r"\n(?=\n# )", block):
            tomllib.loads(part)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")], ids=name_of)
def test_python_runs(page: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    space: dict[str, object] = {}
    for block in blocks(page, "python"):
        exec(block, space)  # our own documentation
    # only a page that names the folder writes a report
    assert (place / "out" / "index.html").exists() or not any('"out"' in block for block in blocks(page, "python"))
    if shutil.which("Rscript") is None:
        return
    for block in blocks(page, "r"):
        done = subprocess.run(["Rscript", "-e", block], cwd=place, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "median_age" in done.stdout


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(DOCS / "generate.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not (SHARED / "data" / "uk-mps").is_dir(), reason="shared/data/uk-mps is not beside the project")
def test_the_example_on_real_data(tmp_path: Path) -> None:
    """Names, case flows and coefficients, the latter against statsmodels on the dataset that the run writes."""
    import csv

    import numpy as np
    import statsmodels.api as sm

    from civicreach import read_study

    result = read_study(DOCS / "examples" / "uk-mps").run()
    links = result.material.links["accounts"]
    assert (len(links.government), len(links.unlinked)) == (597, 0)
    assert {left.source: left.count for left in result.material.left_out}["accounts"] == 57
    assert {f.model.name: f.flow.counts for f in result.findings.models} == {
        "population": (650, 577), "electorate": (650, 593), "all-factors": (650, 573),
    }  # fmt: skip
    out = result.write(tmp_path / "out", formats=("csv",))
    with (out / "data" / "dataset.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for fitted in result.findings.models:
        names = [fitted.model.outcome, *fitted.model.factors]
        table = np.array([[float(row[name] or "nan") for name in names] for row in rows])
        table = table[~np.isnan(table).any(axis=1)]
        fit = sm.OLS(table[:, 0], sm.add_constant(table[:, 1:])).fit()
        constant = fitted.result.constant
        np.testing.assert_allclose(fit.params, [constant.estimate, *fitted.result.estimate], rtol=1e-8)
        np.testing.assert_allclose(fit.bse, [constant.std_error, *fitted.result.std_error], rtol=1e-8)
        assert fit.rsquared == pytest.approx(fitted.result.r_squared, rel=1e-8)


def test_no_machine_paths_or_registry_hosts() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    host = re.compile(r"/(?:work|farm)/[a-z.]|/(?:simple|packages)/[a-z0-9]{2}/")
    for name in filter(None, files):
        path = ROOT / name
        if path.is_file() and path.suffix in {".py", ".md", ".toml", ".lock", ".yaml", ".json", ".R", ".sql", ""}:
            found = host.search(path.read_text(encoding="utf-8", errors="replace"))
            assert found is None or name == "tests/test_docs.py", f"{name}: {found}"


def test_environment_is_not_needed() -> None:
    """The program starts with nothing but a PATH."""
    program = str(Path(sys.executable).parent / "civicreach")
    done = subprocess.run([program, "--version"], env={"PATH": os.defpath}, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stdout.startswith("civicreach ")
