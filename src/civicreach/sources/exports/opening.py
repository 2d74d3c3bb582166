"""An export opened: what kind of file it is, and whose, by what stands in it and never by its name."""

from __future__ import annotations

import codecs
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from civicreach.records.errors import Fault, InputError, NotRecognisedError
from civicreach.records.study import TableOptions
from civicreach.records.words import message
from civicreach.sources.activity.delimited import DelimitedRows
from civicreach.sources.activity.files import KINDS, ActivityFile
from civicreach.sources.sentences import listed

from .layout import Layout
from .recognise import of_columns, of_object
from .rows import Lines, Sheet, Table, items, objects, without_quotes

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SIGNS = (
    (b"PAR1", "is a Parquet file", "the file as the tool wrote it"),
    (b"SQLite format 3", "is a database, as Facepager keeps it", "an export of it: Export Data in Facepager"),
)
_LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Members:
    """The exports in a file.

    Attributes
    ----------
    names : tuple of str
        Of the texts in a zip file, in which tables and JSON may be; one empty name for any other file, which is one
        export itself.
    passed_over : tuple of str
        Other files in the zip file.
    """

    names: tuple[str, ...]
    passed_over: tuple[str, ...] = ()


def members(path: Path) -> Members:
    """The exports that a file holds: several in a zip file, which some tools pack theirs in.

    Raises
    ------
    InputError
        A zip file without any table or JSON lines, or one that is damaged.
    """
    try:
        with path.open("rb") as data:
            if data.read(4) != _ZIP:
                return Members(("",))
        with zipfile.ZipFile(path) as packed:
            held = [info.filename for info in packed.infolist() if not info.is_dir()]
    except zipfile.BadZipFile as error:
        raise InputError(
            [
                Fault(
                    path.name,
                    message("is a damaged zip file: {error}", error=error),
                    right=message("the file once more"),
                )
            ]
        ) from None
    except OSError:
        # whoever opens it says what is wrong
        return Members(("",))
    if "[Content_Types].xml" in held or "mimetype" in held:
        return Members(("",))
    # what Apple's programs put beside each file is none
    held = [name for name in held if not name.startswith("__MACOSX/")]
    names = [name for name in held if KINDS.get(Path(name.lower()).suffix) in ("delimited text", "JSON lines")]
    if not names:
        right = message("a zip file with csv, tab or JSON lines in it; or the workbook itself")
        raise InputError([Fault(path.name, message("is a zip file without an export"), f"{listed(held, 8)}", right)])
    return Members(tuple(names), tuple(name for name in held if name not in names))


def open_export(path: Path, *, member: str = "", tool: str | None = None) -> Table | Sheet | Lines:
    """An export with its layout, found by its columns or fields.

    Raises
    ------
    InputError
        No such file, of another kind, not to be decoded, or an export that is not whole.
    NotRecognisedError
        Empty, or of no tool that is known.
    """
    file = ActivityFile(f"{path.name}/{member}" if member else path.name, path, "delimited text", member)
    if path.is_dir():
        raise InputError([Fault(str(path), message("is a folder, not a file"), right=message("the files in it"))])
    try:
        with file.open() as data:
            head = data.read(4096)
    except FileNotFoundError:
        raise InputError(
            [Fault(str(path), message("there is no such file"), right=message("the path of an export"))]
        ) from None
    except (OSError, EOFError, zipfile.BadZipFile, RuntimeError) as error:
        raise InputError([Fault(str(path), message("cannot be opened: {error}", error=error))]) from None
    for sign, wrong, right in _SIGNS:
        if head.startswith(sign):
            raise InputError([Fault(file.name, wrong, right=right)])
    if head.startswith((_ZIP, _OLD_EXCEL)):
        return _sheet(file, tool)
    if not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise NotRecognisedError([Fault(file.name, message("is empty"), right=message("an export with rows"))])
    start, encoding = _start(head)
    # a text may well begin with a word in brackets
    if re.match(r"\{|\[\s*[{\]]", start):
        return _lines(file, tool, encoding, listed=start.startswith("["))
    try:
        return _table(file, tool)
    except NotRecognisedError:
        raise
    except InputError as error:
        if _names_of_none(head):
            raise NotRecognisedError(error.faults) from None
        raise


