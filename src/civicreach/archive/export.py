"""An archive for other programs: csv, Parquet, SQLite for Datasette, and a description for people and machines."""

from __future__ import annotations

import hashlib
import json
import mimetypes
import re
import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

from civicreach.engine import Engine, EngineError, named, quoted
from civicreach.records.errors import ArchiveError

from .archive import Archive
from .evidence import EVIDENCE, evidence_files, kept_hashes
from .store import PARTITION
from .tables import BYTES, COUNTS, FLAG, MOMENT, NUMBER, QUARANTINE, TABLES, TEXTS, Table
from .verify import damaged_file

Format = Literal["csv", "parquet", "sqlite"]
FORMATS: tuple[Format, ...] = ("csv", "parquet", "sqlite")

MEDIA_TYPES = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet", ".sqlite": "application/vnd.sqlite3"}

#: Rows that go to SQLite at a time.
AT_A_TIME = 50_000

#: Types of columns in the words of Frictionless.
FRICTIONLESS = {NUMBER: "integer", MOMENT: "datetime", FLAG: "boolean", COUNTS: "object", TEXTS: "object"}

#: What names of Frictionless resources do not hold.
_NOT_IN_NAMES = re.compile(r"[^a-z0-9._-]+")

WHAT: Mapping[str, str] = {
    "observations": "Dated counts of accounts. A value that is not there has its reason; it is never 0 for that.",
    "posts": "Posts, one row each time that one was seen.",
    "coverage": "What was asked for, what came, and why not all of it. Silence is a zero only after a complete walk.",
    "payloads": "Raw answers of servers, by their hash; without secrets.",
    "quarantine": "Items of unexpected shape, with their reason and number.",
}


