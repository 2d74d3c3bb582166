"""The report of a run in every format that it can be handed in; each writer is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from pathlib import Path

from civicreach.records.errors import OutputError
from civicreach.records.words import message
from civicreach.report.document import Report
from civicreach.report.journal import as_printed
from civicreach.report.locale import Locale
from civicreach.report.writers.csv import summary_csv, table_csv

#: A file of the output folder: its path, and what stands in it.
File = tuple[str, str | bytes]


def document_files(report: Report, formats: Sequence[str], *, template: Path | None = None) -> Iterator[File]:
    """Every document of a report, format by format; Word in the styles of a template, where there is one.

    Raises
    ------
    InputError
        The template cannot be one.
    OutputError
        A format needs a package that is not installed.
    """
    printed = as_printed(report)
    with _drawing(printed, formats):
        for name in formats:
            # for other programs, all that is known
            whole = report if name in ("csv", "json") else printed
            try:
                yield from _docx(whole, template) if name == "docx" else WRITERS[name](whole)
            except ModuleNotFoundError as error:
                raise lacking_package(f"the format {name}", error) from None


#: The package without which a format cannot be written; that of a drawing as PDF is that of PDF.
_PACKAGES = {"docx": "docx", "xlsx": "xlsxwriter", "pdf": "typst", "latex": "typst", "figures": "typst"}


def lacking_formats(formats: Sequence[str]) -> tuple[str, ...]:
    """Those of the formats that need a package that is not installed.

    >>> lacking_formats(["html", "csv"])
    ()
    """
    return tuple(name for name in formats if name in _PACKAGES and find_spec(_PACKAGES[name]) is None)


def _drawing(report: Report, formats: Sequence[str]) -> AbstractContextManager[None]:
    """Figures in the second language drawn beside those in the first, where any format has figures."""
    if TABLES_ONLY.issuperset(formats) or not report.figures:
        return nullcontext()
    from civicreach.report.writers.charts import drawn_beside

    return drawn_beside(list(report.figures.values()), report.languages, png=not _WITH_PNG.isdisjoint(formats))


def lacking_package(what: str, error: ModuleNotFoundError) -> OutputError:
    """What is said where a document needs a package that is not installed."""
    package = error.name or "a package"
    return OutputError(
        message(
            "{what} needs {package}, which is not installed: pip install 'civicreach[documents]'",
            what=what,
            package=package,
        )
    )


def _html(report: Report) -> Iterator[File]:
    from civicreach.report.writers.html import report_html

    yield "index.html", report_html(report)
    yield from _drawings(report)


def _drawings(report: Report) -> Iterator[File]:
    from civicreach.report.writers.svg import figure_svg

    for figure in report.figures.values():
        for language in report.languages:
            yield f"figures/{figure.key}-{language}.svg", figure_svg(figure, Locale(language))


def _figures(report: Report) -> Iterator[File]:
    from civicreach.report.writers.charts import chart_pdf, chart_png

    yield from _drawings(report)
    for figure in report.figures.values():
        for language in report.languages:
            name, locale = f"figures/{figure.key}-{language}", Locale(language)
            yield f"{name}.png", chart_png(figure, locale)
            yield f"{name}.pdf", chart_pdf(figure, locale)


def _csv(report: Report) -> Iterator[File]:
    for table in report.tables.values():
        yield f"tables/{table.key}.csv", table_csv(table, synthetic=report.synthetic)
        if table.summary:
            yield f"tables/{table.key}-summary.csv", summary_csv(table, synthetic=report.synthetic)


def _json(report: Report) -> Iterator[File]:
    from civicreach.report.writers.json import table_json

    prose = report.prose() if report.prose is not None else None
    for table in report.tables.values():
        yield (
            f"tables/{table.key}.json",
            table_json(table, report.languages, synthetic=report.synthetic, style=report.style, prose=prose),
        )


def _docx(report: Report, template: Path | None = None) -> Iterator[File]:
    from civicreach.report.writers.docx import report_docx

    for language in report.languages:
        yield f"report-{language}.docx", report_docx(report, Locale(language), style=report.style, template=template)


def _xlsx(report: Report) -> Iterator[File]:
    from civicreach.report.writers.xlsx import report_xlsx

    for language in report.languages:
        yield f"report-{language}.xlsx", report_xlsx(report, Locale(language), style=report.style)


def _pdf(report: Report) -> Iterator[File]:
    from civicreach.report.writers.pdf import report_pdf

    for language in report.languages:
        yield f"report-{language}.pdf", report_pdf(report, Locale(language), report.style)


def _latex(report: Report) -> Iterator[File]:
    from civicreach.report.writers.charts import chart_pdf
    from civicreach.report.writers.latex import report_latex, table_latex
    from civicreach.report.writers.layout import other_locale

    for language in report.languages:
        locale = Locale(language)
        yield f"report-{language}.tex", report_latex(report, locale, report.style)
        for table in report.tables.values():
            yield (
                f"tables/{table.key}-{language}.tex",
                _comment(report)
                + table_latex(table, locale, report.style, other=other_locale(report, locale, report.style)),
            )
        for figure in report.figures.values():
            yield f"figures/{figure.key}-{language}.pdf", chart_pdf(figure, locale)


def _comment(report: Report) -> str:
    """A fragment that is taken into another document says what it is of."""
    return "% SYNTHETIC data: nothing but the printed numbers may be concluded from them.\n" if report.synthetic else ""


def _markdown(report: Report) -> Iterator[File]:
    from civicreach.report.writers.markdown import report_markdown

    for language in report.languages:
        yield f"report-{language}.md", report_markdown(report, Locale(language), style=report.style)
    yield from _drawings(report)


WRITERS: dict[str, Callable[[Report], Iterator[File]]] = {
    "html": _html, "csv": _csv, "json": _json, "docx": _docx, "xlsx": _xlsx, "pdf": _pdf, "latex": _latex,
    "markdown": _markdown, "figures": _figures,
}  # fmt: skip

#: Those in which no figure stands; nothing is drawn, or computed to be drawn, for them alone.
TABLES_ONLY = frozenset({"csv", "json", "xlsx"})

#: Formats that hold figures as pixels.
_WITH_PNG = frozenset({"docx", "figures"})

#: Every format, in the order in which they are listed.
FORMATS = tuple(WRITERS)
