"""What people write for an account, without what they do not see."""

from __future__ import annotations

import unicodedata


def bare(text: str) -> str:
    """The text without space around it and without letters that do not show, such as a mark of byte order.

    They come along when an address is copied from a page, a chat or a spreadsheet.

    >>> bare("\\ufeff @seoul\\u200b\\u00a0")
    '@seoul'
    """
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf").strip()
