"""Elements of WordprocessingML, and text as runs of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from civicreach.report.writers.layout import clean

Element = BaseOxmlElement

#: A stretch that runs from right to left, with the spaces and marks inside it.
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_STRETCH = re.compile(f"[{_RIGHT_TO_LEFT}]+(?:[^\\w{_RIGHT_TO_LEFT}]+[{_RIGHT_TO_LEFT}]+)*")


def el(tag: str, *children: Element, **attributes: str | int) -> Element:
    """An element of Word's namespace with its attributes and children."""
    made: Element = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    made.extend(children)
    return made


def runs(text: str, *, style: str = "", languages: tuple[str, str] | None = None) -> list[Element]:
    """Text as runs: line breaks kept, stretches from right to left marked as such.

    Parameters
    ----------
    text : str
        As it is to be read.
    style : str
        Id of a character style.
    languages : pair of str
        Tags of the languages of Latin and of East Asian letters, where they are not the document's.
    """
    made = []
    for piece, right_to_left in _stretches(clean(text)):
        look = []
        if style:
            look.append(el("rStyle", val=style))
        if right_to_left:
            look.append(el("rtl"))
        if languages:
            look.append(el("lang", val=languages[0], eastAsia=languages[1]))
        made.append(el("r", *([el("rPr", *look)] if look else []), *_content(piece)))
    return made


def starts_right(text: str) -> bool:
    """Whether text is read from right to left, which its first letter says.

    >>> starts_right("(שלום) hello"), starts_right("hello שלום")
    (True, False)
    """
    sides = (unicodedata.bidirectional(letter) for letter in text)
    return next((side in ("R", "AL") for side in sides if side in ("L", "R", "AL")), False)


def _stretches(text: str) -> Iterator[tuple[str, bool]]:
    end = 0
    for found in _STRETCH.finditer(text):
        if found.start() > end:
            yield text[end : found.start()], False
        yield found[0], True
        end = found.end()
    if end < len(text):
        yield text[end:], False


def _content(text: str) -> Iterator[Element]:
    for piece in re.split("([\n\t])", text):
        if piece in ("\n", "\t"):
            yield el("br" if piece == "\n" else "tab")
        elif piece:
            made = el("t")
            made.text = piece
            made.set(qn("xml:space"), "preserve")
            yield made
