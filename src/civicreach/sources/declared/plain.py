"""Plain files in one reading: what is not plain ends it, and the file is read carefully instead."""

from __future__ import annotations

import json
import re
from itertools import islice

from civicreach.engine import quoted
from civicreach.sources.activity.cells import SPACES
from civicreach.sources.activity.instants import LATEST
from civicreach.sources.activity.json_lines import json_lines_sql

from .cells import plain_account_sql, plain_count_sql, plain_id_sql
from .raw import RawRows
from .reading import PostReading, ahead_sql

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})")


def plain_sql(reading: PostReading, raw: RawRows) -> str | None:
    """The posts of a file by a query that fails where one row is not plain; None where no file of this kind is.

    Plain are JSON lines whose times are all of the form of the first, with the same offset, whose accounts and ids need
    no cleaning and whose counts are digits: what `careful.read_carefully` would read in the same way, in half the time.
    """
    if raw.file.kind != "JSON lines" or (form := _form_of_times(reading, raw)) is None:
        return None
    fields, cell = reading.fields, reading.fields.cell
    # each is cast once: within CASE the engine would do it again for every mention
    cast = {
        "created": f"CAST({cell(fields.created_at)} AS TIMESTAMPTZ)",
        "seen": reading.seen_sql or f"CAST({cell(fields.observed_at)} AS TIMESTAMPTZ)",
        **{f"n{place}": f"CAST({cell(name)} AS BIGINT)" for place, name in enumerate(fields.counts.values())},
    }
    rows = json_lines_sql(raw.file, fields.names, strict=True)
    rows = f"(SELECT *, {', '.join(f'{sql} AS {name}' for name, sql in cast.items())} FROM {rows})"
    checks = [
        plain_account_sql(cell(fields.account)),
        plain_id_sql(cell(fields.post_id)),
        *(f"{cell(name)} LIKE {quoted(form)}" for name in _times(reading)),
        f"created >= {reading.earliest_sql} AND NOT {ahead_sql('created', 'seen')}",
        f"seen < TIMESTAMPTZ '{LATEST} 00:00:00+00'",
        *(plain_count_sql(cell(name), f"n{place}") for place, name in enumerate(fields.counts.values())),
    ]
    cells = {
        "account": f"CASE WHEN {' AND '.join(checks)} THEN {cell(fields.account)} ELSE error('not plain') END",
        "post_id": cell(fields.post_id),
        "created_at": "created",
        "observed_at": "seen",
        **({"type": f"trim({cell(fields.type)}, {quoted(SPACES)})"} if fields.type else {}),
        **({reading.text_column: reading.text_sql(cell(fields.text))} if fields.text else {}),
    }
    return reading.posts_sql(rows, cells, {part: f"n{place}" for place, part in enumerate(fields.counts)})


def _times(reading: PostReading) -> tuple[str, ...]:
    seen = () if reading.observed_at else (reading.fields.observed_at,)
    return (reading.fields.created_at, *seen)


def _form_of_times(reading: PostReading, raw: RawRows) -> str | None:
    """The times in the first line with a blank for each digit, where both are usual and alike."""
    with raw.file.open() as data:
        first = next((line for line in islice(data, 100) if not line.isspace()), b"")
    try:
        record = json.loads(first)
    except (ValueError, RecursionError):
        return None
    forms = {_form(_found(record, name)) for name in _times(reading)}
    return forms.pop() if len(forms) == 1 else None


def _form(text: object) -> str | None:
    """A time as a pattern of SQL: all with the same offset."""
    time = _TIME.fullmatch(text) if isinstance(text, str) else None
    return re.sub(r"\d", "_", time[0].removesuffix(time[1])) + time[1] if time else None


def _found(record: object, name: str) -> object:
    if not isinstance(record, dict):
        return None
    if name in record:
        return record[name]
    above, dot, rest = name.partition(".")
    return _found(record.get(above), rest) if dot else None
