"""Text for LaTeX: nothing in it is read as a command, and nothing is left out that the type cannot show."""

from __future__ import annotations

import re
import unicodedata

#: What TeX would read as its own, or set in another form than it stands.
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
}

# signs that Latin Modern has in mathematics only, or not in every encoding
_SIGNS = {
    "→": r"$\rightarrow$",
    "←": r"$\leftarrow$",
    "−": "$-$",
    "×": r"$\times$",
    "±": r"$\pm$",
    "≤": r"$\le$",
    "≥": r"$\ge$",
    "≠": r"$\ne$",
    "≈": r"$\approx$",
    "∞": r"$\infty$",
    "·": r"\textperiodcentered{}",
    "…": r"\dots{}",
    "⋯": r"\dots{}",
    "₩": r"\textwon{}",
    "€": r"\texteuro{}",
    "²": r"\textsuperscript{2}",
    "³": r"\textsuperscript{3}",
    "¹": r"\textsuperscript{1}",
    "\u00ad": r"\-",
    "\u200b": r"\allowbreak{}",
}

_SIGNS |= {
    letter: f"$\\{command}$"
    for letter, command in {
        "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
        "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau",
        "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda",
        "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
    }.items()
}  # fmt: skip
_SIGNS |= {chr(0x2080 + digit): rf"\textsubscript{{{digit}}}" for digit in range(10)}

# beside ASCII: letters with accents, dashes and quotation marks
_LATIN = re.compile("[\u0020-\u007e\u00a1-\u017f\u2013\u2014\u2018\u2019\u201c\u201d\u2020\u2021\u2022\u2030]")


def tex(text: str) -> str:
    r"""A text as LaTeX sets it: on one line, specials escaped, Korean as it is, Greek and signs by their commands.

    A character that Latin Modern and a Korean typeface do not have stands as its code point, for XeTeX
    would leave it out and say so only in its log.

    >>> tex("50% of #evil[$] & β² → 한글 🎉")
    '50\\% of \\#evil[\\$] \\& $\\beta$\\textsuperscript{2} $\\rightarrow$ 한글 [U+1F389]'
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    # two hyphens would become a dash
    return "".join(map(_letter, line)).replace("--", "-{}-").replace("--", "-{}-")


def number(text: str, white: str = "") -> str:
    r"""A number as `shown` gives it, with a true minus, its stars raised, and white that brings the points in line.

    >>> number("-0.223**", white="*"), number("52", white=".00")
    ('$-$0.223$^{**}$\\phantom{$^{*}$}', '52\\phantom{.00}')
    """
    sign, digits = ("$-$", text[1:]) if text.startswith("-") else ("", text)
    return sign + _starred(digits) + (rf"\phantom{{{_starred(white)}}}" if white else "")


def _starred(text: str) -> str:
    digits = text.rstrip("*")
    stars = text[len(digits) :]
    return tex(digits) + (f"$^{{{stars}}}$" if stars else "")


def _letter(letter: str) -> str:
    if letter in _SPECIAL:
        return _SPECIAL[letter]
    if letter in _SIGNS:
        return _SIGNS[letter]
    if _LATIN.match(letter) or _korean(letter):
        return letter
    return f"[U+{ord(letter):04X}]"


def _korean(letter: str) -> bool:
    """Whether Korean typefaces have a letter: Hangul, the Chinese characters of Korea, wide signs."""
    if unicodedata.east_asian_width(letter) not in "WF":
        return False
    try:
        letter.encode("cp949")
    except UnicodeEncodeError:
        return False
    return True
