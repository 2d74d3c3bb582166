"""What engines refuse, in plain words: DuckDB, Spark and Sail say the same of a file in three ways, and none for users.

Messages were taken from DuckDB 2.0, Spark 4.2 and Sail 0.7 while they were given such files; those of Spark have names
(https://spark.apache.org/docs/latest/sql-error-conditions.html).
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong with what an engine was to read.

    Attributes
    ----------
    wrong : str
        To follow the name of the table or file.
    found : str
        The file, column or types that the engine names; its own words where they are of no known kind.
    right : str
        What would be right.
    """

    wrong: str
    found: str
    right: str

    @property
    def unseen(self) -> bool:
        """Whether the engine does not see it, or may not: on another machine it may all the same be there."""
        return self.right in (_SEEN, _ALLOWED)


_WHOLE = "whole Parquet files; text is read by DuckDB, under a name that ends in .csv"
_ALLOWED = "the right to read it, for the engine where it runs"
_SEEN = "a path or an address that the engine sees, where it runs"

#: What is wrong, what engines say of it, and what would be right; the first that fits. A group is what was found.
_KINDS: tuple[tuple[str, str, str], ...] = (
    (
        "is not Parquet, or breaks off",
        r"No magic bytes|too small to be a Parquet|Footer length error|Corrupt footer|CANNOT_READ_FILE_FOOTER"
        r"|is not a Parquet file|file is too small",
        _WHOLE,
    ),
    (
        "has files of several schemas",
        r"merge schema field '(?P<column>.+?)' because the from data_type = (?P<one>.+) does not equal (?P<other>.+)"
        r"|PARQUET_COLUMN_DATA_TYPE_MISMATCH.*?column \[(?P<field>.+?)\]\. Expected Spark type (?P<first>\S+), actual "
        r"Parquet type (?P<second>[^.]+)|column types must match schema types|CANNOT_MERGE_SCHEMA|mismatch in glob",
        "files of one schema, or a source for each",
    ),
    (
        "has time stamps of nanoseconds, which servers do not read",
        r"(?i:nanos)",
        "time stamps of microseconds, where pandas writes nanoseconds; DuckDB reads these too",
    ),
    (
        "has a column of a type that the engine does not read",
        r"data type (?P<found>\w+) is not supported|Illegal Parquet type: (?P<parquet>.+?)\.?(?: SQLSTATE.*)?$"
        r"|cast (?P<cast>.+) to Spark data type|PARQUET_TYPE_NOT_(?:SUPPORTED|RECOGNIZED)(?P<other>.*)",
        "columns of text, numbers, dates and time stamps",
    ),
    (
        "has text that is not UTF-8",
        r"(?i:non.utf-?8|not valid utf-?8|invalid utf-?8|codec can.t decode|invalid string encoding)",
        "text in UTF-8",
    ),
    (
        "is read as a Delta table, and this server has no Delta",
        r"DATA_SOURCE_NOT_FOUND.*delta",
        "a Spark with the Delta of its version, or Sail; Parquet files under a name that ends in .parquet",
    ),
    (
        "is no Delta table that can be read",
        r"Invalid table location|Invalid JSON in log|Missing commit file|DELTA_\w*(?:NOT_FOUND|LOG|CONTIGUOUS)"
        r"|is not a Delta table",
        "the folder that has a whole _delta_log in it; Parquet files under a name that ends in .parquet",
    ),
    (
        "is at an address of a kind that the engine does not know",
        r"No FileSystem for scheme \"?(?P<found>[\w+.-]+)|Unable to recogni[sz]e URL \"?(?P<url>[^\s\"]+)"
        r"|Class \S*?(?P<store>\w+)FileSystem not found|No suitable object store found for (?P<stored>\S+)",
        "a store that the engine is set up for: its own pages tell how",
    ),
    (
        "may not be read by the engine",
        r"(?i:access ?denied|permission denied|forbidden|unauthorized|status(?: code)?:? 40[13]\b)",
        _ALLOWED,
    ),
    (
        "lies at a place that the engine cannot reach",
        r"(?i:failed to lookup address|unknownhost|name or service not known|error sending request|connection refused)",
        _SEEN,
    ),
    (
        "is not there, or a part of it",
        r"PATH_NOT_FOUND|FILE_NOT_EXIST|No files found|(?i:no such file)|Object at location|FileNotFound|nothing at ",
        _SEEN,
    ),
    (
        "has a file that is damaged, or of another schema than the others",
        r"(?i:snappy|zstd|gzip|brotli|lz4|decompress|corrupt|NO_HINT|unexpected end|EOF:|thrift|know what type)",
        "whole files of one schema: write the table anew, or ask who wrote it",
    ),
    (
        "is no table or view that the engine knows",
        r"TABLE_OR_VIEW_NOT_FOUND.*?(?P<found>`[^`]+`)|Table with name (?P<name>\S+) does not exist"
        r"|[Tt]able or view not found: (?P<view>\S+)|table not found: (?P<table>\S+)",
        "the name of a table that was opened or defined before, or a query in brackets",
    ),
    (
        "names a column that is not there",
        r"Referenced column \"(?P<found>[^\"]+)\" not found|UNRESOLVED_COLUMN.*?name `(?P<column>[^`]+)`"
        r"|[Nn]o field named (?P<field>\S+)|cannot resolve attribute: (?P<attribute>\S+)",
        "columns of the table, spelled as there",
    ),
    (
        "needs more memory than the engine has",
        r"(?i:out of memory|outofmemory|resources exhausted)",
        "a machine or a server with more memory",
    ),
    (
        "needs more room on the disk than the engine has",
        r"(?i:no space left|disk quota|out of disk)",
        "room for what the engine puts down meanwhile",
    ),
    (
        "has a value where the engine expects a number",
        r"Could not convert \w+ (?P<found>'.*?') to|CAST_INVALID_INPUT.*?value (?P<value>'.*?') of"
        r"|Cannot cast string (?P<text>'.*?') to",
        "columns of numbers",
    ),
)

