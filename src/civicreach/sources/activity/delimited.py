"""Delimited text and workbooks as rows, however long the file: each with its line, and with what is wrong with it."""

from __future__ import annotations

import codecs
import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter
from typing import TYPE_CHECKING

from civicreach.records.errors import Fault, InputError
from civicreach.records.words import Message, message
from civicreach.sources.delimited import DELIMITERS, find_delimiter
from civicreach.sources.encoding import decode
from civicreach.sources.files import InputFile
from civicreach.sources.sentences import counted

from .files import ActivityFile

if TYPE_CHECKING:
    from civicreach.records.study import TableOptions

#: A record and the line on which it begins; text instead of cells says what is wrong with it.
Record = tuple[int, list[str] | str]
#: Line, what is wrong with it (empty where nothing is), and the cells that were asked for.
Row = Sequence[str | int]

_SAMPLE_BYTES = 1 << 20
_SAMPLE_RECORDS = 200
_SEP = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_GUARDED = re.compile(r"""'(?=[0-9])[^']*|="([^"]*)\"""")


class DelimitedRows:
    """The rows of delimited text, one after the other.

    Parameters
    ----------
    file : ActivityFile
        The text; it is read from its beginning to its end once, and its first part before that.
    names : sequence of str
        Columns that are asked for.
    options : TableOptions
        What the study declares of encoding, delimiter and header.
    section : str
        Section of study.toml, for the sentences of faults.
    escape : str
        What stands before a quote within a quoted cell, where it is not another quote.
    unquoted : bool
        Whether a quote is a character like any other.

    Raises
    ------
    InputError
        The encoding cannot be told or does not fit, there are no column names, a column is not there, or a
        quotation mark is opened and not closed to the end of the file.
    """

    def __init__(
        self,
        file: ActivityFile,
        names: Sequence[str],
        options: TableOptions,
        *,
        section: str = "",
        escape: str = "",
        unquoted: bool = False,
    ) -> None:
        self.file, self.section, self._escape, self._unquoted = file, section, escape or None, unquoted
        self.encoding, notes = _encoding(file, options.encoding, section)
        with self._text() as text:
            sample = "".join(islice(iter(lambda: text.read(65536), ""), 16))
        self._skipped = 1 if (sep := _SEP.match(sample.split("\n", 1)[0])) else 0
        self.delimiter = options.delimiter or (sep[1] if sep else _delimiter(file, sample))
        if not options.delimiter and not sep:
            notes.append(DELIMITERS[self.delimiter])
        self._header = self._find_header(options.header)
        if above := [line for line, _ in islice(self._records(), self._header)]:
            notes.append(message("{lines} above the names passed over", lines=counted(len(above), "line")))
        _, self.columns = next(islice(self._records(), self._header, None))
        self.places = _places(self.columns, names, file, section)
        self.notes = tuple(notes)

    def __iter__(self) -> Iterator[Row]:
        width, blank = len(self.columns), [""] * len(self.places)
        # itemgetter of one place gives the cell itself, of none nothing: both are lists here
        pick = itemgetter(*self.places, *self.places[:1]) if self.places else lambda _: ()
        size = len(self.places)
        for line, record in islice(self._records(), self._header + 1, None):
            if isinstance(record, str):
                yield line, record, *blank
            elif len(record) != width:
                yield line, f"{counted(len(record), 'cell')} where there are {counted(width, 'column name')}", *blank
            else:
                yield line, "", *map(unguarded, pick(record)[:size])

    def _text(self) -> io.TextIOWrapper:
        encoding = "utf-8-sig" if self.encoding == "utf-8" else self.encoding
        return io.TextIOWrapper(self.file.open(), encoding=encoding, newline="")

    def _records(self) -> Iterator[Record]:
        """Every record that is not an empty line."""
        csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
        with self._text() as text:
            for _ in range(self._skipped):
                text.readline()
            reader = csv.reader(
                text,
                delimiter=self.delimiter,
                strict=True,
                skipinitialspace=self.delimiter not in " \t",
                escapechar=self._escape,
                quoting=csv.QUOTE_NONE if self._unquoted else csv.QUOTE_MINIMAL,
            )
            while True:
                line = reader.line_num + self._skipped + 1
                try:
                    record = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    last = reader.line_num + self._skipped
                    yield line, self._broken(line, last, str(error))
                    continue
                except UnicodeDecodeError as error:
                    byte = message("byte 0x{object}", object=f"{error.object[error.start]:02X}")
                    right = message("declare encoding{under}, such as 'cp949', or mend the line", under=self._under)
                    where = message(
                        "{name} after line {line_num}",
                        name=self.file.name,
                        line_num=str(reader.line_num + self._skipped),
                    )
                    raise InputError(
                        [Fault(where, message("is not {encoding}", encoding=self.encoding), found=byte, right=right)]
                    ) from None
                if record:
                    yield line, record

    @property
    def _under(self) -> str:
        return f" under [{self.section}]" if self.section else ""

    def _broken(self, first: int, last: int, error: str) -> str:
        if "unexpected end" in error:
            wrong = message("opens a quoted cell that is not closed to the end of the file")
            right = message('quotes in pairs, and a quote inside a quoted cell doubled: "the ""smart"" city"')
            raise InputError(
                [Fault(message("{name} line {first}", name=self.file.name, first=str(first)), wrong, right=right)]
            )
        lines = f" (lines {first} to {last})" if last > first else ""
        return f"text after the closing quote of a cell{lines}"

    def _find_header(self, declared: int | None) -> int:
        """Which record holds the column names: the first that is as long as most are."""
        sample = list(islice(self._records(), _SAMPLE_RECORDS))
        if declared is not None:
            for place, (line, record) in enumerate(chain(sample, islice(self._records(), len(sample), None))):
                if line == declared and not isinstance(record, str):
                    return place
                if line > declared:
                    break
            wrong = message(
                "has no column names in line {declared}, where header says that they are", declared=str(declared)
            )
            raise InputError(
                [Fault(self.file.name, wrong, right=message("the line of the names, from 1{under}", under=self._under))]
            )
        widths = Counter(len(record) for _, record in sample if not isinstance(record, str))
        several = {width: times for width, times in widths.items() if width > 1} or widths
        usual = max(several, key=lambda width: (several[width], width), default=0)
        for place, (_, record) in enumerate(sample):
            if not isinstance(record, str) and len(record) >= usual and 2 * sum(map(bool, record)) >= usual:
                return place
        right = message("declare header = the line{under}", under=self._under)
        raise InputError([Fault(self.file.name, message("has no line that could hold the column names"), right=right)])


