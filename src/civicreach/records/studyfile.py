"""Reading `study.toml`: every fault at once, with its key, what was found and what would be right."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from .errors import Fault, Sentence, StudyError, UnfitError
from .secrets import shown_address, without_address_secrets
from .study import Study
from .studylines import line_of
from .words import Message, joined, message

FILE = "study.toml"


def load_study(folder: Path) -> Study:
    """The study that a folder's `study.toml` describes.

    Parameters
    ----------
    folder : Path
        The study folder, or its `study.toml`.

    Raises
    ------
    StudyError
        With every fault of the file.
    """
    path = folder if folder.suffix == ".toml" else folder / FILE
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        right = message("the path of a folder that holds a {file}; `civicreach new NAME` starts one", file=FILE)
        raise StudyError([Fault(path.as_posix(), message("there is no study file here"), right=right)]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        where = message("{name} line {line}", name=path.name, line=str(line))
        raise StudyError(
            [Fault(where, message("is not UTF-8 text"), right=message("save the study file as UTF-8"))]
        ) from None
    except OSError as error:
        raise StudyError(
            [Fault(path.as_posix(), message("cannot be read: {strerror}", strerror=error.strerror or error))]
        ) from None
    return parse_study(text, name=path.name)


def parse_study(text: str, *, name: str = FILE) -> Study:
    """The study that a text in TOML describes.

    >>> text = '[study]\\ntitle = "T"\\ntimezone = "UTC"\\n[governments]\\nfile = "g.csv"\\nid = "code"'
    >>> parse_study(text).study.title
    {'en': 'T'}
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        where = (
            message("{file} line {line}, column {column}", file=name, line=place[1], column=place[2]) if place else name
        )
        sentence = re.sub(r"\s*\(at [^)]*\)$", "", str(error))
        line = text.splitlines()[int(place[1]) - 1].strip() if place and text else ""
        right: Sentence = ""
        if not line.isascii() and "key" in sentence:
            right = message('keys in other letters than a to z stand in quotes: missing."확신정도" = [9]')
        elif "\\" in line:
            right = message("paths with forward slashes: data/survey.xlsx")
        raise StudyError(
            [
                Fault(
                    where,
                    message("is not TOML: {sentence}", sentence=sentence),
                    found=without_address_secrets(line),
                    right=right,
                )
            ]
        ) from None
    try:
        return Study.model_validate(data)
    except ValidationError as error:
        raise StudyError([_fault(name, text, data, dict(item)) for item in error.errors()]) from None


def _fault(name: str, text: str, data: Mapping[str, Any], error: Mapping[str, Any]) -> Fault:
    location: Sequence[str | int] = error["loc"]
    line = line_of(location, text)
    where = (
        message("{file} line {line}, {place}", file=name, line=str(line), place=place(location, data))
        if line
        else joined([name, place(location, data)], " ")
    )
    kind = error["type"]
    if kind == "extra_forbidden":
        known = _known_keys(location[:-1])
        near = get_close_matches(str(location[-1]), known, n=1)
        right: Sentence = f"{near[0]!r}?" if near else ", ".join(known)
        return Fault(where, message("is not a key that civicreach knows"), right=right)
    if kind == "missing":
        return Fault(where, message("is needed and not there"))
    if kind.startswith(("date_", "datetime_")):
        return Fault(where, message("is not a day"), found=_short(error["input"]), right='"2015-06-01"')
    if kind == "too_short":
        return Fault(where, message("is empty"), right=message("at least one entry"))
    if kind == "string_pattern_mismatch":
        right = message("small letters, digits, - and _, with a letter first")
        return Fault(where, message("cannot be a name"), found=_short(error["input"]), right=right)
    if kind in WRONG:
        wrong, right = WRONG[kind]
        right = replace(right, values={name: str(value) for name, value in error.get("ctx", {}).items()})
        if kind == "literal_error":
            names, _, last = str(error["ctx"]["expected"]).rpartition(" or ")
            right = message("{names} or {last}", names=names, last=last) if names else last
            if meant := _nearest(str(error["input"]), str(right)):
                right = message("{meant}? The words are {right}", meant=repr(meant), right=right)
        return Fault(where, wrong, found=_short(error["input"]), right=right)
    given = error["input"]
    if location[-1:] == ("engine",) and isinstance(given, str):
        given = shown_address(given)
    found = "" if isinstance(given, dict) else _short(given)
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, UnfitError):
        return Fault(where, cause.wrong, found=found, right=cause.right)
    sentence = str(error["msg"])
    return Fault(where, sentence[:1].lower() + sentence[1:], found=found)


