"""How a table lies on paper: upright or across the page, in how many panels, and how wide its columns are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from math import ceil

from civicreach.report.locale import Locale
from civicreach.report.numbers import is_number, shown
from civicreach.report.style import Style
from civicreach.report.table import Table

from .layout import Tail, longest_tail, spanners, tail


@dataclass(frozen=True, slots=True)
class Sheet:
    """What lies between the margins of a page, in ems of the type of tables: upright, and across."""

    upright: float
    across: float


#: A4 with margins of 22 mm and tables in 9 points.
A4 = Sheet(51.0, 78.0)

#: More columns than this nobody follows with the eye; the table goes on in a further panel.
MOST_COLUMNS = 14

# in ems; a longer word may be broken at a bracket or behind a middle dot, and a still longer one, such as a hash or an
# address, anywhere
_LONG_WORD, _LONGEST_WORD = 7.0, 10.0

# in ems; the white beside a column of numbers and one of words, and before the rows of a group
_GAP, _WORDS_GAP, _INDENT = 1.0, 1.6, 0.9


@dataclass(frozen=True, slots=True)
class Panel:
    """Some columns of a table, in order, which stand side by side with its stub.

    Attributes
    ----------
    columns : tuple of int
        Places in the table's columns.
    widths : tuple of float
        Shares of the width of the page, the stub's first; they sum to 1.
    lines : int
        About how many lines it takes, its heading included.
    """

    columns: tuple[int, ...]
    widths: tuple[float, ...]
    lines: int


@dataclass(frozen=True, slots=True)
class Lay:
    """A table on paper.

    Attributes
    ----------
    across : bool
        Whether it lies across the page.
    panels : tuple of Panel
        One, where its columns fit side by side.
    lines : int
        About how many lines it takes, its notes included.
    """

    across: bool
    panels: tuple[Panel, ...]
    lines: int

    @property
    def one_page(self) -> int:
        """How many lines are safely kept together on a page."""
        return 24 if self.across else 38


@dataclass(frozen=True, slots=True)
class _Need:
    """Ems of a column: without which it cannot be, and at which nothing in it is pressed."""

    least: float
    ease: float


def lay(table: Table, locale: Locale, style: Style, sheet: Sheet = A4) -> Lay:
    """The way in which a table lies on a sheet in a language.

    A table stays upright where its numbers and longest words fit, else it lies across the page; one that
    fits neither way, or has more than 14 columns, goes on in panels that repeat the stub. Columns under
    one spanner stay in one panel where it holds them.

    >>> from civicreach.report.style import STYLES
    >>> from civicreach.report.table import Column
    >>> wide = Table("wide", "", "", tuple(Column(f"c{i}", f"column {i}") for i in range(40)), ())
    >>> [len(panel.columns) for panel in lay(wide, Locale("en"), STYLES["plain"]).panels]
    [14, 14, 12]
    """
    stub = _stub(table, locale)
    needs = [_column(table, place, locale, style) for place in range(len(table.columns))]
    blocks = [width for _, width in spanners(table.columns, locale)]
    upright, across = (_split(blocks, needs, room - stub.least) for room in (sheet.upright, sheet.across))
    flat = len(across) < len(upright)
    room, parts = (sheet.across, across) if flat else (sheet.upright, upright)
    panels = []
    for part in parts:
        shares = _shares([stub, *(needs[i] for i in part)], room)
        panels.append(Panel(part, shares, _lines(table, part, [share * room for share in shares], locale, style)))
    notes = sum(ceil(_width(locale.say(note)) / room) for note in table.notes) + len(table.summary) + bool(table.stars)
    return Lay(flat, tuple(panels), sum(panel.lines for panel in panels) + notes)


def breakable(text: str) -> list[str | list[str]]:
    """The words of a text: one that ought to stay whole as it is, a long one in parts between which a line may break.

    >>> breakable("the sha 0123456789abcdef0123 of one_thing_and_the_other")
    ['the', 'sha', ['01234567', '89abcdef', '0123'], 'of', ['one_', 'thing_', 'and_', 'the_', 'other']]
    >>> breakable("분산팽창요인(VIF) 푸시(홍보·정보제공)")
    [['분산팽창요인', '(VIF)'], ['푸시', '(홍보·', '정보제공)']]
    """
    pieces = [_pieces(word) for word in text.split()]
    return [parts[0] if len(parts) == 1 else parts for parts in pieces]


def padding(text: str, longest: Tail) -> str:
    """What a number lacks at its end of the longest tail in its column; as white, it brings the points in line.

    >>> padding("52*", Tail(decimals=2, stars=3)), padding("4.6", Tail(decimals=2))
    ('.00**', '0')
    """
    mine = tail(text)
    point = "." if longest.decimals and not mine.decimals else ""
    return point + "0" * (longest.decimals - mine.decimals) + "*" * (longest.stars - mine.stars)


def _pieces(word: str) -> list[str]:
    """A word whole, or where it is long in parts at its bracket and its middle dots, or in many parts."""
    if _width(word) <= _LONG_WORD:
        return [word]
    halves = re.split(r"(?<=\w)(?=\()|(?<=·)(?=.)", word)
    return [part for half in halves for part in ([half] if _width(half) <= _LONGEST_WORD else _parts(half))]


def _parts(word: str) -> list[str]:
    """A long word in parts; Korean breaks between any two syllables by itself."""
    parts = [""]
    for place, piece in enumerate(_RUN.split(word)):
        first, *rest = _PART.findall(piece) if place % 2 else [piece]
        parts[-1] += first
        parts += rest
    return parts


# letters between which no line breaks by itself, and the parts into which a long run of them falls
_RUN = re.compile(r"([^\u1100-\uffff]{9,})")
_PART = re.compile(r"[^_/.,:;=@&?-]{0,7}[_/.,:;=@&?-]+|[^_/.,:;=@&?-]{1,8}")


def _width(text: str) -> float:
    """About how many ems a text takes."""
    return sum(map(_letter, text))


def _letter(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in "mwMW%—":
        return 0.85
    return 0.68 if letter.isupper() else 0.35 if letter in "ijltfr.,:;'|!() " else 0.52


def _word(text: str) -> float:
    """The width of the longest word of a text that ought not to be broken."""
    widths = (min(_width(piece), _LONGEST_WORD) for word in text.split() for piece in _pieces(word))
    return max(widths, default=1.0)


def _stub(table: Table, locale: Locale) -> _Need:
    names = [locale.say(row.label) for row in table.rows] + [locale.say(head.label) for head, _ in table.summary]
    indent = _INDENT if any(locale.say(row.group) for row in table.rows) else 0.0
    return _of_words(locale.say(table.stub), names, white=_GAP + indent)


def _column(table: Table, place: int, locale: Locale, style: Style) -> _Need:
    column = table.columns[place]
    heading = locale.say(column.label)
    cells = [(row.cells[place], column) for row in table.rows]
    # the numbers of the model's block may stand under those of the first column
    cells += [(cell, head) for head, cell in table.summary if place == 0 and is_number(cell)]
    texts = [shown(cell, head, locale, style) for cell, head in cells]
    if column.kind == "text":
        return _of_words(heading, texts, white=_WORDS_GAP)
    longest = longest_tail(cells, locale, style)
    # a number is never broken, a heading and a reason for an absence only between words
    numbers = [_width(t + padding(t, longest)) for t, (cell, _) in zip(texts, cells, strict=True) if is_number(cell)]
    words = [_word(text) for text, (cell, _) in zip(texts, cells, strict=True) if not is_number(cell)]
    least = max([_word(heading), *numbers, *words])
    return _Need(least + _GAP, max(least, min(_width(heading), 8.0)) + _GAP)


def _of_words(heading: str, texts: Sequence[str], *, white: float) -> _Need:
    longest = max(map(_width, texts), default=0.0)
    least = max([min(longest, 7.0), *map(_word, [heading, *texts])])
    return _Need(least + white, max(least, min(longest, 60.0), min(_width(heading), 10.0)) + white)


def _split(blocks: Sequence[int], needs: Sequence[_Need], room: float) -> list[tuple[int, ...]]:
    """The columns in as few panels as hold them, about equally many in each."""
    parts = _filled(blocks, needs, room, MOST_COLUMNS)
    even = _filled(blocks, needs, room, ceil(len(needs) / len(parts)))
    return even if len(even) == len(parts) else parts


def _filled(blocks: Sequence[int], needs: Sequence[_Need], room: float, most: int) -> list[tuple[int, ...]]:
    def fits(part: Sequence[int]) -> bool:
        return len(part) <= most and sum(needs[i].least for i in part) <= room

    parts: list[tuple[int, ...]] = [()]
    places = count()
    for width in blocks:
        block = tuple(next(places) for _ in range(width))
        for piece in [block] if fits(block) else [(place,) for place in block]:
            if parts[-1] and not fits(parts[-1] + piece):
                parts.append(())
            parts[-1] += piece
    return parts


def _shares(needs: Sequence[_Need], room: float) -> tuple[float, ...]:
    """Every column its least width, and the rest by what each still wants; what nobody wants goes to all alike."""
    least, ease = sum(need.least for need in needs), sum(need.ease for need in needs)
    if ease <= room:
        widths = [need.ease + (room - ease) / len(needs) for need in needs]
    else:
        part = max(0.0, room - least) / (ease - least) if ease > least else 0.0
        widths = [need.least + (need.ease - need.least) * part for need in needs]
    return tuple(width / sum(widths) for width in widths)


def _lines(table: Table, part: Sequence[int], widths: Sequence[float], locale: Locale, style: Style) -> int:
    """About how many lines some columns take under their heading."""
    rooms = [max(width - _WORDS_GAP, 1.0) for width in widths]
    heads = [locale.say(table.stub), *(locale.say(table.columns[i].label) for i in part)]
    lines = table.spanned + _tallest(heads, rooms)
    group = ""
    for row in table.rows:
        heading = locale.say(row.group)
        lines += heading != group
        group = heading
        cells = [(row.cells[i], table.columns[i]) for i in part]
        texts = ["" if is_number(cell) else shown(cell, column, locale, style) for cell, column in cells]
        lines += _tallest([locale.say(row.label), *texts], rooms)
    return lines


def _tallest(texts: Sequence[str], rooms: Sequence[float]) -> int:
    return max(ceil(_width(text) / room) or 1 for text, room in zip(texts, rooms, strict=True))
