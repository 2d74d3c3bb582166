"""What a writer has to know of a table before it draws it: headings, runs of columns and rows, tails of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from civicreach.records.words import Words, message
from civicreach.report.document import Figure, Report
from civicreach.report.locale import Locale
from civicreach.report.numbers import is_number, shown
from civicreach.report.style import Style
from civicreach.report.table import Cell, Column, Row, Table

#: Stands in every header of a document whose data are synthetic, untranslated, so that it is found by searching.
SYNTHETIC = "SYNTHETIC"

#: What the word means, in the reader's language.
SYNTHETIC_SENTENCE = message(
    "These data were made so that the published tables come out. No row is a real government; "
    "nothing but the printed numbers may be concluded from them."
)

#: Stands in a table without rows, in the place of them.
NOTHING = message("There is nothing to list.")

# control characters and lone surrogates, which XML cannot hold
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_NUMBER = re.compile(r"[-−<]*[\d,]*(?P<point>\.?)(?P<decimals>\d*)(?P<stars>\D*)")


def clean(text: str) -> str:
    """Text that an XML file can hold; what it cannot hold becomes the replacement character."""
    return _FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def heading(part: Table | Figure, style: Style) -> Words:
    """The caption of a table or a figure with its number, as the journal wants it."""
    if isinstance(part, Table):
        return style.heading(part)
    if not part.number:
        return part.caption
    if style.bracketed:
        return message("<Figure {number}> {caption}", number=part.number, caption=part.caption)
    return message("Figure {number}. {caption}", number=part.number, caption=part.caption)


def name(part: Table | Figure) -> Words:
    """What running text calls a table or a figure: ``Table A2``."""
    if isinstance(part, Table):
        return message("Table {number}", number=part.number)
    return message("Figure {number}", number=part.number)


def told(report: Report, table: Table, locale: Locale, style: Style) -> list[str]:
    """The paragraphs in which a report says in running text what a table tells; none where it says nothing."""
    if report.prose is None:
        return []
    prose = report.prose()
    return [
        " ".join(prose.sentence(claim, locale, style) for claim in claims) for claims in prose.paragraphs(table.key)
    ]


def other_locale(report: Report, locale: Locale, style: Style) -> Locale | None:
    """The language of the second caption, where the journal wants one and the report has one."""
    others = [language for language in report.languages if language != locale.language]
    return Locale(others[0]) if style.both_languages and others else None


def spanners(columns: Sequence[Column], locale: Locale) -> list[tuple[str, int]]:
    """Every spanner with the number of columns under it; columns without one stand alone under an empty text.

    >>> from civicreach.report.table import Column
    >>> spanners([Column("n", "N"), Column("a", "A", spanner="Yes"), Column("b", "B", spanner="Yes")], Locale("en"))
    [('', 1), ('Yes', 2)]
    """
    runs: list[tuple[str, int]] = []
    for text, members in groupby(columns, key=lambda column: locale.say(column.spanner)):
        width = len(list(members))
        runs += [(text, width)] if text else [("", 1)] * width
    return runs


def families(rows: Iterable[Row], locale: Locale) -> Iterator[tuple[str, list[Row]]]:
    """Rows under their group's heading, in order; rows of no group come under an empty text."""
    for text, members in groupby(rows, key=lambda row: locale.say(row.group)):
        yield text, list(members)


@dataclass(frozen=True, slots=True)
class Tail:
    """What stands behind the whole digits of a number: its decimals and its stars."""

    decimals: int = 0
    stars: int = 0


def tail(text: str) -> Tail:
    """The tail of a number's text.

    >>> tail("<0.001**"), tail("21,439")
    (Tail(decimals=3, stars=2), Tail(decimals=0, stars=0))
    """
    found = _NUMBER.match(text)
    return Tail(len(found["decimals"]), len(found["stars"])) if found else Tail()


def longest_tail(cells: Iterable[tuple[Cell, Column]], locale: Locale, style: Style) -> Tail:
    """The longest tail in a column: numbers with shorter ones are moved to the left so that their points align."""
    tails = [tail(shown(cell, column, locale, style)) for cell, column in cells if is_number(cell)]
    return Tail(max((t.decimals for t in tails), default=0), max((t.stars for t in tails), default=0))


def lacking(mine: Tail, longest: Tail) -> int:
    """How many letters a number's tail is shorter than the longest of its column, the point included.

    >>> lacking(Tail(), Tail(3, 1)), lacking(Tail(1), Tail(3, 1))
    (5, 3)
    """
    point = longest.decimals > 0 and mine.decimals == 0
    return max(longest.decimals - mine.decimals, 0) + max(longest.stars - mine.stars, 0) + point
