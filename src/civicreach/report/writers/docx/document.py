"""The report as a Word document in one language, for a journal or a ministry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docx.document import Document
from docx.section import _Footer, _Header

from civicreach.records.words import message
from civicreach.report.document import Figure, Paragraph, Report, Section
from civicreach.report.locale import Locale
from civicreach.report.style import STYLES, Style
from civicreach.report.table import Table
from civicreach.report.writers.layout import SYNTHETIC, SYNTHETIC_SENTENCE, name, other_locale, told
from civicreach.report.writers.paper import Lay, lay

from .fields import Counted, field, list_of, referring
from .figures import Drawing, draw_figure, drawing
from .package import saved
from .pages import Pages
from .setting import Setting, tag_of
from .styles import missing_styles, spread_of, styled
from .tables import draw_table
from .xml import Element, el, runs


def report_docx(
    report: Report, locale: Locale, *, style: Style = STYLES["plain"], template: Path | None = None
) -> bytes:
    """The report in a language as a Word document, the same bytes for the same report.

    Tables are tables that can be edited, with captions that Word counts, and look as the style
    ``Journal Table`` says. A table or figure too wide for the page stands on a page that lies on its
    side; a table too wide even for that comes in panels that repeat its first column.

    Parameters
    ----------
    report : Report
        What is written.
    locale : Locale
        In which language.
    style : Style
        The journal's habits: captions, leading zeros, small probabilities.
    template : path, optional
        A journal's own .docx or .dotx. Its styles, page, headers and footers are kept, its text is
        not. Styles of a report that it lacks are added, which the document's comments say and
        `missing_styles` says beforehand.

    Raises
    ------
    InputError
        The template is no Word document, or has styles of the right names and of other kinds.
    """
    document, ids = styled(template, locale)
    spread = spread_of(document.styles.element, ids["Table Text"])
    setting = Setting(locale, other_locale(report, locale, style), style, ids, spread)
    title = locale.say(report.title)
    _running_heads(document, title, setting, synthetic=report.synthetic, ours=template is None)
    pages = Pages(document)
    parts = (part for section in report.sections for part in section.parts)
    items = [Counted(part, n) for n, part in enumerate(p for p in parts if not isinstance(p, Paragraph))]
    pages.add(_front(report, items, setting))
    for section in report.sections:
        _section(section, report, items, setting, pages, first=section is report.sections[0])
    pages.turn(wide=False)
    pages.add([setting.paragraph("Table Note", f"{locale.say(message('Made with'))} {report.made_with}.")])
    added = missing_styles(template) if template else ()
    return saved(
        document,
        title=f"{SYNTHETIC}: {title}" if report.synthetic else title,
        language=tag_of(locale),
        keywords=SYNTHETIC if report.synthetic else "",
        comments=f"Styles that the template lacked and that were added: {', '.join(added)}" if added else "",
        made_by=f"civicreach {report.versions.get('civicreach', '')}".strip(),
    )


def _running_heads(document: Document, title: str, setting: Setting, *, synthetic: bool, ours: bool) -> None:
    """What stands on every page: the title and the page in our own design, SYNTHETIC in any."""
    section = document.sections[0]
    heads = [(section.header, section.footer)]
    if section.different_first_page_header_footer:
        heads.append((section.first_page_header, section.first_page_footer))
    if document.settings.odd_and_even_pages_header_footer:
        heads.append((section.even_page_header, section.even_page_footer))
    for head, foot in heads:
        mark = runs(f"{SYNTHETIC}  ", style=setting.ids["Strong"]) if synthetic else []
        if ours or mark:
            _first_line(head, setting.paragraph("header", [*mark, *runs(title if ours else "")]), alone=ours)
        if ours:
            _first_line(foot, setting.paragraph("footer", field("PAGE", "1")), alone=True)


def _first_line(head: _Header | _Footer, line: Element, *, alone: bool) -> None:
    """Set a line at the top of a header or footer, in the place of what stands there or above it."""
    head.is_linked_to_previous = False
    inside = head._element
    if alone:
        for old in list(inside):
            inside.remove(old)
    inside.insert(0, line)


def _front(report: Report, items: list[Counted], setting: Setting) -> Iterator[Element]:
    """The title block, the figures to see first, and the lists of tables and figures."""
    say, strong = setting.say, setting.ids["Strong"]
    yield setting.paragraph("Title", say(report.title))
    if report.synthetic:
        words = [*runs(f"{SYNTHETIC} ", style=strong), *runs(say(SYNTHETIC_SENTENCE))]
        yield setting.paragraph("Synthetic", words)
    if report.description:
        yield setting.paragraph("Subtitle", say(report.description))
    for what, much in report.headline:
        yield setting.paragraph("Headline", [*runs(say(much), style=strong), *runs(f"\t{say(what)}")])
    for kind, title in (("Table", message("Tables")), ("Figure", message("Figures"))):
        mine = [item for item in items if item.digits and item.sequence.startswith(kind)]
        if mine:
            yield setting.paragraph("TOC Heading", say(title))
        for sequence in sorted({item.sequence for item in mine}):
            yield from list_of([item for item in mine if item.sequence == sequence], setting)


def _section(
    section: Section, report: Report, items: list[Counted], setting: Setting, pages: Pages, *, first: bool
) -> None:
    """A part of the report: its heading, what stands in it, and all of that; the first begins a page."""
    mine = [item for part in section.parts for item in items if item.part is part]
    drawings = {item.place: drawing(item.part, setting) for item in mine if isinstance(item.part, Figure)}
    sheet = pages.sheet(setting.spread)
    lays = {
        item.place: lay(item.part, setting.locale, setting.style, sheet)
        for item in mine
        if isinstance(item.part, Table)
    }
    waiting = iter(mine)
    for place, part in enumerate(section.parts):
        item = None if isinstance(part, Paragraph) else next(waiting)
        if item is not None or place == 0:
            pages.turn(wide=item is not None and _wide(item, drawings, lays, pages))
        if place == 0:
            pages.add(_opening(section, mine, items, setting, first=first))
        if isinstance(part, Paragraph):
            pages.add([setting.paragraph("Body Text", referring(setting.say(part.words), items, setting))])
        elif item is not None and isinstance(part, Figure):
            pages.add(draw_figure(item, drawings[item.place], pages.document, setting, pages.room))
        elif item is not None:
            pages.add(draw_table(item, lays[item.place], setting, pages.room))
            prose = told(report, item.part, setting.locale, setting.style) if isinstance(item.part, Table) else []
            pages.add([setting.paragraph("Body Text", referring(words, items, setting)) for words in prose])


def _wide(item: Counted, drawings: dict[int, Drawing], lays: dict[int, Lay], pages: Pages) -> bool:
    if isinstance(item.part, Figure):
        return drawings[item.place].is_wide(pages.upright.width)
    return lays[item.place].across


def _opening(
    section: Section, mine: list[Counted], items: list[Counted], setting: Setting, *, first: bool
) -> Iterator[Element]:
    heading = setting.paragraph("heading 1", setting.say(section.title))
    if first:
        heading.pPr.insert(1, el("pageBreakBefore"))
    yield heading
    if mine:
        names = ", ".join(setting.say(name(item.part)) for item in mine)
        words = setting.say(message("In this part: {parts}.", parts=names))
        yield setting.paragraph("Body Text", referring(words, items, setting), keep=True)
