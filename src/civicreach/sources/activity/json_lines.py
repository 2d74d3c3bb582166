"""JSON lines: the fields that are asked for, and which lines are not whole records."""

from __future__ import annotations

import codecs
import json
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from civicreach.engine import file_sql, named, quoted
from civicreach.records.errors import Fault, InputError
from civicreach.records.words import message
from civicreach.sources.sentences import listed, nearest

from .files import ActivityFile

_LOOKED_AT = 1000

#: Bytes of the longest line that is read where others are errors: the engine reads in pieces of twice this size, and
#: those of its own choice (32 MiB) do not stay in the caches of a processor.
_LONGEST = 1 << 20


def json_lines_sql(file: ActivityFile, names: Sequence[str], *, strict: bool = False) -> str:
    """SQL of the rows of a file with one JSON object a line, with a column c0, c1, ... of text for each name.

    ``from.id`` is the field of that very name where the first lines have one, and else the field `id` of the object in
    the field `from`. Numbers keep all their digits. A line that is not an object is a row of NULLs, or an
    error if `strict`; an empty line is no row.

    Raises
    ------
    InputError
        One name lies within another, such as ``from`` and ``from.id``.
    """
    if within := [(name, other) for name in names for other in names if other.startswith(f"{name}.")]:
        wrong = message("names a field and another within it")
        raise InputError(
            [
                Fault(
                    file.name, wrong, found=message("{a} and {b}", a=repr(a), b=repr(b)), right=message("one of them")
                )
                for a, b in within
            ]
        )
    paths, plain = _first_fields(file)
    # each further field that is looked for makes the reading slower
    flat = [name for name in names if "." not in name or name in plain or name not in paths]
    types: dict[str, Any] = dict.fromkeys(flat)
    for *above, last in (name.split(".") for name in names if "." in name):
        inner = types
        for step in above:
            inner = inner.setdefault(step, {})
        inner[last] = None
    columns = ", ".join(f"{quoted(field)}: {quoted(_type(inner))}" for field, inner in types.items())
    chosen = ", ".join(f"{_value(name, name in flat)} AS c{place}" for place, name in enumerate(names))
    source = file_sql(file.path)
    odd = f"ignore_errors = false, maximum_object_size = {_LONGEST}" if strict else "ignore_errors = true"
    return f"(SELECT {chosen} FROM read_json({source}, format = 'newline_delimited', columns = {{{columns}}}, {odd}))"


def _type(inner: Mapping[str, Any] | None) -> str:
    if inner is None:
        return "VARCHAR"
    return "STRUCT(" + ", ".join(f"{named(field)} {_type(types)}" for field, types in inner.items()) + ")"


def _value(name: str, flat: bool) -> str:
    path = ".".join(named(step) for step in name.split("."))
    return f"coalesce({named(name)}, {path})" if flat and "." in name else path


def as_utf8(file: ActivityFile, encoding: str | None, target: Path) -> ActivityFile:
    """The file itself where it is UTF-8 without a mark; else a copy at `target` that is.

    Raises
    ------
    InputError
        The declared encoding is not known, or does not fit.
    """
    with file.open() as data:
        marked = data.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8
        if marked:
            with target.open("wb") as copy:
                shutil.copyfileobj(data, copy)
            return replace(file, path=target)
    if encoding is None or encoding.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig"):
        return file
    try:
        with file.open() as data, target.open("w", encoding="utf-8", newline="") as text:
            shutil.copyfileobj(codecs.getreader(encoding)(data), text)
    except (LookupError, UnicodeDecodeError) as error:
        right = message("leave encoding out: JSON is UTF-8; or name the right one")
        raise InputError(
            [Fault(file.name, message("is not {encoding}", encoding=encoding), found=str(error), right=right)]
        ) from None
    return replace(file, path=target)


def check_fields(file: ActivityFile, names: Sequence[str], held: Collection[str]) -> list[Fault]:
    """The faults of names that no line of a file has as a field.

    Parameters
    ----------
    file : ActivityFile
        The file; its first lines are looked at for what there is.
    names : sequence of str
        What is asked for.
    held : collection of str
        Those of the names that are known to hold something.
    """
    fields, _ = _first_fields(file)
    if not fields:
        with file.open() as data:
            if data.read(1000).lstrip().startswith(b"["):
                right = message("one object a line, as `jq -c '.[]' posts.json > posts.ndjson` makes it")
                return [Fault(file.name, message("is a list and not one JSON object a line"), right=right)]
        wrong = message("has no JSON object with fields in its first {looked_at} lines", looked_at=_LOOKED_AT)
        return [Fault(file.name, wrong, right=message("one JSON object a line"))]
    faults = []
    for name in names:
        if name not in held and name not in fields:
            near = nearest(name, fields)
            right = (
                message("{names}?", names=listed(near, 3))
                if near
                else message("the name of a field, with dots before what lies within another")
            )
            shown = listed([*near, *(field for field in fields if field not in near)])
            faults.append(
                Fault(
                    file.name,
                    message("has no field {name}", name=repr(name)),
                    found=message("fields {shown}", shown=shown),
                    right=right,
                )
            )
    return faults


def broken_lines(file: ActivityFile, rows: Iterable[int], names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Those of some rows that are not whole records, and what is wrong with them; `rows` as `wrong_lines` has them."""
    return ((row, wrong) for row, wrong in wrong_lines(file, rows, names) if wrong)


def wrong_lines(file: ActivityFile, rows: Iterable[int], names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """What is wrong with each of some rows; empty where it is a whole record.

    Parameters
    ----------
    rows : iterable of int
        From 1, ascending; empty lines are no rows. However many there are, one at a time is held.
    """
    lines = enumerate(_filled(file), start=1)
    for row in rows:
        for place, (_, line) in lines:
            if place == row:
                yield row, _wrong(line, names)
                break


def line_numbers(file: ActivityFile, rows: Collection[int]) -> dict[int, int]:
    """The lines on which rows stand: empty lines are no rows."""
    wanted, last = frozenset(rows), max(rows, default=0)
    return {row: number for row, (number, _) in enumerate(islice(_filled(file), last), start=1) if row in wanted}


def _first_fields(file: ActivityFile) -> tuple[dict[str, None], set[str]]:
    """The fields of the first lines, those within others by their path; and the names that have dots themselves."""
    paths: dict[str, None] = {}
    plain: set[str] = set()
    for _, line in islice(_filled(file), _LOOKED_AT):
        if isinstance(record := _parsed(line), dict):
            paths |= dict.fromkeys(name for name, _ in _fields(record))
            plain |= {name for name in record if "." in name}
    return paths, plain


def _filled(file: ActivityFile) -> Iterator[tuple[int, bytes]]:
    with file.open() as data:
        for number, line in enumerate(data, start=1):
            if not line.isspace():
                yield number, line


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _fields(record: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        yield above + name, value
        if isinstance(value, dict):
            yield from _fields(value, f"{above}{name}.")


def _wrong(line: bytes, names: Sequence[str]) -> str:
    """What is wrong with a line that gave nothing; empty where it is an object without the fields."""
    try:
        text = line.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        return f"not UTF-8 (byte 0x{line[error.start]:02X}): {line[:60].decode('utf-8', 'replace').strip()}"
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        return f"{error.msg} at character {error.pos + 1}: {text[:60]}"
    except (ValueError, RecursionError) as error:
        return f"{error}: {text[:60]}"
    if not isinstance(record, dict):
        return f"not an object: {text[:60]}"
    held = any(value is not None for name, value in _fields(record) if name in names)
    return f"not JSON as its standard has it: {text[:60]}" if held else ""
