"""The report as Markdown, for a repository, a wiki or a letter: pipe tables, with the figures beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from civicreach.records.words import Words, message
from civicreach.report.document import Figure, Paragraph, Report
from civicreach.report.locale import Locale
from civicreach.report.numbers import legend, shown
from civicreach.report.style import STYLES, Style
from civicreach.report.table import Cell, Column, Table

from .layout import NOTHING, SYNTHETIC, SYNTHETIC_SENTENCE, clean, families, heading, other_locale, told

_MEANING = re.compile(r"([\\`*_{}\[\]<>#|~$]|&(?=#?\w+;))")

#: What makes a list, a line or a heading of a text that begins with it.
_BEGINNING = re.compile(r"^(?P<number>\d*)(?=[.)]\s|[.)]$|[-+=](?:[\s=-]|$))")


def report_markdown(report: Report, locale: Locale, *, style: Style = STYLES["plain"]) -> str:
    """The report in a language as Markdown with pipe tables, the same text for the same report.

    It stands beside the folder ``figures`` and refers to the drawings in it.

    Parameters
    ----------
    report : Report
        What is written.
    locale : Locale
        In which language.
    style : Style
        The journal's habits: captions, leading zeros, small probabilities.
    """
    return "\n\n".join(_Page(report, locale, style).blocks()) + "\n"


def escaped(text: str) -> str:
    r"""Text in which no letter means anything to Markdown, on one line.

    >>> escaped("- p<0.05* | a_b")
    '\\- p\\<0.05\\* \\| a\\_b'
    """
    line = _MEANING.sub(r"\\\1", " ".join(clean(text).split()))
    return _BEGINNING.sub(r"\g<number>\\", line)


class _Page:
    """The page, block by block."""

    def __init__(self, report: Report, locale: Locale, style: Style) -> None:
        self.report, self.locale, self.style = report, locale, style
        self.other = other_locale(report, locale, style)

    def say(self, words: Words) -> str:
        return escaped(self.locale.say(words))

    def shown(self, cell: Cell, column: Column) -> str:
        return escaped(shown(cell, column, self.locale, self.style))

    def blocks(self) -> Iterator[str]:
        """Everything, in the order of reading."""
        report = self.report
        yield f"# {self.say(report.title)}"
        if report.synthetic:
            yield f"> **{SYNTHETIC}** {self.say(SYNTHETIC_SENTENCE)}"
        if report.description:
            yield self.say(report.description)
        if report.headline:
            yield "\n".join(f"- **{self.say(much)}** {self.say(what)}" for what, much in report.headline)
        for section in report.sections:
            yield f"## {self.say(section.title)}"
            for part in section.parts:
                if isinstance(part, Paragraph):
                    yield self.say(part.words)
                elif isinstance(part, Figure):
                    yield from self.figure(part)
                else:
                    yield from self.table(part)
        yield f"{self.say(message('Made with'))} {escaped(report.made_with)}."

    def caption(self, part: Table | Figure) -> str:
        """The caption in bold, and under it the one in the other language where the journal wants it."""
        words = heading(part, self.style)
        first = f"**{self.say(words)}**"
        return first if self.other is None else f"{first}\\\n{escaped(self.other.say(words))}"

    def figure(self, figure: Figure) -> Iterator[str]:
        yield f"![{self.say(figure.alt)}](figures/{figure.key}-{self.locale.language}.svg)"
        yield self.caption(figure)
        yield from map(self.say, figure.notes)

    def table(self, table: Table) -> Iterator[str]:
        yield self.caption(table)
        yield "\n".join(self.lines(table))
        if table.stars:
            yield escaped(legend(table, self.style))
        yield from map(self.say, table.notes)
        yield from map(escaped, told(self.report, table, self.locale, self.style))

    def lines(self, table: Table) -> Iterator[str]:
        """The rows of a pipe table, which knows neither spanners nor groups: those stand in the cells."""
        heads = [": ".join(filter(None, [self.say(c.spanner), self.say(c.label)])) for c in table.columns]
        yield _row([self.say(table.stub), *heads])
        yield _row([":--", *(":--" if column.kind == "text" else "--:" for column in table.columns)])
        blank = [""] * len(table.columns)
        for group, rows in families(table.rows, self.locale):
            if group:
                yield _row([f"**{escaped(group)}**", *blank])
            for row in rows:
                cells = [self.shown(cell, column) for cell, column in zip(row.cells, table.columns, strict=True)]
                cells = [self.say(row.label), *cells]
                yield _row([f"**{cell}**" if row.total and cell else cell for cell in cells])
        if not table.rows:
            yield _row([self.say(NOTHING), *blank])
        for column, cell in table.summary:
            yield _row([self.say(column.label), self.shown(cell, column), *blank[1:]])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
