"""Korean particles, whose form depends on how the word before them ends."""

from __future__ import annotations

import re

# as the catalogue writes them: the form after a consonant first, or the vowel that comes in after one
_BOTH = re.compile(r"^(?:(?P<closed>은|이|을|과)\((?P<open>는|가|를|와)\)|\(으\)로)")
_BRACKET = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])$")
_QUOTES = "’”'\"」』"


def with_particle(before: str, after: str) -> str:
    """What follows a word, with the particle at its beginning in the form that the word asks for.

    A bracket at the end of the word is not read: the particle goes with what stands before it. After a word
    that does not end in Hangul both forms stay, as in print.

    >>> with_particle("재정자립도(%)", "은(는) 높다"), with_particle("예산", "과(와)"), with_particle("KPI", "을(를)")
    ('는 높다', '과', '을(를)')
    """
    found = _BOTH.match(after)
    if found is None:
        return after
    ending = _ending(before)
    if ending is None:
        return after
    rest = after[found.end() :]
    if found["closed"] is None:
        # a word in ㄹ takes 로 as one in a vowel does
        return ("로" if ending in (0, 8) else "으로") + rest
    return (found["closed"] if ending else found["open"]) + rest


def _ending(word: str) -> int | None:
    """The consonant under the last syllable, 0 where there is none; None where the word ends in other letters."""
    text = word.rstrip()
    while (shorter := _BRACKET.sub("", text)) not in (text, ""):
        text = shorter
    last = text.rstrip(_QUOTES)[-1:]
    return (ord(last) - ord("가")) % 28 if "가" <= last <= "힣" else None
