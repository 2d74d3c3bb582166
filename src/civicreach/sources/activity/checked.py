"""Posts out of nested JSON lines, checked and written to Parquet: one reading, unless lines have to be refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from civicreach.engine import Engine, EngineError, named, quoted
from civicreach.records.errors import InputError
from civicreach.records.provenance import FileOrigin, LeftOut

from .cells import text_sql
from .files import ActivityFile
from .instants import with_moments
from .json_lines import as_utf8, broken_lines, check_fields, json_lines_sql, line_numbers
from .reasons import LISTED, Reason, reason_words


@dataclass(frozen=True, slots=True)
class PostFields:
    """Where the parts of a post stand in a line, such as ``from.id``.

    Attributes
    ----------
    account, id, time : str
        Written as `account`, `post_id` and `created_at`.
    texts, numbers : mapping of str to str
        Columns to write, and the field of each. Numbers are whole.
    """

    account: str
    id: str
    time: str
    texts: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Every field once."""
        return tuple(dict.fromkeys((self.account, self.id, self.time, *self.texts.values(), *self.numbers.values())))

    def cell(self, name: str) -> str:
        """The raw text of a field, as SQL."""
        return f"c{self.names.index(name)}"


@dataclass(frozen=True, slots=True)
class CheckedPosts:
    """What became of the lines of a file.

    Attributes
    ----------
    n_read, n_written : int
        Lines that are not empty, and posts written.
    refused : tuple of LeftOut
        The others, by reason; `n_read` = `n_written` + all of these.
    file : ActivityFile
        What was read.
    """

    n_read: int
    n_written: int
    refused: tuple[LeftOut, ...]
    file: ActivityFile

    def origin(self) -> FileOrigin:
        """Where the posts came from, with the file's fingerprint, for which it is read once more."""
        return self.file.origin(self.n_read, encoding="utf-8")


def write_checked_posts(
    source: Path, target: Path, fields: PostFields, *, zone: str = "UTC", engine: Engine
) -> CheckedPosts:
    """Write the posts of a file of JSON lines to Parquet, with UTC time stamps, and say which lines were refused.

    Refused are lines that are not whole records, posts without account or with a date that is absent, uncertain or
    not readable, and numbers that are not whole numbers. An absent text or number stays absent. Copies are kept:
    they are found when posts are counted.

    Parameters
    ----------
    source, target : Path
        JSON lines (also .gz), and the Parquet file to write; one that is there is overwritten.
    fields : PostFields
        What to take.
    zone : str
        Of times that name none.

    Raises
    ------
    InputError
        The file is not JSON lines, or has no such fields.
    EngineError
        The file cannot be read or written.
    """
    file = ActivityFile(source.name, source, "JSON lines")
    utf8 = as_utf8(file, None, engine.scratch / "checked.ndjson")
    written = {
        "account": "account",
        "post_id": "post",
        "created_at": "make_timestamptz(epoch_us(moment))",
        **{name: f"t{place}" for place, name in enumerate(fields.texts)},
        **{name: f"n{place}" for place, name in enumerate(fields.numbers)},
    }
    rows = _rows_sql(utf8, fields, ZoneInfo(zone), strict=True)
    # the first row that would be refused ends this, and files without any are read once and nothing is looked up
    hopeful = {**written, "account": "CASE WHEN reason = 0 THEN account ELSE error('refused') END"}
    try:
        n_read = n_written = engine.write_parquet(_chosen(hopeful, rows), target, compression="zstd")
        refused: tuple[LeftOut, ...] = ()
    except EngineError:
        n_read, n_written, refused = _write_some(written, target, utf8, fields, ZoneInfo(zone), engine)
    if check_fields(utf8, fields.names, ()) and (
        faults := check_fields(utf8, fields.names, _held(utf8, fields, engine))
    ):
        target.unlink()
        raise InputError(faults)
    return CheckedPosts(n_read, n_written, refused, file)


def _chosen(columns: Mapping[str, str], rows: str) -> str:
    return f"SELECT {', '.join(f'{sql} AS {named(name)}' for name, sql in columns.items())} FROM {rows}"


