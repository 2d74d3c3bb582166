"""What a table at rest has to have before anything is summed over it, and what an engine refuses, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from civicreach.engine import EngineAbsentError, EngineError, KnowsColumns, RunsSQL, named, refusal_of
from civicreach.records.errors import Fault, GivenError, ServerError
from civicreach.records.nearest import listed, nearest

#: Types that no number is cast from: text may be, row by row, and would fail at the first that is none.
_NO_NUMBERS = re.compile(
    r"(?i)(VARCHAR|STRING|CHAR|TEXT|BLOB|BINARY|DATE|TIME|INTERVAL|UUID|STRUCT|MAP|ARRAY|LIST|UNION)|.*\]$"
)

#: Letters of a query that stand for it in a sentence.
_SHOWN = 60


@contextmanager
def at_rest(engine: RunsSQL, relation: str, numbers: Sequence[str], *, others: Sequence[str] = ()) -> Iterator[None]:
    """Sum over columns that are there and hold numbers; what the engine refuses is said in plain words.

    Parameters
    ----------
    engine, relation
        As `factors.at_rest.moments_at_rest`.
    numbers : sequence of str
        Columns of numbers or truth values.
    others : sequence of str
        Columns of any type.

    Raises
    ------
    GivenError
        All at once: columns that are not there or hold no numbers. A relation that the engine cannot read.
    ServerError
        The server went away.

    Examples
    --------
    >>> from civicreach.engine import Engine
    >>> with Engine() as engine, at_rest(engine, "(SELECT 1 AS likes, 'x' AS region)", ["like", "region"]):
    ...     pass
    Traceback (most recent call last):
    civicreach.records.errors.GivenError: 2 faults: what was given cannot be used
    - (SELECT 1 AS likes, 'x' AS region): has no column 'like'
        found: columns 'likes', 'region'
        right would be: 'likes'?
    - (SELECT 1 AS likes, 'x' AS region): column 'region' holds no numbers
        found: VARCHAR
        right would be: a column of numbers or truth values; CAST(region AS DOUBLE) in a query in brackets
    """
    where = relation if len(relation) <= _SHOWN else f"{relation[:_SHOWN]}…"
    try:
        if isinstance(engine, KnowsColumns):
            # fields within a column are none of their own here
            types = {name: type for name, (sql, type) in engine.columns(relation).items() if sql == named(name)}
            if faults := [*_absent(where, types, [*numbers, *others]), *_unfit(where, types, numbers)]:
                raise GivenError(faults)
        yield
    except EngineAbsentError as error:
        raise ServerError(error.wrong, found=error.found, right=error.right) from error
    except EngineError as error:
        refusal = refusal_of(str(error))
        raise GivenError([Fault(where, refusal.wrong, refusal.found, refusal.right)]) from error


def _absent(where: str, types: dict[str, str], names: Sequence[str]) -> list[Fault]:
    faults = []
    for name in dict.fromkeys(names):
        if name not in types:
            near = nearest(name, types)
            found = f"columns {listed([*near, *(column for column in types if column not in near)])}"
            right = f"{listed(near, 3)}?" if near else "the name of a column, spelled as in the table"
            faults.append(Fault(where, f"has no column {name!r}", found, right))
    return faults


def _unfit(where: str, types: dict[str, str], names: Sequence[str]) -> list[Fault]:
    right = "a column of numbers or truth values; CAST({} AS DOUBLE) in a query in brackets"
    return [
        Fault(where, f"column {name!r} holds no numbers", types[name], right.format(name))
        for name in dict.fromkeys(names)
        if name in types and _NO_NUMBERS.match(types[name])
    ]