#: Names in a message, which may be like any word that tells a cause: quoted, or with the strokes of a path.
_NAMES = re.compile(r"\"[^\"]*\"|'[^']*'|`[^`]*`|\S*/\S*")

#: Letters of a message that are shown where nothing in it is a name.
_SHOWN = 200

#: What a file is called in a message.
_FILE = re.compile(r"[\w:/.=%+~-]+\.(?:parquet|pq|json)\b")


def refusal_of(said: str) -> Refusal:
    """What an engine said of something that it was to read, in plain words.

    >>> refusal_of("Invalid Input Error: No magic bytes found at end of file 'posts/a.parquet'").wrong
    'is not Parquet, or breaks off'
    >>> refusal_of("[PATH_NOT_FOUND] Path does not exist: file:/nowhere/a.parquet. SQLSTATE: 42K03").found
    'file:/nowhere/a.parquet'
    >>> refusal_of('IO Error: No files found that match the pattern "nanoscience/posts.parquet"').wrong
    'is not there, or a part of it'
    """
    causes = _NAMES.sub("_", said)
    for wrong, pattern, right in _KINDS:
        # what has groups looks for a name after the engine's own words
        if match := re.search(pattern, said if "(?P<" in pattern else causes):
            named = [text.partition(" SQLSTATE")[0].strip(" .,:") for text in match.groups() if text]
            # a column, and its types
            told = named if len(named) != 3 else ["column {!r} is {} in one and {} in another".format(*named)]
            file = _FILE.search(said)
            if file and not any(file[0] in part for part in told):
                told.append(file[0])
            return Refusal(wrong, ", in ".join(told) or f"it says: {said[:_SHOWN]}", right)
    return Refusal("cannot be read by the engine", f"it says: {said}", "tables of one schema that the engine sees")
