"""A model as a journal prints it: the columns that are wanted, stars where the paper has them, its two captions."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import KOREA, SHARED

from civicreach import read_study
from civicreach.records.study import Report as ReportSpec
from civicreach.report.document import Report, Section
from civicreach.report.journal import as_printed, with_columns
from civicreach.report.locale import Locale
from civicreach.report.numbers import grouped, in_words, is_number, legend, shown
from civicreach.report.style import STYLES
from civicreach.report.table import Cell, Column, Table
from civicreach.report.tables.regression import COLUMNS
from civicreach.report.writers.latex import table_latex
from civicreach.report.writers.pdf import report_pdf

KEYS = tuple(column.key for column in COLUMNS)


@pytest.fixture(scope="module")
def report() -> Report:
    return read_study(KOREA).run().report()


def test_the_study_file_and_the_table_know_the_same_columns() -> None:
    kind = ReportSpec.model_fields["columns"].annotation
    assert kind.__args__[0].__args__ == KEYS  # type: ignore[union-attr]
    assert set(STYLES["apa"].columns) < set(KEYS)


@pytest.mark.skipif(not (SHARED / "paper").is_dir(), reason="shared/paper is not beside the project")
def test_table_4_reads_as_the_paper_prints_it(report: Report) -> None:
    """The cells of the paper's page, from its text: β, t, and p with its stars in the cell."""
    page = (SHARED / "paper" / "paper.txt").read_text(encoding="utf-8")
    page = page[page.index("<Table 4> Regression Results") :]
    page = page[: page.index("*p<0.10")]
    printed = re.findall(r"^(\w+) ((?:-?\d+\.\d+\**\s+)+)$", page + "\n", re.M)
    table = with_columns(report.tables["model-likes"], ["beta", "t", "p"])
    korean = STYLES["korean"]
    rows = {
        row.key: [
            shown(cell, column, Locale("en"), korean) for cell, column in zip(row.cells, table.columns, strict=True)
        ]
        for row in table.rows
    }
    *of_rows, f, significance = printed
    assert len(of_rows) == 12
    for name, numbers in of_rows:
        key = "constant" if name == "Constant" else name
        assert [text for text in rows[key] if text] == numbers.split()
    block = {head.key: shown(cell, head, Locale("en"), korean) for head, cell in table.summary}
    assert block["f"] == f[1].strip()
    # the one difference: a probability is never printed as nothing
    assert (significance[1].strip(), block["significance"]) == ("0.000***", "<0.001***")
    assert f"{block['r2']} ({block['adjusted_r2']})" in page
    assert legend(table, korean).split() == ["*p<0.10", "**p<0.05", "***p<0.01"]
    assert [head.key for head, _ in table.summary][:3] == ["r2", "adjusted_r2", "f"]


@given(st.lists(st.sampled_from(KEYS), unique=True))
def test_no_star_is_lost_and_no_column_is_twice(report: Report, wanted: list[str]) -> None:
    whole = report.tables["model-likes"]
    cut = with_columns(whole, wanted)
    assert [column.key for column in cut.columns] == (wanted or list(KEYS))
    assert cut.summary == whole.summary and cut.notes == whole.notes
    bears = not wanted or set(wanted) & {"estimate", "beta", "t", "p"}
    for row, before in zip(cut.rows, whole.rows, strict=True):
        stars = "".join(cell.stars for cell in before.cells)
        assert "".join(cell.stars for cell in row.cells) == (stars if bears else "")