def unguarded(code: str) -> str:
    """A code without the marks that keep a spreadsheet program from taking it for a number.

    >>> unguarded("'0111"), unguarded('="0111"'), unguarded("'s-Hertogenbosch")
    ('0111', '0111', "'s-Hertogenbosch")
    """
    if not code.startswith(("'", "=")) or (match := _GUARDED.fullmatch(code)) is None:
        return code
    return code[1:] if match[1] is None else str(match[1])


def _encoding(file: ActivityFile, declared: str | None, section: str) -> tuple[str, list[Message]]:
    """The encoding of a text, declared, marked or found, without holding all of it; and notes of what was guessed."""
    with file.open() as data:
        sample = _whole_lines(data.read(_SAMPLE_BYTES))
        decoded = decode(InputFile(file.name, sample, section), declared)
        if declared or decoded.encoding != "utf-8":
            return decoded.encoding, list(decoded.notes)
        data.seek(0)
        checked, lines = codecs.getincrementaldecoder("utf-8")(), 0
        while chunk := data.read(_SAMPLE_BYTES):
            try:
                checked.decode(chunk)
            except UnicodeDecodeError as error:
                bad = chunk[max(0, error.start - len(checked.getstate()[0])) :]
                rest = _whole_lines(bad + data.read(_SAMPLE_BYTES))
                return _encoding_from(file, rest, lines + chunk[: error.start].count(b"\n") + 1, section)
            lines += chunk.count(b"\n")
    return "utf-8", list(decoded.notes)


def _encoding_from(file: ActivityFile, sample: bytes, line: int, section: str) -> tuple[str, list[Message]]:
    """The encoding of a text of which only `sample`, from some line on, shows that it is not UTF-8."""
    try:
        decoded = decode(InputFile(file.name, sample, section))
    except InputError:
        right = (
            message("declare encoding under [{section}], or mend the line", section=section)
            if section
            else message("declare encoding")
        )
        fault = Fault(
            message("{name} line {line}", name=file.name, line=str(line)),
            message("is not UTF-8, and nothing else that can be told"),
            right=right,
        )
        raise InputError([fault]) from None
    return decoded.encoding, list(decoded.notes)


def _whole_lines(sample: bytes) -> bytes:
    if len(sample) < _SAMPLE_BYTES:
        return sample
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in sample[:1000]:
        return sample[: len(sample) // 4 * 4]
    return sample[: sample.rfind(b"\n") + 1] or sample


def _delimiter(file: ActivityFile, sample: str) -> str:
    return find_delimiter(sample, prefer="\t" if ".tsv" in file.name.lower() or ".tab" in file.name.lower() else "")


def _places(columns: Sequence[str], names: Sequence[str], file: ActivityFile, section: str) -> tuple[int, ...]:
    """Where the columns stand that are asked for."""
    from civicreach.sources.columns import find_column  # brings numpy along

    found = [find_column(columns, name, path=file.name, section=section) for name in names]
    faults = [fault for fault in found if isinstance(fault, Fault)]
    if faults:
        raise InputError(faults)
    return tuple(place for place in found if isinstance(place, int))
