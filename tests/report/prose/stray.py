"""Numbers of a sentence that rest on nothing."""

from __future__ import annotations

import re

from civicreach.report.claim import Claim
from civicreach.report.locale import Locale
from civicreach.report.prose.saying import Prose
from civicreach.report.style import STYLES


def stray(prose: Prose, claim: Claim, locale: Locale, style: str) -> set[str]:
    """Numbers of a sentence that no cell of the claim shows, nor the heading of one."""
    pieces = prose.pieces(claim, locale, STYLES[style])
    cited = {piece.at for piece in pieces if piece.at is not None}
    assert cited == set(claim.cells), "the links of a sentence are its cells"
    text = "".join(piece.text for piece in pieces if piece.at is None)
    # names of tables, and what the study itself calls things
    text = re.sub(r"<?(Table|표) A?\d+>?", "", text)
    heads = {
        locale.say(column.label)
        for at in claim.cells
        for column in (*prose.tables[at.table].columns, *(c for c, _ in prose.tables[at.table].summary))
        if column.key == at.column
    }
    return set(re.findall(r"\d[\d,.]*", text)) - set(re.findall(r"\d[\d,.]*", " ".join(heads)))
