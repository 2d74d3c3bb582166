"""In which line of a study file a key stands; the TOML reader of the standard library does not say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

#: A place in the tree that the file describes: keys, and numbers of entries from 0.
Path = tuple[str | int, ...]

_PART = r"""(?:[\w-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_KEY = re.compile(rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*")
#: Text between quotes. Three quotes may be preceded by one or two that belong to the text.
_STRING = re.compile(r'''"""(?:\\.|[^\\])*?"{3,5}|\'{3}.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*\'''', re.DOTALL)
#: Numbers, dates, true and false.
_PLAIN = re.compile(r"[^,\]}#\n]*")
_BLANK = re.compile(r"(?:[ \t\r]|#[^\n]*)*")
_BLANK_LINES = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")


def line_of(location: Sequence[str | int], text: str) -> int | None:
    """The line, from 1, of the key at a location, or of the nearest thing around it that the text holds.

    None where the text has nothing of it: a section that is needed and not there.

    >>> line_of(["models", 1, "outcome"], '[[models]]\\noutcome = "a"\\n[[models]]\\noutcome = "b"')
    4
    """
    best, depth = None, 0
    for line, path in _Reader(text).places():
        if depth < len(path) <= len(location) and list(path) == list(location[: len(path)]):
            best, depth = line, len(path)
    return best


class _Reader:
    """Goes through a text from left to right; what is no TOML is passed over line by line."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.line, self._counted_to = 1, 0

    def places(self) -> Iterator[tuple[int, Path]]:
        """Every header, key and entry of an array, with its line."""
        table: Path = ()
        entries: dict[Path, int] = {}
        while self._pass(_BLANK_LINES) < len(self.text):
            line = self._line()
            if self.text.startswith("[", self.at):
                many = self.text.startswith("[[", self.at)
                self.at += 2 if many else 1
                self._pass(_BLANK)
                if parts := self._key():
                    table = _resolved(parts, entries, new=many)
                    yield line, table
            elif (parts := self._key()) and self._takes("="):
                yield line, (*table, *parts)
                yield from self._value((*table, *parts))
            self.at = self._end_of_line()

    def _value(self, path: Path) -> Iterator[tuple[int, Path]]:
        """What stands inside a value; the reader is behind it afterwards."""
        self._pass(_BLANK)
        if self._takes("["):
            yield from self._entries(path, "]")
        elif self._takes("{"):
            yield from self._entries(path, "}")
        elif self.text[self.at : self.at + 1] in ('"', "'"):
            found = _STRING.match(self.text, self.at)
            self.at = found.end() if found else len(self.text)
        else:
            self._pass(_PLAIN)

    def _entries(self, path: Path, end: str) -> Iterator[tuple[int, Path]]:
        """Entries of an array, or keys of a table within braces."""
        number = 0
        while self._pass(_BLANK_LINES) < len(self.text) and not self._takes(end):
            before = self.at
            line = self._line()
            if end == "]":
                yield line, (*path, number)
                yield from self._value((*path, number))
            elif (parts := self._key()) and self._takes("="):
                yield line, (*path, *parts)
                yield from self._value((*path, *parts))
            number += 1
            self._pass(_BLANK_LINES)
            if not self._takes(",") and self.at == before:
                return

    def _key(self) -> tuple[str, ...]:
        found = _KEY.match(self.text, self.at)
        if found is None:
            return ()
        self.at = found.end()
        return _parts(found[0])

    def _takes(self, sign: str) -> bool:
        """Whether the sign comes next, after blanks; it is then passed."""
        found = self._pass(_BLANK)
        if not self.text.startswith(sign, found):
            return False
        self.at += len(sign)
        return True

    def _pass(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _end_of_line(self) -> int:
        end = self.text.find("\n", self.at)
        return len(self.text) if end < 0 else end + 1

    def _line(self) -> int:
        self.line += self.text.count("\n", self._counted_to, self.at)
        self._counted_to = self.at
        return self.line


def _resolved(parts: tuple[str, ...], entries: dict[Path, int], *, new: bool) -> Path:
    """The place of a header: what stands below [[x]] belongs to the last entry of x, and [[x]] begins another."""
    path: Path = ()
    for place, part in enumerate(parts, 1):
        path = (*path, part)
        if new and place == len(parts):
            entries[path] = entries.get(path, -1) + 1
        if path in entries:
            path = (*path, entries[path])
    return path


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
