"""The PDF keeps the rules of PDF/A-2b and PDF/UA-1 that `pdf_rules` lists, and the rules find what breaks them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pikepdf = pytest.importorskip("pikepdf", reason="pikepdf is not installed (pip install '.[test]')")
pytest.importorskip("typst", reason="the extra civicreach[documents] is not installed")

from pikepdf import Array, Dictionary, Name  # noqa: E402
from tests.conftest import KOREA  # noqa: E402
from tests.report.awkward import odd_report  # noqa: E402
from tests.report.pdf_rules import RULES, elements, faults_of  # noqa: E402

from civicreach import read_study  # noqa: E402
from civicreach.report.locale import Locale  # noqa: E402
from civicreach.report.style import STYLES  # noqa: E402
from civicreach.report.writers.charts import chart_pdf  # noqa: E402
from civicreach.report.writers.pdf import report_pdf  # noqa: E402


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report of korea-2015 in both languages, one of odd tables, and a figure of its own."""
    folder = tmp_path_factory.mktemp("rules")
    report = read_study(KOREA).run().report()
    figure = next(iter(report.figures.values()))
    made = {
        "korea-en": report_pdf(report, Locale("en"), STYLES["plain"]),
        "korea-ko": report_pdf(report, Locale("ko"), STYLES["korean"]),
        "odd": report_pdf(odd_report(), Locale("ko"), STYLES["apa"]),
        "figure": chart_pdf(figure, Locale("ko")),
    }
    for name, data in made.items():
        (folder / f"{name}.pdf").write_bytes(data)
    return {name: folder / f"{name}.pdf" for name in made}


@pytest.mark.parametrize("rule", RULES)
def test_the_reports_keep_the_rules(files: dict[str, Path], rule: str) -> None:
    found = {name: faults_of(file, rule) for name, file in files.items() if name != "figure" or "PDF/A" in rule}
    assert {name: faults for name, faults in found.items() if faults} == {}


def _untagged(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    page.Contents = pdf.make_stream(b"q 0 0 10 10 re f Q")


def _without_alternative(pdf: pikepdf.Pdf) -> None:
    for element in elements(pdf):
        if Name.Figure == element.S:
            del element.Alt


def _skipping(pdf: pikepdf.Pdf) -> None:
    for element in elements(pdf):
        if element.S == Name.H1:
            element.S = Name.H3


def _without_scope(pdf: pikepdf.Pdf) -> None:
    for element in elements(pdf):
        if element.S == Name.TH:
            element.A = Array()


def _strange(pdf: pikepdf.Pdf) -> None:
    next(e for e in elements(pdf) if e.S == Name.P).S = Name.Wonder


def _unembedded(pdf: pikepdf.Pdf) -> None:
    for each in pdf.objects:
        if isinstance(each, Dictionary) and Name.FontFile3 in each:
            del each.FontFile3


def _speechless(pdf: pikepdf.Pdf) -> None:
    for each in pdf.objects:
        if isinstance(each, Dictionary) and Name.ToUnicode in each:
            del each.ToUnicode


def _linkless(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for note in page.get(Name.Annots, Array()):
            del note.StructParent


def _hidden(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for note in page.get(Name.Annots, Array()):
            note.F = 2


def _scripted(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS="app.beep()"))


def _compressed(pdf: pikepdf.Pdf) -> None:
    data = pdf.Root.Metadata.read_bytes().replace(b"<pdfaid:conformance>B", b"<pdfaid:conformance>U")
    pdf.Root.Metadata = pdf.make_stream(data.replace(b"pdfuaid:part>1", b"pdfuaid:part>9"))


BREAKS = [
    ("6.2.3", lambda pdf: pdf.Root.__delitem__("/OutputIntents")),
    ("6.2.11.4", _unembedded),
    ("6.3 ", _hidden),
    ("6.5", _scripted),
    ("6.6.2", _compressed),
    ("UA-1 5", _compressed),
    ("title", lambda pdf: pdf.Root.__delitem__("/ViewerPreferences")),
    ("painted", _untagged),
    ("standard ones", _strange),
    ("7.2 the", lambda pdf: pdf.Root.__delitem__("/Lang")),
    ("7.3", _without_alternative),
    ("7.4.2", _skipping),
    ("7.5", _without_scope),
    ("7.18", _linkless),
    ("7.21.7", _speechless),
]


@pytest.mark.parametrize(("clause", "broken"), BREAKS, ids=[clause for clause, _ in BREAKS])
def test_what_breaks_a_rule_is_found(
    files: dict[str, Path], tmp_path: Path, clause: str, broken: Callable[[Any], None]
) -> None:
    (rule,) = (rule for rule in RULES if clause in rule)
    with pikepdf.open(files["korea-en"]) as pdf:
        broken(pdf)
        pdf.save(tmp_path / "broken.pdf")
    assert faults_of(tmp_path / "broken.pdf", rule)
