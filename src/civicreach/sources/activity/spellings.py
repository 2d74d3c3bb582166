"""One account spelled in several ways in one source: one account, before copies and ties are looked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from civicreach.engine import RunsQueries, quoted

from .prepared import COLUMNS, Prepared


def with_one_spelling(prepared: Prepared, same: Callable[[str], str], *, cells: int, engine: RunsQueries) -> Prepared:
    """The rows of a source with one spelling of each account; the same object where each has one only.

    Parameters
    ----------
    prepared : Prepared
        Whose entries are defined in `engine`.
    same : callable
        Gives what all spellings of one account have in common.
    cells : int
        How many columns w0, w1, ... there are.
    """
    spellings: defaultdict[str, list[str]] = defaultdict(list)
    for (account,) in sorted(engine.run("accounts_seen")):
        spellings[same(account)].append(account)
    several = [(other, names[0]) for names in spellings.values() for other in names[1:]]
    if not several:
        return prepared
    rows = ", ".join(f"({quoted(spelling)}, {quoted(account)})" for spelling, account in several)
    engine.define("spellings", f"SELECT * FROM (VALUES {rows}) AS s(spelling, chosen)", kept=True)
    chosen = "coalesce(spellings.chosen, raw.account)"
    columns = ", ".join(
        f"{chosen if column in ('account', 'shelf') else f'raw.{column}'} AS {column}"
        for column in (*COLUMNS, *(f"w{place}" for place in range(cells)))
    )
    relation = (
        f"(SELECT {columns} FROM {prepared.relation} AS raw LEFT JOIN spellings ON spellings.spelling = raw.account)"
    )
    return replace(prepared, relation=relation)
