"""SPSS and Stata files taken apart; imported only when such a file is read."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from pathlib import PurePosixPath
from typing import Any

import pyreadstat

from civicreach.records.errors import Fault, InputError, Sentence
from civicreach.records.study import SurveyFile
from civicreach.records.survey import Code
from civicreach.records.words import Message, message
from civicreach.sources.columns import VARIABLE, find_column
from civicreach.sources.encoding import composed, is_korean
from civicreach.sources.files import InputFile
from civicreach.sources.selection import select_rows
from civicreach.sources.sentences import listed

from .variables import FileSet, MissingRange, SurveySource, Variable

_READERS: Mapping[str, Callable[..., tuple[Mapping[str, list[Any]], Any]]] = {
    ".sav": pyreadstat.read_sav,
    ".zsav": pyreadstat.read_sav,
    ".dta": pyreadstat.read_dta,
    ".por": pyreadstat.read_por,
}

# SPSS writes its lowest and its highest number for an open range, where it does not write infinity
_OPEN = 1.7e308

_SAVE_AGAIN = message("a file that SPSS or Stata can open; save it there again")


@dataclass(frozen=True, slots=True, eq=False)
class _Parsed:
    cells: Mapping[str, list[Any]]
    meta: Any
    notes: list[Message] = field(default_factory=list)


def read_statistical(file: InputFile, spec: SurveyFile) -> SurveySource:
    """The variables and multiple-response sets of an SPSS or Stata file, codes and declarations as they stand.

    Parameters
    ----------
    file : InputFile
        .sav, .zsav, .dta or .por.
    spec : SurveyFile
        Its `encoding` overrides that of the file, `blank` names texts that stand for no answer, and `where`
        keeps some of the responses, by code or by label.

    Raises
    ------
    InputError
        A file that is damaged, of another kind, in an unknown encoding, or without responses.
    """
    parsed = _parse(file, spec.encoding)
    if not all(parsed.cells):
        raise file.refusal(
            message("cannot be read as a survey file"), found=message("variables without a name"), right=_SAVE_AGAIN
        )
    variables = {}
    for name, cells in parsed.cells.items():
        variable = _variable(name, cells, parsed.meta, spec.blank)
        variables[variable.name] = variable
    n = len(next(iter(variables.values())).cells) if variables else 0
    if not n:
        raise file.refusal(message("holds no responses"), right=message("a file with a row for each response"))
    encoding = parsed.meta.file_encoding or ""
    sets, notes = _sets(file, parsed.meta.mr_sets or {}, variables, encoding)
    if file.path.lower().endswith(".por"):
        notes.append(message("a portable file: what it declares missing is read as blank"))
    rows, kept = _rows(file, spec, variables, n)
    variables = {name: _take(variable, rows) for name, variable in variables.items()} if len(rows) < n else variables
    origin = file.origin(n, encoding=encoding, notes=(*parsed.notes, *notes, *kept))
    return SurveySource(
        len(rows),
        variables,
        sets,
        origin,
        locate=lambda row, name: message(
            "{file} response {response}, variable {name}", file=file.path, response=rows[row] + 1, name=repr(name)
        ),
        raw=lambda name: ["" if cell is None else cell for cell in variables[name].cells],
    )


def _parse(file: InputFile, encoding: str | None) -> _Parsed:
    may_be_korean = encoding is None and not file.path.lower().endswith(".por")
    try:
        parsed = _read(file, encoding)
        if may_be_korean and _is_disguised_korean(parsed):
            return _read_korean(file) or parsed
        return parsed
    except pyreadstat.ReadstatError as error:
        korean = _read_korean(file) if may_be_korean and "encoding" in str(error) else None
        if korean is not None:
            return korean
        right: Sentence = _SAVE_AGAIN
        if "character set" in str(error) or "encoding" in str(error):
            right = message(
                'declare the encoding it was written in, such as encoding = "cp949"{under}', under=file.under
            )
        raise file.refusal(message("cannot be read as a survey file"), found=str(error), right=right) from None


def _read(file: InputFile, encoding: str | None) -> _Parsed:
    suffix = PurePosixPath(file.path).suffix.lower()
    options: dict[str, Any] = {"output_format": "dict", "apply_value_formats": False}
    if suffix != ".por":
        options |= {"user_missing": True, "encoding": encoding}
    elif encoding is not None:
        raise file.refusal(
            message("is a portable file, which cannot be read with an encoding"), right=message("save it as .sav")
        )
    try:
        return _Parsed(*_READERS[suffix](io.BytesIO(file.data), **options))
    except pyreadstat.ReadstatError:
        raise
    except Exception:
        # the conversion of days fails in many ways, and one day out of range would keep the whole file shut
        note = message("a day or time lies out of range: days and times are left as the numbers that the file holds")
        try:
            cells, meta = _READERS[suffix](io.BytesIO(file.data), disable_datetime_conversion=True, **options)
        except pyreadstat.ReadstatError:
            raise
        except Exception as error:
            raise file.refusal(
                message("cannot be read as a survey file"), found=str(error), right=_SAVE_AGAIN
            ) from None
        return _Parsed(cells, meta, [note])


def _read_korean(file: InputFile) -> _Parsed | None:
    try:
        parsed = _read(file, "CP949")
    except (pyreadstat.ReadstatError, InputError):
        return None
    parsed.notes.append(message("the file does not say how it is written: cp949, found from its Hangul"))
    return parsed if is_korean("".join(_words(parsed))) else None


def _is_disguised_korean(parsed: _Parsed) -> bool:
    """Whether text that was read as Western is Korean: old Korean programs do not say how they write."""
    words = "\n".join(word for word in _words(parsed) if not word.isascii())
    try:
        return is_korean(words.encode("cp1252").decode("cp949"))
    except UnicodeError:
        return False


def _words(parsed: _Parsed) -> Iterator[str]:
    yield from (name for name in parsed.cells if name)
    yield from (label for label in parsed.meta.column_labels or () if label)
    for labels in parsed.meta.variable_value_labels.values():
        yield from (label for label in labels.values() if label)
    for cells in parsed.cells.values():
        yield from (cell for cell in cells if isinstance(cell, str))


def _variable(name: str, cells: list[Any], meta: Any, blank: tuple[str, ...]) -> Variable:
    is_text = meta.readstat_variable_types[name] == "string"
    is_day = isinstance(next((cell for cell in cells if cell is not None), None), date | time)
    declared = [_range(limits) for limits in meta.missing_ranges.get(name, ())]
    letters = [f".{letter}" for letter in meta.missing_user_values.get(name, ())]
    labels = meta.variable_value_labels.get(name, {})
    return Variable(
        composed(name),
        composed(meta.column_names_to_labels.get(name) or "").strip(),
        [_cell(cell, is_text, blank) for cell in cells],
        numeric=not is_text and not is_day,
        labels={_code(code, is_text): composed(label or "").strip() for code, label in labels.items()},
        missing=(*declared, *(MissingRange(letter, letter) for letter in letters)),
    )


def _cell(cell: Any, is_text: bool, blank: tuple[str, ...]) -> Code | None:
    if cell is None:
        return None
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, str) and is_text:
        text = composed(cell).strip()
        return None if not text or text in blank else text
    code = _code(cell, is_text)
    return None if isinstance(code, float) and math.isnan(code) else code


def _code(code: Any, is_text: bool) -> Code:
    if isinstance(code, str):
        return composed(code).strip() if is_text else f".{code}"  # a letter of Stata among numbers
    return float(code)


def _range(limits: Mapping[str, Any]) -> MissingRange:
    low, high = limits["lo"], limits["hi"]
    if isinstance(low, date | time):
        return MissingRange(low.isoformat(), high.isoformat())
    if isinstance(low, str):
        return MissingRange(composed(low).strip(), composed(high).strip())
    return MissingRange(-math.inf if low < -_OPEN else float(low), math.inf if high > _OPEN else float(high))


def _sets(
    file: InputFile, declared: Mapping[str, Any], variables: Mapping[str, Variable], encoding: str
) -> tuple[tuple[FileSet, ...], list[Message]]:
    # the file may write the names of a set's variables in small letters
    known = {name.casefold(): name for name in variables}
    sets, notes = [], []
    for key, entry in declared.items():
        name = composed(key).removeprefix("$")
        members = [known.get(composed(member).casefold(), "") for member in entry["variable_list"]]
        if not all(members):
            absent = [member for member, found in zip(entry["variable_list"], members, strict=True) if not found]
            notes.append(
                message(
                    "multiple-response set {name} left out: no variables {names}", name=repr(name), names=listed(absent)
                )
            )
            continue
        counted = entry["counted_value"]
        if entry["is_dichotomy"] and counted is None:
            counted = _counted_text(file.data, key, encoding)
        code = float(counted) if isinstance(counted, int | float) else counted
        label = composed(entry["label"] or "").strip()
        sets.append(FileSet(name, label, tuple(members), entry["is_dichotomy"], code, entry["type"] == "E"))
    return tuple(sets), notes


def _counted_text(data: bytes, name: str, encoding: str) -> str | None:
    """The counted value of a set of text variables, which pyreadstat does not give: ``$name=D3 Yes`` in the file."""
    try:
        key = name.removeprefix("$").encode(encoding)
        found = re.search(rb"\$" + re.escape(key) + rb"=(?:D|E \d+ )(\d+) ", data)
        return data[found.end() : found.end() + int(found[1])].decode(encoding).strip() if found else None
    except (LookupError, UnicodeError):
        return None


def _rows(
    file: InputFile, spec: SurveyFile, variables: Mapping[str, Variable], n: int
) -> tuple[list[int], tuple[Message, ...]]:
    absent = [find_column(list(variables), name, path=file.path, thing=VARIABLE) for name in spec.where]
    faults = [found for found in absent if isinstance(found, Fault)]
    if faults:
        raise InputError(faults)
    chosen = select_rows(
        n, spec.where, lambda name: [variables[name].texts(), variables[name].labelled()], path=file.path
    )
    if isinstance(chosen, list):
        raise InputError(chosen)
    return chosen.rows, chosen.notes


def _take(variable: Variable, rows: list[int]) -> Variable:
    return replace(variable, cells=[variable.cells[row] for row in rows])
