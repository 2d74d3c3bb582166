"""The review file and the log beside it: read back, and written whole or not at all."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from civicreach.linking.handles import account_key, normal_account, platform_of
from civicreach.linking.review import COLUMNS, Review
from civicreach.records.errors import OutputError
from civicreach.records.words import message
from civicreach.report.writers.csv import csv_text

from .linking_lists import PLATFORM, column_of, list_at, texts_of

#: ``@handle`` and ``-100123``: what collecting and a study read as it stands.
_HARMLESS = re.compile(r"@[\w.@-]+|-\d+")

#: What the log says of a decision that was taken back.
WITHDRAWN = "withdrawn"

LOG = ("decided_at", "platform", "account", "government", "verdict", "score", "reason", "remark")


def review_cells(path: Path, kinds: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The rows of a review file; one that does not say the platform of a row means that of the list."""
    table = list_at(path)
    columns = {name: table.texts(column_of(table, (name,), name)) for name in COLUMNS if name != "platform"}
    columns["platform"] = texts_of(table, column_of(table, PLATFORM))
    for row in range(len(table)):
        cells = {name: _bare(texts[row]) for name, texts in columns.items()}
        account = cells["account"]
        cells["platform"] = cells["platform"] or platform_of(account) or kinds.get(normal_account(account), "")
        yield str(table.locate(row, "account")).split(", column")[0], cells


def append_log(path: Path, review: Review, now: datetime) -> tuple[int, int]:
    """Add the decisions that the log has not, or has otherwise, and those that were withdrawn; how many of each."""
    last: dict[tuple[str, str], dict[str, str]] = {}
    columns: Sequence[str] = LOG
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            held = csv.DictReader(file)
            # a log that was begun without the platform goes on without it
            columns = held.fieldnames or LOG
            for row in held:
                key = _logged(columns, _bare(row["account"]), row.get("platform") or "")
                last[key, row["government"]] = {**row, "account": _bare(row["account"])}
    new = [
        entry
        for entry in review.decided
        if last.get((_logged(columns, entry.account, entry.platform), entry.government), {}).get("verdict")
        != entry.verdict
    ]
    held_now = {(_logged(columns, entry.account, entry.platform), entry.government) for entry in review.decided}
    withdrawn = [row for key, row in last.items() if key not in held_now and row["verdict"] != WITHDRAWN]
    if not new and not withdrawn:
        return 0, 0
    rows = [
        {"decided_at": now.isoformat(timespec="seconds"), **{name: getattr(entry, name) for name in LOG[1:]}}
        for entry in new
    ]
    empty = dict.fromkeys(LOG, "")
    rows += [
        empty
        | {name: row.get(name) or "" for name in ("platform", "account", "government")}
        | {"decided_at": now.isoformat(timespec="seconds"), "verdict": WITHDRAWN}
        for row in withdrawn
    ]
    # written anew beside the old log and then put in its place: a full disk leaves the old one as it was
    text = csv_text([columns])
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read()
    if not text.endswith("\n"):
        text += "\n"
    _replace(path, text + csv_text([_safe(row[name]) for name in columns if name in row] for row in rows))
    return len(new), len(withdrawn)


def _logged(columns: Sequence[str], account: str, platform: str) -> str:
    return account_key(account, platform) if "platform" in columns else normal_account(account)


def _safe(text: str) -> str:
    """Text that no spreadsheet program takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def for_programs(text: str) -> str:
    """The same, but a handle stays as collecting and a study read it: ``@name`` alone calls nothing."""
    return text if _HARMLESS.fullmatch(text) else _safe(text)


def write_csv(
    path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]], cell: Callable[[str], str] = _safe
) -> None:
    """Write a csv that spreadsheet programs open right; whole or not at all."""
    _replace(path, csv_text([columns, *([cell(row.get(name, "")) for name in columns] for row in rows)]))


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}.new")
    try:
        with draft.open("w", encoding="utf-8-sig", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise OutputError(
            message("{path} cannot be written: {strerror}", path=path, strerror=error.strerror or error)
        ) from None


def _bare(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text
