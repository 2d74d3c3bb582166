"""Half characters in JSON lines, which JSON may spell and no archive can hold: each becomes a question mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from civicreach.engine import Engine
from civicreach.records.provenance import LeftOut
from civicreach.records.words import message
from civicreach.sources.activity.json_lines import json_lines_sql

from .raw import RawRows

_PERHAPS = re.compile(rb"\\u[dD][89a-fA-F]")
# every escape is taken whole, so that the letters behind an escaped backslash are none
_ESCAPE = re.compile(
    rb"\\(?:u(?P<pair>[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|u(?P<half>[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def without_halves(raw: RawRows, names: Sequence[str], engine: Engine) -> tuple[RawRows, tuple[LeftOut, ...]]:
    """The rows of a file, from a copy where it has half characters; and a remark on the lines that have."""
    if raw.file.kind != "JSON lines":
        return raw, ()
    with raw.file.open() as data:
        lines = [number for number, line in enumerate(data, start=1) if whole_characters(line) != line]
    if not lines:
        return raw, ()
    target = engine.scratch / "halves.ndjson"
    with raw.file.open() as data, target.open("wb") as copy:
        copy.writelines(map(whole_characters, data))
    file = replace(raw.file, path=target)
    said = message("half a character, which became a question mark")
    remark = LeftOut(raw.file.name, said, len(lines), (("JSON", message("line {line}", line=str(lines[0]))),))
    return replace(raw, sql=json_lines_sql(file, names), file=file), (remark,)


def whole_characters(line: bytes) -> bytes:
    r"""A line of JSON with a question mark for each half character.

    >>> whole_characters(rb'["\ud83d\ude00 \ud83d \\ud83d"]')
    b'["\\ud83d\\ude00 ? \\\\ud83d"]'
    """
    return _ESCAPE.sub(lambda found: b"?" if found["half"] else found[0], line) if _PERHAPS.search(line) else line
