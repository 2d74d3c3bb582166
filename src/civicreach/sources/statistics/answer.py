"""What an office answers: figures with the reason where there is none, and the next pages to ask for."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from civicreach.records.words import Message

#: Marks that stand in place of a number, and what they say; other text is kept as it came.
MARKS: Mapping[str, str] = {
    "": "blank",
    **dict.fromkeys(("-", "－", "–", "—"), "none, or not applicable"),
    "X": "confidential",
    "x": "confidential",
    "…": "not known",
    "...": "not known",
    "..": "not known",
    ":": "not available",
    "·": "not applicable",
    "N/A": "not applicable",
    "null": "blank",
}

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?|[+-]?\.\d+")
_BARE_KEY = re.compile(r"([{,]\s*)([A-Za-z_][A-Za-z0-9_]*)\s*:")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of one region and period.

    Attributes
    ----------
    region : tuple of (column, text)
        What names the region and every further class, in the order of the columns.
    period : str
        As the office writes it: ``2015``, ``201506``.
    column : str
        What the question calls the number.
    value : float or None
        None where the office has none.
    reason : str
        Why there is none; empty where there is one.
    unit : str
        As the office says.
    changed : str
        The day on which the office changed the figure last; empty where it does not say.
    flag : str
        What the office says of a figure that it gives: ``provisional``, ``estimated``; empty where nothing.
    """

    region: tuple[tuple[str, str], ...]
    period: str
    column: str
    value: float | None
    reason: str = ""
    unit: str = ""
    changed: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One request: path under the office's address, and parameters without the key."""

    path: str
    params: tuple[tuple[str, str], ...]

    def with_params(self, **changed: str | int) -> Step:
        """The same with some parameters changed."""
        new = {key: str(value) for key, value in changed.items()}
        return Step(self.path, tuple({**dict(self.params), **new}.items()))

    def __str__(self) -> str:
        return self.path + "?" + "&".join(f"{key}={value}" for key, value in self.params)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one answer holds.

    Attributes
    ----------
    figures : tuple of Figure
        As they stand.
    further : tuple of Step
        Pages that are still to be asked for.
    unusable : tuple of str
        Rows that could not be used.
    n_rows : int or None
        Rows on this page, usable or not; None where the office has no pages.
    n_left : int or None
        Rows from this page to the last, as the office says; None where it does not.
    notes : tuple of Message
        What else the office says.
    """

    figures: tuple[Figure, ...]
    further: tuple[Step, ...] = ()
    unusable: tuple[str, ...] = ()
    n_rows: int | None = None
    n_left: int | None = None
    notes: tuple[Message, ...] = ()


def number_or_reason(text: Any) -> tuple[float | None, str]:
    """A number as an office writes it, or why there is none.

    Examples
    --------
    >>> number_or_reason("1,234.5"), number_or_reason("X"), number_or_reason("추정"), number_or_reason(1e-7)
    ((1234.5, ''), (None, 'confidential'), (None, '추정'), (1e-07, ''))
    """
    if isinstance(text, bool) or text is None:
        return None, "blank"
    if isinstance(text, int | float) and math.isfinite(text):
        return float(text), ""
    plain = str(text).strip()
    if plain in MARKS:
        return None, MARKS[plain]
    bare = plain.replace(",", "")
    return (float(bare), "") if _NUMBER.fullmatch(bare) else (None, plain[:40])


def tolerant_json(body: bytes) -> Any:
    """JSON, also where its keys stand without quotation marks; None where it is none.

    >>> tolerant_json(b'{err:"30",errMsg:"no data"}')
    {'err': '30', 'errMsg': 'no data'}
    """
    text = body.decode("utf-8-sig", errors="replace").strip()
    for attempt in (text, _BARE_KEY.sub(r'\1"\2":', text)):
        try:
            return json.loads(attempt)
        except (ValueError, RecursionError):
            continue
    return None


def part(data: Any, key: str) -> dict[str, Any]:
    """What stands under a key, where both are mappings; empty otherwise.

    >>> part({"body": {"n": 1}}, "body"), part({"body": None}, "body"), part([], "body")
    ({'n': 1}, {}, {})
    """
    inner = data.get(key) if isinstance(data, dict) else None
    return inner if isinstance(inner, dict) else {}


def xml_texts(body: bytes) -> dict[str, str]:
    """The texts of an XML document by tag, the first of each; empty where it is none, or declares entities.

    >>> xml_texts("<r><err>10</err></r>".encode())
    {'err': '10'}
    """
    if not body.lstrip().startswith(b"<") or b"<!" in body[:2000]:
        return {}
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        return {}
    found: dict[str, str] = {}
    for element in root.iter():
        if element.text and element.text.strip():
            found.setdefault(element.tag, element.text.strip())
    return found
