"""Official statistics from the offices: questions in a toml file, a csv with its origin for each."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pydantic import ValidationError

from civicreach.records.errors import Fault, InputError, PlatformError, without_study, writing
from civicreach.records.studyfile import WRONG
from civicreach.records.words import Message, Words, message
from civicreach.report.locale import Locale
from civicreach.report.writers.csv import csv_text
from civicreach.sources.platforms.connection import Connection, Secret
from civicreach.sources.statistics import OFFICES
from civicreach.sources.statistics.answer import Step
from civicreach.sources.statistics.cache import AnswerCache
from civicreach.sources.statistics.diagnosis import why
from civicreach.sources.statistics.fetch import StatisticsTable, fetch
from civicreach.sources.statistics.question import QUESTION

Progress = Callable[[str], object]
_NAME = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class StatisticsPlan:
    """What would be asked.

    Attributes
    ----------
    questions : mapping of name to question
        As the file has them.
    steps : mapping of name to requests
        The first ones of each; answers of several pages lead to more.
    without_key : mapping of name to str
        Questions whose office needs a key that is not set, and the variable that would hold it.
    """

    questions: Mapping[str, Any]
    steps: Mapping[str, tuple[Step, ...]]
    without_key: Mapping[str, str]

    def lines(self, say: Callable[[Words], str]) -> Iterator[str]:
        """The requests of each question, in the words of a language."""
        for name, steps in self.steps.items():
            office = OFFICES[self.questions[name].office]
            yield f"{name}: {office.title}"
            yield from (f"  {office.base}/{step}" for step in steps)
            if name in self.without_key:
                words = message("the key is missing: set {variable}", variable=self.without_key[name])
                yield f"  {say(words)}"

    def __str__(self) -> str:
        return "\n".join(self.lines(Locale("en").say))


def read_questions(path: Path) -> dict[str, Any]:
    """The questions of a toml file, by name.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise InputError(
            [Fault(str(path), message("cannot be read: {strerror}", strerror=error.strerror or error))]
        ) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(
            [Fault(str(path), message("is not TOML: {error}", error=error), right=message("a toml file in UTF-8"))]
        ) from None
    faults: list[Fault] = []
    questions: dict[str, Any] = {}
    for name, part in data.items():
        where = f"{path.name} [{name}]"
        if not _NAME.fullmatch(name):
            faults.append(
                Fault(
                    where,
                    message("cannot be a name"),
                    right=message("small letters, digits, - and _, with a letter first"),
                )
            )
            continue
        if not isinstance(part, dict) or part.get("office") not in OFFICES:
            found = repr(part.get("office")) if isinstance(part, dict) else repr(part)
            faults.append(
                Fault(f"{where} office", message("is not an office that is known"), found, ", ".join(OFFICES))
            )
            continue
        try:
            questions[name] = QUESTION.validate_python(part)
        except ValidationError as error:
            faults += [_fault(where, dict(item)) for item in error.errors()]
    if not data:
        faults.append(
            Fault(
                str(path), message("asks nothing"), right=message("a part such as [population] with office = 'kosis'")
            )
        )
    if faults:
        raise InputError(faults)
    return questions


def _fault(where: str, error: Mapping[str, Any]) -> Fault:
    # the first place is the office, which chose the kind of question
    place = ", ".join(f"entry {part + 1}" if isinstance(part, int) else str(part) for part in error["loc"][1:])
    kind, words = error["type"], str(error["msg"]).removeprefix("Value error, ")
    if kind == "missing":
        return Fault(f"{where} {place}", message("is needed and not there"))
    if kind == "extra_forbidden":
        return Fault(f"{where} {place}", message("is not a key of this office"))
    if kind == "tuple_type" and place in ("periods", "years"):
        return Fault(
            f"{where} {place}",
            message("is not a list"),
            repr(error["input"]),
            message("a list of periods, such as ['2024']"),
        )
    if kind in WRONG:
        wrong, right = WRONG[kind]
        right = replace(right, values={name: str(value) for name, value in error.get("ctx", {}).items()})
        return Fault(f"{where} {place}", wrong, repr(error["input"]), right)
    sentence, _, mend = words.partition("; right would be ")
    found = "" if isinstance(error["input"], dict) else repr(error["input"])
    return Fault(f"{where} {place}".strip(), sentence[:1].lower() + sentence[1:], found, mend)


def key_of(office: str) -> str:
    """The environment variable that holds an office's key.

    >>> key_of("data.go.kr"), key_of("kosis")
    ('CIVICREACH_DATA_GO_KR_KEY', 'CIVICREACH_KOSIS_KEY')
    """
    # one key of the portal serves both of its addresses
    name = "data.go.kr" if office == "odcloud" else office
    return f"CIVICREACH_{re.sub(r'[^A-Za-z0-9]', '_', name).upper()}_KEY"


