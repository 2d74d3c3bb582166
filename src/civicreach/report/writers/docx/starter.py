"""A Word template to begin with: every style that a report uses, each shown by a line that names it."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.words import message
from civicreach.report.locale import Locale
from civicreach.report.style import STYLES

from .package import as_template, saved
from .setting import Setting, tag_of
from .styles import styled
from .xml import Element, el


def starter_template(locale: Locale, *, as_dotx: bool = False) -> bytes:
    """A .docx with every style of a report, to be changed in Word to a journal's look and given to a run.

    Its text says in which style it stands; a report keeps the styles, page, headers and footers of a
    template and leaves its text out. The same bytes for the same language. With `as_dotx` it is a file
    from which Word starts new documents.
    """
    document, ids = styled(None, locale)
    setting = Setting(locale, None, STYLES["plain"], ids)
    title = message("Template for reports of civicreach")
    for element in (setting.paragraph("Title", setting.say(title)), *_lines(setting)):
        document.element.body.sectPr.addprevious(element)
    made = saved(
        document, title=setting.say(title), language=tag_of(locale), keywords="", comments="", made_by="civicreach"
    )
    return as_template(made) if as_dotx else made


def _lines(setting: Setting) -> Iterator[Element]:
    """How the template is used, a line in each style of a paragraph, and a table in the style of tables."""
    yield setting.paragraph(
        "Body Text",
        setting.say(
            message(
                "Change the styles, the page, the header and the footer in Word and save. A report made with this "
                "file takes them over and leaves this text out."
            )
        ),
    )
    for name in setting.ids:
        if name not in _NOT_SHOWN:
            yield setting.paragraph(name, name)
    yield _table(setting)
    # Word wants a paragraph after a table
    yield setting.paragraph("Table Note", "Table Note")


# styles of letters and of tables, and what every paragraph stands on
_NOT_SHOWN = ("Normal", "Default Paragraph Font", "Normal Table", "Strong", "Journal Table", "Title")


def _table(setting: Setting) -> Element:
    def row(styles: tuple[str, str], *, head: bool = False) -> Element:
        cells = [el("tc", el("tcPr", el("tcW", w=4500, type="dxa")), setting.paragraph(s, s)) for s in styles]
        return el("tr", *([el("trPr", el("tblHeader"))] if head else []), *cells)

    look = el(
        "tblPr",
        el("tblStyle", val=setting.ids["Journal Table"]),
        el("tblW", w=9000, type="dxa"),
        el("tblLayout", type="fixed"),
        el("tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=1),
    )
    rows = [row(("Table Head", "Table Head Number"), head=True), row(("Table Text", "Table Number"))]
    return el("tbl", look, el("tblGrid", el("gridCol", w=4500), el("gridCol", w=4500)), *rows)
