"""The files of an activity source: found by name or pattern, of one kind, each with its fingerprint."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal, cast

from civicreach.records.errors import Fault, InputError
from civicreach.records.provenance import FileOrigin
from civicreach.records.words import Message, message
from civicreach.sources.sentences import listed, nearest, under

Kind = Literal["delimited text", "a workbook", "JSON lines", "Parquet"]

KINDS: dict[str, Kind] = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".txt"), "delimited text"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), "a workbook"),
    **dict.fromkeys((".ndjson", ".jsonl", ".json"), "JSON lines"),
    **dict.fromkeys((".parquet", ".pq"), "Parquet"),
}

#: What Parquet files begin and end with: https://parquet.apache.org/docs/file-format/
_MAGIC = b"PAR1"

_PATTERN = frozenset("*?[")
_PACKED: frozenset[Kind] = frozenset(("delimited text", "JSON lines"))


@dataclass(frozen=True, slots=True)
class ActivityFile:
    """One file of an activity source.

    Attributes
    ----------
    name : str
        Relative to the study folder, with forward slashes.
    path : Path
        Where it lies.
    kind : str
        What it is, by its name.
    member : str
        Which file of the zip file that lies there; empty where that is none.
    """

    name: str
    path: Path
    kind: Kind
    member: str = ""

    def open(self) -> BinaryIO:
        """Its bytes from the beginning, unpacked where it is packed."""
        if self.member:
            return cast(BinaryIO, zipfile.ZipFile(self.path).open(self.member))
        return cast(BinaryIO, gzip.open(self.path)) if self.path.suffix == ".gz" else self.path.open("rb")

    def origin(self, rows: int, *, encoding: str = "", notes: Iterable[Message] = ()) -> FileOrigin:
        """Where the rows came from; the fingerprint is of the bytes as they lie on the disk, or in the zip file."""
        with self.open() if self.member else self.path.open("rb") as file:
            digest, size = hashlib.sha256(), 0
            while chunk := file.read(1 << 20):
                digest.update(chunk)
                size += len(chunk)
        return FileOrigin(self.name, digest.hexdigest(), size, rows, encoding, tuple(notes))


def find_files(patterns: Iterable[str], folder: Path, *, section: str = "") -> tuple[ActivityFile, ...]:
    """The files that a source names, in the order of the names, and by name within a pattern.

    Parameters
    ----------
    patterns : iterable of str
        Relative to the study folder; ``*``, ``**``, ``?`` and ``[...]`` stand for what they do in a shell.
    folder : Path
        The study folder.
    section : str
        Section of study.toml, for the sentences of faults.

    Raises
    ------
    InputError
        All at once: files that are not there, patterns that match none, empty files, files of a kind that is not
        read, and kinds that differ.
    """
    faults: list[Fault] = []
    paths: dict[str, Path] = {}
    for pattern in patterns:
        matches = _matches(pattern, folder)
        if matches:
            paths |= matches
        elif _PATTERN & set(pattern):
            right = message("a pattern such as posts/*.ndjson, relative to the study folder")
            faults.append(Fault(pattern, message("matches no file"), right=right))
        else:
            faults.append(_absent(pattern, folder / pattern))
    files = [ActivityFile(name, path, kind) for name, path in paths.items() if (kind := _kind(name, faults))]
    for file in files:
        try:
            if not file.path.stat().st_size:
                faults.append(
                    Fault(file.name, message("is empty"), right=message("a file with rows, or none of that name"))
                )
        except OSError as error:
            faults.append(Fault(file.name, message("cannot be opened: {strerror}", strerror=error.strerror)))
    kinds = sorted({file.kind for file in files})
    if len(kinds) > 1:
        right = message("files of one kind; make two sources of them if both are to be counted")
        where = f"study.toml [{section}] file" if section else files[0].name
        faults.append(Fault(where, message("names files of several kinds"), found=", ".join(kinds), right=right))
    if faults:
        raise InputError(faults)
    return tuple(files)


def file_at(path: Path) -> ActivityFile:
    """The one file at a path, whatever characters its name has.

    Raises
    ------
    InputError
        It is not there, empty, or of no kind that is read.
    """
    faults: list[Fault] = []
    if not path.is_file():
        wrong = message("is a folder, not a file") if path.is_dir() else message("there is no such file")
        raise InputError([Fault(str(path), wrong, right=message("the path of a file"))])
    kind = _kind(path.name, faults)
    try:
        if not path.stat().st_size:
            faults.append(Fault(path.name, message("is empty"), right=message("a file with rows")))
    except OSError as error:
        faults.append(Fault(path.name, message("cannot be opened: {strerror}", strerror=error.strerror)))
    if kind is None or faults:
        raise InputError(faults)
    return ActivityFile(path.name, path, kind)


def refuse_cut(file: ActivityFile) -> None:
    """Refuse a packed file that does not come to its end, for which all of it is unpacked once.

    Raises
    ------
    InputError
        It was cut short or damaged on its way.
    """
    if file.path.suffix != ".gz":
        return
    held = memoryview(bytearray(1 << 20))
    try:
        with file.open() as data:
            while data.readinto(held):  # type: ignore[attr-defined]
                pass
    except (EOFError, OSError, zlib.error) as error:
        wrong = message("cannot be opened: {error}", error=error)
        raise InputError([Fault(file.name, wrong, right=message("the file once more"))]) from None


def not_parquet(path: Path) -> str:
    """What stands in the place of what a whole Parquet file begins and ends with; empty where nothing does."""
    with path.open("rb") as file:
        first, last = file.read(16), b""
        if path.stat().st_size >= 12:
            file.seek(-4, 2)
            last = file.read()
    if first[:4] != _MAGIC:
        return f"{path.name} begins with {first.decode('ascii', 'replace')!r}"
    return "" if last == _MAGIC else f"{path.name} has no end, as where it was cut or is still written"


def bytes_of(patterns: Iterable[str], folder: Path) -> int:
    """How large the files of a source are in all; what is not there has no size."""
    return sum(path.stat().st_size for pattern in patterns for path in _matches(pattern, folder).values())


def _matches(pattern: str, folder: Path) -> dict[str, Path]:
    """The files that a pattern or a path stands for, by their names."""
    if _PATTERN & set(pattern):
        return {path.relative_to(folder).as_posix(): path for path in sorted(folder.glob(pattern)) if path.is_file()}
    path = folder / pattern
    return {PurePosixPath(pattern).as_posix(): path} if path.is_file() else {}


def _kind(name: str, faults: list[Fault]) -> Kind | None:
    path = PurePosixPath(name.lower())
    packed = path.suffix == ".gz"
    kind = KINDS.get(path.with_suffix("").suffix if packed else path.suffix)
    if kind is None or (packed and kind not in _PACKED):
        known = " ".join(KINDS)
        right = message("one of {known}; text and JSON lines also as .gz", known=known)
        faults.append(Fault(name, message("is not a kind of file that activity is read from"), right=right))
        return None
    return kind


def _absent(name: str, path: Path) -> Fault:
    served = message("engine = 'spark://host:port' under [study], or --engine: a server reads it where it lies")
    if "://" in name:
        return Fault(name, message("is an address, and DuckDB reads files in the study folder"), right=served)
    if (path / "_delta_log").is_dir():
        return Fault(name, message("is a Delta table"), right=served)
    if path.is_dir():
        ending = next((entry.suffix for entry in sorted(path.iterdir()) if entry.suffix in KINDS), ".ndjson")
        return Fault(
            name,
            message("is a folder, not a file"),
            right=message("a pattern for the files in it: {value}/*{ending}", value=name.rstrip("/"), ending=ending),
        )
    if not path.parent.is_dir():
        return Fault(
            name, message("lies in a folder that is not there"), right=message("a path relative to the study folder")
        )
    near = nearest(path.name, (entry.name for entry in path.parent.iterdir() if entry.is_file()))
    right = (
        f"{listed(near, 3)}?"
        if near
        else message("a file in the study folder, or another file{value}", value=under(""))
    )
    return Fault(name, message("there is no such file"), right=right)
