"""The log of a Delta table: what each entry added, which files of it cannot be read, and how one entry is written."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from civicreach.engine import Engine, EngineError, file_sql

#: Folder of the log in the folder of the table.
LOG = "_delta_log"

_ENTRY = re.compile(r"\d{20}\.json")

Action = Mapping[str, Any]


def entry_path(folder: Path, number: int) -> Path:
    """Where the entry lies that made a version."""
    return folder / LOG / f"{number:020}.json"


def actions_of(path: Path) -> tuple[Action, ...]:
    """The actions of one entry.

    Raises
    ------
    OSError, ValueError
        It is gone, cut off, or not an entry.
    """
    actions = tuple(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    if not actions or not all(isinstance(action, dict) for action in actions):
        raise ValueError("no entry of a log")
    return actions


def added(folder: Path, version: int) -> Iterator[Action]:
    """The files that a version and those before it added, as the log describes them, whatever became of them later.

    Raises
    ------
    OSError, ValueError
        An entry cannot be read.
    """
    for number in range(version + 1):
        yield from (action["add"] for action in actions_of(entry_path(folder, number)) if "add" in action)


def named_after(folder: Path, version: int) -> set[str]:
    """The files that entries after a version name, as these lie on the disk at this moment.

    Raises
    ------
    OSError, ValueError
        The log, or one of these entries, cannot be read.
    """
    # unlike glob, this does not take a folder that cannot be read for an empty one
    entries = [path for path in (folder / LOG).iterdir() if _ENTRY.fullmatch(path.name)]
    later = [path for path in entries if int(path.stem) > version]
    return {action["add"]["path"] for path in later for action in actions_of(path) if "add" in action}


def broken_entries(folder: Path) -> tuple[int, tuple[str, ...]]:
    """How many files the log has, or should have, and the names of those that are gone or cannot be read.

    An archive forgets no version, so that no entry may be missing.
    """
    log = folder / LOG
    entries = sorted(path.name for path in log.glob("*.json") if _ENTRY.fullmatch(path.name))
    checkpoints = sorted(log.glob("*.checkpoint*.parquet"))
    # a checkpoint tells of the entries before it, also where the last of them is gone
    last = max((int(name.partition(".")[0]) for name in [*entries, *(path.name for path in checkpoints)]), default=0)
    broken = []
    for number in range(last + 1):
        path = entry_path(folder, number)
        try:
            actions_of(path)
        except (OSError, ValueError):
            broken.append(path)
    with Engine() as engine:
        for path in checkpoints:
            try:
                # all of it is decoded
                engine.execute(f"SELECT bit_xor(hash(entry)) FROM read_parquet({file_sql(path)}) AS entry")
            except EngineError:
                broken.append(path)
    return last + 1 + len(checkpoints), tuple(path.relative_to(folder).as_posix() for path in broken)


def write_entry(folder: Path, number: int, actions: Iterable[Action]) -> bool:
    """Write the entry of a version, whole or not at all; False where another writer has written that version.

    Raises
    ------
    OSError
        It cannot be written.
    """
    target = entry_path(folder, number)
    part = target.with_name(f"{uuid4().hex}.tmp")
    try:
        with part.open("x", encoding="utf-8") as lines:
            lines.writelines(json.dumps(action, ensure_ascii=False) + "\n" for action in actions)
            lines.flush()
            os.fsync(lines.fileno())
        # a link appears at once and never over another; deltalake does the same
        os.link(part, target)
    except FileExistsError:
        return False
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return True
