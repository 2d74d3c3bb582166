"""Numbers as text: one way of rounding for every table, every document and every comparison with print."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

#: A double carries 15 decimal digits; what lies beyond them is arithmetic, not data.
_DIGITS = Context(prec=15)


def as_text(value: float, decimals: int) -> str:
    """A number with so many decimals, halves rounded up in size as SPSS and spreadsheets do.

    Parameters
    ----------
    value : float
        A finite number; it is taken at the 15 digits that a double carries, so that 0.285 held as
        0.28499999999999998 rounds as the 0.285 it stands for.
    decimals : int
        0 or more.

    Examples
    --------
    >>> as_text(0.285, 2), as_text(-0.0001, 3), as_text(92.98, 0)
    ('0.29', '0.000', '93')
    """
    exact = _DIGITS.create_decimal(repr(float(value)))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=Context(prec=400))
    return f"{rounded if rounded else abs(rounded):f}"


def shortest(value: float) -> str:
    """A number with the decimals it needs and no more, never with an exponent.

    >>> shortest(35.3), shortest(12479061.0)
    ('35.3', '12479061')
    """
    text = f"{_DIGITS.create_decimal(repr(float(value))).normalize():f}"
    return "0" if text in ("-0", "0") else text


def as_printed(value: float, printed: str) -> str:
    """A number in the manner of a printed one: its decimals, commas, minus sign and leading zero.

    >>> as_printed(3123.667, "3,123.67"), as_printed(-0.4416, "−.44"), as_printed(0.5, "0.50")
    ('3,123.67', '−.44', '0.50')
    """
    text = as_text(value, decimals_of(printed.strip()))
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, rest = digits.partition(".")
    bare = printed.strip().lstrip("-−–")
    if "," in bare:
        whole = f"{int(whole):,}"
    if bare.startswith(".") and whole == "0":
        whole = ""
    minus = next((mark for mark in "−–" if printed.strip().startswith(mark)), "-") if sign else ""
    return minus + whole + point + rest


def decimals_of(printed: str) -> int:
    """How many decimals a printed number has.

    >>> decimals_of("100.0"), decimals_of("93")
    (1, 0)
    """
    return len(printed.partition(".")[2])
