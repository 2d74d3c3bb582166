"""The study's own list of which text means which government; it wins over every other rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from civicreach.records.errors import Fault, InputError
from civicreach.records.government import Governments
from civicreach.records.words import message

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
        here = message("{where} line {line}", where=where, line=str(line))
        text, government = (row.get("text") or "").strip(), (row.get("government") or "").strip()
        if not text:
            faults.append(
                Fault(here, message("the row has no text"), right=message("the text as the linked file has it"))
            )
            continue
        if government and government not in known:
            faults.append(
                Fault(
                    here,
                    message("no government has this id"),
                    government,
                    message("an id of the list of governments, or nothing"),
                )
            )
        key = matching_key(text), matching_key(row.get("parent") or "")
        if meaning.setdefault(key, government) != government:
            faults.append(
                Fault(
                    here,
                    message(
                        "the text {value} already means another government in line {first_line}",
                        value=repr(text),
                        first_line=str(first_line[key]),
                    ),
                    message(
                        "{government} here, {meaning} there",
                        government=government or "(none)",
                        meaning=meaning[key] or "(none)",
                    ),
                    message("one meaning for a text, or a parent column that tells the two apart"),
                )
            )
        first_line.setdefault(key, line)
    if faults:
        raise InputError(faults)
    return meaning
