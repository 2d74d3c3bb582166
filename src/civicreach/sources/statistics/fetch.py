"""All figures of a question: every page, larger requests cut in two, answers kept, one row a region and period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from civicreach.records.errors import Fault, InputError, PlatformError
from civicreach.records.harvest import Payload
from civicreach.records.words import Message, message
from civicreach.sources.platforms.connection import Connection
from civicreach.sources.platforms.http import Http

from .answer import Answer, Figure, Step
from .cache import AnswerCache
from .office import Office

#: Requests of one question; more means that the office turns in a circle.
_MOST = 10_000

_UNTOLD = message("the office does not say how many rows there are: nobody can tell whether these are all")


@dataclass(frozen=True, slots=True)
class StatisticsTable:
    """What a question brought.

    Attributes
    ----------
    columns : tuple of str
        Region and further classes, ``period``, then the figures.
    rows : tuple of tuple of str
        As the file has them; an empty cell has its reason in `missing`.
    missing : mapping of (column, reason) to int
        Figures that the office has not, counted.
    flagged : mapping of (column, words) to int
        Figures of which the office says more, such as that they are provisional, counted.
    unusable : tuple of str
        Rows without region or period, as they came.
    notes : tuple of Message
        What else the office says, and what it does not say of the number of rows.
    units, changed : mapping of str to str
        Units by figure; and when the office changed its figures last.
    answers : tuple of Payload
        Every answer, without the key.
    n_requests, n_cached : int
        Asked of the office, and taken from earlier answers.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    missing: Mapping[tuple[str, str], int]
    flagged: Mapping[tuple[str, str], int]
    unusable: tuple[str, ...]
    units: Mapping[str, str]
    changed: Mapping[str, str]
    answers: tuple[Payload, ...]
    n_requests: int
    n_cached: int
    notes: tuple[Message, ...] = ()


def fetch(
    office: Office,
    question: Any,
    connection: Connection,
    *,
    cache: AnswerCache | None = None,
    progress: Callable[[str], object] = lambda _: None,
) -> StatisticsTable:
    """Ask an office until all figures of a question are there.

    Parameters
    ----------
    office : Office
        One of `OFFICES`.
    question : Part
        What is asked, of the office's kind.
    connection : Connection
        How it is reached, with its key.
    cache : AnswerCache, optional
        Earlier answers, taken in place of a request.
    progress : callable
        Told each request before it is made.

    Raises
    ------
    PlatformError
        The office refused, or gave fewer rows than it says that there are; nothing of the question is given then, for
        half a table looks like a whole one.
    InputError
        The same figure of a region and period came twice with different values: a class was left open.
    """
    http = Http(connection, office.base, office.judge, at_once=1, carrier=office.carrier or "authorization", json=False)
    waiting = list(office.steps(question))
    figures: list[Figure] = []
    unusable: list[str] = []
    answers: list[Payload] = []
    notes: list[Message] = []
    pages: list[tuple[Step, Answer]] = []
    seen: set[Step] = set()
    asked = cached = 0
    try:
        while waiting:
            step = waiting.pop(0)
            if step in seen or len(seen) > _MOST:
                raise PlatformError("error", "repeated_page", str(step))
            seen.add(step)
            progress(str(step))
            payload = cache.get(office.name, step) if cache is not None else None
            if payload is None:
                if asked and office.pause:
                    connection.sleep(office.pause)
                asked += 1
                try:
                    payload = http.get(step.path, step.params).payload
                except PlatformError as error:
                    if error.reason == "too_many" and (halves := office.halves(question, step)):
                        waiting[:0] = halves
                        continue
                    raise
                answer = _read(office, question, step, payload)
                if cache is not None:
                    cache.put(office.name, step, payload)
            else:
                cached += 1
                answer = _read(office, question, step, payload)
            _take(answer, figures, unusable, waiting)
            answers.append(payload)
            notes += answer.notes
            # further pages come next, before any other request
            pages.append((step, answer))
            if not answer.further:
                notes += _whole(office.name, pages, cache)
                pages = []
    finally:
        http.close()
    return _table(office.name, figures, unusable, answers, asked, cached, notes)


def _read(office: Office, question: Any, step: Step, payload: Payload) -> Answer:
    try:
        return office.read(question, step, payload.body)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        # an answer of another shape than the office documents: the reader meets what is not there
        found = f"{type(error).__name__}: {error}; {payload.body[:120].decode('utf-8', 'replace')}"
        raise PlatformError("error", "unexpected", found, payloads=(payload,)) from None


def _take(answer: Answer, figures: list[Figure], unusable: list[str], waiting: list[Step]) -> None:
    figures += answer.figures
    unusable += answer.unusable
    waiting[:0] = answer.further


def _whole(office: str, pages: list[tuple[Step, Answer]], cache: AnswerCache | None) -> list[Message]:
    """Whether the pages of a request have as many rows as the office says; a note where it does not say."""
    n_rows = sum(answer.n_rows or 0 for _, answer in pages)
    told = next((answer.n_left for _, answer in pages if answer.n_left is not None), None)
    if told is None:
        return [_UNTOLD] if n_rows else []
    if n_rows < told:
        if cache is not None:
            # asked again, the office may give all of them
            for step, _ in pages:
                cache.forget(office, step)
        raise PlatformError("error", "too_few", f"{n_rows} / {told}")
    return []


def _table(
    office: str,
    figures: list[Figure],
    unusable: list[str],
    answers: list[Payload],
    asked: int,
    cached: int,
    notes: list[Message],
) -> StatisticsTable:
    places = list(dict.fromkeys(column for figure in figures for column, _ in figure.region))
    names = list(dict.fromkeys(figure.column for figure in figures))
    cells: dict[tuple[tuple[str, ...], str], dict[str, Figure]] = {}
    faults: list[Fault] = []
    for figure in figures:
        region = dict(figure.region)
        key = tuple(region.get(column, "") for column in places), figure.period
        known = cells.setdefault(key, {}).setdefault(figure.column, figure)
        if known.value != figure.value:
            faults.append(Fault(f"{office}: {' '.join(key[0])} {figure.period}, {figure.column}", message("came twice"),
                                f"{known.value} and {figure.value}",
                                message("a question without open classes")))  # fmt: skip
    if faults:
        raise InputError(faults[:20])
    rows = [
        (*key[0], key[1], *(_text(row[name].value) if name in row else "" for name in names))
        for key, row in sorted(cells.items())
    ]
    absent = Counter((f.column, f.reason) for row in cells.values() for f in row.values() if f.value is None)
    flagged = Counter((f.column, f.flag) for row in cells.values() for f in row.values() if f.flag)
    holes = Counter((name, "not in any answer") for row in cells.values() for name in names if name not in row)
    units = {name: ", ".join(sorted({f.unit for f in figures if f.column == name and f.unit})) for name in names}
    changed = {name: max((f.changed for f in figures if f.column == name), default="") for name in names}
    return StatisticsTable(
        columns=(*places, "period", *names),
        rows=tuple(rows),
        missing=dict(sorted((absent + holes).items())),
        flagged=dict(sorted(flagged.items())),
        unusable=tuple(unusable),
        units=units,
        changed=changed,
        answers=tuple(answers),
        n_requests=asked,
        n_cached=cached,
        notes=tuple(note for place, note in enumerate(notes) if note not in notes[:place]),
    )


def _text(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 2**53 else repr(value)
