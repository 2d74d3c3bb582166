"""How a journal wants its tables: captions, columns, leading zeros, signs, and how small a probability may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from civicreach.records.words import Words, message

from .table import Table


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of one journal.

    Attributes
    ----------
    name : str
        As `study.toml` names it.
    leading_zero : bool
        Whether figures that cannot exceed 1 (p, β, R²) carry a zero before the point.
    smallest_p : float
        A probability below it is written as ``<0.001``; 0 writes so only what rounds to nothing.
    bracketed : bool
        Whether captions read ``<Table 4> ...`` rather than ``Table 4. ...``.
    both_languages : bool
        Whether the caption in the report's other language stands under the first.
    minus : str
        Stands before what is below 0: a hyphen, which other programs read as a number's sign, or a true minus.
    limit : str
        How the legend says what stars mean.
    columns : tuple of str
        Of the table of a regression, by their machine names; all, where empty.
    """

    name: str
    leading_zero: bool = True
    smallest_p: float = 0.0
    bracketed: bool = False
    both_languages: bool = False
    minus: str = "-"
    limit: str = "{stars} p<{limit}"
    columns: tuple[str, ...] = ()

    def heading(self, table: Table) -> Words:
        """The caption of a table with its number."""
        if not table.number:
            return table.caption
        if self.bracketed:
            return message("<Table {number}> {caption}", number=table.number, caption=table.caption)
        return message("Table {number}. {caption}", number=table.number, caption=table.caption)


#: The styles that a study may ask for under ``[report] style``.
STYLES: Mapping[str, Style] = {
    "plain": Style("plain"),
    # APA 7: no zero before the point where 1 cannot be exceeded (section 6.36), exact p down to .001, a minus sign
    # (6.45), notes on probability such as *p < .05. (7.14), and the columns of its table of a regression (7.15-7.18)
    "apa": Style(
        "apa",
        leading_zero=False,
        smallest_p=0.001,
        minus="−",
        limit="{stars}p < {limit}.",
        columns=("estimate", "std_error", "beta", "t", "p"),
    ),
    # Korean public-administration journals: <Table 4> with the Korean line under it
    "korean": Style("korean", bracketed=True, both_languages=True, limit="{stars}p<{limit}"),
}
