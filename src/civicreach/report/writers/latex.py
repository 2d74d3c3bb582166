r"""Tables and reports in LaTeX, as journals want them: booktabs, notes under the table, Korean by ko.TeX.

A table is a fragment for the author's own manuscript. A report is a document that XeLaTeX compiles; its
figures lie beside it as ``figures/<key>-<language>.pdf``, drawn by `charts.chart_pdf`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from civicreach.records.words import message
from civicreach.report.document import Figure, Paragraph, Part, Report
from civicreach.report.locale import Locale
from civicreach.report.style import STYLES, Style
from civicreach.report.table import Table

from .latex_table import PREAMBLE, caption_lines, fragment
from .latex_text import tex
from .layout import SYNTHETIC, SYNTHETIC_SENTENCE, other_locale, told
from .paper import lay


def table_latex(table: Table, locale: Locale, style: Style = STYLES["plain"], *, other: Locale | None = None) -> str:
    r"""A table as a fragment with caption, ``\label{tab:<key>}`` and notes, for a manuscript.

    The first lines, which are comments, say what the preamble must hold. A table longer than a page is a
    longtable; one too wide to stand upright lies across the page. `other` is the language of a second caption.

    >>> from civicreach.report.table import Cell, Column, Row
    >>> t = Table("t", "A table", "Of", (Column("a", "Mean", digits=1),), (Row("x", "x", (Cell(-1.25),)),))
    >>> [line for line in table_latex(t, Locale("en")).splitlines() if line.startswith("x")]
    ['x & $-$1.3 \\\\']
    """
    needs = "".join(f"%   {line}\n" for line in PREAMBLE.splitlines())
    body = fragment(table, locale, style, other)
    if lay(table, locale, style).across:
        body = f"\\begin{{landscape}}\n{body}\n\\end{{landscape}}"
    return f"% {table.key}: compile with XeLaTeX; the preamble needs\n{needs}{body}\n"


def report_latex(report: Report, locale: Locale, style: Style = STYLES["plain"]) -> str:
    """The report in one language as a document for XeLaTeX, the same text for the same report."""
    return "\n".join(_report(report, locale, style)) + "\n"


# a figure in its own size, and smaller where the page has less room
_SIZES = r"""\makeatletter
\newcommand{\drawnwidth}{\ifdim\Gin@nat@width>\linewidth\linewidth\else\Gin@nat@width\fi}
\newcommand{\drawnheight}{\ifdim\Gin@nat@height>0.8\textheight 0.8\textheight\else\Gin@nat@height\fi}
\makeatother"""


def _report(report: Report, locale: Locale, style: Style) -> Iterator[str]:
    title = tex(locale.say(report.title))
    mark = SYNTHETIC if report.synthetic else ""
    yield "% Compile with XeLaTeX, three times for the lists: xelatex, or latexmk -xelatex. Korean by ko.TeX (kotex)."
    yield r"\documentclass[a4paper,10pt]{article}"
    yield r"\usepackage[margin=22mm,headheight=14pt]{geometry}"
    yield PREAMBLE.rstrip()
    yield r"\usepackage{graphicx,float,fancyhdr}"
    yield _SIZES
    yield r"\floatplacement{table}{H}\floatplacement{figure}{H}"
    yield r"\captionsetup{justification=raggedright,singlelinecheck=false,font={small,bf},skip=4pt}"
    if style.bracketed:
        yield r"\DeclareCaptionLabelFormat{bracketed}{\textless#1~#2\textgreater}"
        yield r"\captionsetup{labelformat=bracketed,labelsep=space}"
    else:
        yield r"\captionsetup{labelsep=period}"
    for command, words in _NAMES.items():
        yield rf"\AtBeginDocument{{\renewcommand{{\{command}}}{{{tex(locale.say(words))}}}}}"
    yield r"\pagestyle{fancy}\fancyhf{}"
    yield rf"\fancyhead[L]{{\small \textbf{{{mark}}} {title}}}\fancyfoot[C]{{\thepage}}"
    yield r"\setlength{\parindent}{0pt}\setlength{\parskip}{4pt plus 2pt}\setcounter{secnumdepth}{0}"
    yield r"\begin{document}"
    yield rf"{{\LARGE\bfseries {title}\par}}\medskip"
    if report.description:
        yield rf"{{\large {tex(locale.say(report.description))}\par}}\medskip"
    if report.synthetic:
        yield rf"\fbox{{\parbox{{0.97\linewidth}}{{\textbf{{{mark}}} {tex(locale.say(SYNTHETIC_SENTENCE))}}}}}\medskip"
        yield ""
    if report.headline:
        yield r"\begin{tabular}{L{p}{0.7}R{p}{0.3}}"
        yield from (rf"{tex(locale.say(what))} & {tex(locale.say(much))} \\" for what, much in report.headline)
        yield r"\end{tabular}"
        yield ""
    lists = [r"\listoftables"] * bool(report.tables) + [r"\listoffigures"] * bool(report.figures)
    yield rf"{{\small\setlength{{\parskip}}{{0pt}}\tableofcontents{''.join(lists)}}}"
    yield r"\clearpage"
    for across, run in groupby(_parts(report, locale, style), key=lambda part: part[0]):
        yield r"\begin{landscape}" if across else ""
        yield from (text for _, text in run)
        yield r"\end{landscape}" if across else ""
    yield rf"\bigskip{{\footnotesize {tex(locale.say(message('Made with')))} {tex(report.made_with)}.\par}}"
    yield r"\end{document}"


_NAMES = {
    "contentsname": message("Contents"),
    "listtablename": message("Tables"),
    "listfigurename": message("Figures"),
    "tablename": message("Table"),
    "figurename": message("Figure"),
}


def _parts(report: Report, locale: Locale, style: Style) -> Iterator[tuple[bool, str]]:
    """The parts in order, and whether each lies across the page; a heading lies as what follows it."""
    for section in report.sections:
        drawn = [_part(part, report, locale, style) for part in section.parts]
        yield bool(drawn) and drawn[0][0], rf"\section{{{tex(locale.say(section.title))}}}"
        yield from drawn


def _part(part: Part, report: Report, locale: Locale, style: Style) -> tuple[bool, str]:
    if isinstance(part, Paragraph):
        return False, tex(locale.say(part.words)) + r"\par"
    # the numbers of the report, which counts its supplementary tables apart
    kind = "figure" if isinstance(part, Figure) else "table"
    number = rf"\renewcommand{{\the{kind}}}{{{part.number}}}"
    other = other_locale(report, locale, style)
    if isinstance(part, Figure):
        return False, "\n".join([number, *_figure(part, locale, style, other)])
    # as the numbers of a table: LaTeX would set a hyphen
    prose = told(report, part, locale, replace(style, minus="−"))
    below = "".join(rf"{chr(10)}{tex(words)}\par\medskip" for words in prose)
    return lay(part, locale, style).across, f"{number}\n{fragment(part, locale, style, other)}{below}"


def _figure(figure: Figure, locale: Locale, style: Style, other: Locale | None) -> Iterator[str]:
    yield r"\begin{figure}"
    options = rf"width=\drawnwidth,height=\drawnheight,keepaspectratio,alt={{{tex(locale.say(figure.alt))}}}"
    yield rf"\includegraphics[{options}]{{figures/{figure.key}-{locale.language}.pdf}}"
    yield from caption_lines(figure, locale, style, other, f"fig:{figure.key}")
    yield from (rf"{{\footnotesize {tex(locale.say(note))}\par}}" for note in figure.notes)
    yield r"\end{figure}"
