"""The named queries: one .sql file each, whose first comment says what it gives.

They read the relations that a source defines: `entries` (every row of the input, with the reason why it cannot be
counted, or 0), `posts` (entries that can be counted, apart from copies) and `observations` (dated counts that can be
used). The SQL is DuckDB's, kept to what other engines have as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_PARAMETER = re.compile(r"\$([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Query:
    """One named query.

    Attributes
    ----------
    name : str
        Of its file, without the ending.
    gives : str
        What it gives, in one sentence.
    sql : str
        DuckDB's dialect, without the comment.
    parameters : frozenset of str
        Names of the values that it needs.
    """

    name: str
    gives: str
    sql: str
    parameters: frozenset[str]


@cache
def queries() -> Mapping[str, Query]:
    """All named queries, by name.

    >>> queries()["posts_in_window"].gives
    'Posts of each account in the window, from $opens to before $closes.'
    """
    found = {}
    for file in sorted(files(__name__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".sql"):
            name = file.name.removesuffix(".sql")
            found[name] = _parsed(name, file.read_text(encoding="utf-8"))
    return MappingProxyType(found)


def _parsed(name: str, text: str) -> Query:
    lines = text.strip().splitlines()
    comment = [line.removeprefix("--").strip() for line in lines if line.startswith("--")]
    sql = "\n".join(line for line in lines if not line.startswith("--"))
    return Query(name, " ".join(comment), sql, frozenset(_PARAMETER.findall(sql)))
