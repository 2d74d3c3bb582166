"""Typst with the typefaces of documents and none of the machine's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from civicreach.records.errors import OutputError

from .typefaces import typefaces

if TYPE_CHECKING:
    from typst import PDFStandard


def typeset(source: bytes, inputs: Mapping[str, str], standards: list[PDFStandard]) -> bytes:
    """A PDF of a Typst source and its inputs, the same bytes for the same.

    The standards want a date; without a clock it is the first of January 1970. A character that no typeface
    has is written as its code point: ``[U+1F389]``.

    Raises
    ------
    OutputError
        Typst or the Korean typefaces are not installed, or the document breaks a rule of the standards.
    """
    folder = str(typefaces())
    try:
        # 81 MB: only who wants a PDF has it
        import typst
    except ModuleNotFoundError:
        raise OutputError(
            'a PDF is set by the package typst, which is not installed; pip install "civicreach[documents]" brings it'
        ) from None
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder])
    codes: dict[int, str] = {}
    while True:
        try:
            return typst.compile(
                source,
                format="pdf",
                font_paths=fonts,
                sys_inputs={name: text.translate(codes) for name, text in inputs.items()},
                pdf_standards=standards,
                timestamp=0,
            )
        except typst.TypstError as error:
            lacking = _lacking(error.diagnostic) - {chr(code) for code in codes}
            if not lacking:
                raise OutputError(f"the PDF cannot be set: {error.message}") from None
            codes |= {ord(letter): f"[U+{ord(letter):04X}]" for letter in lacking}


def _lacking(diagnostic: str) -> set[str]:
    """The characters that no typeface has, or that the standards forbid, from what Typst says.

    Beside a mark that cannot be shown it names the letter under it, which is everywhere in a report and must stay.

    >>> _lacking('the text `"1"` could not be displayed with font `"A"` ... the text `"\\\\u{20e3}"` could not')
    {'\\u20e3'}
    """
    texts = re.findall(r'(?:the text|codepoint) `"((?:[^"\\]|\\.)*)"`', diagnostic)
    letters = "".join(re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), text) for text in texts)
    found = {letter for letter in letters if not letter.isascii() and not "가" <= letter <= "힣"}
    return {letter for letter in found if unicodedata.category(letter).startswith("M")} or found