def test_documents_show_the_columns_and_other_programs_have_all(tmp_path: Path) -> None:
    folder = tmp_path / "korea"
    folder.mkdir()
    for path in KOREA.iterdir():
        if path.suffix != ".toml":
            (folder / path.name).symlink_to(path)
    text = (KOREA / "study.toml").read_text(encoding="utf-8")
    wanted = 'columns = ["beta", "t", "p"]\nstyle = "korean"\ncsv_encoding = "utf-8-sig"\n'
    text = text.replace("[report]\n", f"[report]\n{wanted}")
    (folder / "study.toml").write_text(text, encoding="utf-8")
    result = read_study(folder).run()
    assert result.reproduced is not None and result.reproduced.n_same == result.reproduced.n
    out = result.write(tmp_path / "out", formats=["csv", "json", "markdown"])
    page = (out / "report-ko.md").read_text(encoding="utf-8")
    caption = page.index("**\\<표 4\\>")
    lines = page[caption:].splitlines()
    assert lines[1].startswith("\\<Table 4\\> Regression results")
    head = next(line for line in lines if line.startswith("|"))
    assert head == "| 요인 | 표준화 계수(β) | t값 | p값 |"
    data = (out / "tables" / "model-likes.csv").read_bytes()
    # Excel takes a csv without this mark for cp949
    assert data.startswith("\ufeffrow,label,estimate,std_error,beta,t,p,vif,stars".encode())
    assert (out / "data" / "dataset.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (out / "civicreach.json").read_bytes().startswith(b"\xef")
    table = json.loads((out / "tables" / "model-likes.json").read_text(encoding="utf-8"))
    assert [column["key"] for column in table["columns"]] == list(KEYS)


def test_a_report_without_a_wish_stays_as_it_is(report: Report) -> None:
    assert as_printed(report) is report


@given(st.floats(-1e12, 1e12), st.integers(0, 6))
def test_both_languages_write_numbers_as_babel_does(value: float, decimals: int) -> None:
    """Korean and English share the point and the comma: no locale of numbers is needed."""
    from babel.numbers import format_decimal

    text = in_words(value, decimals)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    for language in ("en", "ko"):
        assert format_decimal(text.replace(",", ""), pattern, locale=language).lstrip("-") == text.lstrip("-")
    assert grouped(text.replace(",", "")) == text


@pytest.mark.parametrize(
    ("style", "texts"),
    [
        ("plain", ["-0.223", "-1,234.50", "<0.001**", "0.053*", "1.000"]),
        ("apa", ["−.223", "−1,234.50", "<.001**", ".053*", "1.000"]),
        ("korean", ["-0.223", "-1,234.50", "<0.001**", "0.053*", "1.000"]),
    ],
)
def test_how_each_style_writes(style: str, texts: list[str]) -> None:
    p = Column("p", "p", "p")
    cells = [
        (Cell(-0.223), Column("beta", "", bounded=True)),
        (Cell(-1234.5), Column("b", "", digits=2)),
        (Cell(0.0001, stars="**"), p),
        (Cell(0.053, stars="*"), p),
        (Cell(1.0), p),
    ]
    assert [shown(cell, column, Locale("ko"), STYLES[style]) for cell, column in cells] == texts


@pytest.mark.parametrize(
    ("style", "text"),
    [("plain", "* p<0.05  ** p<0.001"), ("apa", "*p < .05.  **p < .001."), ("korean", "*p<0.05  **p<0.001")],
)
def test_the_legend_of_each_style(style: str, text: str) -> None:
    assert legend(Table("t", "", "", (), (), stars={"**": 0.001, "*": 0.05}), STYLES[style]) == text


@pytest.mark.parametrize("style", STYLES)
def test_latex_and_pdf_write_the_numbers_of_each_style(report: Report, style: str, tmp_path: Path) -> None:
    look, locale = STYLES[style], Locale("ko")
    table = report.tables["model-likes"]
    cells = [(cell, column) for _, column, cell in table.cells()] + [(cell, head) for head, cell in table.summary]
    wanted = Counter(shown(cell, column, locale, look) for cell, column in cells if is_number(cell))
    source = table_latex(table, locale, look)
    for text in wanted:
        stars = text[len(text.rstrip("*")) :]
        number = text.rstrip("*").replace("−", "-").replace("-", "$-$").replace("<", r"\textless{}")
        assert number + (f"$^{{{stars}}}$" if stars else "") in source, text
    if shutil.which("pdftotext") and find_spec("typst"):
        part = replace(report, sections=(Section("s", "S", (table,)),), style=look)
        (tmp_path / "t.pdf").write_bytes(report_pdf(part, locale, look))
        command = ["pdftotext", str(tmp_path / "t.pdf"), "-"]
        text = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
        assert wanted - Counter(text.split()) == Counter()
