"""A dated register of governments: who existed on a day, under which code and name, and what became of the others."""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from civicreach.records.column import Column
from civicreach.records.errors import Fault, InputError
from civicreach.records.government import Government, Governments
from civicreach.records.provenance import FileOrigin
from civicreach.records.words import message

Ended = Literal["", "renamed", "recoded", "promoted", "moved", "enlarged", "merged", "split"]

#: Countries, and the first and the last day for which their register is known to hold.
REGISTERS: Mapping[str, tuple[date, date]] = {"kr": (date(2010, 1, 1), date(2026, 8, 27))}

#: How first-tier governments of Korea are named in short.
_SHORT = {"충청북도": "충북", "충청남도": "충남", "전라북도": "전북", "전라남도": "전남", "경상북도": "경북",
          "경상남도": "경남", "전남광주통합특별시": "전남광주"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """A government while its code, name and region were the same.

    Attributes
    ----------
    government : str
        The same for all periods of one government: the code that it had first in the register.
    code : str
        Five digits, valid in this period only.
    name_ko, name_en : str
        Official name, and its romanisation.
    level : str
        ``first tier`` or ``lower tier``.
    kind : str
        ``city``, ``county``, ``district``, ``province`` and the kinds of special city.
    parent : str
        The first-tier government that it lies in; empty for those themselves.
    valid_from, valid_to : date or None
        First day, and the day after the last; None before the register begins, and where it goes on.
    ended : str
        Why the period ended: ``renamed``, ``recoded``, ``promoted`` (a county became a city), ``moved`` (to another
        first-tier government), ``enlarged`` (took in another) where the government goes on; ``merged`` and ``split``
        where it does not. Empty where the period goes on.
    into : tuple of str
        The governments that took over where it was merged or split.
    """

    government: str
    code: str
    name_ko: str
    name_en: str
    level: str
    kind: str
    parent: str
    valid_from: date | None
    valid_to: date | None
    ended: Ended
    into: tuple[str, ...]

    def holds(self, on: date) -> bool:
        """Whether the day lies in the period."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """All governments of a country, over time.

    Attributes
    ----------
    country : str
        Two letters, as in ISO 3166.
    periods : tuple of Period
        First tier first, each government's periods in order.
    origin : FileOrigin
        The file that they were read from.
    """

    country: str
    periods: tuple[Period, ...]
    origin: FileOrigin

    def at(self, on: date) -> Governments:
        """The governments of a day.

        Their id is the same in all years; `codes` holds every code that the government ever had, with its days, in
        the short form and with the zeros that official files write behind it. Names of other periods follow the
        name of the day, so that a file which is behind the times is linked too; names of governments that are gone
        stand in `took_over` of those that hold what they held.

        Raises
        ------
        InputError
            The day lies outside of what the register is known to hold.

        Examples
        --------
        >>> governments = read_register("kr").at(date(2015, 8, 1))
        >>> [sum(row.level == level for row in governments.rows) for level in ("first tier", "lower tier")]
        [17, 226]
        """
        first, last = REGISTERS[self.country]
        if not first <= on <= last:
            raise InputError(
                [
                    Fault(
                        f"register {self.country}",
                        message("is not known to hold on the day"),
                        str(on),
                        message("{first} to {last}", first=first, last=last),
                    )
                ]
            )
        histories: defaultdict[str, list[Period]] = defaultdict(list)
        for period in self.periods:
            histories[period.government].append(period)
        now = [period for period in self.periods if period.holds(on)]
        taken: defaultdict[str, list[Period]] = defaultdict(list)
        for gone in (period for period in self.periods if period.into and not period.holds(on)):
            if gone.valid_to is not None and gone.valid_to <= on:
                for heir in self.successors(gone.government, on):
                    taken[heir].append(gone)
        rows = tuple(_government(period, histories[period.government], taken[period.government]) for period in now)
        columns = {
            name: Column.texts([getattr(period, name) for period in now])
            for name in ("code", "name_ko", "name_en", "level", "kind", "parent")
        }
        return Governments(rows, columns)

    def successors(self, government: str, on: date) -> tuple[str, ...]:
        """The governments that hold on a later day what a government once held: itself where it still exists.

        Examples
        --------
        >>> register = read_register("kr")
        >>> register.successors("48160", date(2015, 1, 1)), register.successors("28110", date(2026, 8, 1))
        (('48120',), ('28125', '28155'))
        """
        own = [period for period in self.periods if period.government == government]
        if any(period.holds(on) for period in own):
            return (government,)
        over = [period for period in own if period.into and period.valid_to is not None and period.valid_to <= on]
        found = (later for period in over for heir in period.into for later in self.successors(heir, on))
        return tuple(dict.fromkeys(found))


@cache
def read_register(country: str) -> Register:
    """The register of a country: ``kr``.

    Raises
    ------
    KeyError
        There is no register of the country.

    Notes
    -----
    Korea: 17 first-tier governments and 226 lower-tier ones in 2015. The administrative cities of Jeju and the
    districts of large cities without autonomy are no governments and are left out. Codes, names and days are those of
    the administrative standard code of the Ministry of the Interior and Safety.
    """
    name = {key: f"{key}.csv" for key in REGISTERS}[country]
    content = files("civicreach.linking.registers").joinpath(name).read_bytes()
    rows = list(csv.DictReader(content.decode().splitlines()))
    origin = FileOrigin(f"civicreach/linking/registers/{name}", hashlib.sha256(content).hexdigest(), len(content),
                        len(rows), "utf-8")  # fmt: skip
    return Register(country, tuple(_period(row) for row in rows), origin)


def _period(row: Mapping[str, str]) -> Period:
    start, end = (date.fromisoformat(row[key]) if row[key] else None for key in ("valid_from", "valid_to"))
    ended: Ended = row["ended"]  # type: ignore[assignment]  # the words of the file are held by a test
    return Period(row["government"], row["code"], row["name_ko"], row["name_en"], row["level"], row["kind"],
                  row["parent"], start, end, ended, tuple(row["into"].split()))  # fmt: skip


def _government(period: Period, history: Sequence[Period], taken: Sequence[Period]) -> Government:
    others = [other for other in history if other is not period]
    names = [name for each in (period, *others) for name in (each.name_ko, each.name_en, *_short(each))]
    codes = [(code, str(each.valid_from or ""), str(each.valid_to or "")) for each in history for code in _forms(each)]
    called = {
        (code, str(each.valid_from or "")): each.name_ko
        for each in others
        for code in _forms(each)
        if each.name_ko != period.name_ko
    }
    took_over = tuple(dict.fromkeys(name for gone in taken for name in (gone.name_ko, gone.name_en, *_short(gone))))
    return Government(period.government, tuple(dict.fromkeys(names)), {"ko": period.name_ko, "en": period.name_en},
                      period.level, period.parent, tuple(codes), called, took_over)  # fmt: skip


def _short(period: Period) -> tuple[str, ...]:
    """서울 for 서울특별시, 충북 for 충청북도; lower-tier governments are never named without their last syllable."""
    if period.level != "first tier":
        return ()
    return (_SHORT.get(period.name_ko, period.name_ko[:2]),)


def _forms(period: Period) -> tuple[str, ...]:
    """A code as files write it: with five digits, with ten, and of the first tier with two."""
    full = (period.code, f"{period.code}00000")
    if period.level != "first tier":
        return full
    # Sejong, alone of its kind, has a second code where files list lower-tier governments
    second = ("36110", "3611000000") if period.code == "36000" else ()
    return (period.code[:2], *full, *second)
