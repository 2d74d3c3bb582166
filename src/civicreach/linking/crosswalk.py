"""The study's own list of which text means which government; it wins over every other rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from civicreach.records.errors import Fault, InputError
from civicreach.records.government import Governments

from .names import matching_key

#: By the keys of text and region (empty where the row names none): a government's id, or "" for no government.
Crosswalk = Mapping[tuple[str, str], str]


def crosswalk_from(rows: Iterable[Mapping[str, str | None]], governments: Governments, *, where: str) -> Crosswalk:
    """A crosswalk from its rows, with columns ``text``, ``government`` and, where there is one, ``parent``.

    A row with an empty government says that its text is deliberately no government.

    Parameters
    ----------
    rows : iterable of mapping
        Data rows in the order of the file; other columns, such as a remark, are passed over.
    governments : Governments
        Every government named must be one of these.
    where : str
        Name of the file, for the faults.

    Returns
    -------
    Crosswalk
        Texts and regions by their matching keys.

    Raises
    ------
    InputError
        All faults at once: a row without text, a government that is not in the list, one text with two meanings.

    Examples
    --------
    >>> from civicreach.records.government import Government
    >>> seoul = Governments((Government("11", ("서울특별시",)),))
    >>> dict(crosswalk_from([{"text": "Seoul City", "government": "11"}], seoul, where="crosswalk.csv"))
    {('seoul city', ''): '11'}
    """
    known = set(governments.ids)
    meaning: dict[tuple[str, str], str] = {}
    first_line: dict[tuple[str, str], int] = {}
    faults: list[Fault] = []
    for line, row in enumerate(rows, start=2):
        here = f"{where} line {line}"
        text, government = (row.get("text") or "").strip(), (row.get("government") or "").strip()
        if not text:
            faults.append(Fault(here, "the row has no text", right="the text as the linked file has it"))
            continue
        if government and government not in known:
            faults.append(
                Fault(here, "no government has this id", government, "an id of the list of governments, or nothing")
            )
        key = matching_key(text), matching_key(row.get("parent") or "")
        if meaning.setdefault(key, government) != government:
            faults.append(
                Fault(
                    here,
                    f"the text {text!r} already means another government in line {first_line[key]}",
                    f"{government or '(none)'} here, {meaning[key] or '(none)'} there",
                    "one meaning for a text, or a parent column that tells the two apart",
                )
            )
        first_line.setdefault(key, line)
    if faults:
        raise InputError(faults)
    return meaning
