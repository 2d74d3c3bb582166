"""One number as it stands in print, and every number that rounds to it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Relation = Literal["=", "<", ">", "ns"]
Rounding = Literal["nearest", "cut"]

#: No whole number above this is a count; up to here floating point holds each of them.
MOST_COUNTED = 2**53

#: Powers of ten, and characters, of what is read as a number: its square and its cube can be computed.
_GREATEST = 60

_MINUS = dict.fromkeys(map(ord, "−–—‐‑‒﹣－⁻"), "-")
_STARS = dict.fromkeys(map(ord, "∗＊⁎★✱"), "*")
_SUPERSCRIPT = "¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈᵉ"
_BLANK = frozenset({"", "-", "--", ".", "..", "...", "…", "na", "n/a", "n.a.", "·"})
_NAMED = re.compile(r"([A-Za-zβΒχη][A-Za-zβ2 ._-]{0,24}?)\s*(?:\(([^()]*)\))?\s*(?==|<|>)")
_RELATION = re.compile(r"(<=?|>=?|=)\s*")
_MARKS_AFTER = re.compile(r"\s*(?P<marks>(?:[*†‡§¶#+]|\^?\(?[a-e]\)?(?![a-z]))+)$")
_MARKS_BEFORE = re.compile(r"^(?P<marks>[*†‡§¶#]+)\s*")
_PLAIN = re.compile(r"(?P<sign>[+-]?)\s?(?P<whole>\d*)(?:\.(?P<part>\d*))?(?:[eE](?P<power>[+-]?\d+))?")
_THOUSANDS = re.compile(r"[+-]?\s?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\s?\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?")
_EUROPEAN = re.compile(r"[+-]?\s?\d{1,3}(?:\.\d{3})+,\d+|[+-]?\s?0?,\d+|[+-]?\s?\d+,(?:\d{1,2}|\d{4,})")
_FIGURE = r"[+-]?\s?(?:\d{1,3}(?:,\d{3}|[ '’]\d{3})+(?:\.\d+)?|\d*\.?\d+(?:[eE][+-]?\d+)?)"
_PAIR = re.compile(
    r"^(?P<first>[^()\[\];]*?[\d.*†‡+]) ?\((?P<second>[^()]+)\)(?P<marks>[*†‡§¶#+]*)$"
    rf"|^[\[(]?\s?(?P<low>{_FIGURE})\s?(?:, |,(?=[+-.\d])|;|~|to|:)\s?(?P<high>{_FIGURE})\s?[\])]?$"
    rf"|^[\[(]?\s?(?P<from>{_FIGURE})\s?-\s?(?P<until>{_FIGURE})\s?[\])]?$"
)


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number as text, and the interval of numbers that are printed so.

    Attributes
    ----------
    text : str
        As printed.
    low, high : Fraction or None
        Every number from `low` to `high`, ends included, may be printed so; None where there is no bound.
    decimals : int
        Digits after the point; below 0 where an exponent moves them to the left.
    relation : str
        ``=``; ``<`` and ``>`` where only a bound is printed; ``ns`` for "n.s.".
    marks : str
        Stars, daggers and letters that stand at the number.
    df : tuple of str
        Degrees of freedom printed with it, as in ``F(11, 78) = 14.812``.
    percent : bool
        Whether a percent sign stands behind it.
    """

    text: str
    low: Fraction | None
    high: Fraction | None
    decimals: int = 0
    relation: Relation = "="
    marks: str = ""
    df: tuple[str, ...] = ()
    percent: bool = False

    @property
    def middle(self) -> Fraction | None:
        """The printed number itself; None where only a bound is printed."""
        if self.relation != "=" or self.low is None or self.high is None:
            return None
        return Fraction(self.low + self.high) / 2

    @property
    def whole(self) -> int | None:
        """The number where it is a whole one, printed without decimals, and no greater than anybody counts."""
        middle = self.middle
        if middle is None or self.decimals > 0 or middle.denominator != 1 or abs(middle) > MOST_COUNTED:
            return None
        return int(middle)

    @property
    def stars(self) -> str:
        """The stars and daggers among the marks; letters are footnotes."""
        return "".join(mark for mark in self.marks if mark in "*†‡+#")


def is_blank(text: str) -> bool:
    """Whether a cell of a printed table says nothing.

    >>> is_blank(" – "), is_blank("0")
    (True, False)
    """
    return _plain_signs(text).casefold() in _BLANK