@without_study()
def plan_statistics(path: Path, *, environment: Mapping[str, str] = os.environ) -> StatisticsPlan:
    """What a file of questions asks for, without asking."""
    questions = read_questions(path)
    steps = {name: OFFICES[question.office].steps(question) for name, question in questions.items()}
    missing = {
        name: key_of(question.office)
        for name, question in questions.items()
        if OFFICES[question.office].carrier and not environment.get(key_of(question.office), "").strip()
    }
    return StatisticsPlan(questions, steps, missing)


@dataclass(frozen=True, slots=True)
class Fetched:
    """One question: its table and file, or why it brought none."""

    name: str
    office: str
    table: StatisticsTable | None
    file: Path | None
    refused: PlatformError | None


@without_study()
def fetch_statistics(
    path: Path,
    out: Path,
    *,
    fresh: bool = False,
    connection: Connection | None = None,
    environment: Mapping[str, str] = os.environ,
    progress: Progress = lambda _: None,
) -> tuple[Fetched, ...]:
    """Ask all questions of a file and write a csv with its origin for each that was answered.

    A question that is refused leaves the file of an earlier time as it was, and does not stop the others.

    Parameters
    ----------
    path : Path
        The questions.
    out : Path
        Folder for ``NAME.csv``, ``NAME.json`` and the answers as they came.
    fresh : bool
        Whether answers of an earlier time are passed over.
    connection : Connection, optional
        For other addresses, clocks and transports; keys come from `environment`.

    Raises
    ------
    InputError
        The file of questions has faults, or a key is missing.
    OutputError
        The folder cannot be written.
    """
    plan = plan_statistics(path, environment=environment)
    if plan.without_key:
        raise InputError([
            Fault(f"{path.name} [{name}]", message("needs a key that is not set"),
                  right=message("the key of the office in {variable}", variable=variable))
            for name, variable in plan.without_key.items()
        ])  # fmt: skip
    base = connection or Connection(run="statistics")
    found = []
    for name, question in plan.questions.items():
        office = OFFICES[question.office]
        key = environment.get(key_of(question.office), "").strip()
        # the portal shows a key for programs that do not encode; sent by one that does, it would be encoded twice
        key = unquote(key) if "%" in key else key
        there = replace(base, token=Secret(key) if key and office.carrier else None)
        cache = AnswerCache(out / "answers", fresh=fresh)
        try:
            with writing(out):
                table = fetch(office, question, there, cache=cache, progress=partial(_told_step, progress, name))
        except PlatformError as error:
            found.append(Fetched(name, question.office, None, None, error))
            continue
        found.append(Fetched(name, question.office, table, _write(out, name, question, table), None))
    return tuple(found)


def _told_step(progress: Progress, name: str, step: str) -> None:
    progress(f"{name}: {step}")


def _write(out: Path, name: str, question: Any, table: StatisticsTable) -> Path:
    origin = {
        "office": OFFICES[question.office].title,
        "question": question.model_dump(mode="json"),
        "rows": len(table.rows),
        "units": dict(table.units),
        "changed_by_the_office": dict(table.changed),
        "flagged": [{"figure": key[0], "says": key[1], "count": n} for key, n in table.flagged.items()],
        "missing": [{"figure": key[0], "reason": key[1], "count": n} for key, n in table.missing.items()],
        "unusable": list(table.unusable),
        "notes": [str(note) for note in table.notes],
        "answers": [
            {
                "address": answer.url_without_secrets,
                "sha256": answer.sha256,
                "fetched_at": answer.fetched_at.isoformat(),
            }
            for answer in table.answers
        ],
    }
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        for ending, content in (
            (".json", json.dumps(origin, ensure_ascii=False, indent=1) + "\n"),
            (".csv", csv_text([table.columns, *table.rows])),
        ):
            beside = out / f".{name}{ending}.part"
            beside.write_text(content, encoding="utf-8", newline="\n")
            beside.replace(out / f"{name}{ending}")
    return out / f"{name}.csv"


def told(fetched: Fetched) -> Iterator[Message]:
    """What a reader has to know of one question, in sentences."""
    if fetched.refused is not None:
        yield why(fetched.refused, key_of(fetched.office))
        return
    table = fetched.table
    assert table is not None
    if not table.rows:
        yield message("the office has no data for this question; look at its periods and classes")
    yield from table.notes
    for (column, says), count in table.flagged.items():
        yield message("{column}: of {count} figures the office says: {says}", column=column, count=count, says=says)
    for (column, reason), count in table.missing.items():
        yield message("{column}: {count} figures are missing ({reason})", column=column, count=count, reason=reason)
    if table.unusable:
        yield message(
            "{n} rows could not be used: they lack region, period or figure; the first is {row}",
            n=len(table.unusable), row=table.unusable[0],
        )  # fmt: skip