def export(archive: Archive, folder: Path, *, formats: Sequence[Format] = ("csv",)) -> tuple[Path, ...]:
    """Write an archive at its version to a new folder, with datapackage.json and ro-crate-metadata.json.

    Moments are in UTC. In csv, text that a spreadsheet program would take for a formula begins with an apostrophe. The
    bodies of payloads are in Parquet only. Kept screenshots go along, in a folder of their own.

    Parameters
    ----------
    folder : Path
        New or empty.

    Returns
    -------
    tuple of Path
        The files written.

    Raises
    ------
    ArchiveError
        The folder holds something, or cannot be written, or the archive cannot be read: then nothing is left behind.
    """
    if unknown := [name for name in formats if name not in FORMATS]:
        raise ArchiveError(f"{', '.join(unknown)} cannot be exported to", right=f"one of {', '.join(FORMATS)}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ArchiveError(f"{folder} is there already", right="name a new folder")
    write: Mapping[str, Callable[[Archive, Engine, Path], list[Path]]] = {
        "csv": _csv,
        "parquet": _parquet,
        "sqlite": _sqlite,
    }
    draft = folder.with_name(f".{folder.name}.{uuid4().hex[:8]}.part")
    try:
        draft.mkdir(parents=True)
        with Engine() as engine:
            files = [file for name in dict.fromkeys(formats) for file in write[name](archive, engine, draft)]
        files += _evidence(archive, draft)
        described = {file: _fingerprint(file, draft) for file in files}
        for name, text in (
            ("datapackage.json", _data_package(archive, described)),
            ("ro-crate-metadata.json", _ro_crate(archive, described)),
        ):
            (draft / name).write_text(json.dumps(text, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            files.append(draft / name)
        if folder.is_dir():
            folder.rmdir()
        draft.rename(folder)
    except (EngineError, OSError, sqlite3.Error) as error:
        # an engine that reads and writes in one go names the file that it stopped at
        if f"{PARTITION}=" in str(error):
            raise archive.unreadable(error) from error
        with Engine() as engine:
            damaged = damaged_file(archive, engine) if isinstance(error, EngineError) else ""
        if damaged:
            raise ArchiveError(
                f"the archive {archive.path} cannot be read",
                found=f"{damaged} is damaged",
                right=f"civicreach archive verify {archive.path} tells what is wrong",
            ) from error
        raise ArchiveError(f"{folder} cannot be written", found=str(error).partition("\n")[0]) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return tuple(folder / file.relative_to(draft) for file in files)


def _evidence(archive: Archive, folder: Path) -> list[Path]:
    """The screenshots that counts of this version say are kept, as far as they are there."""
    kept = kept_hashes(archive)
    files = []
    for file in evidence_files(archive.path):
        if file.stem in kept:
            target = folder / EVIDENCE / file.name
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(file, target)
            files.append(target)
    return files


def _what(file: Path) -> str:
    if file.parent.name == EVIDENCE:
        return "A screenshot behind counts that a person has read off, named by its hash."
    return WHAT.get(file.stem, "All tables but the bodies of payloads.")


def _media_type(file: Path) -> str:
    return MEDIA_TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def _rows_sql(archive: Archive, table: Table, *, guarded: bool = False) -> str:
    """SQL of a table's rows in the order of their keys, as text where a type has no plain form."""
    chosen = []
    for column, kind in table.columns.items():
        name = named(column)
        if kind == BYTES:
            continue
        sql = name
        if kind == MOMENT:
            sql = f"strftime({name}, '%Y-%m-%dT%H:%M:%S.%fZ')"
        elif kind in (COUNTS, TEXTS):
            sql = f"CAST(to_json({name}) AS VARCHAR)"
        elif guarded and kind == "VARCHAR":
            # an id below zero is a number, and no formula
            formula = r"'^([=+@\t\r]|-[^0-9])'"
            sql = f"CASE WHEN regexp_matches({name}, {formula}) THEN '''' || {name} ELSE {name} END"
        chosen.append(f"{sql} AS {name}")
    return f"SELECT {', '.join(chosen)} FROM {archive.relation(table.name)} ORDER BY {_key(table)}"


def _key(table: Table) -> str:
    return ", ".join(named(column) for column in table.key)


def _csv(archive: Archive, engine: Engine, folder: Path) -> list[Path]:
    files = []
    for table in TABLES.values():
        target = folder / f"{table.name}.csv"
        engine.execute(
            f"COPY ({_rows_sql(archive, table, guarded=True)}) TO {quoted(str(target))} (FORMAT csv, HEADER)"
        )
        files.append(target)
    return files


def _parquet(archive: Archive, engine: Engine, folder: Path) -> list[Path]:
    files = []
    for table in TABLES.values():
        target = folder / f"{table.name}.parquet"
        sql = f"SELECT * FROM {archive.relation(table.name)} ORDER BY {_key(table)}"
        options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {table.group}"
        engine.execute(f"COPY ({sql}) TO {quoted(str(target))} ({options})")
        files.append(target)
    return files


def _sqlite(archive: Archive, engine: Engine, folder: Path) -> list[Path]:
    target = folder / "archive.sqlite"
    database = sqlite3.connect(target)
    try:
        for table in TABLES.values():
            columns = {column: kind for column, kind in table.columns.items() if kind != BYTES}
            kinds = {NUMBER: "INTEGER", FLAG: "INTEGER"}
            declared = ", ".join(f"{named(column)} {kinds.get(kind, 'TEXT')}" for column, kind in columns.items())
            database.execute(f"CREATE TABLE {table.name} ({declared}, PRIMARY KEY ({_key(table)}))")
            marks = ", ".join("?" * len(columns))
            engine.execute(f"CREATE OR REPLACE TEMP TABLE exported AS {_rows_sql(archive, table)}")
            total = engine.execute("SELECT count(*) FROM exported")[0][0]
            for first in range(0, total, AT_A_TIME):
                rows = engine.execute(
                    f"SELECT * FROM exported WHERE rowid BETWEEN {first} AND {first + AT_A_TIME - 1} ORDER BY rowid"
                )
                database.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)
        database.commit()
    finally:
        database.close()
    return [target]


def _fingerprint(file: Path, folder: Path) -> dict[str, Any]:
    with file.open("rb") as opened:
        sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
    return {"path": file.relative_to(folder).as_posix(), "bytes": file.stat().st_size, "sha256": sha256}


def _title(archive: Archive) -> str:
    return f"civicreach archive {archive.path.name}, version {archive.version}"


def _data_package(archive: Archive, files: Mapping[Path, Mapping[str, Any]]) -> dict[str, Any]:
    """What Frictionless Data Package readers take."""
    resources = []
    for file, of_file in files.items():
        ending = _NOT_IN_NAMES.sub("-", file.suffix[1:].lower())
        resource: dict[str, Any] = {
            "name": "-".join(filter(None, [file.stem, ending])),
            "path": of_file["path"],
            "description": _what(file),
            "mediatype": _media_type(file),
            "bytes": of_file["bytes"],
            "hash": f"sha256:{of_file['sha256']}",
        }
        if ending:
            resource["format"] = ending
        if file.suffix == ".csv":
            resource |= {"encoding": "utf-8", "profile": "tabular-data-resource", "schema": _schema(TABLES[file.stem])}
        else:
            # Parquet and SQLite have types of their own, and readers of tables would guess at these
            resource["type"] = "file"
        resources.append(resource)
    return {
        "profile": "data-package",
        "name": "civicreach-archive",
        "title": _title(archive),
        "version": str(archive.version),
        "created": _made(archive),
        "resources": resources,
    }


def _schema(table: Table) -> dict[str, Any]:
    """The columns of a csv file as a Table Schema."""
    fields = [
        {"name": column, "type": FRICTIONLESS.get(kind, "string")}
        for column, kind in table.columns.items()
        if kind != BYTES
    ]
    # no column of a primary key may be empty, and some items of quarantine have no account
    key = {} if table is QUARANTINE else {"primaryKey": list(table.key)}
    return {"fields": fields, **key}


def _ro_crate(archive: Archive, files: Mapping[Path, Mapping[str, Any]]) -> dict[str, Any]:
    """What RO-Crate 1.1 readers take: the folder, its files, and the version that they show."""
    parts = [
        {
            "@id": of_file["path"],
            "@type": "File",
            "name": file.name,
            "description": _what(file),
            "encodingFormat": _media_type(file),
            "contentSize": str(of_file["bytes"]),
            "sha256": of_file["sha256"],
        }
        for file, of_file in files.items()
    ]
    package = {
        "@id": "datapackage.json",
        "@type": "File",
        "name": "datapackage.json",
        "description": "The same files as a Frictionless Data Package.",
        "encodingFormat": "application/json",
    }
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": _title(archive),
        "description": "What pages of local governments showed: dated counts, posts, and the coverage of both.",
        "datePublished": _made(archive),
        "version": str(archive.version),
        "license": {"@id": "#license"},
        "hasPart": [{"@id": part["@id"]} for part in [*parts, package]],
    }
    words = "Whoever publishes this states a license; terms of the platforms apply to what they showed."
    terms = {"@id": "#license", "@type": "CreativeWork", "name": "No license stated", "description": words}
    descriptor = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    # the one term that is not in it: github.com/ResearchObject/ro-crate, docs/1.1/context.jsonld
    context = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "http://schema.org/sha256"}]
    return {"@context": context, "@graph": [descriptor, root, terms, *parts, package]}


def _made(archive: Archive) -> str:
    """When the version was committed: the same version always gives the same export."""
    return archive.versions()[-1].at.isoformat()
