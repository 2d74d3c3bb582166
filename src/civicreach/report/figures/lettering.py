"""How much room words take in a figure, and where they go on to the next line.

The page is laid out before it is drawn and on every machine alike, so widths are those of the typeface of
documents (Noto Sans KR), rounded up a little, and not measured on the machine.
"""

from __future__ import annotations

import unicodedata

from .style import NORMAL

# widths in em
_NARROW = dict.fromkeys("iljI.,:;|!'’‘()[]/ ", 0.32) | dict.fromkeys('ftr-–"“”', 0.41)
_BROAD = dict.fromkeys("mwMW@%—", 0.92)


def room(text: str, *, size: float = NORMAL) -> float:
    """Pixels that a text takes on one line.

    >>> room("posts") < room("MMMMM") < room("좋아요 수입니다")
    True
    """
    return size * sum(_em(letter) for letter in text)


def wrapped(text: str, width: float, *, size: float = NORMAL) -> list[str]:
    """The lines of a text that may be so many pixels wide: between words where it can be, within where it must.

    >>> wrapped("Financial independence (%)", 100)
    ['Financial', 'independence (%)']
    >>> "".join(wrapped("x" * 100, 120)) == "x" * 100
    True
    """
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if room(longer, size=size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, width, size)
        lines += full
    return [*lines, line] if line or not lines else lines


def _broken(word: str, width: float, size: float) -> list[str]:
    """A word in pieces that fit; a mark stays with the letter that bears it."""
    pieces = [""]
    for letter in word:
        fits = room(pieces[-1] + letter, size=size) <= width or unicodedata.combining(letter)
        if fits or not pieces[-1]:
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def _em(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 0.95
    wide = 0.7 if letter.isupper() or not letter.isascii() else 0.58
    return _NARROW.get(letter) or _BROAD.get(letter) or wide
