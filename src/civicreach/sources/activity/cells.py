"""What the cells of activity files hold, as SQL: text, numbers, and whether they are what `where` asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from civicreach.engine import quoted
from civicreach.sources.encoding import composed
from civicreach.sources.numbers import SEPARATORS
from civicreach.sources.selection import Wanted, values_wanted

if TYPE_CHECKING:
    from civicreach.records.study import ActivitySource

#: What Python takes for space around a text, and the mark that some programs write before it.
SPACES = "".join(char for char in map(chr, range(0x3001)) if char.isspace()) + "\ufeff"

_FULL_WIDTH = "".join(map(chr, range(0xFF10, 0xFF1A))) + "，．＋－−–‑‐﹣"
_PLAIN = "0123456789" + ",.+-" + "-----"

#: As `sources.identifiers` has it, in the words of DuckDB.
_RUINED = "[0-9]([.,][0-9]+)?[eE][+][0-9]{2,3}|[0-9]{16,}[.][0-9]*"


def text_sql(column: str, blank: Sequence[str] = ()) -> str:
    """A cell as composed text without spaces around it; NULL where empty or declared blank."""
    # most cells are ASCII without spaces around them, and to see that is ten times as fast as to trim
    clean = f"strlen({column}) = length({column}) AND {column} >= '!' AND right({column}, 1) > ' '"
    trimmed = f"nullif(nfc_normalize(trim({column}, {quoted(SPACES)})), '')"
    text = f"CASE WHEN {clean} THEN {column} ELSE {trimmed} END"
    if not blank:
        return text
    blanks = ", ".join(quoted(composed(entry.strip())) for entry in blank)
    return f"CASE WHEN ({text}) NOT IN ({blanks}) THEN {text} END"


def number_sql(column: str, *, decimal: str = ".", thousands: str = "") -> str:
    """The number that a text writes, as `sources.numbers.read_number` reads it; NULL if it writes none."""
    translated = f"translate({column}, {quoted(_FULL_WIDTH)}, {quoted(_PLAIN)})"
    text = f"CASE WHEN strlen({column}) = length({column}) THEN {column} ELSE {translated} END"
    point = "[.]" if decimal == "." else decimal
    comma = SEPARATORS[thousands]
    whole = rf"[0-9]{{1,3}}(?:{comma}[0-9]{{3}})+|[0-9]+" if thousands else "[0-9]+"
    pattern = rf"[+-]?(?:(?:{whole})(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][+-]?[0-9]+)?"
    digits = f"regexp_replace({text}, {quoted(comma)}, '', 'g')" if thousands else text
    plain = f"replace({digits}, {quoted(decimal)}, '.')" if decimal != "." else digits
    number = f"TRY_CAST({plain} AS DOUBLE)"
    return f"CASE WHEN regexp_full_match({text}, {quoted(pattern)}) AND isfinite({number}) THEN {number} END"


def amount_sql(spec: ActivitySource) -> str:
    """SQL of the number in the text `amount` of a source; NULL where it has no column of values."""
    return (
        number_sql("amount", decimal=spec.decimal, thousands=spec.thousands) if spec.value else "CAST(NULL AS DOUBLE)"
    )


def ruined_sql(cell: str) -> str:
    """Whether a text is an id that was a number, shortened or of more digits than it holds: see `why_ruined`."""
    # most ids have neither sign, and to see that is ten times as fast as to match
    return f"((contains({cell}, '+') OR contains({cell}, '.')) AND regexp_full_match({cell}, '{_RUINED}'))"


def number_as_text_sql(column: str) -> str:
    """A floating-point number as text: whole numbers without a point as far as they are exact; NULL for NaN."""
    whole = f"{column} = floor({column}) AND abs({column}) < {2**53}"
    text = f"CASE WHEN {whole} THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"
    return f"CASE WHEN NOT isnan({column}) THEN {text} END"


def selected_sql(where: Mapping[str, Wanted | Sequence[Wanted]], columns: Mapping[str, str]) -> str:
    """Whether a row has one of the values wanted in every column, as `sources.selection` has it.

    Parameters
    ----------
    where : mapping of name to value or values
        As the study asks.
    columns : mapping of name to str
        SQL of the text of each column.
    """
    conditions = []
    for name, value in where.items():
        equal = " OR ".join(_equal_sql(columns[name], entry) for entry in values_wanted(value)) or "false"
        conditions.append(f"coalesce({equal}, false)")
    return " AND ".join(conditions) or "true"


def shown_sql(columns: Mapping[str, str]) -> str:
    """Cells as a reader sees them: ``level = 2, object_type = offcut``."""
    parts = [f"{quoted(f'{name} = ')} || coalesce({column}, '')" for name, column in columns.items()]
    return " || ', ' || ".join(parts) or "''"


def _equal_sql(column: str, wanted: Wanted) -> str:
    if isinstance(wanted, bool):
        return f"lower({column}) = {quoted(str(wanted).lower())}"
    same = f"{column} = {quoted(composed(str(wanted).strip()))}"
    return same if isinstance(wanted, str) else f"{same} OR {number_sql(column)} = {wanted!r}"
