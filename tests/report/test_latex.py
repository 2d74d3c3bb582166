"""LaTeX holds every number and label as text, and a journal's XeLaTeX compiles it with nothing missing."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import KOREA
from tests.report.awkward import BARE, EMPTY, FORTY, ODD, SEVENTY, odd_report

from civicreach import read_study
from civicreach.report.document import Report
from civicreach.report.locale import Locale
from civicreach.report.numbers import is_number, shown
from civicreach.report.style import STYLES
from civicreach.report.table import Table
from civicreach.report.writers.latex import report_latex, table_latex
from civicreach.report.writers.latex_table import PREAMBLE
from civicreach.report.writers.latex_text import number, tex

LANGUAGES = ("en", "ko")
PLAIN = STYLES["plain"]


@pytest.fixture(scope="module")
def report() -> Report:
    return read_study(KOREA).run().report()


def read_back(cell: str) -> str:
    """The text of a cell of numbers as it was shown."""
    plain = re.sub(r"\\phantom\{.*\}$", "", cell.strip()).replace("$-$", "-").replace(r"\textless{}", "<")
    return re.sub(r"\$\^\{(\*+)\}\$", r"\1", plain)


def rows_of(source: str) -> list[list[str]]:
    """The cells of every row of a table's body, without those of its headings."""
    body = [line for line in source.splitlines() if line.endswith(r" \\") and not line.startswith(r"\multicolumn")]
    rows = [line.removesuffix(r" \\") for line in body if not line.startswith((" &", r"\caption"))]
    return [re.split(r" & ", re.sub(r"\\multicolumn\{\d+\}\{L\{p\}\{[\d.]+\}\}\{(.*)\}$", r"\1", row)) for row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_reads_back_as_it_is_shown(report: Report, language: str) -> None:
    locale = Locale(language)
    read = 0
    for table in report.tables.values():
        rows = rows_of(table_latex(table, locale, PLAIN))
        assert len(rows) == len(table.rows) + len(table.summary), table.key
        for row, cells in zip(table.rows, rows, strict=False):
            for cell, column, text in zip(row.cells, table.columns, cells[1:], strict=True):
                if is_number(cell):
                    assert read_back(text) == shown(cell, column, locale, PLAIN)
                    read += 1
        for (head, cell), cells in zip(table.summary, rows[len(table.rows) :], strict=True):
            assert read_back(cells[1]) == shown(cell, head, locale, PLAIN)
            read += 1
    assert read > 400


def test_the_source_reads_like_a_journals(report: Report) -> None:
    source = table_latex(report.tables["model-likes"], Locale("en"), PLAIN)
    for mark in (
        r"\begin{threeparttable}",
        r"\caption{Regression results with ‘Likes’ as the dependent variable}\label{tab:model-likes}",
        r"\toprule",
        r"\bottomrule",
        r"\begin{tablenotes}",
        r"\item * p\textless{}0.10 ** p\textless{}0.05 *** p\textless{}0.01",
        r"$-$0.223 & $-$2.895 & 0.005$^{***}$",
        r"R\textsuperscript{2}",
        r"(KRW)",
    ):
        assert mark in source, mark
    # three lines, and one over the block of the model
    assert [source.count(rule) for rule in (r"\toprule", r"\midrule", r"\bottomrule")] == [1, 2, 1]
    assert r"\cmidrule(lr){2-4}" in table_latex(report.tables["purposes"], Locale("en"), PLAIN)
    # what the fragment needs stands in its comments
    assert all(f"%   {line}" in source for line in PREAMBLE.splitlines())


def test_wide_tables_lie_across_and_long_ones_go_over_pages() -> None:
    forty, seventy = (table_latex(table, Locale("en"), PLAIN) for table in (FORTY, SEVENTY))
    assert r"\begin{landscape}" in forty and forty.count("Part ") == 4 * 2
    assert r"\begin{longtable}" in seventy and seventy.count("that comes again") == 2 and r"\endhead" in seventy
    assert r"\begin{landscape}" not in seventy
    assert "There is nothing to list." in table_latex(EMPTY, Locale("en"), PLAIN)


def test_both_languages_of_a_caption() -> None:
    source = table_latex(FORTY, Locale("ko"), STYLES["korean"], other=Locale("en"))
    assert r"\caption{마흔 개의 열}\label{tab:forty}" in source
    assert r"\caption*{\normalfont\small \textless{}Table 1\textgreater{} Forty columns}" in source


def test_synthetic_stands_in_the_header_only_where_the_data_are() -> None:
    assert r"\fancyhead[L]{\small \textbf{SYNTHETIC}" in report_latex(odd_report(BARE), Locale("en"), PLAIN)
    assert "SYNTHETIC" not in report_latex(odd_report(BARE, synthetic=False), Locale("en"), PLAIN)


def test_the_same_report_gives_the_same_text_and_names_its_figures(report: Report) -> None:
    source = report_latex(report, Locale("ko"), PLAIN)
    assert source == report_latex(report, Locale("ko"), PLAIN)
    assert re.findall(r"\{(figures/.*?\.pdf)\}", source) == [f"figures/{key}-ko.pdf" for key in report.figures]
    assert re.findall(r"\\label\{tab:(.*?)\}", source) == list(report.tables)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a_b & 5% #1 $x$ {y} ~ ^ \\",
            r"a\_b \& 5\% \#1 \$x\$ \{y\} \textasciitilde{} \textasciicircum{} \textbackslash{}",
        ),
        ("a -- b --- c", "a -{}- b -{}-{}- c"),
        ("‘q’ “q” – —", "‘q’ “q” – —"),
        ("β² → δ ≤ ₂", r"$\beta$\textsuperscript{2} $\rightarrow$ $\delta$ $\le$ \textsubscript{2}"),
        ("한글 漢字 é ł", "한글 漢字 é ł"),
        ("שלום 你 \x00", "[U+05E9][U+05DC][U+05D5][U+05DD] [U+4F60] [U+0000]"),
        ("two\nlines", "two lines"),
    ],
)
def test_text_is_set_as_text(text: str, expected: str) -> None:
    assert tex(text) == expected


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\\{}$&#%_^~<>|\"`'-[]*")), max_size=60))
@settings(deadline=None)
def test_no_text_becomes_a_command(text: str) -> None:
    source = tex(text)
    assert source.isprintable()
    # without what tex itself writes, nothing is left that TeX would act on
    known = r"\\(?:textbackslash|textasciicircum|textasciitilde|textless|textgreater|textbar|textquotedbl)\{\}"
    known += r"|\\(?:textasciigrave|textperiodcentered|dots|textwon|texteuro|allowbreak)\{\}|-\{\}"
    known += r"|\$\\[A-Za-z]+\$|\$-\$|\\text(?:super|sub)script\{\d\}|\\[{}$&#%_-]"
    assert not set(re.sub(known, "", source)) & set("\\{}$&#%_^~")


