"""Names of governments in a form in which spelling does not matter."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = "'’‘‛`´ʼʹ′＇"
_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_UNSPACED = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3]")


def normal_name(text: str) -> str:
    """A name without differences of case, accent, dash, apostrophe, punctuation and spacing.

    Accents are taken off Latin and Greek letters only: the parts of a Hangul syllable or the marks of
    another script change the word. "&" is read as "and", dashes and other signs as a space, apostrophes
    and full stops as nothing. The result is the same when it is normalised again.

    Parameters
    ----------
    text : str
        A name as somebody wrote it.

    Returns
    -------
    str
        The normal form; empty where the text holds no letter or digit.

    Examples
    --------
    >>> normal_name("Ynys Môn"), normal_name("Stoke–on–Trent,  North"), normal_name("King’s Lynn & West Norfolk")
    ('ynys mon', 'stoke on trent north', 'kings lynn and west norfolk')
    >>> normal_name("서울특별시  종로구")
    '서울특별시 종로구'
    """
    text = _fold(text).replace("&", " and ")
    letters = "".join(_letter(character) for character in text)
    return " ".join(letters.split())


def matching_key(text: str) -> str:
    """What two spellings of one name have in common; names are compared by it.

    The normal name, and for scripts that do without spaces the normal name without them. A text
    without letters and digits stands for itself.

    >>> matching_key("서울특별시 종로구") == matching_key("서울특별시종로구")
    True
    >>> matching_key("New Port") == matching_key("Newport")
    False
    """
    name = normal_name(text)
    if not name:
        return text.strip()
    return name.replace(" ", "") if _UNSPACED.search(name) else name


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    plain: list[str] = []
    marked = False
    for character in unicodedata.normalize("NFD", folded):
        if not unicodedata.combining(character):
            marked = character.isalpha() and not unicodedata.name(character, "").startswith(("LATIN", "GREEK"))
        elif not marked:
            continue
        plain.append(character)
    return unicodedata.normalize("NFC", "".join(plain)).translate(_WITHOUT_DECOMPOSITION)


def _letter(character: str) -> str:
    if character in _APOSTROPHES or character == ".":
        return ""
    return character if unicodedata.category(character)[0] in "LMN" else " "