def _nearest(found: str, expected: str) -> str:
    """The word that was meant, of those in quotes; empty where none is near.

    >>> _nearest("impute", "'joint', 'each' or 'imputed'"), _nearest("x", "'joint' or 'each'")
    ('imputed', '')
    """
    return next(iter(get_close_matches(found, re.findall(r"'([^']*)'", expected), n=1)), "")


#: What is wrong with a value of the wrong kind or size, and what would be right, by pydantic's name for it.
WRONG: Mapping[str, tuple[Message, Message]] = {
    **dict.fromkeys(
        ("int_parsing", "int_type", "int_from_float"), (message("is not a whole number"), message("one such as 5"))
    ),
    **dict.fromkeys(("float_parsing", "float_type"), (message("is not a number"), message("one such as 0.05"))),
    **dict.fromkeys(
        ("bool_parsing", "bool_type"), (message("is neither true nor false"), message("true or false, without quotes"))
    ),
    "string_type": (message("is not text"), message('text in quotes: "facebook"')),
    "string_too_short": (message("is empty"), message("some text")),
    **dict.fromkeys(
        ("list_type", "tuple_type"), (message("is not a list"), message('entries in brackets: ["a", "b"]'))
    ),
    **dict.fromkeys(
        ("dict_type", "mapping_type", "model_type"), (message("is not a section"), message("keys, each with a value"))
    ),
    "greater_than_equal": (message("is too small"), message("at least {ge}")),
    "greater_than": (message("is too small"), message("more than {gt}")),
    "less_than_equal": (message("is too large"), message("at most {le}")),
    "less_than": (message("is too large"), message("less than {lt}")),
    "literal_error": (message("is not one of the words that stand here"), message("{expected}")),
}


def place(location: Sequence[str | int], data: Mapping[str, Any] | None = None) -> Sentence:
    """Where in the study file a key stands, as its author would write it.

    >>> str(place(["activity", "likes", "window"]))
    '[activity.likes] window'
    >>> str(place(["models", 1, "factors", 0]))
    '[[models]] number 2, factors, entry 1'
    """
    parts = [str(part) for part in location]
    if not parts:
        return message("as a whole")
    if len(location) > 1 and isinstance(location[1], int):
        within = [message("entry {n}", n=p + 1) if isinstance(p, int) else str(p) for p in location[2:]]
        return joined([message("[[{table}]] number {n}", table=parts[0], n=location[1] + 1), *within])
    table: list[str] = []
    node: Any = data
    for part in parts:
        node = node.get(part) if isinstance(node, Mapping) else None
        if data is None or isinstance(node, Mapping):
            table.append(part)
    if data is None and len(table) > 1:
        table.pop()
    rest = [message("entry {n}", n=int(part) + 1) if part.isdigit() else part for part in parts[len(table) :]]
    return joined([*([f"[{'.'.join(table)}]"] if table else []), *([joined(rest)] if rest else [])], " ")


def _known_keys(location: Sequence[str | int]) -> list[str]:
    """The keys that the section at a location may have."""
    model: Any = Study
    for part in location:
        if isinstance(part, int):
            # what a list holds was taken when its key was
            continue
        if isinstance(model, type) and issubclass(model, BaseModel):
            field = model.model_fields.get(str(part))
            model = field.annotation if field else None
        else:
            inner = [a for a in get_args(model) if a is not str]
            model = inner[0] if inner else None
        while model is not None and not (isinstance(model, type) and issubclass(model, BaseModel)):
            inner = [a for a in get_args(model) if a is not type(None) and a is not Ellipsis]
            if not inner or (str in inner and len(inner) == 2):
                break
            model = inner[0]
    return sorted(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def _short(value: Any) -> str:
    text = repr(shown_address(value)) if isinstance(value, str) and "://" in value else repr(value)
    return text if len(text) <= 120 else text[:117] + "…"
