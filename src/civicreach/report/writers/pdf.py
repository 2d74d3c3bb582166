"""The report as a PDF that can be archived and read aloud: PDF/A-2b and PDF/UA-1, all type embedded."""

from __future__ import annotations

import json
from importlib.resources import files

from civicreach.report.document import Report
from civicreach.report.locale import Locale
from civicreach.report.style import STYLES, Style

from .pdf_document import document
from .typesetting import typeset


def report_pdf(report: Report, locale: Locale, style: Style = STYLES["plain"]) -> bytes:
    """The report in one language as a PDF, the same bytes for the same report.

    The file is tagged, with its language, bookmarks and alternative texts. See `typeset` for what happens
    to characters that no typeface has, and for its date.

    Raises
    ------
    OutputError
        Typst or the Korean typefaces are not installed, or the report breaks a rule of the standards: a
        figure without an alternative text does.
    """
    template = (files("civicreach.report") / "templates" / "report.typ").read_bytes()
    data = json.dumps(document(report, locale, style), ensure_ascii=False)
    return typeset(template, {"report": data}, ["a-2b", "ua-1"])
