"""What engines refuse, in plain words: DuckDB, Spark and Sail say the same of a file in three ways, and none for users.

Messages were taken from DuckDB 2.0, Spark 4.2 and Sail 0.7 while they were given such files; those of Spark have names
(https://spark.apache.org/docs/latest/sql-error-conditions.html).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .words import Message, joined, message


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong with what an engine was to read.

    Attributes
    ----------
    wrong : Message
        To follow the name of the table or file.
    found : str or Message
        The file, column or types that the engine names; its own words where they are of no known kind.
    right : Message
        What would be right.
    """

    wrong: Message
    found: str | Message
    right: Message

    @property
    def unseen(self) -> bool:
        """Whether the engine does not see it, or may not: on another machine it may all the same be there."""
        return self.right in (_SEEN, _ALLOWED)


_WHOLE = message("whole Parquet files; text is read by DuckDB, under a name that ends in .csv")
_ALLOWED = message("the right to read it, for the engine where it runs")
_SEEN = message("a path or an address that the engine sees, where it runs")

#: What is wrong, what engines say of it, and what would be right; the first that fits. A group is what was found.
_KINDS: tuple[tuple[Message, str, Message], ...] = (
    (
        message("is not Parquet, or breaks off"),
        r"No magic bytes|too small to be a Parquet|Footer length error|Corrupt footer|CANNOT_READ_FILE_FOOTER"
        r"|is not a Parquet file|file is too small",
        _WHOLE,
    ),
    (
        message("has files of several schemas"),
        r"merge schema field '(?P<column>.+?)' because the from data_type = (?P<one>.+) does not equal (?P<other>.+)"
        r"|PARQUET_COLUMN_DATA_TYPE_MISMATCH.*?column \[(?P<field>.+?)\]\. Expected Spark type (?P<first>\S+), actual "
        r"Parquet type (?P<second>[^.]+)|column types must match schema types|CANNOT_MERGE_SCHEMA|mismatch in glob",
        message("files of one schema, or a source for each"),
    ),
    (
        message("has time stamps of nanoseconds, which servers do not read"),
        r"(?i:nanos)",
        message("time stamps of microseconds, where pandas writes nanoseconds; DuckDB reads these too"),
    ),
    (
        message("has a column of a type that the engine does not read"),
        r"data type (?P<found>\w+) is not supported|Illegal Parquet type: (?P<parquet>.+?)\.?(?: SQLSTATE.*)?$"
        r"|cast (?P<cast>.+) to Spark data type|PARQUET_TYPE_NOT_(?:SUPPORTED|RECOGNIZED)(?P<other>.*)",
        message("columns of text, numbers, dates and time stamps"),
    ),
    (
        message("has text that is not UTF-8"),
        r"(?i:non.utf-?8|not valid utf-?8|invalid utf-?8|codec can.t decode|invalid string encoding)",
        message("text in UTF-8"),
    ),
    (
        message("is read as a Delta table, and this server has no Delta"),
        r"DATA_SOURCE_NOT_FOUND.*delta",
        message("a Spark with the Delta of its version, or Sail; Parquet files under a name that ends in .parquet"),
    ),
    (
        message("is no Delta table that can be read"),
        r"Invalid table location|Invalid JSON in log|Missing commit file|DELTA_\w*(?:NOT_FOUND|LOG|CONTIGUOUS)"
        r"|is not a Delta table",
        message("the folder that has a whole _delta_log in it; Parquet files under a name that ends in .parquet"),
    ),
    (
        message("is at an address of a kind that the engine does not know"),
        r"No FileSystem for scheme \"?(?P<found>[\w+.-]+)|Unable to recogni[sz]e URL \"?(?P<url>[^\s\"]+)"
        r"|Class \S*?(?P<store>\w+)FileSystem not found|No suitable object store found for (?P<stored>\S+)",
        message("a store that the engine is set up for: its own pages tell how"),
    ),
    (
        message("may not be read by the engine"),
        r"(?i:access ?denied|permission denied|forbidden|unauthorized|status(?: code)?:? 40[13]\b)",
        _ALLOWED,
    ),
    (
        message("lies at a place that the engine cannot reach"),
        r"(?i:failed to lookup address|unknownhost|name or service not known|error sending request|connection refused)",
        _SEEN,
    ),
    (
        message("is not there, or a part of it"),
        r"PATH_NOT_FOUND|FILE_NOT_EXIST|No files found|(?i:no such file)|Object at location|FileNotFound|nothing at ",
        _SEEN,
    ),
    (
        message("has a file that is damaged, or of another schema than the others"),
        r"(?i:snappy|zstd|gzip|brotli|lz4|decompress|corrupt|NO_HINT|unexpected end|EOF:|thrift|know what type)",
        message("whole files of one schema: write the table anew, or ask who wrote it"),
    ),
    (
        message("is no table or view that the engine knows"),
        r"TABLE_OR_VIEW_NOT_FOUND.*?(?P<found>`[^`]+`)|Table with name (?P<name>\S+) does not exist"
        r"|[Tt]able or view not found: (?P<view>\S+)|table not found: (?P<table>\S+)",
        message("the name of a table that was opened or defined before, or a query in brackets"),
    ),
    (
        message("names a column that is not there"),
        r"Referenced column \"(?P<found>[^\"]+)\" not found|UNRESOLVED_COLUMN.*?name `(?P<column>[^`]+)`"
        r"|[Nn]o field named (?P<field>\S+)|cannot resolve attribute: (?P<attribute>\S+)",
        message("columns of the table, spelled as there"),
    ),
    (
        message("needs more memory than the engine has"),
        r"(?i:out of memory|outofmemory|resources exhausted)",
        message("a machine or a server with more memory"),
    ),
    (
        message("needs more room on the disk than the engine has"),
        r"(?i:no space left|disk quota|out of disk)",
        message("room for what the engine puts down meanwhile"),
    ),
    (
        message("has a value where the engine expects a number"),
        r"Could not convert \w+ (?P<found>'.*?') to|CAST_INVALID_INPUT.*?value (?P<value>'.*?') of"
        r"|Cannot cast string (?P<text>'.*?') to",
        message("columns of numbers"),
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

    >>> refusal_of("Invalid Input Error: No magic bytes found at end of file 'posts/a.parquet'").wrong.text
    'is not Parquet, or breaks off'
    >>> refusal_of("[PATH_NOT_FOUND] Path does not exist: file:/nowhere/a.parquet. SQLSTATE: 42K03").found
    'file:/nowhere/a.parquet'
    >>> refusal_of('IO Error: No files found that match the pattern "nanoscience/posts.parquet"').wrong.text
    'is not there, or a part of it'
    """
    causes = _NAMES.sub("_", said)
    its_own = message("it says: {words}", words=said.partition(" SQLSTATE")[0][:_SHOWN])
    for wrong, pattern, right in _KINDS:
        # what has groups looks for a name after the engine's own words
        if match := re.search(pattern, said if "(?P<" in pattern else causes):
            named = [text.partition(" SQLSTATE")[0].strip(" .,:") for text in match.groups() if text]
            told: list[str | Message] = [*named]
            if len(named) == 3:
                name, one, other = named
                told = [message("column {name} is {one} in one and {other} in another", name=repr(name), one=one,
                                other=other)]  # fmt: skip
            file = _FILE.search(said)
            if file and not any(file[0] in part for part in named):
                told.append(file[0])
            return Refusal(wrong, joined(told, ", in ") if told else its_own, right)
    return Refusal(
        message("cannot be read by the engine"), its_own, message("tables of one schema that the engine sees")
    )
