"""One account spelled in several ways in one source: one account, before copies and ties are looked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from civicreach.engine import Engine, quoted

from .prepared import Prepared


def with_one_spelling(prepared: Prepared, same: Callable[[str], str], engine: Engine) -> Prepared:
    """The rows of a source with one spelling of each account; the same object where each has one only.

    Parameters
    ----------
    prepared : Prepared
        Whose entries are defined in `engine`.
    same : callable
        Gives what all spellings of one account have in common.
    """
    spellings: defaultdict[str, list[str]] = defaultdict(list)
    for (account,) in sorted(engine.run("accounts_seen")):
        spellings[same(account)].append(account)
    several = [(other, names[0]) for names in spellings.values() for other in names[1:]]
    if not several:
        return prepared
    rows = ", ".join(f"({quoted(spelling)}, {quoted(account)})" for spelling, account in several)
    engine.execute(f"CREATE OR REPLACE TEMP TABLE spellings AS SELECT * FROM (VALUES {rows}) AS s(spelling, chosen)")
    chosen = "coalesce(spellings.chosen, raw.account)"
    relation = (
        f"(SELECT raw.* REPLACE ({chosen} AS account, {chosen} AS shelf)"
        f" FROM {prepared.relation} AS raw LEFT JOIN spellings ON spellings.spelling = raw.account)"
    )
    return replace(prepared, relation=relation)
