"""How a journal wants its tables: captions, leading zeros, and how small a probability may read."""

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
    """

    name: str
    leading_zero: bool = True
    smallest_p: float = 0.0
    bracketed: bool = False
    both_languages: bool = False

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
    # APA 7: no zero before the point where 1 cannot be exceeded (section 6.36), exact p down to .001
    "apa": Style("apa", leading_zero=False, smallest_p=0.001),
    # Korean public-administration journals: <Table 4> with the Korean line under it
    "korean": Style("korean", bracketed=True, both_languages=True),
}
