"""In which line of a study file a key stands; the TOML reader of the standard library does not say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

_HEADER = re.compile(r"\s*(\[\[?)([^\[\]]+)\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")


def line_of(location: Sequence[str | int], text: str) -> int | None:
    """The line, from 1, of the key at a location, or of the nearest thing around it that the text holds.

    None where the text has nothing of it: a section that is needed and not there.

    >>> line_of(["models", 1, "outcome"], '[[models]]\\noutcome = "a"\\n[[models]]\\noutcome = "b"')
    4
    """
    best, depth = None, 0
    for line, path in _places(text):
        if depth < len(path) <= len(location) and list(path) == list(location[: len(path)]):
            best, depth = line, len(path)
    return best


def _places(text: str) -> Iterator[tuple[int, tuple[str | int, ...]]]:
    """Every header and key, with its line."""
    table: tuple[str | int, ...] = ()
    counted: dict[tuple[str | int, ...], int] = {}
    quote = ""
    for number, line in enumerate(text.splitlines(), 1):
        inside, quote = bool(quote), _open_quote(line, quote)
        if inside:
            continue
        if header := _HEADER.match(line):
            table = _parts(header[2])
            if header[1] == "[[":
                counted[table] = counted.get(table, -1) + 1
                table = (*table, counted[table])
            yield number, table
        elif key := _KEY.match(line):
            yield number, (*table, *_parts(key[1]))


def _open_quote(line: str, quote: str) -> str:
    """The triple quote that is open at the end of a line, given the one at its start."""
    for found in re.findall(r"\"{3}|'{3}", line):
        quote = "" if found == quote else quote or found
    return quote


def _parts(dotted: str) -> tuple[str, ...]:
    """The parts of a dotted key, as the TOML reader takes them apart."""
    try:
        node: Any = tomllib.loads(f"{dotted} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    parts = []
    while isinstance(node, dict):
        ((part, node),) = node.items()
        parts.append(part)
    return tuple(parts)
