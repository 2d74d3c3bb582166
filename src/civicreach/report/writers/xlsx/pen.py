"""What every sheet of a workbook is written with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import count
from typing import Any

from rich.cells import cell_len

from civicreach.records.words import Words
from civicreach.report.document import Report
from civicreach.report.locale import Locale
from civicreach.report.numbers import shown
from civicreach.report.style import Style
from civicreach.report.table import Cell, Column
from civicreach.report.writers.layout import SYNTHETIC, SYNTHETIC_SENTENCE, clean, other_locale

#: Letters that a cell holds.
LONGEST_TEXT = 32767

#: In points: a line of text, and the highest row that Excel knows.
LINE, HIGHEST = 13.5, 400


class Pen:
    """What every sheet is written with: the report's words, and every look of a cell once."""

    def __init__(self, book: Any, report: Report, locale: Locale, style: Style) -> None:
        self.book, self.report, self.locale, self.style = book, report, locale, style
        self.other = other_locale(report, locale, style)
        self._looks: dict[tuple[tuple[str, Any], ...], Any] = {}

    def say(self, words: Words) -> str:
        return clean(self.locale.say(words))

    def shown(self, cell: Cell, column: Column) -> str:
        return clean(shown(cell, column, self.locale, self.style))

    def look(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._looks:
            self._looks[key] = self.book.add_format({"valign": "top", **properties})
        return self._looks[key]

    def sheet(self, wanted: str) -> Any:
        """A new sheet, marked as synthetic on paper where the data are."""
        sheet = self.book.add_worksheet(sheet_name(wanted, [other.name for other in self.book.worksheets()]))
        mark = f"&B{SYNTHETIC}&B  " if self.report.synthetic else ""
        sheet.set_header(f"&L{mark}{self.say(self.report.title)[:90].replace('&', '&&')}")
        sheet.set_footer("&C&P / &N")
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def mark(self, sheet: Any, row: int, widths: Sequence[int]) -> int:
        """Say that the data are synthetic, where they are; gives the next row."""
        if not self.report.synthetic:
            return row
        text = f"{SYNTHETIC}: {self.say(SYNTHETIC_SENTENCE)}"
        return self.across(sheet, row, widths, text, font_color="#9C2A10", font_size=9)

    def across(self, sheet: Any, row: int, widths: Sequence[int], text: str, **properties: Any) -> int:
        """A text over some columns, on a row that is high enough for it; gives the next row."""
        self.write(sheet, row, 0, len(widths) - 1, text, text_wrap=True, **properties)
        self.raise_to(sheet, row, lines(text, sum(widths)))
        return row + 1

    def raise_to(self, sheet: Any, row: int, lines: int) -> None:
        """Make a row as high as its lines, for not every program does so when it opens a workbook."""
        if lines > 1:
            sheet.set_row(row, min(LINE * lines + 2, HIGHEST))

    def write(self, sheet: Any, row: int, first: int, last: int, content: str | float, **properties: Any) -> None:
        """A number or a text in one cell, or in several that are made one."""
        look = self.look(**properties)
        if last > first:
            sheet.merge_range(row, first, row, last, "", look)
        if isinstance(content, str):
            # never taken for a formula, an address or a number
            whole = content if len(content) <= LONGEST_TEXT else content[: LONGEST_TEXT - 1] + "…"
            sheet.write_string(row, first, whole, look)
        else:
            sheet.write_number(row, first, content, look)


def lines(content: str | float, width: int) -> int:
    """About how many lines a text takes; its letters are a little narrower than digits."""
    if not isinstance(content, str):
        return 1
    return sum(-(-int(cell_len(line) * 0.95) // (width - 1)) or 1 for line in content.split("\n"))


def sheet_name(wanted: str, taken: Collection[str]) -> str:
    """A name that a sheet may have and that none has yet.

    >>> sheet_name("Who? [all] 1/2: 'x'", [])
    "Who  (all) 1-2- 'x"
    >>> sheet_name("History", ["history_"])
    'History_2'
    """
    made = _cut("".join(_FORBIDDEN.get(letter, letter) for letter in clean(wanted)), 31) or "_"
    if made.lower() == "history":  # Excel keeps this name for itself
        made += "_"
    others = {other.lower() for other in taken}
    tries = (made if n == 1 else f"{_cut(made, 31 - len(str(n)))}{n}" for n in count(1))
    return next(each for each in tries if each.lower() not in others)


def _cut(text: str, most: int) -> str:
    """The beginning of a text, as Excel counts: letters beyond the first plane twice, and no quotes at the ends."""
    return text.strip("' ").encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore").rstrip("' ")


_FORBIDDEN = {**dict.fromkeys("*?\n\t", " "), **dict.fromkeys(":/\\", "-"), "[": "(", "]": ")"}
