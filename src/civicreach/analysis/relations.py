"""What a table at rest has to have before anything is summed over it, and what an engine refuses, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from civicreach.engine import EngineAbsentError, EngineError, KnowsColumns, RunsSQL, named
from civicreach.records.errors import Fault, GivenError, ServerError
from civicreach.records.nearest import listed, nearest
from civicreach.records.refusals import refusal_of
from civicreach.records.words import message

#: Types that no number is cast from: text may be, row by row, and would fail at the first that is none.
_NO_NUMBERS = re.compile(
    r"(?i)(VARCHAR|STRING|CHAR|TEXT|BLOB|BINARY|DATE|TIME|INTERVAL|UUID|STRUCT|MAP|ARRAY|LIST|UNION|ENUM)|.*\]$"
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
            # engines do not tell names apart by their case
            spelled = {name: _spelled(name, types) for name in (*numbers, *others)}
            absent = _absent(where, types, [name for name, held in spelled.items() if held is None])
            if faults := [*absent, *_unfit(where, types, [held for name in numbers if (held := spelled[name])])]:
                raise GivenError(faults)
        yield
    except EngineAbsentError as error:
        raise ServerError(error.wrong, found=error.found, right=error.right) from error
    except EngineError as error:
        refusal = refusal_of(str(error))
        raise GivenError([Fault(where, refusal.wrong, refusal.found, refusal.right)]) from error


def _spelled(name: str, types: Mapping[str, str]) -> str | None:
    """A name as the table spells it; None where no column, or more than one, has it."""
    if name in types:
        return name
    held = [other for other in types if other.casefold() == name.casefold()]
    return held[0] if len(held) == 1 else None


def _absent(where: str, types: Mapping[str, str], names: Sequence[str]) -> list[Fault]:
    faults = []
    for name in dict.fromkeys(names):
        near = nearest(name, types)
        found = message("columns {columns}", columns=listed([*near, *(other for other in types if other not in near)]))
        right = message("the name of a column, spelled as in the table")
        if near:
            right = message("{names}?", names=listed(near, 3))
        faults.append(Fault(where, message("has no column {name}", name=repr(name)), found, right))
    return faults


def _unfit(where: str, types: Mapping[str, str], names: Sequence[str]) -> list[Fault]:
    faults = []
    for name in dict.fromkeys(names):
        if _NO_NUMBERS.match(types[name]):
            wrong = message("column {name} holds no numbers", name=repr(name))
            right = message(
                "a column of numbers or truth values; CAST({name} AS DOUBLE) in a query in brackets", name=name
            )
            faults.append(Fault(where, wrong, types[name], right))
    return faults