@given(st.floats(-1e6, 1e6), st.integers(0, 4), st.integers(0, 3))
def test_a_number_reads_back(value: float, decimals: int, stars: int) -> None:
    text = f"{value:,.{decimals}f}{'*' * stars}"
    assert read_back(number(text, white=".00**")) == text


xelatex = pytest.mark.skipif(
    shutil.which("xelatex") is None
    or subprocess.run(["kpsewhich", "kotex.sty"], capture_output=True, check=False).returncode != 0,
    reason="XeLaTeX with ko.TeX is not installed (Debian: texlive-xetex texlive-lang-korean texlive-latex-extra)",
)


def compiled(source: str, folder: Path, *, runs: int = 1) -> str:
    """The log of XeLaTeX, which must not have stopped."""
    (folder / "paper.tex").write_text(source, encoding="utf-8")
    for _ in range(runs):
        command = ["xelatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "paper.tex"]
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
        assert ran.returncode == 0, ran.stdout[-2000:]
    log = (folder / "paper.log").read_text(encoding="utf-8", errors="replace")
    assert "Missing character" not in log
    # nothing is cut: no line is wider than its column by more than a point
    assert [width for width in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log) if float(width) > 1] == []
    return log


@xelatex
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_compiles_with_nothing_missing(report: Report, language: str, tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="the figures need the extra civicreach[documents]")
    from civicreach.report.writers.charts import chart_pdf

    (tmp_path / "figures").mkdir()
    for figure in report.figures.values():
        (tmp_path / "figures" / f"{figure.key}-{language}.pdf").write_bytes(chart_pdf(figure, Locale(language)))
    compiled(report_latex(report, Locale(language), PLAIN), tmp_path, runs=2)
    if shutil.which("pdftotext"):
        text = subprocess.run(
            ["pdftotext", "paper.pdf", "-"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True
        ).stdout
        assert all("SYNTHETIC" in page[:200] for page in text.split("\f")[:-1])
        assert "36,797,266.67" in text and "−0.223" in text


@xelatex
def test_the_odd_report_compiles_in_the_korean_style(tmp_path: Path) -> None:
    compiled(report_latex(odd_report(), Locale("ko"), STYLES["korean"]), tmp_path)


@xelatex
@pytest.mark.parametrize("table", [FORTY, ODD], ids=lambda table: str(table.key))
def test_a_table_compiles_in_an_authors_manuscript(table: Table, tmp_path: Path) -> None:
    fragment = table_latex(table, Locale("en"), PLAIN)
    compiled(
        f"\\documentclass[a4paper]{{article}}\n\\usepackage[margin=22mm]{{geometry}}\n{PREAMBLE}"
        f"\\begin{{document}}\nSee table~\\ref{{tab:{table.key}}}.\n{fragment}\n\\end{{document}}\n",
        tmp_path,
    )
