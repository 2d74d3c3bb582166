"""One input file: found in the study folder, read once, and able to say what is wrong with it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from civicreach.records.errors import Fault, InputError, Sentence
from civicreach.records.provenance import FileOrigin
from civicreach.records.words import Message, joined, message

from .sentences import listed, nearest, under

Kind = Literal["text", "workbook", "survey"]

KINDS: dict[str, Kind] = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".txt"), "text"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), "workbook"),
    **dict.fromkeys((".sav", ".zsav", ".dta", ".por"), "survey"),
}

#: Bytes. A table is read whole; what is larger should first be cut to the rows and columns that the study needs.
LARGEST = 300_000_000

_SIGNS: tuple[tuple[bytes, Message, Kind | None], ...] = (
    (b"PK\x03\x04", message("an Excel or OpenDocument workbook (or another zip file)"), "workbook"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", message("an old Excel workbook, or one with a password"), "workbook"),
    (b"$FL2", message("an SPSS file"), "survey"),
    (b"$FL3", message("an SPSS file"), "survey"),
    (b"<stata_dta>", message("a Stata file"), "survey"),
    (b"PAR1", message("a Parquet file"), None),
    (b"%PDF", message("a PDF document"), None),
    (b"\x1f\x8b", message("a gzip archive"), None),
)

_MENDS: dict[Kind | None, Message] = {
    "workbook": message("name it .xlsx, .xls or .ods, after what it is"),
    "survey": message("name it .sav, .zsav or .dta, after what it is"),
    None: message("a csv file or a workbook"),
}

_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<table", b"<meta", b"<?xml")


@dataclass(frozen=True, slots=True, eq=False)
class InputFile:
    """The bytes of a file that the study names.

    Attributes
    ----------
    path : str
        As the study names it.
    data : bytes
        All of it.
    section : str
        Section of study.toml that names it, such as ``statistics.population``; may be empty.
    notes : tuple of Message
        What a reader should know of how it was found.
    """

    path: str
    data: bytes
    section: str = ""
    notes: tuple[Message, ...] = ()

    @property
    def kind(self) -> Kind:
        """What the name says that it is."""
        return KINDS[PurePosixPath(self.path).suffix.lower()]

    @property
    def under(self) -> Message:
        """Where a key about this file is declared, to end a sentence with."""
        return under(self.section)

    def refusal(self, wrong: Sentence, *, at: Sentence = "", found: Sentence = "", right: Sentence = "") -> InputError:
        """The error of a file that cannot be read at all."""
        return _refusal(joined([self.path, at], " ") if at else self.path, wrong, found, right)

    def origin(self, rows: int, *, encoding: str = "", notes: Iterable[Message] = ()) -> FileOrigin:
        """Where the values came from, once the file is read."""
        digest = hashlib.sha256(self.data).hexdigest()
        return FileOrigin(self.path, digest, len(self.data), rows, encoding, (*self.notes, *notes))


def read_file(folder: Path, file: str, *, section: str = "") -> InputFile:
    """The bytes of a file in the study folder, once its name and its first bytes agree on what it is.

    Parameters
    ----------
    folder : Path
        The study folder.
    file : str
        Relative to it, with forward slashes.
    section : str
        Section of study.toml that names the file, for the sentences of faults.

    Raises
    ------
    InputError
        No such file (similar names are listed), a folder, empty, larger than `LARGEST`, not readable, of a
        kind that is not read, or of another kind than its name says.
    """
    suffix = PurePosixPath(file).suffix.lower()
    if suffix not in KINDS:
        known = " ".join(KINDS)
        raise _refusal(
            file,
            message("is not a kind of file that is read here"),
            suffix or message("no ending"),
            message("one of {known}", known=known),
        )
    try:
        path, notes = _find(folder, file)
        size = path.stat().st_size
        if size > LARGEST:
            right = message(
                "at most {largest} MB: keep only the rows and columns that the study needs",
                largest=f"{LARGEST / 1000000.0:,.0f}",
            )
            raise _refusal(
                file,
                message("is too large to be read as one table"),
                message("{size} MB", size=f"{size / 1000000.0:,.0f}"),
                right,
            )
        data = path.read_bytes()
    except OSError as error:
        raise _refusal(file, message("cannot be opened: {strerror}", strerror=error.strerror or error)) from None
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise _refusal(file, message("is empty"), right=message("a file with column names and rows"))
    _check_kind(file, data, KINDS[suffix])
    return InputFile(PurePosixPath(file).as_posix(), data, section, notes)


def _refusal(where: Sentence, wrong: Sentence, found: Sentence = "", right: Sentence = "") -> InputError:
    return InputError([Fault(where, wrong, found=found, right=right)])


def _find(folder: Path, file: str) -> tuple[Path, tuple[Message, ...]]:
    path = folder / file
    if path.is_file():
        return path, ()
    if path.is_dir():
        raise _refusal(
            file, message("is a folder, not a file"), right=_similar(path, "") or message("the name of a file")
        )
    if not path.parent.is_dir():
        raise _refusal(
            file, message("lies in a folder that is not there"), right=message("a path relative to the study folder")
        )
    wanted = unicodedata.normalize("NFC", path.name)
    for entry in path.parent.iterdir():
        if unicodedata.normalize("NFC", entry.name) == wanted:
            return entry, (message("the file's name is written in decomposed letters, as macOS does"),)
    raise _refusal(
        file,
        message("there is no such file"),
        right=_similar(path.parent, path.name) or message("a file in the study folder"),
    )


def _similar(folder: Path, name: str) -> Sentence:
    files = sorted(entry.name for entry in folder.iterdir() if entry.is_file() and not entry.name.startswith("."))
    stem = PurePosixPath(name).stem.casefold()
    same_stem = [entry for entry in files if stem and PurePosixPath(entry).stem.casefold() == stem]
    near = list(dict.fromkeys([*same_stem, *(nearest(name, files) if name else [])]))
    if near:
        return message("{names}?", names=listed(near, 3))
    return message("the folder holds {files}", files=listed(files, 10)) if files else ""


def _check_kind(file: str, data: bytes, kind: Kind) -> None:
    suffix = PurePosixPath(file).suffix
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    first = head.decode("utf-8", "replace").splitlines()[0][:60]
    if kind != "survey" and head.lower().startswith(_MARKUP):
        right = message("open it in a spreadsheet program and save it as .xlsx or .csv")
        raise _refusal(
            file, message("is a web page or XML, though its name ends in {suffix}", suffix=suffix), first, right
        )
    for sign, what, is_kind in _SIGNS:
        if data.startswith(sign) and is_kind != kind:
            raise _refusal(
                file,
                message("is {what}, though its name ends in {suffix}", what=what, suffix=suffix),
                right=_MENDS[is_kind],
            )
    if kind == "workbook" and b"\0" not in data[:2000]:
        raise _refusal(
            file,
            message("is plain text, though its name ends in {suffix}", suffix=suffix),
            first,
            message("name it .csv (or .tsv)"),
        )
