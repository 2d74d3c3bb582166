"""A file of printed numbers, whichever of the kinds that are understood."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from civicreach.records.errors import Fault, InputError
from civicreach.records.printed_study import PrintedStudy
from civicreach.records.words import message

from .layouts import study_of

#: Bytes; a file of printed numbers is typed by hand.
LARGEST = 20_000_000

_DATA = (".json", ".toml")
_COPIED = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".docx", ".txt", ".md")


def read_printed_study(path: Path) -> PrintedStudy:
    """The printed numbers of a file.

    Parameters
    ----------
    path : Path
        json or toml in our layout or in that of the paper's own file; or tables as they were copied: csv, tsv, xlsx,
        xls, ods, docx, or pasted text (txt, md).

    Raises
    ------
    InputError
        No such file, one that is empty or too large, not what its name says, or without any table.
    """
    suffix = path.suffix.lower()
    if suffix not in (*_DATA, *_COPIED):
        right = message("one of {names}", names=" ".join((*_DATA, *_COPIED)))
        raise InputError(
            [
                Fault(
                    str(path), message("is not a kind of file that is read here"), suffix or message("no ending"), right
                )
            ]
        )
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(
                [
                    Fault(
                        str(path),
                        message("is too large for printed numbers"),
                        message("{st_size} bytes", st_size=path.stat().st_size),
                    )
                ]
            )
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            [Fault(str(path), message("cannot be opened: {strerror}", strerror=error.strerror or error))]
        ) from None
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise InputError([Fault(str(path), message("is empty"), right=message("tables of printed numbers"))])
    if suffix in _DATA:
        return study_of(_parsed(path, data, suffix), path.name)
    # workbooks and documents bring readers of their own
    from .copied import copied_study

    return copied_study(path.name, data, suffix)


def _parsed(path: Path, data: bytes, suffix: str) -> Any:
    """The contents of json or toml, with every number as it is written."""
    try:
        text = data.decode("utf-8-sig")
        if suffix == ".json":
            return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
        return tomllib.loads(text, parse_float=str)
    except UnicodeDecodeError as error:
        raise InputError(
            [Fault(str(path), message("is not UTF-8: {error}", error=error), right=message("save it as UTF-8"))]
        ) from None
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(
            [Fault(str(path), message("is not {suffix}: {error}", suffix=suffix[1:], error=error))]
        ) from None
    except RecursionError:
        raise InputError([Fault(str(path), message("is nested too deeply"))]) from None
