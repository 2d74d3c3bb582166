"""What the cells of declared fields hold, as SQL: ids, counts, and whether they are so plain that nothing is to ask."""

from __future__ import annotations

from civicreach.engine import quoted
from civicreach.sources.activity.cells import SPACES
from civicreach.sources.counts import BLANK

_WHOLE = r"[0-9]+(\.0*)?"
_SEPARATORS = (",", "'", "’", " ", "\u00a0", "\u202f")


def count_sql(cell: str, *, texts: bool) -> str:
    """The count in a cell, as `sources.counts.read_count` reads it; NULL where there is none.

    Parameters
    ----------
    texts : bool
        Whether all cells of the file are text; then a point before three digits divides thousands. In JSON and
        Parquet it may be a decimal point.
    """
    text = f"trim({cell}, {quoted(SPACES)})"
    separators = (*_SEPARATORS, "[.]") if texts else _SEPARATORS
    grouped = "|".join(f"[0-9]{{1,3}}({sign}[0-9]{{3}})+" for sign in separators)
    return (
        f"CASE WHEN regexp_full_match({text}, {quoted(grouped)})"
        f" THEN TRY_CAST(regexp_replace({text}, '[^0-9]', '', 'g') AS BIGINT)"
        f" WHEN regexp_full_match({text}, {quoted(_WHOLE)}) THEN TRY_CAST(split_part({text}, '.', 1) AS BIGINT) END"
    )


def told_sql(cell: str) -> str:
    """Whether a cell of a count holds anything but a word for nothing."""
    blanks = ", ".join(quoted(word) for word in sorted(BLANK))
    return f"(NOT list_contains([{blanks}], lower(trim({cell}, {quoted(SPACES)}))))"


def plain_count_sql(cell: str, number: str) -> str:
    """Whether a cell holds digits of a count and nothing else, or is not there; `number` is what they are cast to."""
    return f"({cell} IS NULL OR ({cell} >= '0' AND CAST({number} AS VARCHAR) = {cell}))"


def plain_id_sql(cell: str) -> str:
    """Whether a cell holds an id that is text as it stands: ASCII, without spaces around it, and not ruined."""
    clean = f"strlen({cell}) = length({cell}) AND {cell} >= '!' AND substr({cell}, -1, 1) > ' '"
    return f"{clean} AND NOT contains({cell}, '+') AND {_no_number_with_point_sql(cell)}"


def plain_account_sql(cell: str) -> str:
    """Whether an account is written in the one form that all its spellings have in common."""
    form = "[0-9a-z][0-9a-z_.:-]*|UC[0-9A-Za-z_-]{22}"
    return f"regexp_full_match({cell}, {quoted(form)}) AND {_no_number_with_point_sql(cell)}"


def _no_number_with_point_sql(cell: str) -> str:
    # a point is rare and what it may mean is slow to ask; an OR is left at the first side that holds, a NOT is not
    return f"(NOT contains({cell}, '.') OR NOT regexp_full_match({cell}, '[0-9]+[.][0-9]*'))"
