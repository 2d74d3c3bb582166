"""Sentences beside tables as a journal prints them: columns left out, numbers in its style, its Word template."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from tests.conftest import KOREA
from tests.report.prose.test_regression import result, sentences, table_of
from tests.report.prose.test_saying import LANGUAGES, Links

from civicreach import read_study
from civicreach.report.document import Report
from civicreach.report.journal import as_printed
from civicreach.report.locale import Locale
from civicreach.report.prose.regression import regression_claims
from civicreach.report.prose.saying import Prose
from civicreach.report.style import STYLES
from civicreach.report.writers.docx import report_docx
from civicreach.report.writers.html import report_html
from civicreach.report.writers.json import table_json
from civicreach.report.writers.latex import report_latex
from civicreach.report.writers.latex_text import number
from civicreach.report.writers.layout import told
from civicreach.report.writers.markdown import escaped, report_markdown

LEGEND = {"*": 0.10, "**": 0.05, "***": 0.01}


def korea(tmp_path: Path, wishes: str) -> Report:
    """The report of the Korean study with wishes under [report]."""
    folder = tmp_path / "korea"
    folder.mkdir()
    for path in KOREA.iterdir():
        if path.suffix != ".toml":
            (folder / path.name).symlink_to(path)
    text = (KOREA / "study.toml").read_text(encoding="utf-8")
    (folder / "study.toml").write_text(text.replace("[report]\n", f"[report]\n{wishes}\n"), encoding="utf-8")
    return read_study(folder).run().report()


@pytest.fixture(scope="module")
def apa(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return korea(tmp_path_factory.mktemp("apa"), 'style = "apa"\ncolumns = ["estimate", "std_error"]')


@pytest.mark.parametrize(
    ("columns", "figures"),
    [
        ((), "β = -0.200, p = 0.030"),
        (("beta", "t", "p"), "β = -0.200, p = 0.030"),
        (("p", "estimate"), "b = -2.00, p = 0.030"),
        (("t",), "t = -2.000, p = 0.030"),
        # no coefficient is printed: the one that would be told beside a whole table
        (("vif", "std_error"), "β = -0.200, p = 0.030"),
    ],
)
def test_the_coefficient_told_is_one_that_is_printed(columns: Sequence[str], figures: str) -> None:
    table = table_of(result([-2.0], [0.03]), LEGEND)
    claims = regression_claims(table, outcome="Likes", printed=columns)
    said = Prose({table.key: claims}, {table.key: table}).paragraph(table.key, Locale("en"), STYLES["plain"])
    assert f"negative association with Likes for 〈A〉 ({figures})." in said
    # what is claimed does not depend on what is printed
    assert len(claims) == len(sentences(table, "en"))


def test_a_printed_coefficient_that_reads_zero_gives_way_to_one_that_shows_its_sign() -> None:
    fit = replace(result([-3e-6], [0.03]), std_error=result([1.0], [1.0]).std_error)
    table = table_of(replace(fit, beta=fit.estimate * 1e5), LEGEND)
    claims = regression_claims(table, outcome="Likes", printed=("estimate", "p"))
    said = Prose({table.key: claims}, {table.key: table}).paragraph(table.key, Locale("en"), STYLES["plain"])
    assert "for 〈A〉 (β = -0.300, p = 0.030)" in said


def test_on_the_page_a_link_leads_to_what_is_printed_and_nowhere_else(apa: Report) -> None:
    page = report_html(as_printed(apa))
    links = Links()
    links.feed(page)
    assert len(links.links) > 250
    for link, text in links.links:
        shown = links.targets[link.removeprefix("#")]
        if re.fullmatch(r"[−-]?[\d,.]+", text):
            assert text in shown
    # p is told, and stands in csv and json only
    assert re.search(r'b = <a href="#cell-\d+-en">[\d,.−]+</a>, p = \.\d{3}', page)
    assert "β = " not in page.split('id="model-likes-en"')[1].split("</section>")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_levels_and_limits_read_as_in_the_legend_of_the_style(apa: Report, language: str) -> None:
    locale, table = Locale(language), apa.tables["model-likes"]
    (said,) = told(apa, table, locale, apa.style)
    assert {"en": "At the .01 level", "ko": "유의수준 .01"}[language] in said
    assert not re.search(r"(p|β|R²) ?[<=] ?0\.|(level|유의수준) 0\.", said)
    markdown = report_markdown(as_printed(apa), locale, style=apa.style)
    assert escaped(said) in markdown
    claims = json.loads(table_json(table, LANGUAGES, synthetic=True, style=apa.style, prose=apa.prose and apa.prose()))
    assert " ".join(claim["text"][language] for claim in claims["claims"]) == said


def test_latex_sets_the_minus_of_a_sentence_as_that_of_a_cell(tmp_path: Path) -> None:
    report = korea(tmp_path, 'columns = ["beta", "t", "p"]')
    (said,) = told(report, report.tables["model-likes"], Locale("en"), report.style)
    below = set(re.findall(r"(?<== )-\d\.\d+", said))
    source = report_latex(as_printed(report), Locale("en"), style=report.style)
    assert below
    for text in below:
        assert source.count(number(text)) >= 2 and f"= {text}" not in source


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_a_journals_template_sentences_stand_in_its_type(apa: Report, language: str, tmp_path: Path) -> None:
    journal = docx.Document()
    journal.add_paragraph("Instructions to authors")
    styles = journal.styles
    body = styles["Body Text"] if "Body Text" in styles else styles.add_style("Body Text", WD_STYLE_TYPE.PARAGRAPH)
    body.font.name = "Georgia"
    journal.save(str(tmp_path / "journal.docx"))
    locale = Locale(language)
    data = report_docx(as_printed(apa), locale, style=apa.style, template=tmp_path / "journal.docx")
    made = docx.Document(BytesIO(data))
    assert made.styles["Body Text"].font.name == "Georgia"
    (said,) = told(apa, apa.tables["model-likes"], locale, apa.style)
    (paragraph,) = [paragraph for paragraph in made.paragraphs if paragraph.text == said]
    assert paragraph.style is not None and paragraph.style.name == "Body Text"