def read_printed_number(text: str, *, rounding: Rounding = "nearest") -> PrintedNumber | None:
    """The number that a text prints, with its rounding interval; None where it is not one number.

    Parameters
    ----------
    text : str
        Understood are minus signs and dashes, a missing zero before the point, thousands set apart by commas,
        spaces or apostrophes, a comma for the point where it can be nothing else, ``< .001``, ``n.s.``, stars
        and daggers before or behind, a name before (``p =``, ``F(11, 78) =``), brackets and a percent sign.
    rounding : {"nearest", "cut"}
        Whether the printed digits were rounded (both ways of rounding a half are allowed for) or cut.

    Examples
    --------
    >>> number = read_printed_number("−.069†")
    >>> str(number.low), str(number.high), number.marks
    ('-139/2000', '-137/2000', '†')
    >>> read_printed_number("< .001").relation, read_printed_number("1.2.3") is None
    ('<', True)
    """
    plain = _plain_signs(text).replace("≤", "<=").replace("≥", ">=")
    if plain.casefold().replace(" ", "") in {"n.s.", "ns", "n.s", "notsignificant"}:
        return PrintedNumber(text, None, None, relation="ns")
    df: tuple[str, ...] = ()
    named = _NAMED.match(plain)
    if named is not None:
        df = tuple(part.strip() for part in re.split(r"[,;]", named[2] or "") if part.strip())
        plain = plain[named.end() :].strip()
    relation: Relation = "="
    if sign := _RELATION.match(plain):
        relation = "=" if sign[1] == "=" else "<" if sign[1][0] == "<" else ">"
        plain = plain[sign.end() :]
    plain, marks = _without_marks(plain)
    percent = plain.endswith("%")
    plain, more = _without_marks(plain.removesuffix("%").strip())
    digits = _digits(plain)
    if digits is None:
        return None
    value, decimals = digits
    if relation == "<":
        return PrintedNumber(text, None, value, decimals, relation, more + marks, df, percent)
    if relation == ">":
        return PrintedNumber(text, value, None, decimals, relation, more + marks, df, percent)
    low, high = _interval(value, Fraction(1, 10**decimals) if decimals >= 0 else Fraction(10**-decimals), rounding)
    # "-0.000" stands for what lies below zero only, yet a program may print it for zero itself
    return PrintedNumber(text, low, high, decimals, relation, more + marks, df, percent)


def read_pair(text: str) -> tuple[str, str] | None:
    """The two numbers of a cell that prints two: ``0.676 (0.631)``, ``[0.1, 0.5]``, ``0.1 to 0.5``.

    >>> read_pair("0.676 (0.631)"), read_pair("[−0.10, 0.50]"), read_pair("12.4")
    (('0.676', '0.631'), ('-0.10', '0.50'), None)
    """
    match = _PAIR.match(_plain_signs(text))
    if match is None:
        return None
    if match["first"] is not None:
        return match["first"].strip() + match["marks"], match["second"].strip()
    if match["low"] is not None:
        return match["low"].strip(), match["high"].strip()
    return match["from"].strip(), match["until"].strip()


def _plain_signs(text: str) -> str:
    text = "".join(f"^{char}" if char in _SUPERSCRIPT else char for char in text.translate(_MINUS).translate(_STARS))
    # a superscript figure is a footnote, and must not become a digit of the number
    text = re.sub(r"(?<=[\d*†‡])(?:\^[¹²³⁴⁵⁶⁷⁸⁹⁰])+$", "", text.strip()).replace("^", "")
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().strip("'\"")


def _without_marks(text: str) -> tuple[str, str]:
    marks = ""
    if before := _MARKS_BEFORE.match(text):
        marks, text = before["marks"], text[before.end() :]
    bracketed = re.fullmatch(r"[(\[](.*)[)\]]([*†‡§¶#+]*)", text)
    if bracketed:
        text, marks = bracketed[1].strip(), marks + bracketed[2]
    if (after := _MARKS_AFTER.search(text)) and re.search(r"\d", text[: after.start()]):
        text, marks = text[: after.start()], marks + re.sub(r"[\^()]", "", after["marks"])
    return text.strip(), marks


def _digits(text: str) -> tuple[Fraction, int] | None:
    """The value and its decimals, once separators are understood."""
    if _EUROPEAN.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif _THOUSANDS.fullmatch(text):
        separators = r"[ '’]" if re.search(r"\d[ '’]\d", text) else ","
        text = re.sub(separators, "", text).replace(",", ".")
    text = re.sub(r"\s?[x×·*]\s?10\^?\(?(-?\d+)\)?$", r"e\1", text)
    match = _PLAIN.fullmatch(text)
    if match is None or not ((match["whole"] or "") + (match["part"] or "")):
        return None
    power = int(match["power"] or 0)
    if abs(power) > _GREATEST or len(text) > _GREATEST:
        return None
    part = match["part"] or ""
    value = Fraction(int((match["whole"] or "") + part), 10 ** len(part)) * Fraction(10) ** power
    return (-value if match["sign"] == "-" else value), len(part) - power


def _interval(value: Fraction, unit: Fraction, rounding: Rounding) -> tuple[Fraction, Fraction]:
    if rounding == "cut":
        return (value, value + unit) if value > 0 else (value - unit, value) if value < 0 else (-unit, unit)
    return value - unit / 2, value + unit / 2