def _lines(file: ActivityFile, tool: str | None, encoding: str, *, listed: bool) -> Lines:
    try:
        found = islice((items if listed else objects)(file, encoding), _LOOKED_AT)
        first = next((raw for _, raw in found if isinstance(raw, Mapping)), {})
    except (ValueError, RecursionError, TypeError) as error:
        right = message("the file once more, whole; or one JSON object a line")
        raise InputError(
            [Fault(file.name, message("is not JSON to its end: {error}", error=error), right=right)]
        ) from None
    return Lines(file, of_object(first, file=file.name, tool=tool), encoding=encoding, listed=listed)


def _table(file: ActivityFile, tool: str | None) -> Table:
    found, unquoted = _quoted(file)
    columns = tuple(without_quotes(name).strip() for name in found.columns)
    layout = _layout(columns, file, tool)
    return Table(file, layout, columns, layout.places(columns), found.encoding, found.notes, unquoted)


def _sheet(file: ActivityFile, tool: str | None) -> Sheet:
    from civicreach.sources.tables import read_table  # brings numpy along

    table = read_table(file.path.parent, file.path.name, TableOptions())
    columns = tuple(name.strip() for name in table.columns)
    layout = _layout(columns, file, tool)
    return Sheet(file, layout, columns, layout.places(columns), table.origin.notes, table.rows, table.lines)


def _layout(columns: tuple[str, ...], file: ActivityFile, tool: str | None) -> Layout:
    layout = of_columns(columns, file=file.name, tool=tool)
    if double := list(layout.double(columns)):
        wrong = message(
            "has several columns named {double}, and it cannot be told which one is meant", double=listed(double)
        )
        raise InputError([Fault(file.name, wrong, right=message("the export as the tool wrote it"))])
    return layout


def _names_of_none(head: bytes) -> bool:
    """Whether the first line has no columns of any tool, whatever divides them."""
    _, encoding = _start(head)
    text = head.decode(encoding, "replace").lstrip("\ufeff")
    try:
        of_columns([without_quotes(name.strip()) for name in re.split("[,;\t|]", text.strip().split("\n")[0])], file="")
    except NotRecognisedError:
        return True
    except InputError:
        pass
    return False


def _quoted(file: ActivityFile) -> tuple[DelimitedRows, bool]:
    """The rows, and whether quotes are characters of texts.

    So where a tab divides each line into as many cells. Where it does not divide some line far below, quotes are quotes
    if the whole file is even with them.
    """
    try:
        found = DelimitedRows(file, (), TableOptions())
        if found.delimiter != "\t":
            return found, False
    except InputError:
        # a quote that is not closed
        found = None
    try:
        plain = DelimitedRows(file, (), TableOptions(), unquoted=True)
        # a tab within quotes would shift the cells, and another line would look like that of the names
        names = [without_quotes(name) for name in plain.columns]
        if plain.delimiter == "\t" and _even(plain) and (found is None or names == list(found.columns)):
            return (plain, True) if found is None or not _torn(file, plain, found) else (found, False)
    except InputError:
        pass
    return found or DelimitedRows(file, (), TableOptions()), False


def _even(rows: DelimitedRows) -> bool:
    return all(not wrong for _, wrong in islice(rows, 1000))


def _torn(file: ActivityFile, plain: DelimitedRows, found: DelimitedRows) -> bool:
    """Whether lines that are not whole come together within quotes, and none that is whole is swallowed by them."""
    with file.open() as data:
        if not any(b'"' in chunk for chunk in iter(partial(data.read, 1 << 20), b"")):
            return False
    if all(not wrong for _, wrong in plain):
        return False
    found.places = tuple(range(len(found.columns)))
    try:
        # quotes that are characters of two texts would make one cell of what stands between these
        return all(
            not wrong and not any("\t" in cell and "\n" in cell for cell in map(str, cells))
            for _, wrong, *cells in found
        )
    except InputError:
        return False


def _start(head: bytes) -> tuple[str, str]:
    """The text from its first character that is no space, and the encoding of what might be JSON."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if head.startswith(mark):
            return head.decode(encoding, "replace").strip("\ufeff \t\r\n"), encoding
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1").strip(), "utf-8-sig"
