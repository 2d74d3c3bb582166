"""Reading `study.toml`: every fault at once, with its key, what was found and what would be right."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from .errors import Fault, StudyError
from .secrets import shown_address, without_address_secrets
from .study import Study
from .studylines import line_of

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
        right = f"the path of a folder that holds a {FILE}; `civicreach new NAME` starts one"
        raise StudyError([Fault(path.as_posix(), "there is no study file here", right=right)]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        where = f"{path.name} line {line}"
        raise StudyError([Fault(where, "is not UTF-8 text", right="save the study file as UTF-8")]) from None
    except OSError as error:
        raise StudyError([Fault(path.as_posix(), f"cannot be read: {error.strerror or error}")]) from None
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
        where = f"{name} line {place[1]}, column {place[2]}" if place else name
        sentence = re.sub(r"\s*\(at [^)]*\)$", "", str(error))
        line = text.splitlines()[int(place[1]) - 1].strip() if place and text else ""
        right = ""
        if not line.isascii() and "key" in sentence:
            right = 'keys in other letters than a to z stand in quotes: missing."확신정도" = [9]'
        elif "\\" in line:
            right = "paths with forward slashes: data/survey.xlsx"
        raise StudyError(
            [Fault(where, f"is not TOML: {sentence}", found=without_address_secrets(line), right=right)]
        ) from None
    try:
        return Study.model_validate(data)
    except ValidationError as error:
        raise StudyError([_fault(name, text, data, dict(item)) for item in error.errors()]) from None


def _fault(name: str, text: str, data: Mapping[str, Any], error: Mapping[str, Any]) -> Fault:
    location: Sequence[str | int] = error["loc"]
    line = line_of(location, text)
    where = f"{name} {f'line {line}, ' if line else ''}{place(location, data)}"
    kind, message = error["type"], str(error["msg"]).removeprefix("Value error, ")
    if kind == "extra_forbidden":
        known = _known_keys(location[:-1])
        near = get_close_matches(str(location[-1]), known, n=1)
        right = f"{near[0]!r}?" if near else ", ".join(known)
        return Fault(where, "is not a key that civicreach knows", right=right)
    if kind == "missing":
        return Fault(where, "is needed and not there")
    if kind.startswith(("date_", "datetime_")):
        return Fault(where, "is not a day", found=_short(error["input"]), right='"2015-06-01"')
    if kind == "too_short":
        return Fault(where, "is empty", right="at least one entry")
    if kind == "string_pattern_mismatch":
        right = "small letters, digits, - and _, with a letter first"
        return Fault(where, "cannot be a name", found=_short(error["input"]), right=right)
    if kind in WRONG:
        wrong, right = WRONG[kind]
        right = right.format(**error.get("ctx", {}))
        if kind == "literal_error" and (meant := _nearest(str(error["input"]), right)):
            right = f"{meant!r}? The words are {right}"
        return Fault(where, wrong, found=_short(error["input"]), right=right)
    sentence, _, right = message.partition("; right would be")
    given = error["input"]
    if location[-1:] == ("engine",) and isinstance(given, str):
        given = shown_address(given)
    found = "" if isinstance(given, dict) else _short(given)
    return Fault(where, sentence[:1].lower() + sentence[1:], found=found, right=right.lstrip(": ").strip())


def _nearest(found: str, expected: str) -> str:
    """The word that was meant, of those in quotes; empty where none is near.

    >>> _nearest("impute", "'joint', 'each' or 'imputed'"), _nearest("x", "'joint' or 'each'")
    ('imputed', '')
    """
    return next(iter(get_close_matches(found, re.findall(r"'([^']*)'", expected), n=1)), "")


#: What is wrong with a value of the wrong kind or size, and what would be right, by pydantic's name for it.
WRONG: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float"), ("is not a whole number", "one such as 5")),
    **dict.fromkeys(("float_parsing", "float_type"), ("is not a number", "one such as 0.05")),
    **dict.fromkeys(("bool_parsing", "bool_type"), ("is neither true nor false", "true or false, without quotes")),
    "string_type": ("is not text", 'text in quotes: "facebook"'),
    "string_too_short": ("is empty", "some text"),
    **dict.fromkeys(("list_type", "tuple_type"), ("is not a list", 'entries in brackets: ["a", "b"]')),
    **dict.fromkeys(("dict_type", "mapping_type", "model_type"), ("is not a section", "keys, each with a value")),
    "greater_than_equal": ("is too small", "at least {ge}"),
    "greater_than": ("is too small", "more than {gt}"),
    "less_than_equal": ("is too large", "at most {le}"),
    "less_than": ("is too large", "less than {lt}"),
    "literal_error": ("is not one of the words that stand here", "{expected}"),
}


def place(location: Sequence[str | int], data: Mapping[str, Any] | None = None) -> str:
    """Where in the study file a key stands, as its author would write it.

    >>> place(["activity", "likes", "window"])
    '[activity.likes] window'
    >>> place(["models", 1, "factors", 0])
    '[[models]] number 2, factors, entry 1'
    """
    parts = [str(part) for part in location]
    if not parts:
        return "as a whole"
    if len(location) > 1 and isinstance(location[1], int):
        rest = [f"entry {p + 1}" if isinstance(p, int) else str(p) for p in location[2:]]
        return ", ".join([f"[[{parts[0]}]] number {location[1] + 1}", *rest])
    table: list[str] = []
    node: Any = data
    for part in parts:
        node = node.get(part) if isinstance(node, Mapping) else None
        if data is None or isinstance(node, Mapping):
            table.append(part)
    if data is None and len(table) > 1:
        table.pop()
    rest = [f"entry {int(part) + 1}" if part.isdigit() else part for part in parts[len(table) :]]
    return " ".join(filter(None, [f"[{'.'.join(table)}]" if table else "", ", ".join(rest)]))


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
