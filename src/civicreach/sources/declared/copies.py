"""Rows of one post and moment that come later than the first: the same once more, or with other values."""

from __future__ import annotations

from civicreach.engine import Engine, file_sql

AGAIN, CHANGED = 106, 107

#: Rows whose keys are compared at a time: 64 bits each, within the memory of the engine.
_AT_A_TIME = 4_000_000


def later_rows(rows: str, key: str, told: str, engine: Engine) -> str:
    """A relation of the rows that repeat the key of an earlier one; empty text where none does.

    Parameters
    ----------
    rows : str
        A relation with a column `row`, their number.
    key, told : str
        Columns that make two rows one, and those in which they may differ.

    Returns
    -------
    str
        A relation with `row`, and `reason`: AGAIN where it tells what the first does, CHANGED where it tells another
        thing. It holds as long as the engine lives.
    """
    if not repeats(rows, key, engine):
        return ""
    hashed = f"hash({key})"
    several = f"SELECT {hashed} FROM {rows} GROUP BY 1 HAVING count(*) > 1"
    looked_at = f"(SELECT *, hash({told}) AS told FROM {rows} WHERE {hashed} IN ({several}))"
    placed = (
        f"(SELECT row, told, row_number() OVER alike AS place, first_value(told) OVER alike AS first FROM {looked_at}"
        f" WINDOW alike AS (PARTITION BY {key} ORDER BY row))"
    )
    found = engine.scratch / "copies.parquet"
    reason = f"CASE WHEN told = first THEN {AGAIN} ELSE {CHANGED} END"
    engine.write_parquet(f"SELECT row, {reason} AS reason FROM {placed} WHERE place > 1", found)
    return f"read_parquet({file_sql(found)})"


def repeats(rows: str, key: str, engine: Engine) -> bool:
    """Whether rows have one key, by their hashes: a false alarm costs time and nothing else."""
    hashed = f"hash({key})"
    ((n_rows,),) = engine.execute(f"SELECT count(*) FROM {rows}")
    parts = -(-n_rows // _AT_A_TIME)
    distinct = 0
    for part in range(parts):
        chosen = f" WHERE {hashed} % {parts} = {part}" if parts > 1 else ""
        ((found,),) = engine.execute(f"SELECT count(DISTINCT {hashed}) FROM {rows}{chosen}")
        distinct += found
    return bool(distinct != n_rows)
