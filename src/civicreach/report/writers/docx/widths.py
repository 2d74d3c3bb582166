"""How wide the columns of a table must be, which way its page lies, and where it is split into panels.

All lengths are in twentieths of a point, as Word counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from civicreach.report.numbers import is_number
from civicreach.report.table import Table
from civicreach.report.writers.layout import Tail, lacking, longest_tail, spanners, tail

from .setting import Setting

#: The table's type (9 points), one of its digits, a line of it with its white, and the white beside a cell's text.
EM, DIGIT, LINE, WHITE = 180, 90, 260, 175

#: Longer words are broken rather than their column widened; longer lines are wrapped.
LONGEST_WORD, LONGEST_LINE = 9 * EM, 28 * EM

#: A line of running text that is still pleasant to read in a narrow column.
COMFORT = 10 * EM

_NARROW, _BROAD = frozenset("ijltfrI.,;:'!|()[]{}/\\- ’‘"), frozenset("mwMW@%—…→")


@dataclass(frozen=True, slots=True)
class Room:
    """What a page holds between its margins."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Need:
    """What a column asks for: at least, to be pleasant, and to wrap nothing."""

    least: int
    comfort: int
    best: int


def length(text: str) -> int:
    """About how long a text is in the table's type, rather too long than too short.

    >>> length("21,439"), length("가나")
    (504, 360)
    """
    ems = 0.0
    for letter in text:
        if letter in _NARROW:
            ems += 0.3
        elif letter in _BROAD:
            ems += 0.85
        elif letter.isascii():
            ems += 0.7 if letter.isupper() else 0.5
        else:
            ems += {0: 0.0, 1: 0.6, 2: 1.0}[cell_len(letter)]
    return round(ems * EM)


def needs(table: Table, setting: Setting) -> tuple[Need, list[Need]]:
    """What the stub and every column ask for."""
    labels = [setting.say(table.stub), *(setting.say(row.label) for row in table.rows)]
    labels += [setting.say(column.label) for column, _ in table.summary]
    indent = EM if any(setting.say(row.group) for row in table.rows) else 0
    stub = _text(labels, more=indent)
    columns = [_column(table, place, setting) for place in range(len(table.columns))]
    return _spread(stub, setting), [_spread(need, setting) for need in columns]


def _spread(need: Need, setting: Setting) -> Need:
    return Need(*(round(width * setting.spread) for width in (need.least, need.comfort, need.best)))


def _column(table: Table, place: int, setting: Setting) -> Need:
    column = table.columns[place]
    label = setting.say(column.label)
    cells = [(row.cells[place], column) for row in table.rows]
    words = [setting.shown(cell, column) for cell, _ in cells if not is_number(cell)]
    if column.kind == "text":
        return _text([label, *words])
    longest = longest_tail(cells, setting.locale, setting.style)
    texts = [setting.shown(cell, column) for cell, _ in cells if is_number(cell)]
    numbers = [length(text) + room_beside(tail(text), longest) for text in texts]
    if place == 0:
        numbers += [length(setting.shown(cell, head)) for head, cell in table.summary if is_number(cell)]
    # a number is never broken, a reason for an absence between words, a heading once
    least = max([*numbers, _word(label), *map(_word, words)])
    best = max(least, min(length(label) // 2 + EM, LONGEST_WORD))
    return Need(least + WHITE, least + WHITE, best + WHITE)


def room_beside(mine: Tail, longest: Tail) -> int:
    """How far a number with a short tail stands from the right edge, so that the points of its column align."""
    point = longest.decimals > 0 and mine.decimals == 0
    return lacking(mine, longest) * DIGIT - (DIGIT // 2 if point else 0)


def _text(texts: Sequence[str], *, more: int = 0) -> Need:
    least = max(map(_word, texts))
    best = max(least, min(max(map(length, texts)), LONGEST_LINE))
    comfort = max(least, min(best, COMFORT))
    return Need(least + more + WHITE, comfort + more + WHITE, best + more + WHITE)


def _word(text: str) -> int:
    return min(max(map(length, text.split()), default=EM), LONGEST_WORD)


def is_wide(table: Table, setting: Setting, upright: int) -> bool:
    """Whether a table asks for a page that lies on its side."""
    stub, columns = needs(table, setting)
    return stub.comfort + sum(column.comfort for column in columns) > upright


def panels(table: Table, setting: Setting, available: int) -> list[list[int]]:
    """The columns, by place, of every panel that a table is split into; one panel where all of them fit.

    Columns under one spanner stay together where a panel can hold them.
    """
    stub, columns = needs(table, setting)
    room = available - stub.least
    blocks: list[list[int]] = []
    start = 0
    for _, width in spanners(table.columns, setting.locale):
        block = list(range(start, start + width))
        whole = sum(columns[place].least for place in block) <= room
        blocks += [block] if whole else [[place] for place in block]
        start += width
    made: list[list[int]] = [[]]
    for block in blocks:
        taken = sum(columns[place].least for place in made[-1] + block)
        if made[-1] and taken > room:
            made.append([])
        made[-1] += block
    return made


def shared(stub: Need, columns: Sequence[Need], available: int) -> list[int]:
    """The width of the stub and of every column, together what is available.

    Each gets what it needs at least; what is left goes to those that would have to wrap, then to all alike.

    >>> shared(Need(500, 900, 1000), [Need(400, 400, 400), Need(400, 400, 400)], 1700)
    [900, 400, 400]
    """
    all_needs = [stub, *columns]
    least, best = sum(need.least for need in all_needs), sum(need.best for need in all_needs)
    if least >= available:
        made = [need.least * available // least for need in all_needs]
    elif best > available:
        part = (available - least) / (best - least)
        made = [need.least + int(part * (need.best - need.least)) for need in all_needs]
    else:
        made = [need.best + (available - best) // len(all_needs) for need in all_needs]
    made[0] += available - sum(made)
    return made
