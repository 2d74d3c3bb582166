"""What one check of a printed number found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from civicreach.records.words import Words, message

from .interval import Interval, shown

Verdict = Literal["agrees", "cannot be", "cannot tell"]
AGREES: Verdict = "agrees"
CANNOT_BE: Verdict = "cannot be"
CANNOT_TELL: Verdict = "cannot tell"


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one printed number, or of several that belong together.

    Attributes
    ----------
    table, row : str
        Where; `row` is empty where the check is about the table as a whole.
    columns : tuple of str
        As printed.
    name : str
        Machine name of the check; see `NAMES`.
    printed : str
        As printed.
    recomputed : str
        The interval of what can have been printed, given the other numbers; empty where nothing can be said.
    verdict : {"agrees", "cannot be", "cannot tell"}
        `cannot be` only where no rounding brings the numbers together.
    reason : Words
        Why.
    """

    table: str
    row: str
    columns: tuple[str, ...]
    name: str
    printed: str
    recomputed: str
    verdict: Verdict
    reason: Words

    @property
    def reference(self) -> str:
        """Where the rule of the check stands."""
        return NAMES[self.name]


_ALGEBRA = "Cohen, Cohen, West & Aiken (2003), ch. 3"
_STATCHECK = "Nuijten et al. (2016), doi:10.3758/s13428-015-0664-2"
_GRIM = "Brown & Heathers (2017), doi:10.1177/1948550616673876"

#: Every check, and where its rule stands; a formula says itself.
NAMES: Mapping[str, str] = {
    "readable": "",
    "range": "0 ≤ p ≤ 1, se ≥ 0, VIF ≥ 1",
    "t": "t = b/se",
    "p": _STATCHECK,
    "stars": _STATCHECK,
    "sign": "t = b/se",
    "interval": "b ± t·se",
    "beta": "β = b·sd(x)/sd(y)",
    "ratio": "exp(b)",
    "tolerance": "1/VIF",
    "r2-range": "0 ≤ R² ≤ 1",
    "adjusted-r2": "1 - (1 - R²)(n - 1)/df",
    "f": "F = (R²/k)/((1 - R²)/df)",
    "f-significance": _STATCHECK,
    "df": "n - k - 1",
    "delta-r2": _ALGEBRA,
    "vif": "VIF = (β/t)²·df/(1 - R²)",
    "vif-agreement": "VIF = (β/t)²·df/(1 - R²)",
    "se-agreement": "se₁/se₂ = s₁/s₂",
    "constant-scale": "se(constant)/s",
    "n": "n",
    "percent": _GRIM,
    "sum": "Σ",
    "mean-range": "min ≤ mean ≤ max",
    "sd-range": "Bhatia & Davis (2000), doi:10.1080/00029890.2000.12005203",
    "variance": "sd²",
    "mean-error": "sd/√n",
    "total": "n·mean",
    "grim": _GRIM,
    "grimmer": "Anaya (2016), doi:10.7287/peerj.preprints.2400v1",
    "debit": "Heathers & Brown (2019), osf.io/5vb3u",
    "whole-data": "Heathers et al. (2018), doi:10.7287/peerj.preprints.26968v1",
    "correlation": "w'Rw ≥ 0",
    "claim": "",
    "claims-together": "",
}


def compared(
    found: Interval | None,
    recomputed: Interval,
    *,
    table: str,
    row: str,
    columns: tuple[str, ...],
    name: str,
    printed: str,
    reason: Words,
    decimals: int = 3,
) -> Check:
    """The check of a printed interval against a recomputed one: `cannot be` where they have nothing in common."""
    if found is None:
        return Check(table, row, columns, name, printed, "", CANNOT_TELL, message("unreadable"))
    if not recomputed.bounded and recomputed.low == -recomputed.high:
        why = message("rounding leaves nothing to compare with")
        return Check(table, row, columns, name, printed, "", CANNOT_TELL, why)
    verdict = AGREES if found.meets(recomputed) else CANNOT_BE
    return Check(table, row, columns, name, printed, shown(recomputed, decimals), verdict, reason)