def _rows_sql(file: ActivityFile, fields: PostFields, zone: ZoneInfo, *, strict: bool = False) -> str:
    """SQL of the lines of a file with the reason why they are refused, or 0; strict: no line may be broken."""
    cells = {
        "account": text_sql(fields.cell(fields.account)),
        "post": text_sql(fields.cell(fields.id)),
        "written": fields.cell(fields.time),
        **{f"t{place}": fields.cell(name) for place, name in enumerate(fields.texts.values())},
        **{
            f"n{place}": f"TRY_CAST({fields.cell(name)} AS BIGINT)"
            for place, name in enumerate(fields.numbers.values())
        },
        **{f"a{place}": fields.cell(name) for place, name in enumerate(fields.numbers.values())},
        "nothing": " AND ".join(f"{fields.cell(name)} IS NULL" for name in fields.names),
    }
    chosen = ", ".join(f"{sql} AS {name}" for name, sql in cells.items())
    odd = " OR ".join(_odd_sql(f"a{place}", f"n{place}") for place in range(len(fields.numbers))) or "false"
    reason = (
        f"CASE WHEN account IS NULL THEN {Reason.NO_ACCOUNT:d} WHEN undated > 0 THEN undated"
        f" WHEN {odd} THEN {Reason.NOT_A_NUMBER:d} ELSE 0 END"
    )
    texts = f"(SELECT {chosen} FROM {json_lines_sql(file, fields.names, strict=strict)})"
    return f"(SELECT *, {reason} AS reason FROM {with_moments(texts, zone)})"


def _odd_sql(cell: str, number: str) -> str:
    """Whether a cell is no whole number, though a cast has made one of it: 1.5 is rounded."""
    exact = f"TRY_CAST({cell} AS DOUBLE)"
    return f"({cell} IS NOT NULL AND ({number} IS NULL OR (contains({cell}, '.') AND {exact} <> floor({exact}))))"


def _write_some(
    written: Mapping[str, str], target: Path, file: ActivityFile, fields: PostFields, zone: ZoneInfo, engine: Engine
) -> tuple[int, int, tuple[LeftOut, ...]]:
    """Write the posts that are not refused: how many lines there are, how many were written, and the others."""
    between = engine.scratch / "checked.parquet"
    amounts = " || ' ' || ".join(f"coalesce(a{place}, '-')" for place in range(len(fields.numbers))) or "''"
    found = (
        f"CASE reason WHEN 0 THEN NULL WHEN {Reason.NO_DATE:d} THEN account"
        f" WHEN {Reason.NOT_A_NUMBER:d} THEN {amounts} ELSE written END"
    )
    kept = {**written, "refused for": "reason", "is nothing": "nothing", "was found": found}
    n_read = engine.write_parquet(_chosen(kept, _rows_sql(file, fields, zone)), between)
    posts = f"SELECT {', '.join(map(named, written))} FROM read_parquet({quoted(str(between))})"
    n_written = engine.write_parquet(f'{posts} WHERE "refused for" = 0', target, compression="zstd")
    return n_read, n_written, _refused(between, file, fields, engine)


def _refused(between: Path, file: ActivityFile, fields: PostFields, engine: Engine) -> tuple[LeftOut, ...]:
    """The lines that are refused, by reason."""
    lines = (
        '(SELECT "refused for" AS reason, "is nothing" AS nothing, "was found" AS found, file_row_number + 1 AS line'
        f" FROM read_parquet({quoted(str(between))}, file_row_number = true))"
    )
    suspects = [line for (line,) in engine.execute(f"SELECT line FROM {lines} WHERE nothing ORDER BY line")]
    broken = list(broken_lines(file, suspects, fields.names))
    counts: Counter[int] = Counter(
        dict(engine.execute(f"SELECT reason, count(*) FROM {lines} WHERE reason > 0 GROUP BY reason"))
    )
    counts[Reason.NO_ACCOUNT] -= len(broken)
    counts[Reason.BROKEN] = len(broken)
    unlike = {line for line, _ in broken}
    refused = []
    for reason in sorted(+counts):
        found = broken[:LISTED]
        if reason != Reason.BROKEN:
            # among the first rows may be all the broken ones, which stand elsewhere
            most = LISTED + len(broken)
            chosen = f"SELECT line, found FROM {lines} WHERE reason = {reason:d} ORDER BY line LIMIT {most}"
            found = [(line, text or "") for line, text in engine.execute(chosen) if line not in unlike][:LISTED]
        numbers = line_numbers(file, [line for line, _ in found])
        items = tuple((f"line {numbers[line]}", text) for line, text in found)
        refused.append(LeftOut(file.name, reason_words(Reason(reason)), counts[reason], items, True))
    return tuple(refused)


def _held(file: ActivityFile, fields: PostFields, engine: Engine) -> set[str]:
    """Which fields hold anything in any line."""
    counts = ", ".join(f"count({fields.cell(name)})" for name in fields.names)
    (row,) = engine.execute(f"SELECT {counts} FROM {json_lines_sql(file, fields.names)}")
    return {name for name, count in zip(fields.names, row, strict=True) if count}
