"""The numbers of a printed study beside those of this run."""

from __future__ import annotations

from civicreach.records.printed import Reproduction
from civicreach.records.words import message
from civicreach.report.table import Cell, Column, Row, Table


def printed_table(reproduction: Reproduction) -> Table:
    """How many printed numbers came out as text, by table."""
    columns = (
        Column("printed", message("Numbers printed"), "count"),
        Column("same", message("Reproduced"), "count"),
        Column("different", message("Different"), "count"),
        Column("which", message("Which differ: printed, computed"), "text"),
    )
    rows = []
    for key, title in reproduction.titles.items():
        mine = [c for c in reproduction.comparisons if c.table == key]
        missed = [c for c in mine if not c.same]
        which = "; ".join(f"{c.row} {c.column}: {c.printed}, {c.computed or '–'}" for c in missed[:10])
        cells = (Cell(len(mine)), Cell(len(mine) - len(missed)), Cell(len(missed)), Cell(which))
        rows.append(Row(key, title or key, cells))
    total = (Cell(reproduction.n), Cell(reproduction.n_same), Cell(reproduction.n - reproduction.n_same), Cell(""))
    rows.append(Row("all", message("All"), total, total=True))
    note = message("A number is reproduced when the computed one, rounded to the decimals printed, reads the same.")
    return Table(
        "printed", message("Printed numbers reproduced"), message("Table in print"), columns, tuple(rows), (note,)
    )
